// fal's queue on loopback: jobs that outlive their clients, results on a CDN of its own, signed webhooks, and every way to end badly. For tests, and by hand through stand-in-main.ts.
import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { type Clock, systemClock } from "../../clock.ts";
import { type Received, type Reply, type StandIn, startStandIn } from "../stand-in.ts";
import { film, picture, tone } from "../stand-in-media.ts";

/** How jobs end. `error` and `refused…` are COMPLETED with an error body; `empty` has no file, `nsfw` a black picture and a flag, `gateway` a result that a gateway loses. */
export type FalOutcome = "ok" | "refused_input" | "refused_output" | "error" | "timeout" | "empty" | "nsfw" | "gateway" | "expired" | "missing_file";

export interface FalControls {
  /** Milliseconds in the queue and at work. */
  queueMs: number;
  runMs: number;
  /** Status questions answered with IN_QUEUE and then IN_PROGRESS before COMPLETED, whatever the time; null goes by time alone. */
  polls: number | null;
  outcome: FalOutcome;
  /** The only key that is accepted; null accepts all. */
  key: string | null;
  /** Milliseconds before a submission is answered; the job is taken at once. */
  submitMs: number;
  /** Give status, result and cancel URLs under this origin instead of our own. */
  foreign: string | null;
  /** Send x-fal-billable-units. */
  billed: number | null;
  /** What the platform API lists, by endpoint; null lists whatever it is asked about, at no price. */
  catalogue: Record<string, FalListed> | null;
}

export interface FalListed {
  status?: "active" | "deprecated";
  price?: number;
  unit?: string;
  currency?: string;
}

export interface FalJob {
  requestId: string;
  app: string;
  input: Record<string, any>;
  webhook: string | null;
  state: "IN_QUEUE" | "IN_PROGRESS" | "COMPLETED";
  asked: number;
  canceled: boolean;
  outcome: FalOutcome;
  /** Milliseconds: when it came, and when it was over. */
  takenAt: number;
  endedAt: number | null;
  /** SHA-256 of each file that it made, as they were last made. */
  made: string[];
}

export interface FalStandIn extends StandIn {
  controls: FalControls;
  jobs: Map<string, FalJob>;
  /** Jobs taken, by prompt or text. */
  submissions(): Record<string, number>;
  /** A webhook as fal would send it, signed with the published key. */
  webhook(requestId: string, changes?: { timestamp?: number; body?: string }): Promise<{ body: string; headers: Record<string, string> }>;
}

const OUTCOMES: readonly FalOutcome[] = [
  "refused_input",
  "refused_output",
  "error",
  "timeout",
  "empty",
  "nsfw",
  "gateway",
  "expired",
  "missing_file",
];
const wait = (ms: number) => new Promise<void>((resolve) => (ms > 0 ? setTimeout(resolve, ms) : resolve()));
const promptOf = (input: Record<string, any>) =>
  String(input.prompt ?? input.text ?? input.tags ?? input.image_url?.slice(0, 40) ?? input.audio_url?.slice(0, 40) ?? "");
/** A prompt with [nsfw] ends so, which lets a test speak through another process. */
const outcomeOf = (input: Record<string, any>, controls: FalControls) =>
  OUTCOMES.find((name) => promptOf(input).includes(`[${name}]`)) ?? controls.outcome;

const problem = (status: number, type: string, loc: string[], msg: string): Reply => ({
  status,
  headers: { "x-fal-retryable": "false" },
  body: { detail: [{ loc, msg, type, url: `https://docs.fal.ai/errors#${type}` }] },
});

const ENDINGS: Partial<Record<FalOutcome, Reply>> = {
  refused_input: problem(
    422,
    "content_policy_violation",
    ["body", "prompt"],
    "The content could not be processed because it was flagged by a content checker.",
  ),
  refused_output: problem(
    422,
    "content_policy_violation",
    ["body"],
    "The content could not be processed because it was flagged by a content checker.",
  ),
  error: problem(500, "internal_server_error", ["body"], "Internal server error"),
  timeout: { status: 504, headers: { "x-fal-error-type": "request_timeout" }, body: { detail: "Request timed out", error_type: "request_timeout" } },
  gateway: { status: 504, headers: { "content-type": "text/html" }, body: "<html>504 Gateway Time-out</html>" },
  expired: { status: 404, body: { detail: "Request not found" } },
  empty: { body: { images: [], seed: 7 } },
};

function sizeOf(input: Record<string, any>): [number, number] {
  const size = input.image_size;
  return [Number(size?.width ?? input.width ?? 512), Number(size?.height ?? input.height ?? 512)];
}

