// What the kit needs to know of ComfyUI: a stand-in that speaks its routes and a real websocket, and a case for each kind of workflow. Test material.
import { type AddressInfo, createServer, connect, type Socket } from "node:net";
import { SECRET, callOf, contextOf, sampleFiles } from "../conformance-cases.ts";
import type { Case, Ending, Kit } from "../conformance.ts";
import type { TaskId } from "../../spec/task.ts";
import type { StandIn } from "../stand-in.ts";
import { type Job, startJobs } from "../stand-in-shapes.ts";
import { film, picture, tone } from "../stand-in-media.ts";
import { comfyui } from "./comfyui.ts";

export const FILES: Record<string, string[]> = {
  checkpoints: [
    "ace_step_v1_3.5b.safetensors",
    "dreamshaper_8.safetensors",
    "flux1-schnell-fp8.safetensors",
    "sd_xl_base_1.0.safetensors",
    "sd_xl_turbo_1.0_fp16.safetensors",
    "stable-audio-open-1.0.safetensors",
    "sub\\v1-5-pruned-emaonly.safetensors",
  ],
  diffusion_models: ["wan2.1_t2v_1.3B_fp16.safetensors", "wan2.2_ti2v_5B_fp16.safetensors", "z_image_turbo_bf16.safetensors"],
  text_encoders: ["qwen_3_4b.safetensors", "t5_base.safetensors", "umt5_xxl_fp8_e4m3fn_scaled.safetensors"],
  vae: ["ae.safetensors", "wan2.2_vae.safetensors", "wan_2.1_vae.safetensors"],
  upscale_models: ["RealESRGAN_x4plus.pth", "RealESRGAN_x2.pth"],
};
const NODES = ["SaveVideo", "TextEncodeAceStepAudio"];

/** Its websocket: says to the job of the client how far it is, shows a preview, and that it is over. */
function startTalk() {
  return Bun.serve<string>({
    port: 0,
    hostname: "127.0.0.1",
    fetch: (request, server) => {
      const id = new URL(request.url).searchParams.get("clientId") ?? "";
      return server.upgrade(request, { data: id }) ? undefined : new Response("no", { status: 400 });
    },
    websocket: {
      async open(socket) {
        const id = socket.data;
        const say = (type: string, data: object) => socket.send(JSON.stringify({ type, data }));
        say("status", { status: { exec_info: { queue_remaining: 1 } }, sid: id });
        say("executing", { node: "5", display_node: "5", prompt_id: id });
        const node = (value: number, max: number, state: string) => ({ value, max, state, node_id: "5", prompt_id: id });
        say("progress_state", { prompt_id: id, nodes: { "1": node(1, 1, "finished"), "5": node(10, 25, "running"), "3": node(2, 4, "running") } });
        const header = Buffer.from([0, 0, 0, 1, 0, 0, 0, 1]);
        socket.send(Buffer.concat([header, await picture("a preview", 32, 32, "jpeg")]));
        say("execution_success", { prompt_id: id, timestamp: 1 });
      },
      message() {},
    },
  });
}

/** One port for both, as ComfyUI has it: a first line that asks for the websocket goes there, everything else to the stand-in. */
async function startFront(http: StandIn, talkPort: number) {
  const sockets = new Set<Socket>();
  const httpPort = Number(new URL(http.url).port);
  const front = createServer((client) => {
    sockets.add(client);
    client.once("data", (first) => {
      const behind = connect(first.toString("latin1").startsWith("GET /ws?") ? talkPort : httpPort, "127.0.0.1");
      sockets.add(behind);
      behind.write(first);
      client.pipe(behind).pipe(client);
      client.on("close", () => behind.destroy()).on("error", () => behind.destroy());
      behind.on("close", () => client.destroy()).on("error", () => client.destroy());
    });
    client.on("error", () => client.destroy());
  });
  await new Promise<void>((resolve) => front.listen(0, "127.0.0.1", resolve));
  const close = () => new Promise<void>((resolve) => (front.close(() => resolve()), sockets.forEach((socket) => socket.destroy())));
  return { url: `http://127.0.0.1:${(front.address() as AddressInfo).port}`, close };
}

const queued = (id: string) => [3, id, {}, {}, ["7"]];

