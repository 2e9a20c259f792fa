// A little traffic that tries what is not known well: a draw from what each candidate's quality may be. Follows from its seed; breaks no rule and no quote, for it only moves one of those already allowed to the front.
import { UNKNOWN_QUALITY } from "./scorers.ts";

/** How far from the middle the quality of what nobody measured may be, as a standard deviation on 0…1. */
const UNKNOWN_ERROR = 0.2;

/** From 0 up to 1, by seed and name alone: whatever else stands in the catalogue, the same offer draws the same. */
export function drawOf(seed: number, name: string): number {
  let hash = (seed ^ 0x9e3779b9) >>> 0;
  for (let index = 0; index < name.length; index += 1) hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35) >>> 0;
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

/** A quality that this offer may have, by what is known of it: drawn from a normal distribution, kept within 0…1. */
export function qualityDrawn(seed: number, offer: string, quality: { value: number; error?: number | null } | null): number {
  const [mean, error] = quality ? [quality.value, quality.error ?? 0] : [UNKNOWN_QUALITY, UNKNOWN_ERROR];
  const [radius, angle] = [1 - drawOf(seed, `${offer} radius`), drawOf(seed, `${offer} angle`)];
  const normal = Math.sqrt(-2 * Math.log(radius)) * Math.cos(2 * Math.PI * angle);
  return Math.min(1, Math.max(0, mean + error * normal));
}
