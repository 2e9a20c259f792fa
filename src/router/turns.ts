// What would change the choice: the smallest change of one weight, or of one price, that puts the second first. Changes nothing itself.
import type { Candidate, Turn, Weights } from "../spec/plan.ts";
import { against, type Field, type Figures, SCORERS, scoreOf } from "./scorers.ts";
import { dollars } from "./words.ts";

const WORDS: Record<keyof Weights, string> = { quality: "quality", cost: "cost", time: "time" };

/** By how much each part speaks for the first, and the whole of it by weight. */
interface Lead {
  quality: number;
  cost: number;
  time: number;
  whole: number;
}
function leadOf(first: Figures, second: Figures, field: Field, weights: Weights): Lead {
  const lead: Lead = { quality: 0, cost: 0, time: 0, whole: 0 };
  for (const scorer of SCORERS) {
    const { weight } = scorer;
    lead[weight] = scoreOf(scorer, first[weight], field) - scoreOf(scorer, second[weight], field);
    lead.whole += lead[weight] * weights[weight];
  }
  return lead;
}

/** The smallest change of one weight, to two digits beyond the turning point; null where none between 0 and 1 does it. */
function weightThatTurns(lead: Lead, weights: Weights): Turn["weight"] {
  let found: Turn["weight"] = null;
  for (const { weight: name } of SCORERS) {
    if (lead[name] === 0) continue;
    const from = weights[name];
    const by = -lead.whole / lead[name];
    const to = by > 0 ? Math.floor((from + by) * 100 + 1) / 100 : Math.ceil((from + by) * 100 - 1) / 100;
    const others = weights.quality + weights.cost + weights.time > from;
    if (to < 0 || to > 1 || (to === 0 && !others)) continue;
    if (found === null || Math.abs(to - from) < Math.abs(found.to - found.from)) found = { name, from, to };
  }
  return found;
}

/** The price below which the second is chosen, all else as it is; null where even nothing is not cheap enough. */
function priceThatTurns(lead: Lead, second: Figures, named: Candidate, field: Field, weights: Weights): Turn["costMicro"] {
  const price = named.quote?.highMicro ?? null;
  if (price === null || price === 0 || weights.cost === 0) return null;
  const wanted = against(second.cost, field.medianCost) + lead.whole / weights.cost;
  if (wanted >= 1) return null;
  const to = Math.floor((field.medianCost / wanted - field.medianCost) * (named.success ?? 1));
  return to > 0 && to < price ? { from: price, to } : null;
}

/** Null where there is nobody to turn to, or nothing within reason turns it. The median of the others is taken to stay where it is. */
export function turnOf(first: Figures, second: Figures, named: Candidate, field: Field, weights: Weights): Turn | null {
  const lead = leadOf(first, second, field, weights);
  const weight = weightThatTurns(lead, weights);
  const costMicro = priceThatTurns(lead, second, named, field, weights);
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
