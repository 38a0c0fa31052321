import { parseQuery } from "../plugin/query.ts";
import type { EnterOptions, Environment } from "../port/port.ts";

/**
 * What surrounds a program's logic and differs from place to place: a web page, a worker beside one, Node. Everything that the `wx`
 * members do beyond the logic's own realm they do by it.
 */
export interface Host {
  readonly appId: string;
  /** Of the platform's front door, without a slash at the end. */
  readonly address: string;
  /** Who sits here; decides 1006, 1007 and the version. */
  readonly environment: Environment;
  readonly enterOptions: EnterOptions;
  readonly storage: HostStorage;
  readonly fetch: typeof fetch;
  /** A token of the user or device that sits here, good for a minute at least. */
  token(): Promise<string>;
  windowInfo(): WindowInfo;
  /** Shows a page of the program, which has none of its own here. The call page is never asked for: it is the seat's. */
  openPage(url: string, how: RouteKind): void;
  /** Nothing takes away what is shown. */
  toast(toast: Toast | undefined): void;
  modal(modal: Modal): Promise<ModalAnswer>;
  copy(text: string): Promise<void>;
  exit(): void;
  /** The life cycle of the app; what is registered stays so as long as the app lives. */
  onShow(hear: (options: EnterOptions) => void): void;
  onHide(hear: () => void): void;
  onUnload(hear: () => void): void;
}

export type RouteKind = "navigateTo" | "redirectTo" | "reLaunch" | "switchTab" | "navigateBack";

/** Text by key, at once; `localStorage` is one. */
export interface HostStorage {
  get(key: string): string | undefined;
  set(key: string, text: string): void;
  remove(key: string): void;
  keys(): string[];
}

export interface WindowInfo {
  pixelRatio: number;
  screenWidth: number;
  screenHeight: number;
  windowWidth: number;
  windowHeight: number;
}

export interface Toast {
  title: string;
  icon: "success" | "error" | "loading" | "none";
  /** Nobody can press anything meanwhile. */
  mask: boolean;
  /** How long; absent until it is taken away. */
  durationMs?: number;
}

export interface Modal {
  title: string;
  content: string;
  confirmText: string;
  /** Absent: there is nothing to cancel. */
  cancelText?: string;
  /** Absent: nothing can be typed. */
  placeholderText?: string;
}

export interface ModalAnswer {
  confirm: boolean;
  /** What was typed. */
  content?: string;
}

/** Storage that lasts as long as the program, for where there is no other. */
export class MemoryStorage implements HostStorage {
  private readonly texts: Map<string, string>;

  constructor(texts: Iterable<[string, string]> = []) {
    this.texts = new Map(texts);
  }

  get(key: string): string | undefined {
    return this.texts.get(key);
  }
  set(key: string, text: string): void {
    this.texts.set(key, text);
  }
  remove(key: string): void {
    this.texts.delete(key);
  }
  keys(): string[] {
    return [...this.texts.keys()];
  }
}

/** The start options of an app that was entered by its first page. */
export function plainEntry(path = "", query: Record<string, string> = {}): EnterOptions {
  return { path, scene: 1001, query, referrerInfo: {}, forwardMaterials: [], apiCategory: "default" };
}

/** The start options of an app that was entered by this path, `pages/index/index?a=1`. */
export function entryBy(path: string): EnterOptions {
  const [page = "", ...query] = path.split("?");
  return plainEntry(page, parseQuery(query.join("?")));
}
