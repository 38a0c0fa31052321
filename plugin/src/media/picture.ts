import type { EncodeVideo } from "../wire/wire.ts";

/** What the camera and the encoder are asked for (contract §1.18); 0 is "not asked for". */
export interface Picture {
  width: number;
  height: number;
  maxFps: number;
}

/** What a program gets that asks for nothing: as the vendor's downlink at most, and as a phone's screen likes it. */
const LONG_SIDE = 640;
const FPS_MAX = 30;

/** Encoders want multiples of 8 (contract §1.18). */
const STEP = 8;

/** The size that `encodeVideo*` asks for: the long side, the ratio of width to height, and upright or as captured. */
export function pictureOf(asked: EncodeVideo): Picture {
  const long = asked.fixedLength > 0 ? asked.fixedLength : LONG_SIDE;
  const ratio = asked.ratio > 0 ? asked.ratio / 100 : asked.rotation === 1 ? 3 / 4 : 4 / 3;
  const [width, height] = ratio < 1 ? [long * ratio, long] : [long, long / ratio];
  return { width: inSteps(width), height: inSteps(height), maxFps: asked.maxFps > 0 ? asked.maxFps : FPS_MAX };
}

/** How much smaller a captured picture has to be sent, so that no side is longer than asked for. */
export function downscale(captured: { width?: number; height?: number }, picture: Picture): number {
  const long = Math.max(captured.width ?? 0, captured.height ?? 0);
  return Math.max(1, long / Math.max(picture.width, picture.height));
}

export function videoConstraints(picture: Picture): MediaTrackConstraints {
  return {
    width: { ideal: picture.width },
    height: { ideal: picture.height },
    aspectRatio: { ideal: picture.width / picture.height },
    frameRate: { ideal: Math.min(picture.maxFps, FPS_MAX), max: picture.maxFps },
  };
}

function inSteps(length: number): number {
  return Math.max(STEP, Math.round(length / STEP) * STEP);
}
