import type { CallFacts, VoipEvent } from "../../src/wire/wire.ts";
import { needed } from "./shapes.ts";
import { type Cause, endEvents, endVoip, named, type Side, seconds } from "./plugin-events.ts";

export interface Seat {
  /** `user:…` or `device:…`. */
  subject: string;
  endpoint: string;
}

export interface StoredEvent {
  seq: number;
  type: string;
  time: string;
  audience: Side[];
  data: Record<string, unknown>;
}

export class Refusal extends Error {
  readonly status: number;
  readonly reason: string;
  readonly errCode: number;

  constructor(status: number, reason: string, errCode: number) {
    super(reason);
    this.status = status;
    this.reason = reason;
    this.errCode = errCode;
  }
}

const noSuchRoom = (): Refusal => new Refusal(404, "no-such-room", 1);
const callOver = (): Refusal => new Refusal(409, "call-over", 1008);
const wrongStage = (): Refusal => new Refusal(409, "wrong-stage", 1004);

/** One call as `docs/room-states.md` tells it, without checks and money. */
export class TestRoom {
  readonly call: CallFacts;
  readonly caller: Seat;
  readonly listenerSubject: string;
  readonly events: StoredEvent[] = [];
  listener: Seat | undefined;
  stage: "checking" | "ringing" | "joining" | "talking" | "ended" = "checking";
  /** The negotiation that signals belong to. */
  n = 1;
  private readonly now: () => number;
  private readonly publish: (event: StoredEvent) => void;
  private callerJoined = false;
  private readonly up = new Set<Side>();
  private startedAt = 0;
  private hasRung = false;

  constructor(
    call: CallFacts,
    caller: Seat,
    listenerSubject: string,
    now: () => number,
    publish: (room: TestRoom, event: StoredEvent) => void,
  ) {
    this.call = call;
    this.caller = caller;
    this.listenerSubject = listenerSubject;
    this.now = now;
    this.publish = (event) => publish(this, event);
    this.add("RoomOpened", ["caller"], { call, endpoint: caller.endpoint });
  }

  get isLive(): boolean {
    return this.stage !== "ended";
  }

  ring(ringMs: number): void {
    this.stage = "ringing";
    this.hasRung = true;
    this.add("RoomRang", BOTH, { call: this.call, caller: this.caller.endpoint, ringUntil: this.iso(ringMs) });
  }

  listenerIsBusy(): void {
    this.end({ kind: "busy" });
  }

  join(by: Seat): void {
    if (this.side(by) === "listener") {
      this.answer(by);
      return;
    }
    if (by.endpoint !== this.caller.endpoint) throw this.isLive ? noSuchRoom() : callOver();
    if (this.stage === "checking") throw wrongStage();
    if (!this.isLive) throw callOver();
    if (this.callerJoined) return;
    this.callerJoined = true;
    this.add("RoomJoined", BOTH, { by: this.endpoint(by) });
  }

  answer(by: Seat): void {
    if (this.side(by) === "caller") throw wrongStage();
    if (!this.isLive) throw callOver();
    if (this.stage === "checking") throw noSuchRoom();
    if (this.stage === "ringing") {
      this.stage = "joining";
      this.listener = by;
      this.add("RoomAnswered", BOTH, { call: this.call, by: this.endpoint(by) });
    } else if (by.endpoint !== this.listener?.endpoint) {
      throw new Refusal(409, "answered-elsewhere", 1008);
    }
  }

  mediaUp(by: Seat): void {
    const side = this.side(by);
    if (!this.isLive) throw callOver();
    if (side === "listener" && this.stage === "ringing") throw wrongStage();
    if (side === "caller") this.join(by);
    if (this.up.has(side)) return;
    this.up.add(side);
    this.add("MediaConnected", BOTH, { by: this.endpoint(by) });
    if (this.stage === "joining" && this.up.size === 2) {
      this.stage = "talking";
      this.startedAt = this.now();
      this.add("TalkStarted", BOTH, {
        call: this.call,
        caller: this.caller.endpoint,
        listener: this.listener?.endpoint,
      });
    }
  }

