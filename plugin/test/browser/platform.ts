import { readFileSync } from "node:fs";

/** The processes of the platform under test, which a data directory names; there is none where only its address is known. */

const DATA = process.env["HOOKSWITCH_DATA"];

export interface Part {
  name: string;
  pid: number;
  port: number;
}

export const IS_NAMED = DATA !== undefined;

/** As `./hookswitch status` reads them. */
export function part(name: string): Part {
  const { parts } = JSON.parse(readFileSync(`${DATA}/platform.json`, "utf8")) as { parts: Part[] };
  const found = parts.find((one) => one.name === name);
  if (!found) throw new Error(`the platform has no part ${name}`);
  return found;
}

/** What ends is started again by the platform's supervisor. */
export function signal(name: string, signal: "SIGKILL" | "SIGSTOP" | "SIGCONT"): void {
  process.kill(part(name).pid, signal);
}
