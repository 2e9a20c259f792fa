// A ComfyUI of your own: each workflow (*.workflow.json) with each model file that is installed is an offer. Files are uploaded, the graph is queued under an id of ours,
// its history tells the end, and a moment at its websocket how far it is. Not Comfy Cloud, and no paid partner nodes.
import { createHash } from "node:crypto";
import { z } from "zod";
import { isoTime } from "../../clock.ts";
import { ask, doneWith, fetchWith, probeOf, type Wire } from "../flow.ts";
import { asError, type Broken, explain, failed, type FailureRow, joinUrl, readJson, see, told, type Whole } from "../http.ts";
import { bodyOf, fileOf, mappingOf, put } from "../mapping.ts";
import { alphaMask } from "../media.ts";
import type { Call, Context, Mounted, Operation, Provider, ProviderSettings, Ref } from "../providers.ts";
import { listen } from "./listening.ts";
import { extra, type Installed, offersOf, readWorkflows, type Workflow } from "./workflows.ts";

/** Types as in ComfyUI's execution.py at 04e2a91, read 2026-11. */
const ROWS: readonly FailureRow[] = [
  { says: /out ?of ?memory|allocation on device/, code: "provider.capacity", text: "ran out of memory" },
  { says: /execution_interrupted/, code: "provider.canceled", text: "was told to stop", charged: "no" },
  { says: /value_not_in_list/, code: "provider.not_found", text: "does not have what the workflow needs" },
  { says: /missing_node_type/, code: "provider.invalid", text: "lacks a node that the workflow needs" },
];
const wire: Wire = { title: "ComfyUI", rows: ROWS, buys: false, credentials: (secret) => ({ authorization: `Bearer ${secret}` }) };

const PACE_MS: [number, number] = [500, 5_000];
/** A job moves from the queue to the history between two questions: it is lost only when it was in neither so often. */
const LOST_AFTER = 2;
const FOLDER = "openoak";

