import { afterEach, beforeEach, expect, test } from "vitest";
import { WebSocket } from "ws";
import { Line, type LineOptions } from "../../src/line/line.ts";
import { LineProblem } from "../../src/line/problem.ts";
import type { LineState, WebSocketMaker } from "../../src/line/socket.ts";
import type { ServerFrame } from "../../src/wire/wire.ts";
import { TestPlatform } from "../server/platform.ts";
import { TestClock } from "../server/test-clock.ts";
import { until } from "../server/until.ts";

const CALL = { via: "callDevice", roomType: "video", caller: {}, listener: { id: "DOOR-1" } } as const;

let platform: TestPlatform;
let clock: TestClock;
const lines: Line[] = [];

beforeEach(async () => {
  clock = new TestClock();
  platform = await TestPlatform.start();
});

afterEach(async () => {
  for (const line of lines.splice(0)) line.close();
  await platform.stop();
});

function lineOf(options: Partial<LineOptions> = {}): Line {
  const line = new Line({
    address: platform.address,
    endpoint: "phone-1",
    token: () => Promise.resolve(platform.token("user:mum")),
    WebSocket: WebSocket as unknown as WebSocketMaker,
    clock,
    backoff: () => 1_000,
    ...options,
  });
  lines.push(line);
  return line;
}

async function connected(line: Line): Promise<Line> {
  line.start();
  await until("connected", () => line.state.kind === "connected");
  return line;
}

function hellos(): { token: string; rooms: Record<string, number> }[] {
  return platform.received.flatMap(({ frame }) => (frame.kind === "hello" ? [frame] : []));
}

function framesOf(line: Line): ServerFrame[] {
  const frames: ServerFrame[] = [];
  line.onFrame((frame) => frames.push(frame));
  return frames;
}

test("comes back after a loss with its cursor and its ticket, and hears each event once", async () => {
  const line = lineOf();
  const frames = framesOf(line);
  await connected(line);
  const { roomId } = await line.open(CALL);
  await until("it rings", () => frames.some((frame) => frame.kind === "event" && frame.type === "RoomRang"));

  platform.drop("phone-1");
  await until("away", () => line.state.kind === "away");
  platform.rooms.get(roomId)?.end({ kind: "noAnswer" });
  clock.advance(1_000);
  await until("connected again", () => line.state.kind === "connected");
  platform.repeatEvents("phone-1");
  platform.sendTo("phone-1", { kind: "problem", errCode: 1, reason: "the-last", errMsg: "" });
  await until("all came", () => frames.some((frame) => frame.kind === "problem"));

  expect(frames.flatMap((frame) => (frame.kind === "event" ? [frame.type] : []))).toEqual([
    "RoomOpened",
    "RoomRang",
    "RoomEnded",
    "RoomSettled",
  ]);
  expect(hellos()[1]?.rooms).toEqual({ [roomId]: 2 });
  expect(hellos()[1]?.token).toMatch(/^ticket-/);
});

test.each([
  [4400, "refused"],
  [4403, "refused"],
  [4409, "refused"],
  [4413, "refused"],
  [4430, "refused"],
  [4401, "connected"],
  [4407, "connected"],
  [4408, "connected"],
  [4429, "connected"],
  [4503, "connected"],
  [1011, "connected"],
] as const)("a close with %i ends %s", async (code, kind) => {
  const line = await connected(lineOf());
  const states: LineState[] = [];
  line.onState((state) => states.push(state));

  platform.closeSocket("phone-1", code);
  await until("closed", () => states.length > 0);
  clock.advance(1_000);
  await until(kind, () => line.state.kind === kind);

  expect(hellos().length).toBe(kind === "connected" ? 2 : 1);
});

test("a ticket that is not taken is no more shown, and a token that is not taken is got anew", async () => {
  let tokens = 0;
  const line = await connected(
    lineOf({
      token: () => {
        tokens++;
        return Promise.resolve(platform.token("user:mum"));
      },
    }),
  );
  const states: LineState[] = [];
  line.onState((state) => states.push(state));
  platform.refuseTokens();
  platform.drop("phone-1");
  // The network is lost; then the ticket is refused, then the old token.
  for (const losses of [1, 2, 3]) {
    await until(`away for the ${losses}. time`, () => states.length === losses);
    clock.advance(1_000);
  }
  await until("connected", () => line.state.kind === "connected");
  expect(hellos().map(({ token }) => token.replace(/\d+/, ""))).toEqual(["token-", "ticket-", "token-", "token-"]);
  expect(tokens).toBe(2);
});

test("three fresh tokens that are not taken are enough", async () => {
  const line = lineOf({ token: () => Promise.resolve("never good") });
  const states: LineState[] = [];
  line.onState((state) => states.push(state));
  line.start();
  for (const losses of [1, 2]) {
    // The first is that it connects.
    await until(`refused for the ${losses}. time`, () => states.length === losses + 1);
    clock.advance(1_000);
  }
  await until("refused for good", () => line.state.kind === "refused");
  expect(hellos()).toHaveLength(3);
  expect(line.state).toEqual({ kind: "refused", code: 4401, why: "no such token" });
});

