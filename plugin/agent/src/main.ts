import { join } from "node:path";
import { createInterface } from "node:readline";
import { WebSocket } from "ws";
import { Line } from "../../src/line/line.ts";
import { LineProblem } from "../../src/line/problem.ts";
import type { WebSocketMaker } from "../../src/line/socket.ts";
import { type Account, NotRegistered, ofTheDemo, registered } from "./account.ts";
import { Agent, type Said } from "./agent.ts";
import { type Command, commandOf, commandOfWords, NoCommand } from "./commands.ts";
import { type Options, optionsOf, WrongOption } from "./options.ts";
import { inWords } from "./words.ts";
import { StateDirectory } from "./state-directory.ts";

const NOT_POSSIBLE = 1;
const NOT_UNDERSTOOD = 2;

/** 128 and the signal's number, as shells have it. */
const BY_SIGNAL = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** Who is told to end may tell the platform, but not for long. */
const LEFT_WITHIN_MS = 2_000;

const WRONG_PARAMETER = 1004;

async function run(options: Options): Promise<void> {
  const say = (said: Said): void => {
    const text = options.json ? JSON.stringify(said) : inWords(said);
    if (text !== undefined) process.stdout.write(`${text}\n`);
  };
  const account = await accountOf(options);
  const line = new Line({
    address: options.address,
    endpoint: account.endpoint,
    token: account.token,
    WebSocket: WebSocket as unknown as WebSocketMaker,
  });
  const agent = new Agent(line, options.media, options.habits, say);

  const end = async (code: number): Promise<void> => {
    const tooLong = new Promise((over) => setTimeout(over, LEFT_WITHIN_MS));
    await Promise.race([agent.leave(), tooLong]);
    line.close();
    // What was said before goes out first; WebRTC's threads would keep the process.
    process.stdout.write("", () => process.exit(code));
  };
  for (const [signal, code] of Object.entries(BY_SIGNAL)) process.on(signal, () => void end(code));
  line.onState((state) => {
    if (state.kind === "refused") void end(NOT_POSSIBLE);
  });
  // Whoever reads what is said has gone, and so has who tells what to do.
  process.stdout.on("error", () => process.exit(NOT_POSSIBLE));

  line.start();
  const lines = createInterface({ input: process.stdin });
  lines.on("line", (text) => {
    if (text.trim() === "") return;
    let command: Command;
    try {
      command = options.json ? commandOf(text) : commandOfWords(text);
    } catch (error) {
      if (!(error instanceof NoCommand)) throw error;
      say({ kind: "refused", errCode: WRONG_PARAMETER, reason: "bad-input", errMsg: error.message });
      return;
    }
    void agent.obey(command).then(() => (command.do === "quit" ? end(0) : undefined));
  });
  // A program that drives it and ends takes it along; by hand it may run without a terminal.
  if (options.json) lines.on("close", () => void end(0));
}

function accountOf(options: Options): Promise<Account> {
  const state = new StateDirectory(join(options.states, options.app, options.sn));
  return options.isDemo ? Promise.resolve(ofTheDemo(options, state)) : registered(options, state, options);
}

function fail(code: number, why: string): never {
  process.stderr.write(`${why}\n`);
  process.exit(code);
}

try {
  await run(optionsOf(process.argv.slice(2), process.env));
} catch (error) {
  if (error instanceof WrongOption) fail(NOT_UNDERSTOOD, `${error.message}\nSee ./hookswitch device --help.`);
  if (error instanceof NotRegistered || error instanceof LineProblem) fail(NOT_POSSIBLE, error.message);
  throw error;
}
