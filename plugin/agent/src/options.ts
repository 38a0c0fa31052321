import { parseArgs } from "node:util";
import type { Habits } from "./agent.ts";
import type { MediaSettings } from "./device-media.ts";

export interface Options {
  address: string;
  app: string;
  sn: string;
  modelId: string | undefined;
  snTicket: string | undefined;
  /** Where the states of devices are kept, each in a directory of its own. */
  states: string;
  isDemo: boolean;
  /** One JSON object a line, in and out. */
  json: boolean;
  habits: Habits;
  media: MediaSettings;
}

/** The command line was not understood. */
export class WrongOption extends Error {}

const ADDRESS = "http://127.0.0.1:8400";
const DEMO_APP = "hookswitch-demo";

/** What platform and file system both take as a name. */
const NAME = /^[0-9A-Za-z_-]{1,128}$/;

const SIZE = /^(\d{2,4})x(\d{2,4})$/;
const TIME = /^(\d+)(ms|s|m|h)$/;
const UNIT_MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;

export function optionsOf(args: string[], environment: NodeJS.ProcessEnv): Options {
  const { values, positionals } = parsed(args);
  const [sn] = positionals;
  if (sn === undefined || positionals.length > 1) throw new WrongOption("Name one device, by its sn.");
  return {
    address: (values.address ?? ADDRESS).replace(/\/+$/, ""),
    app: name("--app", values.app ?? DEMO_APP),
    sn: name("<sn>", sn),
    modelId: values.model,
    snTicket: values.ticket ?? environment.HOOKSWITCH_SN_TICKET,
    states: values.state ?? ".hookswitch/devices",
    isDemo: values.demo,
    json: values.json,
    habits: {
      ...(values["answer-after"] === undefined ? {} : { answerAfterMs: time("--answer-after", values["answer-after"]) }),
      ...(values["hang-up-after"] === undefined ? {} : { hangUpAfterMs: time("--hang-up-after", values["hang-up-after"]) }),
    },
    media: {
      video: { ...size(values["video-size"]), fps: between("--video-fps", values["video-fps"], 1, 30) },
      audioRate: rate(values["audio-rate"]),
      ...(values["video-in"] === undefined ? {} : { videoIn: values["video-in"] }),
      ...(values["audio-in"] === undefined ? {} : { audioIn: values["audio-in"] }),
      ...(values["video-out"] === undefined ? {} : { videoOut: values["video-out"] }),
      ...(values["audio-out"] === undefined ? {} : { audioOut: values["audio-out"] }),
    },
  };
}

function parsed(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        address: { type: "string" },
        app: { type: "string" },
        model: { type: "string" },
        ticket: { type: "string" },
        state: { type: "string" },
        demo: { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        "answer-after": { type: "string" },
        "hang-up-after": { type: "string" },
        "video-in": { type: "string" },
        "audio-in": { type: "string" },
        "video-out": { type: "string" },
        "audio-out": { type: "string" },
        "video-size": { type: "string", default: "320x240" },
        "video-fps": { type: "string", default: "15" },
        "audio-rate": { type: "string", default: "48000" },
      },
    });
  } catch (error) {
    throw new WrongOption((error as Error).message);
  }
}

function name(what: string, value: string): string {
  if (!NAME.test(value)) throw new WrongOption(`${what} has digits, letters, _ and - only.`);
  return value;
}

/** I420 halves both sides for its colours. */
function size(text: string): { width: number; height: number } {
  const [, width = 0, height = 0] = (SIZE.exec(text) ?? []).map(Number);
  if (width < 16 || height < 16 || width % 2 === 1 || height % 2 === 1) {
    throw new WrongOption("--video-size is <width>x<height> with even numbers from 16 on, such as 640x480.");
  }
  return { width, height };
}

function rate(text: string): 16_000 | 48_000 {
  if (text === "16000") return 16_000;
  if (text === "48000") return 48_000;
  throw new WrongOption("--audio-rate is 16000 or 48000.");
}

function between(what: string, text: string, least: number, most: number): number {
  const number = Number(text);
  if (!(number >= least && number <= most)) throw new WrongOption(`${what} is from ${least} to ${most}.`);
  return number;
}

function time(what: string, text: string): number {
  const [, number, unit] = TIME.exec(text) ?? [];
  if (number === undefined || unit === undefined) throw new WrongOption(`${what} is a time such as 500ms, 10s, 2m or 1h.`);
  return Number(number) * UNIT_MS[unit as keyof typeof UNIT_MS];
}
