// What falls and drifts before the picture: rain, snow, fog, leaves, petals, fireflies, bubbles and rays. Moves with `t` in seconds.
import { type Rgb, mix } from "./color.ts";
import { type Rng, fbm } from "./noise.ts";
import { type Pixels, blend } from "./raster.ts";

export type Veil = (frame: Pixels, t: number) => void;

const wrap = (value: number, size: number): number => ((value % size) + size) % size;

/** A soft dot; `r` in pixels. */
function dot(frame: Pixels, cx: number, cy: number, r: number, color: Rgb, alpha: number, screen = false): void {
  const reach = Math.ceil(r + 1);
  for (let y = Math.floor(cy) - reach; y <= cy + reach; y++) {
    if (y < 0 || y >= frame.height) continue;
    for (let x = Math.floor(cx) - reach; x <= cx + reach; x++) {
      if (x < 0 || x >= frame.width) continue;
      const d = Math.hypot(x - cx, y - cy) / r;
      if (d < 1.15)
        blend(frame.data, (y * frame.width + x) * 4, color[0], color[1], color[2], alpha * Math.min(1, Math.max(0, (1.15 - d) * 2.2)), screen);
    }
  }
}

export function snowfall(width: number, height: number, amount: number, color: Rgb, rng: Rng): Veil {
  const unit = Math.min(width, height) / 1024;
  const flakes = Array.from({ length: Math.round(amount * 300 * Math.max(1, (width * height) / (1024 * 1024)) ** 0.5) }, () => {
    const near = rng() ** 2.4;
    return {
      x: rng() * width,
      y: rng() * height,
      r: Math.max(0.7, (1.1 + near * 5.6) * unit),
      fall: (28 + near * 110) * unit,
      sway: rng.range(3, 16) * unit,
      phase: rng() * 6.283,
      alpha: 0.95 - near * 0.4,
    };
  });
  return (frame, t) => {
    for (const f of flakes) dot(frame, wrap(f.x + Math.sin(f.phase + t * 1.3) * f.sway, width), wrap(f.y + f.fall * t, height), f.r, color, f.alpha);
  };
}

export function rainfall(width: number, height: number, heavy: boolean, ground: number, rng: Rng): Veil {
  const unit = Math.min(width, height) / 1024;
  const drops = Array.from({ length: Math.round((heavy ? 620 : 420) * Math.max(0.5, width / 1024)) }, () => {
    const near = rng();
    return {
      x: rng() * width * 1.2,
      y: rng() * height,
      long: (16 + near * 44) * unit,
      fall: (620 + near * 700) * unit,
      alpha: 0.1 + near * 0.2,
      thick: Math.max(1, Math.round((0.8 + near * 1.5) * unit)),
    };
  });
  const splashes = Array.from({ length: 60 }, () => ({ x: rng() * width, y: ground + rng() * (height - ground), phase: rng() }));
  return (frame, t) => {
    for (const d of drops) {
      const [x0, y0] = [wrap(d.x - d.fall * t * 0.16, width * 1.2), wrap(d.y + d.fall * t, height + d.long) - d.long];
      for (let s = 0; s < d.long; s += 0.8) {
        const [x, y] = [Math.round(x0 - s * 0.16), Math.round(y0 + s)];
        if (x < 0 || y < 0 || y >= frame.height) continue;
        for (let k = 0; k < d.thick && x + k < frame.width; k++)
          blend(frame.data, (y * frame.width + x + k) * 4, 222, 232, 244, d.alpha * (s / d.long));
      }
    }
    for (const s of splashes) {
      const age = wrap(s.phase + t * 1.9, 1);
      const r = age * 10 * unit;
      for (let a = 0; a < 6.283; a += 0.35) {
        const [x, y] = [Math.round(s.x + Math.cos(a) * r), Math.round(s.y + Math.sin(a) * r * 0.35)];
        if (x >= 0 && y >= 0 && x < frame.width && y < frame.height) blend(frame.data, (y * frame.width + x) * 4, 226, 236, 246, (1 - age) * 0.4);
      }
    }
  };
}

/** Fog that is densest around a line. */
export function fogbank(width: number, height: number, at: number, amount: number, color: Rgb, rng: Rng): Veil {
  const wide = Math.ceil(width * 1.3);
  const map = fbm(wide, height, Math.max(16, width * 0.3), 4, rng.int(1, 1e9), 2.6);
  return (frame, t) => {
    const offset = Math.floor(Math.min(wide - width, (t * width) / 60));
    for (let y = 0; y < height; y++) {
      const band = Math.exp(-(((y - at) / (height * 0.24)) ** 2)) * amount + amount * 0.12;
      for (let x = 0; x < width; x++) {
        const a = Math.min(0.96, band * (0.25 + map[y * wide + x + offset]! * 1.35));
        const i = (y * width + x) * 4;
        frame.data[i]! += (color[0] - frame.data[i]!) * a;
        frame.data[i + 1]! += (color[1] - frame.data[i + 1]!) * a;
        frame.data[i + 2]! += (color[2] - frame.data[i + 2]!) * a;
      }
    }
  };
}

