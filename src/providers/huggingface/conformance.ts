// What the kit needs to know of Hugging Face's router: a stand-in that speaks its protocols, and what it documents for each task. Test material.
import type { TaskId } from "../../spec/task.ts";
import { callTo, sampleFiles, SECRET } from "../conformance-cases.ts";
import type { Case, Ending, Kit } from "../conformance.ts";
import type { Call } from "../providers.ts";
import type { Received, Reply } from "../stand-in.ts";
import { chatReply, startDirect } from "../stand-in-shapes.ts";
import { picture } from "../stand-in-media.ts";
import provider from "./huggingface.ts";

const HF = "/hf-inference/models/";
const ENDINGS: Ending[] = [
  {
    name: "no credit",
    status: 402,
    body: { error: "You have exceeded your monthly included credits for Inference Providers." },
    code: "provider.quota",
  },
  {
    name: "a cold model",
    status: 503,
    body: { error: "Model black-forest-labs/FLUX.1-dev is currently loading", estimated_time: 20 },
    code: "provider.capacity",
  },
  { name: "no such model here", status: 404, body: { error: "Not Found" }, code: "provider.not_found" },
  { name: "not served", status: 400, body: { error: "Model not supported by provider hf-inference" }, code: "provider.not_found" },
  { name: "200 with an error", status: 200, body: { error: "unknown error", warnings: [] }, code: "provider.bad_output" },
];

async function answer({ method, path }: Received, fields: Record<string, any>): Promise<Reply | null> {
  if (method === "GET" && path === "/v1/models") return { body: { object: "list", data: [{ id: "openai/gpt-oss-120b", object: "model" }] } };
  if (path === "/v1/chat/completions") return chatReply(fields);
  if (path.startsWith(`${HF}openai/whisper`))
    return {
      body: { text: " Hello there", ...(fields.parameters?.return_timestamps ? { chunks: [{ text: " Hello there", timestamp: [0, 0.2] }] } : {}) },
    };
  if (!path.startsWith(HF)) return null;
  return { headers: { "content-type": "image/jpeg" }, body: await picture(fields.inputs, 64, 64, "jpeg") };
}

const kit: Kit = async () => {
  const { audio } = await sampleFiles();
  const standIn = await startDirect({ key: { authorization: `Bearer ${SECRET}` }, answer });
  const one = (name: string, remote: string, task: TaskId, input: Record<string, unknown>, more: Partial<Call> = {}): Case => ({
    name,
    gives: task === "speech-to-text" ? "text" : "bytes",
    call: callTo(provider, remote, task, input, more),
    requests: [`POST ${HF}${remote}`],
  });
  return {
    provider,
    standIn,
    secret: SECRET,
    undocumented: {
      "provider.refused_input": "hf-inference documents no refusal",
      "provider.concurrency": "limits are of requests an hour",
    },
    chats: [{ offer: "huggingface:openai/gpt-oss-120b", request: "POST /v1/chat/completions" }],
    cases: [
      { ...one("image", "black-forest-labs/FLUX.1-dev", "text-to-image", { prompt: "a red fox", seed: 7 }), endings: ENDINGS },
      one("image without what should not be there", "stabilityai/stable-diffusion-xl-base-1.0", "text-to-image", {
        prompt: "a fox",
        negativePrompt: "snow",
      }),
      {
        ...one("transcript", "openai/whisper-large-v3-turbo", "speech-to-text", { audio: "ast_1" }, { files: { audio } }),
        endings: [{ name: "200 without a text", status: 200, body: { chunks: [] }, code: "provider.bad_output" }],
      },
    ],
  };
};
export default kit;
