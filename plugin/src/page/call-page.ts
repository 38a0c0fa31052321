import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { styleMap } from "lit/directives/style-map.js";
import type { SideUi } from "../port/port.ts";
import * as icons from "./icons.ts";
import { COMMON } from "./styles.ts";
import { clockText, type Language, languageHere, type Texts, textsOf } from "./texts.ts";
import { type CallView, press } from "./view.ts";

type Side = "own" | "other";

const SHEET_HEIGHTS = ["70vh", "75vh", "90vh"];

/** The call page of contract §1.14: shows where a call stands and tells, as `press` events, what was pressed. */
export class CallPage extends LitElement {
  static override properties = {
    view: { attribute: false },
    language: { type: String },
    max: { state: true },
    controlsHidden: { state: true },
    boxShown: { state: true },
    needsTap: { state: true },
  };

  declare view: CallView | undefined;
  declare language: Language;
  /** Whose picture is the big one; by `isSelfWindowMax` until it is swapped. */
  declare private max: Side | undefined;
  declare private controlsHidden: boolean;
  declare private boxShown: boolean;
  /** Browsers let no page sound that nobody has touched yet. */
  declare private needsTap: boolean;
  /** The program's own element lives as long as its sheet: it may hold what a person is typing. */
  private boxContent: HTMLElement | undefined;
  private ticks: ReturnType<typeof setInterval> | undefined;
  private room = "";

