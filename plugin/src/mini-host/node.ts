import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { compileFunction } from "node:vm";
import type { MiniHost } from "./mini-host.ts";
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

/** Lets the program hear of promises that nobody handles; otherwise Node ends the process. Returns what stops it. */
export function hearRejections(mini: MiniHost): () => void {
  const hear = (reason: unknown, promise: Promise<unknown>): void => mini.unhandledRejection(reason, promise);
  process.on("unhandledRejection", hear);
  return () => process.off("unhandledRejection", hear);
}
