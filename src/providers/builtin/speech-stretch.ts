// Faster or slower speech at the same pitch: overlapping windows, each laid where it fits best (WSOLA). For what espeak-ng's own rate cannot reach.

const WINDOW_SECONDS = 0.03;
const SEARCH_SECONDS = 0.008;

/** The same sound, `factor` times as fast. The length becomes about length / factor. */
export function stretch(input: Float32Array, sampleRate: number, factor: number): Float32Array {
  if (Math.abs(factor - 1) < 0.01) return input;
  const window = Math.round(WINDOW_SECONDS * sampleRate) & ~1;
  const hop = window / 2;
  const search = Math.round(SEARCH_SECONDS * sampleRate);
  const output = new Float32Array(Math.max(1, Math.round(input.length / factor)));
  const shape = Float32Array.from({ length: window }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 0.5)) / window));
  let last = -hop;
  for (let at = 0; at < output.length; at += hop) {
    const ideal = Math.round(at * factor);
    // the best place is where the wave goes on as it would have after the last window
    const from = at === 0 ? 0 : bestMatch(input, last + hop, ideal, search, hop);
    for (let i = 0; i < window && at + i < output.length; i++) {
      const weight = at === 0 && i < hop ? 1 : shape[i]!;
      output[at + i]! += (input[from + i] ?? 0) * weight;
    }
    last = from;
  }
  return output;
}

function bestMatch(input: Float32Array, natural: number, ideal: number, search: number, length: number): number {
  let best = ideal;
  let most = -Infinity;
  for (let from = Math.max(0, ideal - search); from <= ideal + search; from += 2) {
    let sum = 0;
    for (let i = 0; i < length; i += 4) sum += (input[natural + i] ?? 0) * (input[from + i] ?? 0);
    if (sum > most) {
      most = sum;
      best = from;
    }
  }
  return best;
}
