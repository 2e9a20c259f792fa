// BytePlus ModelArk: Seedream pictures on the request itself, Seedance films as tasks that are asked about. Not its chat, and not Volcengine's Ark in China, which has other keys.
import { z } from "zod";
import { taskOf } from "../../spec/task.ts";
import { type Direct, direct, probeOf, type Queued, queued } from "../flow.ts";
import { type FailureRow, readJson, told } from "../http.ts";
import { readOffers } from "../offers.ts";
import type { Call, Context, Provider } from "../providers.ts";
import offers from "./offers.json" with { type: "json" };

/** How long a result's URL opens; the record of a task is kept for seven days. */
const RESULT_SECONDS = 24 * 60 * 60;

/** Ark's table of error codes (Volcengine's documentation 1299023 and 1099476), read 2026-11. Only what succeeded is charged, so a refusal is not. */
const ROWS: readonly FailureRow[] = [
  { says: /output\w*(sensitivecontentdetected|riskdetection)/, code: "provider.refused_output", text: "withheld what it made", charged: "no" },
  { says: /sensitivecontentdetected|input\w*riskdetection/, code: "provider.refused_input", text: "refused the request", charged: "no" },
  // One code for three things: tasks that wait in its queue, a free trial that is used up, a plan's allowance.
  { says: /inflightbatchsizeexceeded|quotaexceeded.*request has exceeded the quota/, code: "provider.concurrency", text: "takes no more at once" },
  {
    says: /quotaexceeded|setlimitexceeded|accountoverdue|serviceoverdue|overdue balance/,
    code: "provider.quota",
    text: "says that the account is out of credit or at its limit",
  },
  { says: /ratelimitexceeded|requestbursttoofast/, code: "provider.rate", text: "asks for fewer requests" },
  { says: /serveroverloaded|modelloadingerror/, code: "provider.capacity", text: "is overloaded" },
  { says: /modelnotopen|servicenotopen/, code: "provider.not_found", text: "has not opened this model to the account" },
  { says: /^(invalid|missing)parameter|invalidimageurl/, code: "provider.invalid", text: "did not accept the request" },
];

const voice = { title: "BytePlus", rows: ROWS };
const credentials = (secret: string) => ({ authorization: `Bearer ${secret}` });
/** Failures come with a good status too, and then hold {error: {code, message}}. */
const errorIn = (error: unknown, context: Context, charged?: "no") =>
  error && typeof error === "object" ? told(error, voice, context, charged) : null;
const pictureAnswer = z.object({ error: z.unknown().optional(), data: z.array(z.object({ error: z.unknown().optional() })).nullish() });

const pictures: Direct = {
  ...voice,
  credentials,
  inlineBytes: 10 * 1024 * 1024,
  // One picture a request; its own error stands in its place.
  read(answer, _call, context) {
    const body = readJson(answer, pictureAnswer);
    const failure = errorIn(body?.error ?? body?.data?.[0]?.error, context);
    return failure && { state: "failed", failure };
  },
};

const RATIOS = { "21:9": 21 / 9, "16:9": 16 / 9, "4:3": 4 / 3, "1:1": 1, "3:4": 3 / 4, "9:16": 9 / 16 };

/** Ark takes a resolution and a ratio; which pixels a pair gives differs a little between its models (see the sizes in offers.json). */
function placed(size: string): { resolution: string; ratio: string } {
  const [width, height] = size.split("x").map(Number) as [number, number];
  const pixels = width * height;
  const off = (ratio: number) => Math.abs(Math.log(width / height / ratio));
  const [ratio] = Object.entries(RATIOS).toSorted(([, a], [, b]) => off(a) - off(b))[0]!;
  return { resolution: pixels < 500_000 ? "480p" : pixels < 1_200_000 ? "720p" : pixels < 3_000_000 ? "1080p" : "4k", ratio };
}

const films: Queued = {
  ...voice,
  credentials,
  inlineBytes: 30 * 1024 * 1024,
  shape({ prompt, image, size, ...rest }) {
    const content = [
      ...(prompt ? [{ type: "text", text: prompt }] : []),
      ...(image ? [{ type: "image_url", image_url: { url: image }, role: "first_frame" }] : []),
    ];
    return { ...rest, content, ...(size ? placed(size) : { resolution: "720p", ratio: "adaptive" }) };
  },
  taken(body, _call, context) {
    const failure = errorIn(body?.error, context);
    if (failure) return { failure };
    return typeof body?.id === "string" && body.id ? { ref: { id: body.id } } : null;
  },
  question: (ref) => ({ to: `contents/generations/tasks/${encodeURIComponent(String(ref.id))}` }),
  verdict(body, { ref, context }) {
    switch (body?.status) {
      case "queued":
        return { state: "running", stage: "Waiting for BytePlus" };
      case "running":
        return { state: "running" };
      case "succeeded":
        // The record outlives its result: after a day it says succeeded and names no file.
        if (!body.content?.video_url && context.now() - ref.since > RESULT_SECONDS * 1000)
          return {
            state: "failed",
            failure: { code: "provider.expired", message: "BytePlus made it and no longer keeps the result.", charged: "yes" },
          };
        return { state: "done" };
      case "failed":
        return { state: "failed", failure: errorIn(body.error ?? { message: "no reason given" }, context, "no")! };
      case "cancelled":
      case "canceled":
        return { state: "failed", failure: { code: "provider.canceled", message: "BytePlus stopped on request.", charged: "no" } };
      case "expired":
        return { state: "failed", failure: { code: "provider.timeout", message: "BytePlus did not come to it in time.", charged: "no" } };
      default:
        // A failure that has no task: {error} with a good status.
        return body?.error ? { state: "failed", failure: told(body.error, voice, context, "no") } : null;
    }
  },
  // Only what waits can be taken back; a task that runs is answered with 400 or 409, and goes on.
  stop: (ref) => ({ method: "DELETE", to: `contents/generations/tasks/${encodeURIComponent(String(ref.id))}` }),
  paceMs: [2_000, 10_000],
};

const makePicture = direct(pictures);
const filming = queued(films);

/** https://docs.byteplus.com/en/docs/ModelArk (Video_Generation_API, 1824690), read through public copies 2026-11. */
const byteplus: Provider = {
  id: "byteplus",
  title: "BytePlus",
  local: false,
  neural: true,
  // No idempotency key, and its list of tasks knows no name of ours.
  repeat: "never",
  refusalCharged: { input: "no", output: "no" },
  progress: "stages",
  resultSeconds: RESULT_SECONDS,
  checked: {
    how: "documented",
    source: "BytePlus ModelArk's image and video API, its error table and a recorded answer of 2026-08-28",
    date: "2026-11-25",
  },
  // Its limits depend on the account and the model.
  concurrency: 5,
  keyVariable: "ARK_API_KEY",
  defaultUrl: "https://ark.ap-southeast.bytepluses.com/api/v3",
  hint: "Set ARK_API_KEY to a ModelArk key from console.byteplus.com, and activate there each model that you want.",
  offers: readOffers("byteplus", offers),
  ...filming,
  start: (call: Call, context: Context) => (taskOf(call.task).output === "image" ? makePicture : filming.start)(call, context),
  probe: probeOf(films, "contents/generations/tasks?page_num=1&page_size=1"),
};
export default byteplus;
