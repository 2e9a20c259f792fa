// The n-th smallest of many numbers without sorting them all: for medians, and for the best few of ten thousand.

/** So few are sorted. Of more, a sample says between which two values the n-th should stand, and the others are left aside in one pass. */
const FEW = 60;
/** How many are looked at for it, by how many there are; and how far to each side of its place in the sample it is looked for: more than two standard deviations. */
const SAMPLES = [
  { upTo: 1_500, size: 24, reach: 6 },
  { upTo: Infinity, size: 100, reach: 12 },
].map((each) => ({ ...each, values: new Float64Array(each.size) }));
/** Where those that are left are kept, in turn; of no use between two calls. */
let [one, other] = [new Float64Array(1024), new Float64Array(1024)];

/** What `values[n]` would be if the first so many were sorted. Changes nothing; NaN must not be among them. */
export function nth(values: Float64Array, count: number, n: number): number {
  if (one.length < count) [one, other] = [new Float64Array(2 * count), new Float64Array(2 * count)];
  let rest = values;
  let many = count;
  let left = n;
  while (many > FEW) {
    const { size, reach, values: sample } = many <= SAMPLES[0]!.upTo ? SAMPLES[0]! : SAMPLES[1]!;
    for (let at = 0; at < size; at += 1) sample[at] = rest[Math.floor((at * many) / size)]!;
    sample.sort();
    const middle = Math.floor((left * size) / many);
    const low = middle < reach ? -Infinity : sample[middle - reach]!;
    const high = middle + reach >= size ? Infinity : sample[middle + reach]!;
    const into: Float64Array = rest === one ? other : one;
    // Without branches: nobody can foresee on which side the next one is, and wrong guesses of the processor take longer than all the rest.
    let below = 0;
    let upTo = 0;
    for (let at = 0; at < many; at += 1) {
      const value = rest[at]!;
      into[upTo - below] = value;
      below += Number(value < low);
      upTo += Number(value <= high);
    }
    const missed = left < below || left >= upTo;
    if (!missed && low === high) return low;
    if (missed || upTo - below === many) break;
    rest = into;
    many = upTo - below;
    left -= below;
  }
  if (rest === values) {
    for (let at = 0; at < many; at += 1) one[at] = values[at]!;
    rest = one;
  }
  return rest.subarray(0, many).sort()[left]!;
}
