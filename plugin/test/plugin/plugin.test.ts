import { beforeEach, describe, expect, test, vi } from "vitest";
import {
  type CallDeviceRequest,
  type CallWmpfRequest,
  createPlugin,
  type InitByCallerRequest,
  pluginOver,
  SeatLink,
  VoipCgiError,
  VoipError,
  VoipJoinError,
  VoipPluginError,
  type WmpfVoip,
} from "../../src/plugin/index.ts";
import { portPair } from "../../src/port/ends.ts";
import type { Environment, Failure, FromLogic, LogicPort, SeatPort, ToLogic } from "../../src/port/port.ts";
import type { VoipEvent } from "../../src/wire/wire.ts";
import { DEVICE, PHONE, ROOM, Seat } from "../seat.ts";

let logic: LogicPort;
let seatPort: SeatPort;
let wmpfVoip: WmpfVoip;
const report = vi.fn();

beforeEach(() => {
  [logic, seatPort] = portPair<FromLogic, ToLogic>();
  report.mockClear();
  wmpfVoip = createPlugin(logic, report);
});

const seatAt = (environment: Environment, answers?: ConstructorParameters<typeof Seat>[2]) =>
  new Seat(seatPort, environment, answers);
const refusing = (failure: Failure) => ({ open: () => failure, contacts: () => failure });

const TO_PHONE: InitByCallerRequest = {
  roomType: "video",
  businessType: 1,
  caller: { id: "bell-1" },
  listener: { id: "mum", name: "Mum" },
};
const TO_DEVICE: InitByCallerRequest = {
  roomType: "voice",
  businessType: 2,
  caller: { id: "mum" },
  listener: { id: "bell-1" },
  voipToken: "push",
};
const CALL_DEVICE: CallDeviceRequest = { roomType: "video", sn: "bell-1", modelId: "bells" };
const CALL_WMPF: CallWmpfRequest = {
  roomType: "video",
  sn: "bell-1",
  modelId: "bells",
  pushToken: "push",
  nickName: "Mum",
};

/** The object as a program would write it that the types do not guard. */
const untyped = <T>(request: Record<string, unknown>): T => request as T;

