import type { Port } from "./port.ts";

/** Both ends of a port within one page: messages are cloned, and heard in order after the sender is done. */
export function portPair<A, B>(): [Port<A, B>, Port<B, A>] {
  const first = new Inbox<B>();
  const second = new Inbox<A>();
  return [
    { post: (message) => second.put(structuredClone(message)), onMessage: (hear) => first.open(hear) },
    { post: (message) => first.put(structuredClone(message)), onMessage: (hear) => second.open(hear) },
  ];
}

/** What a `MessagePort`, a `Worker` and a worker's own scope have in common. */
export interface Messenger {
  postMessage(message: unknown): void;
  addEventListener(type: "message", hear: (event: MessageEvent) => void): void;
  start?(): void;
}

/** One end of a port whose other end is in another thread. */
export function portOver<Out, In>(messenger: Messenger): Port<Out, In> {
  const inbox = new Inbox<In>();
  messenger.addEventListener("message", (event) => inbox.put(event.data as In));
  messenger.start?.();
  return { post: (message) => messenger.postMessage(message), onMessage: (hear) => inbox.open(hear) };
}

class Inbox<In> {
  private readonly waiting: In[] = [];
  private hear: ((message: In) => void) | undefined;
  private scheduled = false;

  put(message: In): void {
    this.waiting.push(message);
    if (this.hear) this.deliverSoon();
  }

  /** What has waited is heard at once, so that a program finds its start options when its module loads. */
  open(hear: (message: In) => void): void {
    if (this.hear) throw new Error("somebody hears this end already");
    this.hear = hear;
    this.deliver();
  }

  private deliverSoon(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    queueMicrotask(() => {
      this.scheduled = false;
      this.deliver();
    });
  }

  /** What fails at one message is the hearer's, and keeps it from none of the others. */
  private deliver(): void {
    try {
      for (let message = this.waiting.shift(); message !== undefined; message = this.waiting.shift())
        this.hear?.(message);
    } finally {
      if (this.waiting.length > 0) this.deliverSoon();
    }
  }
}
