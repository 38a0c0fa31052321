import type { Line } from "./line.ts";

/** Wakes the line when the browser says that the network or the page is back. Returns what stops it. */
export function wakeWithPage(line: Line, page: Window): () => void {
  const online = (): void => line.wake();
  const shown = (): void => {
    if (page.document.visibilityState === "visible") line.wake();
  };
  page.addEventListener("online", online);
  page.document.addEventListener("visibilitychange", shown);
  return () => {
    page.removeEventListener("online", online);
    page.document.removeEventListener("visibilitychange", shown);
  };
}
