// Pixels: SVG to sprites, sprites onto a frame, blurs, and the modelling of flat shapes by light. Knows no scene.
import sharp from "sharp";
import type { Rgb } from "./color.ts";

// libvips would keep decoded files and start a thread a core in every worker; measured, that costs 60 MB an idle process and gains nothing here.
sharp.cache(false);
sharp.concurrency(1);

/** A picture of RGBA bytes, not premultiplied. */
export interface Pixels {
  width: number;
  height: number;
  data: Uint8ClampedArray;
}

export function pixels(width: number, height: number): Pixels {
  return { width, height, data: new Uint8ClampedArray(width * height * 4) };
}

/** Draws SVG elements into so many pixels; `view` is the part of its own coordinates that fills them. */
export async function rasterize(content: string, width: number, height: number, view?: readonly [number, number, number, number]): Promise<Pixels> {
  const [x, y, w, h] = view ?? [0, 0, width, height];
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${width}" height="${height}" viewBox="${x} ${y} ${w} ${h}" preserveAspectRatio="none">${content}</svg>`;
  const { data, info } = await sharp(Buffer.from(svg), { unlimited: true }).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data: new Uint8ClampedArray(data.buffer, data.byteOffset, data.length) };
}

/** Light on all its pixels, then fading into the haze by `distance` 0…1. */
export function light(sprite: Pixels, ambient: Rgb, haze: Rgb, distance: number): void {
  const { data } = sprite;
  const keep = 1 - distance;
  const [mr, mg, mb] = [(ambient[0] / 255) * keep, (ambient[1] / 255) * keep, (ambient[2] / 255) * keep];
  const [hr, hg, hb] = [haze[0] * distance, haze[1] * distance, haze[2] * distance];
  for (let i = 0; i < data.length; i += 4) {
    if (data[i + 3] === 0) continue;
    data[i] = data[i]! * mr + hr;
    data[i + 1] = data[i + 1]! * mg + hg;
    data[i + 2] = data[i + 2]! * mb + hb;
  }
}

/** Three box blurs, which come close to a Gaussian. `radius` in pixels. */
export function blur(map: Float32Array, width: number, height: number, radius: number): Float32Array {
  const r = Math.max(1, Math.round(radius));
  let from = map;
  const to = new Float32Array(map.length);
  for (let pass = 0; pass < 2; pass++) {
    blurRows(from, to, width, height, r);
    const back = from === map ? new Float32Array(map.length) : from;
    blurColumns(to, back, width, height, r);
    from = back;
  }
  return from;
}

function blurRows(from: Float32Array, to: Float32Array, width: number, height: number, r: number): void {
  const scale = 1 / (2 * r + 1);
  for (let y = 0; y < height; y++) {
    const row = y * width;
    let sum = from[row]! * r;
    for (let x = 0; x < r; x++) sum += from[row + Math.min(width - 1, x)]!;
    for (let x = 0; x < width; x++) {
      sum += from[row + (x + r < width ? x + r : width - 1)]!;
      to[row + x] = sum * scale;
      sum -= from[row + (x - r > 0 ? x - r : 0)]!;
    }
  }
}

function blurColumns(from: Float32Array, to: Float32Array, width: number, height: number, r: number): void {
  const scale = 1 / (2 * r + 1);
  const sums = new Float32Array(width);
  for (let x = 0; x < width; x++) sums[x] = from[x]! * r;
  for (let y = 0; y < r; y++) for (let x = 0, row = Math.min(height - 1, y) * width; x < width; x++) sums[x]! += from[row + x]!;
  for (let y = 0; y < height; y++) {
    const [enter, leave, row] = [(y + r < height ? y + r : height - 1) * width, (y - r > 0 ? y - r : 0) * width, y * width];
    for (let x = 0; x < width; x++) {
      sums[x]! += from[enter + x]!;
      to[row + x] = sums[x]! * scale;
      sums[x]! -= from[leave + x]!;
    }
  }
}

