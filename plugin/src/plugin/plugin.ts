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

/** A call was placed. `groupId` is what `roomId` was named before 2.4.0. */
export interface CallPlaced {
  isSuccess: true;
  roomId: RoomId;
  groupId: RoomId;
  chargeType: ChargeType;
}

/** What `initByCaller` resolves to when the platform says no. */
export interface CallRefused {
  isSuccess: false;
  errCode: number | undefined;
  errMsg: string;
  errObj: VoipError;
  /** As before 2.4.0. */
  error: { err_code: string; errMsg: string };
}

export interface ContactList {
  errcode: number;
  errmsg: string;
  contact_list: Contact[];
}

export interface SetVoipEndPagePathRequest {
  url: string;
  key: "Call" | "BindContact";
  options?: string;
  routeType?: "redirectTo" | "switchTab" | "reLaunch";
}

/** `requirePlugin('wmpf-voip').default`, as plugin 2.4.6 has it (contract §1.2). */
export interface WmpfVoip {
  readonly CALL_PAGE_PATH: string;
  /** Rejects what is asked wrongly or in the wrong place; resolves to `isSuccess: false` where the platform says no. */
  initByCaller(request: InitByCallerRequest): Promise<CallPlaced | CallRefused>;
  /** Rejects every failure. */
  callDevice(request: CallDeviceRequest): Promise<CallPlaced>;
  /** Rejects every failure. */
  callWMPF(request: CallWmpfRequest): Promise<CallPlaced>;
  /** Without a room whichever call there is, also one that is being placed. */
  forceHangUpVoip(roomId?: RoomId): void;
  /** Returns what takes the listener off again. */
  onVoipEvent(listener: VoipListener): () => void;
  setCustomBtnText(text: string): void;
  /** Adds to what is set already. */
  setUIConfig(config: UiConfig): void;
  setVoipEndPagePath(request: SetVoipEndPagePathRequest): void;
  /** The start options, when the app was entered through the call page. */
  getPluginEnterOptions(): EnterOptions;
  /** The query of the call page's latest `onLoad`; to be read after `callPageOnShow`. */
  getPluginOnloadOptions(): Record<string, string>;
  /** Resolves to an `errcode` where the platform says no; rejects what is asked wrongly. */
  getIotBindContactList(request: ContactsRequest): Promise<ContactList>;
  /** Face-pay, as the four below: rejects with 1011. */
  bindVoipAdminContact(request?: unknown): Promise<never>;
  getBindContactPath(request?: unknown): Promise<never>;
  getVoipBindContactList(request?: unknown): Promise<never>;
  deleteVoipBindContact(request?: unknown): Promise<never>;
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
