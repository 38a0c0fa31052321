import { html, LitElement } from "lit";
import * as icons from "../src/page/icons.ts";
import { toast } from "../src/seat/toast.ts";
import type { RoomType } from "../src/wire/wire.ts";
import "./live-view.ts";
import { phoneElsewhere } from "./phone-elsewhere.ts";
import { DEVICES, type Facts, readFacts, USERS } from "./platform.ts";
import { seatHeader } from "./seat-header.ts";
import { type PictureSource, Sitting } from "./sitting.ts";
import { LANGUAGE, TEXTS } from "./texts.ts";

const TIMES = new Intl.DateTimeFormat(LANGUAGE, { hour: "2-digit", minute: "2-digit" });
const CONTACTS_EVERY_MS = 5_000;

/** A device at the door, with a screen that lies on its side and a hook switch, which is the space bar. */
class DemoDevice extends LitElement {
  static override properties = { contacts: { state: true }, isMuted: { state: true }, facts: { state: true } };

  /** Not there before they were read. */
  declare private contacts: string[] | undefined;
  declare private isMuted: boolean;
  declare private facts: Facts | undefined;
  private readonly device =
    DEVICES.find((one) => one.sn === new URLSearchParams(location.search).get("sn")) ?? DEVICES[0]!;
  private sitting: Sitting | undefined;

  constructor() {
    super();
    this.isMuted = true;
  }

  protected override createRenderRoot() {
    return this;
  }

  protected override firstUpdated(): void {
    document.documentElement.lang = LANGUAGE;
    const { sn, modelId } = this.device;
    const sitting = new Sitting({
      subject: { sn },
      environment: { kind: "device", appVersion: "release", sn, modelId },
      root: this.querySelector<HTMLElement>(".seat")!,
      picture: "test",
      isMuted: this.isMuted,
      changed: () => this.requestUpdate(),
    });
    this.sitting = sitting;
    this.querySelector("live-view")!.follow(sitting);
    void this.readContacts();
    void readFacts().then((facts) => (this.facts = facts));
    setInterval(() => {
      void this.readContacts();
      this.requestUpdate();
    }, CONTACTS_EVERY_MS);
    addEventListener("keydown", (event) => {
      if (event.code === "Space" && !event.repeat && !isControl(event.composedPath()[0])) {
        event.preventDefault();
        void this.hook();
      }
    });
    this.requestUpdate();
  }

  /** Off the hook answers, on the hook hangs up; a device that is left alone calls whom it may. */
  private async hook(): Promise<void> {
    const { seat } = this.sitting!;
    switch (seat.current?.state.kind) {
      case "ringing":
        await seat.answer();
        break;
      case undefined:
        if (this.contacts?.[0]) {
          await this.call(this.contacts[0], "video");
        }
        break;
      default:
        await seat.leave();
    }
  }

  private async readContacts(): Promise<void> {
    const { sn, modelId } = this.device;
    const list = await this.sitting!.plugin.getIotBindContactList({ sn, model_id: modelId, openid_list: USERS });
    this.contacts = list.contact_list.filter((contact) => contact.status === 1).map((contact) => contact.openid);
  }

  private async call(openId: string, roomType: RoomType): Promise<void> {
    const { plugin, seat } = this.sitting!;
    try {
      const placing = plugin.initByCaller({
        businessType: 1,
        roomType,
        caller: { id: this.device.sn },
        listener: { id: openId, name: openId },
      });
      void seat.open({});
      const placed = await placing;
      if (!placed.isSuccess) {
        this.say(`${placed.errMsg} (${placed.errCode})`);
      }
    } catch (problem) {
      this.say(problem instanceof Error ? problem.message : String(problem));
    }
  }

  private say(words: string): void {
    toast(this.querySelector<HTMLElement>(".screen")!, words);
  }

  private setMuted(isMuted: boolean): void {
    this.isMuted = isMuted;
    this.sitting!.seat.setMuted(isMuted);
  }

  protected override render() {
    const picture = this.sitting?.picture ?? "test";
    return html`
      <main class="sitting">
        <div class="frame tablet">
          <div class="screen">
            ${this.home()}
            <div class="seat"></div>
          </div>
          <kbd>${TEXTS.hook}</kbd>
        </div>
        <div class="settings">
          <label
            >${TEXTS.picture}
            <select
              @change=${(event: Event) => {
                this.sitting!.picture = (event.target as HTMLSelectElement).value as PictureSource;
                this.requestUpdate();
              }}
            >
              <option value="test" ?selected=${picture === "test"}>${TEXTS.testPicture}</option>
              <option value="camera" ?selected=${picture === "camera"}>${TEXTS.camera}</option>
            </select></label
          >
          <label
            >${TEXTS.sound}
            <select @change=${(event: Event) => this.setMuted((event.target as HTMLSelectElement).value === "off")}>
              <option value="off" ?selected=${this.isMuted}>${TEXTS.soundOff}</option>
              <option value="on" ?selected=${!this.isMuted}>${TEXTS.soundOn}</option>
            </select></label
          >
        </div>
        ${phoneElsewhere(this.facts)}
        <live-view></live-view>
      </main>
    `;
  }

  private home() {
    const choice = DEVICES.map(({ sn, name }) => ({ id: sn, name }));
    const who = { label: TEXTS.device, parameter: "sn", choice, id: this.device.sn };
    return html`<div class="home" ?inert=${Boolean(this.querySelector(".seat")?.childElementCount)}>
      ${seatHeader(who, this.sitting?.state)}
      <h1 class="clock">${TIMES.format(new Date())}</h1>
      ${this.contacts?.length === 0
        ? html`<p class="soft">${TEXTS.nobody}</p>`
        : html`<ul class="contacts">
            ${(this.contacts ?? []).map(
              (openId) => html`<li>
                <span class="avatar">${icons.PERSON}</span><span class="name">${openId}</span>
                ${this.callButton(openId, "voice")}${this.callButton(openId, "video")}
              </li>`,
            )}
          </ul>`}
    </div>`;
  }

  private callButton(openId: string, roomType: RoomType) {
    const label = `${TEXTS[roomType]}: ${openId}`;
    return html`<button class="dial ${roomType}" aria-label=${label} title=${label} @click=${() => void this.call(openId, roomType)}>
      ${roomType === "video" ? icons.CAMERA : icons.PHONE}
    </button>`;
  }
}

/** Where the space bar has a meaning of its own. */
function isControl(target: EventTarget | undefined): boolean {
  return target instanceof Element && target.matches("button, select, summary, input, a");
}

customElements.define("demo-device", DemoDevice);