/** ComfyUI takes lower-case UUIDs only; the same key is the same job. */
export function jobId(key: string): string {
  const hex = createHash("sha256").update(`comfyui ${key}`).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
/** A seed where the ask has none: another for each attempt, the same for its repetitions. */
const seedOf = (key: string) => Number.parseInt(createHash("sha256").update(`seed ${key}`).digest("hex").slice(0, 8), 16);

const refShape = z.strictObject({
  id: z.string(),
  since: z.number(),
  misses: z.int(),
  /** Files that are yet to be sent; the graph follows them. */
  files: z.array(z.string()),
  submitted: z.boolean(),
  progress: z.number().nullable(),
});
type Job = z.infer<typeof refShape>;

const running = (job: Job, stage: string, wakeMs: number): Operation => ({ state: "running", ref: job, progress: job.progress, stage, wakeMs });
const later = (job: Job, stage = "ComfyUI did not answer; asking again") => running(job, stage, PACE_MS[1]);

const fileName = (call: Call, field: string) =>
  `${jobId(call.key)}-${field}.${field === "mask" ? "png" : (fileOf(call, field).type.split("/")[1] ?? "png")}`;

async function upload(call: Call, field: string, context: Context): Promise<Whole | Broken> {
  const file = fileOf(call, field);
  const bytes = await file.read();
  const isMask = field === "mask";
  const form = new FormData();
  // Under a name of ours, so that sending it again replaces it.
  const blob = new Blob([isMask ? await alphaMask(bytes) : bytes], { type: isMask ? "image/png" : file.type });
  form.set("image", blob, fileName(call, field));
  for (const [name, value] of Object.entries({ type: "input", subfolder: FOLDER, overwrite: "true" })) form.set(name, value);
  return ask({ method: "POST", to: "upload/image" }, wire, context, { form });
}

/** The body of POST /prompt: the graph with the ask in it, and our id. */
async function submission(call: Call): Promise<Record<string, unknown>> {
  const map = mappingOf(call.offer, call.task);
  const { seed } = extra.parse(map.extra);
  const body = await bodyOf(call, map);
  for (const field of Object.keys(call.files)) {
    const rule = map.fields[field]!;
    put(body, typeof rule === "string" ? rule : rule.to, `${FOLDER}/${fileName(call, field)}`);
  }
  if (seed && call.input.seed === undefined) put(body, seed, seedOf(call.key));
  const id = jobId(call.key);
  return { ...body, prompt_id: id, client_id: id, extra_data: { preview_method: "auto" } };
}

const nodeErrors = z.looseObject({
  error: z.looseObject({ message: z.string() }),
  node_errors: z.record(
    z.string(),
    z.looseObject({
      class_type: z.string().nullish(),
      errors: z.array(z.looseObject({ type: z.string(), message: z.string(), details: z.string().nullish() })),
    }),
  ),
});

/** Why a graph was not taken: what is wrong with its first node says more than that its outputs are invalid. */
function whyNot({ failure, seen }: Broken, context: Context): Operation {
  const said = nodeErrors.safeParse(seen?.body);
  const [node] = said.success ? Object.values(said.data.node_errors) : [];
  const first = node?.errors[0];
  if (!seen || !said.success || !first) return { state: "failed", failure };
  const message = `${node!.class_type ?? "a node"}: ${first.message}${first.details ? ` (${first.details})` : ""}`;
  return { state: "failed", failure: explain(see(seen.status, seen.headers, { error: { type: first.type, message } }), wire, context) };
}

const taken = z.looseObject({ prompt_id: z.string() });

async function submit(call: Call, job: Job, context: Context): Promise<Operation> {
  const answer = await ask({ method: "POST", to: "prompt" }, wire, context, { json: await submission(call) });
  if (!answer.ok) return whyNot(answer, context);
  if (readJson(answer, taken)?.prompt_id !== job.id)
    return failed("provider.unknown_outcome", "ComfyUI took the graph but its answer cannot be read: it may be at work.");
  return running({ ...job, files: [], submitted: true }, "Waiting for ComfyUI", PACE_MS[0]);
}

async function start(call: Call, context: Context): Promise<Operation> {
  const [first, ...files] = Object.keys(call.files).toSorted();
  const job: Job = { id: jobId(call.key), since: context.now(), misses: 0, files, submitted: false, progress: null };
  if (first === undefined) return submit(call, job, context);
  const answer = await upload(call, first, context);
  if (!answer.ok) return { state: "failed", failure: answer.failure };
  if (!readJson(answer, z.looseObject({ name: z.string() })))
    return failed("provider.bad_output", "ComfyUI answered an upload without a name.", "no");
  return running(job, "Sending the files to ComfyUI", 0);
}

const item = z.looseObject({ filename: z.string(), subfolder: z.string().default(""), type: z.string().default("output") });
const entry = z.looseObject({
  prompt: z.array(z.unknown()).nullish(),
  outputs: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
  status: z.looseObject({ status_str: z.string(), messages: z.array(z.tuple([z.string(), z.looseObject({})])).default([]) }).nullish(),
});
const history = z.record(z.string(), entry);
const queue = z.looseObject({ queue_running: z.array(z.array(z.unknown())), queue_pending: z.array(z.array(z.unknown())) });

/** Where a job stands: its entry in the history, its place in the queue (0 is at work), nowhere, or why nobody knows. */
async function whereIs(
  id: string,
  context: Context,
): Promise<{ ended: z.infer<typeof entry>; answer: Whole } | { before: number } | "nowhere" | Broken | null> {
  const answer = await ask({ to: `history/${id}` }, wire, context);
  if (!answer.ok) return answer;
  const past = readJson(answer, history);
  if (!past) return null;
  if (past[id]) return { ended: past[id], answer };
  const line = await ask({ to: "queue" }, wire, context);
  if (!line.ok) return line;
  const now = readJson(line, queue);
  if (!now) return null;
  if (now.queue_running.some((job) => job[1] === id)) return { before: 0 };
  // The lower number is served first; the list itself is a heap.
  const pending = now.queue_pending.toSorted((a, b) => Number(a[0]) - Number(b[0])).findIndex((job) => job[1] === id);
  return pending < 0 ? "nowhere" : { before: pending + 1 };
}

/** The end of a job as its history tells it. */
function ending(ended: z.infer<typeof entry>, answer: Whole, call: Call, context: Context): Operation {
  if (ended.status?.status_str === "error") {
    const [type, said] = ended.status.messages.find(([name]) => /^execution_(error|interrupted)$/.test(name)) ?? ["execution_error", {}];
    const { exception_type, exception_message, node_type } = said as Record<string, unknown>;
    const message = [node_type, exception_type, exception_message]
      .filter((each) => typeof each === "string")
      .join(" ")
      .trim();
    return { state: "failed", failure: told({ type, message: message || null }, wire, context) };
  }
  const found = Object.values(ended.outputs)
    .flatMap((node) => Object.values(node))
    .flatMap((list) => (Array.isArray(list) ? list : []))
    .map((each) => item.safeParse(each).data)
    .filter((each) => each !== undefined);
  const kept = found.some((each) => each.type === "output") ? found.filter((each) => each.type === "output") : found;
  const files = kept.map(({ filename, subfolder, type }) => joinUrl(context.baseUrl, `view?${new URLSearchParams({ filename, subfolder, type })}`));
  return doneWith({ files, prompt: ended.prompt }, answer, call, wire, context);
}

/** Sends what is still to be sent. The graph is sent only after a look whether it is there already, so that a repetition is no second job. */
async function sending(job: Job, call: Call, context: Context): Promise<Operation> {
  const [next, ...files] = job.files;
  if (next !== undefined) {
    const answer = await upload(call, next, context);
    if (answer.ok) return running({ ...job, files }, "Sending the files to ComfyUI", 0);
    return answer.failure.code === "provider.invalid" ? { state: "failed", failure: answer.failure } : later(job);
  }
  const at = await whereIs(job.id, context);
  if (at === null || (at !== "nowhere" && "ok" in at)) return later(job);
  if (at !== "nowhere") return running({ ...job, submitted: true }, "Waiting for ComfyUI", 0);
  const operation = await submit(call, job, context);
  const final = operation.state !== "failed" || ["provider.invalid", "provider.not_found"].includes(operation.failure.code);
  return final ? operation : later(job);
}

async function check(saved: Ref, call: Call, context: Context): Promise<Operation> {
  const parsed = refShape.safeParse(saved);
  if (!parsed.success) return failed("provider.not_found", "What was remembered of the job at ComfyUI cannot be read.");
  const job = parsed.data;
  if (!job.submitted) return sending(job, call, context);
  const at = await whereIs(job.id, context);
  if (at === null) return later(job, "ComfyUI's answer cannot be read; asking again");
  if (at === "nowhere") {
    if (job.misses + 1 >= LOST_AFTER)
      return failed("provider.not_found", "ComfyUI no longer knows the job: it was taken out of its queue, or ComfyUI was started anew.");
    return running({ ...job, misses: job.misses + 1 }, "Looking for the job at ComfyUI", PACE_MS[0]);
  }
  if ("ok" in at) return later(job);
  if ("ended" in at) return ending(at.ended, at.answer, call, context);
  const pause = Math.round(Math.min(PACE_MS[1], Math.max(PACE_MS[0], (context.now() - job.since) / 5)));
  if (at.before > 0) return running({ ...job, misses: 0 }, `In ComfyUI's queue, ${at.before === 1 ? "next" : `${at.before - 1} before it`}`, pause);
  const stage = "ComfyUI is at work";
  const { long } = extra.parse(mappingOf(call.offer, call.task).extra);
  const headers = context.secret === null ? {} : wire.credentials(context.secret);
  const heard = await listen({ id: job.id, clientId: job.id, long, progress: job.progress, stage }, headers, context);
  // Listening was the pause, where there was somebody to hear.
  return running({ ...job, misses: 0, progress: heard.progress }, stage, heard.over ? 0 : heard.open ? 200 : pause);
}

async function cancel(saved: Ref, context: Context): Promise<void> {
  const job = refShape.parse(saved);
  const line = await ask({ to: "queue" }, wire, context);
  if (!line.ok) throw asError(line.failure);
  // Older ones do not read whose run is to be interrupted, so that is asked for only while it is this one.
  const atWork = readJson(line, queue)?.queue_running.some((each) => each[1] === job.id) ?? false;
  const question = atWork ? { to: "interrupt", json: { prompt_id: job.id } } : { to: "queue", json: { delete: [job.id] } };
  const answer = await ask({ method: "POST", to: question.to }, wire, context, { json: question.json });
  if (!answer.ok) throw asError(answer.failure);
  // Its graph may still be on the way: told again at the next look.
  if (!job.submitted) throw asError({ code: "provider.error", message: "ComfyUI does not have the job yet.", charged: "no" });
}

async function lookup(key: string, context: Context): Promise<Operation | null> {
  const id = jobId(key);
  const at = await whereIs(id, context);
  if (at === "nowhere") return null;
  if (at === null || "ok" in at) return failed("provider.unknown_outcome", "ComfyUI could not be asked what became of it.");
  const job: Job = { id, since: context.now(), misses: 0, files: [], submitted: true, progress: null };
  return running(job, "ComfyUI is at work", PACE_MS[0]);
}

const names = z.array(z.string().max(300)).transform((all) => all.slice(0, 2_000));

/** What the server has of what the workflows ask for; null where nobody answers as a ComfyUI does. */
async function installed(workflows: readonly Workflow[], context: Context): Promise<Installed | null> {
  const folders = [...new Set(workflows.flatMap((flow) => flow.files.map((file) => file.folder)))];
  const nodes = [...new Set(workflows.flatMap((flow) => flow.node ?? []))];
  const [files, known] = await Promise.all([
    Promise.all(folders.map(async (folder) => [folder, await ask({ to: `models/${folder}` }, wire, context)] as const)),
    Promise.all(nodes.map(async (node) => [node, await ask({ to: `object_info/${node}` }, wire, context)] as const)),
  ]);
  const lists = files.map(([folder, answer]) => [folder, answer.ok ? readJson(answer, names) : null] as const);
  if (lists.every(([, list]) => list === null)) return null;
  return {
    files: new Map(lists.map(([folder, list]) => [folder, list ?? []])),
    nodes: new Set(known.filter(([node, answer]) => answer.ok && node in (readJson(answer, z.looseObject({})) ?? {})).map(([node]) => node)),
  };
}

const WORKFLOWS = readWorkflows(import.meta.dir);

export function comfyui(workflows: readonly Workflow[] = WORKFLOWS): Provider {
  return {
    id: "comfyui",
    title: "ComfyUI",
    local: true,
    neural: true,
    // The same graph under the same id costs time on your own machine, and no money.
    repeat: "free",
    refusalCharged: { input: "no", output: "no" },
    progress: "fraction",
    // Its output folder is emptied by nobody but you.
    resultSeconds: null,
    checked: { how: "documented", source: "docs.comfy.org, ComfyUI's own server.py at 002c3fb and execution.py at 04e2a91", date: "2026-11-25" },
    concurrency: 4,
    keyVariable: null,
    defaultUrl: "http://127.0.0.1:8188",
    hint: "Start ComfyUI with a model in its checkpoints folder, or set OAK_COMFYUI_URL.",
    offers: [],
    async discover(context) {
      const has = await installed(workflows, context);
      return has && offersOf("comfyui", workflows, has, isoTime(context.now()).slice(0, 10));
    },
    probe: probeOf(wire, "system_stats"),
    start,
    check,
    cancel,
    lookup,
    fetchOutput: fetchWith(wire),
  };
}

/** ComfyUI where a URL was given, or at its usual port where looking is allowed. A key, for one behind a gate, is sent as a bearer. */
export default function mountComfyui(settings: ProviderSettings): Mounted[] {
  const given = settings.providerUrl("comfyui");
  if (!given && !settings.discover) return [];
  const provider = comfyui();
  return [{ provider, baseUrl: given ?? provider.defaultUrl, secret: settings.providerKey("OAK_COMFYUI_KEY"), configured: true }];
}
