import { member } from "../host/wx.ts";

/** Members whose only effect is on what WeChat's client draws around a page. Nothing is drawn here: they succeed and do nothing. */
const DRAWN_ONLY = [
  "setNavigationBarTitle",
  "setNavigationBarColor",
  "showNavigationBarLoading",
  "hideNavigationBarLoading",
  "hideHomeButton",
  "stopPullDownRefresh",
  "setBackgroundColor",
  "setBackgroundTextStyle",
  "setTabBarStyle",
  "setTabBarItem",
  "setTabBarBadge",
  "removeTabBarBadge",
  "showTabBarRedDot",
  "hideTabBarRedDot",
  "showTabBar",
  "hideTabBar",
  "showShareMenu",
  "hideShareMenu",
  "pageScrollTo",
  "setKeepScreenOn",
] as const;

/** What the mini-host adds to the `wx` members that every seat has. */
export const drawnByNobody: Readonly<Record<string, unknown>> = {
  ...Object.fromEntries(DRAWN_ONLY.map((name) => [name, member(name, async () => {})])),
  nextTick: (act: () => void) => queueMicrotask(act),
};

/** What the vendor's run-time hides from logic: libraries go by these names when they ask where they are. */
export const HIDDEN = [
  "window",
  "document",
  "self",
  "frames",
  "location",
  "navigator",
  "localStorage",
  "history",
  "screen",
  "alert",
  "confirm",
  "prompt",
  "XMLHttpRequest",
  "WebSocket",
] as const;

/** The global object as a program of this realm sees it: its own names first, then what is there anyway. */
export function globalOf(names: Readonly<Record<string, unknown>>): object {
  return new Proxy(globalThis, {
    get(there, name) {
      if (typeof name === "string" && name in names) return names[name];
      const value: unknown = Reflect.get(there, name);
      // A browser's functions want the real one as `this`; classes and ordinary functions stay what they are.
      return typeof value === "function" && !Object.hasOwn(value, "prototype") ? (value.bind(there) as unknown) : value;
    },
    has: (there, name) => (typeof name === "string" && name in names) || Reflect.has(there, name),
  });
}