/** Models a flat shape: its blurred outline stands for its roundness, lit from one side and above. `strength` 0…1. */
export function model(sprite: Pixels, from: number, strength: number): void {
  const { width, height, data } = sprite;
  const alpha = new Float32Array(width * height);
  for (let i = 0; i < alpha.length; i++) alpha[i] = data[i * 4 + 3]! / 255;
  const round = blur(alpha, width, height, Math.max(2, Math.min(width, height) * 0.045));
  const reach = Math.max(1, Math.round(Math.min(width, height) * 0.02));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      if (data[at * 4 + 3] === 0) continue;
      const dx = round[y * width + Math.min(width - 1, x + reach)]! - round[y * width + Math.max(0, x - reach)]!;
      const dy = round[Math.min(height - 1, y + reach) * width + x]! - round[Math.max(0, y - reach) * width + x]!;
      const shade = Math.max(-1, Math.min(1, (dx * -from * 0.8 + dy * 0.9) * 1.6));
      const gain = shade > 0 ? 1 + shade * 0.2 * strength : 1 + shade * 0.42 * strength;
      const warm = shade > 0 ? shade * 16 * strength : 0;
      const i = at * 4;
      data[i] = data[i]! * gain + warm;
      data[i + 1] = data[i + 1]! * gain + warm * 0.85;
      data[i + 2] = data[i + 2]! * (shade < 0 ? gain + shade * -0.07 * strength : gain) + warm * 0.4;
    }
  }
}

export interface Placing {
  opacity?: number;
  /** Draws it upside down. */
  upside?: boolean;
  /** Moves each row sideways by so many pixels. */
  shift?: (row: number) => number;
  /** Opacity of each row. */
  fade?: (row: number) => number;
  scaleX?: number;
  scaleY?: number;
  /** Adds light instead of covering. */
  screen?: boolean;
  /** Nothing is drawn below this row of the frame. */
  above?: number;
}

/** Puts a sprite on a frame with its top left at x, y, which may be fractions of pixels. */
export function put(frame: Pixels, sprite: Pixels, x: number, y: number, how: Placing = {}): void {
  const { opacity = 1, scaleX = 1, scaleY = 1 } = how;
  const [w, h] = [Math.round(sprite.width * scaleX), Math.round(sprite.height * scaleY)];
  const whole = scaleX === 1 && scaleY === 1 && !how.shift && Number.isInteger(x) && Number.isInteger(y);
  // Most of a film is layers moved sideways by a fraction of a pixel: worth a path of its own.
  const sideways = !whole && scaleX === 1 && scaleY === 1 && !how.shift && !how.upside && !how.screen && Number.isInteger(y);
  const [x0, y0] = [Math.floor(x), Math.floor(y)];
  const [fx, fy] = [x - x0, y - y0];
  const bottom = Math.min(h + (whole ? 0 : 1), (how.above ?? frame.height) - y0, frame.height - y0);
  for (let row = Math.max(0, -y0); row < bottom; row++) {
    const strength = opacity * (how.fade ? how.fade(row) : 1);
    if (strength <= 0) continue;
    const shift = how.shift ? how.shift(row) : 0;
    if (sideways) {
      slideRow(frame, sprite, y0 + row, x0, fx, row, strength);
      continue;
    }
    const source = how.upside ? h - 1 - row + fy : row - fy;
    putRow(frame, sprite, {
      row: y0 + row,
      left: x0 + Math.floor(shift),
      fraction: fx + shift - Math.floor(shift),
      sy: source / scaleY,
      width: w,
      step: 1 / scaleX,
      strength,
      whole,
      screen: how.screen ?? false,
    });
  }
}

/** A row moved to the right by `fraction` of a pixel: each pixel is a mean of two neighbours. */
function slideRow(frame: Pixels, sprite: Pixels, row: number, left: number, fraction: number, sy: number, strength: number): void {
  const [from, to] = [sprite.data, frame.data];
  const keep = 1 - fraction;
  const start = Math.max(0, -left);
  const end = Math.min(sprite.width + 1, frame.width - left);
  for (let column = start, d = (row * frame.width + left + start) * 4, s = (sy * sprite.width + start) * 4; column < end; column++, d += 4, s += 4) {
    const a1 = column < sprite.width ? from[s + 3]! * keep : 0;
    const a0 = column > 0 ? from[s - 1]! * fraction : 0;
    const a = a0 + a1;
    if (a < 0.5) continue;
    const w0 = a0 / a;
    const w1 = a1 / a;
    const r = (w0 && from[s - 4]! * w0) + (w1 && from[s]! * w1);
    const g = (w0 && from[s - 3]! * w0) + (w1 && from[s + 1]! * w1);
    const b = (w0 && from[s - 2]! * w0) + (w1 && from[s + 2]! * w1);
    const alpha = (a / 255) * strength;
    if (alpha > 0.996 || to[d + 3] === 255) {
      to[d]! += (r - to[d]!) * alpha;
      to[d + 1]! += (g - to[d + 1]!) * alpha;
      to[d + 2]! += (b - to[d + 2]!) * alpha;
      to[d + 3] = 255;
    } else blend(to, d, r, g, b, alpha);
  }
}

