// Kling's own API: films from text or a picture, and pictures, each a task under our own key as its name. Not its access-key JWTs, and not its Omni and newer paths.
import { z } from "zod";
import { ask, type Queued, probeOf, queued } from "../flow.ts";
import { failed, type FailureRow, readJson, told } from "../http.ts";
import { mappingOf } from "../mapping.ts";
import { readOffers } from "../offers.ts";
import type { Failure, Operation, Provider } from "../providers.ts";
import offers from "./offers.json" with { type: "json" };

/** Codes of the "General Information" page of Kling's API, as copies of 2026-05 have it. They come with an HTTP error, or in the body of a 200. */
const ROWS: readonly FailureRow[] = [
  { says: /^100[0-4]\b/, code: "provider.auth", text: "did not accept its key", quiet: true },
  { says: /^110[12]\b/, code: "provider.quota", text: "says that the account's resource pack is used up" },
  { says: /^(1100|1103|1304)\b/, code: "provider.auth", text: "does not let this account do that", quiet: true },
  { says: /^120[012]\b/, code: "provider.invalid", text: "did not accept the request" },
  { says: /^1203\b/, code: "provider.not_found", text: "does not know this model or task" },
  { says: /^130[01]\b/, code: "provider.refused_input", text: "refused the request" },
  { says: /^1302\b/, code: "provider.rate", text: "asks for fewer requests" },
  { says: /^1303\b/, code: "provider.concurrency", text: "takes no more at once" },
  { says: /^5001\b/, code: "provider.capacity", text: "is being maintained" },
  { says: /^5002\b/, code: "provider.unknown_outcome", text: "took too long, and may have done it" },
  // A task that was taken and then failed has no code, only words; what is refused at once has one, so this came after the work.
  { says: /risk control|content security|sensitive|policy|safety/, code: "provider.refused_output", text: "withheld what it made" },
];

const PATHS = ["v1/videos/text2video", "v1/videos/image2video", "v1/images/generations"];

const good = z.looseObject({ code: z.literal(0), data: z.looseObject({ task_id: z.string().min(1) }) });

/** Units that the task took from the pack; Kling tells them as a text. */
function unitsOf(body: any): number | null {
  const told = body?.data?.final_unit_deduction;
  const units = told === undefined || told === null || told === "" ? NaN : Number(told);
  return Number.isFinite(units) && units >= 0 ? units : null;
}

function ended(body: any, context: Parameters<typeof told>[2]): Failure {
  const units = unitsOf(body);
  return told({ message: body.data.task_status_msg || "no reason given" }, wire, context, units === null ? "unknown" : units > 0 ? "yes" : "no");
}

const wire: Queued = {
  title: "Kling",
  rows: ROWS,
  credentials: (secret) => ({ authorization: `Bearer ${secret}` }),
  inlineBytes: 10 * 1024 * 1024,
  shape: (body, call) => ({ ...body, external_task_id: call.key }),
  taken(body, call, context) {
    const task = good.safeParse(body);
    if (task.success) return { ref: { id: task.data.data.task_id, path: mappingOf(call.offer, call.task).path } };
    return typeof body?.code === "number" && body.code !== 0 ? { failure: told(body, wire, context) } : null;
  },
  question: (ref) => ({ to: `${String(ref.path)}/${encodeURIComponent(String(ref.id))}` }),
  verdict(body, { ref, context }) {
    // An error about the question is none about the task, except that there is no such task any more.
    if (body?.code === 1203 && context.now() - ref.since > 60_000) return { state: "failed", failure: told(body, wire, context, "unknown") };
    if (body?.code !== 0) return null;
    switch (body.data?.task_status) {
      case "submitted":
        return { state: "running", stage: "Waiting for Kling" };
      case "processing":
        return { state: "running" };
      case "succeed":
      case "succeeded": {
        const units = unitsOf(body);
        // None at all is no free film: it was paid from something else than a pack.
        return { state: "done", body: units ? { ...body, units } : body };
      }
      case "failed":
        return { state: "failed", failure: ended(body, context) };
      default:
        return null;
    }
  },
  paceMs: [2_000, 10_000],
};

/** Our key is the task's second name; under which of the paths it was made is not in the key, so each is asked. */
async function lookup(key: string, context: Parameters<NonNullable<Provider["lookup"]>>[1]): Promise<Operation | null> {
  const answers = await Promise.all(PATHS.map((path) => ask({ to: `${path}/${encodeURIComponent(key)}` }, wire, context)));
  const unclear = failed("provider.unknown_outcome", "Kling could not be asked what became of it.");
  let missing = 0;
  for (const [index, answer] of answers.entries()) {
    const task = answer.ok ? readJson(answer, good) : null;
    if (task) {
      const ref = { id: task.data.task_id, path: PATHS[index]!, since: context.now(), misses: 0 };
      return { state: "running", ref, progress: null, stage: "Kling is at work", wakeMs: 2_000 };
    }
    const code = answer.ok ? readJson(answer, z.looseObject({ code: z.number() }))?.code : Number(answer.failure.providerCode);
    if (code === 1203 || (!answer.ok && answer.seen?.status === 404)) missing += 1;
  }
  return missing === PATHS.length ? null : unclear;
}

/** https://app.klingai.com/global/dev/document-api, read through copies of 2026 and vercel/ai's adapter. */
const kling: Provider = {
  id: "kling",
  title: "Kling",
  local: false,
  neural: true,
  // The key names the task and must be new; whether a second task under it is refused is documented nowhere, so it is looked up, not repeated.
  repeat: "never",
  refusalCharged: { input: "no", output: "unknown" },
  progress: "stages",
  resultSeconds: 30 * 86_400,
  checked: { how: "documented", source: "copies of Kling's API pages (general information, image to video, concurrency)", date: "2026-11-25" },
  concurrency: 3,
  // A task succeeds or fails as a whole; a picture costs the same by itself.
  apart: true,
  keyVariable: "KLING_API_KEY",
  defaultUrl: "https://api-singapore.klingai.com",
  hint: "Set KLING_API_KEY to an API key from Kling's developer console (not an access key and its secret).",
  offers: readOffers("kling", offers),
  ...queued(wire),
  lookup,
  probe: probeOf(wire, "v1/videos/text2video?pageNum=1&pageSize=1"),
};
export default kling;
