import { fileURLToPath } from "node:url";
import { createContext, Script } from "node:vm";
import { build } from "esbuild";
import { expect, test } from "vitest";

/** Mini Program run-times keep logic in a worker without DOM: what the plugin is made of must be the language alone. */
test("the plugin loads and places a call where there are no globals at all", async () => {
  const bundle = await build({
    entryPoints: [fileURLToPath(new URL("../../src/plugin/index.ts", import.meta.url))],
    bundle: true,
    format: "iife",
    globalName: "wmpf",
    write: false,
  });
  const context = createContext({}, { codeGeneration: { strings: false, wasm: false } });
  new Script(bundle.outputFiles[0]?.text ?? "").runInContext(context);
  const said = new Script(`
    const said = [];
    let hear;
    const plugin = wmpf.createPlugin({ post: (message) => said.push(message), onMessage: (h) => { hear = h; } });
    hear({ kind: "environment", environment: { kind: "phone", appVersion: "release" } });
    plugin.onVoipEvent((event) => said.push(event));
    hear({ kind: "prompt", id: 1, name: "pageShown" });
    plugin.callDevice({ roomType: "voice", sn: "bell-1", modelId: "bells" });
    Promise.resolve().then(() => {}).then(() => said);
  `).runInContext(context) as Promise<{ kind?: string; eventName?: string }[]>;
  expect((await said).map((one) => one.kind ?? one.eventName)).toEqual(["callPageOnShow", "answer", "question"]);
});
