// Every reason to prefer an offer, one entry each, and the tiers that come before any score. Hard refusals are in rules.ts.
import type { Weights } from "../spec/plan.ts";
import type { Facts, Option } from "./router.ts";
import { about, dollars } from "./words.ts";

export interface Scorer {
  weight: keyof Weights;
  /** 0…1, and a clause for a person where there is something to say. */
  score(option: Option, rivals: readonly Option[]): { value: number; reason: string | null };
}

/** What an offer without evidence is taken for: below the middle, so that nothing wins by being unknown. */
const UNKNOWN_QUALITY = 0.35;
/** Half of the score at the rivals' median: no unit, no task-specific constant. */
const against = (value: number, median: number) => (value === 0 ? 1 : median / (median + value));

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

export const SCORERS: readonly Scorer[] = [
  {
    weight: "quality",
    score: (option, rivals) => {
      const own = option.view.quality;
      const best = Math.max(...rivals.map((rival) => rival.view.quality?.value ?? 0));
      if (!own) return { value: UNKNOWN_QUALITY, reason: null };
      const lead = rivals.length > 1 && own.value >= best ? "best rated of those allowed" : "rated";
      return { value: own.value, reason: `${lead} (${Math.round(own.value * 100)} of 100, ${own.source})` };
    },
  },
  {
    weight: "cost",
    score: (option, rivals) => {
      const cost = option.quote?.highMicro ?? option.ask.constraints.maxCostMicro ?? null;
      if (cost === null) return { value: 0, reason: null };
      if (cost === 0) return { value: 1, reason: option.view.offer.data.local ? "free, on your own machine" : "free" };
      const known = rivals.flatMap((rival) => (rival.quote ? [rival.quote.highMicro] : []));
      const cheapest = rivals.length > 1 && cost <= Math.min(...known);
      return { value: against(cost, Math.max(1, median(known))), reason: `${cheapest ? "cheapest, " : ""}${dollars(cost)}` };
    },
  },
  {
    weight: "time",
    score: (option, rivals) => {
      if (option.seconds === null) return { value: 0.3, reason: null };
      const known = rivals.flatMap((rival) => (rival.seconds === null ? [] : [rival.seconds]));
      const fastest = rivals.length > 1 && option.seconds <= Math.min(...known);
      return { value: against(option.seconds, Math.max(0.001, median(known))), reason: `${fastest ? "fastest, " : ""}${about(option.seconds)}` };
    },
  },
];

/** Offers that come after all others, whatever their score. */
export const TIERS: readonly { last(option: Option): boolean; reason: string }[] = [
  { last: (option) => !option.view.neural, reason: "procedural, no neural model: comes after every real one" },
];

/** Expected seconds to the result: measured of late, else what the offer declares, else null. */
export function seconds(option: Omit<Option, "seconds">, facts: Facts): number | null {
  if (option.view.measuredSeconds !== null) return option.view.measuredSeconds;
  const declared = option.terms.seconds;
  if (!declared) return null;
  const length = Number(option.input.seconds ?? facts.audioSeconds ?? 0);
  return declared.base + (declared.perImage ?? 0) * option.ask.count + (declared.perSecond ?? 0) * length * option.ask.count;
}
