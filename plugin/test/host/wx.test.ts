import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  keptToken,
  type Modal,
  plainEntry,
  PlainHost,
  type PlainHostOptions,
  surroundings,
  type Surroundings,
  type Toast,
} from "../../src/host/index.ts";
import { CALL_PAGE_PATH } from "../../src/plugin/index.ts";
import { portPair } from "../../src/port/ends.ts";
import type { FromLogic, ToLogic } from "../../src/port/port.ts";
import { PHONE } from "../seat.ts";
import { Platform } from "./platform.ts";

let platform: Platform;
let host: PlainHost;
let wx: Surroundings["wx"];
let toast: Toast | undefined;
const opened: [string, string][] = [];
let exits = 0;

beforeAll(async () => {
  platform = await new Platform().start();
});
afterAll(() => platform.stop());

function programAt(options: Partial<PlainHostOptions> = {}): void {
  host = new PlainHost({
    appId: "wxdemo",
    address: `${platform.address}/`,
    environment: PHONE,
    token: async () => platform.tokenOf("mum"),
    toast: (shown) => (toast = shown),
    openPage: (url, how) => opened.push([how, url]),
    exit: () => exits++,
    ...options,
  });
  wx = surroundings({ host, port: portPair<FromLogic, ToLogic>()[0] }).wx;
}

beforeEach(() => {
  platform.grants.clear();
  opened.length = 0;
  programAt();
});

/** How the member ended, as its callbacks tell. */
function outcome(
  call: (callbacks: { success(r: object): void; fail(r: object): void }) => unknown,
): Promise<Record<string, unknown>> {
  return new Promise((resolve) => {
    call({ success: (r) => resolve({ success: true, ...r }), fail: (r) => resolve({ success: false, ...r }) });
  });
}

describe("requestDeviceVoIP", () => {
  const device = () => ({
    sn: "bell-1",
    modelId: "bells",
    snTicket: platform.ticketFor("bell-1", "bells"),
    deviceName: "Front ",
  });
  const ask = (o: object = device()) => outcome((callbacks) => wx.requestDeviceVoIP({ ...o, ...callbacks }));

  test("asks the user by the name of the device and tells the platform a yes", async () => {
    const asked: Modal[] = [];
    programAt({ modal: async (modal) => (asked.push(modal), { confirm: true }) });
    await expect(ask()).resolves.toEqual({ success: true, errMsg: "requestDeviceVoIP:ok" });
    expect(asked[0]?.content).toContain("Front");
    expect(platform.grants.get("bell-1/mum")).toMatchObject({ status: "granted", deviceName: "Front " });
  });

  test("fails with 10001 and asks nobody when the device is allowed already", async () => {
    programAt({ modal: async () => ({ confirm: true }) });
    await ask();
    programAt({ modal: () => expect.fail("nobody is to be asked") });
    await expect(ask()).resolves.toMatchObject({
      success: false,
      errCode: 10001,
      errMsg: expect.stringContaining("The sn has been subscribed"),
    });
  });

  test("tells the platform a no, and fails with 10021 from then on", async () => {
    programAt({ modal: async () => ({ confirm: false }) });
    await expect(ask()).resolves.toMatchObject({ success: false, errCode: 1001 });
    expect(platform.grants.get("bell-1/mum")?.status).toBe("refused");
    await expect(ask()).resolves.toMatchObject({
      success: false,
      errCode: 10021,
      errMsg: expect.stringContaining("The sn has been rejected"),
    });
  });

  test("fails with 10008 for a ticket that is not the device's", async () => {
    programAt({ modal: async () => ({ confirm: true }) });
    await expect(ask({ ...device(), snTicket: "other" })).resolves.toMatchObject({ success: false, errCode: 10008 });
  });

  test("fails for a group, and without a parameter", async () => {
    await expect(ask({ isGroup: true, groupId: "g" })).resolves.toMatchObject({ success: false, errCode: 10025 });
    await expect(ask({ ...device(), sn: undefined })).resolves.toMatchObject({
      success: false,
      errMsg: expect.stringContaining("parameter.sn"),
    });
  });

  test("has no promise form", async () => {
    let returned: unknown = "not yet";
    await new Promise<void>((complete) => {
      returned = wx.requestDeviceVoIP({ ...device(), complete: () => complete() });
    });
    expect(returned).toBeUndefined();
  });
});

