import { html, LitElement, nothing } from "lit";
import type { Call } from "../src/call/call.ts";
import type { Line } from "../src/line/line.ts";
import type { WmpfVoip } from "../src/plugin/plugin.ts";
import type { Seat } from "../src/seat/seat.ts";
import type { RoomId, VoipEvent } from "../src/wire/wire.ts";
import { TEXTS } from "./texts.ts";

interface Timeline {
  roomId: RoomId;
  state: string;
  reason?: string;
  entries: { seq: number; type: string; sinceOpenedMs?: number; sinceOpened?: number }[];
}

const EVENTS_MAX = 60;
const TIMELINE_AFTER_MS = 120;

/** What the program of a seat is told, and what the platform has recorded of the call. */
export class LiveView extends LitElement {
  static override properties = { events: { state: true }, timeline: { state: true } };

  declare private events: { at: number; event: VoipEvent; times: number }[];
  declare private timeline: Timeline | undefined;
  private since = 0;
  private line: Line | undefined;
  private reading: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.events = [];
  }

  follow({ seat, line, plugin }: { seat: Seat; line: Line; plugin: WmpfVoip }): void {
    this.line = line;
    seat.watch({ call: (call) => this.newCall(call), page: (isOpen) => isOpen && this.clear() });
    plugin.onVoipEvent((event) => this.add(event));
  }

  protected override createRenderRoot() {
    return this;
  }

  /** The page's first event comes before the call that it is opened for is known. */
  private clear(): void {
    if (this.events.some(({ event }) => event.roomId !== undefined)) {
      this.events = [];
    }
    if (this.events.length === 0) {
      this.since = Date.now();
    }
  }

  private newCall(call: Call): void {
    this.clear();
    this.timeline = undefined;
    call.onChange(() => this.readSoon(call));
    this.readSoon(call);
  }

  private add(event: VoipEvent): void {
    const last = this.events[0];
    const at = Date.now() - this.since;
    // One line counts the seconds of a call.
    this.events =
      last && event.eventName === "calling" && last.event.eventName === "calling"
        ? [{ at, event, times: last.times + 1 }, ...this.events.slice(1)]
        : [{ at, event, times: 1 }, ...this.events].slice(0, EVENTS_MAX);
  }

  private readSoon(call: Call): void {
    clearTimeout(this.reading);
    this.reading = setTimeout(() => void this.read(call.room), TIMELINE_AFTER_MS);
  }

  private async read(room: RoomId): Promise<void> {
    if (room !== "") {
      try {
        this.timeline = await this.line?.ask<Timeline>("GET", `/v1/rooms/${encodeURIComponent(room)}/timeline`);
      } catch {
        // It is shown with the next event.
      }
    }
  }

  protected override render() {
    return html`<section class="live" aria-label=${TEXTS.live}>
      <div>
        <h2>${TEXTS.events}</h2>
        ${this.events.length === 0
          ? html`<p class="soft">${TEXTS.noEvents}</p>`
          : html`<ol tabindex="0" aria-label=${TEXTS.events} class="log events">
              ${this.events.map(
                ({ at, event, times }) =>
                  html`<li>
                    <span class="at">${seconds(at)}</span><b>${event.eventName}</b>${times > 1
                      ? html`<span class="at">×${times}</span>`
                      : nothing} <code>${dataOf(event)}</code>
                  </li>`,
              )}
            </ol>`}
      </div>
      <div>
        <h2>${TEXTS.timeline}</h2>
        ${this.timeline
          ? html`<ol tabindex="0" aria-label=${TEXTS.timeline} class="log">
              ${this.timeline.entries.map(
                (entry) =>
                  html`<li>
                    <span class="at">${seconds(entry.sinceOpenedMs ?? entry.sinceOpened ?? 0)}</span><b>${entry.type}</b>
                  </li>`,
              )}
            </ol>`
          : html`<p class="soft">${TEXTS.noTimeline}</p>`}
      </div>
    </section>`;
  }
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(3)}`;
}

function dataOf(event: VoipEvent): string {
  return Object.keys(event.data ?? {}).length === 0 ? "" : JSON.stringify(event.data);
}

customElements.define("live-view", LiveView);

declare global {
  interface HTMLElementTagNameMap {
    "live-view": LiveView;
  }
}
