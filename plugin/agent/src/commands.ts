/** What a program or a person can tell the agent. `id` comes back with the answer. */
export type Command = { id?: string | number } & (
  | {
      do: "call";
      openId: string;
      name?: string;
      roomType?: "voice" | "video";
      camera?: "on" | "off";
      timeLimit?: number;
      customQuery?: string;
      payload?: string;
    }
  | { do: "answer" }
  | { do: "hangUp" }
  | { do: "camera"; to: "on" | "off" }
  | { do: "microphone"; to: "on" | "off" }
  | { do: "status" }
  | { do: "quit" }
);

export class NoCommand extends Error {}

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === "string";
const isOnOff: Check = (value) => value === "on" || value === "off";

const FIELDS: Readonly<Record<Command["do"], { needed: Record<string, Check>; optional: Record<string, Check> }>> = {
  call: {
    needed: { openId: isText },
    optional: {
      name: isText,
      roomType: (value) => value === "voice" || value === "video",
      camera: isOnOff,
      timeLimit: (value) => typeof value === "number" && value > 0,
      customQuery: isText,
      payload: isText,
    },
  },
  answer: { needed: {}, optional: {} },
  hangUp: { needed: {}, optional: {} },
  camera: { needed: { to: isOnOff }, optional: {} },
  microphone: { needed: { to: isOnOff }, optional: {} },
  status: { needed: {}, optional: {} },
  quit: { needed: {}, optional: {} },
};

/** One line of JSON. Throws {@link NoCommand} with the rule that it breaks. */
export function commandOf(line: string): Command {
  let json: Record<string, unknown>;
  try {
    json = JSON.parse(line) as Record<string, unknown>;
  } catch {
    throw new NoCommand("A command is one JSON object on one line.");
  }
  if (typeof json !== "object" || json === null || typeof json.do !== "string" || !Object.hasOwn(FIELDS, json.do)) {
    throw new NoCommand(`"do" must be one of ${Object.keys(FIELDS).join(", ")}.`);
  }
  const { needed, optional } = FIELDS[json.do as Command["do"]];
  for (const [field, isRight] of Object.entries(needed)) {
    if (!isRight(json[field])) throw new NoCommand(`"${field}" of ${json.do} is missing or wrong.`);
  }
  for (const [field, isRight] of Object.entries(optional)) {
    if (json[field] !== undefined && !isRight(json[field])) throw new NoCommand(`"${field}" of ${json.do} is wrong.`);
  }
  return json as unknown as Command;
}

/** One line as a person types it. */
export function commandOfWords(line: string): Command {
  const [verb = "", ...rest] = line.trim().split(/\s+/);
  switch (verb) {
    case "call":
      return commandOf(JSON.stringify({ do: "call", openId: rest[0], roomType: rest[1] }));
    case "hang-up":
      return { do: "hangUp" };
    case "camera":
    case "microphone":
      return commandOf(JSON.stringify({ do: verb, to: rest[0] }));
    case "answer":
    case "status":
    case "quit":
      return { do: verb };
    default:
      throw new NoCommand("call <openId> [voice|video], answer, hang-up, camera on|off, microphone on|off, status, quit");
  }
}
