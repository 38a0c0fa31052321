import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { WebSocket } from "ws";
import { Line } from "../../src/line/line.ts";
import type { WebSocketMaker } from "../../src/line/socket.ts";
import { JsonProgram } from "../../test/json-program.ts";
import { TestPlatform } from "../../test/server/platform.ts";
import { until } from "../../test/server/until.ts";
import { Agent, type Said } from "../src/agent.ts";

const PACKAGE = fileURLToPath(new URL("..", import.meta.url));
const PROGRAM = join(PACKAGE, "dist/device.js");

let platform: TestPlatform;
let directory: string;
const programs: JsonProgram[] = [];
const lines: Line[] = [];

function start(args: string[], environment: Record<string, string> = {}): JsonProgram {
  const program = new JsonProgram(process.execPath, [PROGRAM, ...args, "--address", platform.address, "--state", directory], environment);
  programs.push(program);
  return program;
}

beforeAll(() => {
  execFileSync("npm", ["run", "-s", "build"], { cwd: PACKAGE });
});

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "device-"));
  platform = await TestPlatform.start();
});

afterEach(async () => {
  for (const line of lines.splice(0)) line.close();
  for (const program of programs.splice(0)) program.signal("SIGKILL");
  await platform.stop();
  rmSync(directory, { recursive: true });
});

async function phone(): Promise<{ agent: Agent; line: Line; said: Said[] }> {
  const said: Said[] = [];
  const line = new Line({
    address: platform.address,
    endpoint: "phone-1",
    token: () => Promise.resolve(platform.token("user:mum")),
    WebSocket: WebSocket as unknown as WebSocketMaker,
  });
  lines.push(line);
  const agent = new Agent(line, { video: { width: 160, height: 120, fps: 15 }, audioRate: 48_000 }, { answerAfterMs: 50 }, (one) => said.push(one));
  line.start();
  await until("the phone is connected", () => line.state.kind === "connected");
  return { agent, line, said };
}

async function device(): Promise<JsonProgram> {
  const program = start(["DOOR-1", "--app", "wx1", "--model", "doors", "--json"], {
    HOOKSWITCH_SN_TICKET: platform.snTicket("DOOR-1", "doors"),
  });
  await until("the device is connected", () => program.has("line", { state: "connected" }));
  return program;
}

test("a device registers once, keeps its key to itself, and is the same when it starts again", async () => {
  mkdirSync(join(directory, "wx1/DOOR-1"), { recursive: true });
  chmodSync(join(directory, "wx1/DOOR-1"), 0o755);
  const first = await device();
  first.tell({ do: "quit", id: "q" });
  expect(await first.ended()).toBe(0);
  expect(first.has("done", { id: "q" })).toBe(true);

  const file = join(directory, "wx1/DOOR-1/device.json");
  expect(statSync(join(directory, "wx1/DOOR-1")).mode & 0o777).toBe(0o700);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const { endpoint, key } = JSON.parse(readFileSync(file, "utf8")) as { endpoint: string; key: { d: string } };
  expect(JSON.stringify(platform.requests)).not.toContain(key.d);

  const second = start(["DOOR-1", "--app", "wx1", "--json"]);
  await until("connected", () => second.has("line", { state: "connected" }));
  expect(platform.isConnected(endpoint)).toBe(true);
  second.closeInput();
  expect(await second.ended()).toBe(0);
});

test("another program places a call by lines of JSON", async () => {
  const door = await device();
  const mum = await phone();
  door.tell({ do: "call", id: 1, openId: "mum", name: "Mum", roomType: "video" });
  await until("they talk", () => door.has("state", { state: { kind: "talking" } }));
  await until("the door sees", () => door.has("picture", { width: 160, height: 120 }));
  door.tell({ do: "hangUp", id: 2 });
  await until("settled", () => door.has("event", { event: { eventName: "finishVoip" } }));
  expect(door.has("done", { id: 1 })).toBe(true);
  await until("hung up", () => door.has("done", { id: 2 }));
  expect(mum.said.some((said) => said.kind === "media" && said.frames > 0)).toBe(true);
});

test("another program answers a call by lines of JSON", async () => {
  const door = await device();
  const mum = await phone();
  // The phone finds the call that its own line has opened.
  await mum.line.open({ via: "callDevice", roomType: "video", caller: { name: "Mum" }, listener: { id: "DOOR-1", modelId: "doors" } });
  await until("it rings", () => door.has("call", { how: "incoming", call: { caller: { name: "Mum" } } }));
  await until("shown", () => [...platform.rooms.values()].some(({ events }) => events.some(({ data }) => data.stage === "shown")));
  door.tell({ do: "answer" });
  await until("the door sees", () => door.has("picture", { width: 160, height: 120 }));
  await until("they talk", () => door.has("event", { event: { eventName: "startVoip" } }));
  await mum.agent.leave();
  await until("ended", () => door.has("state", { state: { kind: "ended", reason: "hungUp" } }));
});

test("what is no command is refused and changes nothing", async () => {
  const door = await device();
  for (const line of ["{", "[]", '{"do":"toString"}', '{"do":"call"}', '{"do":"call","openId":"mum","timeLimit":-1}', '{"do":"camera","to":"sideways"}']) {
    door.tell(line);
  }
  door.tell({ do: "status" });
  await until("answered", () => door.has("done", { state: "idle" }));
  expect(door.said.filter(({ kind }) => kind === "refused")).toHaveLength(6);
  expect(platform.rooms.size).toBe(0);
});

test("who is told to end in a call leaves it first", async () => {
  const door = await device();
  const mum = await phone();
  door.tell({ do: "call", openId: "mum" });
  await until("they talk", () => door.has("state", { state: { kind: "talking" } }));
  door.signal("SIGTERM");
  expect(await door.ended()).toBe(143);
  await until("the phone knows", () => mum.said.some((said) => said.kind === "event" && said.event.eventName === "hangUpVoip"));
});

test("a wrong ticket, no key, and a command line that says nothing each end with their own words", async () => {
  const wrong = start(["DOOR-1", "--app", "wx1", "--model", "doors"], { HOOKSWITCH_SN_TICKET: "nonsense" });
  expect(await wrong.ended()).toBe(1);
  expect(wrong.errors).toContain("sn-ticket-unknown");
  const noKey = start(["DOOR-2", "--app", "wx1"]);
  expect(await noKey.ended()).toBe(1);
  expect(noKey.errors).toContain("HOOKSWITCH_SN_TICKET");
  const nothing = start([]);
  expect(await nothing.ended()).toBe(2);
});
