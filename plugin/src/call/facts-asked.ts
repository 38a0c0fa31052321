import type { CallFacts, Member, OpenRequest, Party } from "../wire/wire.ts";

/** Phone to device; all other hardware calls go from the device to a phone (contract §1.3). */
const TO_DEVICE = 2;
const TO_PHONE = 1;

/** A call as it was asked for, before the platform has said what it made of it. */
export function factsAsked(request: OpenRequest): CallFacts {
  const businessType = request.businessType ?? (request.via === "initByCaller" ? TO_PHONE : TO_DEVICE);
  const toDevice = businessType === TO_DEVICE;
  return {
    room: "",
    app: "",
    via: viaOf(request),
    businessType,
    roomType: request.roomType,
    caller: member(request.caller, !toDevice),
    listener: member(request.listener, toDevice),
    ...(request.timeLimit === undefined ? {} : { timeLimitMs: request.timeLimit * 1000 }),
    ...(request.ringTimeMs === undefined ? {} : { ringTimeMs: request.ringTimeMs }),
    appVersion: "release",
    customQuery: request.customQuery ?? "",
    isCloud: request.isCloud ?? false,
    payload: request.payload ?? "",
    encodeVideo: {
      fixedLength: request.encodeVideoFixedLength ?? 0,
      rotation: request.encodeVideoRotation ?? 0,
      ratio: request.encodeVideoRatio ?? 0,
      maxFps: request.encodeVideoMaxFPS ?? 0,
    },
  };
}

/** The call interface of a request, as the call's facts name it. */
export function viaOf({ via }: OpenRequest): CallFacts["via"] {
  return via === "callWMPF" ? "callWmpf" : via;
}

function member(side: OpenRequest["caller"] & { modelId?: string }, isDevice: boolean): Member {
  const id = side.id ?? "";
  const party: Party = isDevice ? { kind: "device", sn: id } : { kind: "user", openId: id };
  return {
    party,
    name: side.name ?? "",
    camera: side.cameraStatus === 1 ? "off" : "on",
    ...(side.modelId === undefined ? {} : { modelId: side.modelId }),
  };
}
