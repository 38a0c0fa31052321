import type { Call } from "../call/call.ts";
import { Calls } from "../call/calls.ts";
import type { Line } from "../line/line.ts";
import { LineProblem } from "../line/problem.ts";
import { Media, type MediaParts } from "../media/media.ts";
import "../page/call-page.ts";
import "../page/incoming-call.ts";
import type { CallView, Press } from "../page/view.ts";
import { parseQuery } from "../plugin/query.ts";
import type {
  EndPage,
  Environment,
  FromLogic,
  SeatPort,
  ToLogic,
  UiConfig,
} from "../port/port.ts";
import type { Ring, RoomId, VoipEvent } from "../wire/wire.ts";
import { contactsOver, entry, failureOf } from "./answers.ts";
import { toast } from "./toast.ts";

export interface SeatOptions {
  line: Line;
  /** Where the pages are placed; they fill it. */
  root: HTMLElement;
  /** `enterOptions` are the seat's own to give. */
  environment: Omit<Environment, "enterOptions">;
  media: MediaParts;
  /** The custom element behind the custom button: `custombox` of `app.json` (contract §1.9). */
  customBox?: string;
  /** Nothing is to be heard here: two seats on one machine would howl. */
  isMuted: boolean;
}

/** Who watches a seat, such as the demo's pages. */
export interface SeatNews {
  call?(call: Call): void;
  /** The call page was opened or closed. */
  page?(isOpen: boolean): void;
}

const ANSWER_AT_ONCE = "isClickedHangOnBtn";

/** A program whose listeners take longer must not keep anybody waiting. */
const PROMPT_WITHIN_MS = 1_000;

/**
 * What the vendor's client did around the plugin: it rings, opens the call page and closes it, holds the media, and serves the
 * port of the program's logic. Owns everything below its `root`.
 */
export class Seat {
  readonly calls: Calls;
  private readonly options: SeatOptions;
  private readonly watchers = new Set<SeatNews>();
  private readonly rings = new Map<RoomId, Ring>();
  private readonly prompts = new Map<number, () => void>();
  private port: SeatPort | undefined;
  private call: Call | undefined;
  private media: Media | undefined;
  private ui: UiConfig = {};
  private endPage: EndPage | undefined;
  private page: { element: HTMLElementTagNameMap["call-page"]; query: Record<string, string> } | undefined;
  private incoming: HTMLElementTagNameMap["incoming-call"] | undefined;
  private isMuted: boolean;
  private ringsHere = true;
  private lastPrompt = 0;

  constructor(options: SeatOptions) {
    this.options = options;
    this.isMuted = options.isMuted;
    const { line } = options;
    line.onFrame((frame) => {
      if (frame.kind === "ring") {
        this.rings.clear();
        this.rings.set(frame.ring.room, frame.ring);
      }
    });
    this.calls = new Calls(line, (link) => {
      const media = new Media(options.media, link);
      this.media = media;
      media.onChange(() => this.show());
      this.show();
      return media;
    });
    line.onState(() => this.show());
    this.calls.onCall(({ call, how }) => {
      this.follow(call);
      switch (how) {
        case "outgoing":
          // A call that is placed while the page is open enters by itself (contract §1.14).
          if (this.page) void this.enter(call);
          break;
        case "incoming":
          this.ring(call);
          break;
        case "resumed":
          void this.open({});
          break;
      }
    });
  }

  /** Returns what stops it. */
  watch(watcher: SeatNews): () => void {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }

  /** The media of the call that was there last. */
  get currentMedia(): Media | undefined {
    return this.media;
  }

  get current(): Call | undefined {
    return this.calls.current;
  }

  /** The program's logic; one at a time. It may come after the call page was opened: that has started it then. */
  connect(port: SeatPort): void {
    this.port = port;
    this.ui = {};
    this.endPage = undefined;
    const { page } = this;
    const environment = page
      ? { ...this.options.environment, enterOptions: entry(page.query) }
      : this.options.environment;
    this.post({ kind: "environment", environment });
    port.onMessage((message) => {
      if (port === this.port) this.hear(message);
    });
    if (page) {
      this.post({ kind: "pageLoaded", query: page.query });
      void this.prompt();
    }
  }

