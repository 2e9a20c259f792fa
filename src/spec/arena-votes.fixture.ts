// The 1,451 anonymous votes on pictures from text of GenAI-Arena, 2024-02-20, as counts for each pair (TIGER-AI-Lab/GenAI-Arena, Apache-2.0). Facts for a test, no evidence: the models are of another time.
import type { Pair } from "./evidence.ts";

const pair = (a: string, b: string, [aWins, bWins, ties]: [number, number, number]): Pair => ({ a, b, aWins, bWins, ties });

export const GENAI_ARENA: readonly Pair[] = [
  pair("LCM", "OpenJourney", [23, 51, 46]),
  pair("LCM", "PixArtAlpha", [9, 82, 21]),
  pair("LCM", "PlayGroundV2", [13, 72, 17]),
  pair("LCM", "SDXL", [17, 63, 21]),
  pair("LCM", "SDXLTurbo", [17, 57, 38]),
  pair("OpenJourney", "PixArtAlpha", [15, 54, 22]),
  pair("OpenJourney", "PlayGroundV2", [8, 70, 22]),
  pair("OpenJourney", "SDXL", [21, 53, 25]),
  pair("OpenJourney", "SDXLTurbo", [23, 31, 26]),
  pair("PixArtAlpha", "PlayGroundV2", [19, 33, 19]),
  pair("PixArtAlpha", "SDXL", [35, 29, 22]),
  pair("PixArtAlpha", "SDXLTurbo", [47, 22, 25]),
  pair("PlayGroundV2", "SDXL", [47, 17, 22]),
  pair("PlayGroundV2", "SDXLTurbo", [58, 11, 12]),
  pair("SDXL", "SDXLTurbo", [41, 30, 45]),
];

/** The ratings that GenAI-Arena published from them. */
export const GENAI_ARENA_RATINGS: Readonly<Record<string, number>> = {
  PlayGroundV2: 1151,
  PixArtAlpha: 1078,
  SDXL: 1027,
  SDXLTurbo: 972,
  OpenJourney: 921,
  LCM: 850,
};
