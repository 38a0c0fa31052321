import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launch, open } from "./chromium.ts";
import { address, button, sit, standUp } from "./demo-seat.ts";

/** A maker's page on a device, with the platform's own `register.js`, gets a pushToken of the real push-service, and is called by it. */

const APP = "hookswitch-demo";
const DEVICE = { sn: "demo-display", modelId: "demo-display-android" };
const PAGE = `<!doctype html><title>Display</title><body>
<script src="/plugin/register.js" data-app-id="${APP}" data-kind="device" data-sn="${DEVICE.sn}" data-model-id="${DEVICE.modelId}" data-token-url="/token"></script>`;

let browser: Browser;
beforeAll(async () => {
  // A page that the test hands over has no address of its own; Chromium would not let it speak to this machine.
  browser = await launch([], ["--disable-features=LocalNetworkAccessChecks"]);
});
afterAll(() => browser?.close());

async function display(): Promise<Page> {
  const page = await open(browser, { baseURL: address() });
  await page.route("**/{display,token}", async (route) => {
    if (route.request().url().endsWith("/display")) return route.fulfill({ contentType: "text/html", body: PAGE });
    const response = await fetch(`${address()}/demo/tokens`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ sn: DEVICE.sn }),
    });
    return route.fulfill({ json: await response.json() });
  });
  await page.goto("/display");
  return page;
}

/** The phone's program calls with this pushToken; how that went. */
function callWmpf(phone: Page, pushToken: string): Promise<{ roomId?: string; errCode?: number; errMsg?: string }> {
  return phone.evaluate(
    async (call) => {
      const { sitting } = document.querySelector("demo-phone") as unknown as {
        sitting: { plugin: { callWMPF(call: object): Promise<{ roomId: string }> } };
      };
      return sitting.plugin.callWMPF(call).catch(({ errCode, errMsg }: { errCode: number; errMsg: string }) => ({ errCode, errMsg }));
    },
    { roomType: "voice", nickName: "Mum", ...DEVICE, pushToken },
  );
}

test("getWmpfPushToken gives a token by which a call reaches the device; no other one does", async () => {
  const page = await display();
  const phone = await sit(browser, "phone");
  try {
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
    const { roomId } = await callWmpf(phone, token);
    expect(roomId).toBeTruthy();
    await button(page, "Decline").click();
    await page.locator("incoming-call").waitFor({ state: "detached" });
  } finally {
    await standUp(phone);
    await page.context().close();
  }
});