  /** Whether incoming calls ring here; otherwise the program's owner does it, and opens the call page. */
  setRinging(isHere: boolean): void {
    this.ringsHere = isHere;
  }

  setMuted(isMuted: boolean): void {
    this.isMuted = isMuted;
    this.show();
  }

  /** The machine has another network. */
  networkChanged(): void {
    this.media?.networkChanged();
  }

  /** Opens the call page, which is there once at most; with a path as the push message has it (contract §6.2). */
  async open(query: Record<string, string>): Promise<void> {
    this.stopsRinging();
    if (this.page) {
      this.page.query = query;
    } else {
      const element = document.createElement("call-page");
      element.addEventListener("press", ({ detail }) => this.pressed(detail));
      this.options.root.append(element);
      this.page = { element, query };
      this.watchers.forEach((watcher) => watcher.page?.(true));
    }
    this.show();
    this.post({ kind: "pageLoaded", query });
    await this.prompt();
    const call = this.calls.current;
    if (!this.page || !call) {
      return;
    }
    if (call.state.kind !== "ringing") {
      await this.enter(call);
      return;
    }
    if (!this.ringsHere) {
      call.shown();
    }
    if (query[ANSWER_AT_ONCE] === "1") {
      await this.take(call);
    }
  }

  /** The program or its user leaves the call page. */
  close(): void {
    void this.calls.current?.leave("unloadCallPage");
    this.removePage();
  }

  /** Takes the call that rings, as its page's button does: the program is entered by the ring's path. */
  async answer(): Promise<void> {
    const call = this.calls.current;
    if (call?.state.kind !== "ringing") {
      return;
    }
    if (this.page) {
      await this.take(call);
    } else {
      await this.open({ ...this.ringQuery(call), [ANSWER_AT_ONCE]: "1" });
    }
  }

  /** Cancels, refuses or hangs up. */
  async leave(): Promise<void> {
    await this.calls.current?.leave("manual");
  }

  private async enter(call: Call): Promise<void> {
    try {
      await call.join();
    } catch (problem) {
      // It ended before it was entered, as with a busy listener, and says so itself.
      if (call.state.kind !== "ended") {
        throw problem;
      }
    }
  }

  private async take(call: Call): Promise<void> {
    try {
      await call.answer();
    } catch (problem) {
      // It rings no more, and the call says why it has ended; anything else can be pressed again.
      if (call.state.kind === "ringing") {
        toast(this.options.root, problem instanceof LineProblem ? problem.errMsg : String(problem));
      }
    }
  }

  private ringQuery(call: Call): Record<string, string> {
    const path = this.rings.get(call.room)?.path ?? "";
    return parseQuery(path.slice(path.indexOf("?") + 1));
  }

  private follow(call: Call): void {
    this.call = call;
    this.media = undefined;
    this.watchers.forEach((watcher) => watcher.call?.(call));
    call.onVoipEvent((event) => this.tell(event));
    call.onChange(() => {
      if (call !== this.call) {
        return;
      }
      if (call.state.kind !== "ringing") {
        this.stopsRinging();
      }
      this.show();
      if (call.state.kind === "ended") {
        this.ended();
      }
    });
    this.show();
  }

  private ended(): void {
    if (this.call?.state.kind === "ended" && this.call.state.reason === "timeLimit") {
      toast(this.options.root, this.page?.element.language === "zh" ? "已达通话时长上限" : "The time limit was reached");
    }
    // A device goes on at once, without the call's record (contract §1.10).
    if (this.options.environment.kind === "device" && this.endPage) {
      this.removePage(this.endPage);
    }
  }

  private ring(call: Call): void {
    // The result of the last call makes way.
    this.removePage();
    if (!this.ringsHere) {
      return;
    }
    const element = document.createElement("incoming-call");
    element.facts = call.facts;
    element.silent = this.isMuted;
    element.addEventListener("press", ({ detail }) => this.pressed(detail));
    this.options.root.append(element);
    this.incoming = element;
    call.shown();
  }

