// What the kit needs to know of the web UI: a stand-in that answers as its API does, and what it documents for each task. Test material.
import { SECRET, callOf, contextOf, sampleFiles } from "../conformance-cases.ts";
import type { Case, Ending, Kit } from "../conformance.ts";
import { startDirect } from "../stand-in-shapes.ts";
import { picture } from "../stand-in-media.ts";
import { automatic1111 as provider } from "./automatic1111.ts";

const MODELS = [
  { title: "sd_xl_base_1.0.safetensors [31e35c80fc]", model_name: "sd_xl_base_1.0", hash: "31e35c80fc", filename: "/m/sd_xl_base_1.0.safetensors" },
  { title: "dreamshaper_8.safetensors [879db523c3]", model_name: "dreamshaper_8", hash: "879db523c3", filename: "/m/dreamshaper_8.safetensors" },
];
const UPSCALERS = [
  { name: "None", model_name: null, model_path: null, model_url: null, scale: 4 },
  { name: "Lanczos", model_name: null, model_path: null, model_url: null, scale: 4 },
  { name: "R-ESRGAN 4x+", model_name: "RealESRGANer", model_path: null, model_url: null, scale: 4 },
];

/** `waits` holds a picture back until it is resolved. */
export function startWebUi(waits: () => Promise<void> = async () => undefined) {
  return startDirect({
    key: {},
    async answer({ method, path }, fields) {
      if (method === "GET" && path === "/sdapi/v1/sd-models") return { body: MODELS };
      if (method === "GET" && path === "/sdapi/v1/upscalers") return { body: UPSCALERS };
      const drawn = async () => (await picture(String(fields.prompt), 64, 64)).toString("base64");
      if (path === "/sdapi/v1/progress") {
        const state = { skipped: false, interrupted: false, job: "scripts_txt2img", job_count: 1, job_no: 0, sampling_step: 10, sampling_steps: 25 };
        return { body: { progress: 0.4, eta_relative: 3.1, state, current_image: await drawn(), textinfo: null, current_task: null } };
      }
      if (path === "/sdapi/v1/txt2img" || path === "/sdapi/v1/img2img") {
        await waits();
        const images = await Promise.all(Array.from({ length: fields.batch_size ?? 1 }, drawn));
        const seed = fields.seed ?? 77;
        return { body: { images, parameters: {}, info: JSON.stringify({ prompt: fields.prompt, seed, all_seeds: [seed], infotexts: [""] }) } };
      }
      if (path === "/sdapi/v1/extra-single-image") return { body: { html_info: "<p></p>", image: await drawn() } };
      return null;
    },
  });
}

const broke = (name: string, error: string, errors: string, code: Ending["code"]): Ending => ({
  name,
  status: 500,
  body: { error, detail: "", body: "", errors },
  code,
});
const ENDINGS: Ending[] = [
  broke("out of memory", "OutOfMemoryError", "CUDA out of memory. Tried to allocate 20.00 MiB", "provider.capacity"),
  broke("a model that is gone", "RuntimeError", "model 'x.safetensors' not found", "provider.not_found"),
  broke("it broke", "RuntimeError", "mat1 and mat2 shapes cannot be multiplied", "provider.error"),
  { name: "started without its API", status: 404, body: { detail: "Not Found" }, code: "provider.not_found" },
  { name: "no sampler of this name", status: 404, body: { detail: "Sampler not found" }, code: "provider.not_found" },
  {
    name: "invalid input",
    status: 422,
    body: { detail: [{ loc: ["body", "steps"], msg: "value is not a valid integer", type: "type_error.integer" }] },
    code: "provider.invalid",
  },
  { name: "200 without a picture", status: 200, body: { images: [], parameters: {}, info: "{}" }, code: "provider.bad_output" },
];

const kit: Kit = async () => {
  const { image, mask } = await sampleFiles();
  const standIn = await startWebUi();
  const once: typeof fetch = Object.assign((url: any, init?: any) => fetch(url, { ...init, keepalive: false }), { preconnect: () => undefined });
  const offers = (await provider.discover!(contextOf({ standIn }, { fetch: once })))!;
  standIn.clear();
  const offer = (start: string) => offers.find((each) => each.remote.startsWith(start))!;
  const one = (name: string, call: Case["call"], path: string, endings: Ending[] = []): Case => ({
    name,
    gives: "bytes",
    call,
    requests: [`POST /sdapi/v1/${path}`],
    endings,
  });
  const edit = { prompt: "make it blue", image: "ast_1" };
  return {
    provider,
    standIn,
    secret: SECRET,
    cases: [
      one("image", callOf(offer("sd_xl"), "text-to-image", { prompt: "a red fox" }, { count: 3 }), "txt2img", ENDINGS),
      one("edit", callOf(offer("dream"), "image-to-image", edit, { files: { image } }), "img2img"),
      one("inside a mask", callOf(offer("dream"), "image-to-image", { ...edit, mask: "ast_2" }, { files: { image, mask } }), "img2img"),
      one("upscale", callOf(offer("upscaler"), "image-upscale", { image: "ast_1" }, { files: { image } }), "extra-single-image"),
    ],
  };
};
export default kit;
