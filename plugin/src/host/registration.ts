import { portPair } from "../port/ends.ts";
import type { Environment, FromLogic, SeatPort, ToLogic } from "../port/port.ts";
import type { RouteKind } from "./host.ts";
import { aliasesOf, install, type PluginDeclarations, type Realm, surroundings } from "./install.ts";
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
  openPage?(url: string, how: RouteKind): void;
  exit?(): void;
}

/** What the seat takes over from `register`. */
export interface Registered {
  host: WebHost;
  seat: SeatPort;
}

/** The attributes of `<script src="/plugin/register.js" data-app-id=… data-address=…>`. */
export function registrationOf(data: DOMStringMap, script: string): Partial<Registration> {
  const { appId, address = new URL(script).origin, tokenUrl, kind, appVersion, sn, modelId } = data;
  return {
    address,
    ...(appId ? { appId } : {}),
    ...(tokenUrl ? { tokenUrl } : {}),
    ...(kind === "device" ? { kind } : {}),
    ...(appVersion === "develop" || appVersion === "trial" ? { appVersion } : {}),
    ...(sn ? { sn } : {}),
    ...(modelId ? { modelId } : {}),
  };
}

/** Installs the plugin and the missing `wx` members in this page. */
export function register(realm: Realm, given: Partial<Registration>): Registered {
  const { appId, address = location.origin, kind = "phone", appVersion = "release", sn, modelId, app } = given;
  if (!appId) throw new Error("hookswitch: appId is needed: data-app-id at the script, or globalThis.hookswitch = { appId } before the import");
  const host = new WebHost({
    appId,
    address,
    environment: { kind, appVersion, ...(sn ? { sn } : {}), ...(modelId ? { modelId } : {}) },
    token: keptToken(given.token ?? fromUrl(given.tokenUrl)),
    ...(given.openPage ? { openPage: given.openPage } : {}),
    ...(given.exit ? { exit: given.exit } : {}),
  });
  const [logic, seat] = portPair<FromLogic, ToLogic>();
  const around = surroundings({ host, port: logic });
  around.pages.startAt({ path: host.enterOptions.path, query: host.enterOptions.query, url: location.href });
  install(realm, around, app ? aliasesOf(app) : ["wmpf-voip"]);
  return { host, seat };
}

function fromUrl(tokenUrl: string | undefined): FetchToken {
  return async () => {
    if (!tokenUrl) throw new Error("hookswitch: nobody says who sits here: data-token-url, or token in globalThis.hookswitch");
    const response = await fetch(tokenUrl, { method: "POST", credentials: "include" });
    if (!response.ok) throw new Error(`no token from ${tokenUrl}: HTTP ${response.status}`);
    return (await response.json()) as { accessToken: string; expiresInMs: number };
  };
}