  constructor() {
    super();
    this.language = languageHere();
    this.controlsHidden = false;
    this.boxShown = false;
    this.needsTap = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.ticks = setInterval(() => this.view?.state.kind === "talking" && this.requestUpdate(), 250);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.ticks);
  }

  protected override willUpdate(changed: PropertyValues): void {
    const view = this.view;
    if (!changed.has("view") || !view) {
      return;
    }
    if (view.facts.room !== this.room) {
      this.room = view.facts.room;
      this.max = undefined;
      this.controlsHidden = false;
    }
    if (view.state.kind === "ended") {
      this.hideBox();
    }
  }

  protected override updated(): void {
    for (const player of this.renderRoot.querySelectorAll<HTMLMediaElement>("video, audio")) {
      const stream = player.dataset["of"] === "own" ? this.view?.media?.local : this.view?.media?.remote;
      if (player.srcObject !== (stream ?? null)) {
        player.srcObject = stream ?? null;
      }
      player.muted = player instanceof HTMLVideoElement || this.view?.isMuted !== false;
      if (stream && player.paused) {
        this.play(player);
      }
    }
  }

  private play(player: HTMLMediaElement): void {
    player.play().then(
      () => {
        if (!player.muted) {
          this.needsTap = false;
        }
      },
      (failure: unknown) => {
        this.needsTap = failure instanceof DOMException && failure.name === "NotAllowedError";
      },
    );
  }

  private get texts(): Texts {
    return textsOf(this.language);
  }

  protected override render() {
    const view = this.view;
    if (!view) {
      return this.withoutCall();
    }
    return view.state.kind === "ended" ? this.result(view, view.state) : this.call(view);
  }

  /** A program may open the page before it places its call, or to warm up. */
  private withoutCall() {
    return html`<section aria-label=${this.texts.controls} lang=${this.language} class="page plain">
      <header><p class="stage" role="status">${this.texts.joining}</p></header>
      <nav aria-label=${this.texts.controls}>
        ${this.button("", icons.CLOSE, this.texts.close, () => press(this, { kind: "close" }))}
      </nav>
    </section>`;
  }

  // While there is a call

  private call(view: CallView) {
    const isVideo = view.facts.roomType === "video";
    const showsPicture = isVideo && this.bigPicture(view);
    const hides = isVideo && view.state.kind === "talking" && this.controlsHidden;
    return html`
      <section
        aria-label=${this.texts.controls}
        lang=${this.language}
        class="page call ${showsPicture ? "pictured" : "plain"} ${hides ? "hides" : ""}"
        @click=${isVideo && view.state.kind === "talking" ? this.toggleControls : nothing}
      >
        <audio data-of="other" autoplay></audio>
        ${isVideo ? this.pictures(view) : nothing}
        <header>
          ${showsPicture ? nothing : html`<div class="face ${waits(view) ? "ringing" : ""}">${faceOf(view)}</div>`}
          <h1>${otherOf(view).name || this.texts[isVideo ? "videoCall" : "voiceCall"]}</h1>
          ${view.state.kind === "talking"
            ? html`<p class="time" role="timer" aria-live="off">
                ${clockText(Date.now() - view.state.startedAtMs)}
              </p>`
            : nothing}
          <p class="stage" role="status">${this.stage(view)}</p>
          ${this.notes(view)}
        </header>
        ${this.controls(view)} ${this.boxShown ? this.box(view) : nothing}
      </section>
    `;
  }

  private stage(view: CallView): string {
    const texts = this.texts;
    switch (view.state.kind) {
      case "opening":
        return texts.opening;
      case "ringing":
        return texts.invites[view.facts.roomType];
      case "waiting":
        return view.state.listenerRings ? texts.rings : texts.waiting;
      case "joining":
        return view.isCaller ? texts.joining : texts.listenerJoins;
      case "talking":
        return this.whatIsMissing(view);
      case "ended":
        return texts.ended;
    }
  }

  private whatIsMissing(view: CallView): string {
    if (view.media?.path === "connecting") {
      return this.texts.connectingMedia;
    }
    return view.facts.roomType === "video" && view.media && !this.bigPicture(view) ? this.dark(this.bigSide(view)) : "";
  }

  /** What is wrong and what to do about it; each has its own words. */
  private notes(view: CallView) {
    const { line, media } = view;
    const notes = [
      line === "away" ? this.texts.lineAway : undefined,
      media?.path === "lost" && view.state.kind !== "ended" ? this.texts.pathLost : undefined,
      media?.microphone.kind === "trouble" ? this.texts.microphone[media.microphone.why] : undefined,
      media?.camera.kind === "trouble" ? this.texts.camera[media.camera.why] : undefined,
    ].filter((note) => note !== undefined);
    return notes.map((note) => html`<p class="note" role="alert">${note}</p>`);
  }

  private bigSide(view: CallView): Side {
    // Before the other side is there, one's own picture is what there is to see.
    if (view.state.kind !== "talking") {
      return "own";
    }
    return this.max ?? (view.ui.isSelfWindowMax ? "own" : "other");
  }

  private bigPicture(view: CallView): boolean {
    return isSeen(view, this.bigSide(view));
  }

  private pictures(view: CallView) {
    const big = this.bigSide(view);
    const small: Side = big === "own" ? "other" : "own";
    // Each picture keeps its element when they are swapped, so that neither is black for a moment.
    return html`
      <div class="stage-area">${this.picture(view, "other", big)}${this.picture(view, "own", big)}</div>
      ${view.state.kind === "talking" ? this.swapButton(isSeen(view, small) ? undefined : this.dark(small)) : nothing}
    `;
  }

  private dark(side: Side): string {
    return side === "own" ? this.texts.ownCameraIsOff : this.texts.otherCameraIsOff;
  }

  /** Lies over the small picture, and says why there is none. */
  private swapButton(dark: string | undefined) {
    const label = this.texts.swap;
    return html`<button class="swap" aria-label=${dark ? `${dark}: ${label}` : label} title=${label} @click=${this.swap}>
      ${dark ? html`<span class="dark">${icons.CAMERA_OFF}<span>${dark}</span></span>` : nothing}<span class="badge"
        >${icons.SWAP}</span
      >
    </button>`;
  }

  private picture(view: CallView, side: Side, big: Side) {
    const ui = this.uiOf(view, side);
    const isBig = side === big;
    const seen = isSeen(view, side) && (isBig || view.state.kind === "talking");
    return html`<div class="picture ${isBig ? "big" : "small"} ${seen ? "" : "out"}">
      <video
        data-of=${side}
        autoplay
        playsinline
        muted
        aria-label=${side === "own" ? this.texts.ownPicture : this.texts.otherPicture}
        style=${styleMap(styleOf(ui))}
      ></video>
    </div>`;
  }

  private uiOf(view: CallView, side: Side): SideUi {
    const isCallers = (side === "own") === view.isCaller;
    return (isCallers ? view.ui.callerUI : view.ui.listenerUI) ?? {};
  }

  private controls(view: CallView) {
    const { state, media } = view;
    const texts = this.texts;
    if (state.kind === "ringing") {
      return html`<nav aria-label=${texts.controls} class="choice">
        ${this.button("red", icons.HANG_UP, texts.refuse, () => press(this, { kind: "leave" }))}
        ${this.button("green", view.facts.roomType === "video" ? icons.CAMERA : icons.PHONE, texts.answer, () => press(this, { kind: "answer" }))}
      </nav>`;
    }
    return html`<nav aria-label=${texts.controls}>
      ${this.needsTap ? this.button("", icons.SOUND, texts.listen, () => this.listen()) : nothing}
      ${media && media.microphone.kind !== "trouble" ? this.microphone(media.microphone.kind) : nothing}
      ${this.button("red", icons.HANG_UP, state.kind === "talking" ? texts.hangUp : texts.cancel, () =>
        press(this, { kind: "leave" }),
      )}
      ${media && this.hasCameraButton(view) ? this.camera(media.camera.kind) : nothing}
      ${this.hasCustomButton(view)
        ? this.button("", icons.MORE, view.ui.btnText ?? "", () => this.showBox(view))
        : nothing}
    </nav>`;
  }

  private button(look: string, icon: TemplateResult, label: string, pressed: () => void) {
    return html`<button
      class="round ${look}"
      @click=${(event: Event) => {
        event.stopPropagation();
        pressed();
      }}
    >
      <i>${icon}</i><span>${label}</span>
    </button>`;
  }

  private microphone(kind: "starting" | "on" | "off") {
    const isOff = kind === "off";
    return this.button(
      isOff ? "off" : "",
      isOff ? icons.MICROPHONE_OFF : icons.MICROPHONE,
      isOff ? this.texts.microphoneOn : this.texts.microphoneOff,
      () => press(this, { kind: "microphone", wanted: isOff ? "on" : "off" }),
    );
  }

  /** On a device the camera is on and there is no button (contract §1.8). */
  private hasCameraButton(view: CallView): boolean {
    const isWanted = this.uiOf(view, "own").enableToggleCamera ?? true;
    return view.facts.roomType === "video" && view.kind === "phone" && isWanted;
  }

  private camera(kind: "starting" | "on" | "off" | "trouble") {
    const isOn = kind === "on" || kind === "starting";
    return this.button(
      isOn ? "" : "off",
      isOn ? icons.CAMERA : icons.CAMERA_OFF,
      isOn ? this.texts.cameraOff : this.texts.cameraOn,
      () => press(this, { kind: "camera", wanted: isOn ? "off" : "on" }),
    );
  }

  /** Only who is called by a device has it, and only once both talk (contract §1.9). */
  private hasCustomButton(view: CallView): boolean {
    return Boolean(view.ui.btnText) && view.kind === "phone" && !view.isCaller && view.state.kind === "talking";
  }

  private box(view: CallView) {
    const height = view.ui.customBoxHeight ?? "90vh";
    return html`<section
      class="box"
      role="dialog"
      aria-modal="true"
      aria-label=${view.ui.btnText ?? ""}
      style=${styleMap({ height: `${parseInt(SHEET_HEIGHTS.includes(height) ? height : "90vh", 10)}cqh` })}
      @click=${(event: Event) => event.stopPropagation()}
      @keydown=${(event: KeyboardEvent) => event.key === "Escape" && this.hideBox()}
    >
      <button class="close" aria-label=${this.texts.close} @click=${() => this.hideBox()}>${icons.CLOSE}</button>
      ${this.boxContent ?? nothing}
    </section>`;
  }

  private showBox(view: CallView): void {
    this.boxContent = view.customBox ? document.createElement(view.customBox) : undefined;
    Object.assign(this.boxContent ?? {}, { callerId: idOf(view, "caller"), listenerId: idOf(view, "listener") });
    this.boxShown = true;
    press(this, { kind: "customBoxShown" });
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(".close")?.focus());
  }

  private hideBox(): void {
    if (this.boxShown) {
      this.boxShown = false;
      this.boxContent = undefined;
      press(this, { kind: "customBoxHidden" });
    }
  }

  private swap(event: Event): void {
    event.stopPropagation();
    const view = this.view;
    if (view) {
      this.max = this.bigSide(view) === "own" ? "other" : "own";
    }
  }

  private toggleControls(): void {
    this.controlsHidden = !this.controlsHidden;
  }

  private listen(): void {
    this.renderRoot.querySelectorAll<HTMLMediaElement>("audio").forEach((player) => this.play(player));
  }

  // When it is over

  private result(view: CallView, ended: Extract<CallView["state"], { kind: "ended" }>) {
    const texts = this.texts;
    const talked = ended.settledMs ?? ended.talkedMs;
    return html`<section aria-label=${this.texts.controls} lang=${this.language} class="page result">
      <header>
        <div class="face">${faceOf(view)}</div>
        <h1>${otherOf(view).name || texts.ended}</h1>
        <p class="stage" role="status">${texts.reasons[ended.reason] ?? texts.ended}</p>
        ${this.notes(view)}
        ${ended.talkedMs > 0
          ? html`<dl>
              <div>
                <dt>${ended.settledMs === undefined ? texts.talked : texts.settled}</dt>
                <dd>${clockText(talked)}</dd>
              </div>
            </dl>
            <p class="settling">${ended.settledMs === undefined ? texts.settling : nothing}</p>`
          : nothing}
      </header>
      <nav aria-label=${texts.controls}>
        ${this.button("", icons.CLOSE, texts.close, () => press(this, { kind: "close" }))}
      </nav>
    </section>`;
  }

  static override styles = [
    COMMON,
    css`
      .page {
        position: absolute;
        inset: 0;
        display: grid;
        grid-template-rows: 1fr auto;
        padding: max(1rem, env(safe-area-inset-top)) 1rem max(1.25rem, env(safe-area-inset-bottom));
      }
      header {
        position: relative;
        z-index: 2;
        display: flex;
        flex-direction: column;
        align-items: center;
        gap: 0.55rem;
        text-align: center;
        pointer-events: none;
      }
      .plain header,
      .result header {
        justify-content: center;
      }
      header p {
        margin: 0;
      }
      .face {
        margin-bottom: 0.6rem;
      }
      .stage {
        color: var(--soft);
        min-height: 1.4em;
      }
      .time {
        font-variant-numeric: tabular-nums;
        font-size: 1.05rem;
      }
      .note {
        max-width: 24rem;
        padding: 0.55rem 0.9rem;
        border-radius: 0.7rem;
        background: var(--amber-ground);
        color: var(--amber);
        font-size: 0.9rem;
      }
      nav {
        position: relative;
        z-index: 2;
        display: flex;
        flex-wrap: wrap;
        justify-content: center;
        align-items: flex-start;
        /* Four beside each other on a phone that is 360 px wide. */
        gap: 1rem clamp(0.4rem, 2.2cqw, 0.8rem);
      }
      .round span {
        max-width: 5.2rem;
        text-align: center;
        line-height: 1.25;
      }
      /* Over a picture everything is light on dark, whatever the theme. */
      .pictured {
        color: #fff;
        --ink: #fff;
        --soft: #e6ebe8;
        --glass: rgb(20 26 24 / 0.66);
        --ground: #101614;
        --focus: #9cc2ff;
        background: #000;
      }
      .pictured header {
        align-self: start;
        width: fit-content;
        max-width: calc(100% - 9rem);
        justify-self: start;
        align-items: flex-start;
        text-align: start;
        padding: 0.6rem 0.9rem;
        border-radius: 0.9rem;
        background: rgb(10 14 12 / 0.62);
      }
      .pictured h1 {
        font-size: 1.1rem;
        text-align: start;
      }
      .pictured .stage:empty {
        display: none;
      }
      .pictured .stage {
        font-size: 0.9rem;
        min-height: 0;
      }
      .pictured .round span {
        padding: 0.05rem 0.4rem;
        border-radius: 0.5rem;
        background: rgb(10 14 12 / 0.62);
      }
      .stage-area {
        position: absolute;
        inset: 0;
      }
      .picture {
        overflow: hidden;
        container-type: size;
      }
      .picture video {
        position: absolute;
        top: 50%;
        left: 50%;
        translate: -50% -50%;
        width: 100%;
        height: 100%;
      }
      .big {
        position: absolute;
        inset: 0;
      }
      .small,
      .swap {
        position: absolute;
        top: max(1rem, env(safe-area-inset-top));
        right: 1rem;
        width: clamp(5.5rem, 26cqw, 11rem);
        aspect-ratio: 3 / 4;
        border-radius: 0.9rem;
      }
      .small {
        z-index: 1;
        background: #16201c;
        box-shadow: 0 0.4rem 1.4rem rgb(0 0 0 / 0.4);
      }
      .swap {
        z-index: 3;
        padding: 0;
        border: 1.500px solid rgb(255 255 255 / 0.5);
        color: #fff;
      }
      .plain .swap .dark,
      .pictured .swap .dark {
        position: absolute;
        inset: 0;
        display: grid;
        place-content: center;
        justify-items: center;
        gap: 0.3rem;
        padding: 0.4rem;
        border-radius: inherit;
        background: #24302b;
        color: #fff;
        font-size: 0.75rem;
        line-height: 1.25;
      }
      .badge {
        position: absolute;
        right: 0.3rem;
        bottom: 0.3rem;
        display: grid;
        place-items: center;
        width: 1.7rem;
        height: 1.7rem;
        border-radius: 50%;
        background: rgb(10 14 12 / 0.66);
      }
      .badge svg {
        width: 1rem;
        height: 1rem;
      }
      .out {
        visibility: hidden;
      }
      .hides header,
      .hides nav:not(:focus-within) {
        opacity: 0;
        pointer-events: none;
      }
      .hides nav:not(:focus-within) button {
        pointer-events: none;
      }
      header,
      nav {
        transition: opacity 0.2s;
      }
      .box {
        position: absolute;
        z-index: 5;
        inset: auto 0 0 0;
        padding: 3rem 1rem 1rem;
        border-radius: 1.1rem 1.1rem 0 0;
        background: var(--sheet);
        color: var(--ink);
        overflow: auto;
        box-shadow: 0 -0.6rem 2rem rgb(0 0 0 / 0.35);
      }
      .pictured .box {
        --sheet: #1b2320;
      }
      .close {
        position: absolute;
        top: 0.7rem;
        right: 0.7rem;
        padding: 0.4rem;
        border-radius: 50%;
      }
      .result .stage {
        font-size: 1.1rem;
      }
      dl {
        margin: 0.8rem 0 0;
      }
      dt {
        color: var(--soft);
      }
      dd {
        margin: 0.1rem 0 0;
        font-size: 2rem;
        font-variant-numeric: tabular-nums;
        letter-spacing: -0.01em;
      }
      .settling {
        color: var(--soft);
        font-size: 0.9rem;
        min-height: 1.4em;
      }
      /* A device's screen lies on its side: controls beside the picture, where thumbs are. */
      @container (min-aspect-ratio: 1/1) {
        .page {
          grid-template-rows: 1fr;
          grid-template-columns: 1fr auto;
          gap: 1rem;
        }
        .result,
        .plain {
          grid-template-columns: 1fr auto;
        }
        nav {
          flex-direction: column;
          align-items: center;
          justify-content: flex-end;
          gap: 1rem;
        }
        /* As on the page that rings. */
        .choice {
          flex-direction: column-reverse;
          justify-content: center;
        }
        .small,
        .swap {
          right: 7.5rem;
          width: clamp(7rem, 20cqw, 13rem);
          aspect-ratio: 4 / 3;
        }
        .pictured header {
          max-width: calc(100% - 12rem);
        }
      }
      @container (max-height: 26rem) {
        .face {
          width: 4.2rem;
          height: 4.2rem;
          margin-bottom: 0.2rem;
        }
        .face svg {
          width: 2.2rem;
          height: 2.2rem;
        }
        h1 {
          font-size: 1.2rem;
        }
        .round i {
          width: 3rem;
          height: 3rem;
        }
      }
    `,
  ];
}

