import type { EnterOptions, Environment } from "../port/port.ts";
import {
  type Host,
  type HostStorage,
  MemoryStorage,
  type Modal,
  type ModalAnswer,
  plainEntry,
  type RouteKind,
  type Toast,
  type WindowInfo,
} from "./host.ts";

export interface PlainHostOptions {
  appId: string;
  address: string;
  environment: Environment;
  token(): Promise<string>;
  storage?: HostStorage;
  /** Where requests go through something else. */
  fetch?: typeof fetch;
  /** Who answers a dialog; without it nobody confirms. */
  modal?(modal: Modal): Promise<ModalAnswer>;
  toast?(toast: Toast | undefined): void;
  openPage?(url: string, how: RouteKind): void;
  exit?(): void;
}

/** A host without a screen: Node, for tests and for programs on devices. Its owner shows and hides the app. */
export class PlainHost implements Host {
  readonly appId: string;
  readonly address: string;
  readonly environment: Environment;
  readonly enterOptions: EnterOptions;
  readonly storage: HostStorage;
  readonly fetch: typeof fetch;
  /** What was copied last. */
  clipboard = "";
  private readonly options: PlainHostOptions;
  private readonly shown: ((options: EnterOptions) => void)[] = [];
  private readonly hidden: (() => void)[] = [];
  private readonly unloaded: (() => void)[] = [];

  constructor(options: PlainHostOptions) {
    this.options = options;
    this.appId = options.appId;
    this.address = options.address.replace(/\/+$/, "");
    this.environment = options.environment;
    this.enterOptions = options.environment.enterOptions ?? plainEntry();
    this.storage = options.storage ?? new MemoryStorage();
    this.fetch = options.fetch ?? ((...asked) => fetch(...asked));
  }

  token(): Promise<string> {
    return this.options.token();
  }
  windowInfo(): WindowInfo {
    return { pixelRatio: 1, screenWidth: 375, screenHeight: 667, windowWidth: 375, windowHeight: 667 };
  }
  openPage(url: string, how: RouteKind): void {
    this.options.openPage?.(url, how);
  }
  toast(toast: Toast | undefined): void {
    this.options.toast?.(toast);
  }
  async modal(modal: Modal): Promise<ModalAnswer> {
    return this.options.modal?.(modal) ?? { confirm: false };
  }
  async copy(text: string): Promise<void> {
    this.clipboard = text;
  }
  exit(): void {
    this.options.exit?.();
  }

  onShow(hear: (options: EnterOptions) => void): void {
    this.shown.push(hear);
  }
  onHide(hear: () => void): void {
    this.hidden.push(hear);
  }
  onUnload(hear: () => void): void {
    this.unloaded.push(hear);
  }

  /** To the foreground, entered by what `options` say. */
  show(options: EnterOptions = this.enterOptions): void {
    for (const hear of this.shown) hear(options);
  }
  hide(): void {
    for (const hear of this.hidden) hear();
  }
  unload(): void {
    for (const hear of this.unloaded) hear();
  }
}
