// What a server's list of models says: is it the family that we think, and which offers follow. Reads data, names no server.
import { z } from "zod";
import type { Offer, OfferTask } from "../../spec/model.ts";
import { type TaskId, taskId } from "../../spec/task.ts";
import { type Sense, SENSE_IDS } from "../../spec/senses.ts";
import json from "./families.json" with { type: "json" };
import { ownOffer } from "../offers.ts";

const family = z.strictObject({
  id: z.string(),
  title: z.string(),
  url: z.url(),
  recognizes: z.strictObject({
    /** `owned_by` of every model fits. */
    ownedBy: z.string().optional(),
    /** The Server header fits. */
    server: z.string().optional(),
    /** The list says what each model can do. */
    capabilities: z.literal(true).optional(),
    /** Nobody else uses this port, so any list will do. */
    alone: z.literal(true).optional(),
  }),
  start: z.string(),
});
export type Family = z.infer<typeof family>;

const file = z.strictObject({
  notes: z.array(z.string()),
  families: z.array(family),
  capabilities: z.record(z.string(), taskId.nullable()),
  guesses: z.array(z.strictObject({ name: z.string().transform((text) => new RegExp(text, "i")), tasks: z.array(taskId) })),
});
const { families, capabilities, guesses } = file.parse(json);

/** The servers that are looked for at their usual ports. */
export const FAMILIES: readonly Family[] = families;

/** An OpenAI list of models; `data` is null where some servers have none. */
export const listing = z.object({
  data: z
    .array(z.object({ id: z.string().min(1).max(150), owned_by: z.string().nullish(), capabilities: z.array(z.string()).nullish() }))
    .nullable()
    .transform((models) => (models ?? []).slice(0, 500)),
});
export type Listing = z.infer<typeof listing>;

/** Is the list from this family? An empty list proves nothing but where nobody else uses the port. */
export function recognizes({ recognizes: signs }: Family, list: Listing, headers: Headers): boolean {
  if (signs.alone) return true;
  if (signs.server && new RegExp(signs.server, "i").test(headers.get("server") ?? "")) return true;
  if (list.data.length === 0) return false;
  if (signs.capabilities) return list.data.every((model) => Array.isArray(model.capabilities));
  return signs.ownedBy !== undefined && list.data.every((model) => new RegExp(signs.ownedBy!).test(model.owned_by ?? ""));
}

/** What a model does: as its server says, else by its name. */
export function tasksOf(model: Listing["data"][number]): TaskId[] {
  const said = model.capabilities?.map((name) => capabilities[name.toLowerCase().replace(/^flag_/, "")]);
  if (said) return [...new Set(said.filter((task) => task !== null && task !== undefined))];
  return guesses.find((guess) => guess.name.test(model.id))?.tasks ?? [];
}

/** What every server of this format takes for a task. */
const TAKES: Partial<Record<TaskId, OfferTask>> = {
  chat: { inputs: { messages: true, max_tokens: true, max_completion_tokens: true, temperature: true, stream: true }, maxCount: 1, seconds: null },
  "text-to-image": {
    inputs: { prompt: true, width: { min: 64, max: 2048, step: 8, default: 1024 }, height: { min: 64, max: 2048, step: 8, default: 1024 } },
    maxCount: 4,
    seconds: null,
  },
  "text-to-speech": {
    inputs: { text: true, voice: true, speed: true, format: { values: ["wav", "mp3", "opus", "flac", "aac"], default: "wav" } },
    maxCount: 1,
    seconds: null,
  },
  "speech-to-text": { inputs: { audio: { required: true }, language: true, prompt: true, temperature: true }, maxCount: 1, seconds: null },
};

/** With the senses of which the server tells something: only chats are sent what needs any. */
export const sensing = (takes: OfferTask, told: Pick<OfferTask, Sense>): OfferTask =>
  takes.inputs.messages === undefined
    ? takes
    : { ...takes, ...Object.fromEntries(SENSE_IDS.flatMap((sense) => (told[sense] === undefined ? [] : [[sense, told[sense]]]))) };

/** As LocalAI writes it. A list that tells what a model can do and does not name this says that it cannot. Of sounds it has no word that we know. */
const sightOf = ({ capabilities: told }: Listing["data"][number]): boolean | undefined =>
  told?.some((name) => name.toLowerCase().replace(/^flag_/, "") === "vision");

/** The offers that a list makes: yours, so they cost nothing and nothing leaves your machines. `today` is YYYY-MM-DD. */
export function offersOf(provider: string, list: Listing, today: string): Offer[] {
  return list.data.flatMap((model) => {
    const tasks = Object.fromEntries(
      tasksOf(model).flatMap((task) => (TAKES[task] ? [[task, sensing(TAKES[task], { sees: sightOf(model) })]] : [])),
    ) as Offer["tasks"];
    if (Object.keys(tasks).length === 0) return [];
    return [
      ownOffer(provider, model.id, {
        tasks,
        options: { b64: "ask", verbose: false },
        data: { retentionDays: 0, source: "the server's own list of models", date: today },
      }),
    ];
  });
}
