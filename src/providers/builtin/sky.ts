// The sky: its colours, sun or moon with their glow, clouds, stars, aurora, nebulae, lightning and rainbows. Painted pixel by pixel; `t` in seconds moves it.
import { type Rgb, mix, ramp } from "./color.ts";
import type { Light } from "./light.ts";
import { type Rng, cell, fbm, hash } from "./noise.ts";
import { type Pixels, blend } from "./raster.ts";
import type { Scene } from "./scene.ts";

export interface Sky {
  paint(frame: Pixels, t: number): void;
}

interface Star {
  x: number;
  y: number;
  size: number;
  phase: number;
  color: Rgb;
}

/** Where the clouds are: a map wider than the frame, so that they can drift. */
interface Clouds {
  map: Float32Array;
  width: number;
}

const EDGE = 0.16;

function cloudsOf(width: number, height: number, scene: Scene, light: Light, rng: Rng): Clouds | null {
  if (light.cloud.cover <= 0) return null;
  const wide = Math.ceil(width * 1.25);
  const big = scene.place === "sky" ? 0.5 : 0.34;
  const map = fbm(wide, height, Math.max(24, width * big), 6, rng.int(1, 1e9), 1.9);
  const billow = fbm(wide, height, Math.max(12, width * big * 0.4), 4, rng.int(1, 1e9), 1.4);
  const threshold = 0.66 - light.cloud.cover * 0.34;
  for (let y = 0; y < height; y++) {
    // Fewer at the very top and near the horizon, so that the sky keeps its depth.
    const band = Math.min(1, 0.55 + Math.sin((y / height) * Math.PI) * 0.55);
    for (let x = 0; x < wide; x++) {
      const i = y * wide + x;
      const value = (map[i]! * 0.72 + billow[i]! * 0.28) * (light.cloud.cover > 0.8 ? 1 : band);
      map[i] = Math.max(0, Math.min(1, (value - threshold) / EDGE));
    }
  }
  return { map, width: wide };
}

function starsOf(width: number, height: number, amount: number, rng: Rng): Star[] {
  const count = Math.round(amount * (width * height) ** 0.5 * 0.32);
  return Array.from({ length: count }, () => ({
    x: rng() * width,
    y: rng() ** 1.35 * height,
    size: rng.chance(0.06) ? rng.range(1.3, 2.1) : rng.range(0.5, 1),
    phase: rng() * 6.283,
    color: mix(
      rng.pick([
        [255, 255, 255],
        [206, 222, 255],
        [255, 236, 206],
      ] as Rgb[]),
      [255, 255, 255],
      0.3,
    ),
  }));
}

function drawStar(frame: Pixels, star: Star, unit: number, t: number): void {
  const twinkle = 0.72 + 0.28 * Math.sin(star.phase + t * 3.1);
  const r = Math.max(0.8, star.size * unit);
  for (let dy = -Math.ceil(r); dy <= Math.ceil(r); dy++) {
    for (let dx = -Math.ceil(r); dx <= Math.ceil(r); dx++) {
      const [x, y] = [Math.round(star.x) + dx, Math.round(star.y) + dy];
      if (x < 0 || y < 0 || x >= frame.width || y >= frame.height) continue;
      const a = Math.max(0, 1 - Math.hypot(dx, dy) / (r + 0.4)) * twinkle;
      if (a > 0) blend(frame.data, (y * frame.width + x) * 4, ...star.color, a);
    }
  }
}

