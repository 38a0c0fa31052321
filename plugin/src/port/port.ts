/**
 * What passes between the plugin's logic and the seat it sits in (the page that owns socket, DOM and WebRTC): plain data by
 * structured clone, over a `MessagePort`, a `Worker` or a pair of functions. Order is kept; nothing is lost while both live.
 */
import type { ChargeType, OpenRequest, RoomId, VoipEvent } from "../wire/wire.ts";

/** How a failure crosses the port; the logic makes a `VoipError` of it (contract §3.3). */
export interface Failure {
  errCode?: number;
  errMsg: string;
  errno?: number;
}

/** How one side's picture is shown (contract §1.8); an absent field is the default. */
export interface SideUi {
  /** Degrees: 0 (default), 90, 180 or 270. */
  cameraRotation?: number;
  /** Width by height; 4/3 by default. */
  aspectRatio?: number;
  horMirror?: boolean;
  vertMirror?: boolean;
  /** Whether a phone shows its camera button; true by default. */
  enableToggleCamera?: boolean;
  /** `fill` by default. */
  objectFit?: "fill" | "contain";
}

/** Contract §1.8. What crosses the port is the whole, merged by the logic and free of values that mean nothing. */
export interface UiConfig {
  /** As `setCustomBtnText`. */
  btnText?: string;
  callerUI?: SideUi;
  listenerUI?: SideUi;
  /** A device's loudspeaker (default) or its earpiece. */
  handsFree?: boolean;
  /** Whose picture is the big one at first: the other side's by default. */
  isSelfWindowMax?: boolean;
  /** Of the custom button's sheet: 70vh, 75vh or 90vh (default). */
  customBoxHeight?: string;
}

export interface EndPage {
  url: string;
  key: "Call" | "BindContact";
  options?: string;
  routeType?: "redirectTo" | "switchTab" | "reLaunch";
}

/** Who sits here, told once when the logic connects; decides 1006, 1007 and the app's version. */
export interface Environment {
  kind: "phone" | "device";
  appVersion: "release" | "develop" | "trial";
  sn?: string;
  modelId?: string;
  /** Start options, when the app was entered through the call page (contract §1.11). */
  enterOptions?: EnterOptions;
}

/** Start options, of the shape of `wx.getEnterOptionsSync()`. */
export interface EnterOptions {
  path: string;
  scene: number;
  query: Record<string, string>;
  shareTicket?: string;
  referrerInfo: { appId?: string; extraData?: Record<string, unknown> };
  forwardMaterials: unknown[];
  chatType?: number;
  hostExtraData?: unknown;
  apiCategory: string;
}

/** A user and a device. */
export interface Contact {
  openid: string;
  sn: string;
  model_id: string;
  /** 1 has allowed the device to call, 0 has not. */
  status: 0 | 1;
}

/** What the logic asks; each question is answered once. */
export interface Questions {
  open: { ask: OpenRequest; answer: { roomId: RoomId; chargeType: ChargeType } };
  contacts: { ask: { sn: string; modelId: string; openIds: string[] }; answer: Contact[] };
}

/** What the seat asks the logic; the seat goes on when it is answered, or after a second. */
export interface Prompts {
  /** The call page's `onShow`. The logic makes `callPageOnShow` of it and answers once every listener was told (contract §2.5). */
  pageShown: { ask: Record<string, never>; answer: Record<string, never> };
}

export type FromLogic =
  | { [K in keyof Questions]: { kind: "question"; id: number; name: K; ask: Questions[K]["ask"] } }[keyof Questions]
  | { kind: "answer"; id: number; name: keyof Prompts }
  /** With a room only that one. The seat tells the user by a toast; without such a call it does nothing (contract §1.7). */
  | { kind: "forceHangUp"; roomId?: RoomId }
  | { kind: "ui"; config: UiConfig }
  | { kind: "endPage"; page: EndPage }
  /** The program navigates to the call page, which is not open. */
  | { kind: "openPage"; query: Record<string, string> }
  /** The program navigates away from the call page: `unloadCallPage`. */
  | { kind: "closePage" };

export type ToLogic =
  | { kind: "environment"; environment: Environment }
  | { [K in keyof Questions]: { kind: "answer"; id: number; name: K; ok: Questions[K]["answer"] } }[keyof Questions]
  | { kind: "failure"; id: number; failure: Failure }
  | { kind: "prompt"; id: number; name: keyof Prompts }
  /** The call page's `onLoad`, with its query (contract §1.12). */
  | { kind: "pageLoaded"; query: Record<string, string> }
  /** The call page is gone, closed by its user or after the call; `next` is where the program wants to be then (contract §1.10). */
  | { kind: "pageClosed"; next?: EndPage }
  | { kind: "event"; event: VoipEvent };

/** One end of the port. What arrives before there is somebody to hear it waits. */
export interface Port<Out, In> {
  post(message: Out): void;
  /** Called once. */
  onMessage(hear: (message: In) => void): void;
}

export type LogicPort = Port<FromLogic, ToLogic>;
export type SeatPort = Port<ToLogic, FromLogic>;