export async function startFalStandIn(given: Partial<FalControls> & { port?: number; clock?: Clock } = {}): Promise<FalStandIn> {
  const { port, clock = systemClock, ...initial } = given;
  const controls: FalControls = {
    queueMs: 0,
    runMs: 0,
    polls: null,
    outcome: "ok",
    key: null,
    submitMs: 0,
    foreign: null,
    billed: null,
    catalogue: null,
    ...initial,
  };
  const jobs = new Map<string, FalJob>();
  const files = new Map<string, { bytes: Buffer<ArrayBuffer>; type: string }>();
  const films = new Map<string, Promise<Buffer<ArrayBuffer>>>();
  const keys = generateKeyPairSync("ed25519");

  const file = (job: FalJob, name: string, bytes: Buffer<ArrayBuffer>, type: string) => {
    files.set(name, { bytes, type });
    job.made.push(createHash("sha256").update(bytes).digest("hex"));
    return { url: `${standIn.url}/files/${name}`, content_type: type, file_name: name, file_size: bytes.byteLength };
  };

  /** Drawing one takes a while: it is done once for each way to begin, and an empty box at its end makes each job's own file of it. */
  async function filmOf({ requestId, input }: FalJob): Promise<Buffer<ArrayBuffer>> {
    const prompt = promptOf(input).slice(0, 4);
    if (!films.has(prompt)) films.set(prompt, film(prompt));
    const box = Buffer.alloc(8 + requestId.length);
    box.writeUInt32BE(box.byteLength);
    box.write(`free${requestId}`, 4);
    return Buffer.concat([await films.get(prompt)!, box]);
  }

  /** The result in the shape of the endpoint, told by words of its path as fal's own paths tell it. */
  async function resultOf(job: FalJob): Promise<Record<string, unknown>> {
    const { requestId: id, input, app } = job;
    job.made = [];
    if (/wizper|whisper|speech-to-text/.test(app))
      return { text: "Hello from the queue.", chunks: [{ timestamp: [0, 1.2], text: "Hello from the queue." }] };
    if (/video|veo/.test(app)) return { video: file(job, `${id}.mp4`, await filmOf(job), "video/mp4"), seed: 7 };
    if (/kokoro|ace-step|audio|tts|music|sound|speech/.test(app))
      return {
        [/stable-audio$/.test(app) ? "audio_file" : "audio"]: file(
          job,
          `${id}.wav`,
          tone(promptOf(input), Number(input.duration ?? input.seconds_total ?? 1)),
          "audio/wav",
        ),
      };
    const [width, height] = sizeOf(input);
    const one = async (index: number) => ({
      ...file(job, `${id}-${index}.png`, await picture(`${promptOf(input)}${index}`, width, height), "image/png"),
      width,
      height,
    });
    if (/background|birefnet|upscale|esrgan/.test(app)) return { image: await one(0) };
    const count = Number(input.num_images ?? 1);
    const images = await Promise.all(Array.from({ length: count }, (_, index) => one(index)));
    return { images, seed: Number(input.seed ?? 7), has_nsfw_concepts: images.map(() => job.outcome === "nsfw"), prompt: input.prompt };
  }

  const urls = ({ app, requestId }: FalJob) => {
    const root = `${controls.foreign ?? standIn.url}/${app.split("/").slice(0, 2).join("/")}/requests/${requestId}`;
    return { response_url: root, status_url: `${root}/status`, cancel_url: `${root}/cancel` };
  };

  async function finish(job: FalJob): Promise<void> {
    job.state = "COMPLETED";
    job.endedAt = clock.now();
    if (!job.webhook) return;
    const { body, headers } = await webhook(job.requestId);
    await fetch(job.webhook, { method: "POST", body, headers: { ...headers, "content-type": "application/json" } }).catch(() => undefined);
  }

  async function run(job: FalJob): Promise<void> {
    if (controls.polls !== null) return;
    await wait(controls.queueMs);
    if (job.state === "IN_QUEUE") job.state = "IN_PROGRESS";
    await wait(controls.runMs);
    if (job.state !== "COMPLETED") await finish(job);
  }

  async function submit(received: Received): Promise<Reply> {
    const requestId = clock.id("fal").replace("_", "-");
    const job: FalJob = {
      requestId,
      app: received.path.slice(1),
      input: received.json ?? {},
      webhook: received.query.get("fal_webhook"),
      state: "IN_QUEUE",
      asked: 0,
      canceled: false,
      outcome: outcomeOf(received.json ?? {}, controls),
      takenAt: clock.now(),
      endedAt: null,
      made: [],
    };
    jobs.set(requestId, job);
    if (controls.queueMs === 0 && controls.runMs === 0 && controls.polls === null && !job.webhook)
      Object.assign(job, { state: "COMPLETED", endedAt: clock.now() });
    else void run(job);
    await wait(controls.submitMs);
    return { body: { request_id: requestId, gateway_request_id: requestId, ...urls(job), queue_position: 0, status: "IN_QUEUE" } };
  }

  async function status(job: FalJob): Promise<Reply> {
    job.asked++;
    if (controls.polls !== null && job.state !== "COMPLETED") {
      job.state = job.asked > 1 ? "IN_PROGRESS" : "IN_QUEUE";
      if (job.asked > controls.polls) await finish(job);
    }
    const queue = job.state === "IN_QUEUE" ? { queue_position: 3 } : {};
    return {
      status: job.state === "COMPLETED" ? 200 : 202,
      body: { status: job.state, request_id: job.requestId, ...urls(job), ...queue, logs: null },
    };
  }

  async function response(job: FalJob): Promise<Reply> {
    if (job.state !== "COMPLETED") return { status: 400, body: { detail: "Request is still in progress" } };
    if (job.canceled)
      return {
        status: 400,
        headers: { "x-fal-error-type": "client_cancelled" },
        body: { detail: "Request was cancelled", error_type: "client_cancelled" },
      };
    const ending = ENDINGS[job.outcome];
    if (ending) return ending;
    const body = await resultOf(job);
    if (job.outcome === "missing_file") for (const name of files.keys()) if (name.startsWith(job.requestId)) files.delete(name);
    return { headers: controls.billed === null ? {} : { "x-fal-billable-units": String(controls.billed) }, body };
  }

  function cancel(job: FalJob): Reply {
    if (job.state === "COMPLETED") return { status: 400, body: { status: "ALREADY_COMPLETED" } };
    job.canceled = true;
    job.state = "COMPLETED";
    job.endedAt = clock.now();
    return { status: 202, body: { status: "CANCELLATION_REQUESTED" } };
  }

  async function webhook(
    requestId: string,
    changes: { timestamp?: number; body?: string } = {},
  ): Promise<{ body: string; headers: Record<string, string> }> {
    const body = JSON.stringify({ request_id: requestId, gateway_request_id: requestId, status: "OK", error: null, payload: {} });
    const timestamp = String(changes.timestamp ?? Math.floor(clock.now() / 1000));
    const message = [requestId, "stand-in", timestamp, createHash("sha256").update(body).digest("hex")].join("\n");
    const signature = sign(null, Buffer.from(message), keys.privateKey).toString("hex");
    return {
      body: changes.body ?? body,
      headers: {
        "x-fal-webhook-request-id": requestId,
        "x-fal-webhook-user-id": "stand-in",
        "x-fal-webhook-timestamp": timestamp,
        "x-fal-webhook-signature": signature,
      },
    };
  }

  /** Its platform API, which lies on a host of its own: the catalogue, and the prices of what is asked about. */
  function platform({ path, query }: Received): Reply {
    const ids = query.getAll("endpoint_id").flatMap((id) => id.split(","));
    if (ids.length === 0 || ids.length > 50) return { status: 400, body: { error: { type: "validation_error", message: "1 to 50 endpoints" } } };
    const listed = ids.flatMap((id): [string, FalListed][] =>
      controls.catalogue === null ? [[id, {}]] : controls.catalogue[id] ? [[id, controls.catalogue[id]]] : [],
    );
    if (path.endsWith("/pricing")) {
      // One that it does not know, and all are refused.
      if (listed.length < ids.length) return { status: 404, body: { error: { type: "not_found", message: "Resource not found" } } };
      const prices = listed.flatMap(([endpoint_id, { price, unit = "image", currency = "USD" }]) =>
        price === undefined ? [] : [{ endpoint_id, unit_price: price, unit, currency }],
      );
      return { body: { prices, next_cursor: null, has_more: false } };
    }
    const models = listed.map(([endpoint_id, { status = "active" }]) => ({ endpoint_id, metadata: { display_name: endpoint_id, status } }));
    return { body: { models, next_cursor: null, has_more: false } };
  }

  async function answer(received: Received): Promise<Reply> {
    const stored = /^\/files\/(.+)$/.exec(received.path);
    if (stored) {
      const found = files.get(stored[1]!);
      return found ? { headers: { "content-type": found.type }, body: found.bytes } : { status: 404, body: "gone" };
    }
    if (received.path === "/.well-known/jwks.json")
      return { body: { keys: [{ ...(keys.publicKey.export({ format: "jwk" }) as object), kid: "stand-in", use: "sig" }] } };
    if (controls.key !== null && received.headers.get("authorization") !== `Key ${controls.key}`)
      return { status: 401, body: { detail: "No user found for Key ID and Secret" } };
    if (received.path.startsWith("/v1/models")) return platform(received);
    const asked = /\/requests\/([\w-]+)(\/status|\/cancel)?$/.exec(received.path);
    if (!asked) return received.method === "POST" ? submit(received) : { status: 405, body: { detail: "Method Not Allowed" } };
    const job = jobs.get(asked[1]!);
    if (!job) return { status: 404, body: { detail: "Request not found" } };
    if (asked[2] === "/status") return status(job);
    return asked[2] === "/cancel" && received.method === "PUT" ? cancel(job) : response(job);
  }

  const submissions = () => {
    const counted: Record<string, number> = {};
    for (const job of jobs.values()) counted[promptOf(job.input)] = (counted[promptOf(job.input)] ?? 0) + 1;
    return counted;
  };
  const standIn: StandIn = await startStandIn(answer, {
    ...(port === undefined ? {} : { port }),
    controls: (received) => {
      if (received.method === "POST") Object.assign(controls, received.json ?? {});
      return {
        body: {
          controls,
          submissions: submissions(),
          jobs: [...jobs.values()].map(({ requestId, app, state, canceled }) => ({ requestId, app, state, canceled })),
          received: standIn.received.map(({ method, path }) => ({ method, path })),
        },
      };
    },
  });
  return Object.assign(standIn, { controls, jobs, submissions, webhook });
}
