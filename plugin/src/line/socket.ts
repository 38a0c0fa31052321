import type { ClientFrame, RoomId, ServerFrame } from "../wire/wire.ts";
import type { Backoff } from "./backoff.ts";
import type { Clock } from "./clock.ts";
import { reconnectAfter } from "./close-codes.ts";
import { frameOf } from "./frames.ts";
import { Listeners } from "./listeners.ts";
import type { ServerClock } from "./server-clock.ts";
import type { Tokens } from "./tokens.ts";

/** What the line needs of a WebSocket: the browser's own, or that of the `ws` package. */
export interface WebSocketLike {
  onopen: ((event: never) => void) | null;
  onmessage: ((event: never) => void) | null;
  onclose: ((event: never) => void) | null;
  onerror: ((event: never) => void) | null;
  send(text: string): void;
  close(code?: number): void;
  /** `ws` only: ends it without waiting for the other side. */
  terminate?(): void;
  /** `ws` only: the gateway's pings, which a browser answers without telling. */
  on?(name: "ping", hear: () => void): unknown;
}

export type WebSocketMaker = new (url: string, protocol: string) => WebSocketLike;

/** How the connection is, for a page to show. */
export type LineState =
  | { kind: "connected" }
  /** It goes on trying. */
  | { kind: "away"; why: string }
  /** For good: trying again is of no use, as `docs/errors.md` says of the code. */
  | { kind: "refused"; code: number; why: string };

const PROTOCOL = "cloudevents.json";

/** Rooms in a hello's cursor, the ones heard of last (contract of the gateway). */
const ROOMS_MAX = 64;

const WELCOMED_WITHIN_MS = 15_000;

/** A ticket is good for ten minutes; the rest is for the way. */
const TICKET_GOOD_MS = 9 * 60_000;

/** Fresh tokens that a gateway may refuse one after another before it is believed. */
const TOKENS_REFUSED_MAX = 3;

/** The gateway pings every 12 s. */
const QUIET_MS_MAX = 30_000;

/** In a call: away for more than 30 s has left it, and there must be time to come back. */
const QUIET_MS_MAX_IN_CALL = 8_000;

const SIGN_OF_LIFE_WITHIN_MS = 5_000;

/**
 * One socket that stays: it comes back after every loss with its cursor, renews its token in time, and hands each event on
 * once.
 *
 * A network can go without a word. The gateway's pings would show that, but a browser answers them without telling the page.
 * So whoever has heard nothing for a while asks for a sign of life: it sends its token once more, which a gateway answers at
 * any time. Where pings are seen (`ws`) they are signs of life too, and outside of calls the question is never needed.
 */
export class SteadySocket {
  private readonly url: string;
  private readonly endpoint: string;
  private readonly tokens: Tokens;
  private readonly make: WebSocketMaker;
  private readonly clock: Clock;
  private readonly serverClock: ServerClock;
  private readonly backoff: Backoff;
  private readonly states = new Listeners<LineState>();
  private readonly frames = new Listeners<ServerFrame>();
  /** The newest seq by room, the room heard of last at the end. */
  private readonly cursor = new Map<RoomId, number>();

  private current: LineState = { kind: "away", why: "not connected yet" };
  private socket: WebSocketLike | undefined;
  /** Which attempt is under way; what comes of an older one is nobody's concern any more. */
  private turn = 0;
  private failures = 0;
  private tokensRefused = 0;
  private ticket: { text: string; until: number } | undefined;
  private helloAt = 0;
  private heardAt = 0;
  /** Counted, because an answer may come within the millisecond. */
  private signsOfLife = 0;
  private inCall = false;
  private isStarted = false;
  private stopWaiting = (): void => {};
  private stopWatching = (): void => {};

  constructor(
    url: string,
    endpoint: string,
    tokens: Tokens,
    make: WebSocketMaker,
    clock: Clock,
    serverClock: ServerClock,
    backoff: Backoff,
  ) {
    this.url = url;
    this.endpoint = endpoint;
    this.tokens = tokens;
    this.make = make;
    this.clock = clock;
    this.serverClock = serverClock;
    this.backoff = backoff;
  }

