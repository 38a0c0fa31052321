import type { Clock } from "../../src/line/clock.ts";

/** Time that only the test moves. */
export class TestClock implements Clock {
  /** Timers of real machines may come a millisecond early. */
  earlyMs = 0;
  private at: number;
  private timers: { at: number; then: () => void }[] = [];

  constructor(at = Date.parse("2026-03-01T08:30:00.000Z")) {
    this.at = at;
  }

  now(): number {
    return this.at;
  }

  after(ms: number, then: () => void): () => void {
    const timer = { at: this.at + Math.max(0, ms - this.earlyMs), then };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((one) => one !== timer);
    };
  }

  /** Everything that is due happens in its order, each at its own instant. */
  advance(ms: number): void {
    const until = this.at + ms;
    for (;;) {
      const next = this.timers.filter((one) => one.at <= until).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.timers = this.timers.filter((one) => one !== next);
      this.at = Math.max(this.at, next.at);
      next.then();
    }
    this.at = until;
  }
}
