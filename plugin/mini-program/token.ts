import { DeviceKey } from "../agent/src/device-key.ts";
import type { FetchToken } from "../src/host/tokens.ts";
import { type Options, WrongOption } from "./options.ts";

interface Token {
  accessToken: string;
  expiresInMs: number;
}

/** Who sits here shows a token, which the app's server gives: the developer's own, or this program in its place, with the app's secret. */
export function tokenOf(options: Options): FetchToken {
  const { tokenUrl, secret, appId, environment, name } = options;
  if (tokenUrl !== undefined) return () => post<Token>(tokenUrl);
  if (secret === undefined)
    throw new WrongOption(`no secret of ${appId} is known here: HOOKSWITCH_APP_SECRET, or --token-url of your server`);
  const ask = asServer(options, secret);
  if (environment.kind === "phone")
    return async () => {
      await ask("/v1/users", { openId: name });
      return ask<Token>(`/v1/users/${encodeURIComponent(name)}/tokens`);
    };
  const { modelId } = environment;
  if (modelId === undefined) throw new WrongOption("a device needs its --model <modelId>");
  return asDevice(options, modelId, ask);
}

type Ask = <T>(path: string, body?: object) => Promise<T>;

function asServer({ address, appId }: Options, secret: string): Ask {
  const server = post<Token>(`${address}/v1/tokens`, {
    grantType: "clientCredentials",
    clientId: appId,
    clientSecret: secret,
  });
  return async (path, body) => post(address + path, body, (await server).accessToken);
}

/** A new key at each start, as if the firmware had been reset. */
function asDevice({ address, appId, name: sn }: Options, modelId: string, ask: Ask): FetchToken {
  const key = DeviceKey.generate();
  let registered: Promise<unknown> | undefined;
  const register = async () => {
    const { snTicket } = await ask<{ snTicket: string }>("/v1/sn-tickets", { sn, modelId });
    const publicKey = key.publicJwk();
    await post(`${address}/v1/devices/registrations`, { appid: appId, sn, modelId, snTicket, publicKey });
  };
  return async () => {
    await (registered ??= register());
    const assertion = key.assertion(`${appId}/${sn}`, Date.now());
    return post<Token>(`${address}/v1/tokens`, { grantType: "jwtBearer", assertion });
  };
}

async function post<T>(url: string, body: object = {}, token?: string): Promise<T> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url}: HTTP ${response.status} ${text}`);
  return (text === "" ? undefined : JSON.parse(text)) as T;
}
