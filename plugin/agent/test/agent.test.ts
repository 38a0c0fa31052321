import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { WebSocket } from "ws";
import { Line } from "../../src/line/line.ts";
import type { WebSocketMaker } from "../../src/line/socket.ts";
import { TestPlatform } from "../../test/server/platform.ts";
import { until } from "../../test/server/until.ts";
import { Agent, type Habits, type Said } from "../src/agent.ts";
import type { MediaSettings } from "../src/device-media.ts";
import { bytesOf } from "../src/pictures.ts";
import { RawOut } from "../src/raw-files.ts";
import { atRate, loudness, mono, Tone } from "../src/sound.ts";

const SETTINGS: MediaSettings = { video: { width: 160, height: 120, fps: 15 }, audioRate: 48_000 };

let platform: TestPlatform;
let directory: string;
const agents: TestAgent[] = [];

class TestAgent {
  readonly said: Said[] = [];
  readonly agent: Agent;
  readonly line: Line;

  constructor(subject: string, settings: MediaSettings, habits: Habits) {
    this.line = new Line({
      address: platform.address,
      endpoint: subject.replace(":", "-"),
      token: () => Promise.resolve(platform.token(subject)),
      WebSocket: WebSocket as unknown as WebSocketMaker,
    });
    this.agent = new Agent(this.line, settings, habits, (said) => this.said.push(said));
    agents.push(this);
  }

  static async at(subject: string, settings = SETTINGS, habits: Habits = {}): Promise<TestAgent> {
    const agent = new TestAgent(subject, settings, habits);
    agent.line.start();
    await until(`${subject} is connected`, () => agent.line.state.kind === "connected");
    return agent;
  }

  of<K extends Said["kind"]>(kind: K): (Said & { kind: K })[] {
    return this.said.filter((said): said is Said & { kind: K } => said.kind === kind);
  }

  get state(): string | undefined {
    return this.of("state").at(-1)?.state.kind;
  }

  events(): string[] {
    return this.of("event").map(({ event }) => event.eventName);
  }
}

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "agent-"));
  platform = await TestPlatform.start();
});

afterEach(async () => {
  for (const { agent, line } of agents.splice(0)) {
    await agent.leave();
    line.close();
  }
  await platform.stop();
  rmSync(directory, { recursive: true });
});

async function talking(door: TestAgent, mum: TestAgent): Promise<void> {
  await door.agent.obey({ do: "call", openId: "mum" });
  await until("it rings", () => mum.state !== "ended" && mum.of("call").length > 0);
  await mum.agent.obey({ do: "answer" });
  await until("they talk", () => door.state === "talking" && mum.state === "talking");
}

function frames(agent: TestAgent): number {
  return agent.of("media").at(-1)?.frames ?? 0;
}

test("two devices see and hear each other", async () => {
  const door = await TestAgent.at("device:DOOR-1");
  const mum = await TestAgent.at("user:mum", SETTINGS, { answerAfterMs: 100 });

  await door.agent.obey({ do: "call", id: 7, openId: "mum", name: "Mum" });
  await until("they talk", () => door.state === "talking" && mum.state === "talking");
  for (const side of [door, mum]) {
    await until("frames and sound come", () => frames(side) > 10 && (side.of("media").at(-1)?.loudness ?? 0) > 0.05);
    expect(side.of("picture")[0]).toMatchObject({ width: 160, height: 120 });
  }
  await mum.agent.obey({ do: "hangUp" });
  await until("it is settled", () => door.events().includes("finishVoip"));

  expect(door.of("done")[0]).toMatchObject({ id: 7, room: door.of("call")[0]?.room === "" ? expect.any(String) : "" });
  expect(door.events().filter((name) => name !== "calling")).toEqual(["joinedRoomByCaller", "startVoip", "hangUpVoip", "endVoip", "finishVoip"]);
  expect(mum.events().filter((name) => name !== "calling")).toEqual(["hangOnVoip", "startVoip", "hangUpVoip", "endVoip", "finishVoip"]);
});

