import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { keep, launch } from "./chromium.ts";
import { ANY_ADDRESS, button, dial, DIALS, events, heard, PATIENCE, Seats, stage, talks } from "./seats.ts";

/** How calls end without anybody hanging up, and who rings that was not there at first. */

let browser: Browser;
let seats: Seats;
beforeAll(async () => {
  browser = await launch([], [ANY_ADDRESS]);
  seats = new Seats(browser);
});
afterAll(() => browser?.close());
afterEach(() => seats.leave());

const MUM = { openId: "demo-mum" };

const maker = () => seats.maker({ subject: MUM, program: DIALS });
const names = async (page: Page) => (await heard(page)).map(({ eventName }) => eventName);

describe("a call that nobody ends", () => {
  test("ends at its time limit, and both sides are told so", async () => {
    const [phone, device] = [await maker(), await seats.device()];
    await dial(phone, { roomType: "voice", timeLimit: 3 });
    await button(device, "Answer").click();
    for (const side of [phone, device]) {
      await stage(side, "The time limit was reached");
      await stage(side, "Settled duration");
      await side.locator("call-page").getByText("00:03").waitFor();
    }
    await keep(phone, "maker-phone-time-limit");
    await expect.poll(() => names(phone), PATIENCE).toContain("finishVoip");
    const [hungUp, ended, finished] = (await heard(phone)).slice(-3);
    expect(hungUp).toMatchObject({ eventName: "hangUpVoip", data: { origin: "timeLimit" } });
    expect(ended).toMatchObject({ eventName: "endVoip" });
    expect(finished).toMatchObject({ eventName: "finishVoip", data: { keepTime: 3 } });
    expect(await events(device)).toContain("hangUpVoip");
  });

  test("is not answered, and times out on both sides", async () => {
    const [phone, device] = [await maker(), await seats.device()];
    await phone.evaluate(async () => {
      const { seat } = (globalThis as unknown as { hookswitch: import("../../src/register.ts").Hookswitch }).hookswitch;
      void seat.open({});
      // The shortest time to ring; the plugin itself leaves it to the app and the platform.
      const listener = { id: "demo-doorbell", modelId: "demo-doorbell-linux" };
      await seat.calls.open({ via: "callDevice", roomType: "video", caller: {}, listener, ringTimeMs: 5_000 });
    });
    await button(device, "Answer").waitFor();
    await device.locator("incoming-call").waitFor({ state: "detached" });
    await stage(phone, "No answer");
    await keep(phone, "maker-phone-no-answer");
    await expect
      .poll(() => names(phone), PATIENCE)
      .toEqual(["callPageOnShow", "joinedRoomByCaller", "timeout", "endVoip", "finishVoip"]);
  });
});

describe("a third one", () => {
  test("calls a door that is in a call, and is told that it is busy", async () => {
    const { caller, listener } = await seats.talking("Voice");
    const dad = await seats.maker({ subject: { openId: "demo-dad" }, program: DIALS });
    await dial(dad);
    await stage(dad, "It is in another call");
    await keep(dad, "maker-phone-busy");
    await expect.poll(() => names(dad), PATIENCE).toContain("finishVoip");
    expect(await names(dad)).toContain("busy");
    await Promise.all([caller, listener].map(talks));
    expect(await listener.locator("incoming-call").count()).toBe(0);
  });
});

describe("a phone whose page was closed", () => {
  test("rings when it is opened again, and refuses by its button", async () => {
    const device = await seats.device();
    await (await maker()).close();
    await button(device, "Voice call: demo-mum").click();
    await stage(device, "Waiting for the other side to answer…");
    const phone = await maker();
    await button(phone, "Decline").click();
    await stage(device, "Call declined");
    await phone.locator("incoming-call").waitFor({ state: "detached" });
  });

  test("rings when it is opened again, answers, and its program is entered by the call", async () => {
    const device = await seats.device();
    await (await maker()).close();
    await button(device, "Video call: demo-mum").click();
    await stage(device, "Waiting for the other side to answer…");
    const phone = await maker();
    await button(phone, "Answer").waitFor();
    await keep(phone, "maker-phone-rings");
    await button(phone, "Answer").click();
    await Promise.all([phone, device].map(talks));
    const onload = await phone.evaluate(() =>
      (globalThis as unknown as { wmpfVoip: { getPluginOnloadOptions(): Record<string, string> } }).wmpfVoip.getPluginOnloadOptions(),
    );
    expect(onload).toMatchObject({ callerId: "demo-doorbell" });
    expect(await names(phone)).toEqual(["callPageOnShow", "hangOnVoip", "startVoip"]);
  });
});
