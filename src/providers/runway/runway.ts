// Runway's own API: pictures, films, sound effects and speech, each a task that is asked about. Not its uploads, avatars, recipes and model routers.
import { type Queued, probeOf, queued } from "../flow.ts";
import { type FailureRow, told } from "../http.ts";
import { readOffers } from "../offers.ts";
import type { Failure, Provider } from "../providers.ts";
import type { TaskId } from "../../spec/task.ts";
import offers from "./offers.json" with { type: "json" };

/** https://docs.dev.runwayml.com/errors/task-failures and /usage/moderation, read 2026-11: what moderation rejects is charged, before and after. */
const ROWS: readonly FailureRow[] = [
  { says: /\bsafety\.output/, code: "provider.refused_output", text: "withheld what it made", charged: "yes" },
  { says: /\bsafety\b/, code: "provider.refused_input", text: "refused the request", charged: "yes" },
  { says: /internal\.bad_output/, code: "provider.bad_output", text: "threw away what it made" },
  { says: /asset\.invalid|input_validation/, code: "provider.invalid", text: "could not use a file or a setting" },
  { says: /third_party\.unavailable/, code: "provider.capacity", text: "waits for another company's model" },
  { status: [400], says: /enough credits/, code: "provider.quota", text: "says that the account is out of credit" },
  { status: [429], says: /\bdaily\b|per day/, code: "provider.quota", text: "has made all that it makes for this account in a day" },
];

const PATHS: Partial<Record<TaskId, string>> = {
  "text-to-image": "v1/text_to_image",
  "image-to-image": "v1/text_to_image",
  "text-to-video": "v1/text_to_video",
  "image-to-video": "v1/image_to_video",
  "text-to-sound": "v1/sound_effect",
  "text-to-speech": "v1/text_to_speech",
};

const task = (id: unknown) => `v1/tasks/${encodeURIComponent(String(id))}`;

/** An ended task tells what it cost; a refunded one says 0. */
const chargedFor = (body: any): Failure["charged"] | undefined =>
  typeof body.cost?.credits !== "number" ? undefined : body.cost.credits > 0 ? "yes" : "no";

const wire: Queued = {
  title: "Runway",
  rows: ROWS,
  credentials: (secret) => ({ authorization: `Bearer ${secret}` }),
  headers: { "x-runway-version": "2024-11-06" },
  // A data URL may have 5 MB of characters, and base64 makes four of three bytes.
  inlineBytes: 3_900_000,
  path: (call) => PATHS[call.task]!,
  taken: (body) => (typeof body?.id === "string" ? { ref: { id: body.id } } : null),
  question: (ref) => ({ to: task(ref.id) }),
  verdict(body, { context }) {
    switch (body?.status) {
      case "PENDING":
        return { state: "running", stage: "Waiting for Runway" };
      // More tasks than the account may run at once are taken and wait.
      case "THROTTLED":
        return { state: "running", stage: "Waiting at Runway for an earlier task of this account" };
      case "RUNNING":
        return { state: "running", progress: typeof body.progress === "number" ? body.progress : null };
      case "SUCCEEDED":
        return { state: "done" };
      case "FAILED":
        return { state: "failed", failure: told({ code: body.failureCode, message: body.failure }, wire, context, chargedFor(body)) };
      case "CANCELLED":
        return {
          state: "failed",
          failure: { code: "provider.canceled", message: "Runway stopped on request.", charged: chargedFor(body) ?? "unknown" },
        };
      default:
        return null;
    }
  },
  // Stops a task that runs; one that has ended is deleted with its result.
  stop: (ref) => ({ method: "DELETE", to: task(ref.id) }),
  // Asked more often than every five seconds, it answers no sooner (documented).
  paceMs: [5_000, 10_000],
};

/** https://docs.dev.runwayml.com/api, checked against the OpenAPI file of 2026-08-08. */
const runway: Provider = {
  id: "runway",
  title: "Runway",
  local: false,
  neural: true,
  // No idempotency key and no list of tasks: a lost answer to a submission stays unknown.
  repeat: "never",
  refusalCharged: { input: "yes", output: "yes" },
  progress: "fraction",
  resultSeconds: 86_400,
  checked: { how: "specification", source: "Runway's OpenAPI file, version 2024-11-06", date: "2026-08-08" },
  concurrency: 5,
  keyVariable: "RUNWAYML_API_SECRET",
  defaultUrl: "https://api.dev.runwayml.com",
  hint: "Set RUNWAYML_API_SECRET to a key from dev.runwayml.com.",
  offers: readOffers("runway", offers),
  ...queued(wire),
  probe: probeOf(wire, "v1/organization"),
};
export default runway;
