/** Beats that are made up for; a machine that slept does not catch up. */
const LATE_MAX = 5;

/** Does something at a steady rate, from one beat from now on. Returns what stops it. */
export function paced(everyMs: number, act: () => void): () => void {
  let next = performance.now() + everyMs;
  let timer: ReturnType<typeof setTimeout>;
  const tick = (): void => {
    const now = performance.now();
    if (now - next > LATE_MAX * everyMs) next = now;
    while (next <= now) {
      act();
      next += everyMs;
    }
    timer = setTimeout(tick, Math.max(0, next - performance.now()));
  };
  timer = setTimeout(tick, everyMs);
  return () => clearTimeout(timer);
}
