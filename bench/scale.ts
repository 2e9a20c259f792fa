// A thousand slow films at once in one server process: `node bin/bun.mjs run bench/scale.ts [--jobs 1000] [--database sqlite|postgres] [--seconds 60]`. Memory, how late each end was noticed, how often each job was asked about. No faults; those are bench/crash.
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { createClient } from "../src/sdk/sdk.ts";
import { ADMIN_KEY, type DatabaseKind, setStage } from "./crash/stage.ts";

const BOUND_MB = 300;
const BOUND_LATE_MS = 2_000;
const SENDING_AT_ONCE = 12;

const { values } = parseArgs({
  options: {
    jobs: { type: "string", default: "1000" },
    seconds: { type: "string", default: "60" },
    database: { type: "string", default: "sqlite" },
  },
});
const jobs = Number(values.jobs);
const runMs = Number(values.seconds) * 1000;

/** Resident memory and processor time of a process, from the kernel's own books. */
function load(pid: number): { mb: number; peakMb: number; cpuMs: number } {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const kb = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(status)?.[1] ?? Number.NaN);
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]!.split(" ");
  return { mb: kb("VmRSS") / 1024, peakMb: kb("VmHWM") / 1024, cpuMs: (Number(fields[11]) + Number(fields[12])) * 10 };
}

const quantile = (values: number[], share: number) =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0;
const spread = (values: number[]) =>
  `median ${Math.round(quantile(values, 0.5))}, 95th percentile ${Math.round(quantile(values, 0.95))}, most ${Math.round(quantile(values, 1))}`;

const stage = await setStage({
  database: values.database as DatabaseKind,
  webhooks: false,
  controls: { trouble: 0, times: true, queueMs: [1_000, 10_000], runMs: [runMs / 2, (runMs * 3) / 2] },
});
const server = await stage.start(0);
const client = createClient({ baseUrl: server.url, key: ADMIN_KEY });
const idle = load(server.process.pid);
const began = Date.now();

const waiting = Array.from({ length: jobs }, (_, index) => index);
const send = async () => {
  for (let index = waiting.shift(); index !== undefined; index = waiting.shift())
    await client.call("generations.create", {
      body: { task: "text-to-video", input: { prompt: `film ${index} of waves` }, constraints: { only: ["fal"] } },
      headers: { "idempotency-key": `film-${index}` },
    });
};
await Promise.all(Array.from({ length: SENDING_AT_ONCE }, send));
const sent = Date.now();
console.log(`${jobs} asked for in ${((sent - began) / 1000).toFixed(1)} s`);

const memory: number[] = [];
let mostAtOnce = 0;
let settled = load(server.process.pid);
for (;;) {
  await Bun.sleep(1_000);
  memory.push(load(server.process.pid).mb);
  const { jobs: seen } = await stage.books();
  const running = seen.filter((job) => job.state !== "COMPLETED").length;
  mostAtOnce = Math.max(mostAtOnce, running);
  if (memory.length % 10 === 0) console.log(`${memory.length} s: ${Math.round(memory.at(-1)!)} MB, ${running} at work of ${seen.length}`);
  if (running === 0 && seen.length === jobs && seen.every((job) => job.resultAt !== null)) break;
  if (Date.now() - sent > runMs * 6 + 120_000) break;
}
await Bun.sleep(5_000);
settled = load(server.process.pid);
const ended = new Map<string, number>();
let failures = 0;
for (let cursor: string | undefined; ;) {
  const page = await client.call("generations.list", { query: { limit: 100, ...(cursor ? { cursor } : {}) } });
  for (const generation of page.data) {
    if (generation.status !== "succeeded") failures += 1;
    else ended.set(String(generation.input.prompt), Date.parse(generation.endedAt!));
  }
  if (!page.next) break;
  cursor = page.next;
}
const { jobs: seen, requests } = await stage.books();
await server.stop();

const noticed = seen.flatMap((job) => (job.resultAt !== null && job.endedAt !== null ? [job.resultAt - job.endedAt] : []));
const there = seen.flatMap((job) => {
  const at = ended.get(job.prompt);
  return at !== undefined && job.endedAt !== null ? [at - job.endedAt] : [];
});
const gaps = seen.flatMap(({ askedAt }) => askedAt.slice(1).map((at, index) => at - askedAt[index]!));
await stage.close();

const rows: [what: string, figure: string, good: boolean | null][] = [
  ["films at work at once, most", String(mostAtOnce), null],
  ["succeeded", `${ended.size} of ${jobs}`, ended.size === jobs && failures === 0],
  ["memory idle, MB", String(Math.round(idle.mb)), null],
  ["memory, most, MB", `${Math.round(settled.peakMb)}, bound ${BOUND_MB}`, settled.peakMb < BOUND_MB],
  ["memory, median, MB", String(Math.round(quantile(memory, 0.5))), null],
  ["end noticed after, ms", `${spread(noticed)}, bound ${BOUND_LATE_MS}`, noticed.length === jobs && quantile(noticed, 1) <= BOUND_LATE_MS],
  ["asset there after, ms", spread(there), null],
  ["pause between two questions, ms", `least ${quantile(gaps, 0)}, ${spread(gaps)}`, null],
  ["requests to the provider", String(requests), null],
  ["processor time of the server, s", ((settled.cpuMs - idle.cpuMs) / 1000).toFixed(1), null],
  ["seconds in all", String(Math.round((Date.now() - began) / 1000)), null],
];
for (const [what, figure, good] of rows) console.log(`${good === null ? "    " : good ? "good" : "OVER"}  ${what.padEnd(36)} ${figure}`);
process.exit(rows.every((row) => row[2] !== false) ? 0 : 1);
