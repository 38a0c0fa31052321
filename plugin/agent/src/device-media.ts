import type { MediaLink } from "../../src/call/call.ts";
import { Media } from "../../src/media/media.ts";
import { paced } from "./pace.ts";
import { bytesOf, type I420, TestPicture } from "./pictures.ts";
import { RawIn, RawOut } from "./raw-files.ts";
import { atRate, CHUNK_MS, loudness, mono, type SampleRate, Tone } from "./sound.ts";
import {
  type AudioSink,
  MediaStream,
  RTCAudioSink,
  RTCAudioSource,
  RTCPeerConnection,
  RTCVideoSink,
  RTCVideoSource,
  type VideoSink,
} from "./wrtc.ts";

/** Where picture and sound come from and go to. Without a file or pipe in, the test picture and its tone are sent. */
export interface MediaSettings {
  /** Frames of I420 in, of this size and rate. */
  video: { width: number; height: number; fps: number };
  /** Signed 16 bit, little endian, one channel; in and out. */
  audioRate: SampleRate;
  videoIn?: string;
  audioIn?: string;
  videoOut?: string;
  audioOut?: string;
}

/** What has come from the other side. */
export interface Received {
  frames: number;
  width: number;
  height: number;
  audioMs: number;
  /** Of the sound since it was last told: root mean square, 0 to 1. */
  loudness: number;
}

export interface MediaHearer {
  /** The first picture, and each of another size. */
  picture(width: number, height: number): void;
  note(text: string): void;
}

/** Picture and sound of one call on a machine without camera, screen or browser. */
export class DeviceMedia {
  private readonly received = { frames: 0, width: 0, height: 0, audioMs: 0 };
  private readonly untold = { squares: 0, pieces: 0 };
  private readonly settings: MediaSettings;
  private readonly hearer: MediaHearer;
  private readonly media: Media;
  private readonly sinks = new Map<MediaStreamTrack, VideoSink | AudioSink>();
  private readonly stops: (() => void)[] = [];
  private readonly videoOut: RawOut | undefined;
  private readonly audioOut: RawOut | undefined;
  private isBehind = false;

  constructor(link: MediaLink, settings: MediaSettings, hearer: MediaHearer) {
    this.settings = settings;
    this.hearer = hearer;
    const fail = (why: string): void => hearer.note(why);
    this.videoOut = settings.videoOut === undefined ? undefined : new RawOut(settings.videoOut, fail);
    this.audioOut = settings.audioOut === undefined ? undefined : new RawOut(settings.audioOut, fail);
    this.media = new Media(
      {
        RTCPeerConnection,
        MediaStream,
        getUserMedia: (wanted) => Promise.resolve(new MediaStream([wanted.audio ? this.sound() : this.picture()])),
      },
      link,
    );
    this.media.onChange((state) => this.listenTo(state.remote.getTracks()));
  }

  /** Counts from the beginning, and the loudness since this was asked before. */
  tell(): Received {
    const { squares, pieces } = this.untold;
    Object.assign(this.untold, { squares: 0, pieces: 0 });
    return { ...this.received, loudness: pieces === 0 ? 0 : Math.sqrt(squares / pieces) };
  }

  setCamera(wanted: "on" | "off"): Promise<void> {
    return this.media.setCamera(wanted);
  }

  setMicrophone(wanted: "on" | "off"): void {
    this.media.setMicrophone(wanted);
  }

  close(): void {
    for (const sink of this.sinks.values()) sink.stop();
    this.sinks.clear();
    for (const stop of this.stops) stop();
    this.media.close();
    void this.videoOut?.close();
    void this.audioOut?.close();
  }

  private sound(): MediaStreamTrack {
    const rate = this.settings.audioRate;
    const source = new RTCAudioSource();
    const next = this.soundIn(rate);
    this.stops.push(
      paced(CHUNK_MS, () => {
        const samples = next();
        const numberOfFrames = samples.length;
        source.onData({ samples, sampleRate: rate, bitsPerSample: 16, channelCount: 1, numberOfFrames });
      }),
    );
    return source.createTrack();
  }

  /** Silence where a pipe gives nothing. */
  private soundIn(rate: SampleRate): () => Int16Array {
    if (this.settings.audioIn === undefined) {
      const tone = new Tone(rate);
      return () => tone.next();
    }
    const samples = (rate * CHUNK_MS) / 1000;
    const raw = new RawIn(this.settings.audioIn, samples * Int16Array.BYTES_PER_ELEMENT, (why) => this.hearer.note(why));
    this.stops.push(() => raw.close());
    return () => {
      const piece = raw.next();
      // A copy: the piece may begin at an odd byte of its buffer.
      return piece === undefined ? new Int16Array(samples) : new Int16Array(new Uint8Array(piece).buffer);
    };
  }

  private picture(): MediaStreamTrack {
    const source = new RTCVideoSource();
    const next = this.pictureIn();
    const stop = paced(1000 / this.settings.video.fps, () => {
      const frame = next();
      if (frame !== undefined) source.onFrame(frame);
    });
    this.stops.push(stop);
    const track = source.createTrack();
    track.addEventListener("ended", stop);
    return track;
  }

  private pictureIn(): () => I420 | undefined {
    const { width, height } = this.settings.video;
    if (this.settings.videoIn === undefined) {
      const picture = new TestPicture(width, height);
      return () => picture.next();
    }
    const raw = new RawIn(this.settings.videoIn, bytesOf(width, height), (why) => this.hearer.note(why));
    this.stops.push(() => raw.close());
    return () => {
      const piece = raw.next();
      return piece === undefined ? undefined : { width, height, data: new Uint8Array(piece) };
    };
  }

  /** A run of the other side's program has tracks of its own. */
  private listenTo(tracks: MediaStreamTrack[]): void {
    for (const [track, sink] of this.sinks) {
      if (tracks.includes(track)) continue;
      sink.stop();
      this.sinks.delete(track);
    }
    for (const track of tracks) {
      if (this.sinks.has(track)) continue;
      if (track.kind === "video") {
        const sink = new RTCVideoSink(track);
        sink.onframe = ({ frame }) => this.seen(frame);
        this.sinks.set(track, sink);
      } else {
        const sink = new RTCAudioSink(track);
        sink.ondata = ({ samples, sampleRate, channelCount }) => this.heard(mono(samples, channelCount), sampleRate);
        this.sinks.set(track, sink);
      }
    }
  }

  private seen(frame: I420): void {
    const { received } = this;
    received.frames++;
    if (frame.width !== received.width || frame.height !== received.height) {
      received.width = frame.width;
      received.height = frame.height;
      this.hearer.picture(frame.width, frame.height);
    }
    this.pass(this.videoOut, frame.data.subarray(0, bytesOf(frame.width, frame.height)));
  }

  private heard(samples: Int16Array, rate: number): void {
    this.received.audioMs += CHUNK_MS;
    this.untold.squares += loudness(samples) ** 2;
    this.untold.pieces++;
    const out = atRate(samples, rate, this.settings.audioRate);
    this.pass(this.audioOut, new Uint8Array(out.buffer, out.byteOffset, out.byteLength));
  }

  /** What WebRTC gives is its own again after this; what waits must be a copy. */
  private pass(out: RawOut | undefined, piece: Uint8Array): void {
    if (out === undefined) return;
    const isTaken = out.write(new Uint8Array(piece));
    if (!isTaken && !this.isBehind) this.hearer.note("The reader of the raw output is behind; what it misses is left out.");
    this.isBehind = !isTaken;
  }
}
