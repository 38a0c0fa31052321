import type { CallFacts, EventFrame, Party } from "../wire/wire.ts";

export interface Endpoint {
  party: Party;
  /** The installation. */
  id: string;
}

/** What a call does with an event of its room; all else in one is only for timelines. */
export type RoomNews =
  /** Only the caller is told. */
  | { type: "RoomOpened"; call: CallFacts; endpoint: string }
  /** Only the caller is told. */
  | { type: "RoomRefused"; objection: { errCode: number; reason: string; errMsg: string } }
  | { type: "RoomRang"; call: CallFacts }
  | { type: "ListenerRinging" }
  | { type: "RoomJoined"; by: Endpoint }
  | { type: "RoomAnswered"; call: CallFacts; by: Endpoint }
  | { type: "TalkStarted"; call: CallFacts }
  | { type: "RoomEnded"; cause: { kind: string }; talkedMs: number }
  | { type: "RoomSettled"; talkedMs: number; charge?: { chargeType: string; chargedMs?: number } };

const NEEDED: Readonly<Record<RoomNews["type"], readonly string[]>> = {
  RoomOpened: ["call", "endpoint"],
  RoomRefused: ["objection"],
  RoomRang: ["call"],
  ListenerRinging: [],
  RoomJoined: ["by"],
  RoomAnswered: ["call", "by"],
  TalkStarted: ["call"],
  RoomEnded: ["cause", "talkedMs"],
  RoomSettled: ["talkedMs"],
};

/** Nothing for events that do not move a call, and for types that only a later version knows. */
export function newsOf(frame: EventFrame): RoomNews | undefined {
  if (!Object.hasOwn(NEEDED, frame.type)) return undefined;
  const type = frame.type as RoomNews["type"];
  return NEEDED[type].every((field) => field in frame.data) ? ({ ...frame.data, type } as unknown as RoomNews) : undefined;
}

