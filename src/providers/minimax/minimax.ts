// MiniMax's own API: Hailuo's and H3's films as tasks, pictures, speech and songs on the request. Not its chat models, voice cloning and covers.
import { z } from "zod";
import { ask, direct, type Direct, doneWith, type JobRef, type Queued, queued } from "../flow.ts";
import { failed, type FailureRow, readJson, type Seen, told } from "../http.ts";
import { mappingOf } from "../mapping.ts";
import { readOffers } from "../offers.ts";
import type { Call, Context, Failure, Provider } from "../providers.ts";
import offers from "./offers.json" with { type: "json" };

/** `base_resp.status_code`, in the body of a 200 or of an error. */
const codeOf = (body: any): number => Number(body?.base_resp?.status_code ?? 0);
const is =
  (...codes: number[]) =>
  (seen: Seen): boolean =>
    codes.includes(codeOf(seen.body) || Number(seen.code));

/** https://platform.minimax.io/docs/api-reference/errorcode, as public clients of 2026 have it; 1041 and 2056 known, not checked. */
const ROWS: readonly FailureRow[] = [
  { fits: is(1026), code: "provider.refused_input", text: "refused the request" },
  { fits: is(1027), code: "provider.refused_output", text: "withheld what it made" },
  { fits: is(1004, 2049), code: "provider.auth", text: "did not accept its key", quiet: true },
  { fits: is(2153), code: "provider.auth", text: "has closed its music API to newer accounts" },
  { fits: is(1008, 2056), code: "provider.quota", text: "says that the account is out of credit" },
  { fits: is(1002, 1039, 2045), code: "provider.rate", text: "asks for fewer requests" },
  { fits: is(1041), code: "provider.concurrency", text: "takes no more at once" },
  { fits: is(2013, 2042), code: "provider.invalid", text: "did not accept the request" },
  { fits: is(1001), code: "provider.unknown_outcome", text: "took too long, and may have done it" },
  { fits: is(1000, 1024, 1033), code: "provider.error", text: "failed" },
  // v2 has words where v1 has numbers.
  { says: /output.*sensitive|\b1027\b/, code: "provider.refused_output", text: "withheld what it made" },
  { says: /sensitive|\b1026\b/, code: "provider.refused_input", text: "refused the request" },
];

/** The failure that a body with a good status means; null where it means none. */
function refused(body: any, context: Context, charged?: Failure["charged"]): Failure | null {
  const code = codeOf(body);
  return code === 0 ? null : told({ code, message: body.base_resp.status_msg }, wire, context, charged);
}

const shared = {
  title: "MiniMax",
  rows: ROWS,
  credentials: (secret: string) => ({ authorization: `Bearer ${secret}` }),
  inlineBytes: 20 * 1024 * 1024,
};

/** Codes after which the same question may be asked again: they are about the question, not about the task. */
const LATER: ReadonlySet<number> = new Set([1000, 1001, 1002, 1004, 1024, 1033, 1039, 1041, 2045, 2049]);

/** A film of v1 lies in a file, whose address is asked for once the task has ended. */
function verdictOfV1(body: any, ref: JobRef, context: Context): ReturnType<Queued["verdict"]> {
  if (LATER.has(codeOf(body))) return null;
  if (body?.status === "Fail")
    return { state: "failed", failure: refused(body, context, "unknown") ?? told({ message: "no reason given" }, wire, context, "unknown") };
  const failure = refused(body, context, "unknown");
  if (failure) return { state: "failed", failure };
  if (body?.file) return { state: "done" };
  switch (body?.status) {
    case "Preparing":
    case "Queueing":
      return { state: "running", stage: "Waiting for MiniMax" };
    case "Processing":
      return { state: "running" };
    case "Success":
      if (!body.file_id) return { state: "done", body: {} };
      ref.file = String(body.file_id);
      return { state: "running", stage: "MiniMax has made it; asking for the file" };
    default:
      return null;
  }
}

