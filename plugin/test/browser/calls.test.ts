import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { keep, launch } from "./chromium.ts";
import { button, events, PATIENCE, received, seesAndHears, Seats, stage, talks, turnSoundOn } from "./seats.ts";

/** The demo's pages call each other, with decoded frames and audio energy counted on both sides. */

let browser: Browser;
let seats: Seats;
beforeAll(async () => {
  browser = await launch();
  seats = new Seats(browser);
});
afterAll(() => browser?.close());
afterEach(() => seats.leave());

describe("phone and device", () => {
  test("call, see and hear each other, and hang up", async () => {
    const [caller, listener] = [await seats.phone(), await seats.device()];
    await keep(caller, "demo-phone-home");
    await keep(listener, "demo-device-home");
    await button(caller, "Video call: Front doorbell").click();
    await button(listener, "Answer").waitFor();
    await stage(caller, "It rings there…");
    await keep(listener, "demo-device-rings");
    await keep(caller, "demo-phone-waits");
    await button(listener, "Answer").click();
    await Promise.all([seesAndHears(caller), seesAndHears(listener)]);
    await keep(caller, "demo-phone-talks");
    await keep(listener, "demo-device-talks");
    await button(caller, "Hang up").click();
    await Promise.all([caller, listener].map((page) => stage(page, "Settled duration")));
    await keep(caller, "demo-phone-ended");
    await keep(listener, "demo-device-ended");
    await expect
      .poll(() => events(caller))
      .toEqual(["callPageOnShow", "joinedRoomByCaller", "startVoip", "calling", "hangUpVoip", "endVoip", "finishVoip"]);
    await expect
      .poll(() => events(listener))
      .toEqual(["callPageOnShow", "hangOnVoip", "startVoip", "calling", "hangUpVoip", "endVoip", "finishVoip"]);
  });

  test("call the other way: the device rings the phone", async () => {
    const [listener, caller] = [await seats.phone(), await seats.device()];
    await button(caller, "Video call: demo-mum").click();
    await button(listener, "Answer").waitFor();
    await keep(listener, "demo-phone-rings");
    await button(listener, "Answer").click();
    await Promise.all([seesAndHears(caller), seesAndHears(listener)]);
    await button(caller, "Hang up").click();
    await stage(listener, "Settled duration");
  });

  test("speak without pictures", async () => {
    const { caller, listener } = await seats.talking("Voice");
    for (const page of [caller, listener]) {
      await expect.poll(async () => (await received(page)).audioEnergy, PATIENCE).toBeGreaterThan(0);
      expect((await received(page)).frames).toBe(0);
    }
    await keep(caller, "demo-phone-voice");
  });

  test("the space bar is the device's hook switch", async () => {
    const [caller, listener] = [await seats.phone(), await seats.device()];
    await button(caller, "Voice call: Front doorbell").click();
    await button(listener, "Answer").waitFor();
    await listener.keyboard.press("Space");
    await talks(listener);
    await listener.keyboard.press("Space");
    await stage(caller, "Settled duration");
  });
});

describe("without an answer", () => {
  test("the device declines", async () => {
    const [caller, listener] = [await seats.phone(), await seats.device()];
    await button(caller, "Video call: Front doorbell").click();
    await button(listener, "Decline").click();
    await stage(caller, "Call declined");
    await listener.locator("incoming-call").waitFor({ state: "detached" });
    await keep(caller, "demo-phone-declined");
    await expect.poll(() => events(caller)).toContain("rejectVoip");
  });

  test("the phone gives up", async () => {
    const [caller, listener] = [await seats.phone(), await seats.device()];
    await button(caller, "Video call: Front doorbell").click();
    await button(listener, "Answer").waitFor();
    await button(caller, "Cancel").click();
    await listener.locator("incoming-call").waitFor({ state: "detached" });
    await stage(caller, "Call cancelled");
    await expect.poll(() => events(caller)).toContain("cancelVoip");
  });

  test("a busy device", async () => {
    const caller = await seats.phone();
    await caller.getByText("Test numbers").click();
    await button(caller, "Voice call: demo-busy").click();
    await stage(caller, "It is in another call");
  });
});

describe("in the middle of a call", () => {
  test("the phone's page is loaded again, and the call goes on", async () => {
    const { caller, listener } = await seats.talking();
    await seesAndHears(listener);
    await caller.reload();
    await talks(caller);
    await Promise.all([seesAndHears(caller), seesAndHears(listener)]);
  });

  test("the device's page is loaded again, and the call goes on", async () => {
    const { caller, listener } = await seats.talking();
    await seesAndHears(caller);
    await listener.reload();
    await talks(listener);
    await turnSoundOn(listener);
    await Promise.all([seesAndHears(caller), seesAndHears(listener)]);
  });

  test("the camera is turned off and on", async () => {
    const { caller, listener } = await seats.talking();
    await seesAndHears(listener);
    await button(caller, "Camera off").click();
    await stage(listener, "The camera there is off");
    await keep(listener, "demo-device-other-camera-off");
    await button(caller, "Camera on").click();
    await seesAndHears(listener);
  });
});

describe("without a camera or microphone", () => {
  test("what was refused ends the call with words that say what to do", async () => {
    const refusing = await launch(["--use-fake-ui-for-media-stream"]);
    try {
      const [caller, listener] = [await seats.phone(refusing), await seats.device()];
      await button(caller, "Video call: Front doorbell").click();
      await stage(caller, "This page may not use the microphone.");
      await keep(caller, "demo-phone-microphone-refused");
      await expect.poll(() => events(caller)).toContain("joinFailCaller");
      await listener.locator("incoming-call").waitFor({ state: "detached" });
    } finally {
      await seats.leave();
      await refusing.close();
    }
  });

  test("a phone that has none shows a test picture, and says so", async () => {
    const poor = await launch(["--use-fake-device-for-media-stream"]);
    try {
      const [caller, listener] = [await seats.phone(poor), await seats.device()];
      await button(caller, "Video call: Front doorbell").click();
      await button(listener, "Answer").click();
      await Promise.all([seesAndHears(caller), seesAndHears(listener)]);
      await button(caller, "Hang up").click();
      await button(caller, "Close").click();
      await caller.getByText("There is no camera here").waitFor();
      await keep(caller, "demo-phone-no-camera");
    } finally {
      await seats.leave();
      await poor.close();
    }
  });
});
