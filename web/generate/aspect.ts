// Aspect ratios as pairs of sides: the presets that the offers take, and which ratio a width and height are. Pure.
import type { Bound, OfferTask } from "../../src/spec/model.ts";
import type { FormField } from "./schema.ts";

export interface Size {
  width: number;
  height: number;
}
export const RATIOS = ["1:1", "4:3", "3:4", "3:2", "2:3", "16:9", "9:16"] as const;

/** Sides are multiples of this where nobody says otherwise, as most models want them. */
const GRID_PX = 16;

export const asText = (size: Size) => `${size.width}x${size.height}`;
const partsOf = (ratio: string) => ratio.split(":").map(Number) as [across: number, down: number];

export function parseSize(text: string): Size {
  const [width = 0, height = 0] = text.split("x").map(Number);
  return { width, height };
}

/** The named ratio that a size is within three per cent of: grids round a little. */
export function ratioOf(size: Size): string | null {
  const is = size.width / size.height;
  return RATIOS.find((ratio) => Math.abs(is / (partsOf(ratio)[0] / partsOf(ratio)[1]) - 1) < 0.03) ?? null;
}

/** Sides of a ratio with about `pixels` in all, within the fields' bounds and steps; null where the bounds allow none. */
export function sizeOf(ratio: string, pixels: number, width: FormField, height: FormField): Size | null {
  const [across, down] = partsOf(ratio);
  const wanted = Math.sqrt(pixels / (across * down));
  const most = Math.min((width.max ?? Infinity) / across, (height.max ?? Infinity) / down);
  const least = Math.max((width.min ?? 1) / across, (height.min ?? 1) / down);
  if (least > most) return null;
  const scale = Math.min(most, Math.max(least, wanted));
  const side = (length: number, field: FormField) => {
    const grid = field.step && field.step > 1 ? field.step : GRID_PX;
    const snapped = Math.round(length / grid) * grid;
    if (field.max !== null && snapped > field.max) return Math.floor(field.max / grid) * grid;
    return field.min !== null && snapped < field.min ? Math.ceil(field.min / grid) * grid : snapped;
  };
  const size = { width: side(across * scale, width), height: side(down * scale, height) };
  return ratioOf(size) === ratio ? size : null;
}

function allowed(bound: Bound | undefined, side: number): boolean {
  if (bound === undefined || bound === true) return bound === true;
  const { min = 0, max = Infinity, step, values } = bound;
  return side >= min && side <= max && (step === undefined || side % step === 0) && (values === undefined || values.includes(side));
}

/** Whether an offer makes exactly this size. */
export function makes(offer: OfferTask, size: Size): boolean {
  if (offer.sizes) return offer.sizes.includes(asText(size));
  return allowed(offer.inputs.width, size.width) && allowed(offer.inputs.height, size.height);
}

/**
 * A size for each usual ratio: of those that come near, the one that most offers make, so that choosing a shape costs as few of them as
 * can be. Where offers have lists only, their other sizes follow.
 */
export function presetsOf(fields: FormField[], offers: OfferTask[], pixels: number): { title: string; size: Size }[] {
  const width = fields.find((field) => field.name === "width");
  const height = fields.find((field) => field.name === "height");
  if (!width || !height) return [];
  const sized = offers.filter((offer) => offer.inputs.width !== undefined);
  const listed = [...new Set(sized.flatMap((offer) => offer.sizes ?? []))].map(parseSize);
  const makers = (size: Size) => sized.filter((offer) => makes(offer, size)).length;
  const presets = RATIOS.flatMap((title) => {
    const own = sizeOf(title, pixels, width, height);
    const near = [...(own ? [own] : []), ...listed.filter((size) => ratioOf(size) === title)].filter(
      (size) => offers.length === 0 || makers(size) > 0,
    );
    const [best] = near.sort((a, b) => makers(b) - makers(a) || away(a, pixels) - away(b, pixels));
    return best ? [{ title: title as string, size: best }] : [];
  });
  const odd = listed.filter((size) => !presets.some((preset) => asText(preset.size) === asText(size)));
  const free = sized.some((offer) => !offer.sizes) || offers.length === 0;
  return free ? presets : [...presets, ...odd.map((size) => ({ title: `${size.width}×${size.height}`, size }))];
}

const away = (size: Size, pixels: number) => Math.abs(Math.log((size.width * size.height) / pixels));
