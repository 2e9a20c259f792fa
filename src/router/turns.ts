// What would change the choice: the smallest change of one weight, or of one price, that puts the second first. Changes nothing itself.
import type { Candidate, Turn, Weights } from "../spec/plan.ts";
import { against, type Field, type Figures, SCORERS } from "./scorers.ts";
import { dollars } from "./words.ts";

const WORDS: Record<keyof Weights, string> = { quality: "quality", cost: "cost", time: "time" };

/** By how much of the whole each part speaks for the first. */
function leadOf(first: Figures, second: Figures, field: Field, weights: Weights) {
  const parts = SCORERS.map((scorer) => ({
    name: scorer.weight,
    lead: scorer.score(first[scorer.weight], field) - scorer.score(second[scorer.weight], field),
  }));
  return { parts, whole: parts.reduce((sum, { name, lead }) => sum + lead * weights[name], 0) };
}

/** The smallest change of one weight, to two digits beyond the turning point; null where none between 0 and 1 does it. */
function weightThatTurns(first: Figures, second: Figures, field: Field, weights: Weights): Turn["weight"] {
  const { parts, whole } = leadOf(first, second, field, weights);
  const found = parts.flatMap(({ name, lead }) => {
    if (lead === 0) return [];
    const by = -whole / lead;
    const to = by > 0 ? Math.floor((weights[name] + by) * 100 + 1) / 100 : Math.ceil((weights[name] + by) * 100 - 1) / 100;
    const left = parts.some((part) => part.name !== name && weights[part.name] > 0);
    return to < 0 || to > 1 || (to === 0 && !left) ? [] : [{ name, from: weights[name], to }];
  });
  return found.toSorted((a, b) => Math.abs(a.to - a.from) - Math.abs(b.to - b.from))[0] ?? null;
}

/** The price below which the second is chosen, all else as it is; null where even nothing is not cheap enough. */
function priceThatTurns(first: Figures, second: Figures, named: Candidate, field: Field, weights: Weights): Turn["costMicro"] {
  const price = named.quote?.highMicro ?? null;
  if (price === null || price === 0 || weights.cost === 0) return null;
  const wanted = against(second.cost, field.medianCost) + leadOf(first, second, field, weights).whole / weights.cost;
  if (wanted >= 1) return null;
  const to = Math.floor((field.medianCost / wanted - field.medianCost) * (named.success ?? 1));
  return to > 0 && to < price ? { from: price, to } : null;
}

/** Null where there is nobody to turn to, or nothing within reason turns it. The median of the others is taken to stay where it is. */
export function turnOf(first: Figures, second: Figures, named: Candidate, field: Field, weights: Weights): Turn | null {
  const weight = weightThatTurns(first, second, field, weights);
  const costMicro = priceThatTurns(first, second, named, field, weights);
  if (!weight && !costMicro) return null;
  const ways = [
    ...(costMicro ? [`it cost ${dollars(costMicro.to)} rather than ${dollars(costMicro.from)}`] : []),
    ...(weight ? [`${WORDS[weight.name]} counted ${weight.to} rather than ${Math.round(weight.from * 100) / 100}`] : []),
  ];
  return {
    offer: named.offer,
    weight,
    costMicro,
    sentence: `${named.modelName} on ${named.providerTitle} would be chosen if ${ways.join(", or if ")}.`,
  };
}
