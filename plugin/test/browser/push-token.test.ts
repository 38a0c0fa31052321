import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { launch } from "./chromium.ts";
import { ANY_ADDRESS, button, PATIENCE, Seats } from "./seats.ts";

/** A maker's page on a device, with the platform's own `register.js`, gets a pushToken of the real push-service, and is called by it. */

const DEVICE = { sn: "demo-display", modelId: "demo-display-android" };
const ATTRIBUTES = `data-kind="device" data-sn="${DEVICE.sn}" data-model-id="${DEVICE.modelId}"`;

let browser: Browser;
let seats: Seats;
beforeAll(async () => {
  browser = await launch([], [ANY_ADDRESS]);
  seats = new Seats(browser);
});
afterAll(() => browser?.close());
afterEach(() => seats.leave());

/** The phone's program calls with this pushToken; how that went. */
function callWmpf(phone: Page, pushToken: string): Promise<object> {
  return phone.evaluate(
    async (call) => {
      const { sitting } = document.querySelector("demo-phone") as unknown as {
        sitting: { plugin: { callWMPF(call: object): Promise<object> } };
      };
      return sitting.plugin.callWMPF(call).catch(({ errCode, errMsg }: { errCode: number; errMsg: string }) => ({ errCode, errMsg }));
    },
    { roomType: "voice", nickName: "Mum", ...DEVICE, pushToken },
  );
}

test("getWmpfPushToken gives a token by which a call reaches the device; no other one does", async () => {
  const page = await seats.maker({ subject: { sn: DEVICE.sn }, attributes: ATTRIBUTES });
  const phone = await seats.phone();
  const { sn, token, expireTimestamp } = await page.evaluate(async () => {
    const { wmpf } = globalThis as unknown as {
      wmpf: {
        getDeviceSerialNumberSync(): { serialNumber: string };
        getWmpfPushToken(): Promise<{ token: string; expireTimestamp: string }>;
      };
    };
    return { sn: wmpf.getDeviceSerialNumberSync().serialNumber, ...(await wmpf.getWmpfPushToken()) };
  });
  expect(sn).toBe(DEVICE.sn);
  expect(Number(expireTimestamp)).toBeGreaterThan(Date.now() / 1000);

  expect(await callWmpf(phone, `x${token.slice(1)}`)).toMatchObject({ errCode: 14 });
  // The refused call, or one that another test has left, may still be ending.
  await expect.poll(() => callWmpf(phone, token), PATIENCE).toMatchObject({ isSuccess: true });
  await button(page, "Decline").click();
  await page.locator("incoming-call").waitFor({ state: "detached" });
});
