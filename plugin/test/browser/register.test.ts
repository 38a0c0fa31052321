import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { portPair } from "../../src/port/ends.ts";
import type { FromLogic, ToLogic } from "../../src/port/port.ts";
import { CallsSeat } from "../calls-seat.ts";
import { TestPlatform } from "../server/platform.ts";
import { until } from "../server/until.ts";

/** A maker's page with `register.js` in a real browser, over a platform in this process; the door refuses every call. */

const CHROMIUM = [
  process.env.CHROMIUM,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
].find((path) => path && existsSync(path));
/** A page that the test hands over has no address of its own; Chromium would not let it speak to this machine. */
const ANY_ADDRESS = "--disable-features=LocalNetworkAccessChecks";
const FLAGS = [
  ANY_ADDRESS,
  "--no-sandbox",
  "--disable-gpu",
  "--use-fake-device-for-media-stream",
  "--use-fake-ui-for-media-stream",
];

/** What the maker wrote; the same text in the page and in a worker. */
const LOGIC = `
  const wmpfVoip = requirePlugin("wmpf-voip").default;
  const heard = [typeof document];
  wmpfVoip.onVoipEvent((event) => {
    heard.push(event.eventName);
    wx.setStorageSync("heard", heard);
  });
  wmpfVoip
    .callDevice({ roomType: "voice", sn: "door-1", modelId: "doors" })
    .then(() => wx.redirectTo({ url: wmpfVoip.CALL_PAGE_PATH }))
    .catch((error) => wx.setStorageSync("heard", [String(error)]));
`;

/** The same again as a Mini Program's files, and the page that its maker put around them. */
const MINI_PROGRAM = {
  "/mini/app.json": JSON.stringify({
    pages: ["pages/home/home"],
    plugins: { calls: { provider: "wxf830863afde621eb" } },
  }),
  "/mini/app.js": `import { begin } from "./utils/begin"; App({ onLaunch() { begin(requirePlugin("calls").default); } })`,
  "/mini/utils/begin.js": `export function begin(plugin) { const requirePlugin = () => ({ default: plugin }); ${LOGIC} }`,
  "/mini/pages/home/home.js": "Page({})",
};
const AROUND_MINI_PROGRAM = `
  import { Line } from "./src/line/line.ts";
  import { loadProgram, MiniHost, readUrl } from "./src/mini-host/index.ts";
  import { WebHost } from "./src/host/index.ts";
  import { portPair } from "./src/port/ends.ts";
  import { browserMedia } from "./src/seat/browser.ts";
  import { Seat } from "./src/seat/seat.ts";

  const environment = { kind: "phone", appVersion: "release" };
  const token = async () => (await (await fetch("/token")).json()).accessToken;
  const host = new WebHost({ appId: "wxdemo", address: location.origin, environment, token });
  const [port, seatPort] = portPair();
  const line = new Line({ address: host.address, endpoint: "mini", token });
  const seat = new Seat({ line, root: document.body, environment, media: browserMedia(), isMuted: false });
  seat.connect(seatPort);
  line.start();
  globalThis.mini = new MiniHost({ program: await loadProgram(readUrl(new URL("/mini/", location.href))), host, port });
  globalThis.mini.launch();
`;

const scripts = new Map<string, string>();
let browser: Browser;
let platform: TestPlatform;
let door: CallsSeat;
let page: Page;

beforeAll(async () => {
  if (!CHROMIUM)
    throw new Error(
      "There is no Chromium. Install it (Debian: sudo apt install chromium), or set CHROMIUM to one that is elsewhere.",
    );
  for (const [name, entry, format] of [
    ["/plugin/register.js", "register.ts", "iife"],
    ["/plugin/worker.js", "host/worker.ts", "esm"],
  ] as const) {
    const entryPoints = [fileURLToPath(new URL(`../../src/${entry}`, import.meta.url))];
    const { outputFiles } = await build({ entryPoints, bundle: true, format, write: false });
    scripts.set(name, outputFiles[0]?.text ?? "");
  }
  const stdin = { contents: AROUND_MINI_PROGRAM, resolveDir: fileURLToPath(new URL("../../", import.meta.url)) };
  const { outputFiles } = await build({ stdin, bundle: true, format: "esm", write: false });
  scripts.set("/around.js", outputFiles[0]?.text ?? "");
  scripts.set("/logic.js", LOGIC);
  for (const [name, text] of Object.entries(MINI_PROGRAM)) scripts.set(name, text);
  browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
});
afterAll(() => browser?.close());

