import { beforeEach, describe, expect, test, vi } from "vitest";
import {
  aliasesOf,
  install,
  PlainHost,
  PROVIDER,
  type Realm,
  surroundings,
  type Surroundings,
} from "../../src/host/index.ts";
import { CALL_PAGE_PATH } from "../../src/plugin/index.ts";
import { portPair } from "../../src/port/ends.ts";
import type { Environment, FromLogic, ToLogic } from "../../src/port/port.ts";
import { DEVICE, PHONE, ROOM, Seat } from "../seat.ts";

let around: Surroundings;
let seat: Seat;
const opened: string[] = [];
const report = vi.fn();

beforeEach(() => {
  opened.length = 0;
  report.mockClear();
  const [logic, seatPort] = portPair<FromLogic, ToLogic>();
  around = surroundings({ host: hostIn(PHONE), port: logic, report });
  around.pages.startAt({ path: "index.html", query: {}, url: "index.html" });
  seat = new Seat(seatPort, PHONE);
});

function hostIn(environment: Environment): PlainHost {
  return new PlainHost({
    appId: "wxdemo",
    address: "http://127.0.0.1:1",
    environment,
    token: async () => "",
    openPage: (url, how) => opened.push(`${how} ${url}`),
  });
}

const settled = () => seat.prompt();

describe("requirePlugin", () => {
  test("knows every alias that app.json declares, in sub-packages too, by its provider", () => {
    const wmpf = { version: "latest", provider: PROVIDER };
    expect(
      aliasesOf({
        plugins: { "wmpf-voip": wmpf, other: { provider: "wxother" } },
        subPackages: [{ plugins: { calls: wmpf } }, {}],
        subpackages: [{ plugins: { voip: wmpf } }],
      }),
    ).toEqual(["wmpf-voip", "calls", "voip"]);
  });

  test("gives the same plugin under each of them, at module load, before the seat has connected", async () => {
    const realm: Realm = {};
    install(realm, around, ["wmpf-voip", "calls"]);
    expect(realm.requirePlugin?.("wmpf-voip").default).toBe(around.plugin);
    expect(realm.requirePlugin?.("calls").default).toBe(around.plugin);
    await expect(realm.requirePlugin?.async("calls")).resolves.toEqual({ default: around.plugin });
  });

  test("refuses an alias that is not declared, and says which are", () => {
    const realm: Realm = {};
    install(realm, around, ["calls"]);
    expect(() => realm.requirePlugin?.("wmpf-voip")).toThrow(/"wmpf-voip" is not declared in app.json.*: calls/);
  });

  test("leaves the aliases of others to them", () => {
    const others = Object.assign((alias: string) => ({ default: alias }) as never, {
      async: async () => ({}) as never,
    });
    const realm: Realm = { requirePlugin: others };
    install(realm, around, ["wmpf-voip"]);
    expect(realm.requirePlugin?.("maps").default).toBe("maps");
    expect(realm.requirePlugin?.("wmpf-voip").default).toBe(around.plugin);
  });
});

describe("wx members", () => {
  test("are all added to a host that has none", () => {
    const realm: Realm = {};
    install(realm, around, []);
    expect(Object.keys(realm.wx ?? {}).sort()).toEqual(Object.keys(around.wx).sort());
  });

  test("are added where they are missing and never replaced", () => {
    const navigateTo = () => "the host's own";
    const wx = { navigateTo, login: undefined };
    const realm: Realm = { wx };
    install(realm, around, []);
    expect(realm.wx).toBe(wx);
    expect(wx).toMatchObject({ navigateTo, login: undefined, redirectTo: around.wx.redirectTo });
  });
});

describe("wmpf", () => {
  const onDevice = () => surroundings({ host: hostIn(DEVICE), port: portPair<FromLogic, ToLogic>()[0], report });

  test("is there on devices and not on phones", () => {
    const phone: Realm = {};
    install(phone, around, []);
    expect(phone.wmpf).toBeUndefined();
    const device: Realm = {};
    install(device, onDevice(), []);
    const wmpf = device.wmpf as NonNullable<Surroundings["wmpf"]>;
    expect(Object.keys(wmpf).sort()).toEqual(["getDeviceSerialNumberSync", "getWmpfPushToken"]);
    expect(wmpf.getDeviceSerialNumberSync()).toEqual({ serialNumber: DEVICE.sn });
  });

  test("of the host is kept, with what it has", () => {
    const wmpf = { getDeviceSerialNumberSync: () => ({ serialNumber: "the host's own" }) };
    const realm: Realm = { wmpf };
    const around = onDevice();
    install(realm, around, []);
    expect(wmpf.getDeviceSerialNumberSync()).toEqual({ serialNumber: "the host's own" });
    expect(realm.wmpf).toMatchObject({ getWmpfPushToken: around.wmpf?.getWmpfPushToken });
  });
});

describe("the call page and the program's own pages", () => {
  test("navigating there asks the seat to open it, with the query", async () => {
    await around.wx.redirectTo({ url: `${CALL_PAGE_PATH}?a=1` });
    await settled();
    expect(seat.opened).toEqual([{ a: "1" }]);
    expect(opened).toEqual([]);
  });

  test("navigating there although it is open is left out, and the log says so", async () => {
    await seat.showPage();
    await around.wx.redirectTo({ url: CALL_PAGE_PATH });
    await settled();
    expect(seat.opened).toEqual([]);
    expect(report).toHaveBeenCalledWith(expect.stringContaining("open already"));
  });

  test("navigating away closes it", async () => {
    await around.wx.navigateTo({ url: CALL_PAGE_PATH });
    await around.wx.redirectTo({ url: "/home.html" });
    await settled();
    expect(seat.closed).toBe(1);
    expect(opened).toEqual(["redirectTo /home.html"]);
  });

  test("going back from it closes it and leaves the browser's history alone", async () => {
    await around.wx.navigateTo({ url: CALL_PAGE_PATH });
    await around.wx.navigateBack();
    await settled();
    expect(seat.closed).toBe(1);
    expect(opened).toEqual([]);
  });

  test("closed by the seat, the program goes where it said", async () => {
    await seat.showPage();
    around.plugin.setVoipEndPagePath({
      url: "/record.html",
      key: "Call",
      options: `room=${ROOM}`,
      routeType: "reLaunch",
    });
    await settled();
    seat.closePage(seat.endPage);
    await settled();
    expect(opened).toEqual([`reLaunch /record.html?room=${ROOM}`]);
    expect(seat.closed, "it is closed already").toBe(0);
  });
});
