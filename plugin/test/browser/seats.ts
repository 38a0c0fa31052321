import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { expect } from "vitest";
import type { Hookswitch } from "../../src/register.ts";
import type { Seat } from "../../src/seat/seat.ts";
import type { VoipEvent } from "../../src/wire/wire.ts";
import { open } from "./chromium.ts";

/** Seats of people in a real browser, on the platform at HOOKSWITCH_ADDRESS, whose demo is open. */

export const ADDRESS = process.env["HOOKSWITCH_ADDRESS"] ?? "";
const DEMO_APP = "hookswitch-demo";

/** Chromium beside the whole platform on two cores. */
export const PATIENCE = { timeout: 60_000, interval: 100 };

/** A page that the test hands over has no address of its own; Chromium would not let it speak to this machine. */
export const ANY_ADDRESS = "--disable-features=LocalNetworkAccessChecks";

export type RoomType = "Video" | "Voice";

/** A maker's own page around `register.js`, as the platform serves it. */
export interface Maker {
  /** Who is logged in at the maker's. */
  subject: { openId: string } | { sn: string };
  /** Of the script, beside those that are the same for all. */
  attributes?: string;
  /** The program, a module; where `attributes` name it, it runs in a worker. */
  program?: string;
}

/** A maker's program: tells what it hears, and calls the demo's door when it is told to. */
export const DIALS = `
  const wmpfVoip = requirePlugin("wmpf-voip").default;
  globalThis.wmpfVoip = wmpfVoip;
  globalThis.heard = [];
  wmpfVoip.onVoipEvent((event) => heard.push(event));
  globalThis.dial = (wanted) => {
    wmpfVoip.callDevice({ roomType: "video", sn: "demo-doorbell", modelId: "demo-doorbell-linux", ...wanted });
    wx.redirectTo({ url: wmpfVoip.CALL_PAGE_PATH });
  };
`;

interface Under {
  hookswitch?: Hookswitch;
  heard: VoipEvent[];
  dial(wanted: object): void;
  /** The seat of a page of the demo or of a maker. */
  seatHere(): Seat;
}

function findSeat(): void {
  const page = globalThis as unknown as Under;
  page.seatHere = () => {
    const demo = document.querySelector("demo-phone, demo-device") as unknown as { sitting: { seat: Seat } } | null;
    return page.hookswitch?.seat ?? demo!.sitting.seat;
  };
}

type Preparation = (page: Page) => Promise<void>;
type Viewport = { width: number; height: number };

/** The pages of one browser, to be left after each test. */
export class Seats {
  private readonly browser: Browser;
  private readonly pages: Page[] = [];

  constructor(browser: Browser) {
    if (!ADDRESS) {
      throw new Error("HOOKSWITCH_ADDRESS must name a platform whose demo is open, as ./hookswitch up prints it.");
    }
    this.browser = browser;
  }

  /** `before` is given the page before it is loaded. */
  phone(where = this.browser, before?: Preparation): Promise<Page> {
    return this.demo(where, "/demo/phone", { width: 430, height: 900 }, before);
  }

  async device(where = this.browser, before?: Preparation): Promise<Page> {
    const page = await this.demo(where, "/demo/device", { width: 720, height: 900 }, before);
    await turnSoundOn(page);
    return page;
  }

  private async demo(where: Browser, path: string, viewport: Viewport, before?: Preparation): Promise<Page> {
    const page = await this.page(where, { viewport });
    await before?.(page);
    await page.goto(path);
    await page.getByText("Connected").waitFor();
    return page;
  }

  /** On the platform's own address, so that it may ask the platform; the browser needs {@link ANY_ADDRESS}. */
  async maker({ subject, attributes = "", program }: Maker): Promise<Page> {
    const page = await this.page(this.browser, { viewport: { width: 430, height: 900 } });
    const own = program && !attributes.includes("data-program") ? '<script type="module" src="/maker/program.js"></script>' : "";
    await page.route("**/maker/*", async (route) => {
      switch (new URL(route.request().url()).pathname) {
        case "/maker/token":
          await route.fulfill({ json: await demoToken(subject) });
          break;
        case "/maker/program.js":
          await route.fulfill({ contentType: "text/javascript", body: program ?? "" });
          break;
        default:
          await route.fulfill({
            contentType: "text/html",
            body: `<!doctype html><html lang="en"><title>Doors</title><body><main><h1>Doors</h1></main>
              <script src="/plugin/register.js" data-app-id="${DEMO_APP}" data-token-url="/maker/token" ${attributes}></script>${own}`,
          });
      }
    });
    await page.goto("/maker/page");
    await page.waitForFunction(() => (globalThis as unknown as Under).hookswitch?.line.state.kind === "connected");
    return page;
  }