  get state(): LineState {
    return this.current;
  }

  onState(hear: (state: LineState) => void): () => void {
    return this.states.add(hear);
  }

  /** Events once each and in order; the other kinds as they come. */
  onFrame(hear: (frame: ServerFrame) => void): () => void {
    return this.frames.add(hear);
  }

  /** Connects, also after a refusal. */
  start(): void {
    this.isStarted = true;
    this.failures = 0;
    this.tokensRefused = 0;
    this.become({ kind: "away", why: "connecting" });
    void this.connect();
  }

  close(): void {
    this.isStarted = false;
    this.end();
    this.become({ kind: "away", why: "closed" });
  }

  /** False when it is not connected now; what is to be heard later is the sender's to keep. */
  send(frame: ClientFrame): boolean {
    if (this.current.kind !== "connected" || this.socket === undefined) return false;
    this.socket.send(JSON.stringify(frame));
    return true;
  }

  /** In a call silence is noticed sooner. */
  setInCall(inCall: boolean): void {
    if (this.inCall === inCall) return;
    this.inCall = inCall;
    if (this.current.kind === "connected") this.watch();
  }

  /** The network or the page is back: connects at once, or looks whether the connection still lives. */
  wake(): void {
    if (this.current.kind === "connected") {
      void this.askForSignOfLife(this.turn);
    } else if (this.current.kind === "away" && this.isStarted && this.socket === undefined) {
      this.failures = 0;
      void this.connect();
    }
  }

  private async connect(): Promise<void> {
    this.end();
    const turn = this.turn;
    // Also while the token is awaited: a source that never answers must not be the end.
    this.stopWaiting = this.clock.after(WELCOMED_WITHIN_MS, () => this.lost("no welcome in time"));
    let token: string;
    try {
      token = await this.credential();
    } catch (error) {
      if (turn === this.turn) this.lost(`no token: ${error instanceof Error ? error.message : String(error)}`);
      return;
    }
    if (turn !== this.turn) return;
    let socket: WebSocketLike;
    try {
      socket = new this.make(this.url, PROTOCOL);
    } catch (error) {
      // An address that is none, or a page's policy: it may be mended, and it is told.
      this.lost(`no socket: ${error instanceof Error ? error.message : String(error)}`);
      return;
    }
    this.socket = socket;
    socket.onopen = () => {
      this.helloAt = this.clock.now();
      const rooms = Object.fromEntries(this.cursor);
      const hello: ClientFrame = { kind: "hello", token, endpoint: this.endpoint, rooms, positions: {} };
      socket.send(JSON.stringify(hello));
    };
    socket.onmessage = (event: { data: unknown }) => this.arrived(String(event.data));
    socket.onclose = (event: { code: number; reason: string }) => this.closed(event.code, event.reason, token);
    // A close follows.
    socket.onerror = () => {};
    socket.on?.("ping", () => this.lives());
  }

  private credential(): Promise<string> {
    if (this.ticket !== undefined && this.clock.now() < this.ticket.until) return Promise.resolve(this.ticket.text);
    return this.tokens.get();
  }

  /** Whatever is under way is over, without a word to anybody. */
  private end(): void {
    this.turn++;
    this.stopWaiting();
    this.stopWatching();
    const socket = this.socket;
    this.socket = undefined;
    if (socket === undefined) return;
    socket.onopen = null;
    socket.onmessage = null;
    socket.onclose = null;
    // `ws` throws what nobody listens to, also when it is closed before it is open.
    socket.onerror = () => {};
    socket.close(1000);
    if (socket.terminate !== undefined) {
      const terminate = socket.terminate.bind(socket);
      this.clock.after(1_000, terminate);
    }
  }

  private lives(): void {
    this.heardAt = this.clock.now();
    this.signsOfLife++;
  }

