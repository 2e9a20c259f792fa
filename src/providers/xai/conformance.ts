// What the kit needs to know of xAI: a stand-in for its pictures, films and chat, and what it is seen to answer when it refuses. Test material.
import { callTo, sampleFiles, SECRET } from "../conformance-cases.ts";
import type { Case, Ending, Kit } from "../conformance.ts";
import type { Call } from "../providers.ts";
import { chatReply, startJobs } from "../stand-in-shapes.ts";
import { film, picture } from "../stand-in-media.ts";
import provider from "./xai.ts";

const GET = "GET /v1/videos/*";
const said = (code: string, error: string, more: object = {}) => ({ code, error, ...more });
const INVALID = "Client specified an invalid argument";

const ACCOUNT: Ending[] = [
  {
    name: "no credit",
    status: 403,
    body: said("permission-denied", "Your team has either used all available credits or reached its monthly spending limit."),
    code: "provider.quota",
  },
  {
    name: "no credit, as 429",
    status: 429,
    body: said("personal-team-blocked:spending-limit", "Your team has either used all available credits or reached its monthly spending limit."),
    code: "provider.quota",
  },
  {
    name: "no credit, with a good status",
    status: 200,
    body: said("Some resource has been exhausted", "Your team has either used all available credits or reached its monthly spending limit."),
    code: "provider.quota",
  },
  {
    name: "rate",
    status: 429,
    body: said("resource-exhausted", "Too many requests for team 1 and model m. Requests per Second (actual/limit): 2/2."),
    code: "provider.rate",
  },
  { name: "a wrong key, as 400", status: 400, body: said(INVALID, "Incorrect API key provided: xa***y."), code: "provider.auth" },
  { name: "refused prompt", status: 400, body: said("invalid_argument", "Rejected by content moderation."), code: "provider.refused_input" },
  {
    name: "violates its guidelines",
    status: 403,
    body: said("permission-denied", "Content violates usage guidelines. Failed check: SAFETY_CHECK_TYPE_CSAM"),
    code: "provider.refused_input",
  },
  {
    name: "invalid",
    status: 400,
    body: said("invalid-argument", "Duration 20s exceeds the maximum allowed, which is 15s."),
    code: "provider.invalid",
  },
  {
    name: "unknown model",
    status: 404,
    body: said("not-found", "The model m does not exist or your team does not have access to it."),
    code: "provider.not_found",
  },
];

const PICTURE_ENDINGS: Ending[] = [
  ...ACCOUNT,
  {
    name: "withheld picture",
    status: 400,
    body: said(INVALID, "Generated image rejected by content moderation.", { usage: { cost_in_usd_ticks: 200_000_000 } }),
    code: "provider.refused_output",
  },
  {
    name: "withheld picture, with a good status",
    status: 200,
    body: { data: [{ b64_json: "", respect_moderation: false }] },
    code: "provider.refused_output",
  },
  { name: "200 without a picture", status: 200, body: { data: [] }, code: "provider.bad_output" },
  {
    name: "200 with a picture that is none",
    status: 200,
    body: { data: [{ b64_json: "bm90IGEgcGljdHVyZSBhdCBhbGw=" }] },
    code: "provider.bad_output",
  },
];

const ended = (name: string, status: number, body: object, code: Ending["code"]): Ending => ({ name, at: GET, status, body, code });
const FILM_ENDINGS: Ending[] = [
  ...ACCOUNT,
  { name: "taken, without an id", status: 200, body: {}, code: "provider.unknown_outcome" },
  ended("withheld film", 200, { status: "done", video: { url: "", duration: 6, respect_moderation: false } }, "provider.refused_output"),
  ended(
    "withheld film, as 400",
    400,
    said("imagine:content-moderated", "Generated video rejected by content moderation."),
    "provider.refused_output",
  ),
  ended("failed", 200, { status: "failed", error: { code: "internal_error", message: "Something broke" } }, "provider.error"),
  ended(
    "failed, withheld",
    200,
    { status: "failed", error: { code: "internal_error", message: "Generated video rejected by content moderation." } },
    "provider.refused_output",
  ),
  ended("expired", 200, { status: "expired" }, "provider.expired"),
  ended("done without a film", 200, { status: "done", video: null }, "provider.bad_output"),
];

const chat = (fields: Record<string, any>) => chatReply(fields, { usage: { cost_in_usd_ticks: 37_500 } });

const kit: Kit = async () => {
  const { image } = await sampleFiles();
  const standIn = await startJobs({
    key: { authorization: `Bearer ${SECRET}` },
    base: "/v1",
    ids: "req-{}",
    submits: ({ method, path }) => method === "POST" && path === "/v1/videos/generations",
    taken: ({ id }) => ({ body: { request_id: id } }),
    asks: ({ method, path }) => (method === "GET" && path.startsWith("/v1/videos/") ? path.slice("/v1/videos/".length) : null),
    // Pending is 202, at first without a body.
    running: ({ asked }) => (asked > 1 ? { status: 202, body: { status: "pending", progress: 40 } } : { status: 202 }),
    // No status stands beside a film that is done.
    done: async ({ fields }, { file }) => ({
      body: {
        video: { url: file(await film(JSON.stringify(fields)), "video/mp4"), duration: fields.duration, respect_moderation: true },
        model: fields.model,
        usage: { cost_in_usd_ticks: 4_200_000_000 },
      },
    }),
    other: async ({ method, path, json }) => {
      if (method === "GET" && path === "/v1/models") return { body: { object: "list", data: [] } };
      if (path === "/v1/chat/completions") return chat(json);
      if (path !== "/v1/images/generations" && path !== "/v1/images/edits") return null;
      const data = await Promise.all(
        Array.from({ length: json.n }, async (_, index) => ({
          b64_json: (await picture(`${json.prompt}${index}`, 64, 64, "jpeg")).toString("base64"),
          mime_type: "image/jpeg",
          respect_moderation: !String(json.prompt).includes("[withhold one]") || index > 0,
        })),
      );
      return { body: { data, usage: { cost_in_usd_ticks: 600_000_000 * json.n } } };
    },
  });
  const one = (name: string, remote: string, task: Call["task"], count: number, requests: string[], endings: Ending[] = []): Case => {
    const shown = task.startsWith("image");
    const input = { prompt: "a red fox", ...(shown ? { image: "ast_1" } : {}) };
    return {
      name,
      gives: task.endsWith("image") ? "bytes" : "url",
      call: callTo(provider, remote, task, input, { count, ...(shown ? { files: { image } } : {}) }),
      requests,
      endings,
    };
  };
  const filmed = ["POST /v1/videos/generations", GET, GET, GET];
  return {
    provider,
    standIn,
    secret: SECRET,
    undocumented: { "provider.concurrency": "xAI limits requests a second and a minute, not how many run at once" },
    chats: [{ offer: "xai:grok-4.3", request: "POST /v1/chat/completions" }],
    cases: [
      one("pictures", "grok-imagine-image-2.0", "text-to-image", 2, ["POST /v1/images/generations"], PICTURE_ENDINGS),
      one("edit", "grok-imagine-image-quality", "image-to-image", 1, ["POST /v1/images/edits"]),
      one("film", "grok-imagine-video", "text-to-video", 1, filmed, FILM_ENDINGS),
      one("animation", "grok-imagine-video-1.5", "image-to-video", 1, filmed),
    ],
  };
};
export default kit;
