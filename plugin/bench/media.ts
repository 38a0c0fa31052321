import { cpus, totalmem } from "node:os";
import type { Browser, Page } from "playwright-core";
import { launch, open } from "../test/browser/chromium.ts";

/**
 * `./hookswitch bench media`: two pages of one Chromium call each other over a platform, again and again, and the delays that people
 * feel are printed. It judges nothing.
 *
 * Arguments: `[--calls 40] [--warm-up 5] [--ring 1000]`, calls in each direction, and how long it rings before it is answered, in
 * milliseconds.
 */

interface Options {
  calls: number;
  warmUp: number;
  ringMs: number;
}

/** Instants on the machine's clock, in milliseconds; what was not yet is absent. */
interface Marks {
  clicked?: number;
  rang?: number;
  frame?: number;
  talks?: number;
}

interface Delays {
  /** Call click at one side → the other one shows that it rings. */
  ring: number[];
  /** Accept click → first frame of the other side's picture, as this side shows it. */
  frame: number[];
  /** Accept click → this side shows that both talk (`startVoip`). */
  talk: number[];
}

const PATIENCE_MS = 60_000;

/** Each mark is set once per call by the page itself, so that no way between here and the page is counted. */
function watchMarks(): void {
  const page = globalThis as unknown as { marks: Marks };
  const now = (at: number) => performance.timeOrigin + at;
  const watched = new WeakSet<HTMLVideoElement>();
  page.marks = {};
  addEventListener("click", (event) => (page.marks.clicked = now(event.timeStamp)), { capture: true });
  const look = (at: number) => {
    if (document.querySelector("incoming-call")) page.marks.rang ??= now(at);
    const callPage = document.querySelector("call-page")?.shadowRoot;
    if (callPage?.querySelector(".time")) page.marks.talks ??= now(at);
    const video = callPage?.querySelector<HTMLVideoElement>("video[data-of=other]");
    if (video && !watched.has(video)) {
      watched.add(video);
      video.requestVideoFrameCallback((_, { presentationTime }) => (page.marks.frame ??= now(presentationTime)));
    }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

async function sit(browser: Browser, address: string, path: string): Promise<Page> {
  const page = await open(browser, { baseURL: address });
  await page.addInitScript(watchMarks);
  await page.goto(path);
  await page.getByText("Connected").waitFor();
  return page;
}

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });

async function mark(page: Page, name: keyof Marks): Promise<number> {
  const found = await page.waitForFunction((wanted) => (globalThis as unknown as { marks: Marks }).marks[wanted], name, {
    timeout: PATIENCE_MS,
  });
  return found.evaluate((at) => at!);
}

const forget = (page: Page) => page.evaluate(() => void ((globalThis as unknown as { marks: Marks }).marks = {}));

/** One call, from the click that places it to the closed pages. */
async function call(caller: Page, listener: Page, dial: string, ringMs: number, delays: Delays): Promise<void> {
  await Promise.all([forget(caller), forget(listener)]);
  await button(caller, dial).click();
  const rang = await mark(listener, "rang");
  delays.ring.push(rang - (await mark(caller, "clicked")));
  await new Promise((answers) => setTimeout(answers, ringMs));
  await button(listener, "Answer").click();
  const [frame, talks] = [await mark(listener, "frame"), await mark(listener, "talks")];
  const clicked = await mark(listener, "clicked");
  delays.frame.push(frame - clicked);
  delays.talk.push(talks - clicked);
  await caller.locator("call-page .time").waitFor();
  await button(caller, "Hang up").click();
  for (const page of [caller, listener]) await button(page, "Close").click();
}

function percentile(sorted: number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

function line(what: string, delays: number[]): string {
  const sorted = [...delays].sort((one, other) => one - other);
  const cell = (at: number) => at.toFixed(0).padStart(6);
  return `${what.padEnd(44)} ${cell(sorted.length)} ${cell(percentile(sorted, 0.5))} ${cell(percentile(sorted, 0.95))} ${cell(percentile(sorted, 1))}`;
}

function optionsOf(words: string[]): Options {
  const options: Options = { calls: 40, warmUp: 5, ringMs: 1_000 };
  const names: Record<string, keyof Options> = { "--calls": "calls", "--warm-up": "warmUp", "--ring": "ringMs" };
  for (let i = 0; i < words.length; i += 2) {
    const name = names[words[i] ?? ""];
    const value = Number(words[i + 1]);
    if (name === undefined || !Number.isInteger(value) || value < 0) {
      throw new Error(`bench media does not know ${words[i]} ${words[i + 1] ?? ""}; see ./hookswitch bench --help`);
    }
    options[name] = value;
  }
  return options;
}

async function main(): Promise<void> {
  const options = optionsOf(process.argv.slice(2));
  const address = process.env["HOOKSWITCH_ADDRESS"];
  if (!address) throw new Error("HOOKSWITCH_ADDRESS must name a platform whose demo is open, as ./hookswitch up prints it.");
  const browser = await launch();
  try {
    const [processor] = cpus();
    console.log(
      `${options.calls} calls in each direction after ${options.warmUp} to warm up, answered after ${options.ringMs} ms; ` +
        `${cpus().length} x ${processor?.model ?? "?"}, ${Math.round(totalmem() / 2 ** 30)} GiB, Chromium ${browser.version()}, Node ${process.version}`,
    );
    const [phone, device] = [await sit(browser, address, "/demo/phone"), await sit(browser, address, "/demo/device")];
    const directions = [
      { what: "phone calls device", caller: phone, listener: device, dial: "Video call: Front doorbell" },
      { what: "device calls phone", caller: device, listener: phone, dial: "Video call: demo-mum" },
    ];
    const found = directions.map((): Delays => ({ ring: [], frame: [], talk: [] }));
    for (let n = -options.warmUp; n < options.calls; n++) {
      for (const [i, { caller, listener, dial }] of directions.entries()) {
        const into = n < 0 ? { ring: [], frame: [], talk: [] } : found[i]!;
        await call(caller, listener, dial, options.ringMs, into);
      }
    }
    console.log(`${"ms".padEnd(44)} ${["calls", "p50", "p95", "max"].map((head) => head.padStart(6)).join(" ")}`);
    for (const [i, { what }] of directions.entries()) {
      console.log(line(`${what}: call click → rings there`, found[i]!.ring));
      console.log(line(`${what}: accept click → first frame`, found[i]!.frame));
      console.log(line(`${what}: accept click → both talk`, found[i]!.talk));
    }
  } finally {
    await browser.close();
  }
}

await main();
