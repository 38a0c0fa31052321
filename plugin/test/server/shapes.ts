import { readFileSync } from "node:fs";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import type { ClientFrame, ServerFrame } from "../../src/wire/wire.ts";

const CONTRACTS = new URL("../../../contracts/src/main/resources/dev/hookswitch/contracts/", import.meta.url);

const ajv = new Ajv2020({ validateFormats: false });
const validators = new Map<string, ValidateFunction>();

/** The published sample of a frame, message or webhook: `server.Ring`, `room.RoomRang`. */
export function sample<T = Record<string, unknown>>(name: string): T {
  return published("sample", name) as T;
}

/** What an event of this type must have, as its sample has it. */
export function needed(name: string): Record<string, unknown> {
  const { required } = published("schema", name) as { required: string[] };
  return Object.fromEntries(Object.entries(sample(name)).filter(([field]) => required.includes(field)));
}

/** What is no frame as `contracts/` publishes it is a mistake of whoever made it: the server in the tests, or the code under test. */
export function demandShape(from: "client" | "server", frame: ClientFrame | ServerFrame): void {
  const { kind } = frame;
  demand(`${from}.${kind.charAt(0).toUpperCase()}${kind.slice(1)}`, frame);
  if (kind === "event") demand(`room.${frame.type}`, frame.data);
}

export function demand(name: string, value: unknown): void {
  let validate = validators.get(name);
  if (validate === undefined) {
    validate = ajv.compile(published("schema", name));
    validators.set(name, validate);
  }
  if (!validate(value)) throw new Error(`no ${name}: ${ajv.errorsText(validate.errors)} in ${JSON.stringify(value)}`);
}

function published(what: "sample" | "schema", name: string): Record<string, unknown> {
  return JSON.parse(readFileSync(new URL(`${what}/${name}.json`, CONTRACTS), "utf8")) as Record<string, unknown>;
}
