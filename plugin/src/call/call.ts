import type { CallFacts, IceServer, Origin, RoomId, VoipEvent } from "../wire/wire.ts";

/**
 * Where one call stands at this installation; the page shows it and decides nothing. Instants are on this machine's clock,
 * as `Date.now()` counts.
 *
 * `opening → waiting → joining → talking → ended` for a caller, `ringing → joining → talking → ended` for a listener.
 * A call may end at any stage. Once ended it changes only to say more of its end: the cause when the platform tells it after
 * this side left by itself, and the settled time.
 */
export type CallState =
  | { kind: "opening" }
  | { kind: "ringing"; ringUntilMs: number }
  | { kind: "waiting"; listenerRings: boolean }
  | { kind: "joining" }
  | { kind: "talking"; startedAtMs: number }
  /** `reason` is the cause in one word, as `data.reason` of the events has it, or the reason of a problem. */
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
  /** May be called from the start on: what is said before the answer, or while the line is away, goes out then. */
  send(data: unknown): void;
  /** Signals of the negotiation in force, in order, also those that came before. Returns what stops it. */
  onSignal(hear: (data: unknown) => void): () => void;
  /** The other side or this one has come back: restart ICE. Signals of the older negotiation are gone, either way. */
  onRenegotiate(hear: () => void): () => void;
  /** Something that was sent did not get across, it is not known what: say again what still matters. */
  onLost(hear: () => void): () => void;
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
  /** Empty while `opening`. */
  readonly room: RoomId;
  /** While `opening` only what was asked for; the platform's shown names and the app come with its first event. */
  readonly facts: CallFacts;
  readonly isCaller: boolean;
  readonly state: CallState;
  /** Told after each change of state. Returns what stops it. */
  onChange(hear: (state: CallState) => void): () => void;
  /** The plugin's events of this side, `calling` included, in the order of contract §2.5. */
  onVoipEvent(hear: (event: VoipEvent) => void): () => void;
  /** The ring is shown to somebody. */
  shown(): void;
  /**
   * The call page is there: the caller enters the room (`joinedRoomByCaller`), and a call that was resumed after a reload is
   * entered again. Does nothing for a ring, which is answered instead. Once is enough; more often is harmless.
   */
  join(): Promise<void>;
  /** The listener takes the call. Once is enough; throws a `LineProblem` when it came too late. */
  answer(): Promise<void>;
  /** Cancels, refuses or hangs up, whichever it is at this stage; leaving is always allowed and never fails for the user. */
  leave(origin: Origin): Promise<void>;
}
