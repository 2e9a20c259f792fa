// What the kit needs to know of Ideogram: a stand-in that speaks its protocol, and what it documents for each endpoint. Test material.
import { callTo, sampleFiles, SECRET } from "../conformance-cases.ts";
import type { Case, Ending, Kit } from "../conformance.ts";
import type { Call } from "../providers.ts";
import { picture } from "../stand-in-media.ts";
import { startDirect } from "../stand-in-shapes.ts";
import provider from "./ideogram.ts";

const made = (url: string | null, safe = true) => ({ prompt: "a red fox", resolution: "1024x1024", is_image_safe: safe, seed: 12345, url });
const limit = (reject_reason: string) => ({ error: `Rejected: ${reject_reason}.`, reject_reason });

const ENDINGS: Ending[] = [
  { name: "refused prompt", status: 422, body: { error: "Prompt or provided image failed the safety checks" }, code: "provider.refused_input" },
  { name: "withheld picture", status: 200, body: { created: "x", data: [made(null, false)] }, code: "provider.refused_output" },
  { name: "withheld picture without a null", status: 200, body: { created: "x", data: [made("", false)] }, code: "provider.refused_output" },
  { name: "no credit", status: 402, body: limit("insufficient_funds"), code: "provider.quota" },
  { name: "the day's limit", status: 429, body: limit("daily_limit"), code: "provider.quota" },
  { name: "too many at once", status: 429, body: { ...limit("inflight_limit"), max_inflight_requests: 10 }, code: "provider.concurrency" },
  { name: "too many at once, in words", status: 429, body: { error: "Too many in-flight requests" }, code: "provider.concurrency" },
  { name: "too many requests", status: 429, body: {}, code: "provider.rate" },
  { name: "no access", status: 403, body: { error: "No access to the endpoint." }, code: "provider.auth" },
  { name: "200 without a picture", status: 200, body: { created: "x", data: [] }, code: "provider.bad_output" },
  { name: "200 with a safe picture without a URL", status: 200, body: { created: "x", data: [made(null)] }, code: "provider.bad_output" },
  { name: "200 with an id only", status: 200, body: { generation_id: "g1", seed: 1 }, code: "provider.bad_output" },
];
const PARTIAL: Ending = {
  name: "one of two withheld",
  status: 200,
  body: { created: "x", data: [made("https://ideogram.ai/api/images/ephemeral/1.png"), made(null, false)] },
  code: "provider.refused_output",
  partial: true,
};

/** The parts that each endpoint cannot do without. */
const NEEDS: Record<string, string[]> = {
  "/v2/image/generate/ideogram-4-5": ["prompt"],
  "/v2/image/precise-edit/ideogram-4-5": ["prompt", "image"],
  "/v1/ideogram-v4/generate": ["text_prompt"],
  "/v1/ideogram-v4/remix": ["text_prompt", "image"],
  "/v1/ideogram-v3/generate": ["prompt"],
  "/v1/ideogram-v3/remix": ["prompt", "image"],
  "/v1/ideogram-v3/inpaint": ["prompt", "image", "mask"],
  "/upscale": ["image_file", "image_request"],
  "/v2/image/remove-background/ideogram-1": ["image"],
};

const kit: Kit = async () => {
  const { image, mask } = await sampleFiles();
  const standIn = await startDirect({
    key: { "api-key": SECRET },
    async answer({ method, path, headers }, fields, { file }) {
      if (method === "GET") return path === "/datasets" ? { body: { datasets: [] } } : null;
      const needs = NEEDS[path];
      if (!needs) return null;
      if (!headers.get("content-type")?.startsWith("multipart/form-data") || needs.some((name) => !fields[name]))
        return { status: 400, body: { error: "Invalid input provided." } };
      const count = Number(fields.num_images ?? 1);
      const words = String(fields.prompt ?? fields.text_prompt ?? path);
      const urls = await Promise.all(Array.from({ length: count }, async (_, index) => file(await picture(`${words}${index}`, 64, 64), "image/png")));
      return {
        body: {
          created: "2026-11-25T00:00:00Z",
          data: urls.map((url) => made(url)),
          ...(path.startsWith("/v2/") ? { generation_id: "g1", seed: 12345 } : {}),
        },
      };
    },
  });
  const one = (
    name: string,
    remote: string,
    task: Call["task"],
    path: string,
    input: object,
    more: Partial<Call> = {},
    endings: Ending[] = [],
  ): Case => ({
    name,
    gives: "url",
    call: callTo(provider, remote, task, { ...input }, more),
    requests: [`POST ${path}`],
    endings,
  });
  const edit = { prompt: "make it blue", image: "ast_1" };
  return {
    provider,
    standIn,
    secret: SECRET,
    cases: [
      one("image", "ideogram-4-5", "text-to-image", "/v2/image/generate/ideogram-4-5", { prompt: "a red fox" }, {}, ENDINGS),
      one("two images", "ideogram-v3", "text-to-image", "/v1/ideogram-v3/generate", { prompt: "a red fox" }, { count: 2 }, [PARTIAL]),
      one("image of 4.0", "ideogram-v4", "text-to-image", "/v1/ideogram-v4/generate", {
        prompt: "a red fox",
        width: 2048,
        height: 2048,
        quality: "high",
      }),
      one(
        "precise edit",
        "ideogram-4-5-precise-edit",
        "image-to-image",
        "/v2/image/precise-edit/ideogram-4-5",
        edit,
        { files: { image } },
        ENDINGS.slice(0, 2),
      ),
      one("remix", "ideogram-v3", "image-to-image", "/v1/ideogram-v3/remix", { ...edit, strength: 0.3 }, { files: { image } }),
      one("remix of 4.0", "ideogram-v4", "image-to-image", "/v1/ideogram-v4/remix", { ...edit, strength: 1 }, { files: { image } }),
      one("inpaint", "ideogram-v3-inpaint", "image-to-image", "/v1/ideogram-v3/inpaint", { ...edit, mask: "ast_2" }, { files: { image, mask } }),
      one("upscale", "upscale", "image-upscale", "/upscale", { image: "ast_1" }, { files: { image } }),
      one("cut-out", "remove-background", "background-removal", "/v2/image/remove-background/ideogram-1", { image: "ast_1" }, { files: { image } }),
    ],
  };
};
export default kit;
