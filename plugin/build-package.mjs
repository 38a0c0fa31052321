/** Builds what `npm pack` packs, and prints what it weighs in a page: `npm run build`. */
import { execFileSync } from "node:child_process";
import { copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

process.chdir(import.meta.dirname);
rmSync("dist", { recursive: true, force: true });

// File by file, so that every entry of the package shares its modules: one `VoipError`, one `<call-page>`.
compile("dist/esm");
compile("dist/cjs", "--module", "commonjs", "--verbatimModuleSyntax", "false");
writeFileSync("dist/cjs/package.json", '{ "type": "commonjs" }\n');
copyFileSync("../LICENSE", "LICENSE");

for (const [name, entry] of [
  ["plugin", "dist/esm/index.js"],
  ["register.js", "dist/esm/register.js"],
  ["worker.js", "dist/esm/host/worker.js"],
  ["host", "dist/esm/host/index.js"],
  ["seat", "dist/esm/seat/index.js"],
  ["seat/plain", "dist/esm/seat/plain.js"],
  ["device", "dist/esm/device/index.js"],
  ["mini-host", "dist/esm/mini-host/index.js"],
]) {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    target: "es2022",
    legalComments: "none",
  });
  const [{ contents }] = outputFiles;
  console.log(`${name}: ${kB(contents)} kB, ${kB(gzipSync(contents))} kB with gzip`);
}

function compile(outDir, ...options) {
  const tsc = "node_modules/typescript/bin/tsc";
  execFileSync(process.execPath, [tsc, "-p", "tsconfig.build.json", "--outDir", outDir, ...options], { stdio: "inherit" });
  // The compiler rewrites what code imports, and leaves what its types import.
  for (const file of readdirSync(outDir, { recursive: true })) {
    if (!file.endsWith(".d.ts")) continue;
    const types = readFileSync(`${outDir}/${file}`, "utf8");
    writeFileSync(`${outDir}/${file}`, types.replaceAll(/((?:from |import |import\()"\.[^"]+)\.ts"/g, '$1.js"'));
  }
}

function kB(bytes) {
  return (bytes.length / 1000).toFixed(1);
}