function verdictOfV2(body: any, context: Context): ReturnType<Queued["verdict"]> {
  const task = body?.task;
  switch (task?.status) {
    case "queued":
      return { state: "running", stage: "Waiting for MiniMax" };
    case "running":
    case "processing":
      return { state: "running" };
    case "succeeded":
      return { state: "done" };
    case "failed":
      return { state: "failed", failure: told(task.error ?? { message: "no reason given" }, wire, context, "unknown") };
    case "cancelled":
      return { state: "failed", failure: { code: "provider.canceled", message: "MiniMax stopped it.", charged: "unknown" } };
    case "expired":
      return { state: "failed", failure: { code: "provider.expired", message: "MiniMax no longer keeps the task.", charged: "unknown" } };
    default:
      return null;
  }
}

const wire: Queued = {
  ...shared,
  taken(body, call, context) {
    const failure = refused(body, context);
    if (failure) return { failure };
    const id = typeof body?.task_id === "number" ? String(body.task_id) : body?.task_id;
    if (typeof id !== "string" || id === "") return null;
    return { ref: { id, v2: mappingOf(call.offer, call.task).path!.startsWith("v2/") } };
  },
  question(ref) {
    if (ref.file) return { to: `v1/files/retrieve?file_id=${encodeURIComponent(String(ref.file))}` };
    const id = encodeURIComponent(String(ref.id));
    return { to: ref.v2 ? `v2/query/video_generation/${id}` : `v1/query/video_generation?task_id=${id}` };
  },
  verdict: (body, { ref, context }) => (ref.v2 ? verdictOfV2(body, context) : verdictOfV1(body, ref, context)),
  // "Every 10 seconds" (documented).
  paceMs: [5_000, 10_000],
};

const SOUND: Record<string, string> = { mp3: "audio/mpeg", wav: "audio/wav", flac: "audio/flac" };
const sound = z.looseObject({ data: z.looseObject({ audio: z.string().regex(/^([0-9a-f]{2})+$/i) }) });

const live: Direct = {
  ...shared,
  shape(body, call) {
    // A song needs words, or is none: nobody asked for words of the model's own.
    return call.task === "text-to-music" && !call.input.lyrics ? { ...body, is_instrumental: true } : body;
  },
  read(answer, call, context) {
    const any = readJson(answer, z.looseObject({}));
    const failure = refused(any, context);
    if (failure) return { state: "failed", failure };
    // Sound comes as hexadecimal digits.
    const body = call.task === "text-to-image" ? null : readJson(answer, sound);
    if (!body) return null;
    const bytes = Buffer.from(body.data.audio, "hex").toString("base64");
    const data = { ...body.data, audio: `data:${SOUND[call.input.format as string]};base64,${bytes}` };
    return doneWith({ ...body, data }, answer, call, live, context);
  },
};

const films = queued(wire);
const onRequest = direct(live);
const isFilm = (call: Call) => call.task.endsWith("-to-video");

/** https://platform.minimax.io/docs, read through excerpts and public clients of 2026. */
const minimax: Provider = {
  id: "minimax",
  title: "MiniMax",
  local: false,
  neural: true,
  // No idempotency key and no list of tasks: a lost answer to a submission stays unknown.
  repeat: "never",
  refusalCharged: { input: "unknown", output: "unknown" },
  progress: "stages",
  // Addresses of files are made anew on asking; how long the file stays is not known.
  resultSeconds: null,
  checked: {
    how: "documented",
    source: "excerpts of platform.minimax.io/docs and public clients (video v1 and v2, music, speech, images)",
    date: "2026-11-25",
  },
  concurrency: 3,
  keyVariable: "MINIMAX_API_KEY",
  defaultUrl: "https://api.minimax.io",
  hint: "Set MINIMAX_API_KEY to a key from platform.minimax.io; keys of the mainland platform need its address in OAK_MINIMAX_URL.",
  offers: readOffers("minimax", offers),
  ...films,
  async start(call, context) {
    if (call.input.seconds === 10 && call.input.height === 1080 && call.offer.remote.includes("Hailuo"))
      return failed("provider.invalid", "MiniMax makes films of 10 seconds at 768P only.", "no");
    return isFilm(call) ? films.start(call, context) : onRequest(call, context);
  },
  async probe(context) {
    const answer = await ask({ to: "v1/models" }, wire, context);
    return answer.ok ? refused(readJson(answer, z.looseObject({})), context) : answer.failure;
  },
};
export default minimax;
