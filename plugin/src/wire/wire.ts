/**
 * What goes over the socket and REST, as `contracts/` defines it. Types only; unknown fields and unknown kinds of frames are
 * to be ignored, because both are only ever added.
 */

export type RoomId = string;
export type RoomType = "voice" | "video";
export type ChargeType = "duration" | "license";
export type CameraStatus = 0 | 1;
/** How a side leaves a call (contract §2.3). */
export type Origin = "manual" | "unloadCallPage" | "forceFromApp";

export type Party = { kind: "user"; openId: string } | { kind: "device"; sn: string };

export interface Member {
  party: Party;
  name: string;
  camera: "on" | "off";
  modelId?: string;
}

export interface EncodeVideo {
  fixedLength: number;
  rotation: number;
  ratio: number;
  maxFps: number;
}

/** All that a call interface took. */
export interface CallFacts {
  room: RoomId;
  app: string;
  /** As the wire writes names; a request has the plugin's own (`OpenRequest`). */
  via: "initByCaller" | "callDevice" | "callWmpf";
  businessType: number;
  roomType: RoomType;
  caller: Member;
  listener: Member;
  chargeType?: ChargeType;
  timeLimitMs?: number;
  ringTimeMs?: number;
  appVersion: "release" | "develop" | "trial";
  customQuery: string;
  isCloud: boolean;
  payload: string;
  encodeVideo: EncodeVideo;
}

/** What wakes or rings a listener (contract §6.2), and for how long it still rings. */
export interface Ring {
  room: RoomId;
  remainingMs: number;
  path: string;
  appType: number;
  appid: string;
  callerName: string;
  payload: string;
}

/** One of the documented events as `onVoipEvent` delivers it (contract §2.1); `data` is always an object. */
export interface VoipEvent {
  eventName: string;
  roomId?: RoomId;
  groupId?: RoomId;
  data: Record<string, unknown>;
}

export interface IceServer {
  urls: string[];
  username?: string;
  credential?: string;
}

/** `POST /v1/rooms`. */
export interface OpenRequest {
  via: "initByCaller" | "callDevice" | "callWMPF";
  roomType: RoomType;
  caller: { id?: string; name?: string; cameraStatus?: CameraStatus };
  listener: { id: string; name?: string; cameraStatus?: CameraStatus; modelId?: string };
  businessType?: number;
  chargeType?: string;
  timeLimit?: number;
  ringTimeMs?: number;
  appVersion?: string;
  customQuery?: string;
  isCloud?: boolean;
  payload?: string;
  encodeVideoFixedLength?: number;
  encodeVideoRotation?: number;
  encodeVideoRatio?: number;
  encodeVideoMaxFPS?: number;
  pushToken?: string;
}

export interface Placed {
  roomId: RoomId;
  groupId: RoomId;
  chargeType: ChargeType;
  serverTime: string;
}

export interface Joined {
  roomId: RoomId;
  iceServers: IceServer[];
  serverTime: string;
}

/** An RFC 9457 problem document of the platform. */
export interface ProblemDocument {
  type: string;
  status: number;
  title?: string;
  detail?: string;
  errCode?: number;
  errMsg?: string;
  field?: string;
}

export interface EventFrame {
  kind: "event";
  specversion: string;
  id: string;
  source: string;
  type: string;
  subject: RoomId;
  time: string;
  seq: number;
  data: Record<string, unknown>;
  plugin?: VoipEvent[];
}

export type ServerFrame =
  | { kind: "welcome"; connection: unknown; serverTime: string; tokenValidMs: number; resumeTicket?: string }
  | EventFrame
  | { kind: "ring"; ring: Ring; call: CallFacts }
  | { kind: "signal"; room: RoomId; n: number; data: unknown }
  | { kind: "renegotiate"; room: RoomId; n: number }
  | { kind: "tokenExpiring"; remainingMs: number }
  | { kind: "tokenRenewed"; tokenValidMs: number }
  | { kind: "problem"; errCode: number; reason: string; errMsg: string };

export type ClientFrame =
  | { kind: "hello"; token: string; endpoint: string; rooms: Record<RoomId, number>; positions: Record<string, number> }
  | { kind: "receipt"; room: RoomId; stage: "received" | "shown" }
  | { kind: "signal"; room: RoomId; n: number; data: unknown }
  | { kind: "token"; token: string };
