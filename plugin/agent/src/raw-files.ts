import { constants, createReadStream, createWriteStream, openSync, statSync } from "node:fs";
import { Socket } from "node:net";
import type { Readable, Writable } from "node:stream";

/** Pieces that may wait for a slow program at the other end; what is older is of no use in a conversation. */
const PIECES_WAITING_MAX = 8;

/**
 * Keeps these open, as far as they are named pipes, for as long as the process lives: the program at the other end of one
 * is not ended by the end of a call.
 */
export function keepPipesOpen(paths: (string | undefined)[]): void {
  for (const path of paths) if (path !== undefined && isPipe(path)) openPipe(path);
}

/**
 * Raw frames or samples from a file, which is played again and again, or from a named pipe.
 *
 * A named pipe is opened for both directions, so that the program at its other end may start later, end and start again; and
 * read as a socket, because a file's reads would each block one of Node's few threads.
 */
export class RawIn {
  private readonly path: string;
  private readonly pieceBytes: number;
  private readonly onFailure: (why: string) => void;
  private stream: Readable | undefined;
  private isLive = false;
  private isClosed = false;

  constructor(path: string, pieceBytes: number, onFailure: (why: string) => void) {
    this.path = path;
    this.pieceBytes = pieceBytes;
    this.onFailure = onFailure;
    this.open();
  }

  /** The next whole piece; nothing while there is none. Of a live source those that have waited long are left out. */
  next(): Buffer | undefined {
    while (this.isLive && (this.stream?.readableLength ?? 0) > PIECES_WAITING_MAX * this.pieceBytes) {
      this.stream?.read(this.pieceBytes);
    }
    const piece = this.stream?.read(this.pieceBytes) as Buffer | null | undefined;
    return piece?.length === this.pieceBytes ? piece : undefined;
  }

  close(): void {
    this.isClosed = true;
    this.stream?.destroy();
  }

  private open(): void {
    try {
      if (isPipe(this.path)) {
        this.isLive = true;
        this.stream = new Socket({ fd: openPipe(this.path), readable: true, writable: false });
      } else {
        this.stream = createReadStream(this.path, { highWaterMark: 2 * this.pieceBytes });
        this.stream.on("end", () => this.isClosed || this.open());
      }
      this.stream.on("error", (error: Error) => this.onFailure(`${this.path}: ${error.message}`));
      // Reading by pieces needs somebody who listens.
      this.stream.on("readable", () => {});
    } catch (error) {
      this.onFailure((error as Error).message);
    }
  }
}

/** Raw frames or samples to a file, which is written anew, or to a named pipe. Whole pieces or none. */
export class RawOut {
  private readonly stream: Writable;
  private failed = false;

  constructor(path: string, onFailure: (why: string) => void) {
    if (isPipe(path)) {
      this.stream = new Socket({ fd: openPipe(path), readable: false, writable: true });
    } else {
      this.stream = createWriteStream(path);
    }
    this.stream.on("error", (error: Error) => {
      this.failed = true;
      onFailure(`${path}: ${error.message}`);
    });
  }

  /** False when the piece is left out because its reader is behind. */
  write(piece: Uint8Array): boolean {
    if (this.failed || this.stream.writableLength > PIECES_WAITING_MAX * piece.byteLength) return false;
    this.stream.write(piece);
    return true;
  }

  close(): Promise<void> {
    if (this.failed) return Promise.resolve();
    return new Promise((closed) => {
      // A pipe that nobody reads never takes the rest.
      const giveUp = setTimeout(() => this.stream.destroy(), 500);
      this.stream.once("close", () => {
        clearTimeout(giveUp);
        closed();
      });
      this.stream.end();
    });
  }
}

/** For both directions: opening then waits for nobody. */
function openPipe(path: string): number {
  return openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
}

function isPipe(path: string): boolean {
  try {
    return statSync(path).isFIFO();
  } catch {
    return false;
  }
}