  leave(by: Seat, origin: string): void {
    const side = this.side(by);
    if (!this.isLive) return;
    if (this.stage === "talking") this.end({ kind: "hungUp", by: side, origin }, by);
    else this.end({ kind: side === "caller" ? "cancelled" : "rejected", origin }, by);
  }

  abort(by: Seat, errMsg: string): void {
    if (this.isLive) this.end({ kind: "aborted", side: this.side(by), errMsg }, by);
  }

  joinFailed(by: Seat, errCode: number, errMsg: string): void {
    if (this.stage === "talking" || this.stage === "checking") throw wrongStage();
    if (this.isLive) this.end({ kind: "joinFailed", side: this.side(by), errCode, errMsg }, by);
  }

  receipt(by: Seat, stage: string): void {
    if (this.stage === "ringing") this.add("ListenerRinging", ["caller"], { by: this.endpoint(by), stage });
  }

  end(cause: Cause, by?: Seat): void {
    if (!this.isLive) return;
    const talkedMs = this.stage === "talking" ? this.now() - this.startedAt : 0;
    this.stage = "ended";
    const facts = {
      call: this.call,
      caller: this.caller.endpoint,
      ...(this.listener === undefined ? {} : { listener: this.listener.endpoint }),
      cause,
      talkedMs,
    };
    this.add("RoomEnded", BOTH, { ...facts, ...(by === undefined ? {} : { by: this.endpoint(by) }) });
    const chargedMs = Math.ceil(talkedMs / 1000) * 1000;
    this.add("RoomSettled", BOTH, { ...facts, charge: { chargeType: "duration", chargedMs, postings: [] } });
  }

  side(by: Seat): Side {
    if (by.subject === this.caller.subject) return "caller";
    if (by.subject === this.listenerSubject) return "listener";
    throw noSuchRoom();
  }

  /** What the plugin of this seat shows of an event. */
  plugin(event: StoredEvent, seat: Seat): VoipEvent[] {
    const side = this.side(seat);
    const isHere = side === "caller" ? seat.endpoint === this.caller.endpoint : seat.endpoint === this.listener?.endpoint;
    const data = event.data as { by?: { id: string }; cause?: Cause; talkedMs?: number; charge?: { chargedMs: number } };
    switch (event.type) {
      case "RoomJoined":
        return side === "caller" && isHere ? [named(this.call, "joinedRoomByCaller")] : [];
      case "RoomAnswered":
        if (side === "caller") return [];
        return isHere
          ? [named(this.call, "hangOnVoip")]
          : [
              named(this.call, "cancelVoip", { status: "other", reason: "answeredElsewhere" }),
              endVoip(this.call, side, 0),
            ];
      case "TalkStarted":
        return isHere ? [named(this.call, "startVoip")] : [];
      case "RoomEnded":
        return this.concerns(side, isHere) && data.cause !== undefined
          ? endEvents(this.call, data.cause, side, data.talkedMs ?? 0)
          : [];
      case "RoomSettled":
        return this.concerns(side, isHere)
          ? [named(this.call, "finishVoip", { keepTime: seconds(data.charge?.chargedMs ?? 0) })]
          : [];
      default:
        return [];
    }
  }

  private concerns(side: Side, isHere: boolean): boolean {
    return side === "caller" || this.listener === undefined ? side === "listener" || isHere : isHere;
  }

  private endpoint(seat: Seat): { party: unknown; id: string } {
    const [kind, id] = [seat.subject.slice(0, seat.subject.indexOf(":")), seat.subject.slice(seat.subject.indexOf(":") + 1)];
    return { party: kind === "user" ? { kind, openId: id } : { kind, sn: id }, id: seat.endpoint };
  }

  private add(type: string, audience: Side[], data: Record<string, unknown>): void {
    const isForListener = this.hasRung && audience.includes("listener");
    const seen: Side[] = isForListener ? audience : ["caller"];
    const event = { seq: this.events.length + 1, type, time: this.iso(0), audience: seen, data: { ...needed(`room.${type}`), ...data } };
    this.events.push(event);
    this.publish(event);
  }

  private iso(inMs: number): string {
    return new Date(this.now() + inMs).toISOString();
  }
}

const BOTH: Side[] = ["caller", "listener"];
