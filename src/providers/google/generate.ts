// What Gemini's generateContent takes and gives for pictures and speech: parts in, parts out, and the many ways in which it says no. Sends nothing.
import { z } from "zod";
import type { Quantities } from "../../spec/price.ts";
import { wavOf } from "../../spec/sound-length.ts";
import { failed, readJson, type Voice, type Whole } from "../http.ts";
import { pictureType, soundSeconds } from "../media.ts";
import type { Call, Failure, Operation, Output } from "../providers.ts";

type Json = Record<string, any>;

const DATA_URL = /^data:([^;,]+)[^,]*;base64,(.*)$/s;

/** The mapping's body, with pictures as Google's two protocols want them and directions where the model looks for them. */
export function shaped(body: Json): Json {
  for (const part of body.contents?.[0]?.parts ?? []) {
    const inline = typeof part.inlineData === "string" ? DATA_URL.exec(part.inlineData) : null;
    if (inline) part.inlineData = { mimeType: inline[1], data: inline[2] };
  }
  // Veo refuses inlineData ("isn't supported by this model") and takes the form of Vertex AI.
  const frame = body.instances?.[0]?.image;
  const inline = typeof frame === "string" ? DATA_URL.exec(frame) : null;
  if (inline) body.instances[0].image = { bytesBase64Encoded: inline[2], mimeType: inline[1] };
  // Before 3.8 a voice was directed in the text itself; from then on that would be read aloud.
  if (typeof body.direction === "string") {
    const { direction, ...rest } = body;
    rest.contents[0].parts[0].text = `${direction}: ${rest.contents[0].parts[0].text}`;
    return rest;
  }
  return body;
}

const counted = z.array(z.looseObject({ modality: z.string(), tokenCount: z.number().nullish() })).nullish();
const answerShape = z.looseObject({
  candidates: z
    .array(
      z.looseObject({
        content: z
          .looseObject({
            parts: z
              .array(
                z.looseObject({
                  text: z.string().nullish(),
                  thought: z.boolean().nullish(),
                  inlineData: z.looseObject({ mimeType: z.string().nullish(), data: z.string() }).nullish(),
                }),
              )
              .nullish(),
          })
          .nullish(),
        finishReason: z.string().nullish(),
      }),
    )
    .nullish(),
  promptFeedback: z.looseObject({ blockReason: z.string().nullish() }).nullish(),
  usageMetadata: z
    .looseObject({
      promptTokenCount: z.number().nullish(),
      candidatesTokenCount: z.number().nullish(),
      thoughtsTokenCount: z.number().nullish(),
      promptTokensDetails: counted,
      candidatesTokensDetails: counted,
    })
    .nullish(),
});
type Answer = z.infer<typeof answerShape>;

/** Of FinishReason (the API's discovery document of 2026-08-22), those that mean a refusal. The others without a file are an answer that is none. */
const WITHHELD = new Set([
  "SAFETY",
  "RECITATION",
  "BLOCKLIST",
  "PROHIBITED_CONTENT",
  "SPII",
  "IMAGE_SAFETY",
  "IMAGE_PROHIBITED_CONTENT",
  "IMAGE_RECITATION",
  "ESCALATION",
]);

function refusalOf(answer: Answer, voice: Voice): Failure | null {
  const blocked = answer.promptFeedback?.blockReason;
  const finish = answer.candidates?.map((each) => each.finishReason).find((reason) => reason && WITHHELD.has(reason));
  // IMAGE_SAFETY as the reason of a block speaks of the candidates, not of the prompt.
  const output = blocked === "IMAGE_SAFETY" || (!blocked && finish);
  if (!blocked && !finish) return null;
  return {
    code: output ? "provider.refused_output" : "provider.refused_input",
    message: output ? `${voice.title} withheld what it made.` : `${voice.title} refused the request.`,
    charged: "unknown",
    providerCode: blocked ?? finish ?? null,
  };
}

const sumOf = (details: z.infer<typeof counted>, modality: string) =>
  (details ?? []).filter((each) => each.modality === modality).reduce((sum, each) => sum + (each.tokenCount ?? 0), 0);

/** Its counts by kind. What is told in a sum but in no kind are thoughts and words. */
function usageOf({ usageMetadata: told }: Answer, more: Quantities): Quantities {
  if (!told) return { request: 1, ...more };
  const images = sumOf(told.candidatesTokensDetails, "IMAGE");
  const sound = sumOf(told.candidatesTokensDetails, "AUDIO") || (more.second === undefined ? 0 : (told.candidatesTokenCount ?? 0));
  const pictures = sumOf(told.promptTokensDetails, "IMAGE");
  return {
    request: 1,
    inputToken: Math.max(0, (told.promptTokenCount ?? 0) - pictures),
    imageInputToken: pictures,
    outputToken: Math.max(0, (told.candidatesTokenCount ?? 0) - images - sound) + (told.thoughtsTokenCount ?? 0),
    ...(images > 0 ? { imageOutputToken: images } : {}),
    ...(sound > 0 ? { audioOutputToken: sound } : {}),
    ...more,
  };
}

function outputOf(data: string, mimeType: string): Output | null {
  const bytes = new Uint8Array(Buffer.from(data, "base64"));
  if (bytes.byteLength === 0) return null;
  const type = mimeType.toLowerCase();
  if (type.startsWith("image/")) {
    const seen = pictureType(bytes);
    return seen ? { kind: "bytes", bytes, type: seen } : null;
  }
  if (/^audio\/(l16|pcm|raw)/.test(type))
    return { kind: "bytes", bytes: wavOf(bytes, Number(/rate=(\d+)/.exec(type)?.[1] ?? 24_000)), type: "audio/wav" };
  return type.startsWith("audio/") ? { kind: "bytes", bytes, type: type.split(";")[0]! } : null;
}

/** A whole answer as what was made, or why there is nothing. */
export function generated(answer: Whole, { task }: Call, voice: Voice): Operation {
  const body = readJson(answer, answerShape);
  if (!body) return failed("provider.bad_output", `${voice.title} sent something that is not an answer.`);
  const parts = (body.candidates ?? []).flatMap((each) => each.content?.parts ?? []).filter((part) => !part.thought);
  const outputs = parts.flatMap(({ inlineData }) => outputOf(inlineData?.data ?? "", inlineData?.mimeType ?? "") ?? []);
  const [first] = outputs;
  if (first?.kind !== "bytes") {
    const refusal = refusalOf(body, voice);
    if (refusal) return { state: "failed", failure: refusal };
    const words = parts.some((part) => part.text);
    return failed(
      "provider.bad_output",
      `${voice.title} ${words ? "answered in words and made nothing" : "says that it is done, but made nothing"}.`,
    );
  }
  const seconds = task === "text-to-speech" ? soundSeconds(first.bytes) : null;
  const made = task === "text-to-speech" ? (seconds === null ? {} : { second: seconds, minute: seconds / 60 }) : { image: 1 };
  return { state: "done", outputs: [first], usage: usageOf(body, made), costMicro: null, seed: null };
}
