import type { Environment } from "../port/port.ts";
import type { CameraStatus, OpenRequest, RoomType } from "../wire/wire.ts";
import { ErrCode, VoipPluginError, wrongParameter } from "./errors.ts";
import { parseQuery } from "./query.ts";

/** One side of a call that `initByCaller` places. */
export interface CallSide {
  /** openId of a user, sn of a device. */
  id: string;
  /** Shown to the other side; a device is shown by the name that its user gave it and its model's. */
  name?: string;
  /** 0 camera on (default), 1 off; anything else is the default. */
  cameraStatus?: number;
}

/** What `initByCaller` takes (contract §1.3). */
export interface InitByCallerRequest {
  roomType: RoomType;
  /** On a device its registered sn is taken, whatever `id` says. */
  caller: Partial<CallSide>;
  listener: CallSide;
  /** 1 device to phone, 2 phone to device. Absent, 0 or 3 is face-pay: rejected with 1011. */
  businessType?: number;
  /** With 2 the device's pushToken, needed (1001). With 1 it may be given, empty or absent: the device's own token says who calls. */
  voipToken?: string;
  /** The version that a phone opens; `formal` (default) if this one is released. */
  miniprogramState?: "formal" | "trial" | "developer";
  /** `a=1&b=2`, for the listener's call page: `getPluginOnloadOptions`, `getPluginEnterOptions`. */
  customQuery?: string;
  /** Seconds of talking, above 0; without it as long as the platform allows. */
  timeLimit?: number;
}

/** What `callDevice` and `callWMPF` have in common. */
export interface CallRequest {
  roomType: RoomType;
  /** Of the device that is called. */
  sn: string;
  /** Of the device's model. */
  modelId: string;
  /** The device as this user sees it. */
  deviceName?: string;
  /** What the call is paid with; `license` by default. */
  chargeType?: "license" | "duration";
  /** Seconds of talking, above 0; without it as long as the platform allows. */
  timeLimit?: number;
  /** The user's camera at the start; true by default. */
  enableCallerCamera?: boolean;
  /** The device's camera at the start; true by default. */
  enableListenerCamera?: boolean;
}

/** What `callDevice` takes (contract §1.4): a device with Linux or an RTOS. */
export interface CallDeviceRequest extends CallRequest {
  /** The user as the device sees it. */
  nickName?: string;
  /** Whether the maker's server wakes the device. */
  isCloud?: boolean;
  /** Passed on to the device as it is. */
  payload?: string;
  /** Longer side of the user's picture in pixels: 320, 480 or 640; 0 (default) leaves it open. */
  encodeVideoFixedLength?: number;
  /** 1 upright, 2 as the camera gives it; 0 (default) leaves it open. */
  encodeVideoRotation?: number;
  /** Width by height, times 100; 0 (default) leaves it open. */
  encodeVideoRatio?: number;
  /** Frames a second at most, 8 to 15; 0 (default) leaves it open. */
  encodeVideoMaxFPS?: number;
}

/** What `callWMPF` takes (contract §1.5): an Android device. */
export interface CallWmpfRequest extends CallRequest {
  /** The user as the device sees it. */
  nickName: string;
  /** The device's, as its program got it by `wmpf.getWmpfPushToken`. */
  pushToken: string;
  /** The version that the device opens; `release` (default) if this one is released. */
  envVersion?: "release" | "trial" | "develop";
  /** `a=1&b=2`, for the device's call page. */
  customQuery?: string;
}

/** What `getIotBindContactList` takes (contract §1.13). */
export interface ContactsRequest {
  sn: string;
  model_id: string;
  /** The users asked about. */
  openid_list: string[];
}

/** What the platform is asked, once it is known who sits here. */
export type Ask<T> = (environment: Environment) => T;