/** Gradient, glow and disc of sun or moon: everything that stands still. */
function backdrop(frame: Pixels, horizon: number, light: Light, unit: number, seed: number): void {
  const { width, height, data } = frame;
  const table = ramp(light.sky, 512);
  const orb = light.orb;
  const [ox, oy] = orb ? [orb.x * width, orb.y * horizon] : [0, 0];
  const radius = orb ? orb.r * Math.min(width, height) : 1;
  const spread = Math.max(width, height) * (orb?.moon ? 0.26 : 0.46);
  for (let y = 0; y < height; y++) {
    const at = Math.min(511, Math.max(0, Math.round((y / horizon) * 511))) * 3;
    for (let x = 0; x < width; x++) {
      const i = (y * width + x) * 4;
      const dither = (cell(x, y, seed) - 0.5) * 2.2;
      let r = table[at]! + dither;
      let g = table[at + 1]! + dither;
      let b = table[at + 2]! + dither;
      if (orb) {
        const d = Math.hypot(x - ox, (y - oy) * 1.12);
        const glow = (Math.exp(-d / (spread * 0.36)) * 0.62 + Math.exp(-d / (radius * 1.9)) * 0.5) * orb.glow;
        const k = Math.min(1, glow);
        r += (orb.color[0] - r) * k;
        g += (orb.color[1] - g) * k;
        b += (orb.color[2] - b) * k;
        const edge = (radius - Math.hypot(x - ox, y - oy)) / Math.max(1, unit);
        if (edge > -1) {
          let cover = Math.min(1, Math.max(0, edge * 0.5 + 0.5));
          if (orb.crescent)
            cover *= Math.min(1, Math.max(0, ((Math.hypot(x - ox - radius * 0.5, y - oy + radius * 0.2) - radius * 0.86) / unit) * 0.5 + 0.5));
          const spot = orb.moon ? 1 - 0.1 * Math.max(0, Math.sin(((x - ox) / radius) * 4.1 + 1) * Math.sin(((y - oy) / radius) * 3.7)) : 1;
          r += (Math.min(255, orb.color[0] + 14) * spot - r) * cover;
          g += (Math.min(255, orb.color[1] + 14) * spot - g) * cover;
          b += (Math.min(255, orb.color[2] + 12) * spot - b) * cover;
        }
      }
      data[i] = r;
      data[i + 1] = g;
      data[i + 2] = b;
      data[i + 3] = 255;
    }
  }
}

function drawClouds(frame: Pixels, clouds: Clouds, light: Light, horizon: number, t: number): void {
  const { width, data } = frame;
  const { map } = clouds;
  const slack = clouds.width - width - 2;
  const offset = Math.min(slack, slack * 0.3 + t * width * 0.012);
  const [ix, fx] = [Math.floor(offset), offset - Math.floor(offset)];
  const lift = Math.max(2, Math.round(frame.height * 0.022));
  const side = Math.round(lift * light.from * 0.8);
  const [cl, cd] = [light.cloud.light, light.cloud.dark];
  const last = Math.min(frame.height, Math.round(horizon * 1.02));
  for (let y = 0; y < last; y++) {
    const fade = Math.min(1, (last - y) / (horizon * 0.2)) * 0.94;
    const above = Math.max(0, y - lift) * clouds.width;
    for (let x = 0; x < width; x++) {
      const s = y * clouds.width + x + ix;
      const density = map[s]! * (1 - fx) + map[s + 1]! * fx;
      if (density <= 0.004) continue;
      // Lit where there is less cloud towards the light than here.
      const towards = map[above + Math.max(0, Math.min(clouds.width - 1, x + ix + side))]!;
      const lit = Math.max(0, Math.min(1, 0.62 + (density - towards) * 0.75 - density * 0.22));
      const i = (y * width + x) * 4;
      const a = density * density * (3 - 2 * density) * fade;
      data[i]! += (cd[0] + (cl[0] - cd[0]) * lit - data[i]!) * a;
      data[i + 1]! += (cd[1] + (cl[1] - cd[1]) * lit - data[i + 1]!) * a;
      data[i + 2]! += (cd[2] + (cl[2] - cd[2]) * lit - data[i + 2]!) * a;
    }
  }
}

