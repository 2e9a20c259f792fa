// The anonymous votes of GenAI-Arena on pictures from text, in the order in which they were given, from the folder that holds its raw file. Not loaded by the program; nothing of it is shipped.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Pair } from "../src/spec/evidence.ts";

interface Battle {
  model_a: string;
  model_b: string;
  winner: string;
  anony: boolean;
  tstamp: number;
}

const nameOf = (model: string) => model.split("_")[1]!;

/** A tie and "both bad" are ties. */
export function arenaVotes(folder: string): Pair[] {
  return (JSON.parse(readFileSync(join(folder, "genai-arena_battles_20240220.json"), "utf8")) as Battle[])
    .filter((battle) => battle.anony && battle.model_a.endsWith("_generation"))
    .toSorted((a, b) => a.tstamp - b.tstamp)
    .map(({ model_a, model_b, winner }) => ({
      a: nameOf(model_a),
      b: nameOf(model_b),
      aWins: Number(winner === "model_a"),
      bWins: Number(winner === "model_b"),
      ties: Number(winner.startsWith("tie")),
    }));
}
