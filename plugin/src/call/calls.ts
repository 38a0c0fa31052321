import type { Line } from "../line/line.ts";
import { Listeners } from "../line/listeners.ts";
import { LineProblem } from "../line/problem.ts";
import type { CallFacts, EventFrame, OpenRequest, Ring, RoomId, ServerFrame } from "../wire/wire.ts";
import type { Call, StartMedia } from "./call.ts";
import { factsAsked, viaOf } from "./facts-asked.ts";
import { LiveCall } from "./live-call.ts";
import { newsOf, type RoomNews } from "./news.ts";

/** How a call came to this installation. `resumed`: a reload in mid-call, which the platform still has here. */
export type Coming = "outgoing" | "incoming" | "resumed";

/** The plugin is handling another call (contract §3.2). */
const IN_ANOTHER_CALL = 1005;

/** Call interrupted, reason in `errMsg` (contract §3.2). */
const INTERRUPTED = 1008;

/** This endpoint has connected anew, and the call goes on there. */
const REPLACED = 4409;

/** Redis is away, or the other side's gateway has not subscribed again yet: its own return would begin a negotiation. */
export const SIGNAL_LOST: ReadonlySet<string> = new Set(["signals-away", "other-side-not-here"]);

/** Longer than leaving a call takes; shorter than a user waits. */
const LEFT_WITHIN_MS = 5_000;

/** Calls whose last events may still come. */
const REMEMBERED_MAX = 16;

/** Events of rooms that may turn out to be the one being opened. */
const EARLY_MAX = 64;

/** The calls of this installation, one at a time: placed here, ringing here, or found again after a reload. */
export class Calls {
  private readonly line: Line;
  private readonly startMedia: StartMedia;
  private readonly comings = new Listeners<{ call: Call; how: Coming }>();
  private readonly byRoom = new Map<RoomId, LiveCall>();
  private live: LiveCall | undefined;
  /** The one whose request is not answered yet; it may have been left meanwhile. */
  private opening: LiveCall | undefined;
  /** The newest ring that came while another call was not yet over here. */
  private waitingRing: { ring: Ring; call: CallFacts; until: number } | undefined;
  /** Events of unknown rooms while a call is being opened: its own may come before the answer to the request. */
  private early: EventFrame[] = [];
  /** Requests whose answer was lost for good: their caller was told so, so the room must not live. */
  private readonly givenUp: OpenRequest[] = [];

  constructor(line: Line, startMedia: StartMedia) {
    this.line = line;
    this.startMedia = startMedia;
    line.onFrame((frame) => this.hear(frame));
    line.onState((state) => {
      if (state.kind === "connected") this.live?.lineIsBack();
      else if (state.kind === "refused") this.live?.lineIsRefused(state.code === REPLACED ? "replaced" : "lineRefused");
    });
  }

  /** The one that is not over. */
  get current(): Call | undefined {
    return this.live;
  }

  /** A new call, before anything of it has happened: `opening` or `ringing`, or wherever a resumed one is. */
  onCall(hear: (coming: { call: Call; how: Coming }) => void): () => void {
    return this.comings.add(hear);
  }

  /**
   * Places a call; there is one in `opening` at once, and it has its room when this returns. Throws {@link LineProblem}: the
   * platform's refusal, 1005 during another call, 1002 when no answer came.
   */
  async open(request: OpenRequest): Promise<Call> {
    if (this.live !== undefined) {
      throw new LineProblem({
        status: 409,
        errCode: IN_ANOTHER_CALL,
        errMsg: `You are in ${this.live.room === "" ? "a call that is being opened" : `room ${this.live.room}`}.`,
        reason: "caller-in-call",
      });
    }
    const left = this.allLeft();
    const call = this.begin(new LiveCall(this.line, this.startMedia, true, factsAsked(request), { kind: "opening" }));
    this.comings.tell({ call, how: "outgoing" });
    // Whoever hangs up and dials again must not be refused for the call that is just being left.
    await left;
    if (call.isOver) {
      const problem = new LineProblem({
        status: 409,
        errCode: INTERRUPTED,
        errMsg: "The call was cancelled before it was placed.",
        reason: "cancelled",
      });
      call.notPlaced(problem);
      throw problem;
    }
    this.opening = call;
    try {
      const placed = await this.line.open(request);
      this.answered(call);
      call.placed(placed);
      this.remember(call);
      return call;
    } catch (problem) {
      this.answered(call);
      if (problem instanceof LineProblem && problem.isPassing) this.giveUp(request);
      call.notPlaced(problem);
      throw problem;
    } finally {
      this.sortEarly();
    }
  }

  private answered(call: LiveCall): void {
    if (this.opening === call) this.opening = undefined;
  }

  /** What was left here is left there too, or it takes too long. */
  private allLeft(): Promise<unknown> {
    const leavings = [...this.byRoom.values(), ...(this.opening === undefined ? [] : [this.opening])];
    const tooLong = new Promise<void>((over) => this.line.clock.after(LEFT_WITHIN_MS, over));
    return Promise.race([Promise.all(leavings.map((call) => call.whenLeft())), tooLong]);
  }

