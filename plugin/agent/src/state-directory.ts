import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import type { JsonWebKey } from "node:crypto";
import { join } from "node:path";
import { randomName } from "../../src/line/line.ts";

/** What a device keeps between its starts: its key, and the name of this installation. */
export interface Kept {
  /** With the private half. */
  key: JsonWebKey;
  modelId: string;
  endpoint: string;
}

/** Directory for its owner only, mode 700, with one file in it, mode 600. */
export class StateDirectory {
  private readonly file: string;
  private readonly directory: string;

  constructor(directory: string) {
    this.directory = directory;
    this.file = join(directory, "device.json");
  }

  /** Nothing before the first registration. */
  read(): Kept | undefined {
    try {
      return JSON.parse(readFileSync(this.file, "utf8")) as Kept;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw error;
    }
  }

  /** As a whole or not at all. */
  write(kept: Kept): void {
    this.make();
    const next = `${this.file}.new`;
    writeFileSync(next, `${JSON.stringify(kept)}\n`, { mode: 0o600 });
    chmodSync(next, 0o600);
    renameSync(next, this.file);
  }

  /** The installation's own name, for a device that has no key of its own. */
  endpoint(): string {
    const file = join(this.directory, "endpoint");
    try {
      return readFileSync(file, "utf8").trim();
    } catch {
      this.make();
      const name = newEndpoint();
      writeFileSync(file, `${name}\n`, { mode: 0o600 });
      return name;
    }
  }

  private make(): void {
    mkdirSync(this.directory, { recursive: true, mode: 0o700 });
    // One that was there before may be open to others.
    chmodSync(this.directory, 0o700);
  }
}

export function newEndpoint(): string {
  return `agent-${randomName()}`;
}
