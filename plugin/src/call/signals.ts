import { Listeners } from "../line/listeners.ts";

/** Candidates of one negotiation are some tens; what is beyond is of no use any more. */
const HELD_MAX = 256;

/** The signals of one call: those of the negotiation in force pass, in order, and wait where they cannot yet. */
export class Signals {
  private readonly transmit: (n: number, data: unknown) => boolean;
  private readonly renegotiations = new Listeners<void>();
  private readonly losses = new Listeners<void>();
  private readonly heard = new Listeners<unknown>();
  private hasHearer = false;
  private negotiation = 1;
  private isOpen = false;
  private outgoing: unknown[] = [];
  private incoming: unknown[] = [];

  /** `transmit` says whether it could. */
  constructor(transmit: (n: number, data: unknown) => boolean) {
    this.transmit = transmit;
  }

  get n(): number {
    return this.negotiation;
  }

  /** The room passes signals from the answer on. */
  open(): void {
    this.isOpen = true;
    this.flush();
  }

  send(data: unknown): void {
    this.outgoing.push(data);
    if (this.outgoing.length > HELD_MAX) this.outgoing.shift();
    this.flush();
  }

  /** Sends what waits; to be called when the line is back. */
  flush(): void {
    while (this.isOpen && this.outgoing.length > 0 && this.transmit(this.negotiation, this.outgoing[0])) {
      this.outgoing.shift();
    }
  }

  /** From the other side. One of a newer negotiation says that its `renegotiate` is still on the way here. */
  arrived(n: number, data: unknown): void {
    if (n < this.negotiation) return;
    this.renegotiate(n);
    if (this.hasHearer) {
      this.heard.tell(data);
      return;
    }
    this.incoming.push(data);
    if (this.incoming.length > HELD_MAX) this.incoming.shift();
  }

  renegotiate(n: number): void {
    if (n <= this.negotiation) return;
    this.negotiation = n;
    this.outgoing = [];
    this.incoming = [];
    this.renegotiations.tell();
  }

  onSignal(hear: (data: unknown) => void): () => void {
    const off = this.heard.add(hear);
    this.hasHearer = true;
    const held = this.incoming;
    this.incoming = [];
    for (const data of held) hear(data);
    return off;
  }

  /** The other side could not be reached with something that was sent. */
  lost(): void {
    this.losses.tell();
  }

  onLost(hear: () => void): () => void {
    return this.losses.add(hear);
  }

  onRenegotiate(hear: () => void): () => void {
    return this.renegotiations.add(hear);
  }
}
