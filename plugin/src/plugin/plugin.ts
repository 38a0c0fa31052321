import type { Contact, EndPage, EnterOptions, Failure, LogicPort, UiConfig } from "../port/port.ts";
import type { ChargeType, OpenRequest, RoomId, VoipEvent } from "../wire/wire.ts";
import { ErrCode, toVoipError, VoipError, VoipPluginError, wrongParameter } from "./errors.ts";
import { unescapedQuery } from "./query.ts";
import {
  type Ask,
  askOfCallDevice,
  askOfCallWmpf,
  askOfContacts,
  askOfInitByCaller,
  type CallDeviceRequest,
  type CallWmpfRequest,
  type ContactsRequest,
  type InitByCallerRequest,
} from "./requests.ts";
import { SeatLink } from "./seat-link.ts";
import { merged } from "./ui-config.ts";
import { delivered, VoipEvents, type VoipListener } from "./voip-events.ts";

/** Where programs navigate to; also what existing ones have as a literal (contract §1.14). */
export const CALL_PAGE_PATH = "plugin-private://wxf830863afde621eb/pages/call-page-plugin/call-page-plugin";

/** A call was placed; what happens to it is told by events. */
export interface CallPlaced {
  isSuccess: true;
  roomId: RoomId;
  /** The same; its name before 2.4.0. */
  groupId: RoomId;
  /** What it is paid with. */
  chargeType: ChargeType;
}

/** What `initByCaller` resolves to when the platform says no. */
export interface CallRefused {
  isSuccess: false;
  /** As `docs/errors.md` lists them; undefined where nobody could be asked. */
  errCode: number | undefined;
  errMsg: string;
  errObj: VoipError;
  /** As before 2.4.0. */
  error: { err_code: string; errMsg: string };
}

/** Which users have allowed a device to call. */
export interface ContactList {
  /** 0, or why the list is empty. */
  errcode: number;
  errmsg: string;
  /** One for each openid asked about, in that order. */
  contact_list: Contact[];
}

/** Where the program goes on after a call (contract §1.10). */
export interface SetVoipEndPagePathRequest {
  /** A page of the program. */
  url: string;
  /** `Call` after a call. `BindContact` belongs to face-pay and does nothing. */
  key: "Call" | "BindContact";
  /** The page's query, `a=1`. */
  options?: string;
  /** `redirectTo` by default. */
  routeType?: "redirectTo" | "switchTab" | "reLaunch";
}

/**
 * `requirePlugin('wmpf-voip').default`, as version 2.4.6 of the vendor's plugin has it (contract §1.2). Usable at once, before `App()`
 * too.
 *
 * @group The plugin
 */
export interface WmpfVoip {
  /** Where programs navigate to after a call was placed (contract §1.14). */
  readonly CALL_PAGE_PATH: string;
  /**
   * Places a call from a device to a phone, or from a phone to a device by its pushToken (contract §1.3).
   *
   * Resolves with `isSuccess: false` where the platform says no. Rejects with a `VoipPluginError` what is asked wrongly (1001, 1004),
   * in the wrong place (1006, 1007), in another call (1005), and face-pay (1011).
   */
  initByCaller(request: InitByCallerRequest): Promise<CallPlaced | CallRefused>;
  /**
   * Places a call from a phone to a device with Linux or an RTOS (contract §1.4). Rejects every failure with a `VoipError`, on a
   * device with 1007.
   */
  callDevice(request: CallDeviceRequest): Promise<CallPlaced>;
  /** Places a call from a phone to an Android device by its pushToken (contract §1.5). Rejects every failure with a `VoipError`. */
  callWMPF(request: CallWmpfRequest): Promise<CallPlaced>;
  /**
   * Ends a call: cancels, refuses or hangs up, with `forceFromApp` in the event (contract §1.7). With a room only that one; without,
   * whichever there is, also one that is being placed. Otherwise nothing happens.
   */
  forceHangUpVoip(roomId?: RoomId): void;
  /**
   * Hears all events of all calls from now on (contract §1.6, §2). Register once, at module level; registered twice it hears twice.
   * What a listener throws is reported and stops no other one. Returns what takes it off again.
   */
  onVoipEvent(listener: VoipListener): () => void;
  /** The text of the custom button on a phone that is called; empty for none (contract §1.9). */
  setCustomBtnText(text: string): void;
  /** How calls look from now on (contract §1.8). Later calls override the fields they give; values that mean nothing are left out. */
  setUIConfig(config: UiConfig): void;
  /** The page after a call (contract §1.10). Without it a phone's program closes, and a device's page keeps the call's record. */
  setVoipEndPagePath(request: SetVoipEndPagePathRequest): void;
  /** The start options, when the app was entered through the call page; else everything is empty (contract §1.11). */
  getPluginEnterOptions(): EnterOptions;
  /** The query of the call page's latest `onLoad`; to be read after `callPageOnShow` (contract §1.12). */
  getPluginOnloadOptions(): Record<string, string>;
  /** Who has allowed a device to call (contract §1.13). Resolves with an `errcode` where the platform says no; rejects what is asked wrongly. */
  getIotBindContactList(request: ContactsRequest): Promise<ContactList>;
  /** Face-pay: rejects with 1011. */
  bindVoipAdminContact(request?: unknown): Promise<never>;
  /** Face-pay: rejects with 1011. */
  getBindContactPath(request?: unknown): Promise<never>;
  /** Face-pay: rejects with 1011. */
  getVoipBindContactList(request?: unknown): Promise<never>;
  /** Face-pay: rejects with 1011. */
  deleteVoipBindContact(request?: unknown): Promise<never>;
  /** Face-pay: rejects with 1011. The vendor spells it so. */
  transerAdmin(request?: unknown): Promise<never>;
}

