/** Planar YUV 4:2:0: the Y plane, then U, then V, each of these a quarter of it. */
export interface I420 {
  width: number;
  height: number;
  data: Uint8Array;
}

export const bytesOf = (width: number, height: number): number => (width * height * 3) / 2;

/** Eight bars as on a television before the programme, in Y, U, V. */
const BARS = [
  [235, 128, 128],
  [210, 16, 146],
  [170, 166, 16],
  [145, 54, 34],
  [106, 202, 222],
  [81, 90, 240],
  [41, 240, 110],
  [16, 128, 128],
] as const;

const STEP_PX = 4;

/** A moving picture for who has no camera: colour bars that wander, so that a frozen one is seen. */
export class TestPicture {
  private readonly width: number;
  private readonly height: number;
  private shift = 0;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
  }

  next(): I420 {
    const { width, height } = this;
    const data = new Uint8Array(bytesOf(width, height));
    const luma = new Uint8Array(width);
    const blue = new Uint8Array(width / 2);
    const red = new Uint8Array(width / 2);
    for (let x = 0; x < width; x++) {
      const [y, u, v] = BARS[Math.floor((((x + this.shift) % width) * BARS.length) / width)] ?? BARS[0];
      luma[x] = y;
      blue[x >> 1] = u;
      red[x >> 1] = v;
    }
    for (let y = 0; y < height; y++) data.set(luma, y * width);
    const chroma = width * height;
    for (let y = 0; y < height / 2; y++) {
      data.set(blue, chroma + (y * width) / 2);
      data.set(red, chroma + (width * height) / 4 + (y * width) / 2);
    }
    this.shift = (this.shift + STEP_PX) % width;
    return { width, height, data };
  }
}
