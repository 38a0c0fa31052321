import { WebSocket } from "ws";
import type { Call } from "../src/call/call.ts";
import { Calls } from "../src/call/calls.ts";
import { Line } from "../src/line/line.ts";
import { LineProblem } from "../src/line/problem.ts";
import type { WebSocketMaker } from "../src/line/socket.ts";
import { parseQuery } from "../src/plugin/index.ts";
import type { Contact, EndPage, Environment, FromLogic, Questions, SeatPort, UiConfig } from "../src/port/port.ts";
import type { VoipEvent } from "../src/wire/wire.ts";

export interface CallsSeatOptions {
  address: string;
  endpoint: string;
  token(): Promise<string>;
  environment: Environment;
  contacts(ask: Questions["contacts"]["ask"]): Contact[];
}

/** A seat without a screen over the real calls and the real line: what the page does, as far as logic can see it. */
export class CallsSeat {
  readonly line: Line;
  readonly calls: Calls;
  readonly events: VoipEvent[] = [];
  ui: UiConfig = {};
  isPageOpen = false;
  private port: SeatPort;
  private readonly options: CallsSeatOptions;
  private readonly prompts = new Map<number, () => void>();
  private endPage: EndPage | undefined;
  private lastPrompt = 0;

  constructor(port: SeatPort, options: CallsSeatOptions) {
    this.port = port;
    this.options = options;
    this.line = new Line({ ...options, WebSocket: WebSocket as unknown as WebSocketMaker });
    this.calls = new Calls(this.line, (link) => {
      link.up();
      return { close() {} };
    });
    this.calls.onCall(({ call }) => this.follow(call));
    this.connect(port);
    this.line.start();
  }

  close(): void {
    this.line.close();
  }

  /** Another program, in place of the one before. */
  connect(port: SeatPort): void {
    this.port = port;
    this.endPage = undefined;
    port.post({ kind: "environment", environment: this.options.environment });
    port.onMessage((message) => {
      if (port === this.port) void this.take(message);
    });
  }

  /** The call page by a path's query, as a device's page opens it. */
  async open(query: Record<string, string>): Promise<void> {
    await this.openPage(query);
    const call = this.calls.current;
    if (call?.isCaller) await call.join();
    else if (query.isClickedHangOnBtn === "1") await call?.answer();
  }

  /** The call page goes, and with it a call. */
  leavePage(): void {
    void this.calls.current?.leave("unloadCallPage");
    if (this.isPageOpen) this.closePage();
  }

  /** A press of the answer button, where it rings: the call page is opened by the ring's path. */
  async answer(): Promise<void> {
    const call = this.calls.current;
    if (!call) throw new Error("nobody calls");
    await this.openPage({ groupId: call.room, ...parseQuery(call.facts.customQuery) });
    await call.answer();
  }

  async hangUp(): Promise<void> {
    await this.calls.current?.leave("manual");
  }

  /** A press of the close button on the result page. */
  closePage(): void {
    this.isPageOpen = false;
    this.port.post({ kind: "pageClosed", ...(this.endPage ? { next: this.endPage } : {}) });
  }

  private follow(call: Call): void {
    call.onVoipEvent((event) => {
      this.events.push(event);
      this.port.post({ kind: "event", event });
    });
    call.onChange((state) => {
      const goesOnAtOnce = this.options.environment.kind === "device" && this.endPage?.key === "Call";
      if (state.kind === "ended" && goesOnAtOnce && this.isPageOpen) this.closePage();
    });
    if (call.isCaller && this.isPageOpen) void call.join();
  }

  private async openPage(query: Record<string, string>): Promise<void> {
    this.isPageOpen = true;
    this.port.post({ kind: "pageLoaded", query });
    const id = ++this.lastPrompt;
    const answered = new Promise<void>((resolve) => this.prompts.set(id, resolve));
    this.port.post({ kind: "prompt", id, name: "pageShown" });
    await answered;
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
        this.endPage = message.page;
        return;
      case "openPage": {
        await this.open(message.query);
        return;
      }
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
        this.port.post({
          kind: "answer",
          id,
          name: "open",
          ok: { roomId: call.room, chargeType: call.facts.chargeType ?? "license" },
        });
      } else {
        this.port.post({ kind: "answer", id, name: "contacts", ok: this.options.contacts(question.ask) });
      }
    } catch (problem) {
      if (!(problem instanceof LineProblem)) throw problem;
      this.port.post({ kind: "failure", id, failure: { errCode: problem.errCode, errMsg: problem.errMsg } });
    }
  }
}
