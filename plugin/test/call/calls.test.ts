import { afterEach, beforeEach, expect, test } from "vitest";
import { WebSocket } from "ws";
import type { Call, CallState, MediaLink } from "../../src/call/call.ts";
import { Calls, type Coming } from "../../src/call/calls.ts";
import { Line } from "../../src/line/line.ts";
import type { WebSocketMaker } from "../../src/line/socket.ts";
import type { OpenRequest, VoipEvent } from "../../src/wire/wire.ts";
import { TestPlatform } from "../server/platform.ts";
import type { TestRoom } from "../server/room.ts";
import { TestClock } from "../server/test-clock.ts";
import { until } from "../server/until.ts";

const RING_MS = 60_000;
const CALL: OpenRequest = { via: "callDevice", roomType: "video", caller: { name: "Mum" }, listener: { id: "DOOR-1" } };

let clock: TestClock;
let platform: TestPlatform;
const seats: TestSeat[] = [];

/** One installation, and all that it was told. */
class TestSeat {
  readonly line: Line;
  readonly calls: Calls;
  readonly comings: { call: Call; how: Coming }[] = [];
  readonly links: MediaLink[] = [];
  readonly events: VoipEvent[] = [];
  readonly states: CallState[] = [];
  mediaClosed = 0;

  constructor(subject: string, endpoint: string) {
    this.line = new Line({
      address: platform.address,
      endpoint,
      token: () => Promise.resolve(platform.token(subject)),
      WebSocket: WebSocket as unknown as WebSocketMaker,
      clock,
      backoff: () => 1_000,
    });
    this.calls = new Calls(this.line, (link) => {
      this.links.push(link);
      return {
        close: () => {
          this.mediaClosed++;
        },
      };
    });
    this.calls.onCall((coming) => {
      this.comings.push(coming);
      coming.call.onVoipEvent((event) => this.events.push(event));
      coming.call.onChange((state) => this.states.push(state));
    });
    seats.push(this);
  }

  static async at(subject: string, endpoint: string): Promise<TestSeat> {
    const seat = new TestSeat(subject, endpoint);
    seat.line.start();
    await until(`${endpoint} is connected`, () => seat.line.state.kind === "connected");
    return seat;
  }

  get call(): Call {
    const call = this.comings.at(-1)?.call;
    if (call === undefined) throw new Error("no call has come");
    return call;
  }

  get link(): MediaLink {
    const link = this.links.at(-1);
    if (link === undefined) throw new Error("no media were started");
    return link;
  }

  names(): string[] {
    return this.events.map((event) => event.eventName);
  }

  is(kind: CallState["kind"]): Promise<void> {
    return until(`${this.line.endpoint} is ${kind}`, () => this.comings.at(-1)?.call.state.kind === kind);
  }

  was(name: string): Promise<void> {
    return until(`${this.line.endpoint} heard ${name}`, () => this.names().includes(name));
  }
}

beforeEach(async () => {
  clock = new TestClock();
  platform = await TestPlatform.start({ now: () => clock.now(), ringMs: RING_MS });
});

afterEach(async () => {
  for (const seat of seats.splice(0)) seat.line.close();
  await platform.stop();
});

function room(): TestRoom {
  const rooms = [...platform.rooms.values()];
  const newest = rooms.at(-1);
  if (newest === undefined) throw new Error("no room");
  return newest;
}

function requests(part: string): string[] {
  return platform.requests.map(({ line }) => line).filter((line) => line.includes(part));
}

async function ringing(): Promise<{ mum: TestSeat; door: TestSeat }> {
  const mum = await TestSeat.at("user:mum", "phone-1");
  const door = await TestSeat.at("device:DOOR-1", "door-1");
  const call = await mum.calls.open(CALL);
  await call.join();
  await door.is("ringing");
  return { mum, door };
}

async function talking(): Promise<{ mum: TestSeat; door: TestSeat }> {
  const both = await ringing();
  const { mum, door } = both;
  await door.call.answer();
  await mum.is("joining");
  mum.link.up();
  door.link.up();
  await mum.is("talking");
  await door.is("talking");
  return both;
}