describe("initByCaller", () => {
  test("resolves with the room under both its names and what it is charged by", async () => {
    const seat = seatAt(DEVICE);
    await expect(wmpfVoip.initByCaller(TO_PHONE)).resolves.toEqual({
      isSuccess: true,
      roomId: ROOM,
      groupId: ROOM,
      chargeType: "license",
    });
    expect(seat.asked).toEqual([
      {
        via: "initByCaller",
        businessType: 1,
        roomType: "video",
        caller: { id: "bell-1" },
        listener: { id: "mum", name: "Mum" },
        appVersion: "release",
      },
    ]);
  });

  test("lets the registered sn of a device win", async () => {
    const seat = seatAt(DEVICE);
    await wmpfVoip.initByCaller({ ...TO_PHONE, caller: { id: "what-the-program-thinks" } });
    expect(seat.asked[0]?.caller.id).toBe("bell-1");
  });

  test("hands the device's push token on when a phone calls", async () => {
    const seat = seatAt(PHONE);
    await wmpfVoip.initByCaller(TO_DEVICE);
    expect(seat.asked[0]).toMatchObject({
      businessType: 2,
      caller: { id: "mum" },
      listener: { id: "bell-1" },
      pushToken: "push",
    });
  });

  test.each([
    [{ ...TO_PHONE, roomType: "audio" }, 1004, /roomType/],
    [{ ...TO_PHONE, roomType: undefined }, 1004, /roomType/],
    [{ ...TO_PHONE, caller: undefined }, 1004, /caller/],
    [{ ...TO_PHONE, listener: undefined }, 1004, /listener/],
    [{ ...TO_PHONE, listener: { id: "" } }, 1004, /listener\.id/],
    [{ ...TO_PHONE, listener: { id: 7 } }, 1004, /listener\.id/],
    [{ ...TO_PHONE, listener: { id: "mum", name: 7 } }, 1004, /listener\.name/],
    [{ ...TO_DEVICE, caller: {} }, 1004, /caller\.id/],
    [{ ...TO_PHONE, businessType: 4 }, 1004, /businessType/],
    [{ ...TO_PHONE, timeLimit: 0 }, 1004, /timeLimit/],
    [{ ...TO_PHONE, timeLimit: Number.NaN }, 1004, /timeLimit/],
    [{ ...TO_PHONE, customQuery: { a: 1 } }, 1004, /customQuery/],
    [{ ...TO_PHONE, voipToken: 7 }, 1001, /voipToken/],
    [{ ...TO_DEVICE, voipToken: "" }, 1001, /voipToken/],
    [{ ...TO_DEVICE, voipToken: undefined }, 1001, /voipToken/],
    [{ ...TO_PHONE, businessType: undefined }, 1011, /hardware need 1 .* or 2/],
    [{ ...TO_PHONE, businessType: 0 }, 1011, /hardware need 1 .* or 2/],
    [{ ...TO_PHONE, businessType: 3 }, 1011, /hardware need 1 .* or 2/],
  ])("rejects %o with %i", async (request, errCode, errMsg) => {
    seatAt(DEVICE);
    const error = await wmpfVoip.initByCaller(untyped(request)).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(VoipPluginError);
    expect(error).toMatchObject({
      errCode,
      errMsg: expect.stringMatching(errMsg),
      message: expect.stringMatching(errMsg),
    });
  });

  test("rejects no request at all", async () => {
    await expect(wmpfVoip.initByCaller(untyped(undefined as never))).rejects.toMatchObject({ errCode: 1004 });
  });

  test.each([
    [TO_PHONE, PHONE, 1006],
    [TO_DEVICE, DEVICE, 1007],
  ])("rejects %o in the wrong place", async (request, environment, errCode) => {
    const seat = seatAt(environment);
    await expect(wmpfVoip.initByCaller(request)).rejects.toMatchObject({ name: "VoipPluginError", errCode });
    expect(seat.asked).toEqual([]);
  });

  test("resolves with isSuccess false, also in the words from before 2.4.0, when the platform says no", async () => {
    seatAt(DEVICE, refusing({ errCode: 9, errMsg: "mum has not authorised bell-1" }));
    const refused = await wmpfVoip.initByCaller(TO_PHONE);
    expect(refused).toMatchObject({
      isSuccess: false,
      errCode: 9,
      errMsg: "mum has not authorised bell-1",
      error: { err_code: "9", errMsg: "mum has not authorised bell-1" },
    });
    expect(refused.isSuccess ? undefined : refused.errObj).toBeInstanceOf(VoipCgiError);
  });

  test.each([1001, 1004, 1005])("rejects a %i from behind the port", async (errCode) => {
    seatAt(DEVICE, refusing({ errCode, errMsg: "no" }));
    await expect(wmpfVoip.initByCaller(TO_PHONE)).rejects.toMatchObject({ errCode, name: "VoipPluginError" });
  });

  test.each([1000, 1002, 15])("resolves with a %i from behind the port", async (errCode) => {
    seatAt(DEVICE, refusing({ errCode, errMsg: "no" }));
    await expect(wmpfVoip.initByCaller(TO_PHONE)).resolves.toMatchObject({ isSuccess: false, errCode });
  });

  test.each([
    ["formal", "release"],
    ["developer", "develop"],
    ["trial", "trial"],
    [undefined, "release"],
  ])("asks for version %s as %s", async (miniprogramState, appVersion) => {
    const seat = seatAt({ ...DEVICE, appVersion: "develop" });
    await wmpfVoip.initByCaller(untyped({ ...TO_PHONE, miniprogramState }));
    expect(seat.asked[0]?.appVersion).toBe(appVersion);
  });

  test("lets a released program reach released ones only", async () => {
    const seat = seatAt(DEVICE);
    await wmpfVoip.initByCaller({ ...TO_PHONE, miniprogramState: "developer" });
    expect(seat.asked[0]?.appVersion).toBe("release");
  });

  test("takes the video that the custom query asks for", async () => {
    const seat = seatAt(DEVICE);
    const customQuery = "a=1&encodeVideoFixedLength=320&encodeVideoRotation=1&encodeVideoRatio=75&encodeVideoMaxFPS=x";
    await wmpfVoip.initByCaller({ ...TO_PHONE, customQuery });
    expect(seat.asked[0]).toMatchObject({
      customQuery,
      encodeVideoFixedLength: 320,
      encodeVideoRotation: 1,
      encodeVideoRatio: 75,
    });
    expect(seat.asked[0]).not.toHaveProperty("encodeVideoMaxFPS");
  });
});

