const WITHIN_MS = 10_000;
const LOOKS_EVERY_MS = 5;

/** Waits for a condition, and says which one did not come true. */
export async function until(what: string, isSo: () => boolean): Promise<void> {
  const deadline = Date.now() + WITHIN_MS;
  while (!isSo()) {
    if (Date.now() > deadline) throw new Error(`not seen in time: ${what}`);
    await new Promise((over) => setTimeout(over, LOOKS_EVERY_MS));
  }
}
