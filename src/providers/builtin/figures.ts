// All figures by name: the cast that scenes choose from.
import type { Draw } from "./figure.ts";
import { BEASTS } from "./paint-beasts.ts";
import { BIRDS } from "./paint-birds.ts";
import { BUILDINGS } from "./paint-buildings.ts";
import { PEOPLE } from "./paint-people.ts";
import { PETS } from "./paint-pets.ts";
import { PLANTS } from "./paint-plants.ts";
import { SEA } from "./paint-sea.ts";
import { THINGS } from "./paint-things.ts";
import { VEHICLES } from "./paint-vehicles.ts";

export const FIGURES: Readonly<Record<string, Draw>> = {
  ...PETS,
  ...BEASTS,
  ...BIRDS,
  ...SEA,
  ...PEOPLE,
  ...VEHICLES,
  ...BUILDINGS,
  ...PLANTS,
  ...THINGS,
};

/** The same figure as the season has it: bare or snowy trees in winter, red ones in autumn are left to the light's leaf colour. */
export function seasonal(id: string, winter: boolean): string {
  if (!winter) return id;
  return id === "tree" ? "wintertree" : id === "pine" ? "winterpine" : id;
}