function otherOf(view: CallView) {
  return view.isCaller ? view.facts.listener : view.facts.caller;
}

function waits(view: CallView): boolean {
  return view.state.kind === "ringing" || view.state.kind === "waiting" || view.state.kind === "opening";
}

function faceOf(view: CallView): TemplateResult {
  return otherOf(view).party.kind === "device" ? icons.DOORBELL : icons.PERSON;
}

function idOf(view: CallView, role: "caller" | "listener"): string {
  const { party } = view.facts[role];
  return party.kind === "device" ? party.sn : party.openId;
}

function isSeen(view: CallView, side: Side): boolean {
  const media = view.media;
  if (!media) {
    return false;
  }
  return side === "own"
    ? media.camera.kind === "on"
    : media.remoteCamera === "on" && media.path !== "connecting" && media.remote.getVideoTracks().length > 0;
}

/** `callerUI`, `listenerUI` (contract §1.8). The vendor's `fill` fills the window and cuts off what is over. */
function styleOf(ui: SideUi): Record<string, string> {
  const turn = ui.cameraRotation ?? 0;
  const style: Record<string, string> = {
    objectFit: ui.objectFit === "contain" ? "contain" : "cover",
    transform: `rotate(${turn}deg) scale(${ui.horMirror ? -1 : 1}, ${ui.vertMirror ? -1 : 1})`,
  };
  if (turn % 180 !== 0) {
    // What is turned on its side is laid out in the window as it was before the turn.
    style["width"] = "100cqh";
    style["height"] = "100cqw";
  }
  if (ui.aspectRatio !== undefined && ui.aspectRatio > 0) {
    style["width"] = "auto";
    style["height"] = "auto";
    style["maxWidth"] = style["maxHeight"] = "100%";
    style["minWidth"] = ui.aspectRatio >= 1 ? "100%" : "0";
    style["aspectRatio"] = String(ui.aspectRatio);
  }
  return style;
}

customElements.define("call-page", CallPage);

declare global {
  interface HTMLElementTagNameMap {
    "call-page": CallPage;
  }
}
