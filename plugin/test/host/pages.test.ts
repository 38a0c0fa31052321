import { beforeEach, describe, expect, test } from "vitest";
import { PageStack } from "../../src/host/index.ts";
import { CALL_PAGE_PATH } from "../../src/plugin/index.ts";

const PAGES = ["pages/home/home", "pages/list/list", "pages/mine/mine"];
const TABS = ["pages/home/home", "pages/mine/mine"];

let lives: string[];
let warnings: string[];
let pages: PageStack;

beforeEach(() => {
  lives = [];
  warnings = [];
  const said = (what: string) => (page: { path: string; query: Record<string, string> }) =>
    lives.push([what, page.path.split("/").at(-1), ...(what === "load" ? Object.values(page.query) : [])].join(" "));
  pages = new PageStack(
    { load: said("load"), show: said("show"), hide: said("hide"), unload: said("unload") },
    (message) => warnings.push(message),
    { has: (path) => PAGES.includes(path), isTab: (path) => TABS.includes(path) },
  );
  pages.go("reLaunch", "/pages/home/home");
  lives = [];
});

describe("pages live in the order of the vendor's run-time when the program", () => {
  test("goes on and back", () => {
    pages.go("navigateTo", "../list/list?a=1%202");
    pages.goBack(1);
    expect(lives).toEqual(["hide home", "load list 1 2", "show list", "unload list", "show home"]);
  });

  test("replaces a page", () => {
    pages.go("navigateTo", "/pages/list/list");
    lives = [];
    pages.go("redirectTo", "/pages/list/list?a=2");
    expect(lives).toEqual(["unload list", "load list 2", "show list"]);
  });

  test("relaunches", () => {
    pages.go("navigateTo", "/pages/list/list");
    lives = [];
    pages.go("reLaunch", "/pages/mine/mine");
    expect(lives).toEqual(["unload list", "unload home", "load mine", "show mine"]);
  });

  test("switches to a tab that is there", () => {
    pages.go("navigateTo", "/pages/list/list");
    lives = [];
    pages.go("switchTab", "/pages/home/home");
    expect(lives).toEqual(["unload list", "show home"]);
  });

  test("goes back over several pages, and never below the first", () => {
    pages.go("navigateTo", "/pages/list/list");
    pages.go("navigateTo", "/pages/list/list");
    pages.goBack(9);
    expect(pages.pages.map((page) => page.path)).toEqual(["pages/home/home"]);
    expect(() => pages.goBack(1)).toThrow("first page");
  });
});

test.each([
  ["navigateTo", "/pages/none/none", "not found"],
  ["navigateTo", "/pages/mine/mine", "tabbar"],
  ["redirectTo", "/pages/mine/mine", "tabbar"],
  ["switchTab", "/pages/list/list", "no-tabBar"],
  ["switchTab", CALL_PAGE_PATH, "no-tabBar"],
] as const)("%s to %s fails", (how, url, reason) => {
  expect(() => pages.go(how, url)).toThrow(reason);
  expect(lives).toEqual([]);
});

test("an eleventh page fails", () => {
  for (let n = 2; n <= 10; n++) pages.go("navigateTo", "/pages/list/list");
  expect(() => pages.go("navigateTo", "/pages/list/list")).toThrow("exceed");
});

describe("the call page", () => {
  test.each([
    [CALL_PAGE_PATH, {}],
    ["plugin-private://wxf830863afde621eb/pages/call-page-plugin/call-page-plugin", {}],
    [`${CALL_PAGE_PATH}?isCaller=1&roomType=video&groupId=r`, { isCaller: "1", roomType: "video", groupId: "r" }],
    [`${CALL_PAGE_PATH}?a=1\\u0026b=2`, { a: "1", b: "2" }],
  ])("opens by its path %s", (url, query) => {
    pages.go("redirectTo", url);
    expect(pages.callPage?.query).toEqual(query);
    expect(pages.pages).toHaveLength(1);
  });

  test("is not opened again while it is open, and the log says so", () => {
    pages.go("navigateTo", CALL_PAGE_PATH);
    lives = [];
    pages.go("redirectTo", CALL_PAGE_PATH);
    expect(lives).toEqual([]);
    expect(warnings).toEqual([expect.stringContaining("redirectTo to the call page, which is open already")]);
  });

  test("is not opened a second time further up in the stack", () => {
    pages.go("navigateTo", CALL_PAGE_PATH);
    pages.go("navigateTo", "/pages/list/list");
    pages.go("navigateTo", CALL_PAGE_PATH);
    expect(pages.pages.map((page) => page.path)).toEqual(["pages/home/home", CALL_PAGE_PATH, "pages/list/list"]);
    expect(warnings).toHaveLength(1);
  });

  test("may be opened again once it was left", () => {
    pages.go("navigateTo", CALL_PAGE_PATH);
    pages.goBack(1);
    expect(lives.at(-2)).toBe("unload call-page-plugin");
    pages.go("navigateTo", CALL_PAGE_PATH);
    expect(pages.callPage).toBeDefined();
    expect(warnings).toEqual([]);
  });

  test("that the seat has opened lies over what was shown, and what was shown comes back", () => {
    pages.callPageLoaded({ callerId: "bell-1" });
    pages.callPageLoaded({ callerId: "bell-1" });
    expect(pages.pages).toHaveLength(2);
    pages.callPageClosed();
    pages.callPageClosed();
    expect(lives).toEqual(["hide home", "show home"]);
  });
});
