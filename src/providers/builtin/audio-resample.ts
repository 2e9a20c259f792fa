// Another sample rate for the same sound: a windowed sinc, one set of weights a phase. Changes neither pitch nor speed.

/** Zero crossings on each side: 24 keep the stop band below -80 dB with this window. */
const ZERO_CROSSINGS = 24;
/** The pass band ends a little under half the lower rate, to leave the filter room to fall. */
const PASS = 0.94;

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/** Samples at `from` Hz as samples at `to` Hz (whole numbers both). The length becomes round(length × to / from). */
export function resample(input: Float32Array, from: number, to: number): Float32Array {
  if (from === to) return input;
  const divisor = greatestCommonDivisor(from, to);
  const phases = to / divisor;
  const step = from / divisor;
  const cutoff = Math.min(1, to / from) * PASS;
  const reach = Math.ceil(ZERO_CROSSINGS / cutoff);
  const weights = Array.from({ length: phases }, (_, phase) => phaseWeights(phase / phases, reach, cutoff));
  const output = new Float32Array(Math.max(1, Math.round((input.length * to) / from)));
  for (let i = 0; i < output.length; i++) {
    const position = i * step;
    const start = Math.floor(position / phases) - reach + 1;
    const taps = weights[position % phases]!;
    let sum = 0;
    const first = Math.max(0, -start);
    const last = Math.min(taps.length, input.length - start);
    for (let tap = first; tap < last; tap++) sum += taps[tap]! * input[start + tap]!;
    output[i] = sum;
  }
  return output;
}

function phaseWeights(fraction: number, reach: number, cutoff: number): Float32Array {
  const taps = new Float32Array(2 * reach);
  let total = 0;
  for (let tap = 0; tap < taps.length; tap++) {
    const distance = tap - reach + 1 - fraction;
    const x = Math.PI * distance * cutoff;
    const edge = (distance / reach) * Math.PI;
    const window = 0.42 + 0.5 * Math.cos(edge) + 0.08 * Math.cos(2 * edge); // Blackman
    taps[tap] = (x === 0 ? 1 : Math.sin(x) / x) * window;
    total += taps[tap]!;
  }
  for (let tap = 0; tap < taps.length; tap++) taps[tap]! /= total;
  return taps;
}
