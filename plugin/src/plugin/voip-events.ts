import type { VoipEvent } from "../wire/wire.ts";

/** What `onVoipEvent` takes. */
export type VoipListener = (event: VoipEvent) => void;

/** Who hears the plugin's events. Each registration counts, the same function twice too; one that throws stops nobody else. */
export class VoipEvents {
  private readonly listeners = new Set<{ hear: VoipListener }>();
  private readonly report: (message: string, error: unknown) => void;

  constructor(report: (message: string, error: unknown) => void) {
    this.report = report;
  }

  on(hear: VoipListener): () => void {
    const listener = { hear };
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }

  /** Tells those who are registered now; who is put off meanwhile hears nothing more, who comes meanwhile nothing yet. */
  deliver(event: VoipEvent): void {
    for (const listener of [...this.listeners]) {
      if (!this.listeners.has(listener)) continue;
      try {
        listener.hear(event);
      } catch (error) {
        this.report(`onVoipEvent: a listener failed at ${event.eventName}`, error);
      }
    }
  }
}

/** The event as programs may rely on it: both names of the room, and always an object as `data` (contract §2.1). */
export function delivered(event: VoipEvent): VoipEvent {
  const room = event.roomId ?? event.groupId;
  const data = event.data ?? {};
  const isJoinFail = event.eventName === "joinFailCaller" || event.eventName === "joinFailListener";
  return {
    ...event,
    ...(room === undefined ? {} : { roomId: room, groupId: room }),
    data: isJoinFail && !("message" in data) ? { ...data, message: data.errMsg } : data,
  };
}
