// Places the subjects of a scene: how large, where, on what, in which order; with shadows, reflections, hats and their movements.
import { type Brush, type Figure, coat } from "./figure.ts";
import { FIGURES, seasonal } from "./figures.ts";
import { worn } from "./paint-people.ts";
import type { Plot } from "./plot.ts";
import { type Pixels, light, model, put, rasterize, shadow } from "./raster.ts";
import type { Subject } from "./scene.ts";
import { group } from "./shapes.ts";

/** One figure in its place. x is the middle and y the foot, in pixels; `scale` pixels a unit. */
interface Actor {
  figure: Figure;
  x: number;
  y: number;
  scale: number;
  flip: boolean;
  /** 0 far … 1 near. */
  depth: number;
  on: "ground" | "water" | "air" | "table";
  phase: number;
}

const AIRY = new Set(["air"]);

function draw(plot: Plot, subject: Subject, index: number, copy: number): Figure {
  const brush: Brush = {
    main: subject.color,
    second: subject.second,
    parts: subject.parts,
    rng: plot.rng.fork(`${subject.id}${index}.${copy}`),
    id: `f${index}_${copy}_`,
    night: plot.light.night,
  };
  const id = seasonal(subject.id, plot.ground.snow);
  if (id === "tree" && !subject.color) brush.main = coat(brush, plot.ground.leaf);
  const figure = FIGURES[id]!(brush);
  if (!subject.wears.length) return figure;
  const head = figure.head ?? [0, figure.box[1], 20];
  // Room for what stands above the head.
  const above = Math.max(...subject.wears.map((wear) => ({ umbrella: 2.6, hat: 0.62, crown: 0.5 })[wear.id] ?? 0)) * head[2];
  const reach = subject.wears.some((wear) => wear.id === "umbrella") ? head[2] * 2 : 0;
  const box = [
    Math.min(figure.box[0], head[0] + head[2] * 0.2 - reach),
    Math.min(figure.box[1], head[1] - above),
    Math.max(figure.box[2], head[0] + head[2] * 0.2 + reach),
    figure.box[3],
  ] as const;
  return { ...figure, box, svg: figure.svg + subject.wears.map((wear) => worn(figure, wear.id, wear.color)).join("") };
}

const heightOf = (figure: Figure): number => figure.box[3] - figure.box[1];
const widthOf = (figure: Figure): number => figure.box[2] - figure.box[0];

/** How high the leading figure is, as a share of the frame, alone or with others. */
function leadHeight(plot: Plot, figure: Figure, count: number): number {
  const alone = figure.tall >= 2.2 ? 0.56 : figure.tall <= 0.3 ? 0.34 : plot.scene.styles.includes("minimal") ? 0.36 : 0.48;
  const where =
    plot.surface === "air" || figure.home === "air"
      ? 0.88
      : plot.surface === "branch"
        ? 0.62
        : plot.surface === "water" && figure.tall < 2
          ? 0.78
          : 1;
  return (alone * where) / (count > 1 ? 1 + Math.min(1.5, (count - 1) * 0.16) : 1);
}

function surfaceFor(plot: Plot, figure: Figure): Actor["on"] {
  if (plot.surface === "under" || plot.surface === "air" || AIRY.has(figure.home)) return "air";
  if (plot.surface === "table" || plot.surface === "branch") return "table";
  if (plot.surface === "water") return "water";
  return "ground";
}

/** Spreads so many over the width: even steps with a little chance, or to the side that the prompt names. */
function spread(plot: Plot, count: number, side: Subject["side"], taken: number, total: number, index: number): number[] {
  const rng = plot.rng.fork(`spread${index}`);
  const middle = side === "left" ? 0.27 : side === "right" ? 0.73 : side === "center" ? 0.5 : null;
  if (count === 1) {
    if (middle !== null) return [middle];
    if (total === 1) return [plot.scene.place === "river" ? 0.25 : 0.5 + rng.range(-0.09, 0.09)];
    return [0.5 + ((taken + 0.5) / total - 0.5) * 0.72 + rng.range(-0.02, 0.02)];
  }
  const [from, to] = middle === null ? [0.12, 0.88] : [middle - 0.22, middle + 0.22];
  return Array.from({ length: count }, (_, i) => from + ((i + 0.5) / count) * (to - from) + rng.range(-0.25, 0.25) * ((to - from) / count));
}

