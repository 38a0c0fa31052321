import type { Line } from "../line/line.ts";
import { Listeners } from "../line/listeners.ts";
import { LineProblem } from "../line/problem.ts";
import type { CallFacts, EventFrame, Joined, Origin, Placed, Ring, RoomId, VoipEvent } from "../wire/wire.ts";
import type { Call, CallState, MediaLink, StartMedia } from "./call.ts";
import type { RoomNews } from "./news.ts";
import { Signals } from "./signals.ts";

/** The platform gives a side that is away 30 s; who could not say that it left for so long has long been left for lost. */
const LEAVING_MS_MAX = 120_000;

/** The platform waits 20 s for both sides' media. */
const MEDIA_UP_MS_MAX = 30_000;

/** A ring ends by the platform's word; by itself only where that does not come. */
const RING_OVERTIME_MS = 2_000;

/** Of a signal that did not get across; it is said again as long as the call lives. */
const SAY_AGAIN_AFTER_MS = 1_000;

const SECOND_MS = 1_000;

/** … join CGI failed (contract §3.2). */
const JOIN_REQUEST_FAILED = 2010;

const TOO_MANY_REQUESTS = 429;

/** No such room any more, answered elsewhere, or ended. */
const OVER: ReadonlySet<number> = new Set([404, 409]);

/** Call interrupted, reason in `errMsg` (contract §3.2). */
const INTERRUPTED = 1008;

/** One call: commands go to the platform, states and events come from its frames. */
export class LiveCall implements Call {
  readonly isCaller: boolean;
  private readonly line: Line;
  private readonly startMedia: StartMedia;
  private readonly changes = new Listeners<CallState>();
  private readonly voipEvents = new Listeners<VoipEvent>();
  private readonly signals: Signals;
  private current: CallState;
  private known: CallFacts;
  private entering: Promise<void> | undefined;
  private connecting: Promise<void> | undefined;
  private leaving: Promise<void> | undefined;
  private media: { close(): void } | undefined;
  private stopRing = (): void => {};
  private stopTicking = (): void => {};
  private stopSayingAgain: (() => void) | undefined;
  /** Until the platform has said whether it rings. */
  private readonly placing: { wait: Promise<void>; over: () => void };

  constructor(line: Line, startMedia: StartMedia, isCaller: boolean, facts: CallFacts, state: CallState) {
    this.line = line;
    this.startMedia = startMedia;
    this.isCaller = isCaller;
    this.known = facts;
    this.current = state;
    this.signals = new Signals((n, data) => line.send({ kind: "signal", room: this.room, n, data }));
    let over = (): void => {};
    const wait = new Promise<void>((done) => {
      over = done;
    });
    this.placing = { wait, over };
    if (state.kind !== "opening") over();
  }

  get room(): RoomId {
    return this.known.room;
  }

  get facts(): CallFacts {
    return this.known;
  }

  get state(): CallState {
    return this.current;
  }

  get isOver(): boolean {
    return this.current.kind === "ended";
  }

  onChange(hear: (state: CallState) => void): () => void {
    return this.changes.add(hear);
  }

  onVoipEvent(hear: (event: VoipEvent) => void): () => void {
    return this.voipEvents.add(hear);
  }

  // What the user does.

  shown(): void {
    if (this.current.kind === "ringing") this.line.send({ kind: "receipt", room: this.room, stage: "shown" });
  }

  join(): Promise<void> {
    if (this.current.kind === "ringing") return Promise.resolve();
    this.entering ??= this.placing.wait.then(() => this.joinPlaced());
    return this.entering;
  }

  private async joinPlaced(): Promise<void> {
    if (this.isOver) return;
    try {
      await this.enter("join");
    } catch (problem) {
      if (this.isOver || !(problem instanceof LineProblem)) throw problem;
      // The platform's own word for it, in the events of both sides, is what the program is told.
      this.joinFailed(JOIN_REQUEST_FAILED, problem.errMsg);
    }
  }

  answer(): Promise<void> {
    if (this.entering === undefined && this.current.kind !== "ringing") return Promise.reject(notRinging());
    this.entering ??= this.answerRing();
    return this.entering;
  }

  private async answerRing(): Promise<void> {
    try {
      await this.enter("answer");
    } catch (problem) {
      if (this.isOver) throw problem;
      if (problem instanceof LineProblem && OVER.has(problem.status)) this.become(endedBy(problem.reason, 0));
      // Whatever else it was may be gone when the user presses again.
      else this.entering = undefined;
      throw problem;
    }
  }

