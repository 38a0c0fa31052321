import type { Clock } from "./clock.ts";

/** After this the old measurement gives way to any new one: clocks of machines drift and are set. */
const GOOD_FOR_MS = 10 * 60_000;

/**
 * The platform's clock, as far as answers tell it: each carries a `serverTime` from some instant between question and
 * answer, so the middle is wrong by half the round trip at most, and the shortest round trip is believed.
 */
export class ServerClock {
  private readonly clock: Clock;
  private offsetMs = 0;
  private roundTripMs = Number.POSITIVE_INFINITY;
  private measuredAt = 0;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  learn(serverTime: string, askedAt: number): void {
    const heardAt = this.clock.now();
    const server = Date.parse(serverTime);
    const roundTrip = heardAt - askedAt;
    if (Number.isNaN(server) || roundTrip < 0) return;
    if (roundTrip > this.roundTripMs && heardAt - this.measuredAt < GOOD_FOR_MS) return;
    this.offsetMs = server - (askedAt + heardAt) / 2;
    this.roundTripMs = roundTrip;
    this.measuredAt = heardAt;
  }

  now(): number {
    return this.clock.now() + this.offsetMs;
  }

  /** An instant of the platform on this machine's clock, as `Date.now()` counts. */
  toLocal(serverTime: string): number {
    return Date.parse(serverTime) - this.offsetMs;
  }
}