test("a call goes from the ring to the settled end, with each side's events in their order", async () => {
  const { mum, door } = await ringing();
  await until("rings there", () => mum.call.state.kind === "waiting" && mum.call.state.listenerRings);
  door.call.shown();
  await until("shown", () => room().events.filter((event) => event.type === "ListenerRinging").length === 2);
  await door.call.answer();
  await mum.is("joining");
  mum.link.up();
  door.link.up();
  await mum.is("talking");
  await door.is("talking");
  clock.advance(3_200);
  await mum.call.leave("manual");
  await mum.was("finishVoip");
  await door.was("finishVoip");

  expect(mum.names()).toEqual(["joinedRoomByCaller", "startVoip", "calling", "calling", "calling", "hangUpVoip", "endVoip", "finishVoip"]);
  expect(door.names()).toEqual(["hangOnVoip", "startVoip", "calling", "calling", "calling", "hangUpVoip", "endVoip", "finishVoip"]);
  expect(mum.events.filter((event) => event.eventName === "calling").map((event) => event.data)).toEqual([
    { keepTime: 1 },
    { keepTime: 2 },
    { keepTime: 3 },
  ]);
  expect(mum.events.every((event) => event.roomId === mum.call.room && event.groupId === mum.call.room)).toBe(true);
  expect(mum.states.map(({ kind }) => kind)).toEqual(["waiting", "waiting", "joining", "talking", "ended", "ended", "ended"]);
  expect(mum.call.state).toEqual({ kind: "ended", reason: "hungUp", talkedMs: 3_200, settledMs: 4_000 });
  expect(door.call.state).toEqual(mum.call.state);
  expect([mum.mediaClosed, door.mediaClosed]).toEqual([1, 1]);
  expect(mum.calls.current).toBeUndefined();
});

test("a timer that is a little early makes no second of its own", async () => {
  clock.earlyMs = 1;
  const { mum } = await talking();
  clock.advance(3_200);
  expect(mum.events.flatMap(({ eventName, data }) => (eventName === "calling" ? [data.keepTime] : []))).toEqual([1, 2, 3]);
});

test("an answer that is refused does not change why the call ended", async () => {
  const { mum, door } = await ringing();
  platform.delayNext();
  const answered = door.call.answer();
  await until("on its way", () => requests("/answer").length === 1);
  await mum.call.leave("manual");
  await door.is("ended");
  platform.letDelayedGo();
  await expect(answered).rejects.toMatchObject({ reason: "call-over" });
  expect(door.call.state).toMatchObject({ reason: "cancelled" });
});

test("a second press does not place a second call", async () => {
  const mum = await TestSeat.at("user:mum", "phone-1");
  const first = mum.calls.open(CALL);
  await expect(mum.calls.open(CALL)).rejects.toMatchObject({ errCode: 1005 });
  await first;
  expect(requests("POST /v1/rooms")).toHaveLength(1);
});

test("answering twice answers once", async () => {
  const { door } = await ringing();
  await Promise.all([door.call.answer(), door.call.answer()]);
  expect(requests("/answer")).toHaveLength(1);
  expect(door.links).toHaveLength(1);
});

test("who cancels while the call is being opened has left at once, and there it never rings", async () => {
  const mum = await TestSeat.at("user:mum", "phone-1");
  const door = await TestSeat.at("device:DOOR-1", "door-1");
  platform.holdChecks();
  const opened = mum.calls.open(CALL);
  await until("asked", () => platform.rooms.size === 1);
  const left = mum.call.leave("manual");
  expect(mum.call.state).toMatchObject({ kind: "ended", reason: "cancelled" });
  await until("cancelled", () => room().stage === "ended");
  platform.letChecksGo();
  await expect(opened).rejects.toMatchObject({ errCode: 1008, reason: "cancelled" });
  await left;
  expect(door.comings).toEqual([]);
  expect(mum.comings).toHaveLength(1);
});

