const SHOWN_MS = 2_500;

/** A short message over whatever `root` shows, also read aloud. */
export function toast(root: HTMLElement, words: string): void {
  const element = document.createElement("div");
  element.setAttribute("role", "status");
  element.textContent = words;
  Object.assign(element.style, {
    position: "absolute",
    zIndex: "20",
    // Below the words of the page, above its buttons.
    left: "50%",
    bottom: "20%",
    transform: "translateX(-50%)",
    boxSizing: "border-box",
    width: "max-content",
    maxWidth: "80%",
    padding: "0.7rem 1.1rem",
    borderRadius: "0.7rem",
    background: "rgb(16 22 20 / 0.9)",
    color: "#fff",
    font: "15px/1.4 system-ui, sans-serif",
    pointerEvents: "none",
  });
  root.append(element);
  setTimeout(() => element.remove(), SHOWN_MS);
}