  private async enter(how: "join" | "answer"): Promise<void> {
    const joined = await this.line.persist<Joined>(
      () => this.line.ask("POST", this.path(how)),
      (problem) => problem.isPassing && !this.isOver,
    );
    if (this.isOver || this.media !== undefined) return;
    this.stopRing();
    if (this.current.kind === "ringing") this.become({ kind: "joining" });
    this.media = this.startMedia(this.link(joined));
    // It may have failed at once.
    if (this.isOver) this.closeMedia();
  }

  leave(origin: Origin): Promise<void> {
    this.leaving ??= this.leaveNow(origin);
    return this.leaving;
  }

  private async leaveNow(origin: Origin): Promise<void> {
    if (this.isOver) return;
    const how = this.current.kind === "talking" ? "hang-up" : this.isCaller ? "cancel" : "reject";
    const word = how === "hang-up" ? "hungUp" : how === "cancel" ? "cancelled" : "rejected";
    this.become(endedBy(word, this.talkedMs()));
    // Given up before its room is known, it is left as soon as it is.
    if (this.room === "") await this.placing.wait;
    if (this.room !== "") await this.tell(how, { origin });
  }

  // What its media say.

  private link(joined: Joined): MediaLink {
    const signals = this.signals;
    return {
      room: this.room,
      call: this.known,
      isCaller: this.isCaller,
      iceServers: joined.iceServers,
      get n() {
        return signals.n;
      },
      send: (data) => signals.send(data),
      onSignal: (hear) => signals.onSignal(hear),
      onRenegotiate: (hear) => signals.onRenegotiate(hear),
      onLost: (hear) => signals.onLost(hear),
      up: () => {
        this.connecting ??= this.mediaUp();
      },
      abort: (errMsg) => this.abort(errMsg),
      joinFailed: (errCode, errMsg) => this.joinFailed(errCode, errMsg),
    };
  }

  private async mediaUp(): Promise<void> {
    const until = this.line.clock.now() + MEDIA_UP_MS_MAX;
    try {
      await this.line.persist(
        () => this.line.ask("POST", this.path("media-up")),
        (problem) => problem.isPassing && !this.isOver && this.line.clock.now() < until,
      );
    } catch {
      // Too late: the platform has ended the call for want of media, and says so.
    }
  }

  private abort(errMsg: string): void {
    if (this.isOver) return;
    this.become(endedBy("aborted", this.talkedMs()));
    this.leaving ??= this.tell("abort", { errMsg });
  }

  private joinFailed(errCode: number, errMsg: string): void {
    if (this.current.kind === "talking") {
      this.abort(errMsg);
      return;
    }
    if (this.isOver) return;
    this.become(endedBy("joinFailed", 0));
    this.leaving ??= this.tell("join-failed", { errCode, errMsg });
  }

  /** What the platform must learn of an end that this side already has; never fails for the user. */
  private async tell(what: string, body: unknown): Promise<void> {
    const until = this.line.clock.now() + LEAVING_MS_MAX;
    const sent = this.line.persist(
      () => this.line.ask("POST", this.path(what), { body, isLeaving: true }),
      (problem) =>
        (problem.isPassing || problem.status === TOO_MANY_REQUESTS) && this.line.clock.now() < until,
    );
    try {
      await sent;
    } catch {
      // The call is over there too, or the platform will miss this side.
    }
  }

  private path(what: string): string {
    return `/v1/rooms/${encodeURIComponent(this.room)}/${what}`;
  }

  // What the platform says; only `Calls` calls these.

  /** Told to the platform, or given up. */
  whenLeft(): Promise<void> {
    return this.leaving ?? Promise.resolve();
  }

  placed(placed: Placed): void {
    this.known = { ...this.known, room: placed.roomId, chargeType: placed.chargeType };
    this.rangThere();
  }

  /** Its room is being checked; whoever has left it meanwhile can say so now. */
  beingChecked(facts: CallFacts): void {
    this.known = facts;
    if (this.isOver) this.placing.over();
  }

  notPlaced(problem: unknown): void {
    if (!this.isOver) this.become(endedBy(problem instanceof LineProblem ? problem.reason : "unexpected", 0));
    this.placing.over();
  }

  /** Nothing will be heard of it here any more. */
  lineIsRefused(reason: string): void {
    if (!this.isOver) this.become(endedBy(reason, this.talkedMs()));
  }

  rings(ring: Ring): void {
    if (this.current.kind !== "ringing") return;
    this.line.send({ kind: "receipt", room: this.room, stage: "received" });
    this.stopRing();
    this.stopRing = this.line.clock.after(ring.remainingMs + RING_OVERTIME_MS, () => {
      if (this.current.kind === "ringing") this.become(endedBy("noAnswer", 0));
    });
  }

