import type { Call, CallState } from "../../src/call/call.ts";
import { Calls } from "../../src/call/calls.ts";
import type { Line } from "../../src/line/line.ts";
import { LineProblem } from "../../src/line/problem.ts";
import type { LineState } from "../../src/line/socket.ts";
import type { CallFacts, VoipEvent } from "../../src/wire/wire.ts";
import type { Command } from "./commands.ts";
import { DeviceMedia, type MediaSettings, type Received } from "./device-media.ts";
import { keepPipesOpen } from "./raw-files.ts";

/** What the agent says; fields and kinds are only ever added. Instants are milliseconds since 1970 on this machine's clock. */
export type Said =
  | { kind: "line"; state: LineState["kind"]; why?: string }
  | { kind: "call"; how: "outgoing" | "incoming" | "resumed"; room: string; call: CallFacts; ringUntilMs?: number }
  | { kind: "state"; room: string; state: CallState }
  | { kind: "event"; room: string; event: VoipEvent }
  | { kind: "picture"; room: string; width: number; height: number }
  | ({ kind: "media"; room: string } & Received)
  | { kind: "done"; id?: string | number; room?: string; state?: CallState["kind"] | "idle"; line?: LineState["kind"] }
  | { kind: "refused"; id?: string | number; errCode: number; reason: string; errMsg: string }
  | { kind: "note"; text: string };

/** Without being told. */
export interface Habits {
  /** Answers so long after it began to ring. */
  answerAfterMs?: number;
  /** Hangs up so long after talking has begun. */
  hangUpAfterMs?: number;
}

const WRONG_PARAMETER = 1004;

/** A device in calls: does what it is told, and says all that happens. */
export class Agent {
  private readonly line: Line;
  private readonly calls: Calls;
  private readonly habits: Habits;
  private readonly say: (said: Said) => void;
  private media: DeviceMedia | undefined;

  constructor(line: Line, settings: MediaSettings, habits: Habits, say: (said: Said) => void) {
    this.line = line;
    this.habits = habits;
    this.say = say;
    keepPipesOpen([settings.videoIn, settings.audioIn, settings.videoOut, settings.audioOut]);
    this.calls = new Calls(line, (link) => {
      const { room } = link;
      const media = new DeviceMedia(link, settings, {
        picture: (width, height) => say({ kind: "picture", room, width, height }),
        note: (text) => say({ kind: "note", text }),
      });
      this.media = media;
      return {
        close: () => {
          say({ kind: "media", room, ...media.tell() });
          media.close();
          this.media = undefined;
        },
      };
    });
    line.onState((state) => {
      say({ kind: "line", state: state.kind, ...(state.kind === "connected" ? {} : { why: state.why }) });
    });
    this.calls.onCall(({ call, how }) => this.follow(call, how));
  }

  /** Ends the call that there is, and tells the platform. */
  async leave(): Promise<void> {
    await this.calls.current?.leave("manual");
  }

  /** Does it, and says that it is done or why not. */
  async obey(command: Command): Promise<void> {
    const id = command.id === undefined ? {} : { id: command.id };
    try {
      this.say({ kind: "done", ...id, ...(await this.carryOut(command)) });
    } catch (error) {
      if (!(error instanceof LineProblem)) throw error;
      const { errCode, reason, errMsg } = error;
      this.say({ kind: "refused", ...id, errCode, reason, errMsg });
    }
  }

  private async carryOut(command: Command): Promise<{ room?: string; state?: CallState["kind"] | "idle" }> {
    switch (command.do) {
      case "call": {
        const call = await this.calls.open({
          via: "initByCaller",
          businessType: 1,
          roomType: command.roomType ?? "video",
          caller: { cameraStatus: command.camera === "off" ? 1 : 0 },
          listener: { id: command.openId, ...(command.name === undefined ? {} : { name: command.name }) },
          ...(command.timeLimit === undefined ? {} : { timeLimit: command.timeLimit }),
          ...(command.customQuery === undefined ? {} : { customQuery: command.customQuery }),
          ...(command.payload === undefined ? {} : { payload: command.payload }),
        });
        void call.join();
        return { room: call.room };
      }
      case "answer": {
        const call = this.here();
        await call.answer();
        return { room: call.room };
      }
      case "hangUp": {
        const call = this.here();
        await call.leave("manual");
        return { room: call.room };
      }
      case "camera":
        await this.mediaHere().setCamera(command.to);
        return {};
      case "microphone":
        this.mediaHere().setMicrophone(command.to);
        return {};
      case "status":
        return this.status();
      case "quit":
        await this.leave();
        return {};
    }
  }

  private status(): { room?: string; state: CallState["kind"] | "idle"; line: LineState["kind"] } {
    const call = this.calls.current;
    const line = this.line.state.kind;
    return call === undefined ? { state: "idle", line } : { room: call.room, state: call.state.kind, line };
  }

  private here(): Call {
    const call = this.calls.current;
    if (call === undefined) throw notNow("There is no call.");
    return call;
  }

  private mediaHere(): DeviceMedia {
    if (this.media === undefined) throw notNow("There are no media now.");
    return this.media;
  }

  private follow(call: Call, how: "outgoing" | "incoming" | "resumed"): void {
    const { state } = call;
    const ringing = state.kind === "ringing" ? { ringUntilMs: state.ringUntilMs } : {};
    this.say({ kind: "call", how, room: call.room, call: call.facts, ...ringing });
    call.onVoipEvent((event) => {
      this.say({ kind: "event", room: call.room, event });
      if (event.eventName === "calling" && this.media !== undefined) {
        this.say({ kind: "media", room: call.room, ...this.media.tell() });
      }
    });
    let before = "";
    call.onChange((next) => {
      // The platform confirms the end that this side has made; it is said again when that changes it.
      if (before === (before = JSON.stringify(next))) return;
      this.say({ kind: "state", room: call.room, state: next });
      if (next.kind === "talking" && this.habits.hangUpAfterMs !== undefined) {
        this.line.clock.after(this.habits.hangUpAfterMs, () => void call.leave("manual"));
      }
    });
    if (how === "incoming") {
      call.shown();
      if (this.habits.answerAfterMs !== undefined) {
        this.line.clock.after(this.habits.answerAfterMs, () => {
          if (call.state.kind === "ringing") void this.obey({ do: "answer" });
        });
      }
    } else if (how === "resumed") {
      void call.join();
    }
  }
}

function notNow(errMsg: string): LineProblem {
  return new LineProblem({ status: 0, errCode: WRONG_PARAMETER, errMsg, reason: "wrong-stage" });
}
