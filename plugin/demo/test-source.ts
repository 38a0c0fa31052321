const WIDTH = 640;
const HEIGHT = 480;
const FPS = 15;
const COLOURS = ["#d7d2c4", "#d9b44a", "#4aa3a2", "#3f8f5b", "#a4508b", "#b8423a", "#2f4b7c"];

/** A moving picture and a pulsing tone, where there is no camera or two seats would fight for it. */
export class TestSource {
  private readonly title: string;
  private readonly canvas = Object.assign(document.createElement("canvas"), { width: WIDTH, height: HEIGHT });
  private sound: { context: AudioContext; node: MediaStreamAudioDestinationNode } | undefined;
  private drawing: ReturnType<typeof setInterval> | undefined;

  constructor(title: string) {
    this.title = title;
    for (const touch of ["pointerdown", "keydown"]) {
      // Until the page is touched, browsers keep its sound still.
      addEventListener(touch, () => void this.sound?.context.resume(), { capture: true });
    }
  }

  stream(constraints: MediaStreamConstraints): MediaStream {
    return new MediaStream([...(constraints.video ? [this.video()] : []), ...(constraints.audio ? [this.audio()] : [])]);
  }

  private video(): MediaStreamTrack {
    this.drawing ??= setInterval(() => this.draw(), 1000 / FPS);
    this.draw();
    return this.canvas.captureStream(FPS).getVideoTracks()[0]!;
  }

  private audio(): MediaStreamTrack {
    this.sound ??= tone();
    void this.sound.context.resume();
    return this.sound.node.stream.getAudioTracks()[0]!.clone();
  }

  private draw(): void {
    const pen = this.canvas.getContext("2d")!;
    const now = Date.now();
    const bar = WIDTH / COLOURS.length;
    COLOURS.forEach((colour, i) => {
      pen.fillStyle = colour;
      pen.fillRect(i * bar, 0, bar + 1, HEIGHT);
    });
    pen.fillStyle = "rgb(16 22 20 / 0.78)";
    pen.fillRect(0, HEIGHT * 0.62, WIDTH, HEIGHT * 0.2);
    const turn = (now / 2400) * 2 * Math.PI;
    pen.fillStyle = "#ffffff";
    pen.beginPath();
    pen.arc(WIDTH / 2 + Math.cos(turn) * 220, HEIGHT * 0.32 + Math.sin(turn * 2) * 70, 34, 0, 2 * Math.PI);
    pen.fill();
    pen.font = "600 26px system-ui, sans-serif";
    pen.textAlign = "center";
    pen.fillText(this.title, WIDTH / 2, HEIGHT * 0.7);
    pen.font = "24px ui-monospace, monospace";
    pen.fillText(new Date(now).toISOString().slice(11, 21), WIDTH / 2, HEIGHT * 0.77);
  }
}

function tone(): { context: AudioContext; node: MediaStreamAudioDestinationNode } {
  const context = new AudioContext();
  const node = context.createMediaStreamDestination();
  const gain = new GainNode(context, { gain: 0.18 });
  const oscillator = new OscillatorNode(context, { frequency: 440 });
  // Twice a second a little louder, so that one hears that it lives.
  const pulse = new OscillatorNode(context, { frequency: 2 });
  const depth = new GainNode(context, { gain: 0.08 });
  pulse.connect(depth).connect(gain.gain);
  oscillator.connect(gain).connect(node);
  oscillator.start();
  pulse.start();
  return { context, node };
}