  private giveUp(request: OpenRequest): void {
    this.givenUp.push(request);
    if (this.givenUp.length > REMEMBERED_MAX) this.givenUp.shift();
  }

  private hear(frame: ServerFrame): void {
    switch (frame.kind) {
      case "event":
        this.event(frame);
        return;
      case "ring":
        this.ring(frame.ring, frame.call);
        return;
      case "signal":
        this.byRoom.get(frame.room)?.signalled(frame.n, frame.data);
        return;
      case "renegotiate":
        this.byRoom.get(frame.room)?.renegotiate(frame.n);
        return;
      case "problem":
        // It names no room; there is one call at a time.
        if (SIGNAL_LOST.has(frame.reason)) this.live?.signalLost();
        return;
      case "welcome":
      case "tokenExpiring":
      case "tokenRenewed":
        return;
    }
  }

  private event(frame: EventFrame): void {
    const news = newsOf(frame);
    if (frame.subject === this.waitingRing?.call.room && (news?.type === "RoomEnded" || news?.type === "RoomAnswered")) {
      this.waitingRing = undefined;
    }
    const call = this.byRoom.get(frame.subject) ?? this.found(frame, news);
    call?.heard(frame, news);
  }

  /** A call of this installation that it does not know: being opened, given up, or from before a reload. */
  private found(frame: EventFrame, news: RoomNews | undefined): LiveCall | undefined {
    const isOpenedHere = news?.type === "RoomOpened" && news.endpoint === this.line.endpoint;
    if (this.opening?.isOver && isOpenedHere) {
      // Who has left while the call was being opened has left whatever this installation opens.
      this.opening.beingChecked(news.call);
      this.remember(this.opening);
      return this.opening;
    }
    if (this.opening !== undefined) {
      this.early.push(frame);
      if (this.early.length > EARLY_MAX) this.early.shift();
      return undefined;
    }
    if (isOpenedHere) {
      if (this.isGivenUp(news.call)) return this.leaveAgain(news.call);
      return this.resume(true, news.call);
    }
    // Who has answered here without having placed the call here is its listener.
    if (news?.type === "RoomAnswered" && news.by.id === this.line.endpoint) return this.resume(false, news.call);
    return undefined;
  }

  private resume(isCaller: boolean, facts: CallFacts): LiveCall | undefined {
    if (this.live !== undefined) return undefined;
    const state = isCaller ? ({ kind: "opening" } as const) : ({ kind: "joining" } as const);
    const call = this.begin(new LiveCall(this.line, this.startMedia, isCaller, facts, state));
    this.remember(call);
    this.comings.tell({ call, how: "resumed" });
    return call;
  }

  private isGivenUp(facts: CallFacts): boolean {
    const listener = facts.listener.party;
    const id = listener.kind === "user" ? listener.openId : listener.sn;
    const at = this.givenUp.findIndex((one) => one.listener.id === id && viaOf(one) === facts.via);
    if (at >= 0) this.givenUp.splice(at, 1);
    return at >= 0;
  }

  /** Nobody here wants it: it is left as soon as it is heard of. */
  private leaveAgain(facts: CallFacts): LiveCall {
    const call = new LiveCall(this.line, this.startMedia, true, facts, { kind: "opening" });
    this.remember(call);
    void call.leave("manual");
    return call;
  }

  /** The request is answered: the events that came before are its own, or of a call that nobody is opening. */
  private sortEarly(): void {
    const early = this.early;
    this.early = [];
    for (const frame of early) this.event(frame);
  }

  private ring(ring: Ring, facts: CallFacts): void {
    const known = this.byRoom.get(ring.room);
    if (known !== undefined) {
      known.rings(ring);
      return;
    }
    const until = this.line.clock.now() + ring.remainingMs;
    if (this.live !== undefined) {
      // The end of the other call may be on its way; the platform rings nobody who is in one.
      this.waitingRing = { ring, call: facts, until };
      return;
    }
    const call = this.begin(
      new LiveCall(this.line, this.startMedia, false, facts, { kind: "ringing", ringUntilMs: until }),
    );
    this.remember(call);
    call.rings(ring);
    this.comings.tell({ call, how: "incoming" });
  }

  private begin(call: LiveCall): LiveCall {
    this.live = call;
    this.line.setInCall(true);
    call.onChange((state) => {
      if (state.kind !== "ended") return;
      if (this.live === call) this.over();
      // What has come of its room already tells what is to be left.
      if (this.opening === call) this.sortEarly();
    });
    return call;
  }

  private over(): void {
    this.live = undefined;
    this.line.setInCall(false);
    const waiting = this.waitingRing;
    this.waitingRing = undefined;
    if (waiting === undefined) return;
    const remainingMs = waiting.until - this.line.clock.now();
    if (remainingMs > 0) this.ring({ ...waiting.ring, remainingMs }, waiting.call);
  }

  private remember(call: LiveCall): void {
    this.byRoom.set(call.room, call);
    if (this.byRoom.size <= REMEMBERED_MAX) return;
    for (const [room, oldest] of this.byRoom) {
      if (oldest.isOver) {
        this.byRoom.delete(room);
        return;
      }
    }
  }
}
