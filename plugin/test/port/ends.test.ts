import { expect, test } from "vitest";
import { portOver, portPair } from "../../src/port/ends.ts";
import type { Port } from "../../src/port/port.ts";

type Ends = [Port<{ n: number }, string>, Port<string, { n: number }>];

const overChannel = (): Ends => {
  const { port1, port2 } = new MessageChannel();
  return [portOver(port1), portOver(port2)];
};

test.each([
  ["within a page", portPair as () => Ends],
  ["over a channel", overChannel],
])("%s messages arrive in order, as copies, and wait for who hears them", async (_, make) => {
  const [one, other] = make();
  const message = { n: 1 };
  one.post(message);
  one.post({ n: 2 });
  message.n = 7;
  const heard: number[] = [];
  await new Promise<void>((all) =>
    other.onMessage(({ n }) => {
      heard.push(n);
      if (n === 1) one.post({ n: 3 });
      if (n === 3) all();
    }),
  );
  expect(heard).toEqual([1, 2, 3]);
  const answered = new Promise((resolve) => one.onMessage(resolve));
  other.post("answer");
  expect(await answered).toBe("answer");
});

test("an end has one hearer", () => {
  const [one] = portPair();
  one.onMessage(() => {});
  expect(() => one.onMessage(() => {})).toThrow("already");
});

test("what was sent within a page is heard after the sender is done", async () => {
  const [one, other] = portPair<string, string>();
  const order: string[] = [];
  other.onMessage((message) => order.push(message));
  one.post("heard");
  order.push("sent");
  await Promise.resolve();
  expect(order).toEqual(["sent", "heard"]);
});

test("a hearer that fails keeps nobody from hearing what comes next", async () => {
  const [one, other] = portPair<string, string>();
  const heard: string[] = [];
  one.post("first");
  one.post("second");
  expect(() =>
    other.onMessage((message) => {
      heard.push(message);
      if (message === "first") throw new Error("of the hearer");
    }),
  ).toThrow("of the hearer");
  await Promise.resolve();
  expect(heard).toEqual(["first", "second"]);
});
