// The n-th smallest of many numbers without sorting them all: for medians, and for the best few of ten thousand.

const BUCKETS = 1024;
/** So many are sorted. */
const FEW = 24;
const counts = new Int32Array(BUCKETS);
/** Where those that fell into the same bucket are gathered; of no use between two calls. */
let gathered = new Float64Array(1024);

/** What `values[n]` would be if all were sorted. Changes nothing; NaN must not be among them. */
export function nth(values: Float64Array, n: number): number {
  let [rest, left] = [values, n];
  while (rest.length > FEW) {
    let [least, most] = [rest[0]!, rest[0]!];
    for (let at = 1; at < rest.length; at += 1) {
      const value = rest[at]!;
      if (value < least) least = value;
      if (value > most) most = value;
    }
    if (least === most) return least;
    const buckets = rest.length < BUCKETS ? 256 : BUCKETS;
    const scale = (buckets - 1) / (most - least);
    // Numbers so far apart, or so close, that they cannot be spread over buckets.
    if (!(scale > 0) || scale === Infinity) break;
    counts.fill(0, 0, buckets);
    for (let at = 0; at < rest.length; at += 1) counts[((rest[at]! - least) * scale) | 0]! += 1;
    let bucket = 0;
    for (; left >= counts[bucket]!; bucket += 1) left -= counts[bucket]!;
    if (counts[bucket] === rest.length) break;
    rest = gather(rest, bucket, least, scale);
  }
  return rest.toSorted()[left]!;
}

/** May be given what it gathered last: it only moves numbers towards the front. */
function gather(values: Float64Array, bucket: number, least: number, scale: number): Float64Array {
  if (gathered.length < values.length) gathered = new Float64Array(values.length);
  let many = 0;
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at]!;
    if ((((value - least) * scale) | 0) === bucket) gathered[many++] = value;
  }
  return gathered.subarray(0, many);
}
