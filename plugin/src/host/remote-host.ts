import type { EnterOptions, Environment, Port } from "../port/port.ts";
import {
  type Host,
  type HostStorage,
  MemoryStorage,
  type Modal,
  type ModalAnswer,
  type RouteKind,
  type Toast,
  type WindowInfo,
} from "./host.ts";

/** What a host in another thread knows from the start, so that everything that programs read at once is there. */
export interface HostFacts {
  appId: string;
  address: string;
  environment: Environment;
  enterOptions: EnterOptions;
  window: WindowInfo;
  storage: [string, string][];
}

interface Asked {
  token: { ask: []; answer: string };
  modal: { ask: [Modal]; answer: ModalAnswer };
  copy: { ask: [string]; answer: void };
}

export type FromProgram =
  | { [K in keyof Asked]: { kind: "ask"; id: number; name: K; ask: Asked[K]["ask"] } }[keyof Asked]
  | { kind: "openPage"; url: string; how: RouteKind }
  | { kind: "toast"; toast?: Toast }
  | { kind: "keep"; key: string; text?: string }
  | { kind: "exit" };

export type ToProgram =
  | { kind: "answer"; id: number; answer: unknown }
  | { kind: "failure"; id: number; reason: string }
  | { kind: "show"; options: EnterOptions }
  | { kind: "hide" }
  | { kind: "unload" };

export function factsOf(host: Host): HostFacts {
  const { appId, address, environment, enterOptions, storage } = host;
  return {
    appId,
    address,
    environment,
    enterOptions,
    window: host.windowInfo(),
    storage: storage.keys().map((key) => [key, storage.get(key) ?? ""]),
  };
}

/** Lets a program in another thread use this page's host. */
export function serveHost(host: Host, port: Port<ToProgram, FromProgram>): void {
  host.onShow((options) => port.post({ kind: "show", options }));
  host.onHide(() => port.post({ kind: "hide" }));
  host.onUnload(() => port.post({ kind: "unload" }));
  const answer = (message: Extract<FromProgram, { kind: "ask" }>): Promise<unknown> => {
    switch (message.name) {
      case "token":
        return host.token();
      case "modal":
        return host.modal(...message.ask);
      case "copy":
        return host.copy(...message.ask);
    }
  };
  port.onMessage((message) => {
    switch (message.kind) {
      case "ask":
        answer(message).then(
          (ok) => port.post({ kind: "answer", id: message.id, answer: ok }),
          (error: unknown) =>
            port.post({
              kind: "failure",
              id: message.id,
              reason: error instanceof Error ? error.message : String(error),
            }),
        );
        return;
      case "openPage":
        host.openPage(message.url, message.how);
        return;
      case "toast":
        host.toast(message.toast);
        return;
      case "keep":
        if (message.text === undefined) host.storage.remove(message.key);
        else host.storage.set(message.key, message.text);
        return;
      case "exit":
        host.exit();
    }
  });
}

/** The host of a program that runs beside the page. */
export class RemoteHost implements Host {
  readonly appId: string;
  readonly address: string;
  readonly environment: Environment;
  readonly enterOptions: EnterOptions;
  readonly storage: HostStorage;
  readonly fetch: typeof fetch = (...asked) => fetch(...asked);
  private readonly facts: HostFacts;
  private readonly port: Port<FromProgram, ToProgram>;
  private readonly asked = new Map<number, { answer(ok: unknown): void; fail(error: Error): void }>();
  private readonly shown: ((options: EnterOptions) => void)[] = [];
  private readonly hidden: (() => void)[] = [];
  private readonly unloaded: (() => void)[] = [];
  private lastId = 0;

  constructor(facts: HostFacts, port: Port<FromProgram, ToProgram>) {
    this.facts = facts;
    this.port = port;
    this.appId = facts.appId;
    this.address = facts.address;
    this.environment = facts.environment;
    this.enterOptions = facts.enterOptions;
    this.storage = mirrored(facts.storage, port);
    port.onMessage((message) => this.take(message));
  }

  token(): Promise<string> {
    return this.ask("token", []);
  }
  windowInfo(): WindowInfo {
    return this.facts.window;
  }
  openPage(url: string, how: RouteKind): void {
    this.port.post({ kind: "openPage", url, how });
  }
  toast(toast: Toast | undefined): void {
    this.port.post({ kind: "toast", ...(toast ? { toast } : {}) });
  }
  modal(modal: Modal): Promise<ModalAnswer> {
    return this.ask("modal", [modal]);
  }
  copy(text: string): Promise<void> {
    return this.ask("copy", [text]);
  }
  exit(): void {
    this.port.post({ kind: "exit" });
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

  private ask<K extends keyof Asked>(name: K, ask: Asked[K]["ask"]): Promise<Asked[K]["answer"]> {
    const id = ++this.lastId;
    return new Promise((resolve, reject) => {
      this.asked.set(id, { answer: (ok) => resolve(ok as Asked[K]["answer"]), fail: reject });
      this.port.post({ kind: "ask", id, name, ask } as FromProgram);
    });
  }

  private take(message: ToProgram): void {
    switch (message.kind) {
      case "answer":
        this.asked.get(message.id)?.answer(message.answer);
        this.asked.delete(message.id);
        return;
      case "failure":
        this.asked.get(message.id)?.fail(new Error(message.reason));
        this.asked.delete(message.id);
        return;
      case "show":
        for (const hear of this.shown) hear(message.options);
        return;
      case "hide":
        for (const hear of this.hidden) hear();
        return;
      case "unload":
        for (const hear of this.unloaded) hear();
    }
  }
}

/** Read here at once, kept there. */
function mirrored(texts: [string, string][], port: Port<FromProgram, ToProgram>): HostStorage {
  const here = new MemoryStorage(texts);
  return {
    get: (key) => here.get(key),
    keys: () => here.keys(),
    set(key, text) {
      here.set(key, text);
      port.post({ kind: "keep", key, text });
    },
    remove(key) {
      here.remove(key);
      port.post({ kind: "keep", key });
    },
  };
}