/** The outputs as the saving node of the graph tells them. */
function outputsOf({ id, fields }: Job): object {
  const graph = fields.prompt as Record<string, { class_type: string; inputs: Record<string, any> }>;
  const [node, save] = Object.entries(graph).find(([, each]) => each.class_type.startsWith("Save"))!;
  const named = (filename: string) => ({ filename, subfolder: "", type: "output" });
  if (save.class_type === "SaveAudio") return { [node]: { audio: [named(`${id}.flac`)] } };
  if (save.class_type === "SaveVideo") return { [node]: { images: [named(`${id}.mp4`)], animated: [true] } };
  const made = Object.values(graph).find((each) => each.inputs.batch_size !== undefined)?.inputs.batch_size ?? 1;
  return { [node]: { images: Array.from({ length: made }, (_, index) => named(`${id}_${index}.png`)) } };
}

export async function startComfy() {
  const http = await startJobs({
    key: {},
    submits: ({ method, path, json }) => (method === "POST" && path === "/prompt" ? String(json?.prompt_id) : false),
    taken: ({ id }) => ({ body: { prompt_id: id, number: 3, node_errors: {} } }),
    asks: ({ path }) => (path.startsWith("/history/") ? path.slice(9) : null),
    running: () => ({ body: {} }),
    done: (job) => ({
      body: {
        [job.id]: {
          prompt: [3, job.id, job.fields.prompt, job.fields.extra_data, ["7"]],
          outputs: outputsOf(job),
          status: { status_str: "success", completed: true, messages: [["execution_start", { prompt_id: job.id }]] },
          meta: {},
        },
      },
    }),
    stops: ({ path, json }) => (path === "/interrupt" ? json.prompt_id : null),
    canceled: ({ id }) => ({
      body: {
        [id]: {
          prompt: [],
          outputs: {},
          status: { status_str: "error", completed: false, messages: [["execution_interrupted", { prompt_id: id, node_type: "KSampler" }]] },
        },
      },
    }),
    async other({ method, path, query }, jobs) {
      if (path === "/queue" && method === "GET")
        return { body: { queue_running: [...jobs.values()].filter((job) => job.asked <= 2).map((job) => queued(job.id)), queue_pending: [] } };
      if (path === "/queue") return { body: "" };
      if (path === "/upload/image") return { body: { name: "x.png", subfolder: "openoak", type: "input" } };
      if (path === "/system_stats") return { body: { system: { comfyui_version: "0.9.1" }, devices: [] } };
      if (path.startsWith("/history/")) return { body: {} };
      if (path.startsWith("/models/")) return FILES[path.slice(8)] ? { body: FILES[path.slice(8)]! } : null;
      if (path.startsWith("/object_info/")) return { body: NODES.includes(path.slice(13)) ? { [path.slice(13)]: { input: {} } } : {} };
      const name = path === "/view" ? (query.get("filename") ?? "") : "";
      if (name.endsWith(".png")) return { headers: { "content-type": "image/png" }, body: await picture(name, 64, 64) };
      if (name.endsWith(".mp4")) return { headers: { "content-type": "video/mp4" }, body: await film(name) };
      if (name.endsWith(".flac")) return { headers: { "content-type": "audio/x-wav" }, body: tone(name) };
      return null;
    },
  });
  const talk = startTalk();
  const front = await startFront(http, talk.port!);
  const close = async () => {
    await Promise.all([front.close(), http.close(), talk.stop(true)]);
  };
  // What is kept beyond a case would be found again under the same key, as it should.
  const clear = () => {
    http.clear();
    http.jobs.clear();
  };
  return { ...http, url: front.url, clear, close };
}

const HISTORY = "GET /history/*";
/** An end that the history tells; the id is the one that every case's key gives. */
const ended = (id: string, name: string, type: string, said: object, code: Ending["code"]): Ending => ({
  name,
  at: HISTORY,
  status: 200,
  body: {
    [id]: {
      prompt: [],
      outputs: {},
      status: {
        status_str: "error",
        completed: false,
        messages: [
          ["execution_start", {}],
          [type, said],
        ],
      },
    },
  },
  code,
});