test("getDeviceVoIPList tells the user's own, all pages of them", async () => {
  for (const [sn, status] of [
    ["a", "granted"],
    ["b", "refused"],
    ["c", "revoked"],
  ] as const) {
    platform.grants.set(`${sn}/mum`, { openId: "mum", sn, modelId: "bells", status });
  }
  platform.grants.set("d/dad", { openId: "dad", sn: "d", modelId: "bells", status: "granted" });
  await expect(outcome((callbacks) => wx.getDeviceVoIPList(callbacks))).resolves.toMatchObject({
    success: true,
    list: [
      { sn: "a", model_id: "bells", status: 1 },
      { sn: "b", model_id: "bells", status: 0 },
      { sn: "c", model_id: "bells", status: 0 },
    ],
  });
});

test("login gives a code that the platform knows, as a promise and by callback", async () => {
  const promised = await wx.login();
  expect(platform.codes.get(promised?.code ?? "")).toBe("mum");
  const called = await outcome((callbacks) => wx.login(callbacks));
  expect(platform.codes.get(called.code as string)).toBe("mum");
  expect(called.errMsg).toBe("login:ok");
});

test("login fails where nobody is logged in", async () => {
  programAt({ token: () => Promise.reject(new Error("nobody is logged in")) });
  await expect(wx.login()).rejects.toEqual({ errMsg: "login:fail nobody is logged in" });
});

describe("request", () => {
  type Result = {
    statusCode: number;
    data: { method: string; url: string; type?: string; body: string };
    errMsg: string;
  };
  const ask = (o: object) =>
    outcome((callbacks) =>
      wx.request({ url: `${platform.address}/echo`, ...o, ...callbacks }),
    ) as unknown as Promise<Result>;

  test("sends data of a GET in the query", async () => {
    const { data } = await ask({ data: { a: "1 2", b: { c: 3 } } });
    expect(data).toMatchObject({ method: "GET", url: "/echo?a=1+2&b=%7B%22c%22%3A3%7D" });
  });

  test("sends JSON, or a form when the header says so", async () => {
    expect((await ask({ method: "post", data: { a: 1 } })).data).toMatchObject({
      method: "POST",
      type: "application/json",
      body: '{"a":1}',
    });
    const form = { "content-type": "application/x-www-form-urlencoded" };
    expect((await ask({ method: "PUT", data: { a: "1" }, header: form })).data).toMatchObject({ body: "a=1" });
  });

  test("any status is a success", async () => {
    await expect(ask({ url: `${platform.address}/echo?status=500` })).resolves.toMatchObject({
      success: true,
      statusCode: 500,
      errMsg: "request:ok",
    });
  });

  test("what does not come back is a failure, aborted too", async () => {
    await expect(ask({ url: "http://127.0.0.1:1/" })).resolves.toMatchObject({
      success: false,
      errMsg: expect.stringMatching(/^request:fail /),
    });
    const aborted = await outcome((callbacks) =>
      wx.request({ url: `${platform.address}/echo`, ...(callbacks as object) }).abort(),
    );
    expect(aborted).toMatchObject({ success: false, errMsg: "request:fail abort" });
  });
});

