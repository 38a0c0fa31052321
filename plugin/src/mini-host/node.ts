import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { compileFunction } from "node:vm";
import type { Evaluate } from "./modules.ts";
import type { ReadFile } from "./program.ts";

/** Files of a folder on this machine. */
export function readFolder(folder: string): ReadFile {
  return async (path) => {
    try {
      return await readFile(join(folder, path), "utf8");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw error;
    }
  };
}

/** With the file's name and lines in what it throws. */
export const evaluateInNode: Evaluate = (code, names, path) =>
  compileFunction(code, names, { filename: path }) as (...values: unknown[]) => unknown;
