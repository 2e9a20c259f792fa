// Landscapes as SVG: mountain ranges, hills, rows of trees, dunes, skylines, ground with its grass. Natural colours; the stage lights them.
import { type Rgb, css, darker, lighter, mix } from "./color.ts";
import { broadleaf, conifer } from "./paint-plants.ts";
import { type Rng, ridge } from "./noise.ts";
import { box, curve, gradient, group, line, path, poly, shape, stroke } from "./shapes.ts";

let serial = 0;
/** Ids only need to differ within one SVG, and never change a pixel. */
const id = (): string => `l${serial++}`;

type XY = readonly [number, number];

/** A rough line from one point to another by halving; `rough` in pixels. */
function jag(from: XY, to: XY, rough: number, depth: number, rng: Rng): XY[] {
  if (depth === 0) return [to];
  const mid: XY = [(from[0] + to[0]) / 2 + rng.range(-0.4, 0.4) * rough, (from[1] + to[1]) / 2 + rng.range(-0.7, 0.7) * rough];
  return [...jag(from, mid, rough * 0.55, depth - 1, rng), ...jag(mid, to, rough * 0.55, depth - 1, rng)];
}

/** A range of mountains with a lit and a shaded side, and snow above a line. `from` −1: lit from the left. */
export function mountains(
  width: number,
  base: number,
  height: number,
  count: number,
  color: Rgb,
  snow: boolean | "white",
  from: number,
  rng: Rng,
): string {
  const peaks = Array.from({ length: count }, (_, i) => ({
    x: ((i + 0.5 + rng.range(-0.3, 0.3)) / count) * width,
    h: height * rng.range(0.55, 1),
    w: (width / count) * rng.range(0.75, 1.15) + height * 0.3,
  }));
  peaks.sort((a, b) => a.h * 0.4 - b.h * 0.4 || a.x - b.x);
  return peaks
    .map((peak) => {
      const top: XY = [peak.x, base - peak.h];
      const [left, right]: [XY, XY] = [
        [peak.x - peak.w, base],
        [peak.x + peak.w, base],
      ];
      const rough = peak.h * 0.14;
      const up = jag(left, top, rough, 5, rng);
      const down = jag(top, right, rough, 5, rng);
      const spine = [top, ...jag(top, [peak.x + from * peak.w * -0.06 + rng.range(-0.1, 0.1) * peak.w, base], rough * 1.3, 4, rng)];
      const outline = [left, ...up, ...down];
      const [g, clip] = [id(), id()];
      const lit =
        from < 0 ? [left, ...up, ...[...spine].slice(1), [peak.x, base] as XY] : [...spine, [peak.x, base] as XY, right, ...[...down].reverse()];
      const white: Rgb = [248, 250, 254];
      const body = snow === "white" ? mix(color, white, 0.55) : color;
      const shade = mix(darker(body, 0.42), [60, 60, 110], 0.14);
      let svg = `<defs>${gradient(g, [
        [0, shade],
        [1, mix(shade, body, 0.75)],
      ])}${gradient(`${g}b`, [
        [0, lighter(body, 0.2)],
        [1, body],
      ])}<clipPath id="${clip}"><polygon points="${outline.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" ")}"/></clipPath></defs>`;
      svg += poly(outline, `url(#${g})`) + poly(lit, `url(#${g}b)`);
      if (snow && peak.h > height * 0.45) {
        const depth = peak.h * (snow === "white" ? 0.7 : rng.range(0.26, 0.4));
        const teeth = 11;
        const edge = Array.from(
          { length: teeth },
          (_, i) =>
            [
              peak.x + (i / (teeth - 1) - 0.5) * 2 * depth * (peak.w / peak.h) * 1.15,
              base - peak.h + depth * (i % 2 ? rng.range(0.62, 0.8) : rng.range(0.9, 1.12)),
            ] as XY,
        );
        const cap = [[peak.x - depth * 2, base - peak.h - 8], [peak.x + depth * 2, base - peak.h - 8], ...[...edge].reverse()] as XY[];
        svg += `<g clip-path="url(#${clip})">${poly(cap, mix(white, [120, 140, 190], 0.34))}<clipPath id="${clip}s"><polygon points="${lit.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" ")}"/></clipPath><g clip-path="url(#${clip}s)">${poly(cap, white)}</g></g>`;
      }
      return svg;
    })
    .join("");
}

