import { readFileSync } from "node:fs";

/** The processes of the platform under test, which a data directory names; there is none where only its address is known. */

const DATA = process.env["HOOKSWITCH_DATA"];

export interface Part {
  name: string;
  kind: string;
  pid: number;
  port: number;
}

/** As `./hookswitch status` reads them. */
export function parts(): Part[] {
  return DATA ? (JSON.parse(readFileSync(`${DATA}/platform.json`, "utf8")) as { parts: Part[] }).parts : [];
}

export function has(name: string): boolean {
  return parts().some((part) => part.name === name);
}

/** What ends is started again by the platform's supervisor. */
export function signal(name: string, signal: "SIGKILL" | "SIGSTOP" | "SIGCONT"): void {
  process.kill(parts().find((part) => part.name === name)!.pid, signal);
}
