import { expect, test, vi } from "vitest";
import { createPlugin } from "../../src/plugin/index.ts";
import { portPair } from "../../src/port/ends.ts";
import type { FromLogic, ToLogic } from "../../src/port/port.ts";
import type { Placed, VoipEvent } from "../../src/wire/wire.ts";
import { DEVICE, PHONE, ROOM, Seat } from "../seat.ts";

/** What real programs do around the plugin and must not trip over; one test each. */

function logicAndSeat(environment = PHONE, answers?: ConstructorParameters<typeof Seat>[2]) {
  const [logic, seat] = portPair<FromLogic, ToLogic>();
  return { wmpfVoip: createPlugin(logic, vi.fn()), seat: new Seat(seat, environment, answers) };
}

const CALL = { roomType: "video", sn: "bell-1", modelId: "bells" } as const;

test("a listener that was registered twice hears twice, and each off takes one away", async () => {
  const { wmpfVoip, seat } = logicAndSeat();
  const hear = vi.fn();
  const offFirst = wmpfVoip.onVoipEvent(hear);
  const offSecond = wmpfVoip.onVoipEvent(hear);
  await seat.prompt();
  expect(hear).toHaveBeenCalledTimes(2);
  offFirst();
  offFirst();
  await seat.prompt();
  expect(hear).toHaveBeenCalledTimes(3);
  offSecond();
  await seat.prompt();
  expect(hear).toHaveBeenCalledTimes(3);
});

test("off inside a handler: the handler itself is done, one that is put off before its turn hears nothing, the others do", async () => {
  const { wmpfVoip, seat } = logicAndSeat();
  const heard: string[] = [];
  const offFirst = wmpfVoip.onVoipEvent(() => {
    heard.push("first");
    offFirst();
    offSecond();
  });
  const offSecond = wmpfVoip.onVoipEvent(() => heard.push("second"));
  wmpfVoip.onVoipEvent(() => heard.push("third"));
  await seat.prompt();
  await seat.prompt();
  expect(heard).toEqual(["first", "third", "third"]);
});

test("cameraStatus NaN is the default, not a failure", async () => {
  const { wmpfVoip, seat } = logicAndSeat(DEVICE);
  await wmpfVoip.initByCaller({
    roomType: "video",
    businessType: 1,
    caller: { id: "bell-1", cameraStatus: Number.NaN },
    listener: { id: "mum", cameraStatus: 7 },
  });
  expect(seat.asked[0]?.caller).not.toHaveProperty("cameraStatus");
  expect(seat.asked[0]?.listener).not.toHaveProperty("cameraStatus");
});

test.each(["", undefined, null])("voipToken %o is absent for a registered device", async (voipToken) => {
  const { wmpfVoip, seat } = logicAndSeat(DEVICE);
  const request = { roomType: "voice", businessType: 1, caller: { id: "bell-1" }, listener: { id: "mum" }, voipToken };
  await expect(wmpfVoip.initByCaller(request as never)).resolves.toMatchObject({ isSuccess: true });
  expect(seat.asked[0]).not.toHaveProperty("pushToken");
});

test("forceHangUpVoip with a room before the page was opened reaches the seat as it is", async () => {
  const { wmpfVoip, seat } = logicAndSeat();
  const { roomId } = await wmpfVoip.callDevice(CALL);
  wmpfVoip.forceHangUpVoip(roomId);
  await seat.prompt();
  expect(seat.hungUp).toEqual([ROOM]);
});

test("hanging up right after dialling ends the call that is being placed", async () => {
  const { wmpfVoip, seat } = logicAndSeat();
  const placing = wmpfVoip.callDevice(CALL);
  wmpfVoip.forceHangUpVoip();
  await placing;
  await seat.prompt();
  expect(seat.hungUp).toEqual([undefined, ROOM]);

  await wmpfVoip.callDevice(CALL);
  await seat.prompt();
  expect(seat.hungUp, "the next call is left alone").toHaveLength(2);
});

test("forceHangUpVoip without a call is heard and hangs up nothing that comes later", async () => {
  const { wmpfVoip, seat } = logicAndSeat();
  wmpfVoip.forceHangUpVoip();
  await wmpfVoip.callDevice(CALL);
  await seat.prompt();
  expect(seat.hungUp).toEqual([undefined]);
});

test("initByCaller that resolves after the call has ended still tells its room", async () => {
  let answer!: (placed: Pick<Placed, "roomId" | "chargeType">) => void;
  const { wmpfVoip, seat } = logicAndSeat(DEVICE, { open: () => new Promise((resolve) => (answer = resolve)) });
  const order: string[] = [];
  wmpfVoip.onVoipEvent((event: VoipEvent) => order.push(event.eventName));
  const calling = wmpfVoip
    .initByCaller({ roomType: "video", businessType: 1, caller: { id: "bell-1" }, listener: { id: "mum" } })
    .then((placed) => order.push(placed.isSuccess ? placed.groupId : "refused"));
  await vi.waitFor(() => expect(seat.asked).toHaveLength(1));
  for (const eventName of ["joinedRoomByCaller", "rejectVoip", "endVoip"])
    seat.say({ eventName, roomId: ROOM, data: {} });
  await seat.prompt();
  answer({ roomId: ROOM, chargeType: "duration" });
  await calling;
  expect(order).toEqual(["joinedRoomByCaller", "rejectVoip", "endVoip", "callPageOnShow", ROOM]);
});

test("setUIConfig inside callPageOnShow is known to the page before it goes on", async () => {
  const { wmpfVoip, seat } = logicAndSeat();
  wmpfVoip.onVoipEvent((event) => {
    if (event.eventName === "callPageOnShow")
      wmpfVoip.setUIConfig({ btnText: `Open ${wmpfVoip.getPluginOnloadOptions().door}` });
  });
  await seat.showPage({ door: "2" });
  expect(seat.ui.btnText).toBe("Open 2");
});

test("query values with \\u0026 are taken apart", async () => {
  const { wmpfVoip, seat } = logicAndSeat();
  await seat.showPage({ a: "1\\u0026b=2\\u0026c=%E4%BD%A0", d: "4" });
  expect(wmpfVoip.getPluginOnloadOptions()).toEqual({ a: "1", b: "2", c: "你", d: "4" });
});
