// What the kit needs to know of fal: its stand-in, and what it documents for each task. Test material.
import type { TaskId } from "../../spec/task.ts";
import { callTo, sampleFiles, SECRET } from "../conformance-cases.ts";
import type { Case, Ending, Kit } from "../conformance.ts";
import type { Call } from "../providers.ts";
import { fal as provider } from "./fal.ts";
import { startFalStandIn } from "./stand-in.ts";

const detail = (type: string, loc: string[]) => ({ detail: [{ loc, msg: "flagged by a content checker", type }] });
const root = (app: string) => app.split("/").slice(0, 2).join("/");

/** All jobs end COMPLETED first; what became of them is in the answer to the result's question. */
function endings(app: string): Ending[] {
  const at = `GET /${root(app)}/requests/*`;
  const over = (name: string, status: number, body: object, code: Ending["code"], type?: string): Ending => ({
    name: `COMPLETED, ${name}`,
    at,
    status,
    body,
    code,
    ...(type ? { headers: { "x-fal-error-type": type } } : {}),
  });
  return [
    over("refused prompt", 422, detail("content_policy_violation", ["body", "prompt"]), "provider.refused_input"),
    over("withheld", 422, detail("content_policy_violation", ["body"]), "provider.refused_output"),
    over("invalid input", 422, detail("value_error", ["body", "seed"]), "provider.invalid"),
    over("a file that cannot be used", 422, detail("image_too_small", ["body", "image_url"]), "provider.invalid"),
    over("its machine failed", 500, detail("internal_server_error", ["body"]), "provider.error"),
    over("its time was over", 504, { detail: "Request timed out", error_type: "request_timeout" }, "provider.timeout", "request_timeout"),
    over("canceled", 400, { detail: "Request was cancelled", error_type: "client_cancelled" }, "provider.canceled", "client_cancelled"),
    over("no longer kept", 404, { detail: "Request not found" }, "provider.expired"),
    over("without a file", 200, { images: [], seed: 7 }, "provider.bad_output"),
    {
      ...over(
        "one of them blacked out",
        200,
        { images: [{ url: "https://v3.fal.media/a.png" }, { url: "https://v3.fal.media/b.png" }], has_nsfw_concepts: [false, true] },
        "provider.refused_output",
      ),
      partial: true,
    },
    { name: "submission refused", status: 422, body: detail("content_policy_violation", ["body", "prompt"]), code: "provider.refused_input" },
    { name: "locked account", status: 403, body: { detail: "User is locked. Reason: Exhausted balance." }, code: "provider.quota" },
    { name: "too many at once", status: 429, body: { detail: "You have reached the concurrent requests limit" }, code: "provider.concurrency" },
    { name: "taken, without an id", status: 200, body: { status: "IN_QUEUE" }, code: "provider.unknown_outcome" },
  ];
}

const kit: Kit = async () => {
  const { image, audio } = await sampleFiles();
  const standIn = await startFalStandIn({ key: SECRET, polls: 2 });
  const one = (name: string, remote: string, task: TaskId, input: Record<string, unknown>, more: Partial<Call> = {}): Case => {
    const status = `GET /${root(remote)}/requests/*/status`;
    return {
      name,
      gives: task === "speech-to-text" ? "text" : "url",
      call: callTo(provider, remote, task, input, more),
      requests: [`POST /${remote}`, status, status, status, `GET /${root(remote)}/requests/*`],
    };
  };
  const flux = "fal-ai/flux/schnell";
  const pictured = { files: { image } };
  return {
    provider,
    standIn,
    secret: SECRET,
    cases: [
      {
        ...one("image", flux, "text-to-image", { prompt: "a red fox", width: 512, height: 320 }, { count: 2 }),
        endings: endings(flux),
        foreign: (origin) => {
          standIn.controls.foreign = origin;
        },
      },
      one("edit", "fal-ai/flux/dev/image-to-image", "image-to-image", { prompt: "bluer", image: "ast_1" }, pictured),
      one("upscale", "fal-ai/clarity-upscaler", "image-upscale", { image: "ast_1" }, pictured),
      one("background", "fal-ai/birefnet/v2", "background-removal", { image: "ast_1" }, pictured),
      one("film", "fal-ai/wan-25-preview/text-to-video", "text-to-video", { prompt: "waves" }),
      one("film from a picture", "fal-ai/wan-25-preview/image-to-video", "image-to-video", { prompt: "waves", image: "ast_1" }, pictured),
      one("music", "fal-ai/ace-step", "text-to-music", { prompt: "calm piano", seconds: 5 }),
      one("sound", "fal-ai/stable-audio", "text-to-sound", { prompt: "rain", seconds: 1 }),
      one("speech", "fal-ai/kokoro/american-english", "text-to-speech", { text: "Hello there", language: "en" }),
      one("transcription", "fal-ai/wizper", "speech-to-text", { audio: "ast_3", language: "en" }, { files: { audio } }),
    ],
  };
};
export default kit;
