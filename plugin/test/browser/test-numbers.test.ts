import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { keep, launch } from "./chromium.ts";
import { button, events, PATIENCE, received, Seats, seesAndHears, stage } from "./seats.ts";

/** The demo's devices that answer, called by the phone's page: picture and sound are the device agent's, which must be installed. */

let browser: Browser;
let seats: Seats;
let phone: Page;

beforeAll(async () => {
  browser = await launch();
  seats = new Seats(browser);
});
afterAll(() => browser?.close());
beforeEach(async () => {
  phone = await seats.phone();
  await phone.getByText("Test numbers").click();
});
afterEach(() => seats.leave());

test("demo-answers is seen and heard until the phone hangs up", async () => {
  await button(phone, "Video call: demo-answers").click();
  await seesAndHears(phone);
  await keep(phone, "demo-phone-talks-to-test-number");
  await button(phone, "Hang up").click();
  await stage(phone, "Settled duration");
});

test("demo-answers is heard by voice, again and again", async () => {
  for (let call = 0; call < 2; call++) {
    await button(phone, "Voice call: demo-answers").click();
    await expect.poll(async () => (await received(phone)).audioEnergy, PATIENCE).toBeGreaterThan(0);
    await button(phone, "Hang up").click();
    await button(phone, "Close").click();
  }
});

test("demo-hangs-up is seen, and hangs up by itself", async () => {
  await button(phone, "Video call: demo-hangs-up").click();
  await seesAndHears(phone);
  await stage(phone, "Settled duration");
  expect(await events(phone)).toContain("hangUpVoip");
});

test("demo-drops is seen, and then lost", async () => {
  await button(phone, "Video call: demo-drops").click();
  await expect.poll(async () => (await received(phone)).frames, PATIENCE).toBeGreaterThan(0);
  await expect.poll(() => events(phone), PATIENCE).toContain("abortVoip");
});