test("raw pictures and sound go in by named pipes and come out as files", async () => {
  const [videoIn, audioIn, videoOut, audioOut] = ["video-in", "audio-in", "video-out", "audio-out"].map((name) => join(directory, name)) as [string, string, string, string];
  execFileSync("mkfifo", [videoIn, audioIn]);
  const door = await TestAgent.at("device:DOOR-1", { ...SETTINGS, audioRate: 16_000, videoIn, audioIn });
  const mum = await TestAgent.at("user:mum", { ...SETTINGS, audioRate: 16_000, videoOut, audioOut });
  await talking(door, mum);

  const red = Buffer.concat([Buffer.alloc(160 * 120, 81), Buffer.alloc((160 * 120) / 4, 90), Buffer.alloc((160 * 120) / 4, 240)]);
  const tone = new Tone(16_000);
  const fail = (why: string): never => {
    throw new Error(why);
  };
  const videoPipe = new RawOut(videoIn, fail);
  const audioPipe = new RawOut(audioIn, fail);
  const give = setInterval(() => {
    for (let chunk = 0; chunk < 5; chunk++) audioPipe.write(new Uint8Array(tone.next().buffer));
    videoPipe.write(red);
  }, 50);
  await until("frames and sound come", () => frames(mum) > 10 && (mum.of("media").at(-1)?.loudness ?? 0) > 0.05);
  clearInterval(give);
  void videoPipe.close();
  void audioPipe.close();
  await mum.agent.obey({ do: "hangUp" });
  await until("written", () => statSync(videoOut).size >= 10 * bytesOf(160, 120));

  const picture = readFileSync(videoOut);
  expect(picture.length % bytesOf(160, 120)).toBe(0);
  const last = picture.subarray(picture.length - bytesOf(160, 120));
  const [luma = 0, , red4 = 0] = [last[80 + 60 * 160], 0, last.at(-1)];
  // What an encoder makes of a red picture is still red.
  expect(Math.abs(luma - 81)).toBeLessThan(16);
  expect(Math.abs(red4 - 240)).toBeLessThan(16);
  const sound = readFileSync(audioOut);
  const samples = new Int16Array(new Uint8Array(sound).buffer, 0, sound.length >> 1);
  const loudest = Math.max(...Array.from({ length: samples.length / 160 }, (_, i) => loudness(samples.subarray(i * 160, (i + 1) * 160))));
  expect(loudest).toBeGreaterThan(0.1);
});

test("a file is played again and again", async () => {
  const videoIn = join(directory, "one-frame.i420");
  writeFileSync(videoIn, Buffer.alloc(bytesOf(160, 120), 100));
  const door = await TestAgent.at("device:DOOR-1", { ...SETTINGS, videoIn });
  const mum = await TestAgent.at("user:mum");
  await talking(door, mum);
  await until("more frames than there are", () => frames(mum) > 10);
});

test("a source that is not there is told, and the call goes on with silence", async () => {
  const door = await TestAgent.at("device:DOOR-1", { ...SETTINGS, audioIn: join(directory, "nowhere") });
  const mum = await TestAgent.at("user:mum");
  await talking(door, mum);
  await until("told", () => door.of("note").some(({ text }) => text.includes("nowhere")));
  await until("frames come", () => frames(mum) > 3);
});

test("after a loss of the network in mid-call, picture and sound go on", async () => {
  const door = await TestAgent.at("device:DOOR-1");
  const mum = await TestAgent.at("user:mum");
  await talking(door, mum);
  platform.drop("device-DOOR-1");
  await until("back", () => door.of("line").filter(({ state }) => state === "connected").length === 2);
  const before = { door: frames(door), mum: frames(mum) };
  await until("both go on", () => frames(door) > before.door + 15 && frames(mum) > before.mum + 15);
  expect(door.state).toBe("talking");
});

test("a device that starts again in mid-call is back in it, and is seen again", async () => {
  const door = await TestAgent.at("device:DOOR-1");
  const mum = await TestAgent.at("user:mum");
  await talking(door, mum);
  door.line.close();
  const again = await TestAgent.at("device:DOOR-1");
  await until("resumed", () => again.of("call")[0]?.how === "resumed");
  const before = frames(mum);
  await until("both go on", () => frames(again) > 5 && frames(mum) > before + 15);
});

test("camera and microphone are turned off and on", async () => {
  const door = await TestAgent.at("device:DOOR-1");
  const mum = await TestAgent.at("user:mum");
  await talking(door, mum);
  await until("seen", () => frames(mum) > 5);
  await door.agent.obey({ do: "camera", id: "c", to: "off" });
  await door.agent.obey({ do: "microphone", id: "m", to: "off" });
  await until("not heard", () => (mum.of("media").at(-1)?.loudness ?? 1) < 0.001);
  const dark = frames(mum);
  await until("a second more", () => mum.of("media").length > mum.of("media").findIndex((one) => one.frames === dark) + 2);
  expect(frames(mum)).toBe(dark);
  await door.agent.obey({ do: "camera", to: "on" });
  await until("seen again", () => frames(mum) > dark + 5);
  expect(door.of("done").map(({ id }) => id)).toEqual(expect.arrayContaining(["c", "m"]));
});

test("what cannot be done now is refused, with the id of who asked", async () => {
  const door = await TestAgent.at("device:DOOR-1");
  await door.agent.obey({ do: "answer", id: 1 });
  await door.agent.obey({ do: "camera", id: 2, to: "off" });
  await door.agent.obey({ do: "status", id: 3 });
  expect(door.of("refused").map(({ id, errCode }) => [id, errCode])).toEqual([[1, 1004], [2, 1004]]);
  expect(door.of("done")).toEqual([{ kind: "done", id: 3, state: "idle", line: "connected" }]);
});

test("sound changes its rate and keeps its loudness", () => {
  const tone = new Tone(48_000).next();
  expect(loudness(tone)).toBeCloseTo(0.177, 2);
  const fewer = atRate(tone, 48_000, 16_000);
  expect(fewer.length).toBe(160);
  expect(loudness(fewer)).toBeCloseTo(0.177, 2);
  expect(atRate(fewer, 16_000, 48_000).length).toBe(480);
  expect([...mono(Int16Array.of(100, 200, -100, -300), 2)]).toEqual([150, -200]);
});
