// Drawn styles: pencil, charcoal, coloured pencil and ink, from edges and hatching on paper.
import { cell, fbm } from "./noise.ts";
import { type Pixels, blur } from "./raster.ts";

interface Lines {
  paper: readonly [number, number, number];
  ink: readonly [number, number, number];
  /** Width of contours, in thousandths of the picture; and how black they get. */
  contour: number;
  black: number;
  /** Distance between hatching lines in thousandths; 0 for none. */
  hatch: number;
  /** How far the hand strays, in thousandths. */
  stray: number;
  /** 1 keeps the picture's colours in the strokes, 0 uses the ink. */
  color: number;
  /** How strongly the paper's tooth breaks the strokes. */
  tooth: number;
  smudge: number;
}

/** Tone above which the first, second … layer of hatching is left out. */
const TONES = [0.8, 0.6, 0.42, 0.26];
const ANGLES = [0.78, 2.2, 0.1, 1.5];

function lines(width: number, height: number, seed: number, look: Lines): (frame: Pixels) => void {
  const unit = Math.max(0.45, Math.min(width, height) / 1000);
  const strayX = fbm(width, height, 70 * unit, 2, seed + 21);
  const strayY = fbm(width, height, 70 * unit, 2, seed + 22);
  const press = fbm(width, height, 120 * unit, 3, seed + 23);
  const tooth = fbm(width, height, Math.max(1.2, 2.6 * unit), 2, seed + 24);
  const source = new Uint8ClampedArray(width * height * 4);
  const tone = new Float32Array(width * height);
  return (frame) => {
    const { data } = frame;
    source.set(data);
    for (let y = 0, i = 0; y < height; y++) {
      for (let x = 0; x < width; x++, i++) {
        const sx = Math.max(0, Math.min(width - 1, Math.round(x + (strayX[i]! - 0.5) * look.stray * unit)));
        const sy = Math.max(0, Math.min(height - 1, Math.round(y + (strayY[i]! - 0.5) * look.stray * unit)));
        const s = (sy * width + sx) * 4;
        for (let c = 0; c < 4; c++) data[i * 4 + c] = source[s + c]!;
        tone[i] = (source[s]! * 0.3 + source[s + 1]! * 0.59 + source[s + 2]! * 0.11) / 255;
      }
    }
    const near = blur(tone, width, height, Math.max(1, look.contour * 0.5 * unit));
    const wide = blur(tone, width, height, Math.max(2, look.contour * 1.7 * unit));
    const mean = tone.reduce((sum, value) => sum + value, 0) / tone.length;
    // Dark pictures are drawn lighter, or a night would be a black sheet.
    const lift = mean < 0.45 ? 0.45 / Math.max(0.12, mean) : 1;
    for (let y = 0, i = 0; y < height; y++) {
      for (let x = 0; x < width; x++, i++) {
        if (data[i * 4 + 3] === 0) continue;
        const level = Math.min(1, near[i]! * lift) ** 0.9;
        const contour = Math.max(0, Math.min(1, (wide[i]! - near[i]!) * 15 * Math.min(2, lift)));
        let mark = contour * look.black;
        if (look.hatch) mark = Math.max(mark, hatching(x, y, level, look, unit, press[i]!, seed));
        mark = Math.max(mark, Math.min(0.9, (1 - level) * look.smudge + look.color * 0.34));
        mark *= 1 - look.tooth * Math.max(0, tooth[i]! * 1.7 - 0.62);
        const fibre = (tooth[i]! - 0.5) * 9;
        for (let c = 0; c < 3; c++) {
          const ink = look.ink[c]! + (Math.min(255, data[i * 4 + c]! * 0.9) - look.ink[c]!) * look.color * (1 - contour * 0.75);
          const ground = look.paper[c]! + fibre;
          data[i * 4 + c] = ground + (ink - ground) * Math.min(1, mark);
        }
      }
    }
  };
}

/** How dark hatching makes a place: each layer of parallel lines sets in below its tone. */
function hatching(x: number, y: number, level: number, look: Lines, unit: number, press: number, seed: number): number {
  let mark = 0;
  for (let k = 0; k < TONES.length; k++) {
    const below = TONES[k]! - level;
    if (below <= 0) break;
    const across = (x * Math.cos(ANGLES[k]!) + y * Math.sin(ANGLES[k]!)) / (look.hatch * unit) + (press - 0.5) * 1.6;
    const row = Math.floor(across);
    const along = (x * -Math.sin(ANGLES[k]!) + y * Math.cos(ANGLES[k]!)) / (70 * unit) + cell(row, k, seed) * 9;
    const gap = cell(row, Math.floor(along), seed + k) < 0.1 ? 0.4 : 1;
    const line = Math.abs(across - row - 0.5) * 2;
    const thick = 0.34 + Math.min(0.5, below * 1.9);
    mark = Math.max(mark, line < thick ? (0.4 + Math.min(0.42, below)) * (0.6 + press * 0.6) * gap : 0);
  }
  return mark;
}

export const pencil = (width: number, height: number, seed: number): ((frame: Pixels) => void) =>
  lines(width, height, seed, {
    paper: [250, 247, 240],
    ink: [52, 52, 60],
    contour: 3.4,
    black: 0.95,
    hatch: 6.4,
    stray: 7,
    color: 0,
    tooth: 0.75,
    smudge: 0.2,
  });
export const charcoal = (width: number, height: number, seed: number): ((frame: Pixels) => void) =>
  lines(width, height, seed, {
    paper: [240, 234, 222],
    ink: [26, 24, 26],
    contour: 6,
    black: 1,
    hatch: 10,
    stray: 12,
    color: 0,
    tooth: 1.15,
    smudge: 0.62,
  });
export const crayon = (width: number, height: number, seed: number): ((frame: Pixels) => void) =>
  lines(width, height, seed, {
    paper: [252, 249, 242],
    ink: [70, 62, 66],
    contour: 3.6,
    black: 0.8,
    hatch: 7,
    stray: 8,
    color: 1,
    tooth: 0.8,
    smudge: 0.9,
  });
export const ink = (width: number, height: number, seed: number): ((frame: Pixels) => void) =>
  lines(width, height, seed, {
    paper: [252, 250, 245],
    ink: [18, 18, 24],
    contour: 3,
    black: 1,
    hatch: 0,
    stray: 4,
    color: 0,
    tooth: 0.15,
    smudge: 0,
  });
