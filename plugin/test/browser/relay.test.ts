import { existsSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { keep, launch } from "./chromium.ts";
import { IS_NAMED, signal } from "./platform.ts";
import { ANY_ADDRESS, button, dial, DIALS, heard, PATIENCE, path, seesAndHears, Seats, stage, talks, usernameFragment } from "./seats.ts";

/** Media that pass through a relay only, the platform's own coturn, which must be allowed to relay to this machine. */

const IS_INSTALLED = (process.env["PATH"] ?? "").split(":").some((folder) => existsSync(`${folder}/turnserver`));

const RELAY_ONLY = 'data-ice-transport-policy="relay"';
const DOOR = 'data-kind="device" data-sn="demo-doorbell" data-model-id="demo-doorbell-linux"';

describe.skipIf(!IS_INSTALLED)("through a relay only", () => {
  let browser: Browser;
  let seats: Seats;
  let phone: Page;
  let device: Page;

  /** One call for all of them: the last one ends it. */
  beforeAll(async () => {
    browser = await launch([], [ANY_ADDRESS]);
    seats = new Seats(browser);
    device = await seats.maker({ subject: { sn: "demo-doorbell" }, attributes: `${RELAY_ONLY} ${DOOR}`, program: DIALS });
    phone = await seats.maker({ subject: { openId: "demo-mum" }, attributes: RELAY_ONLY, program: DIALS });
    await dial(phone);
    await button(device, "Answer").click();
    await Promise.all([phone, device].map(talks));
  });
  afterAll(async () => {
    await seats?.leave();
    await browser?.close();
  });

  test("both sides see and hear each other, and the selected way is the relay's", async () => {
    await Promise.all([phone, device].map(seesAndHears));
    for (const side of [phone, device]) {
      await expect.poll(() => path(side), PATIENCE).toMatchObject({ own: "relay", other: "relay", relayProtocol: "udp" });
    }
  });

  test("a network that has changed is told, ICE is begun anew, and pictures go on", async () => {
    const before = await usernameFragment(device);
    // As the browser tells it: the device is no caller, and has to ask for an offer.
    await device.evaluate(() => dispatchEvent(new Event("online")));
    await expect.poll(() => usernameFragment(device), PATIENCE).not.toBe(before);
    await Promise.all([phone, device].map(seesAndHears));
  });

  test.skipIf(!IS_NAMED)("the relay is killed and comes back: a new way is found, and pictures go on", async () => {
    const before = await usernameFragment(phone);
    signal("coturn", "SIGKILL");
    await stage(phone, "Sound and picture are interrupted. Reconnecting…");
    await keep(phone, "maker-phone-path-lost");
    await expect.poll(() => usernameFragment(phone), PATIENCE).not.toBe(before);
    await Promise.all([phone, device].map(seesAndHears));
  });

  test.skipIf(!IS_NAMED)("the relay stays away: after 20 s without media the call is aborted on both sides", async () => {
    signal("coturn", "SIGSTOP");
    try {
      for (const side of [phone, device]) {
        await side.locator("call-page").getByText("The call was interrupted").waitFor({ timeout: PATIENCE.timeout });
      }
    } finally {
      signal("coturn", "SIGCONT");
    }
    const told = () => Promise.all([phone, device].map(async (side) => (await heard(side)).find(isAbort)?.data));
    await expect.poll(told, PATIENCE).not.toContain(undefined);
    const aborted = await told();
    // Both lose their media; whoever says so first, the other side is told of it, or has said so too.
    expect(["abortByCaller,unknown", "unknown,abortByListener", "abortByCaller,abortByListener"]).toContain(
      String(aborted.map((data) => data?.["status"])),
    );
    expect(aborted.find((data) => data?.["status"] !== "unknown")).toMatchObject({
      error: { errMsg: "call interrupted due to native reason" },
    });
    await keep(phone, "maker-phone-aborted");
  });
});

const isAbort = ({ eventName }: { eventName: string }) => eventName === "abortVoip";
