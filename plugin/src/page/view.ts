import type { CallState } from "../call/call.ts";
import type { MediaState } from "../media/media.ts";
import type { Environment, UiConfig } from "../port/port.ts";
import type { CallFacts } from "../wire/wire.ts";

/** All that the call page shows. It decides nothing: whoever holds the call gives a new view after each change. */
export interface CallView {
  kind: Environment["kind"];
  state: CallState;
  facts: CallFacts;
  isCaller: boolean;
  media: MediaState | undefined;
  ui: UiConfig;
  /** Whether the platform can be reached. */
  line: "connected" | "away";
  /** The custom element of the sheet behind the custom button (contract §1.9). */
  customBox?: string;
  /** Nothing is to be heard here: two seats on one machine would howl. */
  isMuted: boolean;
}

/** What was pressed on a page. */
export type Press =
  | { kind: "answer" | "leave" | "close" | "customBoxShown" | "customBoxHidden" }
  | { kind: "camera" | "microphone"; wanted: "on" | "off" };

declare global {
  interface HTMLElementEventMap {
    press: CustomEvent<Press>;
  }
}

export function press(element: HTMLElement, detail: Press): void {
  element.dispatchEvent(new CustomEvent<Press>("press", { detail, bubbles: true, composed: true }));
}
