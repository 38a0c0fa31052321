/** Two short tones, then a pause, as long as it rings. */
const PATTERN_MS = 2_400;
const TONES: { at: number; lasts: number; hertz: [number, number] }[] = [
  { at: 0, lasts: 0.42, hertz: [659, 880] },
  { at: 0.55, lasts: 0.42, hertz: [659, 880] },
];
const LOUDNESS = 0.12;

/** Lets it ring, by sound and by vibration, where the page may; returns what stops it. */
export function ring(): () => void {
  const context = typeof AudioContext === "undefined" ? undefined : new AudioContext();
  const once = () => {
    navigator.vibrate?.([420, 130, 420]);
    // Without a touch of the page before, browsers keep it silent; it rings as soon as there was one.
    void context?.resume().catch(() => undefined);
    if (context?.state === "running") {
      TONES.forEach((tone) => play(context, tone));
    }
  };
  once();
  const repeats = setInterval(once, PATTERN_MS);
  return () => {
    clearInterval(repeats);
    navigator.vibrate?.(0);
    void context?.close();
  };
}

function play(context: AudioContext, tone: (typeof TONES)[number]): void {
  const from = context.currentTime + tone.at;
  const gain = new GainNode(context, { gain: 0 });
  gain.gain.setTargetAtTime(LOUDNESS, from, 0.01);
  gain.gain.setTargetAtTime(0, from + tone.lasts - 0.08, 0.03);
  gain.connect(context.destination);
  for (const frequency of tone.hertz) {
    const oscillator = new OscillatorNode(context, { frequency });
    oscillator.connect(gain);
    oscillator.start(from);
    oscillator.stop(from + tone.lasts);
  }
}
