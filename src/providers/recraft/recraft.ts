// Recraft's own API: pictures, pictures from pictures, sharp upscaling and cut-outs, answered on the request itself. Not its vectors, styles of one's own or masked edits.
import { type Direct, direct, probeOf } from "../flow.ts";
import type { FailureRow } from "../http.ts";
import { readOffers } from "../offers.ts";
import type { Provider } from "../providers.ts";
import offers from "./offers.json" with { type: "json" };

/**
 * https://www.recraft.ai/docs/api-reference/error-handling, read 2026-11-25: bodies are plain text or JSON and only 401 and 404 are named. How a refusal or an
 * empty account reads is not documented; these words are guesses that can only make an invalid request clearer.
 */
const ROWS: readonly FailureRow[] = [
  {
    status: [400, 402, 403, 422],
    says: /not[_ ]enough[_ ](credits|units)|insufficient[_ ](credits|units|balance)/,
    code: "provider.quota",
    text: "says that the account has no API units left",
  },
  {
    status: [400, 403, 422],
    says: /nsfw|moderation|content policy|prohibited/,
    code: "provider.refused_input",
    text: "refused the request",
    charged: "unknown",
  },
];

const wire: Direct = {
  title: "Recraft",
  rows: ROWS,
  credentials: (secret) => ({ authorization: `Bearer ${secret}` }),
  // A picture travels as a part of a form; words alone go as JSON.
  form: (call) => call.files.image !== undefined,
  inlineBytes: 10 * 1024 * 1024,
};

/** https://www.recraft.ai/docs/api-reference, and the client that Recraft generated from its OpenAPI file (recraft-ai/mcp-recraft-server). */
const recraft: Provider = {
  id: "recraft",
  title: "Recraft",
  local: false,
  neural: true,
  repeat: "never",
  refusalCharged: { input: "unknown", output: "unknown" },
  progress: "none",
  resultSeconds: 24 * 3600,
  checked: { how: "documented", source: "recraft.ai/docs/api-reference, and Recraft's own generated client", date: "2026-11-25" },
  concurrency: 4,
  // Whether one refusal ends the others is not said; a picture costs the same by itself.
  apart: true,
  keyVariable: "RECRAFT_API_TOKEN",
  defaultUrl: "https://external.api.recraft.ai/v1",
  hint: "Set RECRAFT_API_TOKEN to a token from app.recraft.ai/profile/api.",
  offers: readOffers("recraft", offers),
  start: direct(wire),
  probe: probeOf(wire, "users/me"),
};
export default recraft;
