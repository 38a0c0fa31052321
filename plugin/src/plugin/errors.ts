import type { Failure } from "../port/port.ts";

/** Plugin-internal codes (contract §3.2) that the logic itself gives. */
export const ErrCode = {
  PUSH_TOKEN: 1001,
  NO_ANSWER: 1002,
  PARAMETER: 1004,
  BUSY: 1005,
  ON_DEVICE_ONLY: 1006,
  ON_PHONE_ONLY: 1007,
  NOT_SUPPORTED: 1011,
} as const;

/** Anything that a member of the plugin refuses (contract §3.3); `message` is `errMsg`. */
export class VoipError extends Error {
  override readonly name: string = "VoipError";
  readonly errMsg: string;
  /** As `docs/errors.md` and `docs/plugin.md` list them. */
  readonly errCode: number | undefined;
  readonly errno: number | undefined;

  /** @internal */
  constructor(failure: Failure, options?: { cause?: unknown }) {
    super(failure.errMsg, options);
    this.errMsg = failure.errMsg;
    this.errCode = failure.errCode;
    this.errno = failure.errno;
  }
}

/** The platform said no, or could not be asked. */
export class VoipCgiError extends VoipError {
  override readonly name = "VoipCgiError";
}

/** The room could not be entered. */
export class VoipJoinError extends VoipError {
  override readonly name = "VoipJoinError";
  /** What the cause said, where that is more. */
  readonly extErrMsg: string;
  readonly errType: number;

  /** @internal */
  constructor(failure: Failure, options?: { cause?: unknown; extErrMsg?: string; errType?: number }) {
    super(failure, options);
    this.extErrMsg = options?.extErrMsg ?? failure.errMsg;
    this.errType = options?.errType ?? 0;
  }
}

/** The plugin itself said no: a wrong parameter, the wrong place, another call. */
export class VoipPluginError extends VoipError {
  override readonly name = "VoipPluginError";
}

/** The error that a failure of the seat is for programs; its code decides the class. */
export function toVoipError(failure: Failure): VoipError {
  const code = failure.errCode ?? 0;
  if (code >= 2000 && code < 3000) return new VoipJoinError(failure, { cause: failure });
  const isCgi = code < 1000 || code >= 3000 || code === 1002 || code === 1003;
  return isCgi ? new VoipCgiError(failure, { cause: failure }) : new VoipPluginError(failure, { cause: failure });
}

export function wrongParameter(errMsg: string): VoipPluginError {
  return new VoipPluginError({ errCode: ErrCode.PARAMETER, errMsg });
}
