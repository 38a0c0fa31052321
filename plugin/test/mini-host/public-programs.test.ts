import { afterEach, expect, test, vi } from "vitest";
import { PlainHost, plainEntry, PROVIDER } from "../../src/host/index.ts";
import { loadProgram, MiniHost, type MiniHostOptions } from "../../src/mini-host/index.ts";
import { evaluateInNode, hearRejections } from "../../src/mini-host/node.ts";
import { portPair } from "../../src/port/ends.ts";
import type { EnterOptions, FromLogic, ToLogic } from "../../src/port/port.ts";
import { DEVICE, PHONE, Seat } from "../seat.ts";

/** What public Mini Programs that call do beside the plugin (docs/plugin.md says which were run), in files of our own; one test each. */

const report = vi.fn();
const notes: unknown[] = [];
let stopsHearing = (): void => {};

afterEach(() => {
  stopsHearing();
  stopsHearing = () => {};
  report.mockClear();
  notes.length = 0;
});

async function started(
  files: Record<string, string>,
  { enter, kind = "phone", ...options }: Partial<MiniHostOptions> & { enter?: EnterOptions; kind?: "phone" | "device" } = {},
): Promise<MiniHost> {
  const all: Record<string, string> = {
    "app.json": JSON.stringify({
      pages: ["pages/contacts/contacts", "pages/not-there/index"],
      plugins: { "wmpf-voip": { provider: PROVIDER }, captcha: { provider: "wxother" } },
      useExtendedLib: { weui: true },
    }),
    "pages/contacts/contacts.json": JSON.stringify({ usingComponents: { "mp-cell": "weui-miniprogram/cell/cell" } }),
    "app.js": "App({})",
    ...files,
  };
  const [logic, seatPort] = portPair<FromLogic, ToLogic>();
  const environment = { ...(kind === "device" ? DEVICE : PHONE), ...(enter ? { enterOptions: enter } : {}) };
  const host = new PlainHost({ appId: "wxdemo", address: "http://127.0.0.1:1", environment, token: async () => "" });
  const mini = new MiniHost({
    program: await loadProgram(async (path) => all[path]),
    host,
    port: logic,
    evaluate: evaluateInNode,
    report,
    ...options,
    globals: { note: (...said: unknown[]) => notes.push(...said), ...options.globals },
  });
  new Seat(seatPort, environment);
  mini.launch();
  return mini;
}

test("a page that app.json names and nobody has written stops no other one", async () => {
  const mini = await started({ "pages/contacts/contacts.js": "Page({ data: { n: 1 } })" });
  expect(mini.page.data).toEqual({ n: 1 });
  expect(report.mock.calls.map(([message]) => message as string)).toEqual(["pages/not-there/index failed"]);
});

test("what only WeChat's client would draw is done by nobody, and succeeds", async () => {
  const mini = await started({
    "pages/contacts/contacts.js": `Page({
      async onShow() {
        wx.showNavigationBarLoading();
        wx.setNavigationBarTitle({ title: "Contacts", success: (res) => note(res.errMsg) });
        await wx.hideNavigationBarLoading();
        wx.nextTick(() => this.setData({ isShown: true }));
      },
    })`,
  });
  await vi.waitFor(() => expect(mini.page.data.isShown).toBe(true));
  expect(notes).toEqual(["setNavigationBarTitle:ok"]);
});

test("a frame's member that the runtime has is left as it is", async () => {
  const wx = { setNavigationBarTitle: ({ title }: { title: string }) => notes.push(title) };
  await started({ "pages/contacts/contacts.js": `wx.setNavigationBarTitle({ title: "Ours" }); Page({})` }, { wx });
  expect(notes).toEqual(["Ours"]);
});

test("a component that is looked for in the page is not there, and nothing breaks", async () => {
  const mini = await started({
    "pages/contacts/contacts.js": `Page({
      reset() {
        const captcha = this.selectComponent("#captcha");
        if (captcha && captcha.reset) captcha.reset();
        note(captcha, this.selectAllComponents(".cell").length);
        this.groupSetData(() => this.setData({ done: 1 }));
        this.triggerEvent("reset");
      },
    })`,
  });
  (mini.page.reset as () => void)();
  expect(notes).toEqual([null, 0]);
  expect(mini.page.data).toEqual({ done: 1 });
});

test("a promise that nobody handles is told to the app, and ends nothing", async () => {
  const mini = await started({
    "app.js": `App({ onUnhandledRejection({ reason }) { note(reason.errCode); } })`,
    "pages/contacts/contacts.js": `const wmpfVoip = requirePlugin("wmpf-voip").default; Page({ async onShow() {
      await wmpfVoip.getIotBindContactList({ sn: "", model_id: "", openid_list: [""] });
    } })`,
  });
  stopsHearing = hearRejections(mini);
  await vi.waitFor(() => expect(notes).toEqual([1004]));
  expect(report).toHaveBeenCalledWith(
    "a promise was rejected, and the program does not handle it",
    expect.objectContaining({ errCode: 1004 }),
  );
});

test("a device's program finds wmpf by its name and by globalThis, and a phone's by neither", async () => {
  const file = `const isWmpf = typeof wmpf !== "undefined";
    note(isWmpf, (globalThis.wmpf && globalThis.wmpf.name) || "none", typeof globalThis.setTimeout(() => {}, 0)); Page({})`;
  await started({ "pages/contacts/contacts.js": file }, { kind: "device", globals: { wmpf: { name: "wmpf" } } });
  await started({ "pages/contacts/contacts.js": file });
  expect(notes).toEqual([true, "wmpf", "object", false, "none", "object"]);
});

test("a library that asks where it runs finds no browser", async () => {
  await started({
    "pages/contacts/contacts.js": `
      note([typeof window, typeof document, typeof navigator, typeof XMLHttpRequest, typeof localStorage, typeof self].join());
      Page({})`,
  });
  expect(notes).toEqual(["undefined,undefined,undefined,undefined,undefined,undefined"]);
});

test("a program in TypeScript runs, types and all", async () => {
  const mini = await started({
    "app.ts": `import type { Stored } from "./types"; import { twice } from "./utils/twice";
      interface App extends Stored { globalData: { n: number } }
      App<App>({ globalData: { n: twice(2) as number } });`,
    "utils/twice.ts": `export const twice = (n: number): number => n * 2;`,
    "pages/contacts/contacts.ts": `const app = getApp<{ globalData: { n: number } }>();
      Page({ data: { n: app.globalData.n }, onLoad(this: { setData(changes: object): void }) { this.setData({ typed: true }) } });`,
    "app.js": undefined as never,
  });
  expect(mini.page.data).toEqual({ n: 4, typed: true });
});

test("another plugin is what the page around gives", async () => {
  const requirePlugin = (alias: string) => ({ name: alias });
  await started(
    { "pages/contacts/contacts.js": `note(requirePlugin("captcha").name, typeof requirePlugin("wmpf-voip").default); Page({})` },
    { requirePlugin },
  );
  expect(notes).toEqual(["captcha", "object"]);
});

test("it is entered at a page of its choice, with what the path says", async () => {
  const mini = await started(
    { "pages/contacts/contacts.js": `Page({ onLoad(options) { note(options); } })` },
    { enter: plainEntry("pages/contacts/contacts", { sn: "bell-1", callerCameraStatus: "1" }) },
  );
  expect(notes).toEqual([{ sn: "bell-1", callerCameraStatus: "1" }]);
  expect(mini.pages).toHaveLength(1);
});
