/** The script of a program's worker: `new Worker("/plugin/worker.js", { type: "module" })`, then `programInWorker` in the page. */
import type { Realm } from "./install.ts";
import { startProgram, type StartProgram } from "./program-in-worker.ts";

addEventListener("message", (event: MessageEvent<StartProgram>) => void startProgram(globalThis as Realm, event.data), {
  once: true,
});
