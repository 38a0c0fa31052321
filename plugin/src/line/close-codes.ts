/** What a gateway's close code asks for; `docs/errors.md` says what each means. */
export type Reconnect = "no" | "now" | "withNewToken";

const RECONNECT: Readonly<Record<number, Reconnect>> = {
  4400: "no",
  4401: "withNewToken",
  4403: "no",
  4407: "now",
  4408: "withNewToken",
  4409: "no",
  4413: "no",
  4429: "now",
  4430: "no",
  4503: "now",
};

/** Any other end of a connection is a lost network, and worth another attempt. */
export function reconnectAfter(code: number): Reconnect {
  return RECONNECT[code] ?? "now";
}
