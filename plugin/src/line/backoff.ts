/** How long to wait before an attempt, by the number of failures before it (1 for the first). */
export type Backoff = (failures: number) => number;

const FIRST_MS = 500;
const LONGEST_MS = 30_000;
const DOUBLINGS_MAX = 10;

/** Doubles from half a second to half a minute, half of it random: all who lost one gateway must not come back at once. */
export const doublingBackoff: Backoff = (failures) => {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures - 1, DOUBLINGS_MAX));
  return full / 2 + (Math.random() * full) / 2;
};