  private async page(where: Browser, options: BrowserContextOptions): Promise<Page> {
    const page = await open(where, { baseURL: ADDRESS, ...options });
    page.on("pageerror", (error) => console.error(page.url(), error));
    await page.addInitScript(findSeat);
    this.pages.push(page);
    return page;
  }

  async talking(roomType: RoomType = "Video"): Promise<{ caller: Page; listener: Page }> {
    const [caller, listener] = [await this.phone(), await this.device()];
    await button(caller, `${roomType} call: Front doorbell`).click();
    await button(listener, "Answer").click();
    await Promise.all([caller, listener].map(talks));
    return { caller, listener };
  }

  /** A call that a failed test has left ends here, so that the next one finds both sides free. */
  async leave(): Promise<void> {
    for (const page of this.pages.splice(0)) {
      if (!page.isClosed()) {
        await page.evaluate(() => (globalThis as unknown as Under).seatHere().leave());
      }
      await page.context().close();
    }
  }
}

async function demoToken(subject: Maker["subject"]): Promise<unknown> {
  const answer = await fetch(`${ADDRESS}/demo/tokens`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(subject),
  });
  if (!answer.ok) {
    throw new Error(`the demo's log-in answers ${answer.status}`);
  }
  return answer.json();
}

/** What is muted has no energy, and a page that nobody has touched yet is silent. */
export async function turnSoundOn(device: Page): Promise<void> {
  await device.getByText("Events of the plugin").click();
  await device.getByLabel("Sound of this device").selectOption("on");
}

export const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
export const stage = (page: Page, text: string) => page.locator("call-page").getByText(text).waitFor();
export const talks = (page: Page) => page.locator("call-page .time").waitFor();

/** Of a demo page's program, in their order. */
export const events = (page: Page) =>
  page.locator("live-view .events b").evaluateAll((names) => names.map((name) => name.textContent).reverse());

/** What the program of {@link DIALS} was told, but for the seconds of the call. */
export async function heard(page: Page): Promise<VoipEvent[]> {
  const all = await page.evaluate(() => (globalThis as unknown as Under).heard);
  return all.filter((event) => event.eventName !== "calling");
}

export const dial = (page: Page, wanted: object = {}) =>
  page.evaluate((request) => (globalThis as unknown as Under).dial(request), wanted);

/** The numbers of WebRTC about the call of this page. */
export function stats(page: Page): Promise<Record<string, unknown>[]> {
  return page.evaluate(async () => {
    const all: Record<string, unknown>[] = [];
    (await (globalThis as unknown as Under).seatHere().currentMedia?.stats())?.forEach((entry) => all.push(entry));
    return all;
  });
}

export interface Received {
  frames: number;
  audioEnergy: number;
}

/** What this side has decoded so far. */
export async function received(page: Page): Promise<Received> {
  const got = { frames: 0, audioEnergy: 0 };
  for (const entry of await stats(page)) {
    if (entry["type"] === "inbound-rtp") {
      got.frames += Number(entry["framesDecoded"] ?? 0);
      got.audioEnergy += Number(entry["totalAudioEnergy"] ?? 0);
    }
  }
  return got;
}

/** From now on frames are decoded, and what is heard is no silence. */
export async function seesAndHears(page: Page): Promise<void> {
  const before = await received(page);
  await expect.poll(async () => (await received(page)).frames, PATIENCE).toBeGreaterThan(before.frames + 20);
  await expect.poll(async () => (await received(page)).audioEnergy, PATIENCE).toBeGreaterThan(before.audioEnergy);
}

/** Of this side's part in the way: another one with each restart of ICE. */
export async function usernameFragment(page: Page): Promise<unknown> {
  return (await stats(page)).find((entry) => entry["type"] === "transport")?.["iceLocalUsernameFragment"];
}

/** The way that media take: the selected pair's own and other candidate. */
export async function path(page: Page): Promise<{ own: string; other: string; relayProtocol: unknown } | undefined> {
  const all = await stats(page);
  const byId = (id: unknown) => all.find((entry) => entry["id"] === id);
  const pair = byId(all.find((entry) => entry["type"] === "transport")?.["selectedCandidatePairId"]);
  const [own, other] = [byId(pair?.["localCandidateId"]), byId(pair?.["remoteCandidateId"])];
  return own && other
    ? { own: String(own["candidateType"]), other: String(other["candidateType"]), relayProtocol: own["relayProtocol"] }
    : undefined;
}
