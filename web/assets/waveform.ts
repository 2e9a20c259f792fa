// Loudness peaks as the bars of a waveform, and which of them have been played. Pure.

/** `count` bars 0…1 from peaks 0…100, each the loudest of its stretch. Without peaks a flat line. */
export function barsOf(peaks: number[] | null, count: number): number[] {
  if (!peaks || peaks.length === 0) return Array.from({ length: count }, () => 0.08);
  return Array.from({ length: count }, (_none, index) => {
    const from = Math.floor((index * peaks.length) / count);
    const to = Math.max(from + 1, Math.floor(((index + 1) * peaks.length) / count));
    return Math.max(...peaks.slice(from, to)) / 100;
  });
}

/** An SVG path of upright strokes, mirrored about the middle of a box `bars.length` wide and `height` high. */
export function pathOf(bars: number[], height: number): string {
  return bars
    .map((bar, index) => {
      const half = Math.max(0.6, (bar * height) / 2);
      return `M${index + 0.5} ${(height / 2 - half).toFixed(2)}V${(height / 2 + half).toFixed(2)}`;
    })
    .join("");
}