test("who cancels without a socket while the call is being opened cancels it when the answer comes", async () => {
  const mum = new TestSeat("user:mum", "phone-1");
  platform.holdChecks();
  const opened = mum.calls.open(CALL);
  await until("asked", () => platform.rooms.size === 1);
  const left = mum.call.leave("forceFromApp");
  platform.letChecksGo();
  expect((await opened).room).toBe(room().call.room);
  await left;
  expect(room().events.find(({ type }) => type === "RoomEnded")?.data.cause).toEqual({ kind: "cancelled", origin: "forceFromApp" });
});

test("what is cancelled before it was asked for is never asked for", async () => {
  const mum = await TestSeat.at("user:mum", "phone-1");
  const opened = mum.calls.open(CALL);
  const left = mum.call.leave("manual");
  await expect(opened).rejects.toMatchObject({ errCode: 1008 });
  await left;
  expect(platform.requests).toEqual([]);
});

test("events that come before the answer to the request are the call's", async () => {
  const mum = await TestSeat.at("user:mum", "phone-1");
  const door = await TestSeat.at("device:DOOR-1", "door-1");
  await TestSeat.at("user:dad", "phone-2").then((dad) => dad.calls.open(CALL));
  await door.is("ringing");
  platform.loseAnswers(1);
  const opened = mum.calls.open(CALL);
  await until("over there", () => platform.rooms.size === 2 && room().stage === "ended");
  await until("asked again", () => {
    clock.advance(1_000);
    return requests("POST /v1/rooms").length === 3;
  });
  await opened;
  await mum.was("finishVoip");
  expect(mum.names()).toEqual(["busy", "endVoip", "finishVoip"]);
  expect(mum.call.state).toMatchObject({ kind: "ended", reason: "busy" });
});

test("a caller that hangs up right after dialling can dial again at once", async () => {
  const mum = await TestSeat.at("user:mum", "phone-1");
  const first = await mum.calls.open(CALL);
  void first.leave("manual");
  const second = await mum.calls.open(CALL);
  expect(second.room).not.toBe(first.room);
  await mum.was("endVoip");
  expect(mum.events[0]).toMatchObject({ eventName: "cancelVoip", roomId: first.room, data: { status: "manual" } });
  expect(second.state.kind).toBe("waiting");
});

test.each([
  ["manual", "rejectVoip"],
  ["unloadCallPage", "rejectVoip"],
  ["forceFromApp", "rejectVoip"],
] as const)("a listener that leaves before it talks has refused, by %s", async (origin, name) => {
  const { mum, door } = await ringing();
  await door.call.leave(origin);
  await door.was("endVoip");
  await mum.was("endVoip");
  expect(door.events[0]).toMatchObject({ eventName: name, data: { status: origin } });
  expect(mum.events.at(1)).toMatchObject({ eventName: name, data: { status: "other" } });
  expect(requests("/reject")).toHaveLength(1);
});

test("a ring that ends before the answer is over, and answering it says so", async () => {
  const { mum, door } = await ringing();
  await mum.call.leave("manual");
  await door.is("ended");
  await expect(door.call.answer()).rejects.toMatchObject({ errCode: 1008 });
  await door.was("finishVoip");
  expect(door.names()).toEqual(["cancelVoip", "endVoip", "finishVoip"]);
});

test("an answer that comes too late ends the call here", async () => {
  const { mum, door } = await ringing();
  platform.silence("door-1");
  await mum.call.leave("manual");
  await expect(door.call.answer()).rejects.toMatchObject({ reason: "call-over" });
  expect(door.call.state).toMatchObject({ kind: "ended", reason: "call-over" });
});

test("a ring stops by itself where the platform's word does not come", async () => {
  const { door } = await ringing();
  platform.silence("door-1");
  clock.advance(RING_MS + 1_999);
  expect(door.call.state.kind).toBe("ringing");
  clock.advance(1);
  expect(door.call.state).toMatchObject({ kind: "ended", reason: "noAnswer" });
});

