import type { Environment, Failure, FromLogic, LogicPort, Prompts, Questions, ToLogic } from "../port/port.ts";

/** The logic's end of the port: questions that wait for their answers, and what the seat says meanwhile. */
export class SeatLink {
  /** Known at the latest when the seat has connected. */
  environmentNow: Environment | undefined;
  private readonly environment: Promise<Environment>;
  private learn!: (environment: Environment) => void;
  private readonly open = new Map<number, { answer(ok: unknown): void; fail(failure: Failure): void }>();
  private readonly hearers: ((said: Said) => void)[] = [];
  private readonly port: LogicPort;
  private lastId = 0;

  /** What is known of the seat before it connects, if anything. */
  constructor(port: LogicPort, environment?: Environment) {
    this.port = port;
    this.environment = new Promise((learn) => {
      this.learn = learn;
    });
    if (environment) this.seatIs(environment);
  }

  /** Begins to hear the seat; those who hear what it says are there by then. */
  start(): void {
    this.port.onMessage((message) => this.take(message));
  }

  /** Waits for the seat when it has not connected yet. */
  whoSitsHere(): Promise<Environment> {
    return this.environment;
  }

  ask<K extends keyof Questions>(name: K, ask: Questions[K]["ask"]): Promise<Questions[K]["answer"]> {
    const id = ++this.lastId;
    return new Promise((resolve, reject) => {
      this.open.set(id, { answer: (ok) => resolve(ok as Questions[K]["answer"]), fail: (failure) => reject(failure) });
      this.port.post({ kind: "question", id, name, ask } as FromLogic);
    });
  }

  tell(message: Exclude<FromLogic, { kind: "question" }>): void {
    this.port.post(message);
  }

  onSaid(hear: (said: Said) => void): void {
    this.hearers.push(hear);
  }

  private take(message: ToLogic): void {
    switch (message.kind) {
      case "environment":
        this.seatIs(message.environment);
        return;
      case "answer":
        this.open.get(message.id)?.answer(message.ok);
        this.open.delete(message.id);
        return;
      case "failure":
        this.open.get(message.id)?.fail(message.failure);
        this.open.delete(message.id);
        return;
      case "prompt":
        this.say({ kind: "prompt", name: message.name });
        this.tell({ kind: "answer", id: message.id, name: message.name });
        return;
      case "pageLoaded":
      case "pageClosed":
      case "event":
        this.say(message);
    }
  }

  /** Start options that were known before stay, where the seat tells none. */
  private seatIs(environment: Environment): void {
    this.environmentNow = { ...this.environmentNow, ...environment };
    this.learn(this.environmentNow);
  }

  private say(said: Said): void {
    for (const hear of this.hearers) hear(said);
  }
}

/** What the seat says without being asked. */
export type Said =
  Extract<ToLogic, { kind: "pageLoaded" | "pageClosed" | "event" }> | { kind: "prompt"; name: keyof Prompts };
