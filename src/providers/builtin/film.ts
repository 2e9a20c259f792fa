// Video: the scene of a prompt in motion, or a camera moving over a picture. Paints frame by frame in a worker.
import sharp from "sharp";
import { AppError } from "../../spec/error.ts";
import { LIMITS } from "../../spec/limits.ts";
import { encodeAudio } from "./audio.ts";
import { conceptAt } from "./lexicon.ts";
import { openFilm } from "./mp4.ts";
import { apology, encode, previewOf } from "./picture.ts";
import { type Pixels, pixels, put } from "./raster.ts";
import { readScene } from "./scene.ts";
import { type Stage, stageOf } from "./stage.ts";
import { type Pass, styleOf } from "./style.ts";
import { tokenize } from "./words.ts";
import type { Host } from "./work.ts";

export interface FilmAsk {
  prompt: string;
  negativePrompt?: string;
  seconds: number;
  width: number;
  height: number;
  fps: number;
  audio?: boolean;
  seed: number;
}

export interface FilmMade {
  bytes: Uint8Array<ArrayBuffer>;
  type: string;
  poster: Uint8Array<ArrayBuffer>;
}

type Paint = (frame: Pixels, t: number, part: number) => void;

const ease = (part: number): number => part * part * (3 - 2 * part);

/** Frames, sound and poster from a painter of moments. `part` runs from 0 to 1 over the film. */
async function shoot(ask: FilmAsk, host: Host, note: string, paint: Paint): Promise<FilmMade> {
  const count = Math.max(1, Math.round(ask.seconds * ask.fps));
  const film = await openFilm(ask.width, ask.height, ask.fps);
  try {
    const frame = pixels(ask.width, ask.height);
    let poster: Uint8Array<ArrayBuffer> | null = null;
    for (let i = 0; i < count; i++) {
      host.check();
      paint(frame, i / ask.fps, count > 1 ? i / (count - 1) : 0);
      film.add(frame.data);
      if (i === Math.floor(count / 3)) poster = await encode(frame, "webp", false);
      if (i % 8 === 0) host.report(0.1 + 0.85 * (i / count), note, i % 24 === 0 ? await previewOf(frame) : null);
    }
    host.report(0.96, "Writing the file");
    // Loaded only here: most films are silent.
    const sound = ask.audio
      ? await encodeAudio(
          (await import("./sound.ts")).makeSound({ prompt: ask.prompt || "quiet wind", seconds: count / ask.fps, seed: ask.seed, loop: false }).pcm,
          "flac",
        )
      : null;
    return { bytes: await film.end(sound?.bytes ?? null), type: "video/mp4", poster: poster! };
  } finally {
    film.close();
  }
}

/** A picture seen through a frame that is `zoom` times smaller, its middle at x, y (0…1). */
function look(target: Pixels, source: Pixels, zoom: number, x: number, y: number): void {
  const [w, h] = [source.width / zoom, source.height / zoom];
  const [left, top] = [(source.width - w) * x, (source.height - h) * y];
  put(target, source, -left * (target.width / w), -top * (target.height / h), { scaleX: target.width / w, scaleY: target.height / h });
}

function camera(motions: ReadonlySet<string>, width: number): { move: (part: number) => number; zoom: (part: number) => number } {
  const reach = width * 0.05;
  const side = motions.has("left") ? 1 : -1;
  return {
    // Moving left or right is the usual; a zoom or "static" takes its place.
    move: motions.has("still") || motions.has("in") || motions.has("out") ? () => 0 : (part) => side * reach * (1 - 2 * part),
    zoom: motions.has("in") ? (part) => 1 + 0.22 * ease(part) : motions.has("out") ? (part) => 1.22 - 0.22 * ease(part) : () => 1,
  };
}

/** The scene of a prompt, moving. */
export async function makeFilm(ask: FilmAsk, host: Host): Promise<FilmMade> {
  checkSize(ask);
  const scene = readScene(ask.prompt, ask.negativePrompt);
  const note = apology(scene) ?? "Filming";
  host.report(0.03, note);
  const { width, height, seed } = ask;
  const stage: Stage = await stageOf(scene, { width, height, seed, margin: Math.ceil(width * 0.06), transparent: false, check: host.check });
  const style: Pass = styleOf(scene, width, height, seed);
  const { move, zoom } = camera(scene.motions, width);
  const wide = pixels(width, height);
  return shoot(ask, host, note, (frame, t, part) => {
    const z = zoom(part);
    // t = 0 is the picture at rest; a film begins a hair later, so that everything is already on its way.
    stage.paint(z === 1 ? frame : wide, t + 0.001, move(part));
    if (z !== 1) look(frame, wide, z, 0.5, 0.55);
    style(frame);
  });
}

interface Path {
  from: readonly [number, number, number];
  to: readonly [number, number, number];
}

