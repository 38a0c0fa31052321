import type { Clock } from "./clock.ts";
import { LineProblem } from "./problem.ts";
import type { ServerClock } from "./server-clock.ts";
import type { Tokens } from "./tokens.ts";

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface Ask {
  body?: unknown;
  /** The same key is the same call, however often it is sent. */
  idempotencyKey?: string;
  /** Leaving takes a token that has expired. */
  isLeaving?: true;
}

/** Longer than the platform waits for its own answer (504). */
const ANSWERED_WITHIN_MS = 20_000;

/** REST with this installation's token. Throws {@link LineProblem} only. */
export class Rest {
  private readonly address: string;
  private readonly endpoint: string;
  private readonly tokens: Tokens;
  private readonly fetch: Fetch;
  private readonly clock: Clock;
  private readonly serverClock: ServerClock;

  constructor(address: string, endpoint: string, tokens: Tokens, fetch: Fetch, clock: Clock, serverClock: ServerClock) {
    this.address = address;
    this.endpoint = endpoint;
    this.tokens = tokens;
    this.fetch = fetch;
    this.clock = clock;
    this.serverClock = serverClock;
  }

  async ask<T>(method: "GET" | "POST" | "PUT" | "DELETE", path: string, ask: Ask = {}): Promise<T> {
    const token = await this.token(ask);
    try {
      return await this.send(method, path, ask, token);
    } catch (problem) {
      if (!(problem instanceof LineProblem) || problem.status !== 401) throw problem;
      this.tokens.forget(token);
      return this.send(method, path, ask, await this.token(ask));
    }
  }

  private async token(ask: Ask): Promise<string> {
    try {
      return await (ask.isLeaving ? this.tokens.getToLeave() : this.tokens.get());
    } catch (error) {
      throw error instanceof LineProblem ? error : LineProblem.noAnswer(error);
    }
  }

  private async send<T>(method: string, path: string, ask: Ask, token: string): Promise<T> {
    const headers: Record<string, string> = { Authorization: `Bearer ${token}`, "Hookswitch-Endpoint": this.endpoint };
    if (ask.body !== undefined) headers["Content-Type"] = "application/json";
    if (ask.idempotencyKey !== undefined) headers["Idempotency-Key"] = ask.idempotencyKey;
    const body = ask.body === undefined ? null : JSON.stringify(ask.body);
    const gaveUp = new AbortController();
    const stopWaiting = this.clock.after(ANSWERED_WITHIN_MS, () => gaveUp.abort(new Error("it took too long")));
    const askedAt = this.clock.now();
    let response: Response;
    let text: string;
    try {
      // Who leaves a call often closes the page in the same breath.
      const keepalive = ask.isLeaving ?? false;
      response = await this.fetch(this.address + path, { method, headers, body, keepalive, signal: gaveUp.signal });
      text = await response.text();
    } catch (error) {
      throw LineProblem.noAnswer(error);
    } finally {
      stopWaiting();
    }
    const json = jsonOf(text);
    if (!response.ok) throw LineProblem.of(response.status, json, retryAfterMs(response));
    if (typeof json === "object" && json !== null && "serverTime" in json) {
      this.serverClock.learn(String(json.serverTime), askedAt);
    }
    return json as T;
  }
}

function jsonOf(text: string): unknown {
  try {
    return text === "" ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Seconds only; the platform sends no dates. */
function retryAfterMs(response: Response): number | undefined {
  const seconds = Number(response.headers.get("Retry-After") ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds * 1000 : undefined;
}
