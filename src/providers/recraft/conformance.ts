// What the kit needs to know of Recraft: a stand-in that speaks its protocol, and the little that it documents of failures. Test material.
import { callTo, sampleFiles, SECRET } from "../conformance-cases.ts";
import type { Case, Ending, Kit } from "../conformance.ts";
import type { Call } from "../providers.ts";
import { picture } from "../stand-in-media.ts";
import { startDirect } from "../stand-in-shapes.ts";
import provider from "./recraft.ts";

const ENDINGS: Ending[] = [
  { name: "no units", status: 402, body: { code: "payment_required", message: "payment required" }, code: "provider.quota" },
  { name: "no units, in words", status: 400, body: { code: "not_enough_credits", message: "not enough credits" }, code: "provider.quota" },
  { name: "unknown size", status: 400, body: { code: "invalid_request", message: "unsupported size" }, code: "provider.invalid" },
  { name: "too many requests", status: 429, body: { message: "slow down" }, code: "provider.rate" },
  { name: "200 without a picture", status: 200, body: { created: 1, credits: 40, data: [] }, code: "provider.bad_output" },
  {
    name: "200 with a picture without an address",
    status: 200,
    body: { created: 1, credits: 40, data: [{ image_id: "i1" }] },
    code: "provider.bad_output",
  },
];
const PARTIAL: Ending = {
  name: "one of two",
  status: 200,
  body: { created: 1, credits: 40, data: [{ image_id: "i1", url: "https://img.recraft.ai/1" }] },
  code: "provider.bad_output",
  partial: true,
};
const TOOL_ENDINGS: Ending[] = [{ name: "200 without a picture", status: 200, body: { created: 1, credits: 4 }, code: "provider.bad_output" }];

const kit: Kit = async () => {
  const { image } = await sampleFiles();
  const standIn = await startDirect({
    key: { authorization: `Bearer ${SECRET}` },
    base: "/v1",
    async answer({ method, path, json }, fields, { file }) {
      if (method === "GET") return path === "/v1/users/me" ? { body: { id: "u1", name: "A", email: "a@example.org", credits: 1000 } } : null;
      const draw = async (index: number) => ({
        image_id: `i${index}`,
        url: file(await picture(`${fields.prompt ?? path}${index}`, 64, 64, fields.image_format ?? "webp"), `image/${fields.image_format ?? "webp"}`),
      });
      const generated = path === "/v1/images/generations" && json !== null && fields.prompt;
      if (generated || (path === "/v1/images/imageToImage" && fields.image instanceof File && fields.prompt && fields.strength !== undefined)) {
        const count = Number(fields.n ?? 1);
        return { body: { created: 1, credits: 40 * count, data: await Promise.all(Array.from({ length: count }, (_, index) => draw(index))) } };
      }
      if (/^\/v1\/images\/(crispUpscale|removeBackground)$/.test(path) && fields.image instanceof File)
        return { body: { created: 1, credits: path.endsWith("Upscale") ? 4 : 10, image: await draw(0) } };
      return path.startsWith("/v1/images/") ? { status: 400, body: { code: "invalid_request", message: "a field is missing" } } : null;
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
    requests: [`POST /v1/images/${path}`],
    endings,
  });
  const edit = { prompt: "in winter", image: "ast_1", strength: 0.3 };
  return {
    provider,
    standIn,
    secret: SECRET,
    undocumented: {
      "provider.refused_input": "its page of errors names 401 and 404 only, and says to read the words of all others",
      "provider.concurrency": "no limit of requests at once is documented",
    },
    cases: [
      one("image", "recraftv4_1", "text-to-image", "generations", { prompt: "two race cars" }, {}, ENDINGS),
      one("two photographs", "recraftv3", "text-to-image", "generations", { prompt: "a car", negativePrompt: "rain" }, { count: 2 }, [PARTIAL]),
      one("illustration", "recraftv3-illustration", "text-to-image", "generations", { prompt: "a car" }),
      one("large image", "recraftv4_pro", "text-to-image", "generations", { prompt: "a car", width: 3072, height: 1536, format: "webp" }),
      one("picture from a picture", "recraftv4_1", "image-to-image", "imageToImage", edit, { files: { image } }, ENDINGS.slice(0, 1)),
      one("photograph from a picture", "recraftv3", "image-to-image", "imageToImage", edit, { files: { image } }),
      one("large picture from a picture", "recraftv4_1_pro", "image-to-image", "imageToImage", edit, { files: { image } }),
      one("upscale", "crispUpscale", "image-upscale", "crispUpscale", { image: "ast_1" }, { files: { image } }, TOOL_ENDINGS),
      one("cut-out", "removeBackground", "background-removal", "removeBackground", { image: "ast_1" }, { files: { image } }, TOOL_ENDINGS),
    ],
  };
};
export default kit;