interface Row {
  row: number;
  left: number;
  fraction: number;
  sy: number;
  width: number;
  step: number;
  strength: number;
  whole: boolean;
  screen: boolean;
}

function putRow(frame: Pixels, sprite: Pixels, { row, left, fraction, sy, width, step, strength, whole, screen }: Row): void {
  const [from, to] = [sprite.data, frame.data];
  const iy = Math.floor(sy);
  const ty = sy - iy;
  const [rowA, rowB] = [iy, iy + 1];
  for (let column = Math.max(0, -left), end = Math.min(width + (whole ? 0 : 1), frame.width - left); column < end; column++) {
    let r = 0;
    let g = 0;
    let b = 0;
    let a = 0;
    if (whole) {
      const s = (rowA * sprite.width + column) * 4;
      a = from[s + 3]!;
      if (a === 0) continue;
      r = from[s]!;
      g = from[s + 1]!;
      b = from[s + 2]!;
    } else {
      const sx = (column - fraction) * step;
      const ix = Math.floor(sx);
      const tx = sx - ix;
      for (let k = 0; k < 4; k++) {
        const px = ix + (k & 1);
        const py = k & 2 ? rowB : rowA;
        if (px < 0 || py < 0 || px >= sprite.width || py >= sprite.height) continue;
        const s = (py * sprite.width + px) * 4;
        const weight = (k & 1 ? tx : 1 - tx) * (k & 2 ? ty : 1 - ty) * from[s + 3]!;
        a += weight;
        r += from[s]! * weight;
        g += from[s + 1]! * weight;
        b += from[s + 2]! * weight;
      }
      if (a < 0.5) continue;
      r /= a;
      g /= a;
      b /= a;
    }
    const d = (row * frame.width + left + column) * 4;
    blend(to, d, r, g, b, (a / 255) * strength, screen);
  }
}

/** One pixel over another; keeps the frame's transparency right. */
export function blend(to: Uint8ClampedArray, d: number, r: number, g: number, b: number, alpha: number, screen = false): void {
  const under = to[d + 3]! / 255;
  if (screen) {
    const keep = alpha / 255;
    to[d] = to[d]! + (255 - to[d]!) * r * keep;
    to[d + 1] = to[d + 1]! + (255 - to[d + 1]!) * g * keep;
    to[d + 2] = to[d + 2]! + (255 - to[d + 2]!) * b * keep;
    return;
  }
  if (under >= 0.999) {
    to[d]! += (r - to[d]!) * alpha;
    to[d + 1]! += (g - to[d + 1]!) * alpha;
    to[d + 2]! += (b - to[d + 2]!) * alpha;
    return;
  }
  const out = alpha + under * (1 - alpha);
  if (out <= 0) return;
  to[d] = (r * alpha + to[d]! * under * (1 - alpha)) / out;
  to[d + 1] = (g * alpha + to[d + 1]! * under * (1 - alpha)) / out;
  to[d + 2] = (b * alpha + to[d + 2]! * under * (1 - alpha)) / out;
  to[d + 3] = out * 255;
}

/** A soft ellipse that darkens what lies under it: a shadow on the ground. */
export function shadow(frame: Pixels, cx: number, cy: number, rx: number, ry: number, strength: number): void {
  const { data, width, height } = frame;
  for (let y = Math.max(0, Math.floor(cy - ry)); y < Math.min(height, cy + ry); y++) {
    for (let x = Math.max(0, Math.floor(cx - rx)); x < Math.min(width, cx + rx); x++) {
      const d = ((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2;
      if (d >= 1) continue;
      const keep = 1 - strength * (1 - d) * (1 - d * 0.4);
      const i = (y * width + x) * 4;
      data[i]! *= keep;
      data[i + 1]! *= keep;
      data[i + 2]! *= 1 - (1 - keep) * 0.72;
    }
  }
}
