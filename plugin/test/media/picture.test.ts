import { describe, expect, test } from "vitest";
import { downscale, pictureOf } from "../../src/media/picture.ts";

const asked = (fixedLength: number, rotation: number, ratio: number, maxFps: number) => ({
  fixedLength,
  rotation,
  ratio,
  maxFps,
});

describe("the picture that encodeVideo* asks for (contract §1.18)", () => {
  test.each([
    ["the contract's example, upright", asked(320, 1, 75, 0), { width: 240, height: 320, maxFps: 30 }],
    ["upright without a ratio", asked(640, 1, 0, 15), { width: 480, height: 640, maxFps: 15 }],
    ["as captured", asked(480, 2, 133, 8), { width: 480, height: 360, maxFps: 8 }],
    ["nothing", asked(0, 0, 0, 0), { width: 640, height: 480, maxFps: 30 }],
    ["a ratio that meets no multiple of 8", asked(320, 0, 178, 0), { width: 320, height: 176, maxFps: 30 }],
  ])("%s", (_, encode, picture) => {
    expect(pictureOf(encode)).toEqual(picture);
  });

  test("is scaled down from what the camera gives, never up", () => {
    const small = pictureOf(asked(320, 0, 0, 0));
    expect(downscale({ width: 1280, height: 720 }, small)).toBe(4);
    expect(downscale({ width: 160, height: 120 }, small)).toBe(1);
    expect(downscale({}, small)).toBe(1);
  });
});
