import type { Call } from "../call/call.ts";
import { Calls } from "../call/calls.ts";
import type { Line } from "../line/line.ts";
import { parseQuery } from "../plugin/query.ts";
import type { Contact, EndPage, Environment, FromLogic, Questions, SeatPort, UiConfig } from "../port/port.ts";
import type { VoipEvent } from "../wire/wire.ts";
import { contactsOver, entry, failureOf } from "./answers.ts";

export interface PlainSeatOptions {
  line: Line;
  environment: Environment;
}

/**
 * A seat without a screen, for Node: real calls over a real line, as far as a program's logic can see them. It has no media and says
 * at once that its media is there, so that a talk starts; its owner presses the buttons.
 */
export class PlainSeat {
  readonly line: Line;
  readonly calls: Calls;
  /** All that its calls have told, `callPageOnShow` apart, which is the logic's own. */
  readonly events: VoipEvent[] = [];
  /** As the program has set it; nothing is drawn. */
  ui: UiConfig = {};
  isPageOpen = false;
  private port: SeatPort | undefined;
  private query: Record<string, string> = {};
  private readonly environment: Environment;
  private readonly prompts = new Map<number, () => void>();
  private endPage: EndPage | undefined;
  private lastPrompt = 0;

  constructor({ line, environment }: PlainSeatOptions) {
    this.line = line;
    this.environment = environment;
    this.calls = new Calls(line, (link) => {
      link.up();
      return { close() {} };
    });
    this.calls.onCall(({ call }) => this.follow(call));
  }

  /** The program's logic; one at a time. It may come after the call page was opened: that has started it then. */
  connect(port: SeatPort): void {
    this.port = port;
    this.ui = {};
    this.endPage = undefined;
    const { isPageOpen, query } = this;
    port.post({
      kind: "environment",
      environment: isPageOpen ? { ...this.environment, enterOptions: entry(query) } : this.environment,
    });
    port.onMessage((message) => {
      if (port === this.port) void this.take(message);
    });
    if (isPageOpen) void this.load(query);
  }

  /** Opens the call page, with the query that a path has (contract §6.2). */
  async open(query: Record<string, string>): Promise<void> {
    await this.load(query);
    const call = this.calls.current;
    if (call?.isCaller) await call.join();
    else if (query.isClickedHangOnBtn === "1") await call?.answer();
  }

  /** Takes the call that rings: the call page is opened by the ring's path. */
  async answer(): Promise<void> {
    const call = this.calls.current;
    if (call?.state.kind !== "ringing") throw new Error("nobody calls");
    await this.load({ groupId: call.room, ...parseQuery(call.facts.customQuery) });
    await call.answer();
  }

  /** Cancels, refuses or hangs up. */
  async hangUp(): Promise<void> {
    await this.calls.current?.leave("manual");
  }

  /** The call page goes, and with it a call that is there. */
  close(): void {
    void this.calls.current?.leave("unloadCallPage");
    this.closePage();
  }

  /** The result page's close button. */
  closePage(): void {
    if (!this.isPageOpen) return;
    this.isPageOpen = false;
    this.port?.post({ kind: "pageClosed", ...(this.endPage ? { next: this.endPage } : {}) });
  }

  /** Nothing rings here: its owner hears of calls from `calls`. */
  setRinging(): void {}

  /** Who has allowed the device to call. */
  protected contacts(ask: Questions["contacts"]["ask"]): Promise<Contact[]> {
    return contactsOver(this.line, ask);
  }

  private follow(call: Call): void {
    call.onVoipEvent((event) => {
      this.events.push(event);
      this.port?.post({ kind: "event", event });
    });
    call.onChange((state) => {
      const goesOnAtOnce = this.environment.kind === "device" && this.endPage?.key === "Call";
      if (state.kind === "ended" && goesOnAtOnce) this.closePage();
    });
    if (call.isCaller && this.isPageOpen) void call.join();
  }

  private async load(query: Record<string, string>): Promise<void> {
    this.isPageOpen = true;
    this.query = query;
    const { port } = this;
    if (!port) return;
    port.post({ kind: "pageLoaded", query });
    const id = ++this.lastPrompt;
    const answered = new Promise<void>((resolve) => this.prompts.set(id, resolve));
    port.post({ kind: "prompt", id, name: "pageShown" });
    await answered;
    this.prompts.delete(id);
  }

  private async take(message: FromLogic): Promise<void> {
    switch (message.kind) {
      case "question":
        await this.reply(message);
        return;
      case "answer":
        this.prompts.get(message.id)?.();
        return;
      case "forceHangUp": {
        const call = this.calls.current;
        if (call && (message.roomId === undefined || message.roomId === call.room)) await call.leave("forceFromApp");
        return;
      }
      case "ui":
        this.ui = message.config;
        return;
      case "endPage":
        if (message.page.key === "Call") this.endPage = message.page;
        return;
      case "openPage":
        await this.open(message.query);
        return;
      case "closePage":
        this.isPageOpen = false;
        await this.calls.current?.leave("unloadCallPage");
    }
  }

  private async reply(question: FromLogic & { kind: "question" }): Promise<void> {
    const { id } = question;
    try {
      if (question.name === "open") {
        const call = await this.calls.open(question.ask);
        const ok = { roomId: call.room, chargeType: call.facts.chargeType ?? "license" };
        this.port?.post({ kind: "answer", id, name: "open", ok });
      } else {
        this.port?.post({ kind: "answer", id, name: "contacts", ok: await this.contacts(question.ask) });
      }
    } catch (problem) {
      this.port?.post({ kind: "failure", id, failure: failureOf(problem) });
    }
  }
}
