import { beforeEach, describe, expect, test, vi } from "vitest";
import { PlainHost, plainEntry, PROVIDER } from "../../src/host/index.ts";
import { loadProgram, MiniHost, type MiniHostOptions } from "../../src/mini-host/index.ts";
import { evaluateInNode } from "../../src/mini-host/node.ts";
import { CALL_PAGE_PATH } from "../../src/plugin/index.ts";
import { portPair } from "../../src/port/ends.ts";
import type { Environment, FromLogic, ToLogic } from "../../src/port/port.ts";
import { DEVICE, PHONE, ROOM, Seat } from "../seat.ts";

const report = vi.fn();
/** What programs say with `note(…)`. */
const notes: unknown[] = [];
let host: PlainHost;
let seat: Seat;

beforeEach(() => {
  report.mockClear();
  notes.length = 0;
});

const APP_JSON = {
  pages: ["pages/home/home", "pages/list/list"],
  plugins: { "wmpf-voip": { version: "latest", provider: PROVIDER } },
};

async function started(
  files: Record<string, string>,
  environment: Environment = PHONE,
  options: Partial<MiniHostOptions> = {},
  exit?: () => void,
): Promise<MiniHost> {
  const all: Record<string, string> = { "app.json": JSON.stringify(APP_JSON), ...files };
  const program = await loadProgram(async (path) => all[path]);
  const [logic, seatPort] = portPair<FromLogic, ToLogic>();
  host = new PlainHost({
    appId: "wxdemo",
    address: "http://127.0.0.1:1",
    environment,
    token: async () => "",
    ...(exit ? { exit } : {}),
  });
  const mini = new MiniHost({
    program,
    host,
    port: logic,
    evaluate: evaluateInNode,
    report,
    globals: { note: (...said: unknown[]) => notes.push(...said) },
    ...options,
  });
  mini.launch();
  seat = new Seat(seatPort, environment);
  return mini;
}

const PAGE = (name: string) =>
  `Page({ ${["onLoad", "onShow", "onReady", "onHide", "onUnload"].map((life) => `${life}(o) { note("${name} ${life}" + (o && o.a ? " " + o.a : "")); }`).join(", ")} })`;

describe("the life of app and pages", () => {
  test("begins with the app and its first page", async () => {
    await started({
      "app.js": `App({ globalData: { n: 1 }, onLaunch(o) { note("launch " + o.scene + this.globalData.n); }, onShow() { note("app shown"); } }); note(getApp().globalData.n);`,
      "pages/home/home.js": PAGE("home"),
      "pages/list/list.js": "note(getCurrentPages().length);" + PAGE("list"),
    });
    await Promise.resolve();
    expect(notes).toEqual([1, 0, "launch 10011", "app shown", "home onLoad", "home onShow", "home onReady"]);
    expect(report).not.toHaveBeenCalled();
  });

  test("goes on through navigation", async () => {
    const mini = await started({
      "pages/home/home.js": `Page({ go() { wx.navigateTo({ url: "../list/list?a=1", success: (r) => note(r.errMsg) }); }, onHide() { note("home hidden"); }, onShow() { note("home shown"); } })`,
      "pages/list/list.js": PAGE("list"),
    });
    notes.length = 0;
    (mini.page.go as () => void)();
    expect(mini.pages.map((page) => page.route)).toEqual(["pages/home/home", "pages/list/list"]);
    await vi.waitFor(() =>
      expect(notes).toEqual(["home hidden", "list onLoad 1", "list onShow", "list onReady", "navigateTo:ok"]),
    );
    expect(mini.page.options).toEqual({ a: "1" });
  });

  test("hides and shows with the host, once each time", async () => {
    await started({
      "app.js": `App({ onShow(o) { note("app shown " + o.scene); }, onHide() { note("app hidden"); } })`,
      "pages/home/home.js": PAGE("home"),
    });
    await Promise.resolve();
    notes.length = 0;
    host.hide();
    host.hide();
    host.show({ ...plainEntry(), scene: 1037 });
    host.show();
    host.unload();
    expect(notes).toEqual(["home onHide", "app hidden", "app shown 1037", "home onShow", "home onUnload"]);
  });

  test("goes on in other files when one fails, and the app hears of it", async () => {
    const mini = await started({
      "app.js": `App({ onError(text) { note(text); } })`,
      "pages/home/home.js": `throw new Error("of the program");`,
      "pages/list/list.js": PAGE("list"),
    });
    expect(report).toHaveBeenCalledWith(
      "pages/home/home failed",
      expect.objectContaining({ message: "of the program" }),
    );
    expect(notes[0]).toContain("of the program");
    expect(mini.app).toBeDefined();
  });
});

