import type { Said } from "./agent.ts";

/** For a person at a terminal; nothing for what is for programs only. */
export function inWords(said: Said): string | undefined {
  switch (said.kind) {
    case "line":
      return said.state === "connected" ? "connected" : `${said.state}: ${said.why}`;
    case "call": {
      const { call } = said;
      const caller = call.caller.name === "" ? "somebody" : call.caller.name;
      if (said.how === "incoming") return `${caller} calls by ${call.roomType}: answer, or hang-up`;
      return said.how === "resumed" ? `back in the call ${said.room}` : `calling by ${call.roomType}`;
    }
    case "state":
      if (said.state.kind !== "ended") return said.state.kind;
      return said.state.settledMs === undefined
        ? `ended: ${said.state.reason}, ${seconds(said.state.talkedMs)} of talk`
        : `settled: ${seconds(said.state.settledMs)}`;
    case "event":
      return undefined;
    case "picture":
      return `picture of ${said.width}x${said.height}`;
    case "media":
      return `received ${said.frames} frames, ${seconds(said.audioMs)} of sound`;
    case "done":
      return said.state === undefined ? undefined : `${said.state}, line ${said.line}`;
    case "refused":
      return `refused (${said.errCode} ${said.reason}): ${said.errMsg}`;
    case "note":
      return said.text;
  }
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
