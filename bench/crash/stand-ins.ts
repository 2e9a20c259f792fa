// The providers of the crash bench as a process that outlives the servers: fal's and OpenAI's stand-ins on a bad line, and their books. Knows nothing of what is under test.
// Prints one line of JSON with its URLs. GET on `books` tells what was taken, made and billed; POST there sets the line and the pace.
import { type FalJob, startFalStandIn } from "../../src/providers/fal/stand-in.ts";
import { startOpenAiStandIn } from "../../src/providers/openai/stand-in.ts";
import type { Fault, Received } from "../../src/providers/stand-in.ts";

/** What the bench may say to it. Rates are out of 1. */
export interface UpstreamControls {
  /** How often anything at all goes wrong on the line, relative to the table below; 0 is a good line. */
  trouble: number;
  /** Milliseconds in the queue and at work, between these two. */
  queueMs: [number, number];
  runMs: [number, number];
  /** Keep when each job was asked about. */
  times: boolean;
}

/** What one job came to, as a provider's own books would say. */
export interface Billed {
  id: string;
  /** Our attempt, as its webhook's address tells it. */
  attempt: string | null;
  prompt: string;
  /** Pictures asked for. */
  count: number;
  state: FalJob["state"];
  canceled: boolean;
  /** It ended well: this is on the bill. */
  paid: boolean;
  takenAt: number;
  endedAt: number | null;
  /** When its state was asked for, and when its result first was; kept only where the controls say so. */
  askedAt: number[];
  resultAt: number | null;
  made: string[];
}

export interface Books {
  jobs: Billed[];
  /** Purchases at the provider that answers at once, by prompt. */
  direct: Record<string, number>;
  /** How often each fault was done. */
  faults: Record<string, number>;
  requests: number;
}

type Part = "submit" | "question" | "result" | "file";
/** For each kind of request what may happen to it, and how often out of 1. 429 and 503 are refused before anything is taken. */
const LINE: Record<Part, [rate: number, fault: Fault][]> = {
  submit: [
    [0.02, { kind: "drop" }],
    [0.015, { kind: "drop", taken: true }],
    [0.01, { kind: "cut", taken: true }],
    [0.005, { kind: "garbage", taken: true }],
    [0.03, { kind: "status", status: 429, headers: { "retry-after": "1" }, body: { detail: "Too many requests" } }],
    [0.01, { kind: "status", status: 503, body: "Service Unavailable" }],
  ],
  question: [
    [0.03, { kind: "drop" }],
    [0.03, { kind: "status", status: 502, body: "<html>502 Bad Gateway</html>" }],
    [0.01, { kind: "garbage" }],
    [0.01, { kind: "cut" }],
    [0.01, { kind: "status", status: 429, headers: { "retry-after": "1" } }],
  ],
  result: [
    [0.03, { kind: "drop" }],
    [0.03, { kind: "status", status: 504, headers: { "content-type": "text/html" }, body: "<html>504</html>" }],
    [0.01, { kind: "cut" }],
  ],
  file: [
    [0.03, { kind: "drop" }],
    [0.03, { kind: "cut" }],
    [0.02, { kind: "status", status: 503, body: "Slow Down" }],
  ],
};

const partOf = ({ method, path }: Received): Part | null => {
  if (path.startsWith("/files/")) return "file";
  if (path.endsWith("/status")) return "question";
  if (/\/requests\/[\w-]+$/.test(path)) return "result";
  return method === "POST" ? "submit" : null;
};

/** Outcomes that end well, as fal bills them. */
const PAID = new Set(["ok"]);

const controls: UpstreamControls = { trouble: 1, queueMs: [50, 1_500], runMs: [300, 5_000], times: false };
Object.assign(controls, JSON.parse(process.argv[2] ?? "{}"));
const faults: Record<string, number> = {};
let requests = 0;
const askedAt = new Map<string, number[]>();
const resultAt = new Map<string, number>();
const between = ([low, high]: [number, number]) => low + Math.random() * (high - low);

const fal = await startFalStandIn();
const openai = await startOpenAiStandIn({ delayMs: 250, maxSidePx: 64 });

function note(part: Part, path: string): void {
  const id = /\/requests\/([\w-]+)/.exec(path)?.[1] ?? "";
  if (part === "question") askedAt.set(id, [...(askedAt.get(id) ?? []), Date.now()]);
  if (part === "result" && !resultAt.has(id)) resultAt.set(id, Date.now());
}

function spoil(received: Received): Fault | null {
  requests += 1;
  // Read as the job is taken, in this same turn: each job has its own times.
  fal.controls.queueMs = between(controls.queueMs);
  fal.controls.runMs = between(controls.runMs);
  const part = partOf(received);
  if (!part) return null;
  if (controls.times) note(part, received.path);
  let dice = Math.random();
  for (const [rate, fault] of LINE[part]) {
    dice -= rate * controls.trouble;
    if (dice >= 0) continue;
    const name = `${part}: ${fault.kind === "status" ? fault.status : fault.kind}${fault.taken ? " after it was taken" : ""}`;
    faults[name] = (faults[name] ?? 0) + 1;
    return fault;
  }
  return null;
}
fal.fault(spoil);
openai.fault(spoil);
// What they keep for tests would fill the memory of a long run.
setInterval(() => {
  fal.received.length = 0;
  openai.received.length = 0;
}, 1_000);

const attemptOf = (webhook: string | null) => (webhook === null ? null : new URL(webhook).searchParams.get("attempt"));
const billed = (job: FalJob): Billed => ({
  id: job.requestId,
  attempt: attemptOf(job.webhook),
  prompt: String(job.input.prompt ?? ""),
  count: Number(job.input.num_images ?? 1),
  state: job.state,
  canceled: job.canceled,
  paid: job.state === "COMPLETED" && !job.canceled && PAID.has(job.outcome),
  takenAt: job.takenAt,
  endedAt: job.endedAt,
  askedAt: askedAt.get(job.requestId) ?? [],
  resultAt: resultAt.get(job.requestId) ?? null,
  made: job.made,
});

const books = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  async fetch(request) {
    if (request.method === "POST") Object.assign(controls, await request.json());
    const told: Books = { jobs: [...fal.jobs.values()].map(billed), direct: openai.submissions(), faults, requests };
    return Response.json(told);
  },
});
process.stdout.write(`${JSON.stringify({ fal: fal.url, openai: openai.url, books: books.url.href, pid: process.pid })}\n`);
