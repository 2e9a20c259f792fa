// Printed and cut styles: woodblock, black and white, sepia, pop art, cut paper.
import { type Rgb, hex, luma } from "./color.ts";
import { cell, fbm } from "./noise.ts";
import { type Pixels, blur } from "./raster.ts";

function toneOf(frame: Pixels): Float32Array {
  const tone = new Float32Array(frame.width * frame.height);
  for (let i = 0; i < tone.length; i++)
    tone[i] = (frame.data[i * 4]! * 0.2126 + frame.data[i * 4 + 1]! * 0.7152 + frame.data[i * 4 + 2]! * 0.0722) / 255;
  return tone;
}

function vignette(width: number, height: number, strength: number): Float32Array {
  const map = new Float32Array(width * height);
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i++) map[i] = 1 - strength * Math.max(0, (x / width - 0.5) ** 2 + (y / height - 0.5) ** 2 - 0.12) * 2.4;
  return map;
}

/** Black and white with deep shadows and film grain. */
export function noir(width: number, height: number, seed: number): (frame: Pixels) => void {
  const corner = vignette(width, height, 0.6);
  return (frame) => {
    const tone = toneOf(frame);
    for (let i = 0; i < tone.length; i++) {
      const t = tone[i]!;
      const value =
        ((t * t * (3 - 2 * t) * 0.7 + t * 0.3) * 0.94 + 0.05) * 255 * corner[i]! + (cell(i % width, Math.floor(i / width), seed) - 0.5) * 17;
      frame.data[i * 4] = value;
      frame.data[i * 4 + 1] = value;
      frame.data[i * 4 + 2] = value;
    }
  };
}

/** Brown and faded, as old prints are. */
export function sepia(width: number, height: number, seed: number): (frame: Pixels) => void {
  const corner = vignette(width, height, 0.8);
  const stain = fbm(width, height, width * 0.3, 4, seed + 51);
  return (frame) => {
    const tone = toneOf(frame);
    for (let i = 0; i < tone.length; i++) {
      const t = (0.1 + tone[i]! * 0.84) * corner[i]! * (0.93 + stain[i]! * 0.14) + (cell(i % width, Math.floor(i / width), seed) - 0.5) * 0.05;
      frame.data[i * 4] = 255 * Math.min(1, t * 1.07 + 0.03);
      frame.data[i * 4 + 1] = 238 * Math.min(1, t * 0.98);
      frame.data[i * 4 + 2] = 205 * Math.min(1, t * 0.9);
    }
  };
}

const INKS: readonly Rgb[] = [
  "#1f2a44",
  "#2b4a77",
  "#5c86a6",
  "#a9c3c9",
  "#efe4c8",
  "#f6efdc",
  "#d9b06a",
  "#c9563c",
  "#8f3b33",
  "#7c9466",
  "#43624f",
  "#8a8377",
  "#d99f8f",
  "#2a2a2e",
  "#b98a5a",
].map(hex);

/** A print from wooden blocks: few inks, dark blue contours, the grain of wood and paper. */
export function ukiyo(width: number, height: number, seed: number): (frame: Pixels) => void {
  const unit = Math.min(width, height) / 1024;
  const grain = fbm(width, height, Math.max(2, 7 * unit), 3, seed + 61, 14);
  const fibre = fbm(width, height, Math.max(1.2, 3 * unit), 2, seed + 62);
  return (frame) => {
    const { data } = frame;
    const tone = toneOf(frame);
    const soft = blur(tone, width, height, Math.max(1, 2.6 * unit));
    for (let i = 0; i < tone.length; i++) {
      if (data[i * 4 + 3] === 0) continue;
      const r = data[i * 4]!;
      const g = data[i * 4 + 1]!;
      const b = data[i * 4 + 2]!;
      const wobble = (grain[i]! - 0.5) * 26;
      let best = INKS[0]!;
      let least = Infinity;
      for (const color of INKS) {
        const d = (color[0] - r - wobble) ** 2 * 2 + (color[1] - g - wobble) ** 2 * 4 + (color[2] - b - wobble) ** 2 * 3;
        if (d < least) {
          least = d;
          best = color;
        }
      }
      const line = Math.max(0, Math.min(0.9, (soft[i]! - tone[i]!) * 15 - 0.3));
      const ink = 0.94 + (grain[i]! - 0.5) * 0.2 + (fibre[i]! - 0.5) * 0.09;
      for (let c = 0; c < 3; c++) {
        const flat = (best[c]! * 0.7 + data[i * 4 + c]! * 0.3) * ink;
        data[i * 4 + c] = flat + ([28, 38, 66][c]! - flat) * line;
      }
    }
  };
}

