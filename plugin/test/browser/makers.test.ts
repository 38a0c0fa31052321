import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { keep, launch } from "./chromium.ts";
import { ANY_ADDRESS, button, dial, DIALS, heard, PATIENCE, received, seesAndHears, Seats, stage, stats, talks } from "./seats.ts";

/** Makers' own pages around `register.js`, with real calls: what their programs ask for is what happens and is sent. */

let browser: Browser;
let seats: Seats;
beforeAll(async () => {
  browser = await launch([], [ANY_ADDRESS]);
  seats = new Seats(browser);
});
afterAll(() => browser?.close());
afterEach(() => seats.leave());

const ANSWERED = ["callPageOnShow", "joinedRoomByCaller", "startVoip", "hangUpVoip", "endVoip", "finishVoip"];

const MUM = { openId: "demo-mum" };

/** Of a house's Mini Program: who is at the door is let in by a code. */
const OPENS_DOORS = `
  ${DIALS}
  wmpfVoip.setCustomBtnText("Open the door");
  wmpfVoip.setUIConfig({ customBoxHeight: "70vh" });
  customElements.define("door-box", class extends HTMLElement {
    connectedCallback() {
      this.innerHTML = '<h2>' + this.callerId + ' rings at ' + this.listenerId + '</h2><label>Code <input></label>';
    }
  });
`;

describe("the call page's buttons, in a call", () => {
  test("open the program's own box, which keeps what is typed; mute; swap; hide; and close", async () => {
    const phone = await seats.maker({ subject: MUM, attributes: 'data-custom-box="door-box"', program: OPENS_DOORS });
    const device = await seats.device();
    await button(device, "Video call: demo-mum").click();
    await button(phone, "Answer").click();
    await Promise.all([phone, device].map(talks));
    await Promise.all([phone, device].map(seesAndHears));
    await keep(phone, "maker-phone-talks");

    await button(phone, "Open the door").click();
    const sheet = phone.getByRole("dialog", { name: "Open the door" });
    await sheet.getByRole("heading", { name: "demo-doorbell rings at demo-mum" }).waitFor();
    await sheet.getByLabel("Code").fill("1234");
    const second = await phone.locator("call-page .time").textContent();
    await expect.poll(() => phone.locator("call-page .time").textContent(), PATIENCE).not.toBe(second);
    expect(await sheet.getByLabel("Code").inputValue()).toBe("1234");
    await keep(phone, "maker-phone-custom-box");
    await sheet.getByRole("button", { name: "Close" }).click();
    await sheet.waitFor({ state: "detached" });
    const boxes = (await heard(phone)).filter(({ eventName }) => eventName.endsWith("CustomBox"));
    const data = { callerId: "demo-doorbell", listenerId: "demo-mum" };
    expect(boxes).toMatchObject([{ eventName: "showCustomBox", data }, { eventName: "hideCustomBox", data }]);

    await button(phone, "Mute").click();
    await button(phone, "Unmute").waitFor();
    await expect.poll(() => hearsSilence(device), PATIENCE).toBe(true);
    await keep(phone, "maker-phone-muted");
    await button(phone, "Unmute").click();
    await seesAndHears(device);

    const big = () => phone.locator("call-page .big video").getAttribute("data-of");
    expect(await big()).toBe("other");
    await button(phone, "Swap the pictures").click();
    expect(await big()).toBe("own");
    await keep(phone, "maker-phone-swapped");
    await phone.mouse.click(200, 500);
    await expect.poll(() => phone.locator("call-page nav").evaluate((nav) => getComputedStyle(nav).opacity)).toBe("0");
    await keep(phone, "maker-phone-buttons-hidden");
    await phone.mouse.click(200, 500);
    await button(phone, "Hang up").click();
    await stage(phone, "Settled duration");
    await button(phone, "Close").click();
    await phone.locator("call-page").waitFor({ state: "detached" });

    /** Frames come on, and no energy with them. */
    async function hearsSilence(page: typeof device): Promise<boolean> {
      const before = await received(page);
      await expect.poll(async () => (await received(page)).frames, PATIENCE).toBeGreaterThan(before.frames + 10);
      return (await received(page)).audioEnergy - before.audioEnergy < 1e-6;
    }
  });
});

describe("a program", () => {
  test("in a worker calls, sees and hears, and is told all of it", async () => {
    const tells = 'wx.setStorageSync("heard", heard.map(({ eventName }) => eventName))';
    const program = `${DIALS} wmpfVoip.onVoipEvent(() => ${tells}); wx.getStorageSync("calls") && dial();`;
    const phone = await seats.maker({ subject: MUM, attributes: 'data-program="/maker/program.js"', program });
    const device = await seats.device();
    expect(await phone.evaluate(() => "requirePlugin" in globalThis)).toBe(false);
    // Nobody outside of the worker can tell it to call; it does when it is started again.
    await phone.evaluate(() => localStorage.setItem("hookswitch/hookswitch-demo/calls", '{"data":true}'));
    await phone.reload();
    await button(device, "Answer").click();
    await Promise.all([phone, device].map(talks));
    await Promise.all([phone, device].map(seesAndHears));
    await button(device, "Hang up").click();
    const told = () => phone.evaluate(() => JSON.parse(localStorage.getItem("hookswitch/hookswitch-demo/heard")!).data as string[]);
    await expect.poll(told, PATIENCE).toContain("finishVoip");
    expect((await told()).filter((name) => name !== "calling")).toEqual(ANSWERED);
  });

  test("asks for a small upright picture at few frames, and no other is sent", async () => {
    const phone = await seats.maker({ subject: MUM, program: DIALS });
    const device = await seats.device();
    const asked = { encodeVideoFixedLength: 320, encodeVideoRotation: 1, encodeVideoRatio: 75, encodeVideoMaxFPS: 8 };
    await dial(phone, asked);
    await button(device, "Answer").click();
    await Promise.all([phone, device].map(talks));
    await Promise.all([phone, device].map(seesAndHears));
    const sent = async () => (await stats(phone)).find((entry) => entry["type"] === "outbound-rtp" && entry["kind"] === "video")!;
    await expect.poll(sent, PATIENCE).toMatchObject({ frameWidth: 240, frameHeight: 320 });
    const first = await sent();
    await expect.poll(async () => Number((await sent())["framesEncoded"]), PATIENCE).toBeGreaterThan(Number(first["framesEncoded"]) + 24);
    const last = await sent();
    const seconds = (Number(last["timestamp"]) - Number(first["timestamp"])) / 1000;
    const rate = (Number(last["framesEncoded"]) - Number(first["framesEncoded"])) / seconds;
    // An encoder counts over a second or two, so it may be a little more.
    expect(rate).toBeLessThan(8 * 1.2);
  });
});