/** Curtains of light that hang from moving lines. */
function drawAurora(frame: Pixels, horizon: number, tint: Rgb | undefined, seed: number, t: number): void {
  const { width, data } = frame;
  const low: Rgb = tint ?? [90, 240, 160];
  const high: Rgb = mix(low, [150, 90, 220], 0.65);
  for (let band = 0; band < 3; band++) {
    const phase = cell(band, 3, seed) * 6.283 + t * (0.22 + band * 0.07);
    for (let x = 0; x < width; x++) {
      const u = x / width;
      const line = horizon * (0.52 + band * 0.13 + 0.12 * Math.sin(u * (4 + band * 1.7) + phase) + 0.05 * Math.sin(u * 11 + phase * 1.7));
      const tall = horizon * (0.34 + 0.14 * Math.sin(u * 7 + phase * 0.8 + band));
      const ray = 0.55 + 0.45 * Math.sin(u * 90 + Math.sin(u * 23 + phase) * 5 + t);
      for (let y = Math.max(0, Math.floor(line - tall)); y < Math.min(horizon, line + horizon * 0.03); y++) {
        const up = Math.min(1, (line - y) / tall);
        const a = (up < 0 ? Math.max(0, 1 + up * 8) : (1 - up) ** 1.7) * (0.5 + ray * 0.5 * (1 - up * 0.4)) * 0.5 * (1 - band * 0.2);
        const i = (y * width + x) * 4;
        const m = Math.min(1, Math.max(0, up * 1.2));
        data[i] = data[i]! + (255 - data[i]!) * ((low[0] + (high[0] - low[0]) * m) / 255) * a;
        data[i + 1] = data[i + 1]! + (255 - data[i + 1]!) * ((low[1] + (high[1] - low[1]) * m) / 255) * a;
        data[i + 2] = data[i + 2]! + (255 - data[i + 2]!) * ((low[2] + (high[2] - low[2]) * m) / 255) * a;
      }
    }
  }
}

function drawNebula(frame: Pixels, scene: Scene, rng: Rng): void {
  const { width, height, data } = frame;
  const hues: Rgb[] = scene.palette.length
    ? scene.palette
    : scene.tints.space
      ? [scene.tints.space]
      : rng.pick([
          [
            [150, 70, 190],
            [60, 110, 220],
          ],
          [
            [210, 80, 130],
            [90, 80, 210],
          ],
          [
            [40, 150, 180],
            [140, 70, 190],
          ],
        ] as Rgb[][]);
  hues.slice(0, 3).forEach((color, k) => {
    const map = fbm(width, height, Math.max(16, width * 0.55), 6, rng.int(1, 1e9));
    const veil = fbm(width, height, Math.max(12, width * 0.2), 4, rng.int(1, 1e9));
    for (let i = 0; i < map.length; i++) {
      const v = Math.max(0, map[i]! * 0.8 + veil[i]! * 0.2 - 0.46 - k * 0.02) * 2.6;
      if (v <= 0) continue;
      const a = Math.min(0.82, v * v * 2.2 + v * 0.35);
      for (let c = 0; c < 3; c++) data[i * 4 + c] = data[i * 4 + c]! + (255 - data[i * 4 + c]!) * (color[c]! / 255) * a;
    }
  });
}

function drawRainbow(frame: Pixels, horizon: number): void {
  const { width, data } = frame;
  const bands: Rgb[] = [
    [214, 70, 70],
    [236, 150, 60],
    [244, 214, 90],
    [104, 186, 104],
    [80, 140, 214],
    [130, 90, 190],
  ];
  const [cx, cy, outer] = [width * 0.56, horizon * 1.06, Math.min(width * 0.52, horizon * 0.94)];
  const thick = outer * 0.12;
  for (let y = 0; y < horizon; y++) {
    for (let x = 0; x < width; x++) {
      const at = (outer - Math.hypot(x - cx, y - cy)) / thick;
      if (at < 0 || at >= 1) continue;
      const color = bands[Math.floor(at * bands.length)]!;
      blend(data, (y * width + x) * 4, ...color, 0.42 * Math.min(1, at * 6, (1 - at) * 6) * Math.min(1, (horizon - y) / (horizon * 0.2)));
    }
  }
}

