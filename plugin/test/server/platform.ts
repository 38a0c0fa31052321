import { createPublicKey, type JsonWebKey, verify } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";
import type { CallFacts, ClientFrame, Member, OpenRequest, Party, ServerFrame } from "../../src/wire/wire.ts";
import { demandShape } from "./shapes.ts";
import { Refusal, type Seat, type StoredEvent, TestRoom } from "./room.ts";

const ROOM_PREFIX = "wxf830863afde621ebWmpfVoip";
const APP = "wx0123456789abcdef";

interface Held {
  socket: WebSocket;
  seat: Seat;
  /** What this socket has been told, by room. */
  cursor: Map<string, number>;
}

/** Who may ring and what time it is there; everything has a default. */
export interface PlatformOptions {
  now?: () => number;
  ringMs?: number;
  iceServers?: { urls: string[] }[];
}

/**
 * A platform in this process that speaks the protocol of `docs/device-protocol.md` over real HTTP and WebSockets, for tests of
 * what connects to it. Any `user:<openId>` or `device:<sn>` exists; a token is the subject and a number.
 */
export class TestPlatform {
  readonly rooms = new Map<string, TestRoom>();
  /** Every frame that came, with who sent it. */
  readonly received: { endpoint: string; frame: ClientFrame }[] = [];
  /** Every request that came: method and path. */
  readonly requests: { line: string; endpoint: string; key: string | undefined; body: unknown }[] = [];
  private readonly now: () => number;
  private readonly ringMs: number;
  private readonly iceServers: { urls: string[] }[];
  private readonly http: Server;
  private readonly sockets = new Set<Held>();
  private readonly byKey = new Map<string, TestRoom>();
  private readonly goodTokens = new Map<string, string>();
  private readonly tickets = new Map<string, string>();
  private readonly snTickets = new Map<string, string>();
  /** The keys that devices have registered, by `<appid>/<sn>`. */
  private readonly deviceKeys = new Map<string, JsonWebKey>();
  private readonly assertionsUsed = new Set<string>();
  private readonly timers = new Set<NodeJS.Timeout>();
  private readonly silent = new Set<string>();
  private readonly held: (() => void)[] = [];
  private isHolding = false;
  private answersToLose = 0;
  private requestsToLose = 0;
  private nextRefusal: string | undefined;
  private delay: Promise<void> | undefined;
  private issued = 0;

  private constructor(options: PlatformOptions) {
    this.now = options.now ?? Date.now;
    this.ringMs = options.ringMs ?? 60_000;
    this.iceServers = options.iceServers ?? [];
    this.http = createServer((request, response) => void this.serve(request, response));
    const upgrades = new WebSocketServer({ server: this.http, path: "/v1/events", handleProtocols: () => "cloudevents.json" });
    upgrades.on("connection", (socket) => this.accept(socket));
  }

  static async start(options: PlatformOptions = {}): Promise<TestPlatform> {
    const platform = new TestPlatform(options);
    await new Promise<void>((listening) => platform.http.listen(0, "127.0.0.1", listening));
    return platform;
  }

