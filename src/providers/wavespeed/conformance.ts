// What the kit needs to know of WaveSpeed: a stand-in that speaks its protocol, and what it documents for each task. Test material.
import type { TaskId } from "../../spec/task.ts";
import { callTo, sampleFiles, SECRET } from "../conformance-cases.ts";
import type { Case, Ending, Kit } from "../conformance.ts";
import { startJobs } from "../stand-in-shapes.ts";
import { film, picture } from "../stand-in-media.ts";
import provider from "./wavespeed.ts";

const GET = "GET /api/v3/predictions/*/result";
const envelope = (data: object) => ({ code: 200, message: "success", data });
const ended = (name: string, data: object, code: Ending["code"]): Ending => ({
  name,
  at: GET,
  status: 200,
  body: envelope({ id: "job-1", outputs: [], ...data }),
  code,
});
const failed = (name: string, own: number, error: string, code: Ending["code"]) => ended(name, { status: "failed", code: own, error }, code);

const ENDINGS: Ending[] = [
  failed("refused", 1200, "The content contains sensitive information.", "provider.refused_input"),
  failed("invalid parameter", 1401, "The parameter value is invalid.", "provider.invalid"),
  failed("a file that cannot be read", 1402, "Unable to access the provided media URL.", "provider.invalid"),
  failed("its machine failed", 1405, "The task execution failed.", "provider.error"),
  failed("overloaded", 5003, "The service is temporarily unavailable.", "provider.capacity"),
  failed("its time was over", 5004, "The request timed out.", "provider.timeout"),
  ended("stopped", { status: "cancelled" }, "provider.canceled"),
  ended("timeout", { status: "timeout" }, "provider.timeout"),
  ended("no longer kept", { status: "deleted" }, "provider.expired"),
  ended("completed without a file", { status: "completed" }, "provider.bad_output"),
  ended("all withheld", { status: "completed", outputs: ["https://cdn.wavespeed.ai/a.png"], has_nsfw_contents: [true] }, "provider.refused_output"),
  {
    ...ended(
      "one of them withheld",
      { status: "completed", outputs: ["https://cdn.wavespeed.ai/a.png", "https://cdn.wavespeed.ai/b.png"], has_nsfw_contents: [false, true] },
      "provider.refused_output",
    ),
    partial: true,
  },
  { name: "no credits", status: 400, body: { code: 400, message: "Insufficient credits. Please top up." }, code: "provider.quota" },
  { name: "200 with another code", status: 200, body: { code: 400, message: "property 'prompt' is missing" }, code: "provider.error" },
  { name: "too many requests", status: 429, body: { code: 429, message: "Too Many Requests" }, code: "provider.rate" },
  { name: "taken, without an id", status: 200, body: envelope({ status: "created" }), code: "provider.unknown_outcome" },
];

const kit: Kit = async () => {
  const { image } = await sampleFiles();
  let foreignOrigin: string | null = null;
  const about = (id: string, status: string, outputs: string[] = []) => ({ id, status, outputs, created_at: "2026-11-25T12:00:00.000Z" });
  const standIn = await startJobs({
    key: { authorization: `Bearer ${SECRET}` },
    submits: ({ method, path }) => method === "POST" && path.startsWith("/api/v3/") && path !== "/api/v3/model/price",
    taken: ({ id }, { origin }) => ({
      body: envelope({ ...about(id, "created"), urls: { get: `${foreignOrigin ?? origin}/api/v3/predictions/${id}/result` } }),
    }),
    asks: ({ path }) => /^\/api\/v3\/predictions\/([\w-]+)\/result$/.exec(path)?.[1] ?? null,
    running: ({ id, asked }) => ({ body: envelope(about(id, asked > 1 ? "processing" : "created")) }),
    async done({ id, path, fields }, { file }) {
      const moving = /video|2v/.test(path);
      const made = async (at: number) =>
        moving ? file(await film(fields.prompt), "video/mp4") : file(await picture(`${fields.prompt}${at}`, 64, 64), "image/png");
      const outputs = await Promise.all(Array.from({ length: fields.num_images ?? 1 }, (_, at) => made(at)));
      return { body: envelope({ ...about(id, "completed", outputs), has_nsfw_contents: outputs.map(() => false), timings: { inference: 2500 } }) };
    },
    other({ path, json }) {
      if (path === "/api/v3/balance") return { body: envelope({ balance: 12.5 }) };
      if (path !== "/api/v3/model/price") return null;
      // Longer films are cheaper by the second here, as some are.
      const price = json.inputs.duration ? 0.1 + 0.04 * json.inputs.duration : 0.02;
      return { body: envelope({ model_id: json.model_id, price, discounted_price: price * 0.9, discount_rate: 90, currency: "USD" }) };
    },
  });
  const one = (name: string, remote: string, task: TaskId, count = 1, endings: Ending[] = []): Case => {
    const pictured = task.startsWith("image");
    const input = { prompt: "a red fox", ...(pictured ? { image: "ast_1" } : {}) };
    return {
      name,
      gives: "url",
      call: callTo(provider, remote, task, input, { count, ...(pictured ? { files: { image } } : {}) }),
      requests: [`POST /api/v3/${remote}`, GET, GET, GET],
      endings,
      foreign: (origin) => {
        foreignOrigin = origin;
      },
    };
  };
  return {
    provider,
    standIn,
    secret: SECRET,
    cases: [
      one("image", "wavespeed-ai/flux-dev", "text-to-image", 2, ENDINGS),
      one("image from an image", "wavespeed-ai/flux-dev", "image-to-image"),
      one("edit", "bytedance/seedream-v4/edit", "image-to-image"),
      one("film", "wavespeed-ai/wan-2.2/t2v-720p", "text-to-video"),
      one("film by ratio", "kwaivgi/kling-v2.5-turbo-pro/text-to-video", "text-to-video"),
      one("film from a picture", "wavespeed-ai/wan-2.2/i2v-720p", "image-to-video"),
    ],
    undocumented: {
      "provider.concurrency": "one 429 for all limits of an account's level: requests a minute and tasks at once (wavespeed.ai/docs, account levels)",
    },
  };
};
export default kit;
