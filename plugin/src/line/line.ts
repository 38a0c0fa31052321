import type { ClientFrame, OpenRequest, Placed, ServerFrame } from "../wire/wire.ts";
import { type Backoff, doublingBackoff } from "./backoff.ts";
import { type Clock, systemClock } from "./clock.ts";
import { LineProblem } from "./problem.ts";
import { type Ask, type Fetch, Rest } from "./rest.ts";
import { ServerClock } from "./server-clock.ts";
import { type LineState, SteadySocket, type WebSocketMaker } from "./socket.ts";
import { Tokens } from "./tokens.ts";

export interface LineOptions {
  /** Where the platform's front door is: `https://calls.example`. */
  address: string;
  /** This installation's own name, chosen once and kept: `[A-Za-z0-9_.:-]`, at most 64. */
  endpoint: string;
  /** An access token of the user or device; asked again when one is refused or expires. */
  token: () => Promise<string>;
  /** Where there is no global one: the `ws` package's. */
  WebSocket?: WebSocketMaker;
  fetch?: Fetch;
  clock?: Clock;
  backoff?: Backoff;
}

/** Lost answers to the opening of a call before its caller is told. */
const OPEN_ATTEMPTS_MAX = 5;

/** The connection of one installation of a user or device to the platform: REST, one socket, the platform's clock. */
export class Line {
  readonly endpoint: string;
  readonly clock: Clock;
  readonly serverClock: ServerClock;
  private readonly backoff: Backoff;
  private readonly rest: Rest;
  private readonly socket: SteadySocket;

  constructor(options: LineOptions) {
    const address = options.address.replace(/\/+$/, "");
    const tokens = new Tokens(options.token);
    const fetch = options.fetch ?? ((url, init) => globalThis.fetch(url, init));
    const make = options.WebSocket ?? (globalThis.WebSocket as unknown as WebSocketMaker);
    if (make === undefined) throw new TypeError("there is no global WebSocket here; give one, as of the ws package");
    this.endpoint = options.endpoint;
    this.clock = options.clock ?? systemClock;
    this.backoff = options.backoff ?? doublingBackoff;
    this.serverClock = new ServerClock(this.clock);
    this.rest = new Rest(address, this.endpoint, tokens, fetch, this.clock, this.serverClock);
    this.socket = new SteadySocket(
      `${address.replace(/^http/, "ws")}/v1/events`,
      this.endpoint,
      tokens,
      make,
      this.clock,
      this.serverClock,
      this.backoff,
    );
  }

  get state(): LineState {
    return this.socket.state;
  }

  onState(hear: (state: LineState) => void): () => void {
    return this.socket.onState(hear);
  }

  onFrame(hear: (frame: ServerFrame) => void): () => void {
    return this.socket.onFrame(hear);
  }

  /** Connects and stays connected; again after a refusal. */
  start(): void {
    this.socket.start();
  }

  close(): void {
    this.socket.close();
  }

  /** See {@link SteadySocket.send}. */
  send(frame: ClientFrame): boolean {
    return this.socket.send(frame);
  }

  setInCall(inCall: boolean): void {
    this.socket.setInCall(inCall);
  }

  /** The network or the page is back. */
  wake(): void {
    this.socket.wake();
  }

  /** One request; throws {@link LineProblem}. */
  ask<T>(method: "GET" | "POST" | "PUT" | "DELETE", path: string, ask?: Ask): Promise<T> {
    return this.rest.ask(method, path, ask);
  }

  /** Places a call. A lost answer is asked for again under the same key, so that there is one call at most. */
  open(request: OpenRequest): Promise<Placed> {
    const idempotencyKey = randomName();
    let attempts = 0;
    return this.persist(
      () => this.ask("POST", "/v1/rooms", { body: request, idempotencyKey }),
      (problem) => problem.isPassing && ++attempts < OPEN_ATTEMPTS_MAX,
    );
  }

  /** Asks again, with growing pauses, while it fails and `goesOn` says so. */
  async persist<T>(ask: () => Promise<T>, goesOn: (problem: LineProblem) => boolean): Promise<T> {
    for (let failures = 1; ; failures++) {
      try {
        return await ask();
      } catch (problem) {
        if (!(problem instanceof LineProblem) || !goesOn(problem)) throw problem;
        const pause = problem.retryAfterMs ?? this.backoff(failures);
        await new Promise<void>((over) => this.clock.after(pause, over));
      }
    }
  }
}

/** A name that nobody else has. Not `crypto.randomUUID`, which pages over plain http do not have. */
export function randomName(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