describe("storage", () => {
  test("keeps values of any JSON type, at once and by promise", async () => {
    wx.setStorageSync("a", { b: [1, null] });
    expect(wx.getStorageSync("a")).toEqual({ b: [1, null] });
    await wx.setStorage({ key: "c", data: 0 });
    await expect(wx.getStorage({ key: "c" })).resolves.toEqual({ data: 0, errMsg: "getStorage:ok" });
    expect(wx.getStorageInfoSync()).toMatchObject({ keys: ["a", "c"], limitSize: 10240 });
    wx.removeStorageSync("a");
    expect(wx.getStorageSync("a")).toBe("");
    await wx.clearStorage();
    await expect(wx.getStorage({ key: "c" })).rejects.toEqual({ errMsg: "getStorage:fail data not found" });
  });
});

describe("what the host shows", () => {
  test("a toast, and a loading that stays until it is hidden", async () => {
    await wx.showToast({ title: "Saved" });
    expect(toast).toEqual({ title: "Saved", icon: "success", mask: false, durationMs: 1500 });
    await wx.showLoading({ title: "Calling", mask: true });
    expect(toast).toEqual({ title: "Calling", icon: "loading", mask: true });
    await wx.hideLoading();
    expect(toast).toBeUndefined();
  });

  test("a dialog and its answer", async () => {
    programAt({ modal: async () => ({ confirm: true, content: "1234" }) });
    await expect(wx.showModal({ title: "PIN", editable: true })).resolves.toEqual({
      confirm: true,
      cancel: false,
      content: "1234",
      errMsg: "showModal:ok",
    });
    programAt();
    await expect(wx.showModal({ title: "Sure?" })).resolves.toMatchObject({
      confirm: false,
      cancel: true,
      content: null,
    });
  });

  test("pages of the program, each as it was asked for", async () => {
    await wx.navigateTo({ url: "/pages/a/a?b=1" });
    await wx.switchTab({ url: "/pages/c/c" });
    expect(opened).toEqual([
      ["navigateTo", "/pages/a/a?b=1"],
      ["switchTab", "/pages/c/c"],
    ]);
    await expect(wx.navigateTo({} as never)).rejects.toMatchObject({
      errMsg: expect.stringMatching(/^navigateTo:fail .*url/),
    });
  });

  test("the clipboard and the exit", async () => {
    await wx.setClipboardData({ data: "copied" });
    await wx.exitMiniProgram();
    expect(host.clipboard).toBe("copied");
    expect(exits).toBe(1);
  });
});

test("tells at once who and where the program is", () => {
  programAt({ environment: { ...PHONE, appVersion: "trial" } });
  expect(wx.getAccountInfoSync().miniProgram).toEqual({ appId: "wxdemo", envVersion: "trial", version: "" });
  expect(wx.getWindowInfo()).toMatchObject({ windowWidth: 375, safeArea: { width: 375, height: 667 } });
  expect(wx.getEnterOptionsSync()).toEqual(plainEntry());
});

test("does not tell by wx what the app was entered with through the call page", () => {
  programAt({ environment: { ...PHONE, enterOptions: plainEntry(CALL_PAGE_PATH, { callerId: "bell-1" }) } });
  expect(wx.getEnterOptionsSync()).toMatchObject({ path: CALL_PAGE_PATH, query: {} });
});

describe("a kept token", () => {
  test("is asked for once while it is good for more than a minute", async () => {
    let nowMs = 0;
    let asked = 0;
    const token = keptToken(
      async () => ({ accessToken: `token ${++asked}`, expiresInMs: 100_000 }),
      () => nowMs,
    );
    await expect(Promise.all([token(), token()])).resolves.toEqual(["token 1", "token 1"]);
    nowMs = 39_999;
    await expect(token()).resolves.toBe("token 1");
    nowMs = 40_000;
    await expect(token()).resolves.toBe("token 2");
  });

  test("is asked for again after a failure", async () => {
    let asked = 0;
    const token = keptToken(async () => {
      if (++asked === 1) throw new Error("away");
      return { accessToken: "token", expiresInMs: 100_000 };
    });
    await expect(token()).rejects.toThrow("away");
    await expect(token()).resolves.toBe("token");
  });
});
