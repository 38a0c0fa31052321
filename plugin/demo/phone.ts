import { html, LitElement, nothing } from "lit";
import * as icons from "../src/page/icons.ts";
import { toast } from "../src/seat/toast.ts";
import type { RoomType } from "../src/wire/wire.ts";
import "./live-view.ts";
import { DEVICES, type Facts, readFacts, TEST_NUMBERS, USERS } from "./platform.ts";
import { seatHeader } from "./seat-header.ts";
import { Sitting } from "./sitting.ts";
import { LANGUAGE, TEXTS } from "./texts.ts";

interface Grant {
  sn: string;
  status: string;
  deviceName?: string;
}

/** The phone of a demo user: a Mini Program's page, and the client around it. */
class DemoPhone extends LitElement {
  static override properties = { grants: { state: true }, asked: { state: true }, facts: { state: true } };

  /** Not there before they were read. */
  declare private grants: Map<string, Grant> | undefined;
  /** The device that the dialog asks about. */
  declare private asked: (typeof DEVICES)[number] | undefined;
  declare private facts: Facts | undefined;
  private readonly user = new URLSearchParams(location.search).get("user") ?? USERS[0]!;
  private sitting: Sitting | undefined;

  protected override createRenderRoot() {
    return this;
  }

  protected override firstUpdated(): void {
    document.documentElement.lang = LANGUAGE;
    const sitting = new Sitting({
      subject: { openId: this.user },
      environment: { kind: "phone", appVersion: "release" },
      root: this.querySelector<HTMLElement>(".seat")!,
      picture: "camera",
      isMuted: false,
      changed: () => this.requestUpdate(),
    });
    this.sitting = sitting;
    this.querySelector("live-view")!.follow(sitting);
    void this.readGrants();
    void readFacts().then((facts) => (this.facts = facts));
    this.requestUpdate();
  }

  private async readGrants(): Promise<void> {
    const page = await this.sitting!.line.ask<{ items: Grant[] }>("GET", "/v1/grants?limit=100");
    this.grants = new Map(page.items.map((grant) => [grant.sn, grant]));
  }

  private async grant(device: (typeof DEVICES)[number], status: "granted" | "revoked"): Promise<void> {
    this.asked = undefined;
    const body = { openId: this.user, sn: device.sn, status, ...(status === "granted" ? { deviceName: "Front " } : {}) };
    try {
      await this.sitting!.line.ask("PUT", "/v1/grants", { body });
    } catch (problem) {
      this.say(problem);
    }
    await this.readGrants();
  }

  private async call(device: { sn: string; modelId: string; name?: string }, roomType: RoomType): Promise<void> {
    const { plugin, seat } = this.sitting!;
    const { sn, modelId } = device;
    try {
      const placing = plugin.callDevice({ roomType, sn, modelId, nickName: this.user, deviceName: device.name ?? sn });
      // The call page opens at once, as a Mini Program's `redirectTo` does while its call is being placed.
      void seat.open({});
      await placing;
    } catch (problem) {
      this.say(problem);
    }
  }

  private say(problem: unknown): void {
    const { errMsg, errCode } = problem as { errMsg?: string; errCode?: number };
    toast(this.querySelector<HTMLElement>(".screen")!, errMsg ? `${errMsg} (${errCode})` : String(problem));
  }

  protected override updated(): void {
    const dialog = this.querySelector("dialog");
    if (this.asked && dialog && !dialog.open) {
      dialog.showModal();
    }
  }

  protected override render() {
    return html`
      <main class="sitting">
        <div class="frame phone">
          <div class="screen">
            ${this.home()}
            <div class="seat"></div>
          </div>
        </div>
        <live-view></live-view>
      </main>
      ${this.asked ? this.dialog(this.asked) : nothing}
    `;
  }

  private home() {
    const who = { label: TEXTS.loggedInAs, parameter: "user", choice: USERS.map((id) => ({ id, name: id })), id: this.user };
    return html`<div class="home" ?inert=${Boolean(this.querySelector(".seat")?.childElementCount)}>
      ${seatHeader(who, this.sitting?.state)}
      ${isSecureContext
        ? this.sitting?.lacksCamera
          ? html`<p class="hint">${TEXTS.noCamera}</p>`
          : nothing
        : html`<p class="hint">${TEXTS.insecure}</p>`}
      <h1>${TEXTS.devices}</h1>
      <ul class="devices">
        ${DEVICES.map((device) => this.device(device))}
      </ul>
      ${this.testNumbers()}
    </div>`;
  }

  private testNumbers() {
    const hasMedia = this.facts?.testNumbersHaveMedia ?? false;
    return html`<details>
      <summary>${TEXTS.testNumbers}</summary>
      <p class="soft">${TEXTS.testNumbersText}</p>
      <ul class="devices">
        ${TEST_NUMBERS.filter(({ answers }) => hasMedia || !answers).map(
          (device) => html`<li class="device">
            <span class="name">${device.sn}</span>${this.callButton(device, "voice")}${device.answers
              ? this.callButton(device, "video")
              : nothing}
          </li>`,
        )}
      </ul>
      ${hasMedia ? nothing : html`<p class="soft">${TEXTS.moreTestNumbers} <code>./hookswitch device --install</code></p>`}
    </details>`;
  }

  private device(device: (typeof DEVICES)[number]) {
    const isGranted = this.grants?.get(device.sn)?.status === "granted";
    return html`<li class="device">
      <span class="sign">${icons.DOORBELL}</span>
      <span class="name"
        >${device.name}<button
          class="grant ${isGranted ? "granted" : ""}"
          ?hidden=${this.grants === undefined}
          @click=${() => (isGranted ? void this.grant(device, "revoked") : (this.asked = device))}
        >
          ${isGranted ? TEXTS.mayCall : TEXTS.mayNotCall} · ${isGranted ? TEXTS.forbid : TEXTS.allow}
        </button></span
      >
      ${this.callButton(device, "voice")}${this.callButton(device, "video")}
    </li>`;
  }

  private callButton(device: { sn: string; modelId: string; name?: string }, roomType: RoomType) {
    const label = `${TEXTS[roomType]}: ${device.name ?? device.sn}`;
    return html`<button class="dial ${roomType}" aria-label=${label} title=${label} @click=${() => void this.call(device, roomType)}>
      ${roomType === "video" ? icons.CAMERA : icons.PHONE}
    </button>`;
  }

  private dialog(device: (typeof DEVICES)[number]) {
    return html`<dialog aria-labelledby="ask" @close=${() => (this.asked = undefined)}>
      <h2 id="ask">${TEXTS.allowTitle(device.name)}</h2>
      <p>${TEXTS.allowText}</p>
      <form method="dialog">
        <button>${TEXTS.notNow}</button>
        <button
          class="main"
          @click=${(event: Event) => {
            event.preventDefault();
            void this.grant(device, "granted");
          }}
        >
          ${TEXTS.allow}
        </button>
      </form>
    </dialog>`;
  }
}

customElements.define("demo-phone", DemoPhone);
