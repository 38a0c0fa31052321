import type { Host } from "../host/host.ts";
import { addMissing, aliasesOf, install, type Realm, type RequirePlugin, surroundings, type Surroundings } from "../host/install.ts";
import { isCallPage, type PageEntry } from "../host/page-stack.ts";
import type { Report } from "../plugin/index.ts";
import type { EnterOptions, LogicPort } from "../port/port.ts";
import { call, type Defined, type Definition, type Instance, instanceOf, lifetime, type OnData } from "./instances.ts";
import { type Evaluate, evaluateByFunction, Modules } from "./modules.ts";
import { type Program } from "./program.ts";
import { drawnByNobody, globalOf, HIDDEN } from "./realm.ts";

export interface MiniHostOptions {
  program: Program;
  host: Host;
  port: LogicPort;
  /** Told of every `setData`: here a page may draw what its program wants to be seen. */
  onData?: OnData;
  /** Further names that the program finds, `wmpf` on a device. */
  globals?: Record<string, unknown>;
  /** Members that the runtime has already are not replaced. */
  wx?: object;
  /** Gives the program's other plugins, by their alias. */
  requirePlugin?(alias: string): unknown;
  evaluate?: Evaluate;
  report?: Report;
}

/** How the vendor's run-time names the page of a plugin in `getCurrentPages`. */
const CALL_PAGE_ROUTE = "__plugin__/wxf830863afde621eb/pages/call-page-plugin/call-page-plugin";

/** Runs the logic files of one Mini Program, unchanged: its app, its pages and their life, its modules. Renders nothing. */
export class MiniHost {
  /** `getApp()`. */
  app: Instance | undefined;
  /** What the program's files find: `wx`, `requirePlugin`, `getApp` and the others. */
  readonly globals: Readonly<Record<string, unknown>>;
  private readonly options: MiniHostOptions;
  private readonly around: Surroundings;
  private readonly modules: Modules;
  private readonly definitions = new Map<string, Defined>();
  private readonly live = new Map<PageEntry, Instance>();
  private readonly report: Report;
  private running = "";
  private isShown = true;

  constructor(options: MiniHostOptions) {
    this.options = options;
    this.report =
      options.report ??
      ((message, error) => console.error(`mini-host: ${message}`, ...(error === undefined ? [] : [error])));
    const { program, host, port } = options;
    this.around = surroundings({
      host,
      port,
      report: this.report,
      pages: {
        life: {
          load: (page) => this.load(page),
          show: (page) => this.tell(page, "onShow", "show"),
          hide: (page) => this.tell(page, "onHide", "hide"),
          unload: (page) => this.unload(page),
        },
        // In the background it shows nothing anyway.
        emptied: () => {
          if (this.isShown) host.exit();
        },
        map: { has: (path) => program.pages.includes(path), isTab: (path) => program.tabs.includes(path) },
      },
    });
    const wx = options.wx ?? {};
    addMissing(wx, drawnByNobody);
    const realm: Realm = {
      wx,
      ...(options.requirePlugin ? { requirePlugin: options.requirePlugin as RequirePlugin } : {}),
    };
    install(realm, this.around, aliasesOf(program.app));
    const names: Record<string, unknown> = {
      ...realm,
      App: (definition: Definition) => this.defineApp(definition),
      Page: (definition: Definition) => this.definitions.set(this.running, { definition, isComponent: false }),
      Component: (definition: Definition) => this.definitions.set(this.running, { definition, isComponent: true }),
      Behavior: (definition: Definition) => definition,
      getApp: () => this.app,
      getCurrentPages: () => this.pages,
      // A Mini Program's logic has no DOM, wherever it runs.
      ...Object.fromEntries(HIDDEN.map((name) => [name, undefined])),
      ...options.globals,
    };
    const global = globalOf(names);
    this.globals = { ...names, globalThis: global, global };
    this.modules = new Modules(program.files, this.globals, options.evaluate ?? evaluateByFunction);
    host.onShow((enter) => this.appShown(enter));
    host.onHide(() => this.appHidden());
    host.onUnload(() => this.around.pages.clear());
  }

  /**
   * Runs every file, then `onLaunch`, `onShow` and the first page: that of the start options, the call page it may be. One that is only
   * warmed up (contract §1.14) stays in the background, without a page.
   */
  launch(): void {
    const { program, host } = this.options;
    this.run("app");
    for (const path of program.pages) this.run(path);
    const enter = host.enterOptions;
    this.tellApp("onLaunch", enter);
    if (enter.query.isPreLaunch === "1") {
      this.isShown = false;
      return;
    }
    this.tellApp("onShow", enter);
    if (!this.around.pages.top) this.goTo(enter);
  }

  /** Entered again: `onShow`, if it was not shown, and the page of these start options. The call page is the seat's to open. */
  enter(enter: EnterOptions): void {
    this.appShown(enter);
    if (!isCallPage(enter) && (enter.path || !this.around.pages.top)) this.goTo(enter);
  }

