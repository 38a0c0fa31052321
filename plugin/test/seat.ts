import type { EndPage, Environment, Failure, FromLogic, Questions, SeatPort, UiConfig } from "../src/port/port.ts";
import type { VoipEvent } from "../src/wire/wire.ts";

export const ROOM = "wxf830863afde621ebWmpfVoip1";
export const PHONE: Environment = { kind: "phone", appVersion: "release" };
export const DEVICE: Environment = { kind: "device", appVersion: "release", sn: "bell-1", modelId: "bells" };

type Answers = {
  [K in keyof Questions]: (
    ask: Questions[K]["ask"],
  ) => Questions[K]["answer"] | Failure | Promise<Questions[K]["answer"] | Failure>;
};

/** The seat's end of the port for tests of the logic: answers as it is told to, and shows a call page that has no pixels. */
export class Seat {
  readonly asked: Questions["open"]["ask"][] = [];
  readonly hungUp: (string | undefined)[] = [];
  readonly opened: Record<string, string>[] = [];
  closed = 0;
  ui: UiConfig = {};
  endPage: EndPage | undefined;
  private readonly port: SeatPort;
  private readonly answers: Answers;
  private readonly prompts = new Map<number, () => void>();
  private lastId = 0;

  constructor(port: SeatPort, environment: Environment, answers: Partial<Answers> = {}) {
    this.port = port;
    this.answers = { open: () => ({ roomId: ROOM, chargeType: "license" }), contacts: () => [], ...answers };
    port.post({ kind: "environment", environment });
    port.onMessage((message) => void this.take(message));
  }

  /** The page's `onLoad`, then its `onShow`; resolves when `callPageOnShow` was delivered. */
  async showPage(query: Record<string, string> = {}): Promise<void> {
    this.port.post({ kind: "pageLoaded", query });
    await this.prompt();
  }

  prompt(): Promise<void> {
    const id = ++this.lastId;
    this.port.post({ kind: "prompt", id, name: "pageShown" });
    return new Promise((answered) => this.prompts.set(id, answered));
  }

  closePage(next?: EndPage): void {
    this.port.post({ kind: "pageClosed", ...(next ? { next } : {}) });
  }

  say(event: VoipEvent): void {
    this.port.post({ kind: "event", event });
  }

  private async take(message: FromLogic): Promise<void> {
    switch (message.kind) {
      case "question": {
        if (message.name === "open") this.asked.push(message.ask);
        const answer = await (message.name === "open"
          ? this.answers.open(message.ask)
          : this.answers.contacts(message.ask));
        if ("errMsg" in answer) this.port.post({ kind: "failure", id: message.id, failure: answer });
        else this.port.post({ kind: "answer", id: message.id, name: message.name, ok: answer } as never);
        return;
      }
      case "answer":
        this.prompts.get(message.id)?.();
        return;
      case "forceHangUp":
        this.hungUp.push(message.roomId);
        return;
      case "ui":
        this.ui = message.config;
        return;
      case "endPage":
        this.endPage = message.page;
        return;
      case "openPage":
        this.opened.push(message.query);
        return;
      case "closePage":
        this.closed++;
    }
  }
}
