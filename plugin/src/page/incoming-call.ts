import { css, html, LitElement, nothing } from "lit";
import type { CallFacts } from "../wire/wire.ts";
import * as icons from "./icons.ts";
import { ring } from "./ring-tone.ts";
import { COMMON } from "./styles.ts";
import { type Language, languageHere, textsOf } from "./texts.ts";
import { press } from "./view.ts";

/** What the vendor's client shows while it rings: who calls and how, answer and refuse. */
export class IncomingCall extends LitElement {
  static override properties = { facts: { attribute: false }, language: { type: String }, silent: { type: Boolean } };

  declare facts: CallFacts | undefined;
  declare language: Language;
  /** Shows and vibrates nothing else: the ring is somewhere else. */
  declare silent: boolean;
  private stopsRinging: (() => void) | undefined;

  constructor() {
    super();
    this.language = languageHere();
    this.silent = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (!this.silent) {
      this.stopsRinging = ring();
    }
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stopsRinging?.();
  }

  protected override firstUpdated(): void {
    this.renderRoot.querySelector("section")?.focus();
  }

  protected override render(): unknown {
    const facts = this.facts;
    if (!facts) {
      return nothing;
    }
    const texts = textsOf(this.language);
    const { caller, roomType } = facts;
    return html`<section lang=${this.language} tabindex="-1" role="alertdialog" aria-labelledby="who" aria-describedby="how">
      <div class="face ringing">${caller.party.kind === "device" ? icons.DOORBELL : icons.PERSON}</div>
      <div class="words">
        <h1 id="who">${caller.name || (roomType === "video" ? texts.videoCall : texts.voiceCall)}</h1>
        <p id="how">${texts.invites[roomType]}</p>
      </div>
      <div class="choice">
        <button class="round red" @click=${() => press(this, { kind: "leave" })}>
          <i>${icons.HANG_UP}</i><span>${texts.refuse}</span>
        </button>
        <button class="round green" @click=${() => press(this, { kind: "answer" })}>
          <i>${roomType === "video" ? icons.CAMERA : icons.PHONE}</i><span>${texts.answer}</span>
        </button>
      </div>
    </section>`;
  }

  static override styles = [
    COMMON,
    css`
      section {
        outline: none;
        position: absolute;
        inset: 0;
        display: grid;
        grid-template-rows: 1fr auto 1fr auto;
        justify-items: center;
        align-items: end;
        gap: 1.4rem;
        padding: 1.5rem 1rem max(2rem, env(safe-area-inset-bottom));
      }
      .words {
        text-align: center;
      }
      p {
        margin: 0.4rem 0 0;
        color: var(--soft);
      }
      .words {
        grid-row: 2;
      }
      .choice {
        grid-row: 4;
        display: flex;
        justify-content: center;
        gap: 4.5rem;
      }
      @container (min-aspect-ratio: 1/1) {
        section {
          grid-template: 1fr auto auto 1fr / 1fr auto;
          column-gap: 2rem;
        }
        .face {
          grid-area: 2 / 1;
        }
        .words {
          grid-area: 3 / 1;
        }
        .choice {
          grid-area: 1 / 2 / 5 / 3;
          align-self: center;
          flex-direction: column-reverse;
          gap: 1.4rem;
        }
      }
      @container (max-height: 26rem) {
        .face {
          width: 4.5rem;
          height: 4.5rem;
        }
        .face svg {
          width: 2.4rem;
          height: 2.4rem;
        }
      }
    `,
  ];
}

customElements.define("incoming-call", IncomingCall);

declare global {
  interface HTMLElementTagNameMap {
    "incoming-call": IncomingCall;
  }
}