test("a source of tokens that fails is asked again", async () => {
  let failures = 2;
  const line = lineOf({
    token: () => (failures-- > 0 ? Promise.reject(new Error("not now")) : Promise.resolve(platform.token("user:mum"))),
  });
  const states: LineState[] = [];
  line.onState((state) => states.push(state));
  line.start();
  for (const losses of [1, 2]) {
    await until(`failure ${losses}`, () => states.length === losses + 1);
    expect(line.state).toEqual({ kind: "away", why: "no token: not now" });
    clock.advance(1_000);
  }
  await until("connected", () => line.state.kind === "connected");
});

test("asks for a sign of life in the silence, and stays when it comes", async () => {
  const line = lineOf();
  const frames = framesOf(line);
  await connected(line);
  clock.advance(30_000);
  await until("asked", () => platform.received.some(({ frame }) => frame.kind === "token"));
  platform.sendTo("phone-1", { kind: "problem", errCode: 1, reason: "after-the-answer", errMsg: "" });
  await until("answered", () => frames.length === 1);
  clock.advance(5_000);
  expect(line.state.kind).toBe("connected");
});

test("a network that is silent in a call is given up within 13 s, and then it comes back", async () => {
  const line = await connected(lineOf());
  line.setInCall(true);
  platform.silence("phone-1");
  clock.advance(8_000);
  expect(line.state.kind).toBe("connected");
  clock.advance(5_000);
  expect(line.state).toEqual({ kind: "away", why: "the network is silent" });
  clock.advance(1_000);
  await until("connected", () => line.state.kind === "connected");
});

test("a page that is back does not wait for its turn", async () => {
  const line = await connected(lineOf({ backoff: () => 1_000_000 }));
  platform.drop("phone-1");
  await until("away", () => line.state.kind === "away");
  line.wake();
  await until("connected", () => line.state.kind === "connected");
});

test("sends a new token on the open socket when the old one expires", async () => {
  const line = await connected(lineOf());
  const first = hellos()[0]?.token;
  platform.sendTo("phone-1", { kind: "tokenExpiring", remainingMs: 60_000 });
  await until("renewed", () => platform.received.some(({ frame }) => frame.kind === "token" && frame.token !== first));
  expect(line.state.kind).toBe("connected");
});

test("a request whose token is refused is sent again with a new one", async () => {
  const line = lineOf();
  await line.open(CALL);
  platform.refuseTokens();
  const [roomId] = [...platform.rooms.keys()];
  await expect(line.ask("POST", `/v1/rooms/${roomId}/join`)).resolves.toMatchObject({ roomId });
});

test("a call whose answers were lost is one call", async () => {
  const line = lineOf();
  platform.loseAnswers(2);
  const placed = line.open(CALL);
  for (const requests of [1, 2]) {
    await until(`request ${requests}`, () => platform.requests.length === requests);
    // The pause begins when the client has noticed.
    await until("sent again", () => {
      clock.advance(1_000);
      return platform.requests.length > requests;
    });
  }
  const { roomId } = await placed;
  expect([...platform.rooms.keys()]).toEqual([roomId]);
  expect(new Set(platform.requests.map(({ key }) => key)).size).toBe(1);
});

test("a refusal is a problem with the platform's words", async () => {
  const line = lineOf();
  await line.open(CALL);
  const problem = await line.open({ ...CALL, listener: { id: "DOOR-2" } }).catch((thrown: unknown) => thrown);
  expect(problem).toBeInstanceOf(LineProblem);
  expect(problem).toMatchObject({ status: 409, errCode: 1005, reason: "caller-in-call", errMsg: "refused: caller-in-call" });
});

test("takes the platform's clock from its answers", async () => {
  await platform.stop();
  platform = await TestPlatform.start({ now: () => Date.parse("2026-03-01T09:00:00.000Z") });
  const line = await connected(lineOf());
  expect(line.serverClock.now()).toBe(Date.parse("2026-03-01T09:00:00.000Z"));
  expect(line.serverClock.toLocal("2026-03-01T09:00:10.000Z")).toBe(clock.now() + 10_000);
});

test("names at most 64 rooms when it comes back, those heard of last", async () => {
  const line = lineOf();
  const frames = framesOf(line);
  await connected(line);
  for (let room = 1; room <= 70; room++) {
    const time = new Date(clock.now()).toISOString();
    platform.sendTo("phone-1", { kind: "event", id: `r${room}/1`, type: "Later", subject: `r${room}`, time, seq: 1, data: {} });
  }
  await until("all came", () => frames.length === 70);
  platform.drop("phone-1");
  await until("away", () => line.state.kind === "away");
  clock.advance(1_000);
  await until("connected", () => line.state.kind === "connected");
  const rooms = Object.keys(hellos()[1]?.rooms ?? {});
  expect(rooms.length).toBe(64);
  expect(rooms).toContain("r70");
  expect(rooms).not.toContain("r6");
});
