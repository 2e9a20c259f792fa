// A process that works on jobs, for tests with real ones: run with a database URL, a name, a lease in milliseconds. Ends with its standard input.
import { systemClock } from "../clock.ts";
import type { Bus } from "../bus/bus.ts";
import { openDb, sql } from "../db/db.ts";
import { createJobs, type Step } from "./jobs.ts";

const [url, owner, lease] = process.argv.slice(2) as [string, string, string];
const say = (line: string) => process.stdout.write(`${line}\n`);
// no word between the processes: what they find, they find by looking
const bus: Bus = { publish: async () => {}, subscribe: () => () => {}, close: async () => {} };
const db = await openDb(url);
const jobs = createJobs({ db, bus, clock: systemClock, owner, log: (message, detail) => say(`log ${message} ${JSON.stringify(detail)}`) });

async function begin({ job }: Step): Promise<number> {
  await db.run(sql`insert into begun (subject, owner) values (${job.subject}, ${owner})`);
  return (await db.all(sql`select owner from begun where subject = ${job.subject}`)).length;
}

async function end(step: Step): Promise<{ done: true }> {
  await db.tx(async (tx) => {
    await step.guard(tx);
    await tx.run(sql`insert into ended (subject, owner) values (${step.job.subject}, ${owner})`);
    await step.finish(tx);
  });
  return { done: true };
}

const settings = { leaseMs: Number(lease), concurrency: 4, maxFailures: 3 };
jobs.run({
  // nobody ends one before two processes have begun some, or the faster would do all
  quick: {
    ...settings,
    work: async (step) => {
      await begin(step);
      while ((await db.all(sql`select distinct owner from begun`)).length < 2) await systemClock.sleep(5, step.signal);
      return end(step);
    },
  },
  // whoever comes first never ends it
  stuck: {
    ...settings,
    work: async (step) => {
      if ((await begin(step)) > 1) return end(step);
      say(`stuck ${step.job.subject}`);
      await systemClock.sleep(600_000, step.signal);
      throw new Error("stopped");
    },
  },
});
say("ready");

process.stdin.on("end", () => process.exit(0)).resume();
process.on("SIGTERM", async () => {
  await jobs.stop();
  await db.close();
  process.exit(0);
});
