// OpenAI's shapes over the same generations: any of its clients works by changing the base URL. Nothing is made here that the native API could not make.
import type { Identity } from "../accounts/accounts.ts";
import { AppError } from "../spec/error.ts";
import { ENDED, type Generation } from "../spec/generation.ts";
import { LIMITS } from "../spec/limits.ts";
import type { Ask } from "../spec/plan.ts";
import type { TaskId } from "../spec/task.ts";
import { idempotencyKey } from "./generations.ts";
import type { ApiDeps, Handlers } from "./handler.ts";

const QUALITY: Record<string, string | undefined> = { standard: "medium", hd: "high", low: "low", medium: "medium", high: "high" };

/** Leaves out what was not said. */
function said(input: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined && value !== null));
}

/** "auto" means "as you like"; in a prompt it is a word. */
const unlessAuto = (value: string | null | undefined) => (value === "auto" ? undefined : value);

function sizeOf(size: string | null | undefined): { width?: number; height?: number } {
  if (!size || size === "auto") return {};
  const [width, height] = size.split("x").map(Number);
  return { width, height };
}

interface ImageFields {
  model: string;
  prompt: string;
  n?: number | null;
  size?: string | null;
  quality?: string | null;
  background?: string | null;
  output_format?: string | null;
  response_format?: string | null;
  seed?: number | null;
}

function imageAsk(task: TaskId, fields: ImageFields, files: Record<string, unknown> = {}): Ask {
  const input = said({
    ...files,
    prompt: fields.prompt,
    ...sizeOf(fields.size),
    quality: fields.quality ? QUALITY[fields.quality] : undefined,
    background: unlessAuto(fields.background),
    format: fields.output_format,
    seed: fields.seed,
  });
  return { task, input, model: fields.model, constraints: {}, count: fields.n ?? 1 };
}

/** What every compatible answer carries beside its body. */
const oakHeaders = (done: Generation): Record<string, string> => ({
  "x-oak-generation": done.id,
  "x-oak-model": done.model ?? "",
  "x-oak-provider": done.provider ?? "",
  "x-oak-cost-micro": String(done.settledMicro ?? 0),
});