describe("modules", () => {
  test("are loaded by require and import, once each, in circles too", async () => {
    await started({
      "app.js": `import def, { named as other } from "./utils/a"; import * as all from "/utils/a.js"; export const own = 1; App({}); note(def, other, Object.keys(all).join());`,
      "utils/a.js": `const b = require("./b"); exports.named = "named " + b.value; module.exports.default = "default"; exports.__esModule = true; note("a runs");`,
      "utils/b.js": `const a = require("./a.js"); module.exports = { value: typeof a.named, later: () => a.named }; note("b runs");`,
      "pages/list/list.js": "Page({})",
      "pages/home/home.js": `const { later } = require("../../utils/b"); import pkg from "pkg"; export * from "../../utils/index"; Page({}); note(later(), pkg);`,
      "miniprogram_npm/pkg/index.js": `module.exports = "from npm";`,
      "utils/index/index.js": `export function nothing() {}`,
      "utils/index.js": `export function nothing() {}`,
    });
    expect(report).not.toHaveBeenCalled();
    expect(notes).toEqual([
      "b runs",
      "a runs",
      "default",
      "named undefined",
      "named,default,__esModule",
      "named undefined",
      "from npm",
    ]);
  });

  test("stay sloppy where they have neither import nor export", async () => {
    await started({ "app.js": `note((function () { return this !== undefined; })()); App({});` });
    expect(notes).toEqual([true]);
  });

  test("that are missing fail where they are asked for, with their name", async () => {
    await started({
      "app.js": `try { require("./none"); } catch (e) { note(e instanceof Error, e.message); } App({});`,
    });
    expect(notes).toEqual([true, "module './none' is not defined, require args is './none' in app.js"]);
  });

  test("have neither window nor document", async () => {
    await started({ "app.js": `note(typeof window, typeof document);` });
    expect(notes).toEqual(["undefined", "undefined"]);
  });
});

describe("data", () => {
  test("is set along paths, and told to who draws", async () => {
    const drawn: unknown[] = [];
    const mini = await started(
      {
        "pages/home/home.js": `Page({ data: { list: [{ a: 1 }] }, onLoad() { this.setData({ "list[0].a": 2, "x.y[1]": 3, z: null }, () => note(this.data)); } })`,
      },
      PHONE,
      { onData: (page, changes) => drawn.push(page.route, changes) },
    );
    expect(notes).toEqual([{ list: [{ a: 2 }], x: { y: [undefined, 3] }, z: null }]);
    expect(mini.page.data).toBe(notes[0]);
    expect(drawn).toEqual(["pages/home/home", { "list[0].a": 2, "x.y[1]": 3, z: null }]);
  });

  test("and other members are each page's own", async () => {
    const mini = await started({
      "pages/home/home.js": `Page({})`,
      "pages/list/list.js": `Page({ data: { n: [0] }, seen: [], onLoad() { this.data.n.push(1); this.seen.push(1); note(this.data.n.length, this.seen.length); } })`,
      "app.js": `App({ go() { wx.navigateTo({ url: "/pages/list/list" }); } })`,
    });
    (mini.app?.go as () => void)();
    (mini.app?.go as () => void)();
    expect(notes).toEqual([2, 1, 2, 1]);
  });
});

describe("components", () => {
  const BOX = `const shared = Behavior({ data: { fromBehavior: true }, methods: { both() { return "behavior"; }, own() { return "own"; } }, attached() { note("behavior attached"); } });
    Component({ behaviors: [shared], properties: { callerId: String, n: { type: Number, value: 7 } }, data: { open: false },
      lifetimes: { attached() { note("attached " + this.data.callerId + this.properties.n); }, detached() { note("detached"); } },
      pageLifetimes: { show() { note("shown"); } },
      methods: { both() { return "component"; }, onLoad(q) { note("onLoad " + q.callerId); } } })`;

  test("may be pages", async () => {
    const mini = await started({
      "pages/home/home.js": `Page({ go() { wx.redirectTo({ url: "/pages/list/list?callerId=bell" }); } })`,
      "pages/list/list.js": BOX,
    });
    (mini.page.go as () => void)();
    expect(notes).toEqual(["behavior attached", "attached bell7", "onLoad bell", "shown"]);
    expect((mini.page.both as () => string)() + (mini.page.own as () => string)()).toBe("componentown");
    expect(mini.page.data).toMatchObject({ fromBehavior: true, open: false, n: 7 });
  });

  test("that the plugin is given are made without a page", async () => {
    const plugins = {
      "wmpf-voip": {
        provider: PROVIDER,
        genericsImplementation: { "call-page-plugin": { custombox: "components/box/box" } },
      },
    };
    const mini = await started({ "app.json": JSON.stringify({ ...APP_JSON, plugins }), "components/box/box.js": BOX });
    expect(mini.component("components/box/box", { callerId: "bell", n: 1 }).data).toMatchObject({
      callerId: "bell",
      n: 1,
    });
    expect(() => mini.component("components/none/none")).toThrow("there is no component");
  });

  test("are loaded with what they require from the pages that use them", async () => {
    const program = await loadProgram(async (path) => {
      const files: Record<string, string> = {
        "app.json": JSON.stringify({ pages: ["pages/home/home"] }),
        "pages/home/home.json": `{ "usingComponents": { "box": "../../components/box", "ext": "plugin://other/x" } }`,
        "components/box.js": `import "./part"; Component({})`,
        "components/part.js": `export {}`,
      };
      return files[path];
    });
    expect([...program.files.keys()].sort()).toEqual(["components/box.js", "components/part.js"]);
  });
});

