import { Line, type LineOptions } from "../src/line/line.ts";
import type { LineState } from "../src/line/socket.ts";
import { wakeWithPage } from "../src/line/wake.ts";
import type { MediaParts } from "../src/media/media.ts";
import { createPlugin, type WmpfVoip } from "../src/plugin/plugin.ts";
import { portPair } from "../src/port/ends.ts";
import type { Environment, FromLogic, ToLogic } from "../src/port/port.ts";
import { browserMedia, tabEndpoint } from "../src/seat/browser.ts";
import { Seat } from "../src/seat/seat.ts";
import { logIn, type Subject } from "./platform.ts";
import { TestSource } from "./test-source.ts";

export type PictureSource = "camera" | "test";

/** One seat of the demo: its line, its pages, and a program that uses the plugin as any other does. */
export class Sitting {
  readonly line: Line;
  readonly seat: Seat;
  readonly plugin: WmpfVoip;
  picture: PictureSource;
  /** The picture is a test picture because there is no camera. */
  lacksCamera = false;
  private readonly test: TestSource;
  private readonly changes: () => void;

  constructor(options: {
    subject: Subject;
    environment: Environment;
    root: HTMLElement;
    picture: PictureSource;
    isMuted: boolean;
    changed: () => void;
  }) {
    const name = "openId" in options.subject ? options.subject.openId : options.subject.sn;
    this.changes = options.changed;
    this.picture = options.picture;
    this.test = new TestSource(name);
    const line: LineOptions = {
      address: location.origin,
      endpoint: tabEndpoint(name),
      token: () => logIn(options.subject),
    };
    this.line = new Line(line);
    this.seat = new Seat({
      line: this.line,
      root: options.root,
      environment: options.environment,
      media: this.media(),
      isMuted: options.isMuted,
    });
    const [seatPort, logicPort] = portPair<ToLogic, FromLogic>();
    this.plugin = createPlugin(logicPort);
    this.seat.connect(seatPort);
    this.line.onState(() => this.changes());
    this.seat.watch({ call: (call) => call.onChange(() => this.changes()), page: () => this.changes() });
    wakeWithPage(this.line, window);
    addEventListener("online", () => this.seat.networkChanged());
    this.line.start();
  }

  get state(): LineState {
    return this.line.state;
  }

  private media(): MediaParts {
    const parts = browserMedia();
    return {
      ...parts,
      getUserMedia: async (constraints) => {
        if (this.picture === "test") {
          return this.test.stream(constraints);
        }
        try {
          return await parts.getUserMedia(constraints);
        } catch (failure) {
          // What was refused or is in use has its own words on the call page.
          if (isSecureContext && !(failure instanceof DOMException && failure.name === "NotFoundError")) {
            throw failure;
          }
          this.lacksCamera = true;
          this.changes();
          return this.test.stream(constraints);
        }
      },
    };
  }
}
