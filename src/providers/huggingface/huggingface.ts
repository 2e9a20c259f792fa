// Hugging Face's router: chat by whichever provider it chooses, pictures and transcripts by its own hf-inference. What each model takes is data (offers.json). Not the Hub's files.
import { direct, probeOf, type Wire } from "../flow.ts";
import { joinUrl, type FailureRow } from "../http.ts";
import { liveByProtocol } from "../openai-protocol.ts";
import { readOffers } from "../offers.ts";
import type { Context, Provider } from "../providers.ts";
import offers from "./offers.json" with { type: "json" };

/** https://huggingface.co/docs/inference-providers, read 2026-11; the words as users report them. */
const ROWS: readonly FailureRow[] = [
  { says: /monthly included credits|spending limit/, code: "provider.quota", text: "says that the account is out of credit" },
  { says: /currently loading|model is overloaded|cuda out of memory/, code: "provider.capacity", text: "has the model not ready" },
  {
    status: [400],
    says: /not supported by (any )?provider|model.*(not supported|does not exist)/,
    code: "provider.not_found",
    text: "does not serve this model",
  },
];

const wire: Wire & { rows: readonly FailureRow[] } = {
  title: "Hugging Face",
  rows: ROWS,
  credentials: (secret) => ({ authorization: `Bearer ${secret}` }),
};

const chatting = (context: Context): Context => ({ ...context, baseUrl: joinUrl(context.baseUrl, "v1") });

/** https://huggingface.co/docs/inference-providers; bodies checked against the task schemas of 2026-08-21 (see schemas.subset.json). */
const huggingface: Provider = {
  id: "huggingface",
  title: "Hugging Face",
  local: false,
  neural: true,
  // No idempotency key is documented: a second request is a second bill.
  repeat: "never",
  refusalCharged: { input: "unknown", output: "unknown" },
  progress: "none",
  resultSeconds: 0,
  checked: {
    how: "specification",
    source: "task schemas of github:huggingface/huggingface.js@fe42e68; chat by its documentation",
    date: "2026-08-21",
  },
  concurrency: 4,
  keyVariable: "HF_TOKEN",
  defaultUrl: "https://router.huggingface.co",
  hint: "Set HF_TOKEN to a token from huggingface.co/settings/tokens that may call Inference Providers.",
  offers: readOffers("huggingface", offers),
  start: direct(wire),
  live: (body, offer, context) => liveByProtocol(body, offer, chatting(context), { ...wire, buys: true, streamUsage: true }),
  // The list is public, so a wrong token may pass; what asks about tokens lies on another host.
  probe: probeOf(wire, "v1/models"),
};
export default huggingface;
