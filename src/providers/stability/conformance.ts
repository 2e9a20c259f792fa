// What the kit needs to know of Stability AI: a stand-in that speaks its v2beta, and what it documents for each endpoint. Test material.
import { callTo, sampleFiles, SECRET } from "../conformance-cases.ts";
import type { Case, Ending, Kit } from "../conformance.ts";
import type { Call } from "../providers.ts";
import { picture, silentMp3, tone } from "../stand-in-media.ts";
import { startDirect } from "../stand-in-shapes.ts";
import provider from "./stability.ts";

const error = (name: string, ...errors: string[]) => ({ id: "4212a4b66fbe1cedca4bf2133d35dca5", name, errors });
const blurred = { image: "iVBORw0KGgoAAAANSUhEUg==", finish_reason: "CONTENT_FILTERED", seed: 7 };

const ENDINGS: Ending[] = [
  { name: "refused prompt", status: 403, body: error("content_moderation", "Your request was flagged."), code: "provider.refused_input" },
  { name: "withheld picture", status: 200, body: blurred, code: "provider.refused_output" },
  { name: "no credits", status: 402, body: error("payment_required", "You lack sufficient credits."), code: "provider.quota" },
  { name: "a closed account", status: 403, body: error("forbidden", "not yours"), code: "provider.auth" },
  { name: "too many requests", status: 429, body: error("rate_limit_exceeded", "150 requests in 10 seconds"), code: "provider.rate" },
  { name: "too large", status: 413, body: error("payload_too_large", "10MiB"), code: "provider.invalid" },
  { name: "200 without a picture", status: 200, body: { finish_reason: "SUCCESS", seed: 7 }, code: "provider.bad_output" },
  { name: "200 with a picture that is none", status: 200, body: { image: "bm90IGEgcGljdHVyZSBhdCBhbGw=", seed: 7 }, code: "provider.bad_output" },
];
const SOUND_ENDINGS: Ending[] = [
  { name: "withheld track", status: 200, body: { audio: "AAAA", finish_reason: "CONTENT_FILTERED", seed: 7 }, code: "provider.refused_output" },
  { name: "200 without a track", status: 200, body: { finish_reason: "SUCCESS", seed: 7 }, code: "provider.bad_output" },
];

const base64 = (bytes: Buffer) => bytes.toString("base64");

const kit: Kit = async () => {
  const { image, mask } = await sampleFiles();
  const standIn = await startDirect({
    key: { authorization: `Bearer ${SECRET}` },
    async answer({ method, path, headers }, fields) {
      if (path === "/v1/user/balance") return { body: { credits: 120.5 } };
      if (method !== "POST" || !path.startsWith("/v2beta/")) return null;
      if (headers.get("accept") !== "application/json" || !headers.get("content-type")?.startsWith("multipart/form-data"))
        return { status: 400, body: error("bad_request", "content-type: must be multipart/form-data") };
      if (path.startsWith("/v2beta/audio/")) {
        const bytes = fields.output_format === "wav" ? tone(fields.prompt, 0.3) : silentMp3(0.3);
        return { body: { audio: base64(bytes), finish_reason: "SUCCESS", seed: Number(fields.seed ?? 11) } };
      }
      // The parameters that an endpoint cannot do without, as documented.
      const needs = /generate|inpaint|conservative/.test(path) ? ["prompt"] : [];
      if (/edit|upscale/.test(path)) needs.push("image");
      if (fields.image && path.includes("generate")) needs.push("strength");
      const lacking = needs.find((name) => !fields[name]);
      if (lacking) return { status: 400, body: error("bad_request", `${lacking}: cannot be blank`) };
      const format = (fields.output_format ?? "png") as "png";
      return {
        body: { image: base64(await picture(fields.prompt ?? path, 64, 64, format)), finish_reason: "SUCCESS", seed: Number(fields.seed ?? 11) },
      };
    },
  });
  const one = (
    name: string,
    remote: string,
    task: Call["task"],
    path: string,
    input: object,
    files: Call["files"] = {},
    endings: Ending[] = [],
  ): Case => ({
    name,
    gives: "bytes",
    call: callTo(provider, remote, task, { ...input }, { files }),
    requests: [`POST /v2beta/${path}`],
    endings,
  });
  const edit = { prompt: "make it blue", image: "ast_1" };
  return {
    provider,
    standIn,
    secret: SECRET,
    undocumented: { "provider.concurrency": "only a rate is documented: 150 requests in 10 seconds" },
    cases: [
      one("core", "stable-image-core", "text-to-image", "stable-image/generate/core", { prompt: "a red fox" }, {}, ENDINGS),
      one("ultra", "stable-image-ultra", "text-to-image", "stable-image/generate/ultra", { prompt: "a red fox", width: 1344, height: 768 }),
      one("ultra edit", "stable-image-ultra", "image-to-image", "stable-image/generate/ultra", edit, { image }),
      one("sd3.5", "sd3.5-large", "text-to-image", "stable-image/generate/sd3", { prompt: "a red fox", negativePrompt: "snow" }),
      one("sd3.5 edit", "sd3.5-medium", "image-to-image", "stable-image/generate/sd3", { ...edit, strength: 0.4 }, { image }, ENDINGS.slice(0, 2)),
      one("inpaint", "inpaint", "image-to-image", "stable-image/edit/inpaint", { ...edit, mask: "ast_2" }, { image, mask }),
      one("fast upscale", "fast", "image-upscale", "stable-image/upscale/fast", { image: "ast_1" }, { image }),
      one("conservative upscale", "conservative", "image-upscale", "stable-image/upscale/conservative", { image: "ast_1" }, { image }),
      one("cut-out", "remove-background", "background-removal", "stable-image/edit/remove-background", { image: "ast_1" }, { image }),
      one("music", "stable-audio-2.5", "text-to-music", "audio/stable-audio-2/text-to-audio", { prompt: "calm piano" }, {}, SOUND_ENDINGS),
      one("sound", "stable-audio-2", "text-to-sound", "audio/stable-audio-2/text-to-audio", { prompt: "rain", format: "wav", seconds: 5 }),
    ],
  };
};
export default kit;
