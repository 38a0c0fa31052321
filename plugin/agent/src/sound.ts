/** What WebRTC takes and gives at a time. */
export const CHUNK_MS = 10;

export type SampleRate = 16_000 | 48_000;

const TONE_HZ = 440;

/** A quarter of full scale: heard, and nobody is startled. */
const TONE_AMPLITUDE = 8_192;

/** The tone of the test picture, 10 ms at a time. */
export class Tone {
  private readonly rate: SampleRate;
  private at = 0;

  constructor(rate: SampleRate) {
    this.rate = rate;
  }

  next(): Int16Array {
    const samples = new Int16Array((this.rate * CHUNK_MS) / 1000);
    for (let i = 0; i < samples.length; i++) {
      samples[i] = Math.round(TONE_AMPLITUDE * Math.sin((2 * Math.PI * TONE_HZ * (this.at + i)) / this.rate));
    }
    // A whole second is a whole number of waves.
    this.at = (this.at + samples.length) % this.rate;
    return samples;
  }
}

/** Interleaved channels as one. */
export function mono(samples: Int16Array, channels: number): Int16Array {
  if (channels === 1) return samples;
  const one = new Int16Array(Math.floor(samples.length / channels));
  for (let i = 0; i < one.length; i++) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) sum += samples[i * channels + channel] ?? 0;
    one[i] = Math.round(sum / channels);
  }
  return one;
}

/** At another rate: fewer by averaging, more by straight lines. Good enough for speech. */
export function atRate(samples: Int16Array, from: number, to: number): Int16Array {
  if (from === to) return samples;
  const count = Math.round((samples.length * to) / from);
  const other = new Int16Array(count);
  const step = from / to;
  for (let i = 0; i < count; i++) {
    if (step > 1) {
      const begin = Math.floor(i * step);
      const end = Math.min(samples.length, Math.floor((i + 1) * step));
      let sum = 0;
      for (let at = begin; at < end; at++) sum += samples[at] ?? 0;
      other[i] = Math.round(sum / Math.max(1, end - begin));
    } else {
      const at = i * step;
      const left = samples[Math.floor(at)] ?? 0;
      const right = samples[Math.min(samples.length - 1, Math.floor(at) + 1)] ?? left;
      other[i] = Math.round(left + (right - left) * (at - Math.floor(at)));
    }
  }
  return other;
}

/** Root mean square, 0 to 1. */
export function loudness(samples: Int16Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return samples.length === 0 ? 0 : Math.sqrt(sum / samples.length) / 32_768;
}
