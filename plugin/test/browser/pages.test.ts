import { build } from "esbuild";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { keep, launch, open } from "./chromium.ts";
import type { Exhibit } from "./gallery.ts";

/** Each state of the pages, as it looks, sounds to a screen reader and is pressed. */

const PHONE = { width: 390, height: 780 };
const TABLET = { width: 800, height: 480 };
const TALKING = { kind: "talking", startedAtMs: 0 } as const;

let browser: Browser;
let script: string;

beforeAll(async () => {
  browser = await launch();
  const bundle = await build({
    entryPoints: [`${import.meta.dirname}/gallery.ts`],
    bundle: true,
    write: false,
    format: "iife",
    target: "es2022",
  });
  script = bundle.outputFiles[0]!.text;
});
afterAll(() => browser.close());

async function gallery(options: { viewport?: { width: number; height: number }; colorScheme?: "light" | "dark" } = {}) {
  const page = await open(browser, { viewport: PHONE, ...options });
  await page.setContent("<!doctype html><html lang=en><title>Gallery</title><body style='margin:0'><main style='height:100vh'></main></body></html>");
  await page.evaluate(script);
  return page;
}

const show = (page: Page, what: Exhibit) =>
  page.evaluate((exhibit) => {
    // The clock of the browser, so that every run shows the same time.
    if (exhibit.view?.state?.kind === "talking") {
      exhibit.view.state = { kind: "talking", startedAtMs: Date.now() - 65_400 };
    }
    return window.exhibit(exhibit);
  }, what);

const STATES: Record<string, Exhibit> = {
  opening: { view: { state: { kind: "opening" } }, media: "none" },
  "waiting-video": { view: { state: { kind: "waiting", listenerRings: true } }, media: { path: "connecting" } },
  "waiting-voice": { facts: { roomType: "voice" }, media: { camera: { kind: "off" }, path: "connecting" } },
  "joining-listener": { view: { state: { kind: "joining" }, isCaller: false }, media: { path: "connecting" } },
  "ringing-on-the-page": { view: { state: { kind: "ringing", ringUntilMs: 0 }, isCaller: false }, media: "none" },
  "talking-video": { view: { state: TALKING } },
  "talking-voice": { view: { state: TALKING }, facts: { roomType: "voice" }, media: { camera: { kind: "off" } } },
  "talking-all-buttons": {
    view: { state: TALKING, isCaller: false, ui: { btnText: "Open the door", customBoxHeight: "70vh" }, customBox: "gallery-box" },
  },
  "microphone-and-camera-off": {
    view: { state: TALKING },
    media: { camera: { kind: "off" }, microphone: { kind: "off" } },
  },
  "other-camera-off": { view: { state: TALKING }, media: { remoteCamera: "off" } },
  "camera-refused": { view: { state: TALKING }, media: { camera: { kind: "trouble", why: "refused" } } },
  "camera-missing": { view: { state: TALKING }, media: { camera: { kind: "trouble", why: "missing" } } },
  "camera-in-use": { view: { state: TALKING }, media: { camera: { kind: "trouble", why: "inUse" } } },
  "microphone-refused": {
    view: { state: { kind: "ended", reason: "joinFailed", talkedMs: 0 } },
    media: { camera: { kind: "off" }, microphone: { kind: "trouble", why: "refused" } },
  },
  "path-lost": { view: { state: TALKING }, media: { path: "lost" } },
  "network-lost": { view: { state: TALKING, line: "away" }, media: { path: "lost" } },
  "ended-settling": { view: { state: { kind: "ended", reason: "hungUp", talkedMs: 65_400 } } },
  "ended-settled": { view: { state: { kind: "ended", reason: "hungUp", talkedMs: 65_400, settledMs: 65_000 } } },
  "ended-aborted": {
    view: { state: { kind: "ended", reason: "aborted", talkedMs: 27_000, settledMs: 27_000 } },
    media: { path: "lost" },
  },
  "ended-declined": { view: { state: { kind: "ended", reason: "rejected", talkedMs: 0 } } },
  "ended-busy": { view: { state: { kind: "ended", reason: "busy", talkedMs: 0 } } },
  "ended-no-answer": { view: { state: { kind: "ended", reason: "noAnswer", talkedMs: 0 } } },
};

describe("every state is clear to eye and screen reader", () => {
  let page: Page;
  beforeAll(async () => {
    page = await gallery();
  });
  afterAll(() => page?.context().close());

  test.each(Object.entries(STATES))("%s", async (name, exhibit) => {
    await show(page, exhibit);
    await keep(page, `phone-${name}`);
  });

  test("by night, in Chinese, and on a screen that lies on its side", async () => {
    const night = await gallery({ colorScheme: "dark" });
    for (const name of ["waiting-voice", "talking-video", "camera-refused", "ended-settled"]) {
      await show(night, { ...STATES[name]!, language: "zh" });
      await keep(night, `phone-${name}-zh-dark`);
    }
    const device = await gallery({ viewport: TABLET });
    for (const name of ["waiting-video", "talking-video", "talking-voice", "ringing-on-the-page", "ended-settled"]) {
      const exhibit = STATES[name]!;
      await show(device, { ...exhibit, view: { ...exhibit.view, kind: "device" } });
      await keep(device, `device-${name}`);
    }
    await Promise.all([night.context().close(), device.context().close()]);
  });

  test("an incoming call", async () => {
    for (const [name, options] of Object.entries({ phone: {}, device: { viewport: TABLET }, dark: { colorScheme: "dark" as const } })) {
      const page = await gallery(options);
      await page.evaluate((language) => window.exhibitRing({}, language as "en" | "zh"), name === "dark" ? "zh" : "en");
      await keep(page, `incoming-${name}`);
      await page.context().close();
    }
  });
});

