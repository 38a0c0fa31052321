import wrtc from "@roamhq/wrtc";
import type { I420 } from "./pictures.ts";

/** Ten milliseconds of sound. */
export interface Sound {
  samples: Int16Array;
  sampleRate: number;
  bitsPerSample: 16;
  channelCount: number;
  numberOfFrames: number;
}

export interface VideoSource {
  createTrack(): MediaStreamTrack;
  onFrame(frame: I420): void;
}

export interface AudioSource {
  createTrack(): MediaStreamTrack;
  onData(sound: Sound): void;
}

export interface VideoSink {
  onframe: (event: { frame: I420 & { rotation: number } }) => void;
  stop(): void;
}

export interface AudioSink {
  ondata: (sound: Sound) => void;
  stop(): void;
}

/** The parts of WebRTC beyond the standard's: what is sent comes from the program, and what comes goes to it. */
interface Nonstandard {
  RTCVideoSource: new () => VideoSource;
  RTCAudioSource: new () => AudioSource;
  RTCVideoSink: new (track: MediaStreamTrack) => VideoSink;
  RTCAudioSink: new (track: MediaStreamTrack) => AudioSink;
}

export const { RTCVideoSource, RTCAudioSource, RTCVideoSink, RTCAudioSink } =
  wrtc.nonstandard as unknown as Nonstandard;

export const RTCPeerConnection = wrtc.RTCPeerConnection as unknown as typeof globalThis.RTCPeerConnection;
export const MediaStream = wrtc.MediaStream as unknown as typeof globalThis.MediaStream;
