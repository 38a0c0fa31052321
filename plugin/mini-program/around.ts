import type { MiniHostOptions } from "../src/mini-host/index.ts";

/** What `--around` names: what the developer's program needs besides, because it is not here: `wx.cloud`, another plugin. */
export interface Around extends Pick<MiniHostOptions, "wx" | "globals" | "requirePlugin"> {
  /** Where a server of the program is reached meanwhile, by the beginning of its addresses. */
  servers?: Record<string, string>;
}

export function reachedAt(url: string, servers: Around["servers"]): string {
  const [from, to] = Object.entries(servers ?? {}).find(([beginning]) => url.startsWith(beginning)) ?? [];
  return from === undefined || to === undefined ? url : to + url.slice(from.length);
}
