// Two providers of pictures that fail as they are told: a queue in fal's format, and one that answers on the request as OpenAI's images do. Both count what they took on and would bill. The faults are in media-faults*.ts.
import { type FalJob, type FalStandIn, startFalStandIn } from "../../src/providers/fal/stand-in.ts";
import { type Fault, type Received, type Reply, type StandIn, startStandIn } from "../../src/providers/stand-in.ts";
import { picture } from "../../src/providers/stand-in-media.ts";

/** Pictures are as large as they are asked for where nobody must look at them: drawing takes time. */
const DRAWN_PX = 256;
/** What one picture costs, in micros, by the name under which the provider knows the model. */
export type PriceOf = (remote: string) => number;

/** Which of the queue's requests this is, and the how-manieth of its kind since the start of the fault. */
export interface Turn {
  kind: "submit" | "status" | "result" | "file" | "cancel" | "prices";
  nth: number;
  received: Received;
  /** The job that is asked about. */
  job: FalJob | null;
  turns: Readonly<Record<Turn["kind"], number>>;
}
/** What happens instead of the answer; null leaves it as it is. "lost" and "mute" take the job: then the connection breaks, or stays open without a word. */
export type Upset = Fault | "lost" | "mute" | null;

export interface QueueUpstream {
  url: string;
  fal: FalStandIn;
  script: (turn: Turn) => Upset;
  /** How the job of the `nth` submission ends. */
  outcome: (nth: number, input: Record<string, any>) => FalJob["outcome"];
  /** How often each kind of request came. */
  turns: Record<Turn["kind"], number>;
  /** When submissions came, in ms. */
  submittedAt: number[];
  accepted(): number;
  billedMicro(): number;
  reset(): void;
}

const KINDS: [Turn["kind"], RegExp, string][] = [
  ["file", /^\/files\//, "GET"],
  ["status", /\/requests\/[\w-]+\/status$/, "GET"],
  ["cancel", /\/requests\/[\w-]+\/cancel$/, "PUT"],
  ["result", /\/requests\/[\w-]+$/, "GET"],
  ["submit", /^\/(?!v1\/)/, "POST"],
  ["prices", /^\/v1\/models/, "GET"],
];
const NO_TURNS: Record<Turn["kind"], number> = { submit: 0, status: 0, result: 0, file: 0, cancel: 0, prices: 0 };
const TAKEN_BY_US = "x-bench-taken";
/** A job that ended so was worked on to its end: it is on the bill whether or not anybody got the file. */
const BILLED: ReadonlySet<FalJob["outcome"]> = new Set(["ok", "nsfw", "refused_output", "gateway", "missing_file", "expired"]);

export async function startQueueUpstream(priceOf: PriceOf, port = 0): Promise<QueueUpstream> {
  const fal = await startFalStandIn({ port });
  // One object whose fields change: the stand-in looks at it after the script was asked.
  const wire: Fault = { kind: "drop" };

  const spoils = (received: Received): boolean => {
    if (received.headers.has(TAKEN_BY_US)) return false;
    const found = KINDS.find(([, path, method]) => received.method === method && path.test(received.path));
    if (!found) return false;
    const [kind] = found;
    const nth = (upstream.turns[kind] += 1);
    if (kind === "submit") {
      upstream.submittedAt.push(Date.now());
      Object.assign(received.json ?? {}, { image_size: { width: DRAWN_PX, height: DRAWN_PX } });
      fal.controls.outcome = upstream.outcome(nth, received.json ?? {});
    }
    const id = /\/requests\/([\w-]+)/.exec(received.path)?.[1];
    const upset = upstream.script({ kind, nth, received, job: (id && fal.jobs.get(id)) || null, turns: upstream.turns });
    if (upset === null) return false;
    const taken = upset === "lost" || upset === "mute";
    if (taken) {
      const headers = new Headers({ "content-type": "application/json", [TAKEN_BY_US]: "1" });
      void fetch(`${fal.url}${received.path}?${received.query}`, { method: "POST", headers, body: received.body }).catch(() => undefined);
    }
    Object.assign(wire, { status: undefined, headers: undefined, body: undefined }, taken ? { kind: upset === "lost" ? "drop" : "hang" } : upset);
    return true;
  };

  const upstream: QueueUpstream = {
    url: fal.url,
    fal,
    script: () => null,
    outcome: () => "ok",
    turns: { ...NO_TURNS },
    submittedAt: [],
    accepted: () => fal.jobs.size,
    billedMicro: () =>
      [...fal.jobs.values()]
        .filter((job) => BILLED.has(job.outcome) && job.state === "COMPLETED" && !job.canceled)
        .reduce((sum, job) => sum + priceOf(job.app) * Number(job.input.num_images ?? 1), 0),
    reset() {
      fal.jobs.clear();
      fal.received.length = 0;
      Object.assign(fal.controls, { queueMs: 0, runMs: 0, outcome: "ok", submitMs: 0, polls: null, billed: null });
      Object.assign(upstream, { script: () => null, outcome: () => "ok", turns: { ...NO_TURNS }, submittedAt: [] });
    },
  };
  fal.fault(wire, spoils);
  return upstream;
}

export interface ImagesUpstream {
  url: string;
  standIn: StandIn;
  /** Answers the `nth` request for pictures otherwise; null leaves it well. */
  script: (nth: number, fields: any, page: string) => { reply: Reply; billed: boolean } | null;
  /** Further fields of a good answer. */
  extra: () => object;
  asked: number;
  taken: number;
  billedMicro: number;
  reset(): void;
}

/** A page that is called a picture. */
const PAGE = "/files/page.png";
export const HTML = "<html><title>Rate limited</title></html>".repeat(20);

/** Speaks `POST …/images/generations` under any base path. */
export async function startImagesUpstream(priceOf: PriceOf, port = 0): Promise<ImagesUpstream> {
  const files = new Map<string, Buffer<ArrayBuffer>>();

  const bill = (fields: any) => {
    upstream.taken += 1;
    upstream.billedMicro += priceOf(String(fields.model)) * Number(fields.n ?? 1);
  };

  async function made(fields: any): Promise<Reply> {
    const count = Number(fields.n ?? 1);
    const data = await Promise.all(
      Array.from({ length: count }, async (_, index) => {
        const bytes = await picture(`${fields.prompt}${index}`, DRAWN_PX, DRAWN_PX);
        if (fields.response_format !== "url") return { b64_json: bytes.toString("base64") };
        const name = `/files/${files.size + 1}.png`;
        files.set(name, bytes);
        return { url: `${standIn.url}${name}` };
      }),
    );
    bill(fields);
    return { body: { created: 1_700_000_000, data, ...upstream.extra() } };
  }

  const standIn = await startStandIn(
    async (received) => {
      if (received.path === PAGE) return { headers: { "content-type": "image/png" }, body: HTML };
      const file = files.get(received.path);
      if (file) return { headers: { "content-type": "image/png" }, body: file };
      if (!received.path.endsWith("/images/generations")) return { body: { object: "list", data: [] } };
      const scripted = upstream.script((upstream.asked += 1), received.json, `${standIn.url}${PAGE}`);
      if (!scripted) return made(received.json ?? {});
      if (scripted.billed) bill(received.json ?? {});
      return scripted.reply;
    },
    { port },
  );
  const upstream: ImagesUpstream = {
    url: standIn.url,
    standIn,
    script: () => null,
    extra: () => ({}),
    asked: 0,
    taken: 0,
    billedMicro: 0,
    reset: () => Object.assign(upstream, { script: () => null, extra: () => ({}), asked: 0, taken: 0, billedMicro: 0 }),
  };
  return upstream;
}
