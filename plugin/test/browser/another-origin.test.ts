import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { Hookswitch } from "../../src/register.ts";
import { launch, open } from "./chromium.ts";

/**
 * A developer's page from an address of its own: `examples/web`, as `examples/server` serves it at HOOKSWITCH_ORIGIN, on the
 * platform at HOOKSWITCH_ADDRESS, which lets pages of that origin call (`./hookswitch up --origin …`). No proxy between.
 */

const { HOOKSWITCH_ADDRESS: ADDRESS = "", HOOKSWITCH_ORIGIN: ORIGIN = "", HOOKSWITCH_APP_SECRET: SECRET = "" } = process.env;
const APP = "hookswitch-demo";
const DOOR = { sn: "demo-doorbell", modelId: "demo-doorbell-linux" };
/** New in each run: who has allowed the door already is not asked again. */
const RESIDENT = `mum-${randomUUID()}`;
const PATIENCE = { timeout: 60_000, interval: 100 };

const pages: Page[] = [];
let browser: Browser;
/** Takes pages that the test hands over: they come from no address, and Chromium would not let them speak to this machine. */
let handedOver: Browser;
let server: ChildProcess | undefined;

beforeAll(async () => {
  if (!ADDRESS || !ORIGIN || !SECRET) {
    throw new Error(
      "HOOKSWITCH_ADDRESS must name a platform whose demo is open, HOOKSWITCH_ORIGIN an address of this machine that was" +
        " given to it by --origin, HOOKSWITCH_APP_SECRET the secret of its app hookswitch-demo.",
    );
  }
  server = spawn(process.execPath, [fileURLToPath(new URL("../../../examples/server/server.mjs", import.meta.url))], {
    env: {
      ...process.env,
      PLATFORM: ADDRESS,
      APP_ID: APP,
      APP_SECRET: SECRET,
      PORT: new URL(ORIGIN).port,
      DOOR: DOOR.sn,
      MODEL: DOOR.modelId,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(server.stdout!, "data");
  browser = await launch();
  handedOver = await launch([], ["--disable-features=LocalNetworkAccessChecks"]);
});
afterAll(async () => {
  await browser?.close();
  await handedOver?.close();
  server?.kill();
});
afterEach(async () => {
  // A call that a failed test has left ends here, so that the next one finds both sides free.
  for (const page of pages.splice(0)) {
    await page.evaluate(() => sitting().seat?.leave());
    await page.context().close();
  }
});

type Sitting = Pick<Hookswitch, "seat" | "line">;

/** In the page: who sits there, in the demo's page or in the developer's. */
declare function sitting(): Partial<Sitting>;
function findSitting(): void {
  const sitting = () =>
    (document.querySelector("demo-device") as { sitting?: Sitting } | null)?.sitting ??
    (globalThis as { hookswitch?: Sitting }).hookswitch ??
    {};
  Object.assign(globalThis, { sitting });
}

async function visit(address: string, prepare?: (page: Page) => Promise<void>, where = browser): Promise<Page> {
  const page = await open(where);
  pages.push(page);
  page.on("pageerror", (error) => console.error(address, error));
  await page.addInitScript(findSitting);
  await prepare?.(page);
  await page.goto(address);
  return page;
}

/** The developer's page, once somebody has logged in there. */
async function residentsPage(): Promise<Page> {
  const page = await visit(`${ORIGIN}/`);
  await page.getByLabel("Who are you?").fill(RESIDENT);
  await page.getByRole("button", { name: "Log in" }).click();
  await isConnected(page);
  return page;
}

async function door(): Promise<Page> {
  const page = await visit(`${ADDRESS}/demo/device?sn=${DOOR.sn}`);
  await isConnected(page);
  await page.getByText("Events of the plugin").click();
  await page.getByLabel("Sound of this device").selectOption("on");
  return page;
}

const lineOf = (page: Page) => page.evaluate(() => sitting().line?.state.kind);
const isConnected = (page: Page) => expect.poll(() => lineOf(page), PATIENCE).toBe("connected");
const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });

/** What this side has decoded so far. */
function received(page: Page): Promise<{ frames: number; audioEnergy: number }> {
  return page.evaluate(async () => {
    const got = { frames: 0, audioEnergy: 0 };
    (await sitting().seat?.currentMedia?.stats())?.forEach((entry) => {
      if (entry.type === "inbound-rtp") {
        got.frames += entry.framesDecoded ?? 0;
        got.audioEnergy += entry.totalAudioEnergy ?? 0;
      }
    });
    return got;
  });
}

async function seesAndHears(page: Page): Promise<void> {
  const before = await received(page);
  await expect.poll(async () => (await received(page)).frames, PATIENCE).toBeGreaterThan(before.frames + 20);
  await expect.poll(async () => (await received(page)).audioEnergy, PATIENCE).toBeGreaterThan(before.audioEnergy);
}

test("the page calls a device, and both see and hear", async () => {
  const [resident, device] = [await residentsPage(), await door()];
  expect(await resident.evaluate(() => origin)).toBe(ORIGIN);
  await button(resident, "Call the door").click();
  await button(device, "Answer").click();
  await Promise.all([seesAndHears(resident), seesAndHears(device)]);
  await button(resident, "Hang up").click();
  await resident.getByText(/You talked for \d+ s/).waitFor();
});

test("the page lets a device call it, rings, and both see and hear", async () => {
  const [resident, device] = [await residentsPage(), await door()];
  await button(resident, "Let the door call me").click();
  await button(resident, "允许 · Allow").click();
  await resident.getByText("It may call you now.").waitFor();
  await device.evaluate(
    (openId) =>
      (document.querySelector("demo-device") as unknown as { call(openId: string, roomType: string): Promise<void> }).call(
        openId,
        "video",
      ),
    RESIDENT,
  );
  await button(resident, "Answer").click();
  await Promise.all([seesAndHears(resident), seesAndHears(device)]);
  await button(device, "Hang up").click();
  await resident.getByText(/You talked for \d+ s/).waitFor();
});

/** Another page of the developer's, where somebody has logged in, with the strictest policy about what comes from elsewhere. */
function developersPage(html: string, program = ""): Promise<Page> {
  const prepare = async (page: Page) => {
    const headers = { "Cross-Origin-Embedder-Policy": "require-corp" };
    for (const [path, contentType, body] of [
      ["/calls", "text/html", `<!doctype html><title>Doors</title><body>${html}`],
      ["/program.js", "text/javascript", program],
    ] as const) {
      await page.route(ORIGIN + path, (route) => route.fulfill({ contentType, headers, body }));
    }
    await page.request.post(`${ORIGIN}/enter`, { data: { user: RESIDENT } });
  };
  return visit(`${ORIGIN}/calls`, prepare, handedOver);
}

test("a program in a worker beside such a page calls a device", async () => {
  const device = await door();
  const resident = await developersPage(
    `<script src="${ADDRESS}/plugin/register.js" data-app-id="${APP}" data-address="${ADDRESS}" data-token-url="/token"
       data-program="/program.js"></script>`,
    `const wmpfVoip = requirePlugin("wmpf-voip").default;
     await wmpfVoip.callDevice({ roomType: "video", ...${JSON.stringify(DOOR)} });
     wx.redirectTo({ url: wmpfVoip.CALL_PAGE_PATH });`,
  );
  await button(device, "Answer").click();
  await Promise.all([seesAndHears(resident), seesAndHears(device)]);
  expect(await resident.evaluate(() => "requirePlugin" in globalThis), "the program is in a worker").toBe(false);
  await button(resident, "Hang up").click();
  await device.locator("call-page").getByText("Settled duration").waitFor();
});

test("such a page imports the plugin as a module", async () => {
  const page = await developersPage(
    `<script>globalThis.hookswitch = ${JSON.stringify({ appId: APP, address: ADDRESS, tokenUrl: "/token" })}</script>
     <script type="module">import "${ADDRESS}/plugin/register.js"</script>`,
  );
  await isConnected(page);
  expect(await page.evaluate(() => "requirePlugin" in globalThis)).toBe(true);
});

/** How a page fares with a request, in the browser's hands. */
function asks(page: Page, path: string): Promise<string> {
  return page.evaluate(async (url) => {
    try {
      const body = JSON.stringify({ openId: "demo-mum" });
      const answer = await fetch(url, { method: "POST", headers: { "Content-Type": "application/json" }, body });
      return `HTTP ${answer.status}`;
    } catch (error) {
      return (error as Error).name;
    }
  }, ADDRESS + path);
}

test("a page of an origin that was not named loads the script, and gets no further", async () => {
  const page = await visit(`${ORIGIN.replace("127.0.0.1", "localhost")}/`);
  await page.getByLabel("Who are you?").fill(RESIDENT);
  const refused = page.waitForEvent("websocket");
  await page.getByRole("button", { name: "Log in" }).click();
  await (await refused).waitForEvent("socketerror");
  expect(await lineOf(page)).toBe("away");
  expect(await page.evaluate(() => "requirePlugin" in globalThis)).toBe(true);
  expect(await asks(page, "/v1/tokens")).toBe("TypeError");
});

test("the demo's log-in without a password is not even open to a page that may call", async () => {
  const page = await visit(`${ORIGIN}/`);
  expect(await asks(page, "/v1/tokens")).toBe("HTTP 400");
  expect(await asks(page, "/demo/tokens")).toBe("TypeError");
});
