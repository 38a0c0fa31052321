import { LineProblem } from "../../src/line/problem.ts";
import { DeviceKey } from "./device-key.ts";
import { newEndpoint, type StateDirectory } from "./state-directory.ts";

const ANSWERED_WITHIN_MS = 20_000;

export interface Device {
  address: string;
  app: string;
  sn: string;
}

/** How the device is known to the platform: the name of its installation, and where its tokens come from. */
export interface Account {
  endpoint: string;
  token: () => Promise<string>;
}

/** What is missing before the device can be known. */
export class NotRegistered extends Error {}

/** A device with a key of its own; registers it when a ticket is given, which a first start needs. */
export async function registered(
  device: Device,
  state: StateDirectory,
  registration: { modelId?: string | undefined; snTicket?: string | undefined },
): Promise<Account> {
  const kept = state.read();
  const modelId = registration.modelId ?? kept?.modelId;
  let key = kept === undefined ? undefined : DeviceKey.of(kept.key);
  const endpoint = kept?.endpoint ?? newEndpoint();
  if (registration.snTicket !== undefined) {
    if (modelId === undefined) throw new NotRegistered("A registration needs the model: --model <modelId>.");
    key ??= DeviceKey.generate();
    // Kept first: a key that is registered and then lost would need another ticket.
    state.write({ key: key.toJwk(), modelId, endpoint });
    const { app: appid, sn } = device;
    await post(device.address, "/v1/devices/registrations", {
      appid,
      sn,
      modelId,
      snTicket: registration.snTicket,
      publicKey: key.publicJwk(),
    });
  }
  if (key === undefined) {
    throw new NotRegistered(
      "This device has no key yet. Give it a ticket once: --model <modelId> and HOOKSWITCH_SN_TICKET (or --ticket);\n" +
        "its maker's server gets one at POST /v1/sn-tickets. A device of the demo needs none: --demo.",
    );
  }
  const signing = key;
  return {
    endpoint,
    token: async () => {
      const assertion = signing.assertion(`${device.app}/${device.sn}`, Date.now());
      return accessToken(await post(device.address, "/v1/tokens", { grantType: "jwtBearer", assertion }));
    },
  };
}

/** A device of the demo, which logs in without a key. */
export function ofTheDemo(device: Device, state: StateDirectory): Account {
  return {
    endpoint: state.endpoint(),
    token: async () => accessToken(await post(device.address, "/demo/tokens", { appid: device.app, sn: device.sn })),
  };
}

function accessToken(answer: unknown): string {
  const { accessToken: token } = answer as { accessToken?: unknown };
  if (typeof token !== "string") throw LineProblem.of(200, answer);
  return token;
}

async function post(address: string, path: string, body: unknown): Promise<unknown> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(address + path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(ANSWERED_WITHIN_MS),
    });
    text = await response.text();
  } catch (error) {
    throw LineProblem.noAnswer(error);
  }
  const json = jsonOf(text);
  if (!response.ok) throw LineProblem.of(response.status, json);
  return json;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
