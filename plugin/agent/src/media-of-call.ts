import { createInterface } from "node:readline";
import type { MediaLink } from "../../src/call/call.ts";
import { SIGNAL_LOST } from "../../src/call/calls.ts";
import { Signals } from "../../src/call/signals.ts";
import type { CallFacts, ClientFrame, IceServer, ServerFrame } from "../../src/wire/wire.ts";
import { DeviceMedia } from "./device-media.ts";

/**
 * Test picture and tone of one call, for a program that is in the call by a socket of its own, such as the demo's devices that
 * behave. Frames pass as they are on the socket, one a line: its signals and what became of them in, this side's out. It ends with its input.
 */

/** The first line: what the call was answered with. */
interface Begin {
  kind: "begin";
  call: CallFacts;
  iceServers: IceServer[];
}

const SETTINGS = { video: { width: 320, height: 240, fps: 15 }, audioRate: 48_000 } as const;

function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

function begin({ call, iceServers }: Begin): Signals {
  const { room } = call;
  const signals = new Signals((n, data) => {
    process.stdout.write(`${JSON.stringify({ kind: "signal", room, n, data } satisfies ClientFrame)}\n`);
    return true;
  });
  signals.open();
  const link: MediaLink = {
    room,
    call,
    isCaller: false,
    iceServers,
    get n() {
      return signals.n;
    },
    send: (data) => signals.send(data),
    onSignal: (hear) => signals.onSignal(hear),
    onLost: (hear) => signals.onLost(hear),
    onRenegotiate: (hear) => signals.onRenegotiate(hear),
    // Whoever is in the call says so, and ends it.
    up: () => {},
    abort: note,
    joinFailed: (_, errMsg) => note(errMsg),
  };
  new DeviceMedia(link, SETTINGS, { picture: () => {}, note });
  return signals;
}

let signals: Signals | undefined;
const lines = createInterface({ input: process.stdin });
lines.on("line", (line) => {
  const frame = JSON.parse(line) as Begin | ServerFrame;
  if (frame.kind === "begin") signals = begin(frame);
  else if (frame.kind === "signal") signals?.arrived(frame.n, frame.data);
  else if (frame.kind === "renegotiate") signals?.renegotiate(frame.n);
  else if (frame.kind === "problem" && SIGNAL_LOST.has(frame.reason)) signals?.lost();
});
// WebRTC's threads would keep the process.
lines.on("close", () => process.exit(0));
