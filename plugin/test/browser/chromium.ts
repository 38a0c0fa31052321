import { existsSync, mkdirSync } from "node:fs";
import { resolve } from "node:path";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import axe from "axe-core";

const PLACES = [process.env["CHROMIUM"], "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--use-fake-device-for-media-stream",
  "--use-fake-ui-for-media-stream",
  "--allow-loopback-in-peer-connection",
];

const OUTPUT = resolve(import.meta.dirname, "../../target/screenshots");

/** A real browser, with a camera that shows a moving picture and a microphone that beeps. */
export function launch(without: string[] = [], further: string[] = []): Promise<Browser> {
  const place = PLACES.find((path) => path && existsSync(path));
  if (!place) {
    throw new Error(
      "There is no Chromium. Install it (Debian: sudo apt install chromium), or set CHROMIUM to one that is elsewhere.",
    );
  }
  return chromium.launch({ executablePath: place, args: [...FLAGS.filter((flag) => !without.includes(flag)), ...further] });
}

export async function open(browser: Browser, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ locale: "en-GB", ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  return page;
}

/** The state as it is seen, kept as test output; axe-core finds nothing wrong with it. */
export async function keep(page: Page, name: string): Promise<void> {
  mkdirSync(OUTPUT, { recursive: true });
  await page.screenshot({ path: `${OUTPUT}/${name}.png` });
  if (!(await page.evaluate(() => "axe" in globalThis))) {
    await page.evaluate(axe.source);
  }
  const found = await page.evaluate(async () => {
    const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe.run(document);
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(" | ")}`);
  });
  if (found.length > 0) {
    throw new Error(`axe about ${name}:\n${found.join("\n")}`);
  }
}
