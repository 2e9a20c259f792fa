// The built-in provider: works offline with no key, by procedures and not by a neural model, and says so. Hands each call to a worker thread; makes nothing itself.
import { randomInt } from "node:crypto";
import { asAppError } from "../../spec/error.ts";
import { LIMITS } from "../../spec/limits.ts";
import type { Offer } from "../../spec/model.ts";
import { readOffers } from "../offers.ts";
import type { Call, Context, Operation, Provider } from "../providers.ts";
import offers from "./offers.json" with { type: "json" };
import { createPool } from "./pool.ts";
import { VOICES } from "./speech-voices.ts";

const pool = createPool();

/** The voices are told by the engine's own list, so that a name that it does not have is refused before anything is asked. */
function withVoices(offer: Offer): Offer {
  const speech = offer.tasks["text-to-speech"];
  if (!speech) return offer;
  const inputs = { ...speech.inputs, voice: { values: VOICES.map((voice) => voice.id) } };
  return { ...offer, tasks: { ...offer.tasks, "text-to-speech": { ...speech, inputs } } };
}

async function start(call: Call, context: Context): Promise<Operation> {
  const seed = typeof call.input.seed === "number" ? call.input.seed : randomInt(LIMITS.seed);
  const files: Record<string, Uint8Array> = {};
  for (const [field, file] of Object.entries(call.files)) files[field] = await file.read();
  try {
    const outputs = await pool.run({ task: call.task, input: { ...call.input }, count: call.count, seed, files }, context.signal, context.report);
    return {
      state: "done",
      outputs: outputs.map((output) => ({ kind: "bytes", ...output })),
      usage: null,
      costMicro: 0,
      seed: "seed" in call.offer.tasks[call.task]!.inputs ? seed : null,
    };
  } catch (thrown) {
    if (context.signal.aborted)
      return { state: "failed", failure: { code: "provider.canceled", message: "The built-in engine was stopped.", charged: "no" } };
    const error = asAppError(thrown);
    const code = error.code === "internal" ? "provider.error" : error.code;
    return {
      state: "failed",
      failure: { code, message: error.code === "internal" ? "The built-in engine broke on this request." : error.detail, charged: "no" },
    };
  }
}

export const builtin: Provider = {
  id: "builtin",
  title: "Built-in, procedural: no neural model",
  local: true,
  neural: false,
  // The same input and seed give the same bytes, and nothing is paid.
  repeat: "free",
  refusalCharged: { input: "no", output: "no" },
  progress: "fraction",
  resultSeconds: 0,
  checked: { how: "run", source: "every test of this folder", date: "2026-11-25" },
  concurrency: 2,
  keyVariable: null,
  defaultUrl: null,
  hint: "It is always on.",
  offers: readOffers("builtin", offers).map(withVoices),
  start,
};
export default builtin;
