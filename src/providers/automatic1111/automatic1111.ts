// AUTOMATIC1111's web UI or Forge on a machine of your own, started with --api: pictures, edits inside a mask, enlarging. The request itself waits for the picture;
// beside it the server is asked now and then how far it is.
import { createHash } from "node:crypto";
import { z } from "zod";
import { isoTime } from "../../clock.ts";
import { ask, direct, type Direct, doneWith, probeOf } from "../flow.ts";
import { type FailureRow, readJson, type Seen } from "../http.ts";
import type { Call, Context, InputFile, Mounted, Provider, ProviderSettings } from "../providers.ts";
import { checkpoints, offersOf, upscalers } from "./listing.ts";

/** Errors come as {error: class, detail, body, errors: message}; modules/api/api.py of v1.10, read 2026-11. */
const says = (words: RegExp) => (seen: Seen) => {
  const { error, errors, detail } = (seen.body ?? {}) as Record<string, unknown>;
  return words.test([error, errors, detail].filter((each) => typeof each === "string").join(" "));
};
const ROWS: readonly FailureRow[] = [
  { fits: says(/out ?of ?memory/i), code: "provider.capacity", text: "ran out of memory" },
  { fits: says(/(model|checkpoint).*not found/i), code: "provider.not_found", text: "does not have this model" },
  { status: [404], fits: says(/^not found$/i), code: "provider.not_found", text: "has no API there: start it with --api" },
];

const infoOf = (info: unknown): unknown => {
  try {
    return typeof info === "string" ? JSON.parse(info) : null;
  } catch {
    return null;
  }
};

/** Sides of the picture itself where the ask names none, in steps of 8 and within a megapixel: the API's own would be 512 px square. */
function sidesOf({ width, height }: InputFile): { width: number; height: number } | null {
  if (!width || !height) return null;
  const scale = Math.min(1, Math.sqrt((1024 * 1024) / (width * height)));
  const side = (px: number) => Math.max(64, Math.round((px * scale) / 8) * 8);
  return { width: side(width), height: side(height) };
}

const idOf = (key: string) => `openoak-${createHash("sha256").update(key).digest("hex").slice(0, 24)}`;

const wire: Direct = {
  title: "The Stable Diffusion web UI",
  rows: ROWS,
  buys: false,
  // --api-auth takes user:password.
  credentials: (secret) => ({ authorization: `Basic ${Buffer.from(secret).toString("base64")}` }),
  shape(body, call) {
    if (call.files.image && body.init_images && body.width === undefined) Object.assign(body, sidesOf(call.files.image));
    // By its id it is told apart from what others run; enlarging has none.
    return body.prompt === undefined ? body : { ...body, force_task_id: idOf(call.key) };
  },
  read(answer, call, context) {
    const body = readJson(answer, z.looseObject({ info: z.unknown() }));
    // What it tells about the picture is JSON in a text.
    return body && doneWith({ ...body, info: infoOf(body.info) }, answer, call, wire, context);
  },
};

const progress = z.looseObject({
  progress: z.number(),
  current_image: z.string().nullish(),
  current_task: z.string().nullish(),
  textinfo: z.string().nullish(),
});

/** Asks how far the job is, one question after the other, until it is told to stop. A question that goes wrong is left out. */
function watch(id: string, everyMs: number, context: Context): () => void {
  let over = false;
  let timer: ReturnType<typeof setTimeout>;
  const look = async () => {
    const answer = await ask({ to: "sdapi/v1/progress" }, wire, context);
    const told = answer.ok ? readJson(answer, progress) : null;
    // The server has one progress for all that it runs: newer ones tell whose it is.
    const ours = told && (typeof told.current_task !== "string" || told.current_task === id);
    if (over || context.signal.aborted) return;
    if (ours && told.progress > 0)
      context.report(Math.min(1, told.progress), "At work", told.current_image ? `data:image/png;base64,${told.current_image}` : null);
    timer = setTimeout(() => void look(), everyMs);
  };
  timer = setTimeout(() => void look(), everyMs);
  return () => {
    over = true;
    clearTimeout(timer);
  };
}

const send = direct(wire);
const LOOK_MS = 1_000;

export async function start(call: Call, context: Context, everyMs = LOOK_MS): ReturnType<typeof send> {
  const stop = watch(idOf(call.key), everyMs, context);
  try {
    return await send(call, context);
  } finally {
    stop();
  }
}

export const automatic1111: Provider = {
  id: "automatic1111",
  title: "Stable Diffusion web UI",
  local: true,
  neural: true,
  repeat: "free",
  refusalCharged: { input: "no", output: "no" },
  progress: "fraction",
  resultSeconds: 0,
  checked: { how: "documented", source: "AUTOMATIC1111's modules/api/api.py, v1.10 and before", date: "2026-11-25" },
  // It makes one at a time, and tells one progress.
  concurrency: 1,
  keyVariable: null,
  defaultUrl: "http://127.0.0.1:7860",
  hint: "Start AUTOMATIC1111 or Forge with --api, or set OAK_AUTOMATIC1111_URL.",
  offers: [],
  async discover(context) {
    const [models, larger] = await Promise.all([ask({ to: "sdapi/v1/sd-models" }, wire, context), ask({ to: "sdapi/v1/upscalers" }, wire, context)]);
    const listed = models.ok ? readJson(models, checkpoints) : null;
    if (!listed) return null;
    return offersOf("automatic1111", listed, (larger.ok && readJson(larger, upscalers)) || [], isoTime(context.now()).slice(0, 10));
  },
  probe: probeOf(wire, "sdapi/v1/sd-models"),
  start: (call, context) => start(call, context),
};

/** The web UI where a URL was given, or at its usual port where looking is allowed. */
export default function mountAutomatic1111(settings: ProviderSettings): Mounted[] {
  const given = settings.providerUrl("automatic1111");
  if (!given && !settings.discover) return [];
  const secret = settings.providerKey("OAK_AUTOMATIC1111_KEY");
  return [{ provider: automatic1111, baseUrl: given ?? automatic1111.defaultUrl, secret, configured: true }];
}
