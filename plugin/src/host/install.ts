import { pluginOver, type Report, SeatLink, type WmpfVoip } from "../plugin/index.ts";
import type { LogicPort } from "../port/port.ts";
import type { Host } from "./host.ts";
import { isCallPage, type PageEntry, type PageLife, type PageMap, PageStack } from "./page-stack.ts";
import { PlatformDoors } from "./platform-doors.ts";
import { wmpfMembers } from "./wmpf.ts";
import { wxMembers } from "./wx.ts";

/** The provider of the vendor's plugin, by which programs declare it (contract §1.1). */
export const PROVIDER = "wxf830863afde621eb";

/** The part of `app.json` that declares plugins. */
export interface PluginDeclarations {
  plugins?: Record<string, { provider?: string; genericsImplementation?: Record<string, Record<string, string>> }>;
  subPackages?: PluginDeclarations[];
  subpackages?: PluginDeclarations[];
}

/** The names under which a program declares the plugin, in its main package and in sub-packages. */
export function aliasesOf(app: PluginDeclarations): string[] {
  const own = Object.entries(app.plugins ?? {}).filter(([, plugin]) => plugin.provider === PROVIDER);
  const ofSubPackages = [...(app.subPackages ?? []), ...(app.subpackages ?? [])].flatMap(aliasesOf);
  return [...own.map(([alias]) => alias), ...ofSubPackages];
}

export interface RequirePlugin {
  (alias: string): { default: WmpfVoip };
  async(alias: string): Promise<{ default: WmpfVoip }>;
}

/** The plugin and what it needs around it, for one program. */
export interface Surroundings {
  readonly plugin: WmpfVoip;
  readonly pages: PageStack;
  readonly wx: ReturnType<typeof wxMembers>;
  /** On devices only. */
  readonly wmpf: ReturnType<typeof wmpfMembers> | undefined;
}

export interface SurroundingsOptions {
  host: Host;
  port: LogicPort;
  /** How the program's own pages live; without it the host shows them. */
  pages?: { life: PageLife; map: PageMap; emptied(): void };
  report?: Report;
}

/** Joins plugin, page stack and `wx` members over one port; usable at once, whenever the seat connects. */
export function surroundings({ host, port, pages: own, report = toConsole }: SurroundingsOptions): Surroundings {
  const link = new SeatLink(port, host.environment);
  const life = own?.life ?? shownBy(host);
  const pages = new PageStack(withCallPage(life, link), report, own?.map);
  const plugin = pluginOver(link, report);
  link.onSaid((said) => {
    if (said.kind === "pageLoaded") pages.callPageLoaded(said.query);
    if (said.kind !== "pageClosed") return;
    pages.callPageClosed();
    if (!said.next) {
      // The vendor's client closes a Mini Program that has nothing else to show (contract §1.10).
      if (!pages.top) own?.emptied();
      return;
    }
    const { url, options, routeType = "redirectTo" } = said.next;
    pages.go(routeType, options ? `${url}?${options}` : url);
  });
  link.start();
  const doors = new PlatformDoors(host);
  const { environment } = host;
  return {
    plugin,
    pages,
    wx: wxMembers(host, pages),
    wmpf: environment.kind === "device" ? wmpfMembers(environment, () => doors.registerForPush()) : undefined,
  };
}

/** `requirePlugin` for these aliases; others are another's, if there is one. */
export function requirePluginOf(plugin: WmpfVoip, aliases: readonly string[], other?: RequirePlugin): RequirePlugin {
  const requirePlugin = (alias: string) => {
    if (aliases.includes(alias)) return { default: plugin };
    if (other) return other(alias);
    throw new Error(
      `plugin "${alias}" is not declared in app.json; declared with provider ${PROVIDER}: ${aliases.join(", ") || "none"}`,
    );
  };
  return Object.assign(requirePlugin, { async: async (alias: string) => requirePlugin(alias) });
}

/** The realm of a program: its global object, or what stands for it. */
export interface Realm {
  requirePlugin?: RequirePlugin;
  wx?: object;
  wmpf?: object;
}

/** Puts `requirePlugin` and the missing members of `wx` there, and of `wmpf` on a device; what is there already stays. */
export function install(realm: Realm, { plugin, wx, wmpf }: Surroundings, aliases: readonly string[]): void {
  realm.requirePlugin = requirePluginOf(plugin, aliases, realm.requirePlugin);
  addMissing((realm.wx ??= {}), wx);
  if (wmpf) addMissing((realm.wmpf ??= {}), wmpf);
}

export function addMissing(there: object, members: object): void {
  for (const [name, member] of Object.entries(members)) {
    if (!(name in there)) Object.assign(there, { [name]: member });
  }
}

function shownBy(host: Host): PageLife {
  return { load: (page, how) => host.openPage(page.url, how), show() {}, hide() {}, unload() {} };
}

function withCallPage(life: PageLife, link: SeatLink): PageLife {
  const unlessCallPage = (act: (page: PageEntry) => void) => (page: PageEntry) => {
    if (!isCallPage(page)) act(page);
  };
  return {
    load(page, how) {
      if (isCallPage(page)) link.tell({ kind: "openPage", query: page.query });
      else life.load(page, how);
    },
    show: unlessCallPage((page) => life.show(page)),
    hide: unlessCallPage((page) => life.hide(page)),
    unload(page) {
      if (isCallPage(page)) link.tell({ kind: "closePage" });
      else life.unload(page);
    },
  };
}

function toConsole(message: string, error?: unknown): void {
  console.warn(`wmpf-voip: ${message}`, ...(error === undefined ? [] : [error]));
}
