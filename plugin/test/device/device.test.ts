import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { miniProgram, type StartAppParams, WmpfDevice } from "../../src/device/index.ts";
import type { MiniHost } from "../../src/mini-host/index.ts";
import { evaluateInNode } from "../../src/mini-host/node.ts";
import { loadProgram } from "../../src/mini-host/index.ts";
import { CALL_PAGE_PATH, type WmpfVoip } from "../../src/plugin/index.ts";
import { portPair } from "../../src/port/ends.ts";
import type { FromLogic, ToLogic } from "../../src/port/port.ts";
import { CallsSeat } from "../calls-seat.ts";
import { TestPlatform } from "../server/platform.ts";
import { until } from "../server/until.ts";

/** WMPF's names on a device whose program is a Mini Program's files; its seat has no screen, everything else is the real thing. */

const APP = "wxdemo";
const DOOR = { kind: "device", appVersion: "release", sn: "door-1", modelId: "doors" } as const;

const FILES: Record<string, string> = {
  "app.json": JSON.stringify({
    pages: ["pages/home/home", "pages/after/after"],
    plugins: { voip: { provider: "wxf830863afde621eb" } },
  }),
  "app.js": `
    const { default: voip } = requirePlugin("voip");
    App({
      told: [],
      voip,
      onLaunch({ query }) { this.told.push("onLaunch" + (query.isPreLaunch ? " unseen" : "")); },
      onShow() { this.told.push("onShow"); },
      onHide() { this.told.push("onHide"); },
    });`,
  "pages/home/home.js": "Page({})",
  "pages/after/after.js": "Page({})",
};

let platform: TestPlatform;
let seat: CallsSeat;
let phone: CallsSeat;
let device: WmpfDevice;
let started: MiniHost[];
let rings: { isHere: boolean };
let token: () => Promise<string>;

beforeEach(async () => {
  platform = await TestPlatform.start();
  token = vi.fn(async () => platform.token("device:door-1"));
  seat = sit("door-1", () => token(), DOOR);
  phone = sit("mum", async () => platform.token("user:mum"), { kind: "phone", appVersion: "release" });
  started = [];
  rings = { isHere: true };
  const program = await loadProgram(async (path) => FILES[path]);
  device = new WmpfDevice({
    appId: APP,
    environment: DOOR,
    line: seat.line,
    token: () => token(),
    seat: {
      open: (query) => seat.open(query),
      close: () => seat.close(),
      setRinging: (isHere) => (rings.isHere = isHere),
    },
    start: miniProgram({
      appId: APP,
      address: platform.address,
      environment: DOOR,
      token: () => token(),
      program,
      seat,
      evaluate: evaluateInNode,
      onStart: (mini) => started.push(mini),
      report: (message, error) => expect.fail(`${message}: ${String(error)}`),
    }),
  });
  await until("both are connected", () => [seat, phone].every(({ line }) => line.state.kind === "connected"));
});
afterEach(async () => {
  seat.goAway();
  phone.goAway();
  await platform.stop();
});

function sit(name: string, tokenOf: () => Promise<string>, environment: ConstructorParameters<typeof CallsSeat>[1]["environment"]) {
  const options = { address: platform.address, endpoint: `${name}-1`, token: tokenOf, environment, contacts: () => [] };
  return new CallsSeat(portPair<ToLogic, FromLogic>()[0], options);
}

interface App {
  told: string[];
  voip: WmpfVoip;
}

const program = () => started.at(-1)!;
const app = () => program().app as unknown as App;
const wx = () => program().globals.wx as { exitMiniProgram(): void };
const routes = () => program().pages.map(({ route }) => route);
const CALL_PAGE = "__plugin__/wxf830863afde621eb/pages/call-page-plugin/call-page-plugin";
const launch = (path: string, more: Partial<StartAppParams> = {}) => device.launchMiniProgram({ appId: APP, path, ...more });
const endings = () => seat.events.map(({ eventName }) => eventName).filter((name) => name !== "calling");

/** The phone calls, the device's page answers at once by the message's path. */
async function talk(): Promise<void> {
  device.registerPushMsgEventListener(({ message }) => {
    const { path, appid, appType } = JSON.parse(message) as { path: string; appid: string; appType: number };
    void device.launchMiniProgram({ appId: APP, path: `${path}&isClickedHangOnBtn=1`, appType });
    expect(appid).not.toBe("");
  });
  await call();
  await until("they talk", () => endings().includes("startVoip") && phone.events.some((e) => e.eventName === "startVoip"));
}