describe("callDevice", () => {
  test("asks with the defaults of the contract", async () => {
    const seat = seatAt(PHONE);
    await expect(wmpfVoip.callDevice(CALL_DEVICE)).resolves.toMatchObject({
      isSuccess: true,
      roomId: ROOM,
      groupId: ROOM,
    });
    expect(seat.asked).toEqual([
      {
        via: "callDevice",
        roomType: "video",
        caller: { cameraStatus: 0 },
        listener: { id: "bell-1", modelId: "bells", cameraStatus: 0 },
        chargeType: "license",
        isCloud: false,
      },
    ]);
  });

  test("hands everything on that it takes", async () => {
    const seat = seatAt(PHONE);
    await wmpfVoip.callDevice({
      ...CALL_DEVICE,
      chargeType: "duration",
      timeLimit: 60,
      enableCallerCamera: false,
      enableListenerCamera: false,
      nickName: "Mum",
      deviceName: "Front",
      isCloud: true,
      payload: "p",
      encodeVideoFixedLength: 320,
      encodeVideoRotation: 1,
      encodeVideoRatio: 75,
      encodeVideoMaxFPS: 10,
    });
    expect(seat.asked).toEqual([
      {
        via: "callDevice",
        roomType: "video",
        caller: { name: "Mum", cameraStatus: 1 },
        listener: { id: "bell-1", modelId: "bells", name: "Front", cameraStatus: 1 },
        chargeType: "duration",
        timeLimit: 60,
        isCloud: true,
        payload: "p",
        encodeVideoFixedLength: 320,
        encodeVideoRotation: 1,
        encodeVideoRatio: 75,
        encodeVideoMaxFPS: 10,
      },
    ]);
  });

  test.each([
    [{ ...CALL_DEVICE, sn: undefined }, /sn/],
    [{ ...CALL_DEVICE, modelId: "" }, /modelId/],
    [{ ...CALL_DEVICE, isCloud: "yes" }, /isCloud/],
    [{ ...CALL_DEVICE, payload: {} }, /payload/],
    [{ ...CALL_DEVICE, enableCallerCamera: 1 }, /enableCallerCamera/],
    [{ ...CALL_DEVICE, encodeVideoRatio: "75" }, /encodeVideoRatio/],
    [{ ...CALL_DEVICE, timeLimit: -1 }, /timeLimit/],
  ])("rejects %o with 1004", async (request, errMsg) => {
    seatAt(PHONE);
    await expect(wmpfVoip.callDevice(untyped(request))).rejects.toMatchObject({
      errCode: 1004,
      errMsg: expect.stringMatching(errMsg),
    });
  });

  test("leaves an unknown chargeType to the platform, which has a code of its own for it", async () => {
    const seat = seatAt(PHONE, refusing({ errCode: 22, errMsg: "chargeType must be duration or license" }));
    await expect(wmpfVoip.callDevice(untyped({ ...CALL_DEVICE, chargeType: "free" }))).rejects.toMatchObject({
      errCode: 22,
      name: "VoipCgiError",
    });
    expect(seat.asked[0]?.chargeType).toBe("free");
  });

  test("rejects on a device with 1007", async () => {
    seatAt(DEVICE);
    await expect(wmpfVoip.callDevice(CALL_DEVICE)).rejects.toMatchObject({ errCode: 1007 });
  });
});

