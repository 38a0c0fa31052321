import type { CallFacts, VoipEvent } from "../../src/wire/wire.ts";

export type Side = "caller" | "listener";

export type Cause =
  | { kind: "cancelled" | "rejected"; origin: string }
  | { kind: "hungUp"; by: Side; origin: string }
  | { kind: "busy" | "noAnswer" | "timeLimit" | "endedByServer" | "revoked" }
  | { kind: "joinTimeout"; missing: Side }
  | { kind: "joinFailed"; side: Side; errCode: number; errMsg: string }
  | { kind: "aborted"; side: Side; errMsg: string }
  | { kind: "lost"; side: Side };

const OTHER_SIDE_ABORTED = "room status is abort";

/** What an end is to one side, as the platform words it (contract §2.3, §2.4). */
export function endEvents(call: CallFacts, cause: Cause, side: Side, talkedMs: number): VoipEvent[] {
  return [reasonEvent(call, cause, side, talkedMs), endVoip(call, side, talkedMs)];
}

export function endVoip(call: CallFacts, side: Side, talkedMs: number): VoipEvent {
  return named(call, "endVoip", {
    keepTime: seconds(talkedMs),
    callerName: call.caller.name,
    listenerName: call.listener.name,
    roomType: call.roomType,
    isCaller: side === "caller",
    businessType: call.businessType,
  });
}

export function named(call: CallFacts, eventName: string, data: Record<string, unknown> = {}): VoipEvent {
  return { eventName, roomId: call.room, groupId: call.room, data };
}

export const seconds = (ms: number): number => Math.floor(ms / 1000);

function reasonEvent(call: CallFacts, cause: Cause, side: Side, talkedMs: number): VoipEvent {
  const reason = cause.kind;
  const keepTime = seconds(talkedMs);
  const own = (who: Side, origin: string): string => (who === side ? origin : "other");
  const failed = (who: Side, errMsg: string): VoipEvent =>
    named(call, "abortVoip", {
      reason,
      keepTime,
      status: who !== side ? "unknown" : side === "caller" ? "abortByCaller" : "abortByListener",
      error: { errMsg: who === side ? errMsg : OTHER_SIDE_ABORTED },
    });
  const hungUp = (by: Side, origin: string): VoipEvent =>
    named(call, "hangUpVoip", { reason, keepTime, status: by === "caller" ? "endByCaller" : "endByListener", origin });
  switch (cause.kind) {
    case "cancelled":
      return named(call, "cancelVoip", { reason, status: own("caller", cause.origin) });
    case "rejected":
      return named(call, "rejectVoip", { reason, status: own("listener", cause.origin) });
    case "busy":
      return named(call, "busy", { reason });
    case "noAnswer":
      return named(call, "timeout", { reason });
    case "hungUp":
      return hungUp(cause.by, own(cause.by, cause.origin));
    case "timeLimit":
      return hungUp("caller", "timeLimit");
    case "endedByServer":
    case "revoked":
      return hungUp(side === "caller" ? "listener" : "caller", "other");
    case "joinTimeout":
      return cause.missing === "caller"
        ? failed("listener", "listener waitOtherToJoin timeout")
        : failed("listener", "join timeout");
    case "joinFailed":
      return cause.side === side
        ? named(call, side === "caller" ? "joinFailCaller" : "joinFailListener", {
            reason,
            errCode: cause.errCode,
            errMsg: cause.errMsg,
            message: cause.errMsg,
          })
        : failed(cause.side, cause.errMsg);
    case "aborted":
      return failed(cause.side, cause.errMsg);
    case "lost":
      return failed(cause.side, "call interrupted due to native reason");
  }
}