function drawBolt(frame: Pixels, horizon: number, rng: Rng, unit: number): void {
  const bolt = (x: number, y: number, end: number, width: number): void => {
    while (y < end) {
      const [nx, ny] = [x + rng.range(-1, 1) * 16 * unit, y + rng.range(8, 22) * unit];
      const steps = Math.ceil((ny - y) / 0.7);
      for (let k = 0; k < steps; k++) {
        const [px, py] = [x + ((nx - x) * k) / steps, y + ((ny - y) * k) / steps];
        for (let dx = -Math.ceil(width * 5); dx <= width * 5; dx++) {
          const d = Math.abs(dx) / (width * 1.2);
          const [qx, qy] = [Math.round(px + dx), Math.round(py)];
          if (qx < 0 || qx >= frame.width || qy < 0 || qy >= frame.height) continue;
          blend(frame.data, (qy * frame.width + qx) * 4, 236, 238, 255, d < 1 ? 0.85 : 0.1 / d);
        }
      }
      if (width > 1.2 * unit && rng.chance(0.13)) bolt(nx, ny, Math.min(end, ny + horizon * 0.22), width * 0.5);
      [x, y] = [nx, ny];
    }
  };
  bolt(frame.width * rng.range(0.2, 0.8), horizon * 0.1, horizon, 1.8 * unit);
}

function drawMeteors(frame: Pixels, horizon: number, rng: Rng, unit: number): void {
  for (let k = 0; k < 5; k++) {
    const [x, y, length] = [rng.range(0.1, 1) * frame.width, rng.range(0.05, 0.6) * horizon, rng.range(60, 160) * unit * (k ? 0.7 : 1.3)];
    for (let s = 0; s < length; s += 0.5) {
      const [px, py] = [Math.round(x - s * 0.86), Math.round(y + s * 0.5)];
      for (let d = 0; d < Math.max(1, 2 * unit * (s / length)); d++)
        if (px >= 0 && px < frame.width && py + d >= 0 && py + d < frame.height)
          blend(frame.data, ((py + d) * frame.width + px) * 4, 250, 250, 255, (s / length) ** 2 * 0.9);
    }
  }
}

/** Prepares the sky of a scene. `horizon` in pixels may lie below the frame. */
export function skyOf(scene: Scene, light: Light, width: number, height: number, horizon: number, rng: Rng): Sky {
  const still: Pixels = { width, height, data: new Uint8ClampedArray(width * height * 4) };
  const unit = Math.max(0.6, Math.min(width, height) / 1024);
  const seed = hash("sky", rng.int(0, 1e9));
  backdrop(still, horizon, light, unit, seed);
  if (scene.place === "space") drawNebula(still, scene, rng.fork("nebula"));
  const stars = light.stars > 0 ? starsOf(width, Math.min(height, horizon), light.stars, rng.fork("stars")) : [];
  const clouds = cloudsOf(width, Math.min(height, Math.ceil(horizon * 1.05)), scene, light, rng.fork("clouds"));
  if (scene.weather.has("rainbow")) drawRainbow(still, Math.min(height, horizon));
  return {
    paint(frame, t) {
      frame.data.set(still.data);
      for (const star of stars) drawStar(frame, star, unit * 1.25, t);
      if (scene.weather.has("aurora")) drawAurora(frame, Math.min(height, horizon), scene.tints.aurora, seed, t);
      if (scene.weather.has("meteor")) drawMeteors(frame, Math.min(height, horizon), rng.fork("meteor"), unit);
      if (clouds) drawClouds(frame, clouds, light, Math.min(height, horizon), t);
      // In a film the flash comes and goes; in a picture it is there.
      if (scene.weather.has("storm") && (t === 0 || Math.sin(t * 5.3) + Math.sin(t * 3.1) > 1.5))
        drawBolt(frame, Math.min(height, horizon), rng.fork(`bolt${Math.floor(t)}`), unit);
    },
  };
}