describe("the plugin", () => {
  test("is there at module load, before App and before the seat", async () => {
    await started({
      "app.js": `const wmpfVoip = requirePlugin("wmpf-voip").default;
        wmpfVoip.onVoipEvent((event) => note(event.eventName));
        wmpfVoip.setVoipEndPagePath({ url: "/pages/list/list", key: "Call" });
        App({});`,
    });
    await seat.prompt();
    expect(notes).toEqual(["callPageOnShow"]);
    expect(seat.endPage?.url).toBe("/pages/list/list");
  });

  test("is there under the alias of a sub-package, whose pages are pages", async () => {
    const app = {
      pages: ["pages/home/home"],
      subPackages: [{ root: "calls/", pages: ["call/call"], plugins: { voip: { provider: PROVIDER } } }],
    };
    const mini = await started({
      "app.json": JSON.stringify(app),
      "pages/home/home.js": `Page({ go() { wx.navigateTo({ url: "/calls/call/call" }); } })`,
      "calls/call/call.js": `const wmpfVoip = requirePlugin("voip").default; Page({ onLoad() { note(wmpfVoip.CALL_PAGE_PATH); } })`,
    });
    (mini.page.go as () => void)();
    expect(notes).toEqual([CALL_PAGE_PATH]);
  });

  test("calls, and its page is in the stack until the seat closes it", async () => {
    const mini = await started({
      "app.js": "App({})",
      "pages/home/home.js": `const { default: wmpfVoip } = requirePlugin("wmpf-voip");
        wmpfVoip.setVoipEndPagePath({ url: "/pages/list/list", key: "Call", options: "a=9" });
        Page({ async call() {
          const { roomId } = await wmpfVoip.callDevice({ roomType: "video", sn: "bell-1", modelId: "bells" });
          wx.redirectTo({ url: wmpfVoip.CALL_PAGE_PATH });
          return roomId;
        } })`,
      "pages/list/list.js": PAGE("list"),
    });
    await expect((mini.page.call as () => Promise<string>)()).resolves.toBe(ROOM);
    await seat.showPage();
    expect(seat.opened).toHaveLength(1);
    expect(mini.pages.map((page) => page.route)).toEqual([
      "__plugin__/wxf830863afde621eb/pages/call-page-plugin/call-page-plugin",
    ]);
    seat.closePage(seat.endPage);
    await vi.waitFor(() => expect(mini.page.route).toBe("pages/list/list"));
    expect(notes.slice(0, 2)).toEqual(["list onLoad 9", "list onShow"]);
  });

  test("closed by its user, with nothing else to show, ends the app", async () => {
    let exits = 0;
    const mini = await started(
      {
        "pages/home/home.js": `Page({ go() { wx.reLaunch({ url: requirePlugin("wmpf-voip").default.CALL_PAGE_PATH }); } })`,
      },
      PHONE,
      {},
      () => exits++,
    );
    (mini.page.go as () => void)();
    await seat.showPage();
    seat.closePage();
    await vi.waitFor(() => expect(exits).toBe(1));
    expect(mini.pages).toEqual([]);
  });

  test("of an app that was entered through the call page tells the start options", async () => {
    const query = { roomType: "video", groupId: ROOM, listenerId: "bell-1", callerName: "Mum", door: "2" };
    const mini = await started(
      {
        "app.js": `const wmpfVoip = requirePlugin("wmpf-voip").default; note(wmpfVoip.getPluginEnterOptions().query); App({ onLaunch() { note(wx.getEnterOptionsSync().query); } })`,
      },
      { ...DEVICE, enterOptions: plainEntry(CALL_PAGE_PATH, query) },
    );
    await seat.prompt();
    expect(seat.opened).toEqual([query]);
    expect(mini.pages).toHaveLength(1);
    expect(notes).toEqual([query, {}]);
  });
});
