import type { CallFacts, IceServer, Origin, RoomId, VoipEvent } from "../wire/wire.ts";

/**
 * Where one call stands at this installation; the page shows it and decides nothing.
 *
 * `opening → waiting → joining → talking → ended` for a caller, `ringing → joining → talking → ended` for a listener.
 */
export type CallState =
  | { kind: "opening" }
  | { kind: "ringing"; ringUntilMs: number }
  | { kind: "waiting"; listenerRings: boolean }
  | { kind: "joining" }
  | { kind: "talking"; startedAtMs: number }
  | { kind: "ended"; reason: string; talkedMs: number; settledMs?: number };

/** What the media of a call need from it and tell it. Given to whoever owns WebRTC; the call itself knows none. */
export interface MediaLink {
  readonly room: RoomId;
  readonly call: CallFacts;
  /** The caller makes the first offer and is the impolite side of perfect negotiation. */
  readonly isCaller: boolean;
  readonly iceServers: IceServer[];
  /** The negotiation in force; grows with each `renegotiate`. */
  readonly n: number;
  send(data: unknown): void;
  /** Signals of the negotiation in force, in order. Returns what stops it. */
  onSignal(hear: (data: unknown) => void): () => void;
  /** The other side or this one has come back: restart ICE. */
  onRenegotiate(hear: () => void): () => void;
  /** This side's media is connected; may be said more than once. */
  up(): void;
  /** This side cannot go on: camera lost, media lost. Ends the call with `abortVoip` (contract §2.3). */
  abort(errMsg: string): void;
  /** This side could not join: `joinFail…` with a 2xxx code (contract §3.2). */
  joinFailed(errCode: number, errMsg: string): void;
}

/** Starts the media of a call once it is joined; returns what ends them. */
export type StartMedia = (link: MediaLink) => { close(): void };

/** One call at this installation. Knows neither DOM nor WebRTC. */
export interface Call {
  readonly room: RoomId;
  readonly facts: CallFacts;
  readonly isCaller: boolean;
  readonly state: CallState;
  /** Told after each change of state. Returns what stops it. */
  onChange(hear: (state: CallState) => void): () => void;
  /** The plugin's events of this side, `calling` included, in the order of contract §2.5. */
  onVoipEvent(hear: (event: VoipEvent) => void): () => void;
  answer(): Promise<void>;
  /** Cancels, refuses or hangs up, whichever it is at this stage; leaving is always allowed and never fails for the user. */
  leave(origin: Origin): Promise<void>;
}
