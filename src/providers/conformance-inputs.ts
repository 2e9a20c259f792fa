// The kit's rule for inputs: each field that an offer takes changes what is sent. Test material.
import type { z } from "zod";
import { taskOf } from "../spec/task.ts";
import { type Env, shown, tried } from "./conformance-rules.ts";
import { mappingOf } from "./mapping.ts";
import type { Call } from "./providers.ts";

/** A field that the offer takes changes what is sent; one that it silently drops is a lie. */
export async function honored(env: Env): Promise<void> {
  const { call } = env.one;
  const implied = env.one.implied ?? impliedBy(call);
  const terms = call.offer.tasks[call.task]!;
  const plain = await sentFor(env, call);
  if (plain !== (await sentFor(env, call))) return env.wrong("the same call makes another request the second time");
  for (const field of Object.keys(terms.inputs)) {
    if (implied.includes(field)) continue;
    const changed = withOther(call, field);
    if (!changed) continue;
    const sent = await sentFor(env, changed);
    if (sent !== null && sent === plain) env.wrong(`takes "${field}" and does not pass it on`);
  }
}

/** The request that a call makes, as one text; null where the adapter refuses it before asking anybody. */
async function sentFor(env: Env, call: Call): Promise<string | null> {
  env.standIn.clear();
  await tried(env, "start", () => env.provider.start(call, env.context()));
  const [received] = env.standIn.received;
  if (!received) return null;
  const boundary = /boundary="?([^";]+)/.exec(received.headers.get("content-type") ?? "")?.[1];
  const body = received.body.toString("latin1");
  return `${shown(received)}?${received.query} ${boundary ? body.replaceAll(boundary, "") : body}`;
}

function impliedBy(call: Call): string[] {
  try {
    return mappingOf(call.offer, call.task).implied;
  } catch {
    return []; // its options are no mapping
  }
}

const fitsNumber = (value: number, { min, max, step }: { min?: number; max?: number; step?: number }) =>
  value >= (min ?? value) && value <= (max ?? value) && (step === undefined || Number.isInteger(value / step));

function withOther(call: Call, field: string): Call | null {
  const terms = call.offer.tasks[call.task]!;
  if ((field === "width" || field === "height") && terms.sizes) {
    const other = terms.sizes
      .find((size) => size !== `${call.input.width}x${call.input.height}`)
      ?.split("x")
      .map(Number);
    return other ? { ...call, input: { ...call.input, width: other[0], height: other[1] } } : null;
  }
  const schema = taskOf(call.task).input.shape[field] as z.ZodType | undefined;
  if (!schema) return null; // told by checkOffers
  if ((schema.meta() as { control?: string } | undefined)?.control === "asset")
    return call.files[field] || !call.files.image
      ? null
      : { ...call, input: { ...call.input, [field]: "ast_9" }, files: { ...call.files, [field]: call.files.image } };
  const bound = terms.inputs[field]!;
  const within = bound === true ? {} : bound;
  const numbers = [within.max, within.min, 7, 2, 1, 0.5].filter((value) => value !== undefined);
  const tries: unknown[] = within.values ?? [
    true,
    false,
    ...numbers,
    "png",
    "wav",
    "mp3",
    "high",
    "low",
    "transparent",
    "de",
    "word",
    "something else",
  ];
  const value = tries.find(
    (each) =>
      each !== call.input[field] &&
      schema.safeParse(each).success &&
      (typeof each !== "number" || within.values !== undefined || fitsNumber(each, within)),
  );
  return value === undefined ? null : { ...call, input: { ...call.input, [field]: value } };
}
