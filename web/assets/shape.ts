// The shape in which a card shows a picture or video. Pure.
import type { Asset } from "../../src/spec/asset.ts";

/** Width by height: its own, but neither towers nor ribbons; a square beside others. */
export const shapeOf = (asset: Pick<Asset, "width" | "height">, square = false) =>
  square ? 1 : Math.min(16 / 9, Math.max(4 / 5, (asset.width ?? 1) / (asset.height ?? 1)));
