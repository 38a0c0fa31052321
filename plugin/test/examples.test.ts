import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { PlainHost, type Toast } from "../src/host/index.ts";
import { type Instance, loadProgram, MiniHost } from "../src/mini-host/index.ts";
import { evaluateInNode, readFolder } from "../src/mini-host/node.ts";
import { portPair } from "../src/port/ends.ts";
import type { Environment, FromLogic, ToLogic } from "../src/port/port.ts";
import { CallsSeat } from "./calls-seat.ts";
import { APP, Platform } from "./host/platform.ts";
import { TestPlatform } from "./server/platform.ts";
import { until } from "./server/until.ts";

const EXAMPLES = fileURLToPath(new URL("../../examples/", import.meta.url));
const DOOR = "door-1";

let doors: Platform;
let platform: TestPlatform;
let server: { process: ChildProcess; address: string };
let phone: Runner;
let door: Runner;

/** One of the example's Mini Programs, its files as they are, in a seat of its own. */
class Runner {
  readonly mini: MiniHost;
  readonly seat: CallsSeat;
  readonly host: PlainHost;
  toast: Toast | undefined;

  private constructor(mini: MiniHost, seat: CallsSeat, host: PlainHost) {
    this.mini = mini;
    this.seat = seat;
    this.host = host;
  }

  static async start(
    folder: string,
    subject: string,
    environment: Environment,
    globals: Record<string, unknown> = {},
  ): Promise<Runner> {
    const id = subject.slice(subject.indexOf(":") + 1);
    const [logic, seatPort] = portPair<FromLogic, ToLogic>();
    const host = new PlainHost({
      appId: APP.appId,
      address: doors.address,
      environment,
      token: async () => doors.tokenOf(id),
      modal: async () => ({ confirm: true }),
      toast: (toast) => (runner.toast = toast),
      // The maker's domain is served by the example's server.
      fetch: (url, init) => fetch(String(url).replace("https://doors.example", server.address), init),
    });
    const mini = new MiniHost({
      program: await loadProgram(readFolder(`${EXAMPLES}mini-program/${folder}`)),
      host,
      port: logic,
      evaluate: evaluateInNode,
      globals,
      report: (message, error) => expect.fail(`${message}: ${String(error)}`),
    });
    const seat = new CallsSeat(seatPort, {
      address: platform.address,
      endpoint: `${id}-1`,
      token: async () => platform.token(subject),
      environment,
      contacts: ({ sn, modelId, openIds }) =>
        openIds.map((openid) => ({
          openid,
          sn,
          model_id: modelId,
          status: doors.grants.get(`${sn}/${openid}`)?.status === "granted" ? 1 : 0,
        })),
    });
    const runner = new Runner(mini, seat, host);
    mini.launch();
    await until(`${id} is connected`, () => seat.line.state.kind === "connected");
    return runner;
  }

  get page(): Instance {
    return this.mini.page;
  }

  /** A press on the page. */
  press(method: string, ...args: unknown[]): Promise<void> {
    return (this.page[method] as (...args: unknown[]) => Promise<void>)(...args);
  }

  events(): string[] {
    return this.seat.events.map((event) => event.eventName).filter((name) => name !== "calling");
  }
}

beforeEach(async () => {
  doors = await new Platform().start();
  platform = await TestPlatform.start();
  server = await makersServer();
  door = await Runner.start(
    "device",
    `device:${DOOR}`,
    { kind: "device", appVersion: "release", sn: DOOR, modelId: "doors" },
    { wmpf: wmpf() },
  );
  phone = await Runner.start("phone", "user:mum", { kind: "phone", appVersion: "release" });
  await vi.waitFor(() => expect(phone.page.data.doors).toHaveLength(1));
});

afterEach(async () => {
  phone.seat.goAway();
  door.seat.goAway();
  server.process.kill();
  await once(server.process, "exit");
  await platform.stop();
  await doors.stop();
});