test("all buttons are in one row on a phone that is 360 px wide", async () => {
  const page = await gallery({ viewport: { width: 360, height: 640 } });
  await show(page, STATES["talking-all-buttons"]!);
  const tops = await page.locator("call-page nav button").evaluateAll((all) => all.map((one) => one.getBoundingClientRect().top));
  expect(tops).toHaveLength(4);
  expect(new Set(tops).size).toBe(1);
  await keep(page, "phone-narrow-all-buttons");
  await page.context().close();
});

test("a call that was lost does not go on reconnecting", async () => {
  const page = await gallery();
  await show(page, STATES["ended-aborted"]!);
  await page.getByText("The call was interrupted").waitFor();
  expect(await page.getByRole("alert").count()).toBe(0);
  await page.context().close();
});

describe("what is pressed is told", () => {
  const pressed = (page: Page) => page.evaluate(() => window.pressed);

  test("on the page of a call", async () => {
    const page = await gallery();
    await show(page, STATES["talking-all-buttons"]!);
    await page.getByRole("button", { name: "Mute" }).click();
    await page.getByRole("button", { name: "Camera off" }).click();
    await page.getByRole("button", { name: "Open the door" }).click();
    const sheet = page.getByRole("dialog", { name: "Open the door" });
    expect(await sheet.textContent()).toContain("demo-mum is at the door of demo-doorbell.");
    expect((await sheet.boundingBox())?.height).toBe(PHONE.height * 0.7);
    await keep(page, "phone-custom-sheet");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Hang up" }).click();
    expect(await pressed(page)).toEqual([
      { kind: "microphone", wanted: "off" },
      { kind: "camera", wanted: "off" },
      { kind: "customBoxShown" },
      { kind: "customBoxHidden" },
      { kind: "leave" },
    ]);
    await page.context().close();
  });

  test("on a ring, by keyboard alone", async () => {
    const page = await gallery();
    await page.evaluate(() => window.exhibitRing({}, "en"));
    for (const key of ["Tab", "Enter", "Tab", "Enter"]) {
      await page.keyboard.press(key);
    }
    expect(await pressed(page)).toEqual([{ kind: "leave" }, { kind: "answer" }]);
    await page.context().close();
  });
});

describe("pictures", () => {
  const big = (page: Page) => page.locator("call-page .big video").getAttribute("data-of");

  test("begin as isSelfWindowMax says and change places when they are swapped", async () => {
    const page = await gallery();
    await show(page, { view: { state: TALKING, ui: { isSelfWindowMax: true } } });
    expect(await big(page)).toBe("own");
    await page.getByRole("button", { name: "Swap the pictures" }).click();
    expect(await big(page)).toBe("other");
    await page.context().close();
  });

  test("are mirrored, turned and fitted as each side's interface says", async () => {
    const page = await gallery();
    const ui = {
      callerUI: { horMirror: true, objectFit: "contain" as const },
      listenerUI: { cameraRotation: 90, vertMirror: true },
    };
    await show(page, { view: { state: TALKING, ui } });
    const style = (side: string) =>
      page.locator(`call-page video[data-of=${side}]`).evaluate((video: HTMLVideoElement) => ({
        transform: video.style.transform,
        objectFit: video.style.objectFit,
      }));
    expect(await style("own")).toEqual({ transform: "rotate(0deg) scale(-1, 1)", objectFit: "contain" });
    expect(await style("other")).toEqual({ transform: "rotate(90deg) scale(1, -1)", objectFit: "cover" });
    await keep(page, "phone-turned-and-mirrored");
    await page.context().close();
  });

  test("a tap hides the buttons, the next one shows them again", async () => {
    const page = await gallery();
    await show(page, STATES["talking-video"]!);
    const controls = page.locator("call-page nav");
    await page.mouse.click(200, 500);
    await expect.poll(() => controls.evaluate((nav) => getComputedStyle(nav).opacity)).toBe("0");
    await keep(page, "phone-buttons-hidden");
    await page.mouse.click(200, 500);
    await expect.poll(() => controls.evaluate((nav) => getComputedStyle(nav).opacity)).toBe("1");
    await page.context().close();
  });

  test("a device has no camera button, and only who was called on a phone has the custom one", async () => {
    const page = await gallery();
    const ui = { btnText: "Open the door" };
    await show(page, { view: { state: TALKING, kind: "device", isCaller: false, ui } });
    expect(await page.getByRole("button", { name: /Camera/ }).count()).toBe(0);
    expect(await page.getByRole("button", { name: "Open the door" }).count()).toBe(0);
    await show(page, { view: { state: TALKING, isCaller: true, ui } });
    expect(await page.getByRole("button", { name: "Open the door" }).count()).toBe(0);
    await show(page, { view: { state: TALKING, isCaller: true, ui: { callerUI: { enableToggleCamera: false } } } });
    expect(await page.getByRole("button", { name: /Camera/ }).count()).toBe(0);
    await page.context().close();
  });
});
