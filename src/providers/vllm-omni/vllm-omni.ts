// vLLM-Omni on machines of your own: one model a server, pictures, speech, sound and chat on the request, films as jobs, in OpenAI's shapes. Plain vLLM is openai-compatible's.
import { isoTime } from "../../clock.ts";
import { taskOf } from "../../spec/task.ts";
import { ask, direct, fetchWith, probeOf, type Queued, queued, type Wire } from "../flow.ts";
import { type FailureRow, readJson } from "../http.ts";
import { type Dialect, filmAt, filmsByProtocol, liveByProtocol } from "../openai-protocol.ts";
import type { Mounted, Provider, ProviderSettings } from "../providers.ts";
import { listing, offersOf } from "./listing.ts";

/** {detail} or {error: {message, type, code}}, docs.vllm.ai/projects/vllm-omni, read 2026-11. */
const ROWS: readonly FailureRow[] = [
  { says: /out of memory/, code: "provider.capacity", text: "ran out of memory" },
  { says: /did not produce/, code: "provider.bad_output", text: "made nothing", charged: "no" },
];

const wire: Wire = {
  title: "vLLM-Omni",
  rows: ROWS,
  buys: false,
  credentials: (secret) => ({ authorization: `Bearer ${secret}` }),
  // Films come as a form even without a picture; so does every edit.
  form: (call) => Object.keys(call.files).length > 0 || taskOf(call.task).output === "video",
};

const films: Queued = {
  ...filmsByProtocol(wire),
  // Aborts what is running, as far as the model looks for that, and deletes what there is.
  stop: (ref) => ({ method: "DELETE", to: filmAt(ref.id) }),
};

const dialect: Dialect = { title: wire.title, rows: ROWS, credentials: wire.credentials, buys: false, streamUsage: true };

const made = direct(wire);
const film = queued(films);

export const vllmOmni: Provider = {
  id: "vllm-omni",
  title: "vLLM-Omni",
  local: true,
  neural: true,
  // It gives jobs ids of its own: repeating costs time, and no money.
  repeat: "free",
  refusalCharged: { input: "no", output: "no" },
  progress: "stages",
  resultSeconds: null,
  checked: { how: "documented", source: "docs.vllm.ai/projects/vllm-omni: images, edits, videos, speech, audio, chat", date: "2026-11-25" },
  concurrency: 4,
  keyVariable: null,
  defaultUrl: "http://127.0.0.1:8091/v1",
  hint: "Start vllm serve with --omni --port 8091, or set OAK_VLLM_OMNI_URL.",
  offers: [],
  async discover(context) {
    const answer = await ask({ to: "models" }, wire, context);
    const list = answer.ok ? readJson(answer, listing) : null;
    return list && offersOf("vllm-omni", list, isoTime(context.now()).slice(0, 10));
  },
  probe: probeOf(wire, "models"),
  start: (call, context) => (taskOf(call.task).output === "video" ? film : { start: made }).start(call, context),
  check: film.check!,
  cancel: film.cancel!,
  fetchOutput: fetchWith(wire),
  // These models speak aloud too where nobody says that words are enough.
  live: (body, offer, context) => liveByProtocol({ modalities: ["text"], ...body }, offer, context, dialect),
};

/** The server where a URL was given, or at the port of its documentation where looking is allowed: 8000 is vLLM's own, which openai-compatible looks at. */
export default function mountVllmOmni(settings: ProviderSettings): Mounted[] {
  const given = settings.providerUrl("vllm-omni");
  if (!given && !settings.discover) return [];
  return [{ provider: vllmOmni, baseUrl: given ?? vllmOmni.defaultUrl, secret: settings.providerKey("OAK_VLLM_OMNI_KEY"), configured: true }];
}