async function call(): Promise<void> {
  await phone.calls.open({
    via: "callWMPF",
    roomType: "voice",
    caller: {},
    listener: { id: "door-1", modelId: "doors" },
    customQuery: "gate=2",
  });
  void phone.calls.current?.join();
}

test("registerPushMsgEventListener tells of a call once, in the contract's text, and the seat does not ring itself", async () => {
  const told: string[] = [];
  device.registerPushMsgEventListener(({ message }) => told.push(message));
  expect(rings.isHere).toBe(false);
  await call();
  await until("it is told", () => told.length > 0);
  const room = phone.calls.current!.room;
  const message = JSON.parse(told[0]!) as { path: string };
  expect(Object.keys(message).sort()).toEqual(["appType", "appid", "path"]);
  const [page, query] = message.path.split("?");
  expect(page).toBe(CALL_PAGE_PATH);
  expect(Object.fromEntries(new URLSearchParams(query))).toMatchObject({ groupId: room, gate: "2" });

  platform.drop("door-1-1");
  const hellos = () => platform.received.filter(({ endpoint, frame }) => endpoint === "door-1-1" && frame.kind === "hello");
  await until("the line is back", () => hellos().length === 2 && seat.line.state.kind === "connected");
  expect(told).toHaveLength(1);

  device.unregisterPushMsgEventListener();
  expect(rings.isHere).toBe(true);
});

test("launchMiniProgram with the message's path and isClickedHangOnBtn answers at once", async () => {
  await talk();
  expect(started).toHaveLength(1);
  expect(app().voip.getPluginEnterOptions()).toMatchObject({ path: CALL_PAGE_PATH, query: { gate: "2" } });
  expect(endings()).toEqual(["hangOnVoip", "startVoip"]);
});

test("launchMiniProgram without it opens the call page and waits for a press", async () => {
  let path = "";
  device.registerPushMsgEventListener(({ message }) => (path = (JSON.parse(message) as { path: string }).path));
  await call();
  await until("it is told", () => path !== "");
  await launch("pages/home/home");
  await launch(path);
  expect(seat.isPageOpen).toBe(true);
  expect(seat.calls.current?.state.kind).toBe("ringing");
  expect(app().voip.getPluginOnloadOptions()).toMatchObject({ gate: "2" });
  expect(routes()).toEqual(["pages/home/home", CALL_PAGE]);
});

test("launchMiniProgram with another path starts the program there, and later shows that page of it", async () => {
  await launch("pages/after/after?from=door");
  expect(program().page.options).toEqual({ from: "door" });
  await launch("pages/home/home");
  expect(started).toHaveLength(1);
  expect(routes()).toEqual(["pages/home/home"]);
});

test("launchMiniProgram refuses what is not installed", async () => {
  await expect(launch("pages/home/home", { appId: "wxother" })).rejects.toThrow("wxother is not installed");
  await expect(launch("pages/home/home", { appType: 2 })).rejects.toThrow("appType 2");
  expect(started).toHaveLength(0);
});

test.each([
  ["warmUpApp", () => device.warmUpApp({ appId: APP, path: CALL_PAGE_PATH })],
  ["launchMiniProgram with isPreLaunch=1", () => launch(`${CALL_PAGE_PATH}?isPreLaunch=1`)],
])("%s starts the program unseen and no call, though one rings", async (_, warmUp) => {
  await call();
  await until("it rings", () => seat.calls.current?.state.kind === "ringing");
  await warmUp();
  expect(app().told).toEqual(["onLaunch unseen"]);
  expect(app().voip.getPluginEnterOptions().query.isPreLaunch).toBe("1");
  expect({ isPageOpen: seat.isPageOpen, routes: routes() }).toEqual({ isPageOpen: false, routes: [] });
  expect(seat.calls.current?.state.kind).toBe("ringing");

  await launch(`${CALL_PAGE_PATH}?isClickedHangOnBtn=1`);
  await until("they talk", () => endings().includes("startVoip"));
  expect(started).toHaveLength(1);
  expect(app().told).toEqual(["onLaunch unseen", "onShow"]);
});

