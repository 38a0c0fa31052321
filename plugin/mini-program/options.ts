import { existsSync, readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import type { Environment } from "../src/port/port.ts";

export interface Options {
  folder: string;
  appId: string;
  /** Of the platform's front door. */
  address: string;
  environment: Environment;
  /** Who sits here: a user's openId or a device's sn. */
  name: string;
  /** The page that it is started at, with a query; its first one if empty. */
  path: string;
  /** Of the developer's server. */
  tokenUrl: string | undefined;
  /** The app's, where there is no `tokenUrl`. */
  secret: string | undefined;
  /** A module that gives what this program needs besides. */
  around: string | undefined;
  /** The port of the page; without it the program runs in this process. */
  pagePort: number | undefined;
}

export class WrongOption extends Error {}

export function optionsOf(args: string[]): Options {
  const { values, positionals } = parsed(args);
  const [folder, ...rest] = positionals;
  if (folder === undefined || rest.length > 0) throw new WrongOption("one folder is needed, that of app.json");
  const { user, device, model } = values;
  if (user !== undefined && device !== undefined) throw new WrongOption("--user or --device, not both");
  return {
    folder,
    appId: values.app,
    address: values.address.replace(/\/+$/, ""),
    environment:
      device === undefined
        ? { kind: "phone", appVersion: "release" }
        : { kind: "device", appVersion: "release", sn: device, ...(model === undefined ? {} : { modelId: model }) },
    name: device ?? user ?? "demo-mum",
    path: values.path,
    tokenUrl: values["token-url"],
    secret: process.env.HOOKSWITCH_APP_SECRET ?? secretIn(values.secrets, values.app),
    around: values.around,
    pagePort: values.page ? Number(values.port) : undefined,
  };
}

/** Where `./hookswitch up` keeps it. */
function secretIn(directory: string | undefined, app: string): string | undefined {
  const file = directory === undefined ? undefined : `${directory}/app-${app}`;
  return file !== undefined && existsSync(file) ? readFileSync(file, "utf8").trim() : undefined;
}

function parsed(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        user: { type: "string" },
        device: { type: "string" },
        model: { type: "string" },
        app: { type: "string", default: "hookswitch-demo" },
        address: { type: "string", default: process.env.HOOKSWITCH_ADDRESS ?? "http://127.0.0.1:8400" },
        path: { type: "string", default: "" },
        "token-url": { type: "string" },
        secrets: { type: "string" },
        around: { type: "string" },
        page: { type: "boolean", default: false },
        port: { type: "string", default: "8500" },
      },
    });
  } catch (error) {
    throw new WrongOption(error instanceof Error ? error.message : String(error));
  }
}