const POP: readonly Rgb[] = ["#15131c", "#e8303a", "#ffd23f", "#2f7de1", "#fdf6e6", "#ff7db3", "#2fb57c", "#f58a2e", "#6b3fa0"].map(hex);

/** Few loud colours, dots for the middle tones, thick contours. */
export function popart(width: number, height: number, _seed: number): (frame: Pixels) => void {
  const unit = Math.min(width, height) / 1024;
  const cellSize = Math.max(4, 13 * unit);
  return (frame) => {
    const { data } = frame;
    const tone = toneOf(frame);
    const soft = blur(tone, width, height, Math.max(1, 4 * unit));
    for (let y = 0, i = 0; y < height; y++) {
      for (let x = 0; x < width; x++, i++) {
        if (data[i * 4 + 3] === 0) continue;
        const mean = tone[i]! * 255;
        let [best, least] = [POP[0]!, Infinity];
        for (const color of POP) {
          let d = 0;
          for (let c = 0; c < 3; c++) d += (color[c]! - (mean + (data[i * 4 + c]! - mean) * 1.6)) ** 2;
          if (d < least) [least, best] = [d, color];
        }
        const [u, v] = [(x + y) / cellSize, (x - y) / cellSize];
        const dot = Math.hypot(u - Math.round(u), v - Math.round(v)) < 0.46 * Math.min(1, Math.max(0, 1.25 - tone[i]! * 1.2));
        const under = luma(best) > 0.5 ? best : best.map((value) => value + (255 - value) * 0.42);
        const line = soft[i]! - tone[i]! > 0.045;
        for (let c = 0; c < 3; c++) data[i * 4 + c] = line ? [18, 14, 24][c]! : dot ? best[c]! * 0.86 : under[c]!;
      }
    }
  };
}

/** Sheets of paper over each other: flat steps of tone with shadows at their edges. */
export function papercut(width: number, height: number, seed: number): (frame: Pixels) => void {
  const unit = Math.min(width, height) / 1024;
  const fibre = fbm(width, height, Math.max(1.2, 4 * unit), 3, seed + 71);
  return (frame) => {
    const { data } = frame;
    const tone = blur(toneOf(frame), width, height, Math.max(1, 2 * unit));
    const level = (value: number) => Math.floor(value * 8);
    const cover = new Float32Array(tone.length);
    const [dx, dy] = [Math.round(5 * unit) + 1, Math.round(6 * unit) + 1];
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        const s = Math.max(0, y - dy) * width + Math.max(0, x - dx);
        cover[y * width + x] = level(tone[s]!) < level(tone[y * width + x]!) ? 1 : 0;
      }
    const shade = blur(cover, width, height, Math.max(1, 4 * unit));
    for (let i = 0; i < tone.length; i++) {
      const gain = (1 - shade[i]! * 0.34) * (0.95 + (fibre[i]! - 0.5) * 0.16) * ((level(tone[i]!) + 0.75) / 8 / Math.max(0.06, tone[i]!));
      for (let c = 0; c < 3; c++) data[i * 4 + c] = data[i * 4 + c]! * (0.35 + 0.65 * gain);
    }
  };
}