describe("callWMPF", () => {
  test("hands everything on that it takes", async () => {
    const seat = seatAt({ ...PHONE, appVersion: "trial" });
    await expect(
      wmpfVoip.callWMPF({ ...CALL_WMPF, deviceName: "Front", envVersion: "develop", customQuery: "a=1" }),
    ).resolves.toMatchObject({
      isSuccess: true,
      roomId: ROOM,
    });
    expect(seat.asked).toEqual([
      {
        via: "callWMPF",
        roomType: "video",
        caller: { name: "Mum", cameraStatus: 0 },
        listener: { id: "bell-1", modelId: "bells", name: "Front", cameraStatus: 0 },
        chargeType: "license",
        pushToken: "push",
        appVersion: "develop",
        customQuery: "a=1",
      },
    ]);
  });

  test.each([
    [{ ...CALL_WMPF, pushToken: "" }, /pushToken/],
    [{ ...CALL_WMPF, nickName: undefined }, /nickName/],
    [{ ...CALL_WMPF, envVersion: "formal" }, /envVersion/],
  ])("rejects %o with 1004", async (request, errMsg) => {
    seatAt(PHONE);
    await expect(wmpfVoip.callWMPF(untyped(request))).rejects.toMatchObject({
      errCode: 1004,
      errMsg: expect.stringMatching(errMsg),
    });
  });

  test("rejects on a device with 1007", async () => {
    seatAt(DEVICE);
    await expect(wmpfVoip.callWMPF(CALL_WMPF)).rejects.toMatchObject({ errCode: 1007 });
  });

  test.each([
    [14, VoipCgiError],
    [1003, VoipCgiError],
    [1005, VoipPluginError],
    [2004, VoipJoinError],
    [undefined, VoipCgiError],
  ])("rejects failure %s of the seat as its class", async (errCode, errorClass) => {
    seatAt(PHONE, refusing({ errMsg: "no", errno: 3, ...(errCode === undefined ? {} : { errCode }) }));
    const error = await wmpfVoip.callWMPF(CALL_WMPF).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(errorClass);
    expect(error).toBeInstanceOf(VoipError);
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ errCode, errMsg: "no", message: "no", errno: 3 });
  });
});

test("what is asked before the seat has connected waits for it", async () => {
  const placed = wmpfVoip.callDevice(CALL_DEVICE);
  const contacts = wmpfVoip.getIotBindContactList({ sn: "bell-1", model_id: "bells", openid_list: ["mum"] });
  const seat = seatAt(PHONE);
  await expect(placed).resolves.toMatchObject({ roomId: ROOM });
  await expect(contacts).resolves.toMatchObject({ errcode: 0 });
  expect(seat.asked).toHaveLength(1);
});

describe("getIotBindContactList", () => {
  const request = { sn: "bell-1", model_id: "bells", openid_list: ["mum", "dad"] };

  test("resolves with all four fields of each", async () => {
    seatAt(DEVICE, {
      contacts: ({ sn, modelId, openIds }) =>
        openIds.map((openid) => ({ openid, sn, model_id: modelId, status: openid === "mum" ? 1 : 0 })),
    });
    await expect(wmpfVoip.getIotBindContactList(request)).resolves.toEqual({
      errcode: 0,
      errmsg: "ok",
      contact_list: [
        { openid: "mum", sn: "bell-1", model_id: "bells", status: 1 },
        { openid: "dad", sn: "bell-1", model_id: "bells", status: 0 },
      ],
    });
  });

  test("resolves with the errcode when the platform says no", async () => {
    seatAt(DEVICE, refusing({ errCode: 2, errMsg: "no such device" }));
    await expect(wmpfVoip.getIotBindContactList(request)).resolves.toEqual({
      errcode: 2,
      errmsg: "no such device",
      contact_list: [],
    });
  });

  test.each([
    { ...request, sn: "" },
    { ...request, model_id: undefined },
    { ...request, openid_list: "mum" },
    { ...request, openid_list: [1] },
  ])("rejects %o with 1004", async (wrong) => {
    await expect(wmpfVoip.getIotBindContactList(untyped(wrong))).rejects.toMatchObject({ errCode: 1004 });
  });
});

