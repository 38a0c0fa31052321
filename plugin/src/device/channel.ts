import { member } from "../host/wx.ts";

/** The device's own page, as `wmpf.Channel` of its program reaches it. */
export interface InvokeChannelDelegate {
  invoke?(command: string, data: unknown): unknown;
  invokeSync?(command: string, data: unknown): unknown;
  registerEvent?(event: string): void;
  unregisterEvent?(event: string): void;
}

export interface ChannelEvent {
  event: string;
  data: unknown;
}

/** What program and device's page say to each other beside the call (contract §6.3): commands one way, events the other. */
export class InvokeChannel {
  delegate: InvokeChannelDelegate = {};
  private readonly registered = new Set<string>();
  private readonly hearers = new Map<string, Set<(said: ChannelEvent) => void>>();

  /** To the program, if it has registered the event and listens. Data are copied, as between two processes. */
  notify(event: string, data: unknown): void {
    if (!this.registered.has(event)) return;
    for (const hear of [...(this.hearers.get(event) ?? [])]) hear({ event, data: structuredClone(data) });
  }

  /** The program is gone, and so is what it has registered. */
  reset(): void {
    for (const event of this.registered) this.delegate.unregisterEvent?.(event);
    this.registered.clear();
    this.hearers.clear();
  }

  /** `wmpf.Channel`. */
  readonly ofProgram = {
    invoke: member<{ command: string; data?: unknown }, { data: unknown }>("invoke", async ({ command, data }) => {
      if (!this.delegate.invoke) throw new Error("nobody takes commands: setInvokeChannelDelegate");
      return { data: structuredClone(await this.delegate.invoke(command, structuredClone(data))) };
    }),
    invokeSync: ({ command, data }: { command: string; data?: unknown }): { data: unknown } => {
      if (!this.delegate.invokeSync) throw new Error("nobody takes commands: setInvokeChannelDelegate");
      return { data: structuredClone(this.delegate.invokeSync(command, structuredClone(data))) };
    },
    registerEvent: member<{ event: string }>("registerEvent", async ({ event }) => {
      if (this.registered.has(event)) return;
      this.registered.add(event);
      this.delegate.registerEvent?.(event);
    }),
    unregisterEvent: member<{ event: string }>("unregisterEvent", async ({ event }) => {
      if (this.registered.delete(event)) this.delegate.unregisterEvent?.(event);
    }),
    on: (event: string, hear: (said: ChannelEvent) => void): void => {
      this.hearers.set(event, (this.hearers.get(event) ?? new Set()).add(hear));
    },
    /** Without a function, all that listen to the event. */
    off: (event: string, hear?: (said: ChannelEvent) => void): void => {
      if (hear) this.hearers.get(event)?.delete(hear);
      else this.hearers.delete(event);
    },
  };
}