test("another phone of the user that has answered stops the ring", async () => {
  const door = await TestSeat.at("device:DOOR-1", "door-1");
  const phone = await TestSeat.at("user:mum", "phone-1");
  const tablet = await TestSeat.at("user:mum", "tablet-1");
  await door.calls.open({ via: "initByCaller", businessType: 1, roomType: "voice", caller: {}, listener: { id: "mum" } });
  await phone.is("ringing");
  await tablet.is("ringing");
  await phone.call.answer();
  await tablet.is("ended");
  expect(tablet.names()).toEqual(["cancelVoip", "endVoip"]);
  expect(tablet.call.state).toMatchObject({ reason: "answeredElsewhere" });
  await expect(tablet.call.answer()).rejects.toMatchObject({ errCode: 1008 });
  expect(phone.call.state.kind).toBe("joining");
  expect(tablet.calls.current).toBeUndefined();
});

test("signals of both sides pass in order, also those said before the answer", async () => {
  const { mum, door } = await ringing();
  mum.link.send("offer");
  mum.link.send("candidate");
  await door.call.answer();
  await until("media", () => door.links.length === 1);
  const heard: unknown[] = [];
  door.link.onSignal((data) => heard.push(data));
  await until("the offer", () => heard.length === 2);
  expect(heard).toEqual(["offer", "candidate"]);
  const answers: unknown[] = [];
  mum.link.onSignal((data) => answers.push(data));
  door.link.send("answer");
  await until("the answer", () => answers.length === 1);
  expect(answers).toEqual(["answer"]);
});

test("who comes back in mid-call negotiates anew, and older signals are dropped", async () => {
  const { mum, door } = await talking();
  const heard: unknown[] = [];
  const heardThere: unknown[] = [];
  const renegotiated: number[] = [];
  door.link.onSignal((data) => heardThere.push(data));
  mum.link.onSignal((data) => heard.push(data));
  mum.link.onRenegotiate(() => renegotiated.push(mum.link.n));
  platform.drop("phone-1");
  await until("away", () => mum.line.state.kind === "away");
  mum.link.send("said into nothing");
  clock.advance(1_000);
  await until("renegotiated", () => renegotiated.length === 1 && door.link.n === 2);
  platform.sendTo("phone-1", { kind: "signal", room: mum.call.room, n: 1, data: "old" });
  platform.sendTo("phone-1", { kind: "signal", room: mum.call.room, n: 2, data: "new" });
  await until("the new one", () => heard.length > 0);
  expect(heard).toEqual(["new"]);
  expect(renegotiated).toEqual([2]);
  expect(mum.call.state.kind).toBe("talking");
  expect(heardThere).toEqual([]);
});

test("what could not get across is to be said again, once for many and not after the end", async () => {
  const { mum, door } = await talking();
  let lost = 0;
  mum.link.onLost(() => lost++);
  const isLost = () => platform.sendTo("phone-1", { kind: "problem", errCode: -1, reason: "signals-away", errMsg: "" });
  const heardAll = async () => {
    const heard: unknown[] = [];
    const off = mum.link.onSignal((data) => heard.push(data));
    door.link.send("all is heard");
    await until("the signal behind", () => heard.length === 1);
    off();
  };
  isLost();
  isLost();
  await heardAll();
  expect(lost).toBe(0);
  clock.advance(1_000);
  expect(lost).toBe(1);
  isLost();
  await heardAll();
  await mum.call.leave("manual");
  clock.advance(1_000);
  expect(lost).toBe(1);
});

test.each(["mum", "door"] as const)("a reload in mid-call returns into it: %s", async (who) => {
  const both = await talking();
  both[who].line.close();
  const subject = who === "mum" ? "user:mum" : "device:DOOR-1";
  const again = await TestSeat.at(subject, both[who].line.endpoint);
  await again.is("talking");
  expect(again.comings[0]?.how).toBe("resumed");
  expect(again.call.isCaller).toBe(who === "mum");
  await again.call.join();
  expect(again.links).toHaveLength(1);
  expect(again.link.n).toBe(2);
  expect(again.names()).toEqual([who === "mum" ? "joinedRoomByCaller" : "hangOnVoip", "startVoip"]);
  clock.advance(1_000);
  expect(again.events.at(-1)).toMatchObject({ eventName: "calling", data: { keepTime: 1 } });
  await again.call.leave("manual");
  await until("ended", () => room().stage === "ended");
});

