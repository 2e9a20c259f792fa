// What the kit needs to know of DeepInfra: a stand-in that speaks its protocols, and what it documents for each task. Test material.
import type { TaskId } from "../../spec/task.ts";
import { callTo, sampleFiles, SECRET } from "../conformance-cases.ts";
import type { Case, Ending, Kit } from "../conformance.ts";
import type { Call } from "../providers.ts";
import type { Received, Reply } from "../stand-in.ts";
import { chatReply, startDirect } from "../stand-in-shapes.ts";
import { picture, silentMp3, tone } from "../stand-in-media.ts";
import provider from "./deepinfra.ts";

const detail = (error: string) => ({ detail: { error } });
const inference = (cost: number, status = "succeeded") => ({ status, runtime_ms: 900, cost, tokens_generated: 0, tokens_input: 0 });
const ENDINGS: Ending[] = [
  { name: "no credit", status: 402, body: detail("Balance is too low, please top up"), code: "provider.quota" },
  { name: "no way to pay", status: 403, body: detail("Please add a payment method"), code: "provider.quota" },
  { name: "too many at once", status: 429, body: { detail: "Rate limited" }, code: "provider.concurrency" },
  {
    name: "a busy model",
    status: 429,
    body: { error: { message: "Model busy, retry later", type: "invalid_request_error", param: null, code: "engine_overloaded" } },
    code: "provider.capacity",
  },
  { name: "unknown model", status: 404, body: detail("Model not found"), code: "provider.not_found" },
  {
    name: "withheld picture",
    status: 200,
    body: { images: ["data:image/png;base64,AAAA"], nsfw_content_detected: [true], seed: 7, inference_status: inference(0.002) },
    code: "provider.refused_output",
  },
  { name: "failed in a 200", status: 200, body: { images: [], inference_status: inference(0, "failed") }, code: "provider.error" },
  { name: "200 without a picture", status: 200, body: { images: [], inference_status: inference(0.002) }, code: "provider.bad_output" },
];

const chat = (fields: Record<string, any>) => chatReply(fields, { usage: { estimated_cost: 0.000001 } });

async function answer({ method, path }: Received, fields: Record<string, any>): Promise<Reply | null> {
  if (method === "GET" && path === "/v1/me") return { body: { uid: "u", display_name: "oak" } };
  if (path === "/v1/openai/chat/completions") return chat(fields);
  if (path === "/v1/openai/images/edits")
    return { body: { created: 1, data: [{ b64_json: (await picture(fields.prompt, 64, 64)).toString("base64"), revised_prompt: null }] } };
  if (path.includes("/whisper")) {
    const segments = [{ id: 0, start: 0, end: 0.2, text: "Hello there" }];
    return { body: { text: "Hello there", segments, language: "en", input_length_ms: 200, request_id: "r", inference_status: inference(0.0000015) } };
  }
  if (path.includes("/Kokoro")) {
    const audio =
      fields.output_format === "mp3"
        ? `data:audio/mp3;base64,${silentMp3().toString("base64")}`
        : `data:audio/wav;base64,${tone(fields.text).toString("base64")}`;
    return { body: { audio, input_character_length: fields.text.length, output_format: fields.output_format, inference_status: inference(0.00001) } };
  }
  if (!path.startsWith("/v1/inference/")) return null;
  const one = `data:image/png;base64,${(await picture(fields.prompt, 64, 64)).toString("base64")}`;
  const images = Array.from({ length: fields.num_images ?? 1 }, () => one);
  return { body: { images, nsfw_content_detected: images.map(() => false), seed: 7, request_id: "r", inference_status: inference(0.002) } };
}

const kit: Kit = async () => {
  const { image, audio } = await sampleFiles();
  const standIn = await startDirect({ key: { authorization: `Bearer ${SECRET}` }, base: "/v1", answer });
  const one = (name: string, remote: string, task: TaskId, input: Record<string, unknown>, more: Partial<Call> = {}): Case => {
    const call = callTo(provider, remote, task, input, more);
    const path = String(call.offer.options.path).replace("{remote}", remote);
    return { name, gives: task === "speech-to-text" ? "text" : "bytes", call, requests: [`POST /v1/${path}`] };
  };
  return {
    provider,
    standIn,
    secret: SECRET,
    undocumented: { "provider.refused_input": "no page names a refusal of a prompt; words of one are told as such all the same" },
    chats: [{ offer: "deepinfra:openai/gpt-oss-20b", request: "POST /v1/openai/chat/completions" }],
    cases: [
      { ...one("image", "black-forest-labs/FLUX-1-schnell", "text-to-image", { prompt: "a red fox" }, { count: 2 }), endings: ENDINGS },
      one("edit", "Qwen/Qwen-Image-Edit", "image-to-image", { prompt: "make it blue", image: "ast_1" }, { files: { image } }),
      {
        ...one("speech", "hexgrad/Kokoro-82M", "text-to-speech", { text: "Hello there" }),
        endings: [
          { name: "200 without a recording", status: 200, body: { audio: null, inference_status: inference(0) }, code: "provider.bad_output" },
        ],
      },
      one("transcript", "openai/whisper-large-v3-turbo", "speech-to-text", { audio: "ast_2", language: "pt-BR" }, { files: { audio } }),
    ],
  };
};
export default kit;