beforeEach(async () => {
  platform = await TestPlatform.start();
  door = new CallsSeat(portPair<ToLogic, FromLogic>()[0], {
    address: platform.address,
    endpoint: "door-1",
    token: async () => platform.token("device:door-1"),
    environment: { kind: "device", appVersion: "release" },
    contacts: () => [],
  });
  door.calls.onCall(({ call }) => void call.leave("manual"));
  await until("the door is connected", () => door.line.state.kind === "connected");
  const context = await browser.newContext({ permissions: ["camera", "microphone"] });
  page = await context.newPage();
});
afterEach(async () => {
  await page.context().close();
  door.goAway();
  await platform.stop();
});

/** The maker's page, on the platform's own address. */
async function openPage(script: string): Promise<void> {
  await page.route("**/*", async (route) => {
    const { pathname } = new URL(route.request().url());
    const file = scripts.get(pathname);
    if (file !== undefined) await route.fulfill({ contentType: "text/javascript", body: file });
    else if (pathname === "/token")
      await route.fulfill({ json: { accessToken: platform.token("user:mum"), expiresInMs: 3_600_000 } });
    else if (pathname === "/page")
      await route.fulfill({ contentType: "text/html", body: `<!doctype html><title>Doors</title><body>${script}` });
    else if (pathname.startsWith("/mini/")) await route.fulfill({ status: 404 });
    else await route.fallback();
  });
  await page.goto(`${platform.address}/page`);
}

const register = (attributes = "") =>
  `<script src="/plugin/register.js" data-app-id="wxdemo" data-token-url="/token" ${attributes}></script>`;

const heard = () =>
  page.evaluate(
    () => (JSON.parse(localStorage.getItem("hookswitch/wxdemo/heard") ?? "{}") as { data?: string[] }).data,
  );
const PATIENCE = { timeout: 20_000 };

test("a program in the page calls, sees the call page open, and hears how it ends", async () => {
  await openPage(`${register()}<script src="/logic.js"></script>`);
  await expect.poll(heard, PATIENCE).toContain("finishVoip");
  expect(await heard()).toEqual(["object", ...(await ending())]);
  expect(await page.locator("call-page").count()).toBe(1);
});

test("a program in a worker beside the page does the same, without a document", async () => {
  await openPage(register(`data-program="/logic.js"`));
  await expect.poll(heard, PATIENCE).toContain("finishVoip");
  expect(await heard()).toEqual(["undefined", ...(await ending())]);
  expect(await page.locator("call-page").count()).toBe(1);
  expect(await page.evaluate(() => "requirePlugin" in globalThis)).toBe(false);
});

test("a Mini Program's files in a page do the same, without a document", async () => {
  await openPage(`<script type="module" src="/around.js"></script>`);
  await expect.poll(heard, PATIENCE).toContain("finishVoip");
  expect(await heard()).toEqual(["undefined", ...(await ending())]);
  const routes = await page.evaluate(() =>
    (globalThis as unknown as { mini: { pages: { route: string }[] } }).mini.pages.map(({ route }) => route),
  );
  expect(routes).toEqual(["__plugin__/wxf830863afde621eb/pages/call-page-plugin/call-page-plugin"]);
});

/** The door may refuse before the page is open or after it: then the caller is in the room already. */
async function ending(): Promise<string[]> {
  const names = (await heard())?.slice(1) ?? [];
  expect([...names].sort()).toEqual([...new Set(names)].sort());
  expect(names).toContain("callPageOnShow");
  expect(names.filter((name) => name !== "callPageOnShow" && name !== "joinedRoomByCaller")).toEqual([
    "rejectVoip",
    "endVoip",
    "finishVoip",
  ]);
  return names;
}

test("the page's own dialog answers, its toast is seen and read, and what was kept is there after a reload", async () => {
  await openPage(register());
  const answer = page.evaluate(() =>
    (globalThis as unknown as { wx: { showModal(o: object): Promise<object> } }).wx.showModal({
      title: "PIN",
      content: "of the door",
      editable: true,
      confirmText: "Open",
    }),
  );
  await page.getByRole("dialog").getByRole("textbox").fill("1234");
  await page.getByRole("button", { name: "Open" }).click();
  expect(await answer).toMatchObject({ confirm: true, content: "1234" });

  await page.evaluate(() => {
    const { wx } = globalThis as unknown as {
      wx: { showLoading(o: object): void; setStorageSync(key: string, data: unknown): void };
    };
    wx.showLoading({ title: "Calling" });
    wx.setStorageSync("kept", { a: 1 });
  });
  await page.getByRole("status").getByText("Calling").waitFor();

  await page.reload();
  expect(
    await page.evaluate(() =>
      (globalThis as unknown as { wx: { getStorageSync(key: string): unknown } }).wx.getStorageSync("kept"),
    ),
  ).toEqual({ a: 1 });
});
