import type { Instance } from "../src/mini-host/index.ts";

/** The methods that a press on a page may call: its own ones, without its life cycle and what every page has. */
export function methodsOf(page: Instance): string[] {
  return Object.keys(page).filter((name) => typeof page[name] === "function" && !NOT_PRESSED.has(name) && !name.startsWith("_"));
}

const NOT_PRESSED = new Set([
  "setData",
  "selectComponent",
  "selectAllComponents",
  "selectOwnerComponent",
  "triggerEvent",
  "groupSetData",
  "onLoad",
  "onShow",
  "onReady",
  "onHide",
  "onUnload",
  "onShareAppMessage",
]);

/** `{"id":1}` is a tap on an element with these data, `=text` what was typed, both together too; anything else is handed over as it is. */
export function argumentOf(text: string): unknown {
  const [, data = "", typed] = /^(\{.*\})?(?:=(.*))?$/s.exec(text) ?? [undefined, text];
  const value = valueOf(data);
  if (typeof value !== "object" || value === null) return value;
  const element = { dataset: value };
  const detail = typed === undefined ? {} : { value: typed };
  return { type: typed === undefined ? "tap" : "input", detail, currentTarget: element, target: element };
}

function valueOf(text: string): unknown {
  if (text === "") return {};
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