  private goTo(enter: EnterOptions): void {
    const { program } = this.options;
    const first = enter.path || program.app.entryPagePath || program.pages[0];
    if (first === undefined) throw new Error("app.json declares no page");
    const path = isCallPage({ path: first }) ? first : `/${first.replace(/^\//, "")}`;
    this.around.pages.go("reLaunch", urlOf(path, enter.query));
  }

  /** `getCurrentPages()`. */
  get pages(): Instance[] {
    return this.around.pages.pages.map((page) => this.live.get(page) ?? callPageOf(page));
  }

  /** The page that is shown; its methods are what a press on it would call. */
  get page(): Instance {
    const page = this.pages.at(-1);
    if (!page) throw new Error("there is no page");
    return page;
  }

  /** A component that no page places here, because nothing is rendered: the plugin's custom box, say. */
  component(path: string, properties: Record<string, unknown> = {}): Instance {
    this.run(path);
    const defined = this.definitions.get(path);
    if (!defined) throw new Error(`there is no component "${path}"`);
    const instance = instanceOf(defined, this.onData);
    this.attach(defined.definition, instance, properties);
    lifetime(defined.definition, instance, "ready", "lifetimes");
    return instance;
  }

  /** What a promise of the program was rejected with, and nobody has heard: `App.onUnhandledRejection`. */
  unhandledRejection(reason: unknown, promise?: Promise<unknown>): void {
    this.report("a promise was rejected, and the program does not handle it", reason);
    this.tellApp("onUnhandledRejection", { reason, promise });
  }

  private readonly onData: OnData = (instance, changes) => this.options.onData?.(instance, changes);

  private run(path: string): void {
    if (this.definitions.has(path)) return;
    this.running = path;
    this.guarded(path, () => this.modules.run(`${path}.js`));
  }

  private defineApp(definition: Definition): void {
    // Everything of an app is its own, functions and data alike; it has no setData.
    this.app = { ...definition } as Instance;
  }

  private load(entry: PageEntry): void {
    const defined = this.defined(entry);
    const { definition, isComponent } = defined;
    const instance = instanceOf(defined, this.onData);
    instance.route = entry.path;
    instance.options = entry.query;
    this.live.set(entry, instance);
    this.guarded(entry.path, () => {
      if (isComponent) this.attach(definition, instance, entry.query);
      call(instance, "onLoad", entry.query);
    });
    // Nothing is rendered, so a page is ready once it has been shown.
    queueMicrotask(() =>
      this.guarded(entry.path, () => {
        if (isComponent) lifetime(definition, instance, "ready", "lifetimes");
        call(instance, "onReady");
      }),
    );
  }

  /** A page whose file is missing or has failed is an empty one. */
  private defined(entry: PageEntry): Defined {
    return this.definitions.get(entry.path) ?? { definition: {}, isComponent: false };
  }

  private attach(definition: Definition, instance: Instance, properties: Record<string, unknown>): void {
    lifetime(definition, instance, "created", "lifetimes");
    const declared = Object.keys((definition.properties as object | undefined) ?? {});
    for (const name of declared) if (name in properties) instance.data[name] = properties[name];
    lifetime(definition, instance, "attached", "lifetimes");
  }

  private tell(entry: PageEntry, name: "onShow" | "onHide", ofComponent: "show" | "hide"): void {
    const instance = this.live.get(entry);
    if (!instance) return;
    const defined = this.defined(entry);
    this.guarded(entry.path, () => {
      if (defined.isComponent) lifetime(defined.definition, instance, ofComponent, "pageLifetimes");
      call(instance, name);
    });
  }

  private unload(entry: PageEntry): void {
    const instance = this.live.get(entry);
    if (!instance) return;
    const defined = this.defined(entry);
    this.live.delete(entry);
    this.guarded(entry.path, () => {
      if (defined.isComponent) lifetime(defined.definition, instance, "detached", "lifetimes");
      call(instance, "onUnload");
    });
  }

  private appShown(enter: EnterOptions): void {
    if (this.isShown) return;
    this.isShown = true;
    this.tellApp("onShow", enter);
    const top = this.around.pages.top;
    if (top) this.tell(top, "onShow", "show");
  }

  private appHidden(): void {
    if (!this.isShown) return;
    this.isShown = false;
    const top = this.around.pages.top;
    if (top) this.tell(top, "onHide", "hide");
    this.tellApp("onHide");
  }

  private tellApp(name: string, ...args: unknown[]): void {
    if (this.app) {
      const app = this.app;
      this.guarded("app", () => call(app, name, ...args));
    }
  }

  /** What one file or life cycle throws stops no other one; the app hears of it, and so does the log. */
  private guarded(path: string, act: () => void): void {
    try {
      act();
    } catch (error) {
      this.report(`${path} failed`, error);
      if (this.app) call(this.app, "onError", error instanceof Error ? (error.stack ?? error.message) : String(error));
    }
  }
}

function callPageOf(entry: PageEntry): Instance {
  return { route: CALL_PAGE_ROUTE, options: entry.query, data: {}, setData() {} };
}

function urlOf(path: string, query: Record<string, string>): string {
  const text = Object.entries(query)
    .map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`)
    .join("&");
  return text ? `${path}?${text}` : path;
}
