import { portPair } from "../port/ends.ts";
import type { Environment, FromLogic, SeatPort, ToLogic } from "../port/port.ts";
import type { RouteKind } from "./host.ts";
import { aliasesOf, install, type PluginDeclarations, type Realm, surroundings } from "./install.ts";
import { programInWorker } from "./program-in-worker.ts";
import { type FetchToken, keptToken } from "./tokens.ts";
import { WebHost } from "./web-host.ts";

/** What `register` has to know: as attributes of its script, or as `globalThis.hookswitch` before it is imported. */
export interface Registration {
  appId: string;
  /** Of the platform's front door; absent where the page comes from it. */
  address?: string;
  /** Of the developer's server; answers `{accessToken, expiresInMs}` for who is logged in there. */
  tokenUrl?: string;
  /** Instead of `tokenUrl`. */
  token?: FetchToken;
  kind?: Environment["kind"];
  appVersion?: Environment["appVersion"];
  sn?: string;
  modelId?: string;
  /** The program's `app.json`; without it the alias is `wmpf-voip`. */
  app?: PluginDeclarations;
  /** The program's first file, to be run in a worker; without it the program is in this page. */
  program?: string;
  /** The custom element behind the custom button (contract §1.9). */
  customBox?: string;
  /** `relay`: media pass through the platform's relay only, so that neither side learns the other's address. */
  iceTransportPolicy?: "all" | "relay";
  openPage?(url: string, how: RouteKind): void;
  exit?(): void;
}

/** What the seat takes over. */
export interface Registered {
  host: WebHost;
  seat: SeatPort;
}

/** The attributes of `<script src="/plugin/register.js" data-app-id=… data-address=…>`. */
export function registrationOf(data: DOMStringMap, script: string): Partial<Registration> {
  const { appId, address = new URL(script).origin, tokenUrl, kind, appVersion, sn, modelId, program, customBox } = data;
  const { iceTransportPolicy } = data;
  return {
    address,
    ...(program ? { program } : {}),
    ...(customBox ? { customBox } : {}),
    ...(iceTransportPolicy === "relay" ? { iceTransportPolicy } : {}),
    ...(appId ? { appId } : {}),
    ...(tokenUrl ? { tokenUrl } : {}),
    ...(kind === "device" ? { kind } : {}),
    ...(appVersion === "develop" || appVersion === "trial" ? { appVersion } : {}),
    ...(sn ? { sn } : {}),
    ...(modelId ? { modelId } : {}),
  };
}

/** Installs the plugin and the missing `wx` members in this page, or in a worker beside it where there is a `program`. */
export function register(realm: Realm, given: Partial<Registration>): Registered {
  const host = hostOf(given);
  const aliases = given.app ? aliasesOf(given.app) : ["wmpf-voip"];
  if (given.program) {
    const program = new URL(given.program, location.href).href;
    return { host, seat: programInWorker(workerFrom(host.address), { host, program, aliases }) };
  }
  const [logic, seat] = portPair<FromLogic, ToLogic>();
  const around = surroundings({ host, port: logic });
  around.pages.startAt({ path: host.enterOptions.path, query: host.enterOptions.query, url: location.href });
  install(realm, around, aliases);
  return { host, seat };
}

function hostOf(given: Partial<Registration>): WebHost {
  const { appId, address = location.origin, kind = "phone", appVersion = "release", sn, modelId } = given;
  if (!appId)
    throw new Error(
      "hookswitch: appId is needed: data-app-id at the script, or globalThis.hookswitch = { appId } before the import",
    );
  return new WebHost({
    appId,
    address,
    environment: { kind, appVersion, ...(sn ? { sn } : {}), ...(modelId ? { modelId } : {}) },
    token: keptToken(given.token ?? fromUrl(given.tokenUrl)),
    ...(given.openPage ? { openPage: given.openPage } : {}),
    ...(given.exit ? { exit: given.exit } : {}),
  });
}

/** A browser runs no worker of another origin, but lets a worker of its own import one. */
function workerFrom(address: string): Worker {
  const script = new Blob([`import ${JSON.stringify(`${address}/plugin/worker.js`)};`], { type: "text/javascript" });
  return new Worker(URL.createObjectURL(script), { type: "module" });
}

function fromUrl(tokenUrl: string | undefined): FetchToken {
  return async () => {
    if (!tokenUrl)
      throw new Error("hookswitch: nobody says who sits here: data-token-url, or token in globalThis.hookswitch");
    const response = await fetch(tokenUrl, { method: "POST", credentials: "include" });
    if (!response.ok) throw new Error(`no token from ${tokenUrl}: HTTP ${response.status}`);
    return (await response.json()) as { accessToken: string; expiresInMs: number };
  };
}
