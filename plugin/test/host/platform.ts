import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { randomBytes } from "node:crypto";

export const APP = { appId: "wxdemo", secret: "secret-of-wxdemo" };

/** The doors of auth-service that `wx` members and a maker's server use, in this process, by the rules of its API page. */
export class Platform {
  readonly grants = new Map<
    string,
    { openId: string; sn: string; modelId: string; status: string; deviceName?: string }
  >();
  readonly codes = new Map<string, string>();
  readonly tickets = new Map<string, { sn: string; modelId: string }>();
  address = "";
  private readonly server: Server;

  constructor() {
    this.server = createServer(async (request, response) => {
      const [status, body] = this.answer(request, await textOf(request));
      response.writeHead(status, { "Content-Type": status < 400 ? "application/json" : "application/problem+json" });
      response.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }

  async start(): Promise<this> {
    await new Promise<void>((listening) => this.server.listen(0, "127.0.0.1", listening));
    this.address = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    return this;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }

  tokenOf(openId: string): string {
    const claims = Buffer.from(
      JSON.stringify({ sub: `user:${openId}`, kind: "user", app: "wxdemo", openid: openId }),
    ).toString("base64url");
    return `e30.${claims}.signature`;
  }

  ticketFor(sn: string, modelId: string): string {
    const ticket = randomBytes(16).toString("hex");
    this.tickets.set(ticket, { sn, modelId });
    return ticket;
  }

  private answer(request: IncomingMessage, body: string): [number, unknown?] {
    const openId = subjectOf(request.headers.authorization);
    const url = new URL(request.url ?? "/", "http://platform");
    if (url.pathname === "/echo")
      return [
        Number(url.searchParams.get("status") ?? 200),
        { method: request.method, url: request.url, type: request.headers["content-type"], body },
      ];
    if (url.pathname === "/v1/tokens") return this.appToken(JSON.parse(body));
    if (url.pathname === "/sns/jscode2session") return [200, this.sessionOf(url.searchParams)];
    if (request.headers.authorization === `Bearer ${APP_TOKEN}`)
      return this.answerApp(`${request.method} ${url.pathname}`, JSON.parse(body || "{}"));
    if (openId === undefined)
      return [
        401,
        { type: "urn:hookswitch:problem:token-missing", status: 401, errCode: 40001, errMsg: "A token is needed." },
      ];
    switch (`${request.method} ${url.pathname}`) {
      case "POST /v1/login-codes": {
        const code = randomBytes(16).toString("hex");
        this.codes.set(code, openId);
        return [201, { code, expiresInMs: 300_000 }];
      }
      case "GET /v1/grants":
        return [200, this.page(openId, url.searchParams)];
      case "PUT /v1/grants":
        return this.put(openId, JSON.parse(body));
      default:
        return [
          404,
          {
            type: "urn:hookswitch:problem:no-such-resource",
            status: 404,
            errCode: 1002,
            errMsg: "There is nothing at this path.",
          },
        ];
    }
  }

  private appToken(request: { grantType: string; clientId: string; clientSecret: string }): [number, unknown] {
    const isRight =
      request.grantType === "clientCredentials" &&
      request.clientId === APP.appId &&
      request.clientSecret === APP.secret;
    if (!isRight)
      return [
        401,
        {
          type: "urn:hookswitch:problem:client-wrong",
          status: 401,
          errCode: 40125,
          errMsg: "The clientId or its secret is wrong.",
        },
      ];
    return [200, { accessToken: APP_TOKEN, tokenType: "Bearer", expiresInMs: 3_600_000 }];
  }

  private sessionOf(query: URLSearchParams): unknown {
    const isRight =
      query.get("appid") === APP.appId &&
      query.get("secret") === APP.secret &&
      query.get("grant_type") === "authorization_code";
    const code = query.get("js_code") ?? "";
    const openid = this.codes.get(code);
    this.codes.delete(code);
    return isRight && openid !== undefined
      ? { openid, session_key: "" }
      : { errcode: 40029, errmsg: "The login code is unknown." };
  }

  private answerApp(door: string, body: Record<string, string>): [number, unknown] {
    const user = /^POST \/v1\/users\/([\w-]+)\/tokens$/.exec(door)?.[1];
    if (user !== undefined)
      return [201, { accessToken: this.tokenOf(user), tokenType: "Bearer", expiresInMs: 3_600_000 }];
    if (door === "POST /v1/users") return [201, { openId: body.openId }];
    if (door === "POST /v1/sn-tickets")
      return [201, { snTicket: this.ticketFor(body.sn ?? "", body.modelId ?? ""), expiresInMs: 300_000 }];
    return [
      404,
      {
        type: "urn:hookswitch:problem:no-such-resource",
        status: 404,
        errCode: 1002,
        errMsg: "There is nothing at this path.",
      },
    ];
  }

  /** Two to a page, so that readers have to turn it. */
  private page(openId: string, query: URLSearchParams): unknown {
    const sn = query.get("sn");
    const own = [...this.grants.values()].filter(
      (grant) => grant.openId === openId && (sn === null || grant.sn === sn),
    );
    const from = Number(query.get("cursor") ?? 0);
    return { items: own.slice(from, from + 2), ...(own.length > from + 2 ? { cursor: String(from + 2) } : {}) };
  }

  private put(
    openId: string,
    grant: { openId: string; sn: string; modelId: string; snTicket: string; deviceName?: string; status: string },
  ): [number, unknown?] {
    if (grant.openId !== openId) return [403, { errCode: 48001, errMsg: "A user speaks only for itself." }];
    const ticket = this.tickets.get(grant.snTicket);
    if (ticket?.sn !== grant.sn || ticket.modelId !== grant.modelId)
      return [403, { errCode: 10008, errMsg: "The snTicket is unknown." }];
    this.grants.set(`${grant.sn}/${openId}`, grant);
    return [204];
  }
}

const APP_TOKEN = "token-of-wxdemo";

function subjectOf(authorization: string | undefined): string | undefined {
  const claims = authorization?.split(".")[1];
  return claims === undefined
    ? undefined
    : (JSON.parse(Buffer.from(claims, "base64url").toString()) as { openid: string }).openid;
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += chunk;
  return text;
}