export function askOfInitByCaller(request: InitByCallerRequest): Ask<OpenRequest> {
  const r = new Fields("initByCaller", request);
  const businessType = r.businessType();
  const roomType = r.roomType();
  const caller = r.fields("caller");
  const listener = r.fields("listener");
  const listenerSide = {
    id: listener.id("id"),
    ...listener.optional("name", listener.text("name")),
    ...camera(listener.value("cameraStatus")),
  };
  const callerId = businessType === 2 ? caller.id("id") : undefined;
  const callerSide = { ...caller.optional("name", caller.text("name")), ...camera(caller.value("cameraStatus")) };
  const pushToken = r.voipToken(businessType === 2);
  const rest = { ...r.timeLimit(), ...r.customQuery() };

  return (environment) => {
    if (businessType === 1 && environment.kind !== "device")
      throw wrongPlace(ErrCode.ON_DEVICE_ONLY, "initByCaller with businessType 1", "on a device");
    if (businessType === 2 && environment.kind !== "phone")
      throw wrongPlace(ErrCode.ON_PHONE_ONLY, "initByCaller with businessType 2", "on a phone");
    return {
      via: "initByCaller",
      businessType,
      roomType,
      caller: { ...callerSide, ...(callerId === undefined ? idOfDevice(environment) : { id: callerId }) },
      listener: listenerSide,
      appVersion: reachable(
        environment,
        r.versionOf("miniprogramState", { formal: "release", trial: "trial", developer: "develop" }),
      ),
      ...(businessType === 2 ? { pushToken } : {}),
      ...rest,
    };
  };
}

export function askOfCallDevice(request: CallDeviceRequest): Ask<OpenRequest> {
  const r = new Fields("callDevice", request);
  const ask: OpenRequest = {
    via: "callDevice",
    ...calledBySn(r),
    isCloud: r.flag("isCloud", false),
    ...r.optional("payload", r.text("payload")),
    ...r.encodeVideo(),
  };
  return onPhone("callDevice", () => ask);
}

export function askOfCallWmpf(request: CallWmpfRequest): Ask<OpenRequest> {
  const r = new Fields("callWMPF", request);
  if (typeof r.value("nickName") !== "string") throw r.wrong("nickName", "must be a string");
  const ask: OpenRequest = { via: "callWMPF", ...calledBySn(r), pushToken: r.id("pushToken"), ...r.customQuery() };
  const version = r.versionOf("envVersion", { release: "release", trial: "trial", develop: "develop" });
  return onPhone("callWMPF", (environment) => ({ ...ask, appVersion: reachable(environment, version) }));
}

export function askOfContacts(request: ContactsRequest): { sn: string; modelId: string; openIds: string[] } {
  const r = new Fields("getIotBindContactList", request);
  const openIds = r.value("openid_list");
  if (!Array.isArray(openIds) || !openIds.every((id) => typeof id === "string"))
    throw r.wrong("openid_list", "must be an array of openIds");
  return { sn: r.id("sn"), modelId: r.id("model_id"), openIds: [...openIds] };
}

function calledBySn(r: Fields): Omit<OpenRequest, "via"> {
  return {
    roomType: r.roomType(),
    caller: { ...r.optional("name", r.text("nickName")), cameraStatus: r.flag("enableCallerCamera", true) ? 0 : 1 },
    listener: {
      id: r.id("sn"),
      modelId: r.id("modelId"),
      ...r.optional("name", r.text("deviceName")),
      cameraStatus: r.flag("enableListenerCamera", true) ? 0 : 1,
    },
    // An unknown one is the platform's to refuse: it has a code of its own, 22.
    chargeType: String(r.value("chargeType") ?? "license"),
    ...r.timeLimit(),
  };
}

function onPhone(member: string, ask: Ask<OpenRequest>): Ask<OpenRequest> {
  return (environment) => {
    if (environment.kind !== "phone") throw wrongPlace(ErrCode.ON_PHONE_ONLY, member, "on a phone");
    return ask(environment);
  };
}

function wrongPlace(errCode: number, what: string, where: string): VoipPluginError {
  return new VoipPluginError({ errCode, errMsg: `${what} can be used ${where} only` });
}

type AppVersion = Environment["appVersion"];

/** A released program reaches released ones only, whatever it asks for (contract §1.3, §1.5). */
function reachable(environment: Environment, asked: AppVersion): AppVersion {
  return environment.appVersion === "release" ? "release" : asked;
}

function idOfDevice(environment: Environment): { id?: string } {
  return environment.sn === undefined ? {} : { id: environment.sn };
}

/** Programs pass NaN where a query value is missing: whatever is neither 0 nor 1 is the default (contract, appendix A). */
function camera(value: unknown): { cameraStatus?: CameraStatus } {
  const status = typeof value === "string" && value !== "" ? Number(value) : value;
  return status === 0 || status === 1 ? { cameraStatus: status } : {};
}

/** The fields of a request as they were given; what is not allowed is thrown with 1004 and its name. */
class Fields {
  private readonly member: string;
  private readonly given: Record<string, unknown>;
  private readonly prefix: string;