function endings(id: string): Ending[] {
  const refused = (type: string, message: string, details: string) => ({
    error: { type: "prompt_outputs_failed_validation", message: "Prompt outputs failed validation", details: "", extra_info: {} },
    node_errors: { "1": { errors: [{ type, message, details, extra_info: {} }], dependent_outputs: ["7"], class_type: "CheckpointLoaderSimple" } },
  });
  return [
    ended(
      id,
      "a node failed",
      "execution_error",
      { node_type: "KSampler", exception_type: "RuntimeError", exception_message: "bad shape" },
      "provider.error",
    ),
    ended(
      id,
      "out of memory",
      "execution_error",
      { node_type: "VAEDecode", exception_type: "torch.OutOfMemoryError", exception_message: "Allocation on device 0 would exceed allowed memory." },
      "provider.capacity",
    ),
    ended(id, "somebody interrupted it", "execution_interrupted", { node_type: "KSampler" }, "provider.canceled"),
    {
      name: "a file that is gone",
      status: 400,
      body: refused("value_not_in_list", "Value not in list", "ckpt_name: 'x.safetensors' not in []"),
      code: "provider.not_found",
    },
    { name: "a value out of bounds", status: 400, body: refused("value_bigger_than_max", "Value too big", "width"), code: "provider.invalid" },
    {
      name: "a node that is not installed",
      status: 400,
      body: { error: { type: "missing_node_type", message: "Node 'SaveVideo' not found.", details: "", extra_info: {} }, node_errors: {} },
      code: "provider.invalid",
    },
    {
      name: "done without a file",
      at: HISTORY,
      status: 200,
      body: { [id]: { prompt: [], outputs: { "7": {} }, status: { status_str: "success", completed: true, messages: [] } } },
      code: "provider.bad_output",
    },
    { name: "taken under another id", status: 200, body: { prompt_id: "other", number: 1, node_errors: {} }, code: "provider.unknown_outcome" },
    { name: "lost", at: "GET /queue", status: 200, body: { queue_running: [], queue_pending: [] }, code: "provider.not_found" },
  ];
}

const kit: Kit = async () => {
  const { image, mask } = await sampleFiles();
  const standIn = await startComfy();
  const provider = comfyui();
  // Its many connections must not be there for the kit, which counts how often a dropped one is tried again.
  const once: typeof fetch = Object.assign((url: any, init?: any) => fetch(url, { ...init, keepalive: false }), { preconnect: () => undefined });
  const offers = (await provider.discover!(contextOf({ standIn }, { fetch: once })))!;
  standIn.clear();
  const PAUSES = [HISTORY, "GET /queue", HISTORY, "GET /queue", HISTORY];
  const one = (name: string, remote: string, task: TaskId, input: object, count = 1): Case => ({
    name,
    gives: "url",
    call: callOf(
      offers.find((offer) => offer.remote === remote)!,
      task,
      input as Record<string, unknown>,
      { count },
    ),
    requests: ["POST /prompt", ...PAUSES],
  });
  /** Files go first: the kit looks at the first request, which holds the file only; the graph is looked at in comfyui.test.ts. */
  const sent = (name: string, remote: string, task: TaskId, files: Case["call"]["files"], input: object): Case => {
    const plain = one(name, remote, task, input);
    const uploads = Object.keys(files).map(() => "POST /upload/image");
    const call = { ...plain.call, files };
    return {
      ...plain,
      call,
      requests: [...uploads, HISTORY, "GET /queue", "POST /prompt", ...PAUSES],
      implied: Object.keys(call.offer.tasks[task]!.inputs),
    };
  };
  const picture = one("image", "sdxl-text-to-image/sd_xl_base_1.0", "text-to-image", { prompt: "a red fox", seed: 7 }, 3);
  const { jobId } = await import("./comfyui.ts");
  return {
    provider,
    standIn,
    secret: SECRET,
    cases: [
      { ...picture, endings: endings(jobId(picture.call.key)) },
      one("image by FLUX", "flux-schnell-text-to-image/flux1-schnell-fp8", "text-to-image", { prompt: "a red fox" }),
      sent("edit", "sd-image-to-image/dreamshaper_8", "image-to-image", { image }, { prompt: "make it blue", image: "ast_1" }),
      sent("inside a mask", "sd-inpaint/dreamshaper_8", "image-to-image", { image, mask }, { prompt: "a hat", image: "ast_1", mask: "ast_2" }),
      sent("upscale", "upscale-4x/RealESRGAN_x4plus", "image-upscale", { image }, { image: "ast_1", scale: 2 }),
      one("film", "wan21-text-to-video/wan2.1_t2v_1.3B_fp16", "text-to-video", { prompt: "waves", seconds: 2 }),
      sent("animation", "wan22-5b-image-to-video/wan2.2_ti2v_5B_fp16", "image-to-video", { image }, { image: "ast_1", prompt: "zoom" }),
      one("sound", "stable-audio-text-to-sound/stable-audio-open-1.0", "text-to-sound", { prompt: "rain" }),
      one("song", "ace-step-text-to-music/ace_step_v1_3.5b", "text-to-music", { prompt: "folk", lyrics: "[verse] oak" }),
    ],
  };
};
export default kit;
