// What the kit needs to know of MiniMax: a stand-in that speaks its protocols, and what it documents for each task. Test material.
import { callTo, sampleFiles, SECRET } from "../conformance-cases.ts";
import type { Case, Ending, Kit } from "../conformance.ts";
import type { Call } from "../providers.ts";
import { film, picture, silentMp3, tone } from "../stand-in-media.ts";
import { type Job, startJobs } from "../stand-in-shapes.ts";
import provider from "./minimax.ts";

const QUERY = "/v1/query/video_generation";
const QUERY_V2 = "/v2/query/video_generation/";
const base = (status_code: number, status_msg: string) => ({ base_resp: { status_code, status_msg } });
const GOOD = base(0, "success");

const said = (name: string, code: number, message: string, as: Ending["code"], status = 200): Ending => ({
  name,
  status,
  body: base(code, message),
  code: as,
});
/** What every path may say instead of doing it. */
const REFUSED: Ending[] = [
  said("refused prompt", 1026, "input new_sensitive", "provider.refused_input"),
  said("no balance", 1008, "insufficient balance", "provider.quota"),
  said("too many at once", 1041, "conn limit", "provider.concurrency"),
  said("rate", 1002, "rate limit", "provider.rate"),
  said("bad key inside a 200", 1004, "login fail", "provider.auth"),
  said("invalid input", 2013, "invalid params", "provider.invalid"),
  said("its own time was over", 1001, "timeout", "provider.unknown_outcome"),
];
const ENDINGS_V1: Ending[] = [
  ...REFUSED,
  {
    name: "withheld",
    at: `GET ${QUERY}`,
    status: 200,
    body: { task_id: "1", status: "Fail", file_id: "", ...base(1027, "output new_sensitive") },
    code: "provider.refused_output",
  },
  { name: "failed without a reason", at: `GET ${QUERY}`, status: 200, body: { task_id: "1", status: "Fail", ...GOOD }, code: "provider.error" },
  {
    name: "success without a file",
    at: `GET ${QUERY}`,
    status: 200,
    body: { task_id: "1", status: "Success", ...GOOD },
    code: "provider.bad_output",
  },
  {
    name: "a file without an address",
    at: "GET /v1/files/retrieve",
    status: 200,
    body: { file: { file_id: 1 }, ...GOOD },
    code: "provider.bad_output",
  },
  { name: "taken, without an id", status: 200, body: { task_id: "", ...GOOD }, code: "provider.unknown_outcome" },
];
const v2 = (name: string, task: object, code: Ending["code"]): Ending => ({ name, at: `GET ${QUERY_V2}*`, status: 200, body: { task }, code });
const ENDINGS_V2: Ending[] = [
  {
    name: "refused prompt",
    status: 422,
    body: { error: { type: "unprocessable_entity_error", message: "input contains sensitive content (1026)" } },
    code: "provider.refused_input",
  },
  v2("withheld", { status: "failed", error: { code: "1027", message: "output new_sensitive" } }, "provider.refused_output"),
  v2("its machine failed", { status: "failed", error: { code: "internal", message: "something broke" } }, "provider.error"),
  v2("stopped", { status: "cancelled" }, "provider.canceled"),
  v2("gone", { status: "expired" }, "provider.expired"),
  v2("done without a film", { status: "succeeded", content: {} }, "provider.bad_output"),
];

/** Speech and songs as hexadecimal digits. */
function spoken(fields: Record<string, any>): object {
  const bytes = fields.audio_setting.format === "mp3" ? silentMp3() : tone(fields.text ?? fields.prompt);
  const about = fields.text
    ? { audio_length: 500, audio_format: fields.audio_setting.format, usage_characters: fields.text.length * 2 }
    : { music_duration: 25_364, music_sample_rate: 44_100 };
  return { data: { audio: bytes.toString("hex"), status: 2 }, extra_info: about, trace_id: "t", ...GOOD };
}

async function drawn(fields: Record<string, any>): Promise<object> {
  const made = await Promise.all(Array.from({ length: fields.n }, (_, index) => picture(`${fields.prompt} ${index}`, 64, 64, "jpeg")));
  return {
    id: "i",
    data: { image_base64: made.map((each) => each.toString("base64")) },
    metadata: { success_count: String(fields.n), failed_count: "0" },
    ...GOOD,
  };
}

const prompted = (job: Job): string => job.fields.prompt ?? job.fields.content[0].text;

