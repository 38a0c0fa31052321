import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import * as entry from "../src/index.ts";
import { wxMembers } from "../src/host/wx.ts";
import { PageStack, PlainHost } from "../src/host/index.ts";

/** The tables of `docs/plugin.md` name what there is, all of it and nothing else. */

const PAGE = readFileSync(new URL("../../docs/plugin.md", import.meta.url), "utf8");

/** The names in the first column below this heading, in all tables that have this head. */
function firstColumn(heading: string, head: string): string[] {
  const section = PAGE.split(`\n## ${heading}\n`)[1]?.split("\n## ")[0] ?? "";
  const table = section.split(`| ${head} |`)[1]?.split("\n\n")[0] ?? "";
  return table
    .split("\n")
    .slice(2)
    .flatMap((row) => [...(row.split(" | ")[0] ?? "").matchAll(/`(\w+)/g)].map((match) => match[1] ?? ""));
}

test("every member of the plugin, and what else it exports for programs", () => {
  const classes = Object.keys(entry).filter((name) => /^Voip\w*Error$/.test(name));
  // A component is declared, not exported.
  const named = firstColumn("Members", "member").filter((name) => name !== "camera");
  expect(named.sort()).toEqual([...Object.keys(entry.default), ...classes].sort());
});

test("every event, as the platform words it and as the seat and the logic add it", () => {
  const JAVA = new URL("../../contracts/src/main/java/dev/hookswitch/contracts/plugin/PluginEvents.java", import.meta.url);
  const ofThePlatform = [...readFileSync(JAVA, "utf8").matchAll(/"(\w*(?:Voip|busy|calling|timeout|joinedRoomByCaller|joinFail\w+))"/g)];
  const src = new URL("../src/", import.meta.url);
  const ofTheSeat = readdirSync(src, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .flatMap((file) => [
      ...readFileSync(new URL(file, src), "utf8").matchAll(/(?:eventName: |tellCustomBox\(|named\()"(\w+)"/g),
    ]);
  const there = new Set([...ofThePlatform, ...ofTheSeat].map((match) => match[1] ?? ""));
  const named = firstColumn("Events", "event");
  expect([...there].filter((name) => !named.includes(name)), "not in the table").toEqual([]);
  // Face-pay's is named because it is not there.
  expect(named.filter((name) => !there.has(name)), "not there").toEqual(["bindContact"]);
  expect(named).toHaveLength(18);
});

test("every member of wx", () => {
  const host = new PlainHost({
    appId: "wxdemo",
    address: "http://127.0.0.1:1",
    environment: { kind: "phone", appVersion: "release" },
    token: async () => "",
  });
  const pages = new PageStack({ load() {}, show() {}, hide() {}, unload() {} }, () => {});
  const named = firstColumn("`wx` members", "member");
  const withSync = ["getStorage", "setStorage", "removeStorage", "clearStorage", "getStorageInfo"].map((name) => `${name}Sync`);
  expect([...named, ...withSync].filter((name) => name !== "Sync").sort()).toEqual(Object.keys(wxMembers(host, pages)).sort());
});
