import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { launch } from "./chromium.ts";
import { IS_NAMED, part, signal } from "./platform.ts";
import { button, PATIENCE, seesAndHears, Seats, talks, usernameFragment } from "./seats.ts";

/** The two sides of a call at two gateways; the second one has to be started beside the first. */

const OTHER = "gateway-2";

let browser: Browser;
let seats: Seats;
beforeAll(async () => {
  browser = await launch();
  seats = new Seats(browser);
});
afterAll(() => browser?.close());
afterEach(() => seats.leave());

describe.skipIf(!IS_NAMED)("at two gateways", () => {
  test("one is killed in mid-call: both sides negotiate anew, and pictures go on", async () => {
    const { caller, listener, frames, place } = await atTwoGateways();
    await button(listener, "Answer").click();
    await Promise.all([caller, listener].map(talks));
    await Promise.all([caller, listener].map(seesAndHears));
    const before = await Promise.all([caller, listener].map(usernameFragment));

    place.gateway = OTHER;
    signal("gateway", "SIGKILL");

    for (const heard of frames) {
      await expect.poll(() => heard.some((frame) => frame.includes('"renegotiate"')), PATIENCE).toBe(true);
    }
    await expect.poll(() => usernameFragment(caller), PATIENCE).not.toBe(before[0]);
    await expect.poll(() => usernameFragment(listener), PATIENCE).not.toBe(before[1]);
    await Promise.all([caller, listener].map(seesAndHears));
    await button(caller, "Hang up").click();
    await listener.locator("call-page").getByText("Settled duration").waitFor();
  });

  test("Redis is away at the answer: what was lost is said again, and they see each other", async () => {
    const { caller, listener, frames } = await atTwoGateways();
    signal("redis", "SIGSTOP");
    try {
      await button(listener, "Answer").click();
      await expect.poll(() => frames[0].some((frame) => frame.includes("signals-away")), PATIENCE).toBe(true);
    } finally {
      // What waits in its socket is lost with it.
      signal("redis", "SIGKILL");
    }
    await Promise.all([caller, listener].map(talks));
    await Promise.all([caller, listener].map(seesAndHears));
  });
});

/** A phone at the first gateway rings a device at the other; all that came over their sockets. */
async function atTwoGateways(): Promise<{
  caller: Page;
  listener: Page;
  frames: [string[], string[]];
  /** Where the caller connects the next time. */
  place: { gateway: string };
}> {
  const frames: [string[], string[]] = [[], []];
  const place = { gateway: "gateway" };
  const caller = await seats.phone(browser, (page) => pin(page, place, frames[0]));
  const listener = await seats.device(browser, (page) => pin(page, { gateway: OTHER }, frames[1]));
  await button(caller, "Video call: Front doorbell").click();
  await button(listener, "Answer").waitFor();
  return { caller, listener, frames, place };
}

/** The front door has all sockets at the first gateway; these go past it, to the one that is said when they are opened. */
async function pin(page: Page, at: { gateway: string }, frames: string[]): Promise<void> {
  await page.routeWebSocket("**/v1/events", (route) => {
    const socket = new WebSocket(`ws://127.0.0.1:${part(at.gateway).port}/v1/events`, "cloudevents.json");
    const isOpen = new Promise((opened) => socket.on("open", opened));
    route.onMessage((frame) => void isOpen.then(() => socket.send(frame)));
    route.onClose(() => socket.close());
    socket.on("message", (frame) => {
      frames.push(String(frame));
      route.send(String(frame));
    });
    // A close follows.
    socket.on("error", () => {});
    // What broke off has no code that could be passed on.
    socket.on("close", (code) => void route.close({ code: code === 1006 ? 1001 : code }));
  });
}
