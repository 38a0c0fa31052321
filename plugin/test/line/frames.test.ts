import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { newsOf } from "../../src/call/news.ts";
import { frameOf } from "../../src/line/frames.ts";

const CONTRACTS = new URL("../../../contracts/src/main/resources/dev/hookswitch/contracts/sample/", import.meta.url);
const PROTOCOL = new URL("../../../docs/device-protocol.md", import.meta.url);

/** A block of the page as a gateway would send it: what the page leaves open is a value of some kind. */
function blocksThatSomebodyGets(): string[] {
  const page = readFileSync(PROTOCOL, "utf8");
  return [...page.matchAll(/```json \w+ gets\n(.*?)```/gs)].map(([, block = ""]) =>
    block
      .replace(/"(\w*Ms|seq|n)": "<[^>]*>"/g, '"$1": 1')
      .replace(/"data": "<…>"/g, '"data": {}')
      .replace(/"…": "…"/g, '"id": "1", "time": "2026-03-01T08:30:00.125Z", "seq": 7, "data": {}, "call": {}'),
  );
}

test.each(blocksThatSomebodyGets())("the protocol's page has a frame that is understood: %s", (block) => {
  const frame = frameOf(block);
  expect(frame).toBeDefined();
  expect(frame?.kind).toBe((JSON.parse(block) as { kind: string }).kind);
});

test.each(readdirSync(CONTRACTS).filter((name) => name.startsWith("server.")))("reads the sample %s", (name) => {
  const text = readFileSync(new URL(name, CONTRACTS), "utf8");
  // What a developer's server alone is sent is none of a seat's.
  expect(frameOf(text)).toEqual(name === "server.Gap.json" ? undefined : JSON.parse(text));
});

/** The events of a room that move a call; the others are for timelines. */
const MOVES = [
  "ListenerRinging",
  "RoomAnswered",
  "RoomEnded",
  "RoomJoined",
  "RoomOpened",
  "RoomRang",
  "RoomRefused",
  "RoomSettled",
  "TalkStarted",
];

test.each(readdirSync(CONTRACTS).filter((name) => name.startsWith("room.")))("reads the sample %s", (name) => {
  const type = name.slice("room.".length, -".json".length);
  const data = JSON.parse(readFileSync(new URL(name, CONTRACTS), "utf8")) as unknown;
  const frame = frameOf(
    JSON.stringify({ kind: "event", id: "1", type, subject: "r", time: "2026-03-01T08:30:00.125Z", seq: 1, data }),
  );
  if (frame?.kind !== "event") throw new Error("no event");
  const news = newsOf(frame);
  expect(news?.type).toBe(MOVES.includes(type) ? type : undefined);
  if (news !== undefined) expect(news).toMatchObject(data as object);
});

test.each(["", "[]", "null", "{}", '{"kind":"toString"}', '{"kind":"later"}', '{"kind":"signal","room":"r"}'])(
  "what is no frame known here is passed over: %s",
  (text) => {
    expect(frameOf(text)).toBeUndefined();
  },
);