test("a reload of the caller while it rings returns to the wait", async () => {
  const { mum } = await ringing();
  mum.line.close();
  const again = await TestSeat.at("user:mum", "phone-1");
  await again.is("waiting");
  await again.call.join();
  expect(again.links).toHaveLength(1);
});

test.each(["callDevice", "callWMPF"] as const)("a call whose opening by %s was given up is not resumed but left", async (via) => {
  const mum = await TestSeat.at("user:mum", "phone-1");
  platform.drop("phone-1");
  await until("away", () => mum.line.state.kind === "away");
  platform.loseAnswers(5);
  const opened = mum.calls.open({ ...CALL, via }).catch((problem: unknown) => problem);
  for (let attempt = 1; attempt < 5; attempt++) {
    await until("sent again", () => {
      if (requests("POST /v1/rooms").length <= attempt && mum.line.state.kind === "connected") platform.drop("phone-1");
      clock.advance(500);
      return requests("POST /v1/rooms").length > attempt;
    });
  }
  expect(await opened).toMatchObject({ status: 0, errCode: 1002 });
  await until("left", () => {
    clock.advance(1_000);
    return room().stage === "ended";
  });
  expect(mum.comings).toHaveLength(1);
});

test("an access token that expires in mid-call does not keep anybody from hanging up", async () => {
  const { mum } = await talking();
  platform.refuseTokens();
  await mum.call.leave("manual");
  expect(room().stage).toBe("ended");
});

test("hanging up ends the call for the user at once, and is told when the platform is back", async () => {
  const { mum, door } = await talking();
  platform.loseRequests(2);
  const left = mum.call.leave("manual");
  expect(mum.call.state).toMatchObject({ kind: "ended", reason: "hungUp" });
  expect(mum.mediaClosed).toBe(1);
  expect(mum.calls.current).toBeUndefined();
  await until("told", () => {
    clock.advance(1_000);
    return room().stage === "ended";
  });
  await left;
  await door.is("ended");
  await mum.was("finishVoip");
});

test("media that fail end the call, each side in its words", async () => {
  const { mum, door } = await talking();
  mum.link.abort("call interrupted due to native reason");
  await mum.was("endVoip");
  await door.was("endVoip");
  expect(mum.events.find(({ eventName }) => eventName === "abortVoip")?.data).toMatchObject({ status: "abortByCaller" });
  expect(door.events.find(({ eventName }) => eventName === "abortVoip")?.data).toMatchObject({ status: "unknown" });
});

test("a camera that fails before the talk is a failure to join", async () => {
  const { mum, door } = await ringing();
  await door.call.answer();
  door.link.joinFailed(2102, "no permission");
  await door.was("endVoip");
  await mum.was("endVoip");
  expect(door.events.find(({ eventName }) => eventName === "joinFailListener")?.data).toMatchObject({ errCode: 2102 });
  expect(door.mediaClosed).toBe(1);
});

test("a call that the platform does not let in has failed to join", async () => {
  const mum = await TestSeat.at("user:mum", "phone-1");
  const call = await mum.calls.open(CALL);
  platform.refuseNext("wrong-stage");
  await call.join();
  await mum.was("endVoip");
  expect(mum.events[0]).toMatchObject({ eventName: "joinFailCaller", data: { errCode: 2010 } });
});

test("a page that took the endpoint over ends the call here, and goes on with it", async () => {
  const { mum } = await talking();
  const other = await TestSeat.at("user:mum", "phone-1");
  await other.is("talking");
  await mum.is("ended");
  expect(mum.call.state).toMatchObject({ reason: "replaced" });
  expect(room().stage).toBe("talking");
});

test("a ring that overtakes the end of another call rings after it", async () => {
  const { mum, door } = await talking();
  const facts = { ...room().call, room: "wxf830863afde621ebWmpfVoip9" };
  const ring = { room: facts.room, remainingMs: 5_000, path: "p", appType: 0, appid: facts.app, callerName: "Dad", payload: "" };
  platform.sendTo("door-1", { kind: "ring", ring, call: facts });
  await mum.call.leave("manual");
  await until("the next rings", () => door.comings.length === 2);
  expect(door.call.state.kind).toBe("ringing");
  expect(door.calls.current?.room).toBe(facts.room);
});
