// Calls for the kits and their mutants: an ask with real small files, as the conductor makes it. Test material, imported by tests only.
import type { Offer } from "../spec/model.ts";
import type { TaskId } from "../spec/task.ts";
import type { Call, Context, InputFile, Operation, Provider } from "./providers.ts";
import { picture, tone } from "./stand-in-media.ts";

export const SECRET = "sk-conformance-3f9a1c7e5b2d";

function file(kind: InputFile["kind"], type: string, name: string, bytes: Uint8Array<ArrayBuffer>): InputFile {
  return { kind, type, name, bytes: bytes.byteLength, width: null, height: null, seconds: null, read: async () => bytes };
}

/** A small picture and a small recording, as the ask would carry them. */
export async function sampleFiles(): Promise<Record<"image" | "mask" | "audio", InputFile>> {
  return {
    image: file("image", "image/png", "cat.png", await picture("a cat", 64, 64)),
    mask: file("image", "image/png", "mask.png", await picture("white", 64, 64)),
    audio: file("audio", "audio/wav", "hello.wav", tone("hello", 0.2)),
  };
}

/** A call to an offer as the conductor makes it: the offer's defaults filled in. */
export function callTo(provider: Provider, remote: string, task: TaskId, input: Record<string, unknown>, more: Partial<Call> = {}): Call {
  const offer = provider.offers.find((each) => each.remote === remote);
  if (!offer) throw new Error(`${provider.id} has no ${remote}`);
  return callOf(offer, task, input, more);
}

export function callOf(offer: Offer, task: TaskId, input: Record<string, unknown>, more: Partial<Call> = {}): Call {
  const filled: Record<string, unknown> = { ...input };
  for (const [field, bound] of Object.entries(offer.tasks[task]?.inputs ?? {}))
    if (bound !== true && bound.default !== undefined) filled[field] ??= bound.default;
  return { task, input: filled, count: 1, offer, files: {}, key: "att_1", webhookUrl: null, ...more };
}

/** The moment at which the kits' contexts stand still. */
export const NOW = 1_800_000_000_000;

/** What the host gives an adapter, for a stand-in. */
export const contextOf = (
  { standIn, secret = null }: { standIn: { url: string }; secret?: string | null },
  more: Partial<Context> = {},
): Context => ({
  baseUrl: standIn.url,
  secret,
  signal: new AbortController().signal,
  now: () => NOW,
  report: () => undefined,
  fetch,
  ...more,
});

/** The call of the case with this name, with other input where that is given. */
export function callNamed({ cases }: { cases: readonly { name: string; call: Call }[] }, name: string, input: Record<string, unknown> = {}): Call {
  const found = cases.find((one) => one.name === name);
  if (!found) throw new Error(`no case is called "${name}"`);
  return { ...found.call, input: { ...found.call.input, ...input } };
}

/** A whole run, without its pauses. */
export async function runOf(provider: Provider, call: Call, context: Context): Promise<Operation> {
  let operation = await provider.start(call, context);
  while (operation.state === "running") operation = await provider.check!(operation.ref, call, context);
  return operation;
}
