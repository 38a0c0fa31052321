import { build } from "esbuild";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { portPair } from "../../src/port/ends.ts";
import type { FromLogic, ToLogic } from "../../src/port/port.ts";
import { CallsSeat } from "../calls-seat.ts";
import { TestPlatform } from "../server/platform.ts";
import { until } from "../server/until.ts";
import { launch } from "./chromium.ts";

/** A device's own page in a real browser, with the real seat and a Mini Program, over a platform in this process. */

const PAGE = `
  import { miniProgram, WmpfDevice } from "./src/device/index.ts";
  import { browserMedia, Line, Seat } from "./src/seat/index.ts";
  import { loadProgram } from "./src/mini-host/index.ts";

  const files = {
    "app.json": JSON.stringify({ pages: ["pages/home/home"], plugins: { voip: { provider: "wxf830863afde621eb" } } }),
    "app.js": 'requirePlugin("voip").default.setVoipEndPagePath({ url: "/pages/home/home", key: "Call", routeType: "reLaunch" }); App({})',
    "pages/home/home.js": "Page({})",
  };
  const appId = "wxdemo";
  const environment = { kind: "device", appVersion: "release", sn: "door-1", modelId: "doors" };
  const token = async () => (await fetch("/token")).text();
  const line = new Line({ address: location.origin, endpoint: "door-1", token });
  const seat = new Seat({ line, root: document.body, environment, media: browserMedia(), isMuted: true });
  const program = await loadProgram(async (path) => files[path]);
  const start = miniProgram({ appId, address: location.origin, environment, token, program, seat, onStart: (mini) => (globalThis.mini = mini) });
  const device = new WmpfDevice({ appId, environment, seat, line, token, start });
  device.registerPushMsgEventListener(({ message }) => (globalThis.message = JSON.parse(message)));
  Object.assign(globalThis, { device });
  line.start();
`;

/** A page that the test hands over has no address of its own; Chromium would not let it speak to this machine. */
const ANY_ADDRESS = "--disable-features=LocalNetworkAccessChecks";

let browser: Browser;
beforeAll(async () => {
  browser = await launch([], [ANY_ADDRESS]);
});
afterAll(() => browser?.close());

test("a device's page is told of a call, rings itself, and goes on at the program's end page", async () => {
  const platform = await TestPlatform.start();
  const { outputFiles } = await build({
    stdin: { contents: PAGE, resolveDir: `${import.meta.dirname}/../..`, loader: "ts" },
    bundle: true,
    write: false,
    format: "esm",
    target: "es2022",
  });
  const page = await (await browser.newContext({ permissions: ["microphone"] })).newPage();
  await page.route("**/{page,token,page.js}", (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname === "/token") return route.fulfill({ body: platform.token("device:door-1") });
    if (pathname === "/page.js") return route.fulfill({ contentType: "text/javascript", body: outputFiles[0]!.text });
    return route.fulfill({ contentType: "text/html", body: `<!doctype html><body><script type="module" src="/page.js"></script>` });
  });
  await page.goto(`${platform.address}/page`);
  await until("the device is connected", () => platform.isConnected("door-1"));
  const phone = new CallsSeat(portPair<ToLogic, FromLogic>()[0], {
    address: platform.address,
    endpoint: "mum-1",
    token: async () => platform.token("user:mum"),
    environment: { kind: "phone", appVersion: "release" },
    contacts: () => [],
  });
  try {
    const opened = await phone.calls.open({ via: "callWMPF", roomType: "voice", caller: {}, listener: { id: "door-1" } });
    void opened.join();
    await page.waitForFunction(() => "message" in globalThis);
    expect(await count(page, "incoming-call")).toBe(0);
    await page.evaluate(() => {
      const { device, message } = globalThis as unknown as {
        device: { launchMiniProgram(params: object): Promise<void> };
        message: { path: string; appType: number };
      };
      return device.launchMiniProgram({ appId: "wxdemo", path: `${message.path}&isClickedHangOnBtn=1`, appType: message.appType });
    });
    await until("the device has answered", () => opened.state.kind === "joining" || opened.state.kind === "talking");
    expect(await count(page, "call-page")).toBe(1);
    await phone.hangUp();
    await page.waitForFunction(() => document.querySelector("call-page") === null);
    const routes = await page.evaluate(() =>
      (globalThis as unknown as { mini: { pages: { route: string }[] } }).mini.pages.map(({ route }) => route),
    );
    expect(routes).toEqual(["pages/home/home"]);
  } finally {
    phone.goAway();
    await page.context().close();
    await platform.stop();
  }
});

const count = (page: Page, name: string) => page.locator(name).count();
