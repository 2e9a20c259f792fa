// How high a card will be about, so that columns are even before anything is drawn. Pure.
import { shapeOf } from "../assets/shape.ts";
import type { Generation } from "../../src/spec/generation.ts";
import { isOver } from "./events.ts";
import { LOW_PX, ratioAhead } from "./room.ts";

const FOOT_PX = 122;
const TROUBLE_PX = 150;

function roomAhead(generation: Generation, width: number): number {
  const ratio = ratioAhead(generation);
  return ratio === null ? LOW_PX : width / ratio;
}

export function tileHeight(generation: Generation, width: number): number {
  const { assets } = generation;
  const several = assets.length > 1 && assets.every((asset) => asset.kind === "image" || asset.kind === "video");
  if (several) return FOOT_PX + Math.ceil(assets.length / 2) * (width / 2);
  const media = assets.reduce((sum, asset) => sum + (asset.kind === "audio" ? LOW_PX : asset.kind === "text" ? 140 : width / shapeOf(asset)), 0);
  const working = isOver(generation) ? 0 : assets.length > 0 ? 42 : roomAhead(generation, width) + 34;
  return (
    FOOT_PX +
    media +
    working +
    (generation.status === "failed" || generation.status === "unknown" || generation.status === "partial" ? TROUBLE_PX : 0)
  );
}