/** Zoom, x and y at the start and the end. "Slow" and "fast" change how far it goes. */
function pathOf(prompt: string, seed: number): Path {
  const tokens = tokenize(prompt);
  const words = new Set(tokens.map((token) => token.text));
  const motions = new Set(
    tokens.flatMap((_, i) => {
      const found = conceptAt(tokens, i);
      return found?.concept.kind === "motion" ? [found.concept.id] : [];
    }),
  );
  const far =
    words.has("slow") || words.has("slowly") || words.has("gentle")
      ? 0.16
      : words.has("fast") || words.has("quick") || words.has("quickly")
        ? 0.5
        : 0.26;
  const z = 1 + far;
  const pan = words.has("pan") || words.has("move") || words.has("slide") || words.has("camera") || words.has("tilt");
  if (motions.has("still")) return { from: [1, 0.5, 0.5], to: [1, 0.5, 0.5] };
  if (motions.has("out") || (words.has("zoom") && words.has("out"))) return { from: [z, 0.5, 0.45], to: [1, 0.5, 0.5] };
  if (motions.has("left") || (pan && words.has("left"))) return { from: [z, 1, 0.5], to: [z, 0, 0.5] };
  if (motions.has("right") || (pan && words.has("right"))) return { from: [z, 0, 0.5], to: [z, 1, 0.5] };
  if (pan && (words.has("up") || words.has("upwards"))) return { from: [z, 0.5, 1], to: [z, 0.5, 0] };
  if (pan && (words.has("down") || words.has("downwards"))) return { from: [z, 0.5, 0], to: [z, 0.5, 1] };
  if (motions.has("in") || words.has("zoom")) return { from: [1, 0.5, 0.5], to: [z, 0.5, 0.45] };
  return { from: [1.02, 0.5, 0.5], to: [z, seed % 2 ? 0.35 : 0.65, 0.42] };
}

export interface AnimateAsk extends Omit<FilmAsk, "prompt" | "width" | "height"> {
  prompt?: string;
  /** Left out, they follow the picture's shape. */
  width?: number;
  height?: number;
}

/** The longer side of a film whose size nobody named; and the longest that an offer allows. */
const [LONG_SIDE, MOST] = [640, 1280];
const even = (value: number): number => Math.max(64, Math.min(MOST, Math.round(value / 2) * 2));

/** As asked; what was not asked follows from the picture's shape. */
function sizeFor(image: { width: number; height: number }, width?: number, height?: number): { width: number; height: number } {
  const ratio = image.width / image.height;
  if (width && height) return { width, height };
  if (width) return { width, height: even(width / ratio) };
  if (height) return { width: even(height * ratio), height };
  return ratio >= 1 ? { width: LONG_SIDE, height: even(LONG_SIDE / ratio) } : { width: even(LONG_SIDE * ratio), height: LONG_SIDE };
}

/** The picture upright and without transparency. */
async function openSource(image: Uint8Array): Promise<{ upright: Buffer; width: number; height: number }> {
  try {
    const { data, info } = await sharp(image, { limitInputPixels: LIMITS.imagePixels })
      .rotate()
      .flatten({ background: "#ffffff" })
      .toColorspace("srgb")
      .png({ compressionLevel: 0 })
      .toBuffer({ resolveWithObject: true });
    return { upright: data, width: info.width, height: info.height };
  } catch (cause) {
    throw new AppError("asset.unreadable", "The image could not be read.", { field: "image", cause });
  }
}

/** A camera moving over a picture, which fills the frame. Throws `asset.unreadable` where it is no picture. */
export async function animate(asked: AnimateAsk, image: Uint8Array, host: Host): Promise<FilmMade> {
  const { upright, ...shape } = await openSource(image);
  const ask: FilmAsk = { ...asked, prompt: asked.prompt ?? "", ...sizeFor(shape, asked.width, asked.height) };
  checkSize(ask);
  const k = 1.6; // enough pixels for the closest look
  const [width, height] = [Math.round(ask.width * k), Math.round(ask.height * k)];
  const { data } = await sharp(upright).resize(width, height, { fit: "cover" }).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  const source: Pixels = { width, height, data: new Uint8ClampedArray(data.buffer, data.byteOffset, data.length) };
  const { from, to } = pathOf(ask.prompt, ask.seed);
  return shoot(ask, host, "Moving the camera", (frame, _t, part) => {
    const e = ease(part);
    const at = (i: 0 | 1 | 2) => from[i] + (to[i] - from[i]) * e;
    look(frame, source, at(0), at(1), at(2));
  });
}

function checkSize(ask: FilmAsk): void {
  for (const side of ["width", "height"] as const)
    if (ask[side] % 2 !== 0) throw new AppError("provider.invalid", `Videos need even sides, not a ${side} of ${ask[side]}.`, { field: side });
}
