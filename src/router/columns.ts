// Columns of numbers that one plan fills and the next fills anew: ten thousand offers would else leave half a megabyte behind at every ask. Nothing outlives a plan.

const sizeFor = (many: number) => Math.max(256, 2 ** Math.ceil(Math.log2(Math.max(1, many))));

const columns: Float64Array[] = [];
/** The column of this use, with room for so many numbers and whatever was left in it. A plan is made in one go, so no two plans meet here. */
export function columnOf(use: Use, many: number): Float64Array {
  const found = columns[use];
  return found && found.length >= many ? found : (columns[use] = new Float64Array(sizeFor(many)));
}

/** What a column is for. */
export const USES = { quality: 0, cost: 1, time: 2, score: 3, costsKnown: 4, timesKnown: 5, tier: 6 } as const;
export type Use = (typeof USES)[keyof typeof USES];

let [places, refusals] = [new Int32Array(0), new Uint16Array(0)];
/** The places 0, 1, 2, … of so many offers, to be sieved; and for each of so many which step refused it, none yet. */
export function sieveFor(many: number): { places: Int32Array; refusals: Uint16Array } {
  if (places.length < many) [places, refusals] = [new Int32Array(sizeFor(many)), new Uint16Array(sizeFor(many))];
  for (let place = 0; place < many; place += 1) places[place] = place;
  refusals.fill(0, 0, many);
  return { places, refusals };
}