  get address(): string {
    return `http://127.0.0.1:${(this.http.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    for (const timer of this.timers) clearTimeout(timer);
    for (const held of this.sockets) held.socket.terminate();
    this.http.closeAllConnections();
    await new Promise((closed) => this.http.close(closed));
  }

  // What a test makes happen.

  /** A new token of `user:<openId>` or `device:<sn>`. */
  token(subject: string): string {
    const token = `token-${++this.issued}`;
    this.goodTokens.set(token, subject);
    return token;
  }

  /** What the maker's server would get for a device that registers. */
  snTicket(sn: string, modelId: string): string {
    const ticket = `sn-ticket-${++this.issued}`;
    this.snTickets.set(ticket, `${sn} ${modelId}`);
    return ticket;
  }

  /** All tokens and tickets so far are of no use any more. */
  refuseTokens(): void {
    this.goodTokens.clear();
    this.tickets.clear();
  }

  /** The next so many requests are carried out, and their answers never arrive. */
  loseAnswers(count: number): void {
    this.answersToLose = count;
  }

  /** The next so many requests never reach it. */
  loseRequests(count: number): void {
    this.requestsToLose = count;
  }

  /** The next request is refused. */
  refuseNext(reason: string): void {
    this.nextRefusal = reason;
  }

  /** The next request is carried out only when it is let go. */
  delayNext(): void {
    this.delay = new Promise((go) => {
      this.letDelayedGo = go;
    });
  }

  letDelayedGo = (): void => {};

  /** Calls stay in their checks, until they are let go. */
  holdChecks(): void {
    this.isHolding = true;
  }

  letChecksGo(): void {
    this.isHolding = false;
    for (const go of this.held.splice(0)) go();
  }

  /** The network of this endpoint breaks. */
  drop(endpoint: string): void {
    for (const held of this.of(endpoint)) held.socket.terminate();
  }

  /** The network of this endpoint swallows everything, without a word; new connections are fine. */
  silence(endpoint: string): void {
    this.silent.add(endpoint);
  }

  closeSocket(endpoint: string, code: number): void {
    for (const held of this.of(endpoint)) held.socket.close(code, `closed by the test with ${code}`);
  }

  /** Any frame, also one that only a later version sends. */
  sendTo(endpoint: string, frame: unknown): void {
    for (const held of this.of(endpoint)) this.sendAnything(held, frame);
  }

  isConnected(endpoint: string): boolean {
    return this.of(endpoint).length > 0;
  }

  /** The events as another socket of the same seat has had them already. */
  repeatEvents(endpoint: string): void {
    for (const held of this.of(endpoint)) {
      for (const room of this.rooms.values()) {
        for (const event of room.events) if (this.mayHear(room, event, held.seat)) this.send(held, this.frame(room, event, held.seat));
      }
    }
  }

  // Sockets.

  private accept(socket: WebSocket): void {
    let held: Held | undefined;
    socket.on("error", () => {});
    socket.on("close", () => {
      if (held !== undefined) this.sockets.delete(held);
    });
    socket.on("message", (data) => {
      const frame = JSON.parse(String(data)) as ClientFrame;
      demandShape("client", frame);
      if (held !== undefined) {
        if (!this.silent.has(held.seat.endpoint)) this.hear(held, frame);
        return;
      }
      if (frame.kind !== "hello") {
        socket.close(4400, "the first frame is a hello");
        return;
      }
      this.received.push({ endpoint: frame.endpoint, frame });
      const subject = this.goodTokens.get(frame.token) ?? this.tickets.get(frame.token);
      if (subject === undefined) {
        socket.close(4401, "no such token");
        return;
      }
      const wasSilent = this.silent.delete(frame.endpoint);
      for (const older of this.of(frame.endpoint)) {
        if (wasSilent) older.socket.terminate();
        else older.socket.close(4409, "this endpoint has connected anew");
        this.sockets.delete(older);
      }
      held = { socket, seat: { subject, endpoint: frame.endpoint }, cursor: new Map(Object.entries(frame.rooms)) };
      this.sockets.add(held);
      this.welcome(held);
    });
  }

  private welcome(held: Held): void {
    const resumeTicket = `ticket-${++this.issued}`;
    this.tickets.set(resumeTicket, held.seat.subject);
    const serverTime = new Date(this.now()).toISOString();
    this.send(held, { kind: "welcome", connection: `test/${this.issued}`, serverTime, tokenValidMs: 3_600_000, resumeTicket });
    for (const room of this.rooms.values()) {
      const isParty = room.caller.subject === held.seat.subject || room.listenerSubject === held.seat.subject;
      if (!isParty || (!room.isLive && !held.cursor.has(room.call.room))) continue;
      for (const event of room.events) this.tell(held, room, event);
      this.ringAt(held, room);
      const isSeated = [room.caller, room.listener].some((seat) => seat?.subject === held.seat.subject && seat.endpoint === held.seat.endpoint);
      if (isSeated && (room.stage === "joining" || room.stage === "talking")) this.renegotiate(room);
    }
  }

  private renegotiate(room: TestRoom): void {
    room.n++;
    for (const seat of [room.caller, room.listener]) {
      if (seat !== undefined) this.say(seat.endpoint, { kind: "renegotiate", room: room.call.room, n: room.n });
    }
  }

  private hear(held: Held, frame: ClientFrame): void {
    this.received.push({ endpoint: held.seat.endpoint, frame });
    switch (frame.kind) {
      case "hello":
        held.socket.close(4400, "hello comes once");
        return;
      case "token":
        this.send(
          held,
          this.goodTokens.get(frame.token) === held.seat.subject
            ? { kind: "tokenRenewed", tokenValidMs: 3_600_000 }
            : { kind: "problem", errCode: 40001, reason: "token-malformed", errMsg: "no such token" },
        );
        return;
      case "receipt": {
        const room = this.rooms.get(frame.room);
        if (room?.stage === "ringing" && room.listenerSubject === held.seat.subject) room.receipt(held.seat, frame.stage);
        else this.send(held, { kind: "problem", errCode: 1004, reason: "not-ringing", errMsg: "not here" });
        return;
      }
      case "signal":
        this.signal(held, frame);
        return;
    }
  }

  private signal(from: Held, frame: ClientFrame & { kind: "signal" }): void {
    const room = this.rooms.get(frame.room);
    const isAnswered = room?.stage === "joining" || room?.stage === "talking";
    if (room === undefined || !isAnswered) {
      this.send(from, { kind: "problem", errCode: 1004, reason: "no-signalling", errMsg: "not answered" });
      return;
    }
    if (frame.n !== room.n) return;
    const to = room.side(from.seat) === "caller" ? room.listener : room.caller;
    if (to === undefined || !this.isConnected(to.endpoint)) {
      this.send(from, { kind: "problem", errCode: -1, reason: "other-side-not-here", errMsg: "not now" });
      return;
    }
    this.say(to.endpoint, frame);
  }

  private of(endpoint: string): Held[] {
    return [...this.sockets].filter((held) => held.seat.endpoint === endpoint);
  }

  private say(endpoint: string, frame: ServerFrame): void {
    for (const held of this.of(endpoint)) this.send(held, frame);
  }

  private send(held: Held, frame: ServerFrame): void {
    demandShape("server", frame);
    this.sendAnything(held, frame);
  }

  private sendAnything(held: Held, frame: unknown): void {
    if (!this.silent.has(held.seat.endpoint)) held.socket.send(JSON.stringify(frame));
  }

  private published(room: TestRoom, event: StoredEvent): void {
    for (const held of this.sockets) {
      const isParty = room.caller.subject === held.seat.subject || room.listenerSubject === held.seat.subject;
      if (!isParty) continue;
      this.tell(held, room, event);
      if (event.type === "RoomRang") this.ringAt(held, room);
    }
  }

  private tell(held: Held, room: TestRoom, event: StoredEvent): void {
    if (event.seq <= (held.cursor.get(room.call.room) ?? 0) || this.silent.has(held.seat.endpoint)) return;
    held.cursor.set(room.call.room, event.seq);
    if (this.mayHear(room, event, held.seat)) this.send(held, this.frame(room, event, held.seat));
  }

  private mayHear(room: TestRoom, event: StoredEvent, seat: Seat): boolean {
    return event.audience.includes(room.side(seat));
  }

  private frame(room: TestRoom, event: StoredEvent, seat: Seat): ServerFrame {
    const { seq, type, time, data } = event;
    const plugin = room.plugin(event, seat);
    return {
      kind: "event",
      specversion: "1.0",
      id: `${room.call.room}/${seq}`,
      source: "room",
      type,
      subject: room.call.room,
      time,
      seq,
      data,
      plugin,
    };
  }

  private ringAt(held: Held, room: TestRoom): void {
    if (room.stage !== "ringing" || room.listenerSubject !== held.seat.subject) return;
    const { call } = room;
    const ring = {
      room: call.room,
      remainingMs: this.ringMs,
      path: `plugin-private://wxf830863afde621eb/pages/call-page-plugin/call-page-plugin?roomType=${call.roomType}&groupId=${call.room}${call.customQuery && `&${call.customQuery}`}`,
      appType: 0,
      appid: call.app,
      callerName: call.caller.name,
      payload: call.payload,
    };
    this.send(held, { kind: "ring", ring, call });
  }

  // REST.

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const body = text === "" ? {} : (JSON.parse(text) as Record<string, unknown>);
    const endpoint = String(request.headers["hookswitch-endpoint"] ?? "");
    const key = request.headers["idempotency-key"];
    if (this.requestsToLose > 0) {
      this.requestsToLose--;
      response.destroy();
      return;
    }
    this.requests.push({ line: `${request.method} ${request.url}`, endpoint, key: key?.toString(), body });
    let answer: { status: number; body?: unknown };
    const delay = this.delay;
    this.delay = undefined;
    await delay;
    const refusal = this.nextRefusal;
    this.nextRefusal = undefined;
    try {
      if (refusal !== undefined) throw new Refusal(409, refusal, 1004);
      answer = this.logIn(request, body) ?? this.register(request) ?? await this.carryOut(request, { subject: this.subjectOf(request), endpoint }, body);
    } catch (refused) {
      if (!(refused instanceof Refusal)) throw refused;
      const { status, reason, errCode } = refused;
      const errMsg = `refused: ${reason}`;
      answer = { status, body: { type: `urn:hookswitch:problem:${reason}`, status, title: reason, detail: errMsg, errCode, errMsg } };
    }
    if (this.answersToLose > 0) {
      this.answersToLose--;
      response.destroy();
      return;
    }
    response.writeHead(answer.status, { "Content-Type": "application/json" });
    response.end(answer.body === undefined ? undefined : JSON.stringify(answer.body));
  }

  /** A pushToken, good for a day. */
  private register(request: IncomingMessage): { status: number; body: unknown } | undefined {
    if (request.url !== "/v1/registrations") return undefined;
    this.subjectOf(request);
    const pushToken = `push-token-${++this.issued}`;
    return { status: 201, body: { pushToken, expireTimestamp: Math.floor(this.now() / 1000) + 86_400 } };
  }

  /** Registration and tokens, which need no token. */
  private logIn(request: IncomingMessage, body: Record<string, unknown>): { status: number; body: unknown } | undefined {
    switch (request.url) {
      case "/v1/devices/registrations": {
        const { appid, sn, modelId, snTicket, publicKey } = body as Record<string, string>;
        if (snTicket === undefined || this.snTickets.get(snTicket) !== `${sn} ${modelId}`) {
          throw new Refusal(403, "sn-ticket-unknown", 9800011);
        }
        this.snTickets.delete(snTicket);
        this.deviceKeys.set(`${appid}/${sn}`, publicKey as unknown as JsonWebKey);
        return { status: 201, body: { appid, sn, modelId, registeredAt: this.time() } };
      }
      case "/v1/tokens": {
        const accessToken = this.token(`device:${this.asserted(String(body.assertion)).split("/")[1]}`);
        return { status: 200, body: { accessToken, tokenType: "Bearer", expiresInMs: 3_600_000 } };
      }
      default:
        return undefined;
    }
  }

  /** The `<appid>/<sn>` that a good assertion is of. */
  private asserted(assertion: string): string {
    const [header = "", claims = "", signature = ""] = assertion.split(".");
    const { iss, aud, exp, jti } = JSON.parse(Buffer.from(claims, "base64url").toString()) as Record<string, string>;
    const key = this.deviceKeys.get(String(iss));
    const isGood =
      key !== undefined &&
      aud === "hookswitch" &&
      Number(exp) * 1000 > this.now() &&
      !this.assertionsUsed.has(String(jti)) &&
      verify(
        "sha256",
        Buffer.from(`${header}.${claims}`),
        { key: createPublicKey({ key, format: "jwk" }), dsaEncoding: "ieee-p1363" },
        Buffer.from(signature, "base64url"),
      );
    if (!isGood) throw new Refusal(401, "assertion-wrong", 40234);
    this.assertionsUsed.add(String(jti));
    return String(iss);
  }

  private subjectOf(request: IncomingMessage): string {
    const subject = this.goodTokens.get(String(request.headers.authorization).replace("Bearer ", ""));
    if (subject === undefined) throw new Refusal(401, "token-expired", 40001);
    return subject;
  }

  private async carryOut(
    request: IncomingMessage,
    by: Seat,
    body: Record<string, unknown>,
  ): Promise<{ status: number; body?: unknown }> {
    if (request.method === "POST" && request.url === "/v1/rooms") {
      const room = await this.open(by, body as unknown as OpenRequest, request.headers["idempotency-key"]?.toString());
      return { status: 201, body: { roomId: room.call.room, groupId: room.call.room, chargeType: "duration", serverTime: this.time() } };
    }
    const [, id, what] = /^\/v1\/rooms\/([^/]+)\/([a-z-]+)$/.exec(request.url ?? "") ?? [];
    const room = this.rooms.get(decodeURIComponent(id ?? ""));
    if (room === undefined || request.method !== "POST") throw new Refusal(404, "no-such-room", 1);
    room.side(by);
    switch (what) {
      case "join":
        room.join(by);
        return { status: 200, body: { roomId: id, iceServers: this.iceServers, serverTime: this.time() } };
      case "answer":
        room.answer(by);
        return { status: 200, body: { roomId: id, iceServers: this.iceServers, serverTime: this.time() } };
      case "media-up":
        room.mediaUp(by);
        return { status: 204 };
      case "reject":
      case "cancel":
      case "hang-up":
        room.leave(by, String(body.origin ?? "manual"));
        return { status: 204 };
      case "abort":
        room.abort(by, String(body.errMsg));
        return { status: 204 };
      case "join-failed":
        room.joinFailed(by, Number(body.errCode), String(body.errMsg));
        return { status: 204 };
      default:
        throw new Refusal(404, "no-such-resource", 1002);
    }
  }

  private async open(by: Seat, request: OpenRequest, key: string | undefined): Promise<TestRoom> {
    const known = key === undefined ? undefined : this.byKey.get(`${by.subject} ${key}`);
    const room = known ?? this.place(by, request, key);
    if (room.stage === "checking" && this.isHolding) await new Promise<void>((go) => this.held.push(go));
    if (room.stage === "checking") this.finishChecks(room);
    const wasCancelled = room.events.some((event) => (event.data as { cause?: { kind: string } }).cause?.kind === "cancelled");
    if (wasCancelled && !room.events.some((event) => event.type === "RoomRang")) throw new Refusal(409, "cancelled", 1008);
    return room;
  }

  private place(by: Seat, request: OpenRequest, key: string | undefined): TestRoom {
    const engaged = [...this.rooms.values()].find((room) => room.isLive && (room.caller.subject === by.subject || (room.stage !== "checking" && room.listenerSubject === by.subject)));
    if (engaged !== undefined) throw new Refusal(409, "caller-in-call", 1005);
    const toDevice = request.via !== "initByCaller" || request.businessType === 2;
    const listenerSubject = `${toDevice ? "device" : "user"}:${request.listener.id}`;
    const call: CallFacts = {
      room: ROOM_PREFIX + String(this.rooms.size + 1).padStart(21, "0"),
      app: APP,
      via: request.via === "callWMPF" ? "callWmpf" : request.via,
      businessType: toDevice ? 2 : 1,
      roomType: request.roomType,
      caller: member(by.subject, request.caller),
      listener: member(listenerSubject, request.listener),
      chargeType: "duration",
      appVersion: "release",
      customQuery: request.customQuery ?? "",
      isCloud: false,
      payload: request.payload ?? "",
      encodeVideo: { fixedLength: request.encodeVideoFixedLength ?? 0, rotation: 0, ratio: 0, maxFps: request.encodeVideoMaxFPS ?? 0 },
    };
    const room = new TestRoom(call, by, listenerSubject, this.now, (which, event) => {
      this.rooms.set(which.call.room, which);
      this.published(which, event);
    });
    if (key !== undefined) this.byKey.set(`${by.subject} ${key}`, room);
    return room;
  }

  private finishChecks(room: TestRoom): void {
    const isBusy = [...this.rooms.values()].some(
      (other) => other !== room && other.isLive && [other.caller.subject, other.listenerSubject].includes(room.listenerSubject),
    );
    if (isBusy) {
      room.listenerIsBusy();
      return;
    }
    room.ring(this.ringMs);
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      if (room.stage === "ringing") room.end({ kind: "noAnswer" });
    }, this.ringMs);
    this.timers.add(timer);
  }

  private time(): string {
    return new Date(this.now()).toISOString();
  }
}

function member(subject: string, side: { name?: string; modelId?: string; cameraStatus?: number }): Member {
  const id = subject.slice(subject.indexOf(":") + 1);
  const party: Party = subject.startsWith("user:") ? { kind: "user", openId: id } : { kind: "device", sn: id };
  return { party, name: side.name ?? id, camera: side.cameraStatus === 1 ? "off" : "on", ...(side.modelId === undefined ? {} : { modelId: side.modelId }) };
}