const kit: Kit = async () => {
  const { image } = await sampleFiles();
  const one = await picture("one of two", 64, 64, "jpeg");
  const standIn = await startJobs({
    key: { authorization: `Bearer ${SECRET}` },
    ids: "1067937654{}",
    submits: ({ method, path }) => method === "POST" && path.endsWith("/video_generation"),
    taken: (job) => ({ body: job.path.startsWith("/v2") ? { task_id: job.id } : { task_id: job.id, ...GOOD } }),
    asks: ({ path, query }) => (path === QUERY ? query.get("task_id") : path.startsWith(QUERY_V2) ? path.slice(QUERY_V2.length) : null),
    running: (job) =>
      job.path.startsWith("/v2")
        ? { body: { task: { id: job.id, status: job.asked === 1 ? "queued" : "running" } } }
        : { body: { task_id: job.id, status: job.asked === 1 ? "Queueing" : "Processing", file_id: "", ...GOOD } },
    done: async (job, { file }) =>
      job.path.startsWith("/v2")
        ? { body: { task: { id: job.id, status: "succeeded", content: { url: file(await film(prompted(job)), "video/mp4") } } } }
        : { body: { task_id: job.id, status: "Success", file_id: `f-${job.id}`, video_width: 1366, video_height: 768, ...GOOD } },
    async other({ method, path, query, json }, jobs, { file }) {
      if (path === "/v1/models") return { body: { object: "list", data: [] } };
      if (path === "/v1/files/retrieve") {
        const job = jobs.get(String(query.get("file_id")).slice(2));
        return job ? { body: { file: { file_id: 1, download_url: file(await film(prompted(job)), "video/mp4") }, ...GOOD } } : null;
      }
      if (method !== "POST") return null;
      if (path === "/v1/image_generation") return { body: await drawn(json) };
      return path === "/v1/t2a_v2" || path === "/v1/music_generation" ? { body: spoken(json) } : null;
    },
  });
  const film1 = ["POST /v1/video_generation", ...Array.from({ length: 3 }, () => `GET ${QUERY}`), "GET /v1/files/retrieve"];
  const film2 = ["POST /v2/video_generation", ...Array.from({ length: 3 }, () => `GET ${QUERY_V2}*`)];
  const of = (
    name: string,
    remote: string,
    task: Call["task"],
    input: Record<string, unknown>,
    requests: string[],
    more: Partial<Case> = {},
  ): Case => ({
    name,
    gives: requests.length > 1 ? "url" : "bytes",
    call: callTo(provider, remote, task, input, "image" in input ? { files: { image } } : {}),
    requests,
    ...more,
  });
  const pictures = of("images", "image-01", "text-to-image", { prompt: "a red fox" }, ["POST /v1/image_generation"]);
  return {
    provider,
    standIn,
    secret: SECRET,
    cases: [
      of("film", "MiniMax-Hailuo-2.3", "text-to-video", { prompt: "waves" }, film1, { endings: ENDINGS_V1 }),
      of("film of a picture", "MiniMax-Hailuo-02/1080P", "image-to-video", { prompt: "slow zoom", image: "ast_1" }, film1),
      of("film with sound", "MiniMax-H3", "text-to-video", { prompt: "waves" }, film2, { endings: ENDINGS_V2 }),
      of("film with sound of a picture", "MiniMax-H3", "image-to-video", { prompt: "slow zoom", image: "ast_1" }, film2),
      {
        ...pictures,
        call: { ...pictures.call, count: 2 },
        endings: [
          ...REFUSED,
          said("withheld", 1027, "output new_sensitive", "provider.refused_output"),
          { name: "no picture", status: 200, body: { data: { image_base64: [] }, ...GOOD }, code: "provider.bad_output" },
          {
            name: "one of two",
            status: 200,
            body: { data: { image_base64: [one.toString("base64")] }, metadata: { success_count: "1", failed_count: "1" }, ...GOOD },
            code: "provider.bad_output",
            partial: true,
          },
        ],
      },
      of("speech", "speech-2.8-hd", "text-to-speech", { text: "Hello there" }, ["POST /v1/t2a_v2"], {
        endings: [
          ...REFUSED,
          { name: "no sound", status: 200, body: { data: { audio: "", status: 2 }, ...GOOD }, code: "provider.bad_output" },
          { name: "sound that is none", status: 200, body: { data: { audio: "not hexadecimal at all" }, ...GOOD }, code: "provider.bad_output" },
        ],
      }),
      of("song", "music-2.6", "text-to-music", { prompt: "calm piano", lyrics: "[verse] Slow rain" }, ["POST /v1/music_generation"], {
        endings: [
          ...REFUSED,
          said("closed to newer accounts", 2153, "the music API is not available", "provider.auth", 410),
          { name: "not finished", status: 200, body: { data: { status: 1 }, ...GOOD }, code: "provider.bad_output" },
        ],
      }),
    ],
  };
};
export default kit;
