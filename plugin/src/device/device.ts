import { entryBy } from "../host/host.ts";
import { isCallPage } from "../host/page-stack.ts";
import { type PushRegistration, wmpfMembers } from "../host/wmpf.ts";
import type { Line } from "../line/line.ts";
import type { EnterOptions, Environment } from "../port/port.ts";
import type { RoomId } from "../wire/wire.ts";
import { InvokeChannel, type InvokeChannelDelegate } from "./channel.ts";

/** What a device needs of its seat; `Seat` is one. */
export interface DeviceSeat {
  open(query: Record<string, string>): Promise<void>;
  close(): void;
  /** Whether incoming calls ring here; otherwise the device's page does it, and opens the call page. */
  setRinging(isHere: boolean): void;
}

/** A program that has been started, as the device moves it. */
export interface RunningProgram {
  /** To the foreground, and to the page of these start options; the call page is opened by the seat. */
  enter(entry: EnterOptions): void;
  hide(): void;
  unload(): void;
}

/** Starts the program; it opens the page of `entry` itself, none when that has `isPreLaunch`. `exit` is its `wx.exitMiniProgram`. */
export type StartProgram = (entry: EnterOptions, exit: () => void) => RunningProgram;

export interface WmpfDeviceOptions {
  appId: string;
  environment: Environment & { kind: "device"; sn: string };
  seat: DeviceSeat;
  line: Line;
  /** The device's access token, kept while it is good: what `prefetchDeviceToken` fetches before it is needed. */
  token(): Promise<string>;
  start: StartProgram;
}

export interface StartAppParams {
  appId: string;
  path?: string;
  /** 0 release, 1 developer, 2 trial. */
  appType?: number;
}

const APP_TYPES: readonly Environment["appVersion"][] = ["release", "develop", "trial"];

/** One device with one program, under WMPF's names: what its own page calls, and `wmpf` for the program (contract §6). */
export class WmpfDevice {
  /** The program's global `wmpf`. */
  readonly wmpf: ReturnType<typeof wmpfMembers> & { Channel: InvokeChannel["ofProgram"] };
  private readonly options: WmpfDeviceOptions;
  private readonly channel = new InvokeChannel();
  private program: RunningProgram | undefined;
  private stopsHearing = (): void => {};
  private lastRoom: RoomId | undefined;

  constructor(options: WmpfDeviceOptions) {
    this.options = options;
    this.wmpf = {
      Channel: this.channel.ofProgram,
      ...wmpfMembers(options.environment, () => {
        const body = { appVersion: options.environment.appVersion };
        return options.line.ask<PushRegistration>("POST", "/v1/registrations", { body });
      }),
    };
  }

  /** One listener, told once of each incoming call, by the JSON text of contract §6.2. From now on nothing rings by itself. */
  registerPushMsgEventListener(listener: (data: { message: string }) => void): void {
    this.unregisterPushMsgEventListener();
    this.options.seat.setRinging(false);
    this.stopsHearing = this.options.line.onFrame((frame) => {
      // A line that was away is told again of what rings.
      if (frame.kind !== "ring" || frame.ring.room === this.lastRoom) return;
      const { room, path, appType, appid } = frame.ring;
      this.lastRoom = room;
      listener({ message: JSON.stringify({ path, appType, appid }) });
    });
  }

  unregisterPushMsgEventListener(): void {
    this.stopsHearing();
    this.stopsHearing = () => {};
    this.options.seat.setRinging(true);
  }

  /** Starts the program, or shows it, at this page; resolves when the call page is open where it is that. */
  async launchMiniProgram(params: StartAppParams): Promise<void> {
    const entry = this.entryOf(params);
    if (entry.query.isPreLaunch === "1") return this.warmUpApp(params);
    if (!this.program) {
      this.start(entry);
      return;
    }
    this.program.enter(entry);
    if (isCallPage(entry)) await this.options.seat.open(entry.query);
  }

  /** Starts the program unseen and opens no page; one that runs already is left as it is. */
  async warmUpApp(params: StartAppParams): Promise<void> {
    const entry = this.entryOf(params);
    if (!this.program) this.start({ ...entry, query: { ...entry.query, isPreLaunch: "1" } });
  }

  /** Ends the program, or sends it to the background. Either way the call page closes, and a call that is there is left. */
  closeWxaApp(appId: string, keepRunning = false): void {
    this.demandApp(appId);
    if (!keepRunning) {
      this.end();
      return;
    }
    this.program?.hide();
    this.options.seat.close();
  }

  /** `errMsg` is null when the token is there (contract §4.8). */
  async prefetchDeviceToken(): Promise<{ errMsg: string | null }> {
    try {
      await this.options.token();
      return { errMsg: null };
    } catch (error) {
      return { errMsg: error instanceof Error ? error.message : String(error) };
    }
  }

  setInvokeChannelDelegate(delegate: InvokeChannelDelegate): void {
    this.channel.delegate = delegate;
  }

  notifyInvokeChannelEvent(event: string, data: unknown): void {
    this.channel.notify(event, data);
  }

  private start(entry: EnterOptions): void {
    let isOver = false;
    const program = this.options.start(entry, () => {
      isOver = true;
      if (this.program === program) this.end();
    });
    if (!isOver) this.program = program;
  }

  private end(): void {
    const { program } = this;
    this.program = undefined;
    program?.unload();
    this.channel.reset();
    this.options.seat.close();
  }

  private entryOf({ appId, path = "", appType = 0 }: StartAppParams): EnterOptions {
    this.demandApp(appId);
    const { appVersion } = this.options.environment;
    if (APP_TYPES[appType] !== appVersion) throw new Error(`appType ${appType} is not installed here, but ${appVersion} is`);
    return entryBy(path);
  }

  private demandApp(appId: string): void {
    if (appId !== this.options.appId) throw new Error(`${appId} is not installed here, but ${this.options.appId} is`);
  }
}