  constructor(member: string, given: unknown, prefix = "") {
    this.member = member;
    this.prefix = prefix;
    if (typeof given !== "object" || given === null)
      throw wrongParameter(`${member}: ${prefix ? prefix.slice(0, -1) : "the request"} must be an object`);
    this.given = given as Record<string, unknown>;
  }

  /** Null is absent: it is what a program has that read a missing value from JSON. */
  value(name: string): unknown {
    return this.given[name] ?? undefined;
  }

  fields(name: string): Fields {
    return new Fields(this.member, this.value(name), `${this.prefix}${name}.`);
  }

  id(name: string): string {
    const value = this.value(name);
    if (typeof value !== "string" || value === "") throw this.wrong(name, "must be a string and not empty");
    return value;
  }

  text(name: string): string | undefined {
    const value = this.value(name);
    if (value !== undefined && typeof value !== "string") throw this.wrong(name, "must be a string");
    return value === "" ? undefined : value;
  }

  optional<K extends string>(key: K, value: string | undefined): { [P in K]?: string } {
    return value === undefined ? {} : ({ [key]: value } as { [P in K]?: string });
  }

  flag(name: string, absent: boolean): boolean {
    const value = this.value(name);
    if (value !== undefined && typeof value !== "boolean") throw this.wrong(name, "must be a boolean");
    return value ?? absent;
  }

  roomType(): RoomType {
    const value = this.value("roomType");
    if (value !== "voice" && value !== "video") throw this.wrong("roomType", "must be 'voice' or 'video'");
    return value;
  }

  businessType(): 1 | 2 {
    const value = this.value("businessType") ?? 0;
    if (value === 1 || value === 2) return value;
    if (value !== 0 && value !== 3) throw this.wrong("businessType", "must be 1 or 2");
    throw new VoipPluginError({
      errCode: ErrCode.NOT_SUPPORTED,
      errMsg:
        `${this.member}: businessType ${value} (0 when absent) is face-pay, which is not supported; ` +
        "calls of hardware need 1 (device to phone) or 2 (phone to device)",
    });
  }

  voipToken(isRequired: boolean): string {
    const value = this.value("voipToken") ?? "";
    if (typeof value !== "string")
      throw new VoipPluginError({ errCode: ErrCode.PUSH_TOKEN, errMsg: `${this.member}: voipToken must be a string` });
    if (isRequired && value === "") {
      throw new VoipPluginError({
        errCode: ErrCode.PUSH_TOKEN,
        errMsg: `${this.member}: voipToken must be the device's pushToken when businessType is 2`,
      });
    }
    return value;
  }

  timeLimit(): { timeLimit?: number } {
    const value = this.value("timeLimit");
    if (value === undefined) return {};
    if (typeof value !== "number" || !(value > 0)) throw this.wrong("timeLimit", "must be a number of seconds above 0");
    return { timeLimit: value };
  }

  /** The query, and the video that it asks for (contract §1.18). */
  customQuery(): Partial<OpenRequest> {
    const customQuery = this.text("customQuery");
    if (customQuery === undefined) return {};
    const video: Partial<Record<EncodeVideoField, number>> = {};
    const query = parseQuery(customQuery);
    for (const name of ENCODE_VIDEO) {
      const value = Number(query[name]);
      if (value > 0) video[name] = value;
    }
    return { customQuery, ...video };
  }

  encodeVideo(): Partial<Record<EncodeVideoField, number>> {
    const video: Partial<Record<EncodeVideoField, number>> = {};
    for (const name of ENCODE_VIDEO) {
      const value = this.value(name);
      if (value === undefined) continue;
      if (typeof value !== "number" || !Number.isInteger(value) || value < 0)
        throw this.wrong(name, "must be a whole number");
      video[name] = value;
    }
    return video;
  }

  versionOf(name: string, versions: Record<string, AppVersion>): AppVersion {
    const value = this.text(name);
    if (value === undefined) return "release";
    const version = versions[value];
    if (version === undefined) throw this.wrong(name, `must be one of ${Object.keys(versions).join(", ")}`);
    return version;
  }

  wrong(name: string, rule: string): VoipPluginError {
    return wrongParameter(`${this.member}: ${this.prefix}${name} ${rule}`);
  }
}

const ENCODE_VIDEO = [
  "encodeVideoFixedLength",
  "encodeVideoRotation",
  "encodeVideoRatio",
  "encodeVideoMaxFPS",
] as const;
type EncodeVideoField = (typeof ENCODE_VIDEO)[number];
