// A picture from a prompt: reads the scene, sets the stage, paints it, gives it its style, writes the file. The door to the files that paint. No neural model.
import sharp from "sharp";
import { AppError } from "../../spec/error.ts";
import type { Pixels } from "./raster.ts";
import { type Scene, readScene } from "./scene.ts";
import { stageOf, still } from "./stage.ts";
import { styleOf } from "./style.ts";
import type { Host, Made } from "./work.ts";

export const IMAGE_TYPES = { png: "image/png", jpeg: "image/jpeg", webp: "image/webp" } as const;
export type ImageFormat = keyof typeof IMAGE_TYPES;

export interface PictureAsk {
  prompt: string;
  negativePrompt?: string;
  width: number;
  height: number;
  format?: ImageFormat;
  /** `transparent`: the subjects alone, on nothing. */
  background?: "opaque" | "transparent";
  seed: number;
}

const rawOf = (frame: Pixels) =>
  sharp(Buffer.from(frame.data.buffer, frame.data.byteOffset, frame.data.length), { raw: { width: frame.width, height: frame.height, channels: 4 } });

/** The file of a frame; its alpha is kept only where `transparent`. The same frame gives the same bytes. */
export async function encode(frame: Pixels, format: ImageFormat, transparent: boolean): Promise<Uint8Array<ArrayBuffer>> {
  const image = transparent ? rawOf(frame) : rawOf(frame).removeAlpha();
  const file =
    format === "png"
      ? image.png({ compressionLevel: 6 })
      : format === "jpeg"
        ? image.jpeg({ quality: 92, chromaSubsampling: "4:4:4" })
        : image.webp({ quality: 92, smartSubsample: true });
  return Uint8Array.from(await file.toBuffer());
}

/** A small WebP as a data URL, to look at while the rest is made. */
export async function previewOf(frame: Pixels): Promise<string> {
  const bytes = await rawOf(frame).resize(256, 256, { fit: "inside", withoutEnlargement: true }).webp({ quality: 60 }).toBuffer();
  return `data:image/webp;base64,${bytes.toString("base64")}`;
}

/** What the picture leaves out or does otherwise, in a sentence; null where it keeps to the prompt. */
export function apology(scene: Scene): string | null {
  const words = scene.unknown.slice(0, 4).join(", ");
  if (scene.abstract && words) return `An abstract picture: the built-in engine has no drawing for ${words}`;
  if (scene.styles.includes("photo")) return "Painted: the built-in engine makes no photographs";
  return words ? `Painting without ${words}: the built-in engine has no drawing for it` : null;
}

async function paint(scene: Scene, ask: PictureAsk, width: number, height: number, host: Host, onStage: () => void): Promise<Pixels> {
  const stage = await stageOf(scene, { width, height, seed: ask.seed, margin: 0, transparent: ask.background === "transparent", check: host.check });
  onStage();
  const frame = still(stage, width, height);
  styleOf(scene, width, height, ask.seed)(frame);
  return frame;
}

/** Pictures above this get a small one first, to look at. */
const PREVIEW_PIXELS = 300_000;
const PREVIEW_SIDE = 224;

/** The picture of a prompt. The same ask gives the same bytes. Throws `provider.invalid` for transparency in a JPEG, or with nothing to stand on it. */
export async function makePicture(ask: PictureAsk, host: Host): Promise<Made> {
  const { width, height, format = "png" } = ask;
  const transparent = ask.background === "transparent";
  if (transparent && format === "jpeg") throw new AppError("provider.invalid", "JPEG has no transparency: ask for png or webp.", { field: "format" });
  const scene = readScene(ask.prompt, ask.negativePrompt);
  if (transparent && (scene.abstract || scene.subjects.length === 0)) {
    throw new AppError(
      "provider.invalid",
      "A transparent background needs something to stand on it: name a subject that can be drawn, such as a fox, a boat or a teapot.",
      { field: "prompt" },
    );
  }
  const note = apology(scene);
  host.report(0.04, note ?? "Composing");
  if (width * height > PREVIEW_PIXELS) {
    const k = PREVIEW_SIDE / Math.max(width, height);
    const small = await paint(scene, ask, Math.max(32, Math.round(width * k)), Math.max(32, Math.round(height * k)), host, () => {});
    host.report(0.2, note ?? "Painting", await previewOf(small));
  }
  const frame = await paint(scene, ask, width, height, host, () => host.report(0.6, note ?? "Painting"));
  host.report(0.92, note ?? "Writing the file");
  return { bytes: await encode(frame, format, transparent), type: IMAGE_TYPES[format] };
}
