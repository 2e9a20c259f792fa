// Columns of numbers that one plan fills and the next fills anew: ten thousand offers would else leave half a megabyte behind at every ask. Nothing outlives a plan.

const columns: Float64Array[] = [];

/** The column of this use, with room for so many numbers and whatever was left in it. A plan is made in one go, so no two plans meet here. */
export function columnOf(use: Use, many: number): Float64Array {
  const found = columns[use];
  if (found && found.length >= many) return found;
  return (columns[use] = new Float64Array(Math.max(256, 2 ** Math.ceil(Math.log2(Math.max(1, many))))));
}

/** What a column is for. */
export const USES = { quality: 0, cost: 1, time: 2, score: 3, costsKnown: 4, timesKnown: 5 } as const;
export type Use = (typeof USES)[keyof typeof USES];