export function openAiHandlers(
  deps: ApiDeps,
): Pick<Handlers, "openai.chat" | "openai.images" | "openai.edits" | "openai.speech" | "openai.transcriptions"> {
  const { assets, db, generations, live } = deps;

  /** Makes it and waits for its end. When the client goes away, what is still running is stopped, unless its key lets the client come back for it. */
  async function make(identity: Identity, ask: Ask, request: Request): Promise<Generation> {
    const key = idempotencyKey(request);
    const begun = await generations.create(identity, ask, key);
    const done = await generations.wait(identity.org, begun.id, LIMITS.generationMs / 1000, request.signal);
    if (!ENDED.has(done.status)) {
      if (key !== null) throw new AppError("generation.canceled", "The client went away. The same Idempotency-Key leads back to it.");
      await generations.cancel(identity.org, begun.id);
      throw new AppError("generation.canceled", "The client went away, so it was stopped.");
    }
    if (done.assets.length === 0) throw failureOf(done);
    return done;
  }

  function failureOf(done: Generation): AppError {
    const code = (done.error?.code ?? "internal") as AppError["code"];
    return new AppError(code, `${done.error?.title ?? "It failed"}. ${done.error?.detail ?? ""}`.trim(), { field: done.error?.field ?? null });
  }

  async function bytesOf(org: string, id: string): Promise<Uint8Array<ArrayBuffer>> {
    return new Uint8Array(await (await assets.content(org, id, {})).arrayBuffer());
  }

  async function imageAnswer(identity: Identity, done: Generation, fields: ImageFields, request: Request): Promise<Response> {
    const data = await Promise.all(
      done.assets.map(async (asset) => {
        if (fields.response_format === "url") return { url: new URL(asset.url, request.url).href };
        return { b64_json: Buffer.from(await bytesOf(identity.org, asset.id)).toString("base64") };
      }),
    );
    const first = done.assets[0]!;
    const body = {
      created: Math.floor(deps.clock.now() / 1000),
      data,
      output_format: first.type.replace("image/", ""),
      size: `${first.width}x${first.height}`,
    };
    return Response.json(body, { headers: oakHeaders(done) });
  }

  /** Keeps an uploaded part as an asset of the caller's: the same one where the request is repeated by its key. */
  async function keep(identity: Identity, file: File, field: string, request: Request): Promise<string> {
    const key = idempotencyKey(request);
    const prepared = await assets.prepare(file.stream() as ReadableStream<Uint8Array>, { maxBytes: LIMITS.uploadBytes });
    const slot = key === null ? null : `form:${key}:${field}:${prepared.sha256}`;
    const asset = await db.tx((tx) => assets.insert(tx, { org: identity.org, prepared, origin: "uploaded", name: file.name, slot }));
    return asset.id;
  }

  return {
    "openai.chat": async ({ identity, body, request }) => {
      const { response, generation, candidate } = await live.chat(identity, body, request.signal);
      const headers = {
        "x-oak-generation": generation,
        "x-oak-model": candidate.model,
        "x-oak-provider": candidate.provider,
        "x-oak-cost-micro": String(candidate.costMicro ?? 0),
      };
      for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
      return response;
    },
    "openai.images": async ({ identity, body, request }) =>
      imageAnswer(identity, await make(identity, imageAsk("text-to-image", body), request), body, request),
    "openai.edits": async ({ identity, body, request }) => {
      const images = [...(body.files.image ?? []), ...(body.files["image[]"] ?? [])];
      if (images.length === 0) throw new AppError("request.invalid", "image is missing: send it as a file of the form.", { field: "image" });
      if (images.length > 1) throw new AppError("request.invalid", "One image can be edited at a time.", { field: "image" });
      const [mask] = body.files.mask ?? [];
      const files = {
        image: await keep(identity, images[0]!, "image", request),
        mask: mask ? await keep(identity, mask, "mask", request) : undefined,
      };
      return imageAnswer(identity, await make(identity, imageAsk("image-to-image", body.fields, files), request), body.fields, request);
    },
    "openai.speech": async ({ identity, body, request }) => {
      const voice = typeof body.voice === "string" ? body.voice : body.voice.id;
      const input = said({
        text: body.input,
        voice,
        speed: body.speed,
        instructions: body.instructions || undefined,
        format: body.response_format ?? "mp3",
      });
      const done = await make(identity, { task: "text-to-speech", input, model: body.model, constraints: {}, count: 1 }, request);
      const asset = done.assets[0]!;
      const content = await assets.content(identity.org, asset.id, {});
      return new Response(content.body, { headers: { "content-type": asset.type, "content-length": String(asset.bytes), ...oakHeaders(done) } });
    },
    "openai.transcriptions": async ({ identity, body, request }) => {
      const [file] = body.files.file ?? [];
      if (!file) throw new AppError("request.invalid", "file is missing: send the recording as a file of the form.", { field: "file" });
      const { fields } = body;
      const format = fields.response_format ?? "json";
      const wanted = [fields["timestamp_granularities[]"] ?? []].flat();
      const timestamps = wanted.includes("word") ? "word" : format === "json" || format === "text" ? undefined : "segment";
      const input = said({
        audio: await keep(identity, file, "file", request),
        language: fields.language,
        prompt: fields.prompt,
        temperature: fields.temperature,
        timestamps,
      });
      const done = await make(identity, { task: "speech-to-text", input, model: fields.model, constraints: {}, count: 1 }, request);
      const { id } = done.assets[0]!;
      const [bytes, detail] = await Promise.all([bytesOf(identity.org, id), assets.textData(db, identity.org, id)]);
      return transcription(format, new TextDecoder().decode(bytes), detail as Transcript | null, oakHeaders(done));
    },
  };
}

/** What an adapter may tell of a transcript beside its text; times in seconds. */
interface Transcript {
  language?: string;
  seconds?: number;
  segments?: { start: number; end: number; text: string }[];
  words?: { start: number; end: number; word: string }[];
}

function transcription(format: string, text: string, detail: Transcript | null, headers: Record<string, string>): Response {
  if (format === "text") return new Response(text, { headers: { "content-type": "text/plain; charset=utf-8", ...headers } });
  if (format === "verbose_json") {
    const { seconds: duration, ...rest } = detail ?? {};
    return Response.json({ task: "transcribe", text, ...(duration === undefined ? {} : { duration }), ...rest }, { headers });
  }
  if (format === "srt" || format === "vtt") {
    if (!detail?.segments)
      throw new AppError("provider.bad_output", "The model gave no times, so no subtitles can be made. The text is kept in the generation.");
    return new Response(subtitles(format, detail.segments), { headers: { "content-type": "text/plain; charset=utf-8", ...headers } });
  }
  return Response.json({ text }, { headers });
}

function subtitles(format: "srt" | "vtt", segments: NonNullable<Transcript["segments"]>): string {
  const mark = format === "srt" ? "," : ".";
  const time = (seconds: number) => {
    const ms = Math.round(seconds * 1000);
    const two = (value: number) => String(Math.floor(value)).padStart(2, "0");
    return `${two(ms / 3_600_000)}:${two((ms / 60_000) % 60)}:${two((ms / 1000) % 60)}${mark}${String(ms % 1000).padStart(3, "0")}`;
  };
  const blocks = segments.map(
    (segment, index) => `${format === "srt" ? `${index + 1}\n` : ""}${time(segment.start)} --> ${time(segment.end)}\n${segment.text.trim()}\n`,
  );
  return `${format === "vtt" ? "WEBVTT\n\n" : ""}${blocks.join("\n")}`;
}
