import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { JsonProgram } from "../json-program.ts";
import { keep, launch } from "./chromium.ts";
import { ADDRESS, button, PATIENCE, seesAndHears, Seats, stage } from "./seats.ts";

/** The demo's phone in a real browser and `./hookswitch device`, a device without one, call each other over a real platform. */

const LAUNCHER = resolve(import.meta.dirname, "../../../hookswitch");
const WIDTH = 160;
const HEIGHT = 120;
const PIXELS = WIDTH * HEIGHT;

let browser: Browser;
let seats: Seats;
let directory: string;
let phone: Page;
const devices: JsonProgram[] = [];

beforeAll(async () => {
  browser = await launch();
  seats = new Seats(browser);
});
afterAll(() => browser?.close());
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "device-"));
  phone = await seats.phone();
});
afterEach(async () => {
  await seats.leave();
  for (const device of devices.splice(0)) {
    device.closeInput();
    await expect.poll(() => device.exit, PATIENCE).toBeDefined();
  }
  rmSync(directory, { recursive: true });
});

async function intercom(...options: string[]): Promise<JsonProgram> {
  const device = new JsonProgram(
    LAUNCHER,
    ["device", "demo-intercom", "--demo", "--json", "--address", ADDRESS, "--state", directory, ...options],
    { HOME: process.env["HOME"] ?? directory },
  );
  devices.push(device);
  await says(device, "line", { state: "connected" });
  return device;
}

function says(device: JsonProgram, kind: string, like: Record<string, unknown>): Promise<void> {
  const message = `the device says ${kind} ${JSON.stringify(like)}`;
  return expect.poll(() => device.has(kind, like) || device.errors, { ...PATIENCE, message }).toBe(true);
}

function heard(device: JsonProgram): { frames: number; loudness: number } {
  const last = device.said.findLast(({ kind }) => kind === "media");
  return { frames: Number(last?.["frames"] ?? 0), loudness: Number(last?.["loudness"] ?? 0) };
}

async function deviceSeesAndHears(device: JsonProgram): Promise<void> {
  const { frames } = heard(device);
  await expect.poll(() => heard(device).frames, PATIENCE).toBeGreaterThan(frames + 20);
  await expect.poll(() => heard(device).loudness, PATIENCE).toBeGreaterThan(0.001);
}

const bothSeeAndHear = (device: JsonProgram) => Promise.all([seesAndHears(phone), deviceSeesAndHears(device)]);

async function talking(device: JsonProgram): Promise<void> {
  await button(phone, "Video call: Front intercom").click();
  await says(device, "call", { how: "incoming", call: { caller: { name: "demo-mum" } } });
  device.tell({ do: "answer", id: "a" });
  await says(device, "done", { id: "a" });
  await phone.locator("call-page .time").waitFor();
}

test("the phone calls the device, each sees and hears the other, and the phone hangs up", async () => {
  const device = await intercom();
  await talking(device);
  await bothSeeAndHear(device);
  await keep(phone, "demo-phone-talks-to-agent");
  device.tell({ do: "camera", to: "off" });
  await stage(phone, "The camera there is off");
  device.tell({ do: "camera", to: "on" });
  await seesAndHears(phone);
  await button(phone, "Hang up").click();
  await says(device, "event", { event: { eventName: "hangUpVoip", data: { status: "endByCaller" } } });
  await says(device, "event", { event: { eventName: "finishVoip" } });
});

test("the device calls the phone, each sees and hears the other, and the device hangs up", async () => {
  const device = await intercom();
  device.tell({ do: "call", id: 1, openId: "demo-mum", name: "Mum", customQuery: "door=north" });
  await says(device, "done", { id: 1 });
  await button(phone, "Answer").click();
  await says(device, "state", { state: { kind: "talking" } });
  await bothSeeAndHear(device);
  device.tell({ do: "hangUp", id: 2 });
  await says(device, "done", { id: 2 });
  await stage(phone, "Settled duration");
  await says(device, "event", { event: { eventName: "finishVoip" } });
});

test("the phone sees what comes from a file, and what it sends goes out by a named pipe and to a file", async () => {
  const inDirectory = (name: string) => join(directory, name);
  const [videoIn, videoOut, audioOut] = [inDirectory("red.i420"), inDirectory("seen"), inDirectory("heard.s16le")];
  writeFileSync(videoIn, Buffer.concat([Buffer.alloc(PIXELS, 81), Buffer.alloc(PIXELS / 4, 90), Buffer.alloc(PIXELS / 4, 240)]));
  execFileSync("mkfifo", [videoOut]);
  const device = await intercom(
    ...["--video-in", videoIn, "--video-size", `${WIDTH}x${HEIGHT}`, "--video-out", videoOut],
    ...["--audio-out", audioOut, "--audio-rate", "16000"],
  );
  const reader = spawn("cat", [videoOut]);
  const seen: Buffer[] = [];
  reader.stdout.on("data", (bytes: Buffer) => seen.push(bytes));
  try {
    await talking(device);
    await expect.poll(isRed, PATIENCE).toBe(true);
    await deviceSeesAndHears(device);
    const { width, height } = device.said.find(({ kind }) => kind === "picture") as unknown as { width: number; height: number };
    await expect.poll(() => Buffer.concat(seen).length, PATIENCE).toBeGreaterThan((width * height * 3) / 2);
    const luma = new Set(Buffer.concat(seen).subarray(0, width * height));
    expect(luma.size).toBeGreaterThan(10);
    await button(phone, "Hang up").click();
    await says(device, "event", { event: { eventName: "finishVoip" } });
    await expect.poll(() => statSync(audioOut).size, PATIENCE).toBeGreaterThan(16_000);
    expect(readFileSync(audioOut).some((byte) => byte !== 0)).toBe(true);
  } finally {
    reader.kill();
  }
});

/** The other side's picture, as the phone shows it. */
function isRed(): Promise<boolean> {
  return phone.evaluate(() => {
    const video = document.querySelector("call-page")!.shadowRoot!.querySelector<HTMLVideoElement>("video[data-of=other]")!;
    const pen = new OffscreenCanvas(1, 1).getContext("2d")!;
    pen.drawImage(video, 0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0] = pen.getImageData(0, 0, 1, 1).data;
    return red > 200 && green < 60 && blue < 60;
  });
}

test("a device that is killed in mid-call and started again is back in it, and is seen and heard again", async () => {
  const device = await intercom();
  await talking(device);
  await bothSeeAndHear(device);
  device.signal("SIGKILL");
  await expect.poll(() => device.exit, PATIENCE).toBeDefined();
  const again = await intercom();
  await says(again, "call", { how: "resumed" });
  await bothSeeAndHear(again);
  again.signal("SIGTERM");
  await stage(phone, "Settled duration");
  await expect.poll(() => again.exit, PATIENCE).toBe(143);
});
