import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";

/** What is packed, and whether a project that has installed it finds what `docs/plugin.md` names. */

const PLUGIN = fileURLToPath(new URL("..", import.meta.url));
const NPM = { stdio: "pipe", encoding: "utf8", timeout: 120_000 } as const;
const QUIET = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];

let project: string;
let tarball: string;

beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), "wmpf-voip-"));
  execFileSync("npm", ["run", "build"], { ...NPM, cwd: PLUGIN });
  execFileSync("npm", ["pack", "--pack-destination", project, ...QUIET], { ...NPM, cwd: PLUGIN });
  tarball = join(project, readdirSync(project).find((name) => name.endsWith(".tgz"))!);
  writeFileSync(join(project, "package.json"), JSON.stringify({ name: "makers-page", private: true }));
  // Offline: it brings what it depends on, and no registry is asked.
  execFileSync("npm", ["install", "--offline", tarball, ...QUIET], { ...NPM, cwd: project });
}, 240_000);
afterAll(() => rmSync(project, { recursive: true, force: true }));

function inNode(file: string, code: string): string {
  writeFileSync(join(project, file), code);
  return execFileSync(process.execPath, [file], { ...NPM, cwd: project }).trim();
}

test("the package holds what was built, a README, the licence and what it depends on, and nothing else", () => {
  const files = execFileSync("tar", ["-tzf", tarball], NPM).trim().split("\n");
  const own = files.filter((file) => !file.startsWith("package/node_modules/"));
  const others = own.filter((file) => !file.startsWith("package/dist/"));
  expect(others.sort()).toEqual(["package/LICENSE", "package/README.md", "package/package.json"]);
  expect(own.filter((file) => !/\.(js|d\.ts|json)$|LICENSE|README\.md/.test(file))).toEqual([]);
});

test.each([
  ["import", "use.mjs", "import plugin, { VoipError } from '@hookswitch/wmpf-voip'; import { MiniHost } from '@hookswitch/wmpf-voip/mini-host';"],
  [
    "require",
    "use.cjs",
    "const { default: plugin, VoipError } = require('@hookswitch/wmpf-voip'); const { MiniHost } = require('@hookswitch/wmpf-voip/mini-host');",
  ],
])("%s finds the plugin and the mini-host, which share their modules", (_, file, head) => {
  const said = inNode(
    file,
    `${head}
    plugin.callDevice({}).catch((error) => console.log(typeof MiniHost, error instanceof VoipError, error.errCode));`,
  );
  expect(said).toBe("function true 1004");
});

test("register is found by both, and a bundler makes a page's script of it", async () => {
  const name = "@hookswitch/wmpf-voip/register";
  expect(inNode("where.mjs", `console.log(import.meta.resolve("${name}"))`)).toMatch(/dist\/esm\/register\.js$/);
  expect(inNode("where.cjs", `console.log(require.resolve("${name}"))`)).toMatch(/dist\/cjs\/register\.js$/);
  for (const code of [`import "${name}"`, `require("${name}")`]) {
    const { outputFiles } = await build({
      stdin: { contents: code, resolveDir: project },
      bundle: true,
      write: false,
      format: "iife",
    });
    expect(outputFiles[0]!.text).toContain("requirePlugin");
  }
});

test.each(["use.mts", "use.cts"])("its types are found by %s", (file) => {
  writeFileSync(
    join(project, file),
    `import plugin, { type CallPlaced } from "@hookswitch/wmpf-voip";
    import { MiniHost, type Program } from "@hookswitch/wmpf-voip/mini-host";
    import type { Host } from "@hookswitch/wmpf-voip/host";
    import type { Hookswitch } from "@hookswitch/wmpf-voip/register";
    export type All = [Program, Host, Hookswitch, MiniHost];
    export const placed: Promise<CallPlaced> = plugin.callDevice({ roomType: "voice", sn: "door-1", modelId: "doors" });
    // @ts-expect-error there is no such member
    plugin.callNobody();`,
  );
  const tsc = join(PLUGIN, "node_modules/typescript/bin/tsc");
  const options = ["--noEmit", "--strict", "--module", "nodenext", "--target", "es2022", "--types", "", file];
  const { stdout, status } = spawnSync(process.execPath, [tsc, ...options], { ...NPM, cwd: project });
  expect({ status, stdout }).toEqual({ status: 0, stdout: "" });
});