/** Leaves or petals on the wind. */
export function drifting(width: number, height: number, colors: readonly Rgb[], count: number, rng: Rng): Veil {
  const unit = Math.min(width, height) / 1024;
  const bits = Array.from({ length: count }, () => ({
    x: rng() * width,
    y: rng() * height,
    r: rng.range(4, 11) * unit,
    turn: rng() * 6.283,
    color: rng.pick(colors),
    fall: rng.range(30, 80) * unit,
  }));
  return (frame, t) => {
    for (const bit of bits) {
      const [cx, cy, angle] = [
        wrap(bit.x + t * bit.fall * 0.9 + Math.sin(t * 2 + bit.turn) * 14 * unit, width),
        wrap(bit.y + bit.fall * t, height),
        bit.turn + t * 1.6,
      ];
      const [cos, sin, reach] = [Math.cos(angle), Math.sin(angle), Math.ceil(bit.r)];
      for (let dy = -reach; dy <= reach; dy++)
        for (let dx = -reach; dx <= reach; dx++) {
          const [x, y] = [Math.round(cx + dx), Math.round(cy + dy)];
          if (x < 0 || y < 0 || x >= width || y >= height) continue;
          const d = ((dx * cos + dy * sin) / bit.r) ** 2 + ((-dx * sin + dy * cos) / (bit.r * 0.45)) ** 2;
          if (d < 1) blend(frame.data, (y * width + x) * 4, ...bit.color, Math.min(1, (1 - d) * 3) * 0.9);
        }
    }
  };
}

export function fireflies(width: number, height: number, color: Rgb, count: number, rng: Rng): Veil {
  const unit = Math.min(width, height) / 1024;
  const lights = Array.from({ length: count }, () => ({
    x: rng() * width,
    y: height * rng.range(0.35, 0.97),
    r: rng.range(2, 4.4) * unit,
    phase: rng() * 6.283,
  }));
  return (frame, t) => {
    for (const l of lights) {
      const [x, y] = [l.x + Math.sin(t * 0.7 + l.phase) * 26 * unit, l.y + Math.cos(t * 0.9 + l.phase * 2) * 18 * unit];
      const on = 0.6 + 0.4 * Math.sin(t * 2.2 + l.phase);
      dot(frame, x, y, l.r * 5, color, 0.09 * on, true);
      dot(frame, x, y, l.r * 2.4, color, 0.22 * on, true);
      dot(frame, x, y, l.r, mix(color, [255, 255, 255], 0.5), 0.95 * on);
    }
  };
}

export function bubbles(width: number, height: number, rng: Rng): Veil {
  const unit = Math.min(width, height) / 1024;
  const all = Array.from({ length: 46 }, () => ({ x: rng() * width, y: rng() * height, r: rng.range(2.5, 12) * unit, phase: rng() * 6.283 }));
  return (frame, t) => {
    for (const bubble of all) {
      const [x, y] = [bubble.x + Math.sin(t + bubble.phase) * 8 * unit, wrap(bubble.y - t * (26 + bubble.r * 3), height)];
      dot(frame, x, y, bubble.r, [220, 246, 250], 0.2);
      dot(frame, x - bubble.r * 0.3, y - bubble.r * 0.35, Math.max(0.8, bubble.r * 0.3), [255, 255, 255], 0.8);
    }
  };
}

/** Shafts of light from above. */
export function rays(width: number, height: number, color: Rgb, amount: number, lean: number, rng: Rng): Veil {
  const shafts = Array.from({ length: 7 }, () => ({ x: rng() * 1.3 - 0.15, wide: rng.range(0.02, 0.07), phase: rng() * 6.283 }));
  return (frame, t) => {
    const row = new Float32Array(width);
    for (let y = 0; y < height; y++) {
      row.fill(0);
      const down = y / height;
      for (const s of shafts) {
        const [cx, half] = [(s.x + down * lean) * width, s.wide * (0.5 + down) * width];
        const power = amount * (0.7 + 0.3 * Math.sin(t * 0.8 + s.phase)) * (1 - down) ** 1.1;
        for (let x = Math.max(0, Math.floor(cx - half)); x < Math.min(width, cx + half); x++) row[x]! += power * (1 - Math.abs(x - cx) / half);
      }
      for (let x = 0; x < width; x++) {
        const a = row[x]!;
        if (a <= 0.003) continue;
        const i = (y * width + x) * 4;
        for (let c = 0; c < 3; c++) frame.data[i + c] = frame.data[i + c]! + (255 - frame.data[i + c]!) * (color[c]! / 255) * Math.min(0.8, a);
      }
    }
  };
}
