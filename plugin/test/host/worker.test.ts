import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Worker as NodeWorker } from "node:worker_threads";
import { build } from "esbuild";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { MemoryStorage, PlainHost, programInWorker } from "../../src/host/index.ts";
import { DEVICE, PHONE, ROOM, Seat } from "../seat.ts";

let folder: string;
let worker: NodeWorker;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "hookswitch-worker-"));
});
afterEach(async () => {
  await worker.terminate();
  await rm(folder, { recursive: true });
});

/** Node's worker in the place of a browser's: the same bundle, told to begin by the same message. */
async function workerOf(): Promise<NodeWorker> {
  const bundle = join(folder, "program-in-worker.mjs");
  await build({
    entryPoints: [fileURLToPath(new URL("../../src/host/program-in-worker.ts", import.meta.url))],
    bundle: true,
    format: "esm",
    outfile: bundle,
  });
  const script = `
    import { parentPort } from "node:worker_threads";
    import { startProgram } from ${JSON.stringify(pathToFileURL(bundle).href)};
    parentPort.once("message", (start) => startProgram(globalThis, start));
  `;
  await writeFile(join(folder, "start.mjs"), script);
  return new NodeWorker(join(folder, "start.mjs"));
}

async function program(text: string): Promise<string> {
  const file = join(folder, "program.mjs");
  await writeFile(file, text);
  return pathToFileURL(file).href;
}

test("a program in a worker has the plugin at module load, calls, hears events and uses its page's host", async () => {
  worker = await workerOf();
  const storage = new MemoryStorage([["greeting", JSON.stringify({ data: "hello" })]]);
  const toasts: unknown[] = [];
  const enterOptions = {
    path: "call-page",
    scene: 1,
    query: { a: "1" },
    referrerInfo: {},
    forwardMaterials: [],
    apiCategory: "default",
  };
  const host = new PlainHost({
    appId: "wxdemo",
    address: "http://127.0.0.1:1",
    environment: { ...DEVICE, kind: "phone", enterOptions },
    token: async () => "",
    storage,
    toast: (toast) => toasts.push(toast?.title),
    modal: async ({ title }) => ({ confirm: title === "Call?" }),
  });
  const port = programInWorker(worker as unknown as Worker, {
    host,
    aliases: ["wmpf-voip"],
    program: await program(`
      const wmpfVoip = requirePlugin("wmpf-voip").default;
      wx.showToast({ title: [wx.getStorageSync("greeting"), typeof document].join(" ") });
      wmpfVoip.onVoipEvent((event) => {
        wx.showToast({ title: event.eventName + " " + wmpfVoip.getPluginOnloadOptions().b });
        wmpfVoip.setUIConfig({ btnText: "Open" });
      });
      const { confirm } = await wx.showModal({ title: "Call?" });
      const { roomId } = await wmpfVoip.callDevice({ roomType: "video", sn: "bell-1", modelId: "bells" });
      wx.setStorageSync("called", { confirm, roomId, entered: wmpfVoip.getPluginEnterOptions().query.a });
      wx.redirectTo({ url: wmpfVoip.CALL_PAGE_PATH + "?b=2" });
    `),
  });
  const seat = new Seat(port, { ...PHONE, enterOptions });
  await vi.waitFor(() => expect(seat.opened).toEqual([{ b: "2" }]), 10_000);
  expect(JSON.parse(storage.get("called") ?? "")).toEqual({ data: { confirm: true, roomId: ROOM, entered: "1" } });
  await seat.showPage({ b: "2" });
  expect(seat.ui).toEqual({ btnText: "Open" });
  await vi.waitFor(() => expect(toasts).toEqual(["hello undefined", "callPageOnShow 2"]));
});
