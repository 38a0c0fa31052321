import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { until } from "./server/until.ts";

/** One line of what a program says. */
export type Said = { kind: string } & Record<string, unknown>;

/** A program that is driven by lines of JSON, as a firmware would drive it. */
export class JsonProgram {
  readonly said: Said[] = [];
  errors = "";
  exit: number | null | undefined;
  private readonly process: ChildProcess;

  constructor(command: string, args: string[], environment: Record<string, string> = {}) {
    this.process = spawn(command, args, { env: { PATH: process.env["PATH"] ?? "", ...environment }, stdio: "pipe" });
    if (this.process.stdout === null) throw new Error("no output");
    createInterface({ input: this.process.stdout }).on("line", (line) => this.said.push(JSON.parse(line) as Said));
    this.process.stderr?.on("data", (data) => {
      this.errors += String(data);
    });
    this.process.on("exit", (code) => {
      this.exit = code;
    });
  }

  tell(command: unknown): void {
    this.process.stdin?.write(`${typeof command === "string" ? command : JSON.stringify(command)}\n`);
  }

  closeInput(): void {
    this.process.stdin?.end();
  }

  signal(name: NodeJS.Signals): void {
    this.process.kill(name);
  }

  /** Whether it has said a line of this kind with at least these fields. */
  has(kind: string, like: Record<string, unknown> = {}): boolean {
    return this.said.some((said) => said.kind === kind && matches(said, like));
  }

  async ended(): Promise<number> {
    await until("the program has ended", () => this.exit !== undefined);
    return this.exit ?? -1;
  }
}

function matches(said: unknown, like: Record<string, unknown>): boolean {
  return Object.entries(like).every(([field, value]) => {
    const its = (said as Record<string, unknown>)[field];
    return typeof value === "object" && value !== null ? matches(its, value as Record<string, unknown>) : its === value;
  });
}