  signalled(n: number, data: unknown): void {
    if (!this.isOver) this.signals.arrived(n, data);
  }

  renegotiate(n: number): void {
    if (!this.isOver) this.signals.renegotiate(n);
  }

  /** Told for each of many candidates, and for all of them it is said again once. */
  signalLost(): void {
    if (this.isOver) return;
    this.stopSayingAgain ??= this.line.clock.after(SAY_AGAIN_AFTER_MS, () => {
      this.stopSayingAgain = undefined;
      this.signals.lost();
    });
  }

  lineIsBack(): void {
    this.signals.flush();
  }

  heard(frame: EventFrame, news: RoomNews | undefined): void {
    if (news !== undefined) this.move(frame, news);
    for (const event of frame.plugin ?? []) this.voipEvents.tell(event);
  }

  private move(frame: EventFrame, news: RoomNews): void {
    switch (news.type) {
      case "RoomOpened":
        this.known = news.call;
        return;
      case "RoomRang":
        this.known = { ...this.known, ...news.call };
        this.rangThere();
        return;
      case "ListenerRinging":
        if (this.current.kind === "waiting" && !this.current.listenerRings) {
          this.become({ kind: "waiting", listenerRings: true });
        }
        return;
      case "RoomJoined":
        return;
      case "RoomAnswered":
        this.answered(news);
        return;
      case "TalkStarted":
        this.signals.open();
        if (!this.isOver) this.talk(this.line.serverClock.toLocal(frame.time));
        return;
      case "RoomRefused":
        this.become(endedBy(news.objection.reason, 0));
        return;
      case "RoomEnded":
        this.become(endedBy(news.cause.kind, news.talkedMs));
        return;
      case "RoomSettled":
        this.settled(news);
        return;
    }
  }

  private rangThere(): void {
    if (this.current.kind === "opening") this.become({ kind: "waiting", listenerRings: false });
    this.placing.over();
  }

  private answered(news: RoomNews & { type: "RoomAnswered" }): void {
    if (!this.isCaller && news.by.id !== this.line.endpoint) {
      this.become(endedBy("answeredElsewhere", 0));
      return;
    }
    this.signals.open();
    this.stopRing();
    if (this.current.kind === "ringing" || this.current.kind === "waiting" || this.current.kind === "opening") {
      this.become({ kind: "joining" });
    }
  }

  private talk(startedAtMs: number): void {
    if (this.current.kind === "talking") return;
    this.become({ kind: "talking", startedAtMs });
    this.tick(startedAtMs, Math.max(0, this.secondsSince(startedAtMs)));
  }

  /**
   * One `calling` for each full second of talk after these. A timer that is a little early does not make two of one, and a
   * page that slept does not make up for those it missed.
   */
  private tick(startedAtMs: number, told: number): void {
    const next = told + 1;
    this.stopTicking = this.line.clock.after(startedAtMs + next * SECOND_MS - this.line.clock.now(), () => {
      const keepTime = Math.max(next, this.secondsSince(startedAtMs));
      this.tick(startedAtMs, keepTime);
      this.voipEvents.tell({ eventName: "calling", roomId: this.room, groupId: this.room, data: { keepTime } });
    });
  }

  private settled(news: RoomNews & { type: "RoomSettled" }): void {
    if (this.current.kind !== "ended") return;
    // A licence call is not rated, so its settled time is the talked one.
    const charged = news.charge?.chargeType === "duration" ? news.charge.chargedMs : undefined;
    this.become({ ...this.current, talkedMs: news.talkedMs, settledMs: charged ?? news.talkedMs });
  }

  private secondsSince(startedAtMs: number): number {
    return Math.floor((this.line.clock.now() - startedAtMs) / SECOND_MS);
  }

  private talkedMs(): number {
    return this.current.kind === "talking" ? Math.max(0, this.line.clock.now() - this.current.startedAtMs) : 0;
  }

  private become(state: CallState): void {
    this.current = state;
    if (state.kind === "ended") {
      this.stopRing();
      this.stopTicking();
      this.stopSayingAgain?.();
      this.closeMedia();
      if (this.room !== "") this.placing.over();
    }
    this.changes.tell(state);
  }

  private closeMedia(): void {
    const media = this.media;
    this.media = undefined;
    media?.close();
  }
}

function notRinging(): LineProblem {
  return new LineProblem({
    status: 409,
    errCode: INTERRUPTED,
    errMsg: "This call does not ring here any more.",
    reason: "call-over",
  });
}

function endedBy(reason: string, talkedMs: number): CallState {
  return { kind: "ended", reason, talkedMs };
}
