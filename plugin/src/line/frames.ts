import type { ServerFrame } from "../wire/wire.ts";

type Kind = ServerFrame["kind"];
type Json = Record<string, unknown>;

/** What must be there, and of which type, before a frame of this kind is used. */
const NEEDED: Readonly<Record<Kind, Readonly<Record<string, "string" | "number" | "object">>>> = {
  welcome: { serverTime: "string", tokenValidMs: "number" },
  event: { id: "string", type: "string", subject: "string", time: "string", seq: "number", data: "object" },
  ring: { ring: "object", call: "object" },
  signal: { room: "string", n: "number" },
  renegotiate: { room: "string", n: "number" },
  tokenExpiring: { remainingMs: "number" },
  tokenRenewed: { tokenValidMs: "number" },
  problem: { errCode: "number", reason: "string", errMsg: "string" },
};

/** The frame in a text; nothing for a kind or shape that only a later version knows. */
export function frameOf(text: string): ServerFrame | undefined {
  const json = jsonOf(text);
  if (json === undefined || typeof json.kind !== "string" || !Object.hasOwn(NEEDED, json.kind)) return undefined;
  for (const [field, type] of Object.entries(NEEDED[json.kind as Kind])) {
    const value = json[field];
    if (typeof value !== type || value === null) return undefined;
  }
  return json as unknown as ServerFrame;
}

function jsonOf(text: string): Json | undefined {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === "object" && json !== null ? (json as Json) : undefined;
  } catch {
    return undefined;
  }
}
