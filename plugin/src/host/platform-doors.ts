import type { ProblemDocument } from "../wire/wire.ts";
import type { Host } from "./host.ts";
import { openIdOf } from "./tokens.ts";
import type { PushRegistration } from "./wmpf.ts";

/** A grant as `GET /v1/grants` lists it; one that is absent was never asked for or is wiped. */
export interface Grant {
  openId: string;
  sn: string;
  modelId: string;
  status: "granted" | "refused" | "revoked";
}

/** What the platform refuses, with its number and its sentence. */
export class Refused extends Error {
  readonly errCode: number;

  constructor(errCode: number, errMsg: string) {
    super(errMsg);
    this.errCode = errCode;
  }
}

/** What the members of `wx` and `wmpf` ask the platform on behalf of who sits here. */
export class PlatformDoors {
  private readonly host: Host;

  constructor(host: Host) {
    this.host = host;
  }

  /** A code by which the app's server learns whose phone this is. */
  async loginCode(): Promise<string> {
    const { code } = (await this.ask("POST", "/v1/login-codes")) as { code: string };
    return code;
  }

  async grants(sn?: string): Promise<Grant[]> {
    const grants: Grant[] = [];
    let cursor: string | undefined;
    do {
      const query = new URLSearchParams({
        limit: "200",
        ...(sn === undefined ? {} : { sn }),
        ...(cursor === undefined ? {} : { cursor }),
      });
      const page = (await this.ask("GET", `/v1/grants?${query}`)) as { items: Grant[]; cursor?: string };
      grants.push(...page.items);
      cursor = page.cursor;
    } while (cursor !== undefined);
    return grants;
  }

  /** What the user says to a device; the ticket shows that the app's server has asked. */
  async say(
    status: "granted" | "refused",
    device: { sn: string; modelId: string; snTicket: string; deviceName: string },
  ): Promise<void> {
    await this.ask("PUT", "/v1/grants", { openId: openIdOf(await this.host.token()), status, ...device });
  }

  /** A token by which calls find this device, where it is asleep too. */
  async registerForPush(): Promise<PushRegistration> {
    const { appVersion } = this.host.environment;
    return (await this.ask("POST", "/v1/registrations", { appVersion })) as PushRegistration;
  }

  private async ask(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await this.host.fetch(this.host.address + path, {
      method,
      headers: {
        Authorization: `Bearer ${await this.host.token()}`,
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const answer: unknown = text === "" ? undefined : JSON.parse(text);
    if (response.ok) return answer;
    const problem = answer as ProblemDocument | undefined;
    throw new Refused(problem?.errCode ?? -1, problem?.errMsg ?? problem?.detail ?? `HTTP ${response.status}`);
  }
}
