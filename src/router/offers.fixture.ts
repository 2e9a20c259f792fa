// Catalogues made from a seed, of any size: for the property tests and for bench/router.ts. Made up, and like no real price list.
import { soleLicense } from "../spec/license-chain.ts";
import { type License, license as licenseSchema } from "../spec/license.ts";
import type { Model, OfferTask, OpennessClass } from "../spec/model.ts";
import type { Price } from "../spec/price.ts";
import type { OfferView } from "./router.ts";

const at = { source: "made up", date: "2026-11-24" };

/** Numbers from 0 up to 1 that follow from the seed. */
export function chanceFrom(seed: number): () => number {
  let state = (seed * 2654435761 + 1013904223) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const licenseNamed = (id: string, more: Partial<License>): License =>
  licenseSchema.parse({
    id,
    name: id.toUpperCase(),
    kind: "weights",
    family: null,
    commercialUse: "yes",
    monthlyUsersLimit: null,
    revenueLimitUsd: null,
    territoryExcluded: [],
    outputsCommercial: null,
    outputsNote: null,
    trainOnOutputs: null,
    attribution: null,
    acceptableUsePolicy: null,
    derivativeNaming: null,
    redistributeWeights: null,
    osiApproved: null,
    verified: "full",
    ...at,
    ...more,
  });
/** One object each, as the market gives them, so that a plan judges each once. The last is not known. */
const CHAINS = [
  licenseNamed("free", {}),
  licenseNamed("research", { commercialUse: "no" }),
  licenseNamed("counted", { commercialUse: "conditional", monthlyUsersLimit: 1_000_000, revenueLimitUsd: 1_000_000 }),
  licenseNamed("abroad", { territoryExcluded: ["DE", "KR"] }),
  licenseNamed("unclear", { commercialUse: null }),
  null,
].map((license) => soleLicense(license, "made up"));

function priceFrom(chance: () => number): Price | null {
  const kind = chance();
  const micro = Math.floor(chance() ** 3 * 200_000);
  if (kind < 0.05) return null;
  if (kind < 0.12) return { lines: [{ unit: "request", micro: 0, per: 1 }], ...at };
  if (kind < 0.7) return { lines: [{ unit: "image", micro, per: 1 }], ...(kind < 0.2 ? { minimumMicro: 9_000 } : {}), ...at };
  if (kind < 0.82) return { lines: [{ unit: "megapixel", micro, per: 1, ...(kind < 0.75 ? { roundUp: true as const } : {}) }], ...at };
  if (kind < 0.85)
    return {
      lines: [{ unit: "imageOutputToken", micro, per: 1_000 }],
      assume: [
        { of: "image", when: { quality: ["high"] }, low: { imageOutputToken: 4_000 }, high: { imageOutputToken: 6_000 } },
        { of: "image", when: { quality: ["low"] }, low: { imageOutputToken: 270 }, high: { imageOutputToken: 400 } },
      ],
      ...at,
    };
  return {
    lines: [
      { unit: "image", micro, per: 1, when: { quality: ["high"] } },
      { unit: "image", micro: Math.floor(micro / 3), per: 1 },
      { unit: "inputToken", micro: 150_000, per: 1_000_000 },
    ],
    ...at,
  };
}

function termsFrom(chance: () => number): OfferTask {
  const most = [1024, 1536, 2048][Math.floor(chance() * 3)]!;
  return {
    inputs: {
      prompt: chance() < 0.2 ? { maxChars: [3, 1000, 4000][Math.floor(chance() * 3)]!, required: true } : true,
      width: { min: 256, max: most, ...(chance() < 0.3 ? { step: 16 } : {}), ...(chance() < 0.5 ? { default: 1024 } : {}) },
      height: { min: 256, max: most, ...(chance() < 0.5 ? { default: 1024 } : {}) },
      ...(chance() < 0.7 ? { seed: true as const } : {}),
      ...(chance() < 0.3 ? { quality: { values: ["low", "high"] } } : {}),
      ...(chance() < 0.03 ? { image: { required: true } } : {}),
    },
    ...(chance() < 0.2 ? { sizes: ["1024x1024", "1536x1024"] } : {}),
    maxCount: [1, 1, 4, 8][Math.floor(chance() * 4)]!,
    seconds: chance() < 0.1 ? null : { base: Math.floor(chance() * 40) / 2, perImage: Math.floor(chance() * 6), ...at },
  };
}

function modelFrom(chance: () => number, index: number): Model {
  const retired = chance() < 0.03;
  return {
    id: `m/${index}`,
    name: `Model ${index}`,
    maker: "m",
    family: null,
    aliases: [`alias-${index}`],
    tasks: ["text-to-image"],
    summary: "s",
    parameters: null,
    released: null,
    access: ["api"],
    openness: {},
    license: null,
    base: [],
    needs: [],
    teachers: [],
    lineage: {},
    lifecycle: { status: retired ? "retired" : "active", shutdown: retired ? "2026-05-12" : null, successor: null, ...at },
    neural: true,
    links: [],
    notes: [],
    ...at,
  };
}

const CLASSES: readonly (OpennessClass | null)[] = ["closed", "open-api", "open-weights", "fully-open", null];

/** So many offers, of about a third as many models at a twentieth as many providers. The same seed gives the same. */
export function offersFrom(seed: number, many: number): OfferView[] {
  const chance = chanceFrom(seed);
  const models = Array.from({ length: Math.max(1, Math.ceil(many / 3)) }, (_none, index) => modelFrom(chance, index));
  const providers = Array.from({ length: Math.max(2, Math.ceil(many / 20)) }, (_none, index) => ({
    id: `p${index}`,
    title: `Provider ${index}`,
    off: chance() < 0.1 ? "Set its key." : null,
    apart: chance() < 0.1,
    handOff: chance() < 0.02,
    local: chance() < 0.15,
    trainsOnInputs: [true, false, null][Math.floor(chance() * 3)]!,
    retentionDays: [0, 30, null][Math.floor(chance() * 3)]!,
    regions: [["eu"], ["us"], null][Math.floor(chance() * 3)]!,
  }));
  return Array.from({ length: many }, (_none, index): OfferView => {
    const model = models[Math.floor(chance() * models.length)]!;
    const provider = providers[Math.floor(chance() * providers.length)]!;
    const rated = chance() < 0.6;
    return {
      offer: {
        id: `${provider.id}:${model.id}:${index}`,
        provider: provider.id,
        model: model.id,
        remote: `remote-${index}`,
        serviceTerms: null,
        license: null,
        quality: {},
        lifecycle: chance() < 0.02 ? { shutdown: "2026-11-24", ...at } : null,
        options: {},
        tasks: { "text-to-image": termsFrom(chance), ...(chance() < 0.3 ? { "image-to-image": termsFrom(chance) } : {}) },
        price: priceFrom(chance),
        data: {
          local: provider.local,
          trainsOnInputs: provider.trainsOnInputs,
          retentionDays: provider.retentionDays,
          regions: provider.regions,
          ...at,
        },
      },
      model: chance() < 0.05 ? null : model,
      openness: CLASSES[Math.floor(chance() * CLASSES.length)]!,
      licenses: CHAINS[Math.floor(chance() * CHAINS.length)]!,
      priceVersion: null,
      providerTitle: provider.title,
      neural: chance() > 0.05,
      off: provider.off,
      apart: provider.apart,
      handOff: provider.handOff,
      failing: chance() < 0.03 ? "It answers 500." : null,
      quality: rated ? { value: Math.round(chance() * 10_000) / 10_000, source: "a board, 2026-04-19" } : null,
      measuredSeconds: chance() < 0.3 ? Math.floor(chance() * 300) / 10 : null,
    };
  });
}
