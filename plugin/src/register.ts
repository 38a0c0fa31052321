/**
 * `<script src="/plugin/register.js" data-app-id=…>`, or an import: installs the plugin in this page and sits down beside it, with line,
 * rings and call page. What it is to know comes from the script's attributes or from `globalThis.hookswitch`, which holds the seat then.
 */
import type { Realm } from "./host/install.ts";
import { register, type Registration, registrationOf } from "./host/registration.ts";
import type { WebHost } from "./host/web-host.ts";
import { Line } from "./line/line.ts";
import { wakeWithPage } from "./line/wake.ts";
import { browserMedia, tabEndpoint } from "./seat/browser.ts";
import { Seat } from "./seat/seat.ts";

/** What a page finds as `globalThis.hookswitch`. */
export interface Hookswitch {
  host: WebHost;
  seat: Seat;
  /** `line.wake()` connects at once, when somebody has logged in, say. */
  line: Line;
}

const realm = globalThis as Realm & { hookswitch?: Partial<Registration> | Hookswitch };
const script = document.currentScript;
const attributes = script instanceof HTMLScriptElement ? registrationOf(script.dataset, script.src) : {};
const given: Partial<Registration> = { ...attributes, ...(realm.hookswitch as Partial<Registration> | undefined) };

const { host, seat: port } = register(realm, given);
const line = new Line({ address: host.address, endpoint: tabEndpoint(host.appId), token: host.token });
const seat = new Seat({
  line,
  root: placeOverThePage(),
  environment: host.environment,
  media: browserMedia(given.iceTransportPolicy ? { iceTransportPolicy: given.iceTransportPolicy } : {}),
  isMuted: false,
  ...(given.customBox ? { customBox: given.customBox } : {}),
});
seat.connect(port);
wakeWithPage(line, window);
addEventListener("online", () => seat.networkChanged());
line.start();
realm.hookswitch = { host, seat, line } satisfies Hookswitch;

/** Only what is in it is in the way. */
function placeOverThePage(): HTMLElement {
  const style = document.createElement("style");
  style.textContent =
    ".hookswitch-seat{position:fixed;inset:0;z-index:2147483000;pointer-events:none}.hookswitch-seat>*{pointer-events:auto}";
  const place = document.createElement("div");
  place.className = "hookswitch-seat";
  document.documentElement.append(style, place);
  return place;
}
