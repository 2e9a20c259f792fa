// What the kit needs to know of Runware: a stand-in that speaks its envelope of tasks, and what it documents for each task. Test material.
import { callTo, sampleFiles, SECRET } from "../conformance-cases.ts";
import type { Case, Ending, Kit } from "../conformance.ts";
import type { TaskId } from "../../spec/task.ts";
import { type Files, type Job, startJobs } from "../stand-in-shapes.ts";
import { film, picture, silentMp3 } from "../stand-in-media.ts";
import provider, { taskId } from "./runware.ts";

/** One result as its task type has it. */
async function resultOf(task: any, index: number, { file }: Files): Promise<object> {
  const told = { taskType: task.taskType, taskUUID: task.taskUUID, status: "success", cost: 0.0013 };
  const words = String(task.positivePrompt ?? task.inputs?.image?.length);
  if (task.taskType === "videoInference") return { ...told, videoUUID: "v", videoURL: file(await film(words), "video/mp4"), seed: 7 };
  if (task.taskType === "audioInference") return { ...told, audioUUID: "a", audioURL: file(silentMp3(2), "audio/mpeg"), seed: 7 };
  return { ...told, imageUUID: `i${index}`, imageURL: file(await picture(words, 64, 64), "image/png"), seed: 7 + index };
}

export const startRunware = () =>
  startJobs({
    key: { authorization: `Bearer ${SECRET}` },
    submits: ({ path, json }) => (path === "/v1" && json?.[0]?.taskType !== "getResponse" ? String(json?.[0]?.taskUUID) : false),
    taken: (job) => ({ body: { data: [{ taskType: (job.fields as any)[0].taskType, taskUUID: job.id }] } }),
    asks: ({ json }) => json?.[0]?.taskUUID ?? null,
    running: (job) => ({ body: { data: [{ taskType: "getResponse", taskUUID: job.id, status: "processing", progress: 40 }] } }),
    async done(job: Job, files) {
      const task = (job.fields as any)[0];
      const data = await Promise.all(Array.from({ length: task.numberResults ?? 1 }, (_, index) => resultOf(task, index, files)));
      return { body: { data } };
    },
    other: ({ json }) => ({
      status: 400,
      body: { errors: [{ code: "taskNotFound", message: "No such task.", taskType: "getResponse", taskUUID: json?.[0]?.taskUUID }] },
    }),
  });

const said = (name: string, status: number, code: string, means: Ending["code"], message = "Something is not right."): Ending => ({
  name,
  status,
  body: { errors: [{ code, message, taskType: "imageInference", taskUUID: "x" }] },
  code: means,
});
const id = taskId("att_1");
const ENDINGS: Ending[] = [
  said("refused prompt", 400, "promptBlocked", "provider.refused_input"),
  said("refused by the maker", 400, "providerContentPolicyViolation", "provider.refused_input"),
  said("withheld picture", 400, "nsfwContentDetected", "provider.refused_output"),
  said("no credits", 402, "insufficientCredits", "provider.quota"),
  said("a full queue", 429, "queueFull", "provider.capacity", "Queue capacity exceeded."),
  said("a bad key", 401, "invalidApiKey", "provider.auth"),
  said("unknown model", 400, "unknownModel", "provider.not_found"),
  said("invalid input", 400, "invalidInteger", "provider.invalid"),
  said("nobody free", 503, "noAvailableServer", "provider.capacity"),
  said("errors inside a 200", 200, "unsupportedWidth", "provider.invalid"),
  { name: "taken, without our id", status: 200, body: { data: [{ taskType: "imageInference" }] }, code: "provider.unknown_outcome" },
  {
    name: "success without a picture",
    status: 200,
    body: { data: [1, 2].map((imageUUID) => ({ taskUUID: id, imageUUID, status: "success", cost: 0.001 })) },
    code: "provider.bad_output",
  },
];

const kit: Kit = async () => {
  const { image } = await sampleFiles();
  const standIn = await startRunware();
  const one = (name: string, remote: string, task: TaskId, input: object, more: Partial<Case["call"]> = {}, endings: Ending[] = []): Case => ({
    name,
    gives: "url",
    call: callTo(provider, remote, task, input as Record<string, unknown>, more),
    requests: ["POST /v1", "POST /v1", "POST /v1", "POST /v1"],
    endings,
  });
  const files = { image };
  const edit = { prompt: "make it blue", image: "ast_1" };
  return {
    provider,
    standIn,
    secret: SECRET,
    undocumented: { "provider.concurrency": "it has no limit of requests at once, only a shared queue that can be full" },
    cases: [
      one("image", "runware:100@1", "text-to-image", { prompt: "a red fox" }, { count: 2 }, ENDINGS),
      one("edit", "runware:101@1", "image-to-image", edit, { files }),
      one("edit by reference", "runware:106@1", "image-to-image", edit, { files }),
      one("cut-out", "runware:112@1", "background-removal", { image: "ast_1" }, { files }),
      one("upscale", "runware:504@1", "image-upscale", { image: "ast_1" }, { files }),
      one("film", "luma:ray@3.2", "text-to-video", { prompt: "waves" }),
      one("animation", "runway:1@2", "image-to-video", { prompt: "slow zoom in", image: "ast_1" }, { files }),
      one("song", "runware:ace-step@v1.5-turbo", "text-to-music", { prompt: "folk", lyrics: "[verse] an oak in the rain" }),
    ],
  };
};
export default kit;
