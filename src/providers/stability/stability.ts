// Stability AI's own API, version v2beta: pictures, edits, upscaling, cut-outs and sound, each answered on the request itself as JSON with base64. Not its jobs (creative upscale).
import { z } from "zod";
import { type Direct, direct, doneWith, probeOf } from "../flow.ts";
import { type FailureRow, readJson, type Seen } from "../http.ts";
import { readOffers } from "../offers.ts";
import type { Failure, Provider } from "../providers.ts";
import offers from "./offers.json" with { type: "json" };

/** Errors come as {id, name, errors: […]}; the name says which it is. */
const named =
  (...names: string[]) =>
  (seen: Seen): boolean =>
    names.includes((seen.body as { name?: string } | null)?.name ?? "");

/** https://platform.stability.ai/docs/api-reference: the responses of each v2beta endpoint. Known, and as client code of 2026 reads them. */
const ROWS: readonly FailureRow[] = [
  { fits: named("content_moderation"), code: "provider.refused_input", text: "refused the request: its moderation flagged it", charged: "no" },
  { fits: named("payment_required"), code: "provider.quota", text: "says that the account is out of credit" },
  // 150 requests in 10 seconds; who goes on is shut out for a minute. It documents no limit of requests at once.
  { status: [429], code: "provider.rate", text: "asks for fewer requests" },
];

const withheld: Failure = {
  code: "provider.refused_output",
  message: "Stability AI's filter withheld what was made, and sent it blurred.",
  // "Failed results" are free; whether a filtered one is failed is not said.
  charged: "unknown",
};

const sound = z.object({ audio: z.string().min(1) });

const wire: Direct = {
  title: "Stability AI",
  rows: ROWS,
  credentials: (secret) => ({ authorization: `Bearer ${secret}` }),
  headers: { accept: "application/json" },
  // Larger requests are answered with 413.
  inlineBytes: 10 * 1024 * 1024,
  form: true,
  refused: (body) => (body.finish_reason === "CONTENT_FILTERED" ? withheld : null),
  // Sound comes as bare base64 of the format that was asked for.
  read(answer, call, context) {
    const body = readJson(answer, sound.loose());
    if (!body || body.finish_reason === "CONTENT_FILTERED") return null;
    const type = call.input.format === "wav" ? "audio/wav" : "audio/mpeg";
    return doneWith({ ...body, audio: `data:${type};base64,${body.audio}` }, answer, call, wire, context);
  },
};

/** https://platform.stability.ai/docs/api-reference (v2beta), through a copy of its pages of 2025-08 and client code of 2026. */
const stability: Provider = {
  id: "stability",
  title: "Stability AI",
  local: false,
  neural: true,
  repeat: "never",
  refusalCharged: { input: "no", output: "unknown" },
  progress: "none",
  resultSeconds: 0,
  checked: {
    how: "documented",
    source: "a copy of the v2beta pages for Core and Ultra, and client code for the other endpoints",
    date: "2026-11-25",
  },
  concurrency: 8,
  keyVariable: "STABILITY_API_KEY",
  defaultUrl: "https://api.stability.ai",
  hint: "Set STABILITY_API_KEY to a key from platform.stability.ai.",
  offers: readOffers("stability", offers),
  start: direct(wire),
  probe: probeOf(wire, "v1/user/balance"),
};
export default stability;
