// Ideogram's own API: pictures with lettering, remixes, edits by words or mask, upscaling and cut-outs, answered on the request itself. Not its jobs, video or tools.
import { z } from "zod";
import { type Direct, direct, doneWith, probeOf } from "../flow.ts";
import { type FailureRow, readJson, type Seen } from "../http.ts";
import { readOffers } from "../offers.ts";
import type { Failure, Provider } from "../providers.ts";
import offers from "./offers.json" with { type: "json" };

/** Limits of the account are told as {error, reject_reason}, with 402 or 429. */
const rejected =
  (...reasons: string[]) =>
  (seen: Seen): boolean =>
    reasons.includes((seen.body as { reject_reason?: string } | null)?.reject_reason ?? "");

/** https://developer.ideogram.ai/ideogram-api/errors, read 2026-11-25: what is rejected before it runs is free, what is withheld afterwards is not. */
const ROWS: readonly FailureRow[] = [
  { fits: rejected("inflight_limit"), code: "provider.concurrency", text: "takes no more at once" },
  {
    fits: rejected("insufficient_funds", "daily_limit", "priority_credit_required", "subscription_required", "feature_limit"),
    code: "provider.quota",
    text: "says that the account's credit or plan does not cover it",
  },
  { status: [422], says: /safe/, code: "provider.refused_input", text: "refused the request", charged: "no" },
  // Ten requests at once is the default limit; other 429s say nothing of why.
  { status: [429], says: /in-?flight|concurren/, code: "provider.concurrency", text: "takes no more at once" },
];

const withheld: Failure = {
  code: "provider.refused_output",
  message: "Ideogram's safety check withheld what was made; it is billed.",
  charged: "yes",
};

const answered = z.looseObject({ data: z.array(z.looseObject({ url: z.string().nullish(), is_image_safe: z.boolean().nullish() })) });

const wire: Direct = {
  title: "Ideogram",
  rows: ROWS,
  credentials: (secret) => ({ "api-key": secret }),
  form: true,
  inlineBytes: 25 * 1024 * 1024,
  // Its weight of the picture is our strength the other way round, from 1 to 100.
  shape: ({ image_weight: strength, ...body }) =>
    strength === undefined ? body : { ...body, image_weight: Math.max(1, Math.round(100 - Number(strength) * 100)) },
  // An unsafe picture has its place in the list, and no URL.
  read(answer, call, context) {
    const body = readJson(answer, answered);
    if (!body) return null;
    const data = body.data.filter((each) => each.is_image_safe !== false && each.url);
    const unsafe = body.data.some((each) => each.is_image_safe === false);
    return doneWith({ ...body, data }, answer, call, wire, context, unsafe ? withheld : undefined);
  },
};

/** https://developer.ideogram.ai, as the copies of its pages and client code of 2026 have it. */
const ideogram: Provider = {
  id: "ideogram",
  title: "Ideogram",
  local: false,
  neural: true,
  repeat: "never",
  refusalCharged: { input: "no", output: "yes" },
  progress: "none",
  // "A limited period": how long is not said.
  resultSeconds: null,
  checked: { how: "documented", source: "pages of developer.ideogram.ai and copies of them, versions 1 and 2 of the API", date: "2026-11-25" },
  concurrency: 10,
  keyVariable: "IDEOGRAM_API_KEY",
  defaultUrl: "https://api.ideogram.ai",
  hint: "Set IDEOGRAM_API_KEY to a key from ideogram.ai/platform.",
  offers: readOffers("ideogram", offers),
  start: direct(wire),
  probe: probeOf(wire, "datasets"),
};
export default ideogram;