function actorsOf(plot: Plot): Actor[] {
  const { scene, width, height } = plot;
  const listed = scene.subjects.filter((subject) => FIGURES[subject.id]);
  if (!listed.length) return [];
  const drawn = listed.map((subject, index) => Array.from({ length: subject.count }, (_, copy) => draw(plot, subject, index, copy)));
  // The lead sets the scale: the first that is not scenery to others.
  const leadIndex = Math.max(
    0,
    listed.findIndex(
      (subject, i) => subject.depth !== "back" && !(drawn[i]![0]!.tall >= 3 && listed.length > 1) && !listed.some((other) => other.on === subject),
    ),
  );
  const lead = drawn[leadIndex]![0]!;
  const crowd = Math.min(8, Math.max(...listed.map((subject, i) => (i === leadIndex || drawn[i]![0]!.tall < 2.2 ? subject.count : 1))));
  const leadPx = Math.min(
    leadHeight(plot, lead, crowd) * height * Math.min(1, (width / height) * 1.15),
    (width * 0.74 * heightOf(lead)) / widthOf(lead),
  );
  const fronts = listed.filter(
    (subject, i) =>
      subject.count === 1 && !isBack(subject, drawn[i]![0]!, i, leadIndex) && !listed.some((other) => other.on === subject && other !== subject),
  );
  const actors: Actor[] = [];
  const bySubject = new Map<Subject, Actor>();
  listed.forEach((subject, index) => {
    if (subject.on && listed.includes(subject.on)) return;
    const back = isBack(subject, drawn[index]![0]!, index, leadIndex);
    const xs = spread(
      plot,
      subject.count,
      subject.side ?? (back && subject.count === 1 ? opposite(bySubject.get(listed[leadIndex]!)?.x, width, plot, index) : null),
      fronts.indexOf(subject),
      Math.max(1, fronts.length),
      index,
    );
    drawn[index]!.forEach((figure, copy) => {
      const actor = place(plot, subject, figure, { lead, leadPx, back, x: xs[copy]! * width, copy, isLead: index === leadIndex });
      actors.push(actor);
      if (copy === 0) bySubject.set(subject, actor);
    });
  });
  listed.forEach((subject, index) => {
    const mount = subject.on ? bySubject.get(subject.on) : undefined;
    if (mount) actors.push(...drawn[index]!.slice(0, 3).map((figure, copy) => mounted(figure, mount, subject, copy, drawn[index]!.length)));
  });
  return actors.sort((a, b) => a.depth - b.depth || a.y - b.y);
}

function isBack(subject: Subject, figure: Figure, index: number, leadIndex: number): boolean {
  return subject.depth === "back" || (index !== leadIndex && figure.tall >= 2.2 && figure.moves !== "breathe" && subject.depth !== "front");
}

function opposite(x: number | undefined, width: number, plot: Plot, index: number): Subject["side"] {
  if (x === undefined) return plot.rng.fork(`side${index}`).chance(0.5) ? "left" : "right";
  return x < width / 2 ? "right" : "left";
}

interface PlaceHow {
  lead: Figure;
  leadPx: number;
  back: boolean;
  x: number;
  copy: number;
  isLead: boolean;
}

function place(plot: Plot, subject: Subject, figure: Figure, how: PlaceHow): Actor {
  const { width, height } = plot;
  const rng = plot.rng.fork(`${subject.id}@${how.copy}`);
  const on = surfaceFor(plot, figure);
  const ratio = how.isLead ? 1 : (figure.tall / how.lead.tall) ** 0.52;
  const rows = subject.count > 4 ? 3 : subject.count > 2 ? 2 : 1;
  const row = how.back ? 0 : rows === 1 ? 1 : (how.copy % rows) / (rows - 1);
  const distance = how.back ? 0.62 : 0.62 + 0.38 * row;
  let pixels = how.leadPx * ratio * subject.size * distance * (subject.count > 1 ? rng.range(0.9, 1.08) : 1);
  const room = subject.count > 1 ? 1.15 / Math.min(4, subject.count) ** 0.8 : 0.8;
  pixels = Math.min(pixels, height * (how.back ? 0.44 : 0.66), (width * room * heightOf(figure)) / widthOf(figure));
  const scale = pixels / heightOf(figure);
  let y = plot.far + (plot.near - plot.far) * (how.back ? 0.12 : rows === 1 ? 1 : 0.3 + 0.7 * row);
  if (on === "air") {
    const level = plot.surface === "ground" || plot.surface === "water" ? (figure.home === "air" ? 0.32 : 0.5) : 0.52;
    const wave = subject.count > 1 ? (how.copy % 3) * 0.17 - 0.17 + rng.range(-0.05, 0.05) : 0;
    y = Math.max(pixels * 0.55 + height * 0.03, Math.min(height * 0.94, height * (level + wave) + pixels * 0.5));
  }
  const half = (widthOf(figure) * scale) / 2;
  const x = half * 2 > width * 0.96 ? width / 2 : Math.max(half * 0.86, Math.min(width - half * 0.86, how.x));
  return {
    figure,
    x,
    y,
    scale,
    flip: figure.moves !== "travel" && (subject.count > 1 ? rng.chance(0.4) : x < width * 0.44),
    depth: how.back ? 0.4 : 0.6 + 0.2 * row,
    on,
    phase: rng() * 6.283,
  };
}

