import { resolved } from "../host/page-stack.ts";
import type { PluginDeclarations } from "../host/install.ts";
import { commonJs } from "./transform.ts";

/** The parts of `app.json` that matter to logic. */
export interface AppJson extends PluginDeclarations {
  pages: string[];
  entryPagePath?: string;
  subPackages?: SubPackage[];
  subpackages?: SubPackage[];
  tabBar?: { list?: { pagePath: string }[] };
  usingComponents?: Record<string, string>;
}

interface SubPackage extends PluginDeclarations {
  root: string;
  pages: string[];
}

/** The logic of a Mini Program, ready to run: every file that anything in it asks for. */
export interface Program {
  readonly app: AppJson;
  /** In the order of `app.json`, sub-packages last. */
  readonly pages: readonly string[];
  readonly tabs: readonly string[];
  /** CommonJS by path, `pages/index/index.js`. */
  readonly files: ReadonlyMap<string, string>;
}

/** The text of a file of the program, by its path from where `app.json` is; undefined when there is none. */
export type ReadFile = (path: string) => Promise<string | undefined>;

/** Reads `app.json` and whatever follows from it: pages, components, and what they require. */
export async function loadProgram(read: ReadFile): Promise<Program> {
  const appText = await read("app.json");
  if (appText === undefined) throw new Error("there is no app.json");
  const app = JSON.parse(appText) as AppJson;
  const pages = [
    ...(app.pages ?? []),
    ...subPackagesOf(app).flatMap(({ root, pages: own }) => own.map((page) => resolved(`${root}/${page}`, ""))),
  ];
  const files = new Files(read);
  await files.add("app.js");
  await Promise.all(
    [...pages, ...componentsOf(app.usingComponents, ""), ...customBoxes(app)].map((path) =>
      files.addWithComponents(path),
    ),
  );
  return {
    app,
    pages,
    tabs: app.tabBar?.list?.map(({ pagePath }) => resolved(pagePath, "")) ?? [],
    files: await files.complete(),
  };
}

/** Over HTTP, from the folder that `base` is. */
export function readUrl(base: string | URL): ReadFile {
  const folder = new URL(String(base).endsWith("/") ? base : `${base}/`);
  return async (path) => {
    const response = await fetch(new URL(path, folder));
    if (response.status === 404) return undefined;
    if (!response.ok) throw new Error(`${path}: HTTP ${response.status}`);
    return response.text();
  };
}

/** Where a file may be that is required as `name` in `from`: relative, from the root, or a package of `miniprogram_npm`. */
export function candidates(name: string, from: string): string[] {
  const isPath = name.startsWith(".") || name.startsWith("/");
  const bases = isPath
    ? [resolved(name, from)]
    : [resolved(name, from), ...npmFolders(from).map((folder) => `${folder}${name}`)];
  return bases.flatMap((base) => (base.endsWith(".js") ? [base] : [`${base}.js`, `${base}/index.js`]));
}

function npmFolders(from: string): string[] {
  const parts = from.split("/").slice(0, -1);
  return Array.from({ length: parts.length + 1 }, (_, above) =>
    [...parts.slice(0, parts.length - above), "miniprogram_npm/"].join("/"),
  );
}

class Files {
  readonly texts = new Map<string, string>();
  private readonly read: ReadFile;
  private readonly asked = new Map<string, Promise<boolean>>();
  private readonly following: Promise<unknown>[] = [];

  constructor(read: ReadFile) {
    this.read = read;
  }

  /** Whether there is such a file. What it requires is followed meanwhile, and waited for in `complete`: requires may go round. */
  add(path: string): Promise<boolean> {
    const before = this.asked.get(path);
    if (before) return before;
    const added = this.readAndFollow(path);
    this.asked.set(path, added);
    return added;
  }

  async addWithComponents(path: string): Promise<void> {
    if (this.asked.has(`${path}.json`)) return;
    this.asked.set(`${path}.json`, Promise.resolve(true));
    const [, json] = await Promise.all([this.add(`${path}.js`), this.read(`${path}.json`)]);
    if (json === undefined) return;
    const { usingComponents } = JSON.parse(json) as { usingComponents?: Record<string, string> };
    await Promise.all(componentsOf(usingComponents, path).map((component) => this.addWithComponents(component)));
  }

  async complete(): Promise<ReadonlyMap<string, string>> {
    for (let next = this.following.pop(); next; next = this.following.pop()) await next;
    return this.texts;
  }

  private async readAndFollow(path: string): Promise<boolean> {
    const code = await this.codeOf(path);
    if (code === undefined) return false;
    this.texts.set(path, code);
    for (const name of requiredIn(code)) this.following.push(this.addFirst(candidates(name, path)));
    return true;
  }

  /** A program in TypeScript has a `.ts` where its `.js` is asked for. */
  private async codeOf(path: string): Promise<string | undefined> {
    const text = await this.read(path);
    if (text !== undefined) return commonJs(text, path);
    const typed = path.replace(/\.js$/, ".ts");
    const source = await this.read(typed);
    return source === undefined ? undefined : commonJs(source, typed);
  }

  private async addFirst(paths: string[]): Promise<void> {
    for (const path of paths) if (await this.add(path)) return;
  }
}

/** What is required, going by the text; one in a comment does no harm, one that is computed is not found. */
function requiredIn(code: string): string[] {
  return [...code.matchAll(/\brequire(?:\.async)?\(\s*(["'])([^"']+)\1/g)].map((match) => match[2] ?? "");
}

function subPackagesOf(app: AppJson): SubPackage[] {
  return [...(app.subPackages ?? []), ...(app.subpackages ?? [])];
}

function componentsOf(using: Record<string, string> | undefined, from: string): string[] {
  return Object.values(using ?? {})
    .filter((path) => !path.includes("://"))
    .map((path) => resolved(path, from));
}

/** The components that the plugin is given for its own page (contract §1.9). */
function customBoxes(app: AppJson): string[] {
  const declared: PluginDeclarations[] = [app, ...subPackagesOf(app)];
  return declared
    .flatMap(({ plugins }) => Object.values(plugins ?? {}))
    .flatMap(({ genericsImplementation }) => Object.values(genericsImplementation ?? {}))
    .flatMap((components) => Object.values(components))
    .map((path) => resolved(path, ""));
}