  private closed(code: number, reason: string, token: string): void {
    const why = reason === "" ? `closed with ${code}` : reason;
    switch (reconnectAfter(code)) {
      case "no":
        this.refuse(code, why);
        return;
      case "withNewToken":
        this.tokens.forget(token);
        // A ticket that is not taken says nothing against the token it stood for.
        if (this.ticket?.text !== token) this.tokensRefused++;
        this.ticket = undefined;
        if (this.tokensRefused >= TOKENS_REFUSED_MAX) this.refuse(code, why);
        else this.lost(why);
        return;
      case "now":
        this.lost(why);
        return;
    }
  }

  private refuse(code: number, why: string): void {
    this.end();
    this.become({ kind: "refused", code, why });
  }

  private lost(why: string): void {
    this.end();
    this.failures++;
    this.become({ kind: "away", why });
    this.stopWaiting = this.clock.after(this.backoff(this.failures), () => void this.connect());
  }

  private become(state: LineState): void {
    this.current = state;
    this.states.tell(state);
  }

  private arrived(text: string): void {
    this.lives();
    const frame = frameOf(text);
    if (frame === undefined) return;
    switch (frame.kind) {
      case "welcome":
        this.welcomed(frame);
        return;
      case "event":
        if (this.isNew(frame.subject, frame.seq)) this.frames.tell(frame);
        return;
      case "tokenExpiring":
        void this.renewToken(this.turn);
        return;
      case "tokenRenewed":
        return;
      case "problem":
      case "ring":
      case "signal":
      case "renegotiate":
        this.frames.tell(frame);
        return;
    }
  }

  private welcomed(frame: ServerFrame & { kind: "welcome" }): void {
    this.stopWaiting();
    this.failures = 0;
    this.tokensRefused = 0;
    this.serverClock.learn(frame.serverTime, this.helloAt);
    this.ticket =
      frame.resumeTicket === undefined
        ? undefined
        : { text: frame.resumeTicket, until: this.clock.now() + TICKET_GOOD_MS };
    this.watch();
    this.become({ kind: "connected" });
  }

  private isNew(room: RoomId, seq: number): boolean {
    if (seq <= (this.cursor.get(room) ?? 0)) return false;
    this.cursor.delete(room);
    this.cursor.set(room, seq);
    if (this.cursor.size > ROOMS_MAX) {
      for (const oldest of this.cursor.keys()) {
        this.cursor.delete(oldest);
        break;
      }
    }
    return true;
  }

  private async renewToken(turn: number): Promise<void> {
    for (let failures = 1; turn === this.turn; failures++) {
      try {
        const old = await this.tokens.get();
        this.tokens.forget(old);
        const token = await this.tokens.get();
        if (turn === this.turn) this.send({ kind: "token", token });
        return;
      } catch {
        // The socket goes on with the old token until it expires.
        await new Promise<void>((over) => this.clock.after(this.backoff(failures), over));
      }
    }
  }

  private watch(): void {
    this.stopWatching();
    const quietMax = this.inCall ? QUIET_MS_MAX_IN_CALL : QUIET_MS_MAX;
    const left = this.heardAt + quietMax - this.clock.now();
    const turn = this.turn;
    this.stopWatching = this.clock.after(Math.max(0, left), () => {
      if (this.clock.now() - this.heardAt < quietMax) this.watch();
      else void this.askForSignOfLife(turn);
    });
  }

  private async askForSignOfLife(turn: number): Promise<void> {
    this.stopWatching();
    const before = this.signsOfLife;
    this.stopWatching = this.clock.after(SIGN_OF_LIFE_WITHIN_MS, () => {
      if (this.signsOfLife > before) this.watch();
      else this.lost("the network is silent");
    });
    try {
      const token = await this.tokens.get();
      if (turn === this.turn) this.send({ kind: "token", token });
    } catch {
      // Without a token there is no question; the silence decides.
    }
  }
}