  private stopsRinging(): void {
    this.incoming?.remove();
    this.incoming = undefined;
  }

  private pressed(pressed: Press): void {
    switch (pressed.kind) {
      case "answer":
        void this.answer();
        break;
      case "leave":
        void this.leave();
        break;
      case "close":
        this.removePage(this.endPage);
        break;
      case "camera":
        void this.media?.setCamera(pressed.wanted);
        break;
      case "microphone":
        this.media?.setMicrophone(pressed.wanted);
        break;
      case "customBoxShown":
        this.tellCustomBox("showCustomBox");
        break;
      case "customBoxHidden":
        this.tellCustomBox("hideCustomBox");
        break;
    }
  }

  private tellCustomBox(eventName: string): void {
    const { call } = this;
    if (call) {
      const [callerId, listenerId] = [call.facts.caller, call.facts.listener].map(({ party }) =>
        party.kind === "device" ? party.sn : party.openId,
      );
      this.tell({ eventName, roomId: call.room, groupId: call.room, data: { callerId, listenerId } });
    }
  }

  private removePage(next?: EndPage): void {
    if (!this.page) {
      return;
    }
    this.page.element.remove();
    this.page = undefined;
    this.post({ kind: "pageClosed", ...(next ? { next } : {}) });
    this.watchers.forEach((watcher) => watcher.page?.(false));
  }

  private show(): void {
    const { page, call } = this;
    if (page && call) {
      const { environment, customBox, line } = this.options;
      const view: CallView = {
        kind: environment.kind,
        state: call.state,
        facts: call.facts,
        isCaller: call.isCaller,
        media: this.media?.state,
        ui: this.ui,
        line: line.state.kind === "connected" ? "connected" : "away",
        isMuted: this.isMuted,
        ...(customBox === undefined ? {} : { customBox }),
      };
      page.element.view = view;
    }
  }

  // The port

  private post(message: ToLogic): void {
    this.port?.post(message);
  }

  private tell(event: VoipEvent): void {
    this.post({ kind: "event", event });
  }

  private async prompt(): Promise<void> {
    if (!this.port) {
      return;
    }
    const id = ++this.lastPrompt;
    this.post({ kind: "prompt", id, name: "pageShown" });
    await new Promise<void>((resolve) => {
      const late = setTimeout(resolve, PROMPT_WITHIN_MS);
      this.prompts.set(id, () => {
        clearTimeout(late);
        resolve();
      });
    });
    this.prompts.delete(id);
  }

  private hear(message: FromLogic): void {
    switch (message.kind) {
      case "question":
        void this.answerQuestion(message.id, message);
        break;
      case "answer":
        this.prompts.get(message.id)?.();
        break;
      case "forceHangUp":
        this.forceHangUp(message.roomId);
        break;
      case "ui":
        this.ui = message.config;
        this.show();
        break;
      case "endPage":
        // Once for all calls: programs say it when they are loaded. Face-pay's contact page is none here.
        if (message.page.key === "Call") this.endPage = message.page;
        break;
      case "openPage":
        void this.open(message.query);
        break;
      case "closePage":
        this.close();
        break;
    }
  }

  private forceHangUp(room?: RoomId): void {
    const call = this.calls.current;
    if (call && (room === undefined || call.room === room)) {
      void call.leave("forceFromApp");
      toast(this.options.root, this.page?.element.language === "zh" ? "通话已被小程序结束" : "The program has ended the call");
    }
  }

  private async answerQuestion(id: number, question: Extract<FromLogic, { kind: "question" }>): Promise<void> {
    try {
      switch (question.name) {
        case "open": {
          const call = await this.calls.open(question.ask);
          const ok = { roomId: call.room, chargeType: call.facts.chargeType ?? "license" };
          this.post({ kind: "answer", id, name: "open", ok });
          break;
        }
        case "contacts":
          this.post({ kind: "answer", id, name: "contacts", ok: await contactsOver(this.options.line, question.ask) });
          break;
      }
    } catch (problem) {
      this.post({ kind: "failure", id, failure: failureOf(problem) });
    }
  }
}
