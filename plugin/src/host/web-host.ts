import type { EnterOptions, Environment } from "../port/port.ts";
import {
  type Host,
  type HostStorage,
  type Modal,
  type ModalAnswer,
  plainEntry,
  type RouteKind,
  type Toast,
  type WindowInfo,
} from "./host.ts";
import { parseQuery } from "../plugin/index.ts";

/** What a page says about itself. */
export interface WebHostOptions {
  appId: string;
  address: string;
  environment: Environment;
  token(): Promise<string>;
  /** Where requests go through something else. */
  fetch?: typeof fetch;
  /** Shows a page of the program; without it the browser goes there. */
  openPage?(url: string, how: RouteKind): void;
  exit?(): void;
}

/** A web page as a host: its own toast and dialog, `localStorage`, the browser's navigation. */
export class WebHost implements Host {
  readonly appId: string;
  readonly address: string;
  readonly environment: Environment;
  readonly enterOptions: EnterOptions;
  readonly storage: HostStorage;
  readonly fetch: typeof fetch;
  readonly token: () => Promise<string>;
  private readonly options: WebHostOptions;
  private shownToast: { element: HTMLElement; timer: ReturnType<typeof setTimeout> | undefined } | undefined;

  constructor(options: WebHostOptions) {
    this.options = options;
    this.appId = options.appId;
    this.address = options.address.replace(/\/+$/, "");
    this.environment = options.environment;
    this.enterOptions =
      options.environment.enterOptions ?? plainEntry(location.pathname.slice(1), parseQuery(location.search.slice(1)));
    this.storage = new LocalStorage(`hookswitch/${options.appId}/`);
    this.token = options.token;
    this.fetch = options.fetch ?? ((...asked) => fetch(...asked));
  }

  windowInfo(): WindowInfo {
    return {
      pixelRatio: devicePixelRatio,
      screenWidth: screen.width,
      screenHeight: screen.height,
      windowWidth: innerWidth,
      windowHeight: innerHeight,
    };
  }

  openPage(url: string, how: RouteKind): void {
    if (this.options.openPage) this.options.openPage(url, how);
    else if (how === "navigateBack") history.back();
    else if (how === "navigateTo") location.assign(url);
    else location.replace(url);
  }

  toast(toast: Toast | undefined): void {
    clearTimeout(this.shownToast?.timer);
    this.shownToast?.element.remove();
    this.shownToast = undefined;
    if (!toast) return;
    const element = document.createElement("div");
    element.setAttribute("role", toast.icon === "error" ? "alert" : "status");
    element.style.cssText = toast.mask ? `${OVERLAY}inset:0;` : `${OVERLAY}inset:0;pointer-events:none;`;
    const text = document.createElement("span");
    text.style.cssText = TOAST;
    text.textContent = `${ICONS[toast.icon]}${toast.title}`;
    element.append(text);
    document.body.append(element);
    const timer =
      toast.durationMs === undefined ? undefined : setTimeout(() => this.toast(undefined), toast.durationMs);
    this.shownToast = { element, timer };
  }

  modal(modal: Modal): Promise<ModalAnswer> {
    const dialog = document.createElement("dialog");
    const form = document.createElement("form");
    form.method = "dialog";
    const title = document.createElement("h3");
    title.textContent = modal.title;
    const content = document.createElement("p");
    content.style.whiteSpace = "pre-line";
    content.textContent = modal.content;
    form.append(title, content);
    const input = document.createElement("input");
    if (modal.placeholderText !== undefined) {
      input.placeholder = modal.placeholderText;
      input.setAttribute("aria-label", modal.title || modal.placeholderText);
      form.append(input);
    }
    if (modal.cancelText !== undefined) form.append(button(modal.cancelText, "cancel"));
    form.append(button(modal.confirmText, "confirm"));
    dialog.setAttribute("aria-label", modal.title);
    dialog.append(form);
    document.body.append(dialog);
    return new Promise((resolve) => {
      dialog.addEventListener("close", () => {
        dialog.remove();
        resolve({ confirm: dialog.returnValue === "confirm", content: input.value });
      });
      dialog.showModal();
    });
  }

  async copy(text: string): Promise<void> {
    await navigator.clipboard.writeText(text);
  }

  exit(): void {
    if (this.options.exit) this.options.exit();
    else window.close();
  }

  onShow(hear: (options: EnterOptions) => void): void {
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) hear(this.enterOptions);
    });
  }

  onHide(hear: () => void): void {
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) hear();
    });
  }

  onUnload(hear: () => void): void {
    addEventListener("pagehide", hear);
  }
}

class LocalStorage implements HostStorage {
  private readonly prefix: string;

  constructor(prefix: string) {
    this.prefix = prefix;
  }

  get(key: string): string | undefined {
    return localStorage.getItem(this.prefix + key) ?? undefined;
  }
  set(key: string, text: string): void {
    localStorage.setItem(this.prefix + key, text);
  }
  remove(key: string): void {
    localStorage.removeItem(this.prefix + key);
  }
  keys(): string[] {
    return Object.keys(localStorage)
      .filter((key) => key.startsWith(this.prefix))
      .map((key) => key.slice(this.prefix.length));
  }
}

function button(text: string, value: string): HTMLButtonElement {
  const element = document.createElement("button");
  element.textContent = text;
  element.value = value;
  return element;
}

const ICONS = { success: "✓ ", error: "✕ ", loading: "… ", none: "" };
const OVERLAY = "position:fixed;z-index:2147483647;display:grid;place-items:center;";
const TOAST =
  "padding:.8em 1.2em;border-radius:.6em;background:rgb(0 0 0/.78);color:#fff;font:16px/1.4 system-ui,sans-serif";
