import { WebSocket } from "ws";
import { Line } from "../src/line/line.ts";
import type { WebSocketMaker } from "../src/line/socket.ts";
import type { Contact, Environment, Questions, SeatPort } from "../src/port/port.ts";
import { PlainSeat } from "../src/seat/plain-seat.ts";

export interface CallsSeatOptions {
  address: string;
  endpoint: string;
  token(): Promise<string>;
  environment: Environment;
  contacts(ask: Questions["contacts"]["ask"]): Contact[];
}

/** A seat without a screen on a line of its own. */
export class CallsSeat extends PlainSeat {
  private readonly contactsThere: CallsSeatOptions["contacts"];

  constructor(port: SeatPort, options: CallsSeatOptions) {
    super({
      line: new Line({ ...options, WebSocket: WebSocket as unknown as WebSocketMaker }),
      environment: options.environment,
    });
    this.contactsThere = options.contacts;
    this.connect(port);
    this.line.start();
  }

  goAway(): void {
    this.line.close();
  }

  /** The server that tests have for calls knows no grants. */
  protected override async contacts(ask: Questions["contacts"]["ask"]): Promise<Contact[]> {
    return this.contactsThere(ask);
  }
}
