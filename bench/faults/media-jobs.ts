// The faults of media that need more than a request and its answer: jobs that are canceled or left, webhooks, a killed process, two processes on the same data. Single pictures are in media-faults.ts.
import { judge, MEDIA_BOUND_MS, type MediaBench, type MediaFault, until } from "./media-bench.ts";
import { judged, type Judgement, passed, worst } from "./score.ts";

const LATE_MS = 4_000;
const jobsOf = (bench: MediaBench) => [...bench.queue.fal.jobs.values()];
const taken = (bench: MediaBench, count: number) => until(`job ${count} to be taken`, () => bench.queue.accepted() >= count);

/** A webhook as the provider would send it; `spoil` changes a digit of its signature. */
async function knock(bench: MediaBench, url: string, requestId: string, spoil = false): Promise<number> {
  const { body, headers } = await bench.queue.fal.webhook(requestId);
  const name = "x-fal-webhook-signature";
  const signature = headers[name]!;
  const forged = { ...headers, [name]: `${signature.startsWith("0") ? "1" : "0"}${signature.slice(1)}` };
  const sent = await fetch(url, { method: "POST", body, headers: { ...(spoil ? forged : headers), "content-type": "application/json" } });
  return sent.status;
}

async function webhooks(bench: MediaBench): Promise<Judgement> {
  const { controls } = bench.queue.fal;
  const verdicts: Judgement[] = [];
  const hookOf = async (count: number) => {
    await taken(bench, count);
    return jobsOf(bench)[count - 1]!;
  };
  const one = async (count: number, during: (job: Awaited<ReturnType<typeof hookOf>>) => Promise<Judgement | null>) => {
    const making = bench.make();
    const job = await hookOf(count);
    if (!job.webhook) verdicts.push(judged("partial", "no webhook was asked for"));
    const said = await during(job);
    if (said) verdicts.push(said);
    verdicts.push(await judge(bench, await making, { good: ["succeeded"], taken: count }));
  };
  controls.runMs = 800;
  // lost: the queue never calls
  await one(1, async (job) => {
    job.webhook = null;
    return null;
  });
  // doubled: before the end and after it
  await one(2, async (job) => {
    const url = job.webhook;
    if (!url) return null;
    await until("the job's end", () => job.state === "COMPLETED");
    const answers = await Promise.all([knock(bench, url, job.requestId), knock(bench, url, job.requestId)]);
    return answers.every((status) => status < 400) ? null : judged("partial", `a doubled webhook was answered with ${answers.join(" and ")}`);
  });
  // forged: it must not be believed
  await one(3, async (job) => {
    if (!job.webhook) return null;
    const status = await knock(bench, job.webhook, job.requestId, true);
    return status >= 400 ? null : judged("fail", `a forged webhook was answered with ${status}`);
  });
  // before the submit's answer
  controls.submitMs = 1_500;
  await one(4, async (job) => {
    if (job.webhook) await knock(bench, job.webhook, job.requestId);
    return null;
  });
  return worst(...verdicts);
}

async function canceledLate(bench: MediaBench): Promise<Judgement> {
  bench.queue.fal.controls.runMs = LATE_MS;
  // Taken, answered as taken, and worked on all the same.
  bench.queue.script = ({ kind }) => (kind === "cancel" ? { kind: "status", status: 202, body: { status: "CANCELLATION_REQUESTED" } } : null);
  const id = await bench.door().begin(bench.ask());
  await taken(bench, 1);
  await Bun.sleep(300);
  await bench.door().cancel(id);
  await until("the job's end", () => jobsOf(bench)[0]!.state === "COMPLETED");
  // A late success may be kept after the generation has ended: look for a while.
  let made = await bench.door().end(id, MEDIA_BOUND_MS);
  for (let look = 0; look < 50 && made.files.length === 0; look += 1) {
    await Bun.sleep(200);
    made = await bench.door().end(id, MEDIA_BOUND_MS);
  }
  const verdict = await judge(bench, made, { good: ["succeeded", "canceled"] });
  return worst(verdict, made.files.length > 0 ? passed("kept") : judged("safe", "what the provider made and billed after the cancel was not kept"));
}