/** The height of a rolling line at x, between 0 and 1. */
function rolling(width: number, scale: number, octaves: number, seed: number): (x: number) => number {
  return (x) => ridge((x / width) * scale + 40, octaves, seed);
}

/** A rolling hill: its top line and everything below. */
export function hill(
  width: number,
  height: number,
  top: number,
  swing: number,
  scale: number,
  near: Rgb,
  far: Rgb,
  rng: Rng,
): { svg: string; at: (x: number) => number } {
  const wave = rolling(width, scale, 3, rng.int(1, 1e6));
  const at = (x: number) => top + (0.5 - wave(x)) * 2 * swing;
  const step = Math.max(4, width / 60);
  const points: XY[] = [];
  for (let x = -step; x <= width + step; x += step) points.push([x, at(x)]);
  const g = id();
  const d = `${curve(points, false)}L${width + step} ${height}L${-step} ${height}Z`;
  return {
    svg: `<defs>${gradient(g, [
      [0, far],
      [0.45, mix(far, near, 0.7)],
      [1, near],
    ])}</defs>${path(d, `url(#${g})`)}`,
    at,
  };
}

/** Tufts, blades and flecks that make ground of a plane, denser and larger towards the front. */
export function texture(
  width: number,
  height: number,
  at: (x: number) => number,
  color: Rgb,
  kind: "grass" | "snow" | "sand" | "leaves",
  rng: Rng,
): string {
  const count = kind === "grass" ? 420 : 150;
  const rows = Array.from({ length: count }, () => {
    const x = rng() * width;
    const top = at(x);
    const near = rng() ** 0.7;
    return { x, y: top + (height - top) * near, near };
  }).sort((a, b) => a.y - b.y);
  const unit = Math.min(width, height) / 1000;
  return rows
    .map(({ x, y, near }) => {
      const size = (3 + near * 16) * unit;
      if (kind === "grass") {
        const tone = rng.chance(0.5) ? darker(color, 0.12 + rng() * 0.12) : lighter(color, 0.08 + rng() * 0.16);
        return [-0.5, 0, 0.5]
          .map((k) =>
            line(
              `M${(x + k * size * 0.6).toFixed(1)} ${y.toFixed(1)}q${(k * size * 0.4).toFixed(1)} ${(-size * 0.6).toFixed(1)} ${(k * size * 0.9).toFixed(1)} ${(-size * (1 - Math.abs(k) * 0.4)).toFixed(1)}`,
              css(tone, 0.55),
              Math.max(0.7, size * 0.13),
            ),
          )
          .join("");
      }
      if (kind === "leaves")
        return shape(
          [
            [x - size * 0.5, y],
            [x, y - size * 0.25],
            [x + size * 0.5, y],
            [x, y + size * 0.2],
          ],
          css(
            rng.pick([
              [214, 120, 46],
              [190, 76, 40],
              [226, 170, 70],
            ] as Rgb[]),
            0.8,
          ),
        );
      const tone =
        kind === "snow"
          ? rng.chance(0.6)
            ? mix(color, [120, 150, 205], 0.3)
            : ([255, 255, 255] as Rgb)
          : rng.chance(0.5)
            ? darker(color, 0.12)
            : lighter(color, 0.2);
      const long = size * rng.range(2, 7);
      return line(
        `M${(x - long).toFixed(1)} ${y.toFixed(1)}q${long.toFixed(1)} ${(-size * rng.range(0.1, 0.45)).toFixed(1)} ${(long * 2).toFixed(1)} 0`,
        css(tone, kind === "snow" ? 0.4 : 0.32),
        Math.max(0.8, size * 0.2),
      );
    })
    .join("");
}

/** Trees drawn once, then used many times. */
export function grove(
  kind: "pine" | "broad" | "bare",
  leaf: Rgb,
  snow: boolean,
  rng: Rng,
): { defs: string; tree: (x: number, y: number, size: number) => string } {
  const names = [0, 1, 2, 3].map(() => id());
  const brush = (i: number) => ({ main: null, second: null, parts: {}, rng: rng.fork(`tree${i}`), id: names[i]!, night: false });
  const defs = names
    .map((name, i) => {
      const tone = mix(leaf, i % 2 ? darker(leaf, 0.2) : lighter(leaf, 0.12), 0.6);
      return `<g id="${name}">${kind === "pine" ? conifer(brush(i), tone, snow) : broadleaf(brush(i), tone, kind === "bare")}</g>`;
    })
    .join("");
  return {
    defs: `<defs>${defs}</defs>`,
    tree: (x, y, size) =>
      `<use xlink:href="#${rng.pick(names)}" transform="translate(${x.toFixed(1)} ${y.toFixed(1)}) scale(${((rng.chance(0.5) ? 1 : -1) * size * 0.01 * rng.range(0.88, 1.12)).toFixed(4)} ${(size * 0.01).toFixed(4)}) translate(-50 -99)"/>`,
  };
}

/** A row of trees along a line. */
export function treeline(
  width: number,
  at: (x: number) => number,
  size: number,
  gap: number,
  trees: ReturnType<typeof grove>,
  rng: Rng,
  keep: (x: number) => boolean = () => true,
): string {
  let svg = trees.defs;
  for (let x = -gap * rng(); x < width + gap; x += gap * rng.range(0.55, 1.4))
    if (keep(x)) svg += trees.tree(x, at(x) + size * 0.03, size * rng.range(0.68, 1.2));
  return svg;
}

/** Dunes: long curves with a lit and a shaded flank. */
export function dunes(width: number, height: number, top: number, color: Rgb, from: number, rng: Rng): string {
  let svg = "";
  for (let row = 0; row < 4; row++) {
    const y = top + (height - top) * (row * 0.24);
    const crest = width * rng.range(0.2, 0.8);
    const rise = (height - top) * rng.range(0.14, 0.24);
    const tone = mix(lighter(color, 0.22), darker(color, 0.12), row / 4);
    const g = id();
    svg += `<defs>${gradient(g, [
      [0, tone],
      [1, mix(tone, color, 0.5)],
    ])}</defs>`;
    svg += path(
      `M-10 ${y + rise * 0.6}C${crest * 0.4} ${y + rise * 0.5} ${crest * 0.7} ${y} ${crest} ${y}C${crest + (width - crest) * 0.3} ${y + rise * 0.2} ${crest + (width - crest) * 0.6} ${y + rise * 0.8} ${width + 10} ${y + rise * 0.5}V${height}H-10Z`,
      `url(#${g})`,
    );
    const flank = from < 0 ? 1 : -1;
    const far = flank > 0 ? width + 10 : -10;
    svg += path(
      `M${crest} ${y}C${crest + (far - crest) * 0.3} ${y + rise * 0.2} ${crest + (far - crest) * 0.6} ${y + rise * 0.8} ${far} ${y + rise * 0.5}V${y + rise * 2.6}C${crest + (far - crest) * 0.5} ${y + rise * 1.9} ${crest + flank * width * 0.05} ${y + rise * 1.1} ${crest} ${y}Z`,
      css(darker(color, 0.3), 0.55),
    );
  }
  return svg;
}

/** A row of buildings; windows lit by night. Returns the houses and, apart, their lights. */
export function skyline(
  width: number,
  base: number,
  tall: number,
  color: Rgb,
  night: boolean,
  rng: Rng,
  windows: boolean,
): { svg: string; glow: string } {
  let svg = "";
  let glow = "";
  for (let x = -tall * 0.1; x < width;) {
    const w = tall * rng.range(0.14, 0.3);
    const h = tall * rng.range(0.35, 1) * (0.7 + 0.5 * Math.exp(-(((x + w / 2) / width - 0.5) ** 2) * 7));
    const tone = mix(color, rng.chance(0.5) ? darker(color, 0.3) : lighter(color, 0.22), rng() * 0.7);
    svg += box(x, base - h, w, h + 2, tone) + box(x + w * 0.68, base - h, w * 0.32, h + 2, css(darker(tone, 0.35), 0.5));
    if (rng.chance(0.35)) svg += box(x + w * 0.2, base - h - tall * 0.05, w * 0.5, tall * 0.06, tone);
    if (rng.chance(0.25))
      svg += line(`M${(x + w / 2).toFixed(1)} ${(base - h).toFixed(1)}v${(-tall * 0.13).toFixed(1)}`, tone, Math.max(1, tall * 0.006));
    if (rng.chance(0.14))
      svg += poly(
        [
          [x, base - h],
          [x + w / 2, base - h - w * 0.8],
          [x + w, base - h],
        ],
        tone,
      );
    if (windows) {
      const [cols, rows] = [Math.max(2, Math.round(w / (tall * 0.034))), Math.max(3, Math.round(h / (tall * 0.042)))];
      const [cw, ch] = [w / cols, h / rows];
      const awake = rng() ** 1.6 * 0.5; // how many of a house's lamps are lit
      for (let r = 0; r < rows - 1; r++)
        for (let c = 0; c < cols; c++) {
          const rect = (fill: string) => box(x + c * cw + cw * 0.24, base - h + r * ch + ch * 0.35, cw * 0.5, ch * 0.46, fill);
          if (night && rng.chance(awake))
            glow += rect(
              css(
                rng.pick([
                  [255, 220, 140],
                  [255, 204, 110],
                  [210, 232, 255],
                  [255, 236, 190],
                ] as Rgb[]),
                rng.range(0.55, 1),
              ),
            );
          else if (!night || rng.chance(0.5)) svg += rect(css(night ? darker(tone, 0.3) : mix([150, 186, 210], tone, 0.3), 0.75));
        }
    }
    x += w + (rng.chance(0.3) ? tall * rng.range(0.01, 0.06) : 0);
  }
  return { svg, glow };
}

/** Blades, stems and blossoms along the lower edge: the frame that gives depth. */
export function foreground(width: number, height: number, leaf: Rgb, flowers: readonly Rgb[], tall: number, rng: Rng): string {
  let svg = "";
  for (let i = 0; i < width / (tall * 0.055); i++) {
    const x = rng() * width;
    const h = tall * rng.range(0.35, 1) * (0.55 + 0.75 * Math.abs(x / width - 0.5) * 2);
    const lean = rng.range(-0.3, 0.3) * h;
    const tone = mix(leaf, rng.chance(0.5) ? darker(leaf, 0.4) : lighter(leaf, 0.1), rng());
    svg += path(
      `M${(x - tall * 0.02).toFixed(1)} ${height + 4}Q${(x + lean * 0.2).toFixed(1)} ${(height - h * 0.6).toFixed(1)} ${(x + lean).toFixed(1)} ${(height - h).toFixed(1)}Q${(x + lean * 0.3 + tall * 0.03).toFixed(1)} ${(height - h * 0.5).toFixed(1)} ${(x + tall * 0.03).toFixed(1)} ${height + 4}Z`,
      tone,
    );
    if (flowers.length && rng.chance(0.22)) {
      const color = rng.pick(flowers);
      svg +=
        Array.from(
          { length: 6 },
          (_, k) =>
            `<ellipse cx="0" cy="${(-tall * 0.05).toFixed(1)}" rx="${(tall * 0.028).toFixed(1)}" ry="${(tall * 0.05).toFixed(1)}" fill="${css(k % 2 ? color : darker(color, 0.1))}" transform="translate(${(x + lean).toFixed(1)} ${(height - h).toFixed(1)}) rotate(${k * 60})"/>`,
        ).join("") +
        `<circle cx="${(x + lean).toFixed(1)}" cy="${(height - h).toFixed(1)}" r="${(tall * 0.03).toFixed(1)}" fill="${css([246, 206, 96])}"/>`;
    }
  }
  return svg;
}

/** A ribbon that narrows towards the horizon: a road or a river. */
export function ribbon(width: number, height: number, top: number, near: number, color: Rgb, bend: number, marks: Rgb | null): string {
  const cx = width * 0.5;
  const side = (k: number) => `${cx + k * near * 0.012 + bend * width * 0.12} ${top}`;
  const d = `M${side(-1)}C${cx + bend * width * 0.1 - near * 0.06} ${top + (height - top) * 0.3} ${cx - bend * width * 0.16 - near * 0.3} ${top + (height - top) * 0.5} ${cx - near / 2} ${height}H${cx + near / 2}C${cx - bend * width * 0.16 + near * 0.26} ${top + (height - top) * 0.5} ${cx + bend * width * 0.1 + near * 0.06} ${top + (height - top) * 0.3} ${side(1)}Z`;
  const g = id();
  let svg = `<defs>${gradient(g, [
    [0, lighter(color, 0.25)],
    [1, color],
  ])}</defs>${path(d, `url(#${g})`)}`;
  if (marks) {
    for (let i = 0; i < 7; i++) {
      const [a, b] = [(i / 7) ** 2, ((i + 0.5) / 7) ** 2];
      const at = (k: number): XY => [cx + bend * width * (0.12 * (1 - k) ** 2 - 0.22 * k * (1 - k)), top + (height - top) * k];
      const [[x1, y1], [x2, y2]] = [at(a), at(b)];
      svg += poly(
        [
          [x1 - near * 0.012 * a - 0.6, y1],
          [x1 + near * 0.012 * a + 0.6, y1],
          [x2 + near * 0.012 * b + 0.6, y2],
          [x2 - near * 0.012 * b - 0.6, y2],
        ],
        marks,
      );
    }
  }
  return svg;
}

/** Corals, weeds and sand at the bottom of the sea. */
export function reef(width: number, height: number, top: number, rng: Rng): string {
  const colors: Rgb[] = [
    [236, 112, 120],
    [248, 168, 92],
    [186, 112, 190],
    [246, 206, 110],
    [96, 190, 170],
  ];
  let svg = "";
  for (let i = 0; i < 16; i++) {
    const x = rng() * width;
    const y = top + rng() * (height - top) * 0.5;
    const size = height * rng.range(0.06, 0.16);
    const color = rng.pick(colors);
    if (rng.chance(0.5)) {
      svg += Array.from({ length: 5 }, (_, k) =>
        stroke(
          [
            [x, y + size * 0.3],
            [x + (k - 2) * size * 0.18, y - size * 0.3],
            [x + (k - 2) * size * 0.34 + rng.range(-4, 4), y - size * rng.range(0.6, 1)],
          ],
          color,
          size * 0.12,
        ),
      ).join("");
    } else {
      const weed: Rgb = [70, 150, 110];
      svg += Array.from({ length: 4 }, (_, k) =>
        stroke(
          [
            [x + k * size * 0.16, y + size * 0.3],
            [x + k * size * 0.16 - size * 0.1, y - size * 0.4],
            [x + k * size * 0.2 + size * 0.1, y - size],
            [x + k * size * 0.2, y - size * rng.range(1.3, 1.9)],
          ],
          mix(weed, color, 0.1),
          size * 0.09,
        ),
      ).join("");
    }
  }
  return group(svg, "translate(0 0)");
}