export type Report = (message: string, error?: unknown) => void;

/** Which failures `initByCaller` throws although they come from behind the port: those of the program, not of the platform. */
const THROWN: readonly number[] = [
  ErrCode.PUSH_TOKEN,
  ErrCode.PARAMETER,
  ErrCode.BUSY,
  ErrCode.ON_DEVICE_ONLY,
  ErrCode.ON_PHONE_ONLY,
  ErrCode.NOT_SUPPORTED,
];

/** The plugin over a port to its seat; usable at once, whenever the seat connects. */
export function createPlugin(port: LogicPort, report: Report = toConsole): WmpfVoip {
  const link = new SeatLink(port);
  const plugin = pluginOver(link, report);
  link.start();
  return plugin;
}

/** For who needs the link too; starts nothing. */
export function pluginOver(link: SeatLink, report: Report = toConsole): WmpfVoip {
  const events = new VoipEvents(report);
  let ui: UiConfig = {};
  let onloadOptions: Record<string, string> = {};
  let placing = 0;
  let hangUpWhenPlaced = false;

  link.onSaid((said) => {
    switch (said.kind) {
      case "pageLoaded":
        onloadOptions = unescapedQuery(said.query);
        return;
      case "prompt":
        events.deliver({ eventName: "callPageOnShow", data: {} });
        return;
      case "event":
        events.deliver(delivered(said.event));
        return;
      case "pageClosed":
        return;
    }
  });

  async function place(ask: Ask<OpenRequest>): Promise<CallPlaced> {
    placing++;
    try {
      const placed = await link.ask("open", ask(await link.whoSitsHere()));
      if (hangUpWhenPlaced) link.tell({ kind: "forceHangUp", roomId: placed.roomId });
      return { isSuccess: true, roomId: placed.roomId, groupId: placed.roomId, chargeType: placed.chargeType };
    } catch (failure) {
      throw asVoipError(failure);
    } finally {
      if (--placing === 0) hangUpWhenPlaced = false;
    }
  }

  function setUIConfig(config: unknown): void {
    ui = merged(ui, config);
    link.tell({ kind: "ui", config: ui });
  }

  return {
    CALL_PAGE_PATH,

    async initByCaller(request) {
      try {
        return await place(askOfInitByCaller(request));
      } catch (error) {
        if (!(error instanceof VoipError) || THROWN.includes(error.errCode ?? 0)) throw error;
        const { errCode, errMsg } = error;
        return { isSuccess: false, errCode, errMsg, errObj: error, error: { err_code: String(errCode), errMsg } };
      }
    },
    async callDevice(request) {
      return place(askOfCallDevice(request));
    },
    async callWMPF(request) {
      return place(askOfCallWmpf(request));
    },

    forceHangUpVoip(roomId) {
      if (roomId === undefined || roomId === null || roomId === "") {
        if (placing > 0) hangUpWhenPlaced = true;
        link.tell({ kind: "forceHangUp" });
      } else {
        link.tell({ kind: "forceHangUp", roomId });
      }
    },

    onVoipEvent(listener) {
      if (typeof listener !== "function") throw wrongParameter("onVoipEvent: the listener must be a function");
      return events.on(listener);
    },

    setCustomBtnText(text) {
      setUIConfig({ btnText: text });
    },
    setUIConfig,
    setVoipEndPagePath(request) {
      const page = endPageOf(request);
      if (page) link.tell({ kind: "endPage", page });
      else report("setVoipEndPagePath: url and key ('Call' or 'BindContact') are needed; nothing was set");
    },

    getPluginEnterOptions() {
      const options = link.environmentNow?.enterOptions;
      if (!options)
        return { path: "", scene: 0, query: {}, referrerInfo: {}, forwardMaterials: [], apiCategory: "default" };
      return { ...options, query: unescapedQuery(options.query) };
    },
    getPluginOnloadOptions() {
      return { ...onloadOptions };
    },

    async getIotBindContactList(request) {
      const ask = askOfContacts(request);
      await link.whoSitsHere();
      try {
        return { errcode: 0, errmsg: "ok", contact_list: await link.ask("contacts", ask) };
      } catch (failure) {
        const { errCode, errMsg } = asVoipError(failure);
        return { errcode: errCode ?? -1, errmsg: errMsg, contact_list: [] };
      }
    },

    bindVoipAdminContact: facePay("bindVoipAdminContact"),
    getBindContactPath: facePay("getBindContactPath"),
    getVoipBindContactList: facePay("getVoipBindContactList"),
    deleteVoipBindContact: facePay("deleteVoipBindContact"),
    transerAdmin: facePay("transerAdmin"),
  };
}

function facePay(member: string): () => Promise<never> {
  return async () => {
    throw new VoipPluginError({ errCode: ErrCode.NOT_SUPPORTED, errMsg: `${member}: face-pay is not supported` });
  };
}

function endPageOf(request: SetVoipEndPagePathRequest): EndPage | undefined {
  const { url, key, options, routeType = "redirectTo" } = request ?? {};
  if (typeof url !== "string" || url === "" || (key !== "Call" && key !== "BindContact")) return undefined;
  return { url, key, routeType, ...(options ? { options } : {}) };
}

function asVoipError(failure: unknown): VoipError {
  if (failure instanceof VoipError) return failure;
  if (isFailure(failure)) return toVoipError(failure);
  throw failure;
}

function isFailure(value: unknown): value is Failure {
  return typeof value === "object" && value !== null && "errMsg" in value;
}

declare const console: { error(...said: unknown[]): void };

function toConsole(message: string, error?: unknown): void {
  console.error(`wmpf-voip: ${message}`, ...(error === undefined ? [] : [error]));
}

export type { VoipEvent, VoipListener };