/** A client that gives up waiting and asks again by the same key. */
async function leftAndBack(bench: MediaBench): Promise<Judgement> {
  bench.queue.script = () => null;
  bench.queue.fal.controls.runMs = 1_500;
  const before = bench.queue.accepted();
  const ask = bench.ask({ key: "the-same-intent" });
  const first = await bench.door().begin(ask);
  const again = await bench.door().begin(ask);
  const made = await bench.door().end(again, MEDIA_BOUND_MS);
  const same = first === again ? passed("") : judged("fail", "the same key began another generation");
  return worst(same, await judge(bench, made, { good: ["succeeded"], taken: before + 1 }));
}

async function killed(bench: MediaBench): Promise<Judgement> {
  bench.queue.fal.controls.runMs = 2_500;
  const running = await bench.door().begin(bench.ask());
  await taken(bench, 1);
  await Bun.sleep(400);
  await bench.gateway!.restart();
  const first = await judge(bench, await bench.door().end(running, MEDIA_BOUND_MS), { good: ["succeeded"] });
  // The hard spot: killed after the job was taken and before its answer came.
  bench.queue.fal.controls.submitMs = 3_000;
  const second = await bench.door().begin(bench.ask());
  await taken(bench, 2);
  await bench.gateway!.restart();
  const made = await bench.door().end(second, MEDIA_BOUND_MS);
  return worst(first, await judge(bench, made, { good: ["succeeded", "unknown"], taken: 2 }));
}

async function twoProcesses(bench: MediaBench): Promise<Judgement> {
  const count = 6;
  const other = await bench.gateway!.second();
  bench.queue.fal.controls.runMs = 1_000;
  const doors = [bench.door(), other];
  const ids = await Promise.all(Array.from({ length: count }, (_, index) => doors[index % 2]!.begin(bench.ask())));
  // Each is looked at through the process that did not take it.
  const made = await Promise.all(ids.map((id, index) => doors[(index + 1) % 2]!.end(id, MEDIA_BOUND_MS)));
  const verdicts = await Promise.all(made.map((each) => judge(bench, each, { good: ["succeeded"], taken: count })));
  const { file } = bench.queue.turns;
  return worst(...verdicts, file === count ? passed("") : judged("partial", `${file} files were fetched for ${count} pictures`));
}

export const JOB_FAULTS: readonly MediaFault[] = [
  {
    id: "M12",
    waits: true,
    title: "webhook lost, doubled, forged, too early",
    does: "Of four jobs' webhooks one never comes, one comes three times, one has a wrong signature, one comes before the submission is answered.",
    expects: "Four jobs, four pictures; the forged one is refused.",
    needs: "process",
    settings: { OAK_PUBLIC_URL: "self" },
    play: webhooks,
  },
  {
    id: "M13",
    waits: true,
    title: "server killed in mid-job",
    does: "SIGKILL while the job runs; then SIGKILL after the queue took the job and before it said so.",
    expects: "The first is taken up again: one job, one picture. The second is never asked for again: found, or unknown and not charged to the user.",
    needs: "process",
    play: killed,
  },
  {
    id: "M14",
    waits: true,
    title: "success after cancel, and after the client left",
    does: "A cancel is acknowledged and the job finishes all the same, billed; then a client gives up waiting and asks again by the same key.",
    expects: "The late picture is kept, and charged at no more than its quote; the second request leads to the same generation.",
    needs: "jobs",
    play: async (bench) => worst(await canceledLate(bench), await leftAndBack(bench)),
  },
  {
    id: "M15",
    title: "same job seen by two processes",
    does: "Two processes share the data; each takes half of six jobs, and each sees them all.",
    expects: "Six jobs, six pictures, six files fetched, each charged once.",
    needs: "process",
    play: twoProcesses,
  },
];