test.each([
  "bindVoipAdminContact",
  "getBindContactPath",
  "getVoipBindContactList",
  "deleteVoipBindContact",
  "transerAdmin",
] as const)("%s of face-pay is there and rejects with 1011", async (member) => {
  await expect(wmpfVoip[member]({ userId: "u" })).rejects.toMatchObject({ name: "VoipPluginError", errCode: 1011 });
});

test("has every member of the contract and no other", () => {
  expect(Object.keys(wmpfVoip).sort()).toEqual(
    [
      "CALL_PAGE_PATH",
      "initByCaller",
      "callDevice",
      "callWMPF",
      "forceHangUpVoip",
      "onVoipEvent",
      "setCustomBtnText",
      "setUIConfig",
      "setVoipEndPagePath",
      "getPluginEnterOptions",
      "getPluginOnloadOptions",
      "getIotBindContactList",
      "bindVoipAdminContact",
      "getBindContactPath",
      "getVoipBindContactList",
      "deleteVoipBindContact",
      "transerAdmin",
    ].sort(),
  );
  expect(wmpfVoip.CALL_PAGE_PATH).toBe("plugin-private://wxf830863afde621eb/pages/call-page-plugin/call-page-plugin");
});

describe("onVoipEvent", () => {
  const events: VoipEvent[] = [];
  beforeEach(() => {
    events.length = 0;
  });

  test("delivers in order, with the room under both its names and data that is always an object", async () => {
    wmpfVoip.onVoipEvent((event) => events.push(event));
    const seat = seatAt(PHONE);
    seat.say({ eventName: "startVoip", roomId: ROOM } as VoipEvent);
    seat.say({ eventName: "joinFailCaller", groupId: ROOM, data: { errMsg: "no microphone" } });
    await seat.prompt();
    expect(events).toEqual([
      { eventName: "startVoip", roomId: ROOM, groupId: ROOM, data: {} },
      {
        eventName: "joinFailCaller",
        roomId: ROOM,
        groupId: ROOM,
        data: { errMsg: "no microphone", message: "no microphone" },
      },
      { eventName: "callPageOnShow", data: {} },
    ]);
  });

  test("a listener that fails stops no other and is reported", async () => {
    const failure = new Error("of the program");
    wmpfVoip.onVoipEvent(() => {
      throw failure;
    });
    wmpfVoip.onVoipEvent((event) => events.push(event));
    await seatAt(PHONE).prompt();
    expect(events).toHaveLength(1);
    expect(report).toHaveBeenCalledWith(expect.stringContaining("callPageOnShow"), failure);
  });

  test("callPageOnShow is delivered before the page goes on, also to a listener that came late", async () => {
    const seat = seatAt(PHONE);
    wmpfVoip.onVoipEvent((event) => {
      events.push(event);
      if (events.length === 1) wmpfVoip.onVoipEvent((later) => events.push(later));
    });
    await seat.prompt();
    expect(events).toHaveLength(1);
    await seat.prompt();
    expect(events).toHaveLength(3);
  });

  test("refuses a listener that is none", () => {
    expect(() => wmpfVoip.onVoipEvent(undefined as never)).toThrow(VoipPluginError);
  });
});