/** `examples/server`, as a maker would run it. */
async function makersServer(): Promise<{ process: ChildProcess; address: string }> {
  const env = { ...process.env, PLATFORM: doors.address, APP_ID: APP.appId, APP_SECRET: APP.secret, PORT: "0" };
  const child = spawn(process.execPath, [`${EXAMPLES}server/server.mjs`], {
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  return { process: child, address: line.toString().trim().replace(/\/$/, "") };
}

/** What the run-time of a device gives to its programs. */
function wmpf() {
  return {
    getDeviceSerialNumberSync: () => ({ serialNumber: DOOR }),
    getWmpfPushToken: ({ success }: { success(res: { token: string; expireTimestamp: string }): void }) =>
      success({ token: "push-1", expireTimestamp: "" }),
  };
}

test("the phone's Mini Program calls the door, and both hear the whole call", async () => {
  await phone.press("refresh");
  await vi.waitFor(() => expect((phone.page.data.doors as { pushToken?: string }[])[0]?.pushToken).toBe("push-1"));
  await phone.press("call", DOOR);
  expect(phone.mini.pages[0]?.data.message, "no error").toBe("");
  await until("the door rings", () => door.seat.calls.current?.state.kind === "ringing");
  await door.seat.answer();
  await until("both talk", () => [phone, door].every((side) => side.events().includes("startVoip")));
  await phone.seat.hangUp();
  await until("it is settled", () => [phone, door].every((side) => side.events().includes("finishVoip")));
  expect(phone.events()).toEqual(["joinedRoomByCaller", "startVoip", "hangUpVoip", "endVoip", "finishVoip"]);
  expect(door.events()).toEqual(["hangOnVoip", "startVoip", "hangUpVoip", "endVoip", "finishVoip"]);
  expect(
    door.mini.pages.map((page) => page.route),
    "a door goes on at once",
  ).toEqual(["pages/home/home"]);

  phone.seat.closePage();
  await vi.waitFor(() => expect(phone.page.route).toBe("pages/record/record"));
  expect(phone.page.data.call).toMatchObject({ roomId: phone.seat.events[0]?.roomId, end: "endByCaller" });
});

test("the door's Mini Program rings a resident who has allowed it, and the call page offers to open the door", async () => {
  await door.press("onShow");
  await vi.waitFor(() => expect(door.page.data.residents).toEqual([]));

  await phone.press("allow", DOOR);
  await vi.waitFor(() => expect((phone.page.data.doors as { allowed?: number }[])[0]?.allowed).toBe(1));
  await door.press("onShow");
  await vi.waitFor(() => expect(door.page.data.residents).toMatchObject([{ openid: "mum", status: 1 }]));

  await door.press("ring", "mum");
  await until("the phone rings", () => phone.seat.calls.current?.state.kind === "ringing");
  await phone.seat.answer();
  await until("both talk", () => [phone, door].every((side) => side.events().includes("startVoip")));
  expect(phone.seat.ui).toEqual({ btnText: "Open Front", listenerUI: { objectFit: "contain" } });
  const unlock = phone.mini.component("components/unlock/unlock", { callerId: DOOR, listenerId: "mum" });
  (unlock.unlock as () => void)();
  expect(unlock.data).toEqual({ callerId: DOOR, listenerId: "mum", isOpen: true });
  await phone.seat.hangUp();
  await until("it is settled", () => [phone, door].every((side) => side.events().includes("finishVoip")));
});

test("a page that is left while it waits cancels the call", async () => {
  await phone.press("call", DOOR);
  await until("the door rings", () => door.seat.calls.current?.state.kind === "ringing");
  const { wx } = phone.mini.globals as { wx: { navigateBack(): void } };
  wx.navigateBack();
  await until("the call is over", () => phone.events().includes("endVoip"));
  expect(phone.seat.events.find((event) => event.eventName === "cancelVoip")?.data).toMatchObject({
    status: "unloadCallPage",
  });
  expect(phone.page.route).toBe("pages/doors/doors");
});
