import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { until } from "../server/until.ts";
import { launch, open } from "./chromium.ts";

/** `./hookswitch mini-program` on the platform at HOOKSWITCH_ADDRESS: a maker's folder as it is, in pages and in Node. */

const ADDRESS = process.env["HOOKSWITCH_ADDRESS"];
const PLUGIN = fileURLToPath(new URL("../..", import.meta.url));
const CALLS = [
  ["demo-refuses", "demo-test-number-linux"],
  ["demo-display", "demo-display-android"],
];
const FILES = {
  "app.json": JSON.stringify({
    pages: ["pages/home/home", "pages/after/after"],
    plugins: { calls: { provider: "wxf830863afde621eb" } },
  }),
  "app.js": `
    const calls = requirePlugin("calls").default;
    calls.setVoipEndPagePath({ url: "/pages/after/after", key: "Call" });
    App({ heard: [], onLaunch() { calls.onVoipEvent(({ eventName }) => this.heard.push(eventName)); } });`,
  "pages/after/after.js": "Page({ onLoad() { this.setData({ heard: getApp().heard.filter((name) => name !== 'calling') }); } })",
  "pages/home/home.js": `
    Page({
      data: { devices: ${JSON.stringify(CALLS)}, error: "" },
      async call(e) {
        const [sn, modelId] = this.data.devices[e.currentTarget.dataset.n];
        const { default: calls } = requirePlugin("calls");
        try {
          await calls.callDevice({ roomType: "video", sn, modelId, deviceName: "Door" });
          wx.redirectTo({ url: calls.CALL_PAGE_PATH });
        } catch (error) {
          this.setData({ error: error.errMsg });
        }
      },
    })`,
};

let browser: Browser;
let folder: string;
let server: Server;
const running: ChildProcess[] = [];
const pages: Page[] = [];

beforeAll(async () => {
  if (!ADDRESS) throw new Error("HOOKSWITCH_ADDRESS must name a platform whose demo is open, as ./hookswitch up prints it.");
  execFileSync("npm", ["run", "--silent", "build:mini-program"], { cwd: PLUGIN, stdio: "inherit" });
  folder = mkdtempSync(join(tmpdir(), "mini-program-"));
  for (const [path, text] of Object.entries(FILES)) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  // The maker's server: it knows who is logged in.
  server = createServer((request, response) => {
    const body = JSON.stringify(request.url === "/device" ? { sn: "demo-display" } : { openId: "demo-dad" });
    void fetch(`${ADDRESS}/demo/tokens`, { method: "POST", headers: { "Content-Type": "application/json" }, body })
      .then((answer) => answer.json() as Promise<{ accessToken: string }>)
      .then(({ accessToken }) => response.end(JSON.stringify({ accessToken, expiresInMs: 600_000 })));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  browser = await launch();
});
afterAll(async () => {
  await browser?.close();
  server?.close();
  if (folder) rmSync(folder, { recursive: true });
});
afterEach(async () => {
  for (const page of pages.splice(0)) await page.context().close();
  for (const program of running.splice(0)) program.kill();
});

function run(who: "phone" | "device", ...options: string[]): { said: () => string; type(line: string): void } {
  const { port } = server.address() as AddressInfo;
  const subject = who === "device" ? ["--device", "demo-display", "--model", "demo-display-android"] : ["--user", "demo-dad"];
  const tokenUrl = ["--address", ADDRESS!, "--token-url", `http://127.0.0.1:${port}/${who}`];
  const child = spawn(process.execPath, ["target/mini-program.js", folder, ...subject, ...tokenUrl, ...options], { cwd: PLUGIN });
  running.push(child);
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data: Buffer) => (said += data.toString()));
  return { said: () => said, type: (line) => child.stdin.write(`${line}\n`) };
}

async function inPage(who: "phone" | "device"): Promise<Page> {
  const { said } = run(who, "--page", "--port", "0");
  const address = () => /http:\/\/127\.0\.0\.1:\d+/.exec(said())?.[0];
  await until("it tells its address", () => address() !== undefined);
  const page = await open(browser, {});
  pages.push(page);
  await page.goto(address()!);
  await page.getByRole("log").getByText("line connected").waitFor();
  return page;
}

const startVoip = (page: Page) => page.getByRole("log").getByText("startVoip").waitFor({ timeout: 60_000 });

test("a folder runs in two pages, which call each other with picture", async () => {
  const [phone, device] = [await inPage("phone"), await inPage("device")];
  await phone.getByLabel("With").fill('{"n":1}');
  await phone.getByRole("button", { name: "call", exact: true }).click();
  await device.locator("incoming-call").getByRole("button", { name: "Answer" }).click();
  await Promise.all([startVoip(phone), startVoip(device)]);
  const frames = () =>
    phone
      .locator("call-page video")
      .evaluateAll((videos) => videos.map((video) => (video as HTMLVideoElement).getVideoPlaybackQuality().totalVideoFrames));
  await expect.poll(async () => Math.min(...(await frames())), { timeout: 30_000 }).toBeGreaterThan(5);
  await device.locator("call-page").getByRole("button", { name: "Hang up" }).click();
  await phone.locator("call-page").getByRole("button", { name: "Close" }).click();
  await phone.getByRole("heading", { name: "pages/after/after" }).waitFor();
  expect(await phone.locator("#data").textContent()).toContain("hangUpVoip");
});

test("a folder runs in Node, by lines", async () => {
  const { said, type } = run("phone");
  await until("it is connected", () => said().includes("line: connected"));
  type("methods");
  type('press call {"n":0}');
  await until("it is refused and settled", () => said().includes("event: finishVoip"));
  type("close");
  type("pages");
  type("page");
  type("quit");
  await until("the program has gone on", () => said().includes('"heard"'));
  expect(said()).toContain("\ncall\n");
  expect(said()).toMatch(/event: joinedRoomByCaller[^]*event: rejectVoip[^]*event: endVoip[^]*event: finishVoip/);
  expect(said()).toContain("\npages/after/after\n");
});

test("what is not understood is said, with 2", async () => {
  const child = spawn(process.execPath, ["target/mini-program.js", "--devise", "x"], { cwd: PLUGIN });
  const [code] = (await once(child, "exit")) as [number];
  expect(code).toBe(2);
});
