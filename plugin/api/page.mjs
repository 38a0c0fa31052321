/** Writes docs/plugin-api.md from the types; with --check says whether it is what they say. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Application } from "typedoc";

process.chdir(import.meta.dirname);
const PAGE = "../../docs/plugin-api.md";
const HEAD = `# The plugin's interface

Each member of \`requirePlugin('wmpf-voip').default\`, what it takes, gives and refuses. Written from the types by \`npm run api\` in
\`plugin/\`; what is the same as in the vendor's plugin and what is more stands in [plugin.md](plugin.md#members), each number in
[errors.md](errors.md).

`;

const written = await page();
if (!process.argv.includes("--check")) writeFileSync(PAGE, written);
else if (readFileSync(PAGE, "utf8") !== written) {
  console.error("docs/plugin-api.md is not what the types say; npm run api writes it anew.");
  process.exit(1);
}

async function page() {
  const out = mkdtempSync(join(tmpdir(), "plugin-api-"));
  try {
    const app = await Application.bootstrapWithPlugins({
      plugin: ["typedoc-plugin-markdown"],
      entryPoints: ["entry.ts"],
      tsconfig: "tsconfig.json",
      outputs: [{ name: "markdown", path: out }],
      router: "module",
      readme: "none",
      entryFileName: "page",
      hideBreadcrumbs: true,
      hidePageHeader: true,
      hidePageTitle: true,
      disableSources: true,
      excludeExternals: true,
      excludePrivate: true,
      expandObjects: true,
      parametersFormat: "table",
      interfacePropertiesFormat: "table",
      classPropertiesFormat: "table",
      tableColumnSettings: { hideInherited: true, hideModifiers: true, hideOverrides: true, hideSources: true, hideDefaults: true },
      treatWarningsAsErrors: true,
      validation: { notExported: false, invalidLink: true },
      groupOrder: ["The plugin", "Interfaces", "Type Aliases", "Classes"],
      sort: ["alphabetical"],
      excludeInternal: true,
      logLevel: "Warn",
    });
    const project = await app.convert();
    if (!project || app.logger.hasErrors() || app.logger.hasWarnings()) throw new Error("the types were not understood");
    await app.generateOutputs(project);
    return HEAD + readFileSync(join(out, "page.md"), "utf8").trimEnd() + "\n";
  } finally {
    rmSync(out, { recursive: true });
  }
}
