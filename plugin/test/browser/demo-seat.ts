import type { Browser, Page } from "playwright-core";
import { expect } from "vitest";
import { open } from "./chromium.ts";

/** One of the demo's seats on a real platform, as a person sees and presses it. */

export const PATIENCE = { timeout: 60_000, interval: 100 };

/** The platform whose demo is open. */
export function address(): string {
  const given = process.env["HOOKSWITCH_ADDRESS"];
  if (!given) {
    throw new Error("HOOKSWITCH_ADDRESS must name a platform whose demo is open, as ./hookswitch up prints it.");
  }
  return given;
}

interface Sitter {
  sitting: {
    seat: {
      leave(): Promise<void>;
      current?: { room: string };
      currentMedia?: { stats(): Promise<RTCStatsReport> };
    };
  };
}

const SIZES = { phone: { width: 430, height: 900 }, device: { width: 720, height: 900 } };

export async function sit(browser: Browser, seat: "phone" | "device"): Promise<Page> {
  const path = `/demo/${seat}`;
  const page = await open(browser, { baseURL: address(), viewport: SIZES[seat] });
  page.on("pageerror", (error) => console.error(path, error));
  await page.goto(path);
  await page.getByText("Connected").waitFor();
  return page;
}

/** Leaves the call that there may be, so that both sides are free again. */
export async function standUp(page: Page): Promise<void> {
  await page.evaluate(() => (document.querySelector("demo-phone, demo-device") as unknown as Sitter).sitting.seat.leave());
  await page.context().close();
}

export interface Received {
  frames: number;
  width: number;
  audioEnergy: number;
}

/** What this side has decoded so far. */
export function received(page: Page): Promise<Received> {
  return page.evaluate(async () => {
    const { seat } = (document.querySelector("demo-phone, demo-device") as unknown as Sitter).sitting;
    const got = { frames: 0, width: 0, audioEnergy: 0 };
    (await seat.currentMedia?.stats())?.forEach((entry) => {
      if (entry.type === "inbound-rtp") {
        got.frames += entry.framesDecoded ?? 0;
        got.width = Math.max(got.width, entry.frameWidth ?? 0);
        got.audioEnergy += entry.totalAudioEnergy ?? 0;
      }
    });
    return got;
  });
}

export async function seesAndHears(page: Page): Promise<void> {
  const before = await received(page);
  await expect.poll(async () => (await received(page)).frames, PATIENCE).toBeGreaterThan(before.frames + 20);
  await expect.poll(async () => (await received(page)).audioEnergy, PATIENCE).toBeGreaterThan(before.audioEnergy);
}

export const events = (page: Page) =>
  page.locator("live-view .events b").evaluateAll((names) => names.map((name) => name.textContent).reverse());

export const stage = (page: Page, text: string) => page.locator("call-page").getByText(text).waitFor();
export const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
