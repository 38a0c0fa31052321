import { parseQuery } from "../plugin/query.ts";
import { CALL_PAGE_PATH } from "../plugin/plugin.ts";
import type { RouteKind } from "./host.ts";

/** A page in the stack. */
export interface PageEntry {
  /** Without a slash in front and without the query; the call page has its whole path. */
  readonly path: string;
  readonly query: Record<string, string>;
  /** As it was asked for. */
  readonly url: string;
}

/** What becomes of pages as the stack moves, in the order of the vendor's run-time. */
export interface PageLife {
  load(page: PageEntry, how: RouteKind): void;
  show(page: PageEntry): void;
  hide(page: PageEntry): void;
  unload(page: PageEntry): void;
}

/** Which pages there are; an unknown one cannot be gone to. Without one, any page may be there and be a tab or not. */
export interface PageMap {
  has(path: string): boolean;
  isTab(path: string): boolean;
}

/** As the vendor's run-time has it. */
const PAGES_MAX = 10;

/** The pages of one app, the call page among them; the last one is shown. */
export class PageStack {
  private stack: PageEntry[] = [];
  private readonly life: PageLife;
  private readonly warn: (message: string) => void;
  private readonly map: PageMap | undefined;

  constructor(life: PageLife, warn: (message: string) => void, map?: PageMap) {
    this.life = life;
    this.warn = warn;
    this.map = map;
  }

  get pages(): readonly PageEntry[] {
    return this.stack;
  }

  get top(): PageEntry | undefined {
    return this.stack.at(-1);
  }

  get callPage(): PageEntry | undefined {
    return this.stack.find(isCallPage);
  }

  /** Goes there, or throws with the reason that `fail` tells. */
  go(how: RouteKind, url: string): void {
    const page = this.entry(url);
    if (isCallPage(page)) {
      if (how === "switchTab") throw new Error("can not switch to no-tabBar page");
      if (this.callPage) {
        this.warn(
          `${how} to the call page, which is open already, was left out: in the vendor's plugin it breaks the call`,
        );
        return;
      }
    } else if (this.map) {
      if (!this.map.has(page.path)) throw new Error(`page "${page.path}" is not found`);
      const isTab = this.map.isTab(page.path);
      if (how === "switchTab" && !isTab) throw new Error("can not switch to no-tabBar page");
      if ((how === "navigateTo" || how === "redirectTo") && isTab) throw new Error(`can not ${how} a tabbar page`);
    }
    if (how === "navigateTo" && this.stack.length >= PAGES_MAX) throw new Error("webview count limit exceed");
    if (how === "switchTab" && this.back(page)) return;

    if (how === "navigateTo") {
      if (this.top) this.life.hide(this.top);
    } else {
      this.drop(how === "redirectTo" ? 1 : this.stack.length);
    }
    this.enter(page, how);
  }

  goBack(delta: number): void {
    if (this.stack.length < 2) throw new Error("cannot navigate back at first page.");
    this.drop(Math.min(Math.max(delta, 1), this.stack.length - 1));
    if (this.top) this.life.show(this.top);
  }

  /** The page that was there before the program was. */
  startAt(page: PageEntry): void {
    this.stack = [page];
  }

  /** The seat has opened the call page by itself, over what is shown, or has loaded it again. */
  callPageLoaded(query: Record<string, string>): void {
    if (this.callPage) return;
    if (this.top) this.life.hide(this.top);
    this.stack.push({ path: CALL_PAGE_PATH, query, url: CALL_PAGE_PATH });
  }

  /** The seat has closed the call page; it is not unloaded again. */
  callPageClosed(): void {
    const page = this.callPage;
    if (!page) return;
    const wasShown = this.top === page;
    this.stack = this.stack.filter((other) => other !== page);
    if (wasShown && this.top) this.life.show(this.top);
  }

  /** The end of the app. */
  clear(): void {
    this.drop(this.stack.length);
  }

  private enter(page: PageEntry, how: RouteKind): void {
    this.stack.push(page);
    this.life.load(page, how);
    // A page may go on to another one in its onLoad.
    if (this.top === page) this.life.show(page);
  }

  /** A tab that is in the stack already is shown again, not loaded. */
  private back(page: PageEntry): boolean {
    const at = this.stack.findIndex((other) => other.path === page.path);
    if (at < 0) return false;
    const above = this.stack.length - 1 - at;
    if (above > 0) {
      this.drop(above);
      if (this.top) this.life.show(this.top);
    }
    return true;
  }

  private drop(count: number): void {
    for (let left = count; left > 0; left--) {
      const page = this.stack.pop();
      if (page) this.life.unload(page);
    }
  }

  private entry(url: string): PageEntry {
    const at = url.indexOf("?");
    const path = at < 0 ? url : url.slice(0, at);
    const query = at < 0 ? {} : parseQuery(url.slice(at + 1));
    return { path: path === CALL_PAGE_PATH ? path : resolved(path, this.top?.path ?? ""), query, url };
  }
}

export function isCallPage(page: { path: string }): boolean {
  return page.path === CALL_PAGE_PATH;
}

/** `/pages/a/a`, or relative to the page that is shown. */
export function resolved(path: string, from: string): string {
  const parts = path.startsWith("/") ? [] : from.split("/").slice(0, -1);
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return parts.join("/");
}