describe("setUIConfig", () => {
  test("a later call overrides what it gives and leaves the rest", async () => {
    const seat = seatAt(PHONE);
    wmpfVoip.setUIConfig({
      btnText: "Open",
      callerUI: { cameraRotation: 90, horMirror: true },
      customBoxHeight: "75vh",
      handsFree: false,
    });
    wmpfVoip.setUIConfig({
      callerUI: { horMirror: false },
      listenerUI: { objectFit: "contain" },
      isSelfWindowMax: true,
    });
    wmpfVoip.setCustomBtnText("");
    await seat.prompt();
    expect(seat.ui).toEqual({
      btnText: "",
      callerUI: { cameraRotation: 90, horMirror: false },
      listenerUI: { objectFit: "contain" },
      customBoxHeight: "75vh",
      handsFree: false,
      isSelfWindowMax: true,
    });
  });

  test("leaves out what means nothing", async () => {
    const seat = seatAt(PHONE);
    wmpfVoip.setUIConfig(
      untyped({
        btnText: 7,
        handsFree: "no",
        customBoxHeight: "10vh",
        callerUI: { cameraRotation: 45, aspectRatio: Number.NaN, objectFit: "cover" },
        listenerUI: null,
        other() {},
      }),
    );
    wmpfVoip.setUIConfig(undefined as never);
    await seat.prompt();
    expect(seat.ui).toEqual({});
  });
});

describe("setVoipEndPagePath", () => {
  test("tells the seat, with the default route", async () => {
    const seat = seatAt(PHONE);
    wmpfVoip.setVoipEndPagePath({ url: "/pages/index/index", key: "Call", options: "a=1" });
    await seat.prompt();
    expect(seat.endPage).toEqual({ url: "/pages/index/index", key: "Call", options: "a=1", routeType: "redirectTo" });
  });

  test("sets nothing without url or key, and says so", () => {
    wmpfVoip.setVoipEndPagePath({ key: "Call" } as never);
    wmpfVoip.setVoipEndPagePath({ url: "/pages/index/index" } as never);
    expect(report).toHaveBeenCalledTimes(2);
  });
});

describe("start options", () => {
  test("are there at once when the seat was first", () => {
    const [early, seat] = portPair<FromLogic, ToLogic>();
    const enterOptions = {
      path: "call-page",
      scene: 1037,
      query: { a: "1" },
      referrerInfo: {},
      forwardMaterials: [],
      apiCategory: "default",
    };
    new Seat(seat, { ...DEVICE, enterOptions });
    expect(createPlugin(early).getPluginEnterOptions()).toEqual(enterOptions);
  });

  test("that were known before stay where the seat tells none", async () => {
    const enterOptions = {
      path: "call-page",
      scene: 1037,
      query: { a: "1" },
      referrerInfo: {},
      forwardMaterials: [],
      apiCategory: "default",
    };
    const [early, seat] = portPair<FromLogic, ToLogic>();
    const link = new SeatLink(early, { ...DEVICE, enterOptions });
    const plugin = pluginOver(link);
    expect(plugin.getPluginEnterOptions()).toEqual(enterOptions);
    link.start();
    await new Seat(seat, DEVICE).prompt();
    expect(plugin.getPluginEnterOptions()).toEqual(enterOptions);
  });

  test("have an empty query when the app was not entered through the call page", () => {
    expect(wmpfVoip.getPluginEnterOptions().query).toEqual({});
    expect(wmpfVoip.getPluginOnloadOptions()).toEqual({});
  });

  test("of the latest onLoad are read after callPageOnShow", async () => {
    const seat = seatAt(PHONE);
    const read: unknown[] = [];
    wmpfVoip.onVoipEvent(() => read.push(wmpfVoip.getPluginOnloadOptions()));
    await seat.showPage({ callerId: "bell-1" });
    await seat.showPage({ callerId: "bell-2" });
    expect(read).toEqual([{ callerId: "bell-1" }, { callerId: "bell-2" }]);
  });
});
