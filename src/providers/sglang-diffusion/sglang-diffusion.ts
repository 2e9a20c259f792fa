// SGLang-Diffusion on machines of your own: one model a server, pictures on the request, films as jobs, in OpenAI's shapes. Its language models are openai-compatible's.
import { createHash } from "node:crypto";
import { isoTime } from "../../clock.ts";
import { taskOf } from "../../spec/task.ts";
import { ask, direct, fetchWith, probeOf, queued, type Wire } from "../flow.ts";
import { type FailureRow, readJson } from "../http.ts";
import { filmsByProtocol } from "../openai-protocol.ts";
import type { Call, Mounted, Provider, ProviderSettings } from "../providers.ts";
import { listing, offersOf } from "./listing.ts";

/** FastAPI's {detail}; failed films say {error: {message}}. Nothing of it is documented as a code. */
const ROWS: readonly FailureRow[] = [{ says: /out of memory/, code: "provider.capacity", text: "ran out of memory" }];

/** Without a seed older versions always take 1024, which would be the same picture each time. */
const seedOf = (call: Call) => Number.parseInt(createHash("sha256").update(call.key).digest("hex").slice(0, 8), 16);

const wire: Wire = {
  title: "SGLang-Diffusion",
  rows: ROWS,
  buys: false,
  credentials: (secret) => ({ authorization: `Bearer ${secret}` }),
  form: (call) => Object.keys(call.files).length > 0,
  shape: (body, call) => ({ ...body, seed: body.seed ?? seedOf(call) }),
};

const picture = direct(wire);
const film = queued(filmsByProtocol(wire));

export const sglangDiffusion: Provider = {
  id: "sglang-diffusion",
  title: "SGLang-Diffusion",
  local: true,
  neural: true,
  // It gives jobs ids of its own and cannot stop one: repeating costs time, and no money.
  repeat: "free",
  refusalCharged: { input: "no", output: "no" },
  progress: "stages",
  resultSeconds: null,
  checked: { how: "documented", source: "docs.sglang.io/diffusion/api/openai_api and the source of its routes", date: "2026-11-25" },
  concurrency: 2,
  keyVariable: null,
  defaultUrl: "http://127.0.0.1:30000/v1",
  hint: "Start sglang serve with a diffusion model, or set OAK_SGLANG_DIFFUSION_URL.",
  offers: [],
  async discover(context) {
    const answer = await ask({ to: "models" }, wire, context);
    const list = answer.ok ? readJson(answer, listing) : null;
    return list && offersOf("sglang-diffusion", list, isoTime(context.now()).slice(0, 10));
  },
  probe: probeOf(wire, "models"),
  start: (call, context) => (taskOf(call.task).output === "video" ? film : { start: picture }).start(call, context),
  check: film.check!,
  fetchOutput: fetchWith(wire),
};

/** The server where a URL was given, or at its usual port where looking is allowed; SGLang's language models share that port and make no offer here. */
export default function mountSglangDiffusion(settings: ProviderSettings): Mounted[] {
  const given = settings.providerUrl("sglang-diffusion");
  if (!given && !settings.discover) return [];
  const secret = settings.providerKey("OAK_SGLANG_DIFFUSION_KEY");
  return [{ provider: sglangDiffusion, baseUrl: given ?? sglangDiffusion.defaultUrl, secret, configured: true }];
}
