import { html } from "lit";
import type { LineState } from "../src/line/socket.ts";
import { TEXTS } from "./texts.ts";

export interface Sitter {
  /** In the page's address. */
  id: string;
  name: string;
}

/** Who sits here, to be changed, and whether the platform hears of it. */
export function seatHeader(who: { label: string; parameter: string; choice: Sitter[]; id: string }, line: LineState | undefined) {
  const choose = (event: Event) => {
    location.search = `?${who.parameter}=${(event.target as HTMLSelectElement).value}`;
  };
  return html`<header>
    <label
      >${who.label}
      <select @change=${choose}>
        ${who.choice.map(({ id, name }) => html`<option value=${id} ?selected=${id === who.id}>${name}</option>`)}
      </select></label
    >
    <span class="dot ${line?.kind ?? "away"}" role="status">${words(line)}</span>
  </header>`;
}

function words(line: LineState | undefined): string {
  switch (line?.kind) {
    case "connected":
      return TEXTS.connected;
    case "refused":
      return TEXTS.refused(line.why);
    case "away":
    case undefined:
      return TEXTS.away;
  }
}