/** Upon another: on its seat, small enough to fit. */
function mounted(figure: Figure, mount: Actor, subject: Subject, copy: number, count: number): Actor {
  const seat = mount.figure.seat ?? [(mount.figure.box[0] + mount.figure.box[2]) / 2, mount.figure.box[1] + 2];
  const middle = (mount.figure.box[0] + mount.figure.box[2]) / 2;
  const ratio = Math.max(0.45, Math.min(1.5, (figure.tall / mount.figure.tall) ** 0.55)) * subject.size;
  const scale = (mount.scale * heightOf(mount.figure) * ratio * 0.85) / heightOf(figure);
  const dx = (seat[0] - middle) * (mount.flip ? -1 : 1) + (copy - (Math.min(3, count) - 1) / 2) * widthOf(mount.figure) * 0.28;
  return {
    figure,
    x: mount.x + dx * mount.scale,
    y: mount.y - (100 - seat[1]) * mount.scale + 2,
    scale,
    flip: mount.flip,
    depth: mount.depth + 0.01,
    on: "table",
    phase: mount.phase,
  };
}

interface Motion {
  dx: number;
  dy: number;
  scaleY: number;
}

/** Where an actor is at `t`, against where it stands in the picture. */
function motionOf(actor: Actor, plot: Plot, t: number): Motion {
  if (t === 0) return { dx: 0, dy: 0, scaleY: 1 };
  const size = heightOf(actor.figure) * actor.scale;
  const wave = (speed: number) => Math.sin(actor.phase + t * speed) - Math.sin(actor.phase);
  switch (actor.figure.moves) {
    case "bob":
      return { dx: wave(0.7) * size * 0.015, dy: wave(1.9) * size * 0.02, scaleY: 1 };
    case "travel":
      return { dx: -t * plot.width * 0.045, dy: wave(9) * size * 0.003, scaleY: 1 };
    case "rise":
      return { dx: wave(0.6) * size * 0.03, dy: -t * plot.height * 0.022, scaleY: 1 };
    case "flutter":
      return { dx: wave(0.9) * size * 0.16, dy: wave(2.3) * size * 0.09, scaleY: 1 + wave(7) * 0.05 };
    case "breathe":
      return { dx: 0, dy: 0, scaleY: 1 + (wave(2.1) * 0.5 + 0.5 * (Math.cos(actor.phase) > 0 ? 1 : 0)) * 0.012 };
    case "sway":
      return { dx: wave(1.2) * size * 0.008, dy: 0, scaleY: 1 };
    default:
      return { dx: 0, dy: 0, scaleY: 1 };
  }
}

const FLAT_STYLES = new Set(["flat", "minimal", "pixel", "ukiyo", "popart", "papercut", "ink"]);