test("a call ends on a device's end page, at once", async () => {
  await talk();
  app().voip.setVoipEndPagePath({ url: "/pages/after/after", key: "Call", routeType: "reLaunch" });
  await phone.hangUp();
  await vi.waitFor(() => expect(routes()).toEqual(["pages/after/after"]));
  expect(endings()).toContain("endVoip");
});

test("closeWxaApp with keepRunning ends in the background, and the next call finds the same program", async () => {
  await talk();
  await phone.hangUp();
  await until("it is settled", () => endings().includes("finishVoip"));
  device.closeWxaApp(APP, true);
  await until("the call page is closed", () => routes().length === 0);
  expect(app().told).toEqual(["onLaunch", "onShow", "onHide"]);
  await launch("pages/home/home");
  expect(started).toHaveLength(1);
  expect(app().told.at(-1)).toBe("onShow");
});

test.each([
  ["closeWxaApp", () => device.closeWxaApp(APP)],
  ["wx.exitMiniProgram", () => wx().exitMiniProgram()],
])("%s ends the program, in a call too, which is left; the next launch is a fresh start", async (_, exit) => {
  await talk();
  exit();
  await until("the phone hears it", () => phone.events.some(({ eventName }) => eventName === "endVoip"));
  expect(phone.events.find(({ eventName }) => eventName === "hangUpVoip")?.data).toMatchObject({ status: "endByListener" });
  await launch("pages/home/home");
  expect(started).toHaveLength(2);
  expect(app().told).toEqual(["onLaunch", "onShow"]);
});

test("getWmpfPushToken gives a token of the platform and its end, and the same one while it is good", async () => {
  const first = await device.wmpf.getWmpfPushToken();
  expect(first?.token).toMatch(/^push-token-/);
  expect(Number(first?.expireTimestamp)).toBeGreaterThan(Date.now() / 1000);
  const again = await new Promise((success) => void device.wmpf.getWmpfPushToken({ success }));
  expect(again).toEqual(first);
  expect(platform.requests.find(({ line }) => line === "POST /v1/registrations")?.body).toEqual({ appVersion: "release" });
});

test("getWmpfPushToken fails with the platform's number", async () => {
  platform.refuseNext("too-many");
  const failed = await new Promise((fail) => void device.wmpf.getWmpfPushToken({ fail }));
  expect(failed).toEqual({ errMsg: "getWmpfPushToken:fail refused: too-many", errCode: 1004 });
});

test("getDeviceSerialNumberSync and prefetchDeviceToken", async () => {
  expect(device.wmpf.getDeviceSerialNumberSync()).toEqual({ serialNumber: "door-1" });
  expect(await device.prefetchDeviceToken()).toEqual({ errMsg: null });
  token = () => Promise.reject(new Error("no key"));
  expect(await device.prefetchDeviceToken()).toEqual({ errMsg: "no key" });
});

test("Channel carries commands to the device's page, and its events to the program", async () => {
  const { Channel } = device.wmpf;
  expect(() => Channel.invokeSync({ command: "open" })).toThrow("nobody takes commands");
  const registered: string[] = [];
  device.setInvokeChannelDelegate({
    invoke: async (command, data) => ({ command, data }),
    invokeSync: (command) => `${command} done`,
    registerEvent: (event) => registered.push(`+${event}`),
    unregisterEvent: (event) => registered.push(`-${event}`),
  });
  expect(await Channel.invoke({ command: "open", data: { gate: 2 } })).toEqual({
    data: { command: "open", data: { gate: 2 } },
    errMsg: "invoke:ok",
  });
  expect(Channel.invokeSync({ command: "open" })).toEqual({ data: "open done" });

  const heard: unknown[] = [];
  const hear = (said: unknown) => heard.push(said);
  Channel.on("knock", hear);
  device.notifyInvokeChannelEvent("knock", 1);
  await Channel.registerEvent({ event: "knock" });
  device.notifyInvokeChannelEvent("knock", 2);
  Channel.off("knock", hear);
  device.notifyInvokeChannelEvent("knock", 3);
  Channel.on("knock", hear);
  await Channel.unregisterEvent({ event: "knock" });
  device.notifyInvokeChannelEvent("knock", 4);
  expect(heard).toEqual([{ event: "knock", data: 2 }]);
  expect(registered).toEqual(["+knock", "-knock"]);
});
