// ElevenLabs' own API: speech, sound effects and music as files, transcription as text, each answered on the request itself. Not its dubbing, agents or voice cloning.
import { type Direct, direct, probeOf } from "../flow.ts";
import type { FailureRow, Seen } from "../http.ts";
import { mappingOf } from "../mapping.ts";
import { readOffers } from "../offers.ts";
import type { Call, Provider } from "../providers.ts";
import { sectionsOf } from "./lyrics.ts";
import offers from "./offers.json" with { type: "json" };

/** Errors come as {detail: {type, code, message, status}}; `status` is the older name of `code` and still what some endpoints send alone. */
const told =
  (...codes: string[]) =>
  (seen: Seen): boolean => {
    const detail = (seen.body as { detail?: { code?: string; status?: string } } | null)?.detail;
    return codes.includes(detail?.code ?? "") || codes.includes(detail?.status ?? "");
  };

/** https://elevenlabs.io/docs/eleven-api/resources/errors, as read 2026-09-17 by api-evangelist/elevenlabs; the older names: help.elevenlabs.io, article 19572237925521. */
const ROWS: readonly FailureRow[] = [
  // An empty account used to be a 401, as a wrong key is.
  { fits: told("quota_exceeded", "insufficient_credits"), code: "provider.quota", text: "says that the account is out of credit" },
  // Two meanings of 429: the plan's own limit, which ends when a request of ours does, and a crowd of others, which another provider avoids.
  {
    fits: told("too_many_concurrent_requests", "concurrent_limit_exceeded"),
    code: "provider.concurrency",
    text: "takes no more at once on this plan",
  },
  { fits: told("system_busy"), code: "provider.capacity", text: "is overloaded" },
  // Music refuses artists and lyrics that are protected, and names a prompt that it would take.
  { fits: told("bad_prompt", "bad_composition_plan"), code: "provider.refused_input", text: "refused the request", charged: "no" },
  { fits: told("voice_not_found", "model_not_found"), code: "provider.not_found", text: "does not know this voice or model" },
];

/** Its ready-made voices by name; any other voice is named by its id. */
const VOICES: Readonly<Record<string, string>> = {
  Alice: "Xb7hH8MSUJpSbSDYk0k2",
  Brian: "nPczCjzI2devNBz1zQrb",
  Charlie: "IKne3meq5aSn9XLyUdCD",
  Daniel: "onwK4e9ZLuTAKqWW03F9",
  George: "JBFqnCBsd6RMkjVDRZzb",
  Jessica: "cgSgspJ2msm6clMCkdW9",
  Laura: "FGY2WhTYpPnrIDTdsKH5",
  Liam: "TX3LPaxmHKxFdv7VOQHJ",
  Lily: "pFZP5JQG7iQjIQuC4Bku",
  Matilda: "XrExE9yKIg1WjnnlVkGX",
  Sarah: "EXAVITQu4vr4xnSDxMaL",
  Will: "bIHbv24MWmeRgasZH58o",
};

/** The provider's name of a format: "mp3" is mp3_44100_128. */
function formatOf(call: Call): string | null {
  const rule = mappingOf(call.offer, call.task).fields.format;
  const format = String(call.input.format ?? "");
  return typeof rule === "object" ? String(rule.values?.[format] ?? "") || null : null;
}

/** A song with words is told section by section: a plan takes the place of the prompt. */
function planned(body: Record<string, any>, call: Call): Record<string, unknown> {
  const sections = sectionsOf(String(body.lyrics), call.input.seconds);
  const styles = [String(body.prompt)];
  const composition_plan =
    body.model_id === "music_v1"
      ? {
          positive_global_styles: styles,
          negative_global_styles: [],
          sections: sections.map(({ name, lines, ms }) => ({
            section_name: name,
            positive_local_styles: [],
            negative_local_styles: [],
            duration_ms: ms,
            lines,
          })),
        }
      : {
          chunks: sections.map(({ name, lines, ms }) => ({
            text: [`[${name}]`, ...lines].join("\n"),
            duration_ms: ms,
            positive_styles: styles,
            negative_styles: [],
          })),
        };
  return { model_id: body.model_id, composition_plan };
}

const wire: Direct = {
  title: "ElevenLabs",
  rows: ROWS,
  credentials: (secret) => ({ "xi-api-key": secret }),
  form: (call) => call.task === "speech-to-text",
  path(call) {
    const voice = String(call.input.voice ?? "");
    const path = mappingOf(call.offer, call.task).path!.replace("{voice}", () => encodeURIComponent(VOICES[voice] ?? voice));
    const format = formatOf(call);
    return format === null ? path : `${path}?output_format=${format}`;
  },
  // The format stands in the address.
  shape({ output_format: _format, ...body }, call) {
    return body.lyrics ? planned(body, call) : body;
  },
};

/** https://elevenlabs.io/docs/api-reference, checked against the OpenAPI file of 2026-08-22. */
const elevenLabs: Provider = {
  id: "elevenlabs",
  title: "ElevenLabs",
  local: false,
  neural: true,
  // No idempotency key; its own guidance is never to ask again, as that makes and charges a second one.
  repeat: "never",
  refusalCharged: { input: "no", output: "unknown" },
  progress: "none",
  resultSeconds: 0,
  checked: { how: "specification", source: "the OpenAPI file of api.elevenlabs.io, version 1.0 (tryAGI/ElevenLabs@5e75192)", date: "2026-08-22" },
  // The Starter plan's; Creator has 5, Pro 10, Scale 15.
  concurrency: 3,
  keyVariable: "ELEVENLABS_API_KEY",
  defaultUrl: "https://api.elevenlabs.io",
  hint: "Set ELEVENLABS_API_KEY to a key from elevenlabs.io.",
  offers: readOffers("elevenlabs", offers),
  start: direct(wire),
  probe: probeOf(wire, "v1/models"),
};
export default elevenLabs;
