// Mistral's own API: chat nearly in OpenAI's format (chat.ts, thoughts.ts), speech and transcription on one request each. Not its agents, libraries or OCR.
import { z } from "zod";
import { type Direct, direct, probeOf } from "../flow.ts";
import { failed, type FailureRow, readJson, type Whole } from "../http.ts";
import { soundSeconds } from "../media.ts";
import { readOffers } from "../offers.ts";
import { type Dialect, liveByProtocol } from "../openai-protocol.ts";
import type { Call, Operation, Provider } from "../providers.ts";
import { toMistral } from "./chat.ts";
import offers from "./offers.json" with { type: "json" };
import { withoutPieces } from "./thoughts.ts";

/** No page lists its codes; these are the ones that answers carry (type and number), seen in public reports up to 2026-11. */
const ROWS: readonly FailureRow[] = [
  { says: /service_tier_capacity_exceeded|capacity exceeded/, code: "provider.capacity", text: "is overloaded" },
  { status: [429], says: /payment|billing|spend|monthly/, code: "provider.quota", text: "says that the account is out of credit" },
  { status: [400, 404], says: /invalid_model|invalid model/, code: "provider.not_found", text: "does not know this model" },
];

const dialect: Dialect = {
  title: "Mistral",
  rows: ROWS,
  buys: true,
  // The last chunk counts the tokens always, and stream_options would be refused.
  streamUsage: false,
  credentials: (secret) => ({ authorization: `Bearer ${secret}` }),
  mend: withoutPieces,
};

const SOUND_TYPES: Record<string, string> = { mp3: "audio/mpeg", wav: "audio/wav", flac: "audio/flac", opus: "audio/ogg" };
const speech = z.object({ audio_data: z.base64().min(16) });

/** Speech comes as base64 in JSON that does not name its type: it is the one that was asked for. */
function spoken(answer: Whole, { input }: Call): Operation {
  const body = readJson(answer, speech);
  if (!body) return failed("provider.bad_output", "Mistral answered without a recording.");
  const bytes = new Uint8Array(Buffer.from(body.audio_data, "base64"));
  const seconds = soundSeconds(bytes);
  return {
    state: "done",
    outputs: [{ kind: "bytes", bytes, type: SOUND_TYPES[String(input.format)] ?? "audio/mpeg" }],
    usage: { request: 1, character: String(input.text).length, ...(seconds === null ? {} : { second: seconds, minute: seconds / 60 }) },
    costMicro: null,
    seed: null,
  };
}

const wire: Direct = {
  ...dialect,
  form: ({ task }) => task === "speech-to-text",
  // Hints are single words there, without spaces: "Ada Lovelace, oak" is Ada_Lovelace and oak.
  shape: (body) =>
    typeof body.context_bias === "string"
      ? {
          ...body,
          context_bias: body.context_bias
            .split(/[,;\n]+/)
            .map((words: string) => words.trim().replace(/\s+/g, "_"))
            .filter(Boolean),
        }
      : body,
  read: (answer, call) => (call.task === "text-to-speech" ? spoken(answer, call) : null),
};

/** https://docs.mistral.ai/api, bodies validated against its OpenAPI file (see openapi.subset.json). */
const mistral: Provider = {
  id: "mistral",
  title: "Mistral",
  local: false,
  neural: true,
  // No idempotency key is documented: a second request is a second bill.
  repeat: "never",
  refusalCharged: { input: "unknown", output: "unknown" },
  progress: "none",
  resultSeconds: 0,
  checked: { how: "specification", source: "Mistral's OpenAPI file 1.0.0 (github:mistralai/platform-docs-public@222f4ba)", date: "2026-08-21" },
  concurrency: 8,
  keyVariable: "MISTRAL_API_KEY",
  defaultUrl: "https://api.mistral.ai/v1",
  hint: "Set MISTRAL_API_KEY to a key from console.mistral.ai.",
  offers: readOffers("mistral", offers),
  start: direct(wire),
  live: async (body, offer, context) => liveByProtocol(toMistral(body), offer, context, dialect),
  probe: probeOf(wire, "models"),
};
export default mistral;
