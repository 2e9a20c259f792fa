// One action: throw the dice for a seed.
import { LIMITS } from "../../src/spec/limits.ts";

export const randomSeed = () => crypto.getRandomValues(new Uint32Array(1))[0]! % LIMITS.seed;