async function addActor(plot: Plot, actor: Actor): Promise<void> {
  plot.check();
  const { figure, scale } = actor;
  const [x0, y0, x1, y1] = figure.box;
  const pad = 4;
  const [w, h] = [Math.max(2, Math.ceil((x1 - x0 + pad * 2) * scale)), Math.max(2, Math.ceil((y1 - y0 + pad * 2) * scale))];
  const view = [x0 - pad, y0 - pad, x1 - x0 + pad * 2, y1 - y0 + pad * 2] as const;
  const turn = (svg: string) => (actor.flip ? group(svg, `translate(${x0 + x1} 0) scale(-1 1)`) : svg);
  const sprite = await rasterize(turn(figure.svg), w, h, view);
  if (!plot.scene.styles.some((style) => FLAT_STYLES.has(style))) model(sprite, plot.light.from, figure.relief ?? 1);
  const dim = plot.light.ambient;
  // Figures keep a little more light than the land, or nobody would find the fox at night.
  const lift = plot.light.night ? 0.3 : 0.12;
  light(
    sprite,
    [dim[0] + (255 - dim[0]) * lift, dim[1] + (255 - dim[1]) * lift, dim[2] + (255 - dim[2]) * lift],
    plot.light.haze,
    actor.depth < 0.5 ? 0.2 : 0,
  );
  const glow = figure.glow ? await rasterize(turn(figure.glow), w, h, view) : null;
  const left = actor.x - w / 2;
  const top = actor.y - (100 - y0 + pad) * scale;
  const foot = actor.on === "air" ? actor.y - h + pad * scale : top;
  plot.layers.push((frame, t, camera) => {
    const motion = motionOf(actor, plot, t);
    const still = t === 0 && camera === 0;
    const at = (value: number) => (still ? Math.round(value) : value);
    const x = left + motion.dx - camera * actor.depth;
    const y = foot + motion.dy + h * (1 - motion.scaleY);
    if (actor.on === "ground" || actor.on === "table")
      contact(plot, frame, actor, x + w / 2, actor.on === "table" && plot.surface === "branch" ? 0 : 1);
    if (actor.on === "water") reflect(plot, frame, sprite, actor, at(x), motion.dy, t);
    const cut = actor.on === "water" ? Math.round(actor.y + motion.dy + 1.5 * scale) : undefined;
    put(frame, sprite, at(x), at(y), { scaleY: motion.scaleY, above: cut });
    if (glow) put(frame, glow, at(x), at(y));
    if (actor.on === "water") ripple(plot, frame, actor, x + w / 2, actor.y + motion.dy, t);
  });
}

function contact(plot: Plot, frame: Pixels, actor: Actor, x: number, amount: number): void {
  if (!amount || plot.scene.place === "space") return;
  const half = (widthOf(actor.figure) * actor.scale) / 2;
  const dark = plot.light.night ? 0.3 : 0.42;
  const lean = -plot.light.from * half * 0.24;
  shadow(frame, x + lean, actor.y - half * 0.01, half * 1.12, Math.max(3, half * 0.2), dark * 0.75);
  shadow(frame, x, actor.y - half * 0.005, half * 0.8, Math.max(2, half * 0.08), dark);
}

function reflect(plot: Plot, frame: Pixels, sprite: Pixels, actor: Actor, x: number, dy: number, t: number): void {
  const line = Math.round(actor.y + dy);
  const unit = Math.min(plot.width, plot.height) / 1024;
  const below = Math.round((actor.figure.box[3] + 4 - 100) * actor.scale);
  put(frame, sprite, x, line - below, {
    upside: true,
    shift: (row) => Math.sin((row * 0.09) / unit + t * 2.4 + actor.phase) * (1.5 + row * 0.03) * unit * 2,
    fade: (row) => (row < below ? 0 : Math.max(0, 0.46 * (1 - row / (sprite.height * 0.9)))),
  });
}

/** A few bright lines where it meets the water. */
function ripple(plot: Plot, frame: Pixels, actor: Actor, x: number, y: number, t: number): void {
  const half = (widthOf(actor.figure) * actor.scale) / 2;
  const unit = Math.min(plot.width, plot.height) / 1024;
  for (let k = 0; k < 3; k++) {
    const [cy, reach] = [y + (1 + k * 7) * unit, half * (0.86 + k * 0.12 + 0.04 * Math.sin(t * 1.7 + k))];
    for (let dx = -reach; dx <= reach; dx++) {
      const px = Math.round(x + dx);
      const py = Math.round(cy + Math.sin((dx * 0.06) / unit + t * 3 + k * 2) * 1.4 * unit + 5 * unit * (1 - (dx / reach) ** 2) * (k * 0.5 + 0.3));
      if (px < 0 || py < 0 || px >= frame.width || py >= frame.height) continue;
      const a = 0.42 * (1 - (Math.abs(dx) / reach) ** 3) * (1 - k * 0.28);
      for (let d = 0; d < Math.max(1, Math.round(1.6 * unit)); d++) {
        const i = (Math.min(frame.height - 1, py + d) * frame.width + px) * 4;
        for (let c = 0; c < 3; c++) frame.data[i + c] = frame.data[i + c]! + (plot.light.haze[c]! * 0.5 + 120 - frame.data[i + c]!) * a;
      }
    }
  }
}

/** Adds everybody, from back to front. */
export async function addCast(plot: Plot): Promise<void> {
  for (const actor of actorsOf(plot)) await addActor(plot, actor);
}
