import "../../src/page/call-page.ts";
import "../../src/page/incoming-call.ts";
import type { MediaState } from "../../src/media/media.ts";
import type { CallView } from "../../src/page/view.ts";
import type { CallFacts } from "../../src/wire/wire.ts";

/** Places the pages in any state into an empty page: what screenshots and axe look at. */

const FACTS: CallFacts = {
  room: "wxf830863afde621ebWmpfVoip1",
  app: "demo",
  via: "callDevice",
  businessType: 2,
  roomType: "video",
  caller: { party: { kind: "user", openId: "demo-mum" }, name: "Mum", camera: "on" },
  listener: { party: { kind: "device", sn: "demo-doorbell" }, name: "Front doorbell", camera: "on" },
  appVersion: "release",
  customQuery: "",
  isCloud: false,
  payload: "",
  encodeVideo: { fixedLength: 0, rotation: 0, ratio: 0, maxFps: 0 },
};

/** Of the exhibit that is shown; each of the next ones has its own. */
const drawing: ReturnType<typeof setInterval>[] = [];

function picture(colour: string, word: string): MediaStream {
  const canvas = Object.assign(document.createElement("canvas"), { width: 640, height: 480 });
  const pen = canvas.getContext("2d")!;
  const draw = setInterval(() => {
    const shade = pen.createLinearGradient(0, 0, 640, 480);
    shade.addColorStop(0, colour);
    shade.addColorStop(1, "#20302a");
    pen.fillStyle = shade;
    pen.fillRect(0, 0, 640, 480);
    pen.fillStyle = "#fff";
    pen.font = "64px sans-serif";
    pen.textAlign = "center";
    pen.fillText(word, 320, 260);
  }, 50);
  drawing.push(draw);
  return canvas.captureStream(15);
}

function stand(): HTMLElement {
  return document.querySelector("main")!;
}

export interface Exhibit {
  view?: Partial<Omit<CallView, "facts" | "media">>;
  facts?: Partial<CallFacts>;
  media?: Partial<MediaState> | "none";
  language?: "en" | "zh";
}

declare global {
  interface Window {
    exhibit(what: Exhibit): Promise<void>;
    exhibitRing(facts: Partial<CallFacts>, language: "en" | "zh"): Promise<void>;
    pressed: unknown[];
  }
}

/** The custom component of a program, as `custombox` names one. */
class GalleryBox extends HTMLElement {
  declare callerId: string;
  declare listenerId: string;

  connectedCallback(): void {
    this.textContent = `${this.callerId} is at the door of ${this.listenerId}.`;
  }
}
customElements.define("gallery-box", GalleryBox);

window.pressed = [];
addEventListener("press", (event) => window.pressed.push((event as CustomEvent).detail));

/** Shows one state; a second call changes the page that is there, as a call does. */
window.exhibit = async ({ view = {}, facts = {}, media = {}, language = "en" }) => {
  document.documentElement.lang = language;
  document.querySelector("incoming-call")?.remove();
  drawing.splice(0).forEach(clearInterval);
  const page = document.querySelector("call-page") ?? stand().appendChild(document.createElement("call-page"));
  page.language = language;
  page.view = {
    kind: "phone",
    state: { kind: "waiting", listenerRings: false },
    facts: { ...FACTS, ...facts },
    isCaller: true,
    ui: {},
    line: "connected",
    isMuted: true,
    ...view,
    media:
      media === "none"
        ? undefined
        : {
            local: picture("#b8752c", "own"),
            remote: picture("#2c7db8", "other"),
            camera: { kind: "on" },
            microphone: { kind: "on" },
            remoteCamera: "on",
            path: "connected",
            ...media,
          },
  };
  await page.updateComplete;
  const videos = [...page.renderRoot.querySelectorAll("video")].filter((video) => video.srcObject);
  await Promise.all(videos.map(frame));
};

function frame(video: HTMLVideoElement): Promise<void> {
  return new Promise((resolve) => video.requestVideoFrameCallback(() => resolve()));
}

window.exhibitRing = async (facts, language) => {
  document.documentElement.lang = language;
  document.querySelector("call-page")?.remove();
  const ring = document.createElement("incoming-call");
  ring.facts = { ...FACTS, ...facts };
  ring.language = language;
  ring.silent = true;
  stand().append(ring);
  await ring.updateComplete;
};
