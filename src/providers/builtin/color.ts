// Colours as three numbers from 0 to 255, and what painters do with them. No pictures here.

export type Rgb = readonly [number, number, number];

export const WHITE: Rgb = [255, 255, 255];
export const BLACK: Rgb = [0, 0, 0];

/** "#d0312d" → [208, 49, 45] */
export function hex(code: string): Rgb {
  const value = Number.parseInt(code.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

/** `amount` 0 is the first colour, 1 the second. */
export function mix(from: Rgb, to: Rgb, amount: number): Rgb {
  return [from[0] + (to[0] - from[0]) * amount, from[1] + (to[1] - from[1]) * amount, from[2] + (to[2] - from[2]) * amount];
}

/** As CSS and SVG write it. */
export function css(color: Rgb, alpha = 1): string {
  const part = (value: number) => Math.round(Math.max(0, Math.min(255, value)));
  const [r, g, b] = [part(color[0]), part(color[1]), part(color[2])];
  return alpha >= 1 ? `rgb(${r},${g},${b})` : `rgba(${r},${g},${b},${alpha.toFixed(3)})`;
}

export function lighter(color: Rgb, amount = 0.25): Rgb {
  return mix(color, [255, 252, 244], amount);
}

/** Towards a bluish black, as shadows are. */
export function darker(color: Rgb, amount = 0.3): Rgb {
  return mix(color, [18, 16, 38], amount);
}

/** Perceived brightness from 0 to 1 (Rec. 709 weights). */
export function luma(color: Rgb): number {
  return (0.2126 * color[0] + 0.7152 * color[1] + 0.0722 * color[2]) / 255;
}

/** Hue in degrees, saturation and lightness in 0…1. */
export function toHsl([r, g, b]: Rgb): [number, number, number] {
  const [max, min] = [Math.max(r, g, b) / 255, Math.min(r, g, b) / 255];
  const [l, d] = [(max + min) / 2, max - min];
  if (d < 1e-6) return [0, 0, l];
  const s = d / (1 - Math.abs(2 * l - 1));
  const [red, green, blue] = [r / 255, g / 255, b / 255];
  const sector = max === red ? ((green - blue) / d + 6) % 6 : max === green ? (blue - red) / d + 2 : (red - green) / d + 4;
  return [sector * 60, Math.min(1, s), l];
}

export function fromHsl(h: number, s: number, l: number): Rgb {
  const part = (n: number) => {
    const k = (n + (((h % 360) + 360) % 360) / 30) % 12;
    return 255 * (l - s * Math.min(l, 1 - l) * Math.max(-1, Math.min(k - 3, 9 - k, 1)));
  };
  return [part(0), part(8), part(4)];
}

/** The same light and dark in another colour: how "a green sky" or "purple mountains" keep their depth. */
export function recolor(color: Rgb, to: Rgb, amount = 0.85): Rgb {
  const [h, s, l] = toHsl(to);
  const own = toHsl(color);
  if (s < 0.08) return mix(color, fromHsl(0, 0, Math.max(0.03, Math.min(0.97, own[2] * 0.6 + l * 0.4))), amount);
  return mix(color, fromHsl(h, Math.max(0.3, s * 0.9), Math.max(0.06, Math.min(0.93, own[2] * 0.72 + l * 0.28))), amount);
}

/** A gradient by stops from 0 to 1, as a table of so many colours. */
export function ramp(stops: readonly (readonly [number, Rgb])[], steps: number): Float32Array {
  const table = new Float32Array(steps * 3);
  for (let i = 0; i < steps; i++) {
    const at = i / (steps - 1);
    let next = stops.findIndex(([position]) => position >= at);
    if (next < 0) next = stops.length - 1;
    const [to, from] = [stops[next]!, stops[Math.max(0, next - 1)]!];
    const span = to[0] - from[0];
    const part = span > 0 ? Math.max(0, Math.min(1, (at - from[0]) / span)) : 1;
    const color = mix(from[1], to[1], part * part * (3 - 2 * part) * 0.5 + part * 0.5);
    table.set(color, i * 3);
  }
  return table;
}
