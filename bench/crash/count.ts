// The counter of the crash bench: holds our books against the providers' and the bytes against their hashes. An auditor that reads the tables themselves; starts no work.
import { createHash } from "node:crypto";
import { openApp } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import { sql } from "../../src/db/db.ts";
import { createClient } from "../../src/sdk/sdk.ts";
import { ENDED } from "../../src/spec/generation.ts";
import type { Load } from "./load.ts";
import { ADMIN_KEY, environmentOf, type Stage } from "./stage.ts";
import type { Billed } from "./stand-ins.ts";

export interface Count {
  figures: Record<string, number>;
  /** How generations ended, and of the failed ones why. */
  endings: Record<string, number>;
  faults: Record<string, number>;
  /** Empty where everything agrees. */
  problems: string[];
}

interface GenerationLine {
  id: string;
  status: string;
  ask: string;
  idem_key: string | null;
  settled_micro: number | null;
  quote_high_micro: number | null;
  error: string | null;
  ended_at: number | null;
}
interface AttemptLine {
  id: string;
  generation: string;
  provider: string;
  status: string;
  ref: string | null;
  charged: string;
  ended_at: number | null;
}
interface AssetLine {
  id: string;
  generation: string;
  sha256: string;
  bytes: number;
}

const groupBy = <T>(rows: readonly T[], key: (row: T) => string): Map<string, T[]> => {
  const groups = new Map<string, T[]>();
  for (const row of rows) groups.set(key(row), [...(groups.get(key(row)) ?? []), row]);
  return groups;
};
const tally = (into: Record<string, number>, name: string) => (into[name] = (into[name] ?? 0) + 1);

/** Somebody who looks how many are in line or at work, and does no work. While one is open, a killed process is not the last that had the database open. */
export async function openLook(stage: Stage): Promise<{ left(): Promise<number>; close(): Promise<void> }> {
  const { parts, close } = await openApp(readConfig(environmentOf(stage, 0)), { work: false });
  return {
    async left() {
      const { ready, running } = await parts.jobs.counts(parts.db);
      return ready + running;
    },
    close,
  };
}

export async function count(stage: Stage, load: Load): Promise<Count> {
  const app = await openApp(readConfig(environmentOf(stage, 0)), { work: false });
  const client = createClient({ baseUrl: "http://localhost", key: ADMIN_KEY, fetch: app.fetch });
  const { db, ledger } = app.parts;
  const problems = [...load.problems];
  const endings: Record<string, number> = {};
  try {
    const books = await stage.books();
    const generations = await db.all<GenerationLine>(
      sql`select id, status, ask, idem_key, settled_micro, quote_high_micro, error, ended_at from generations`,
    );
    const attempts = await db.all<AttemptLine>(sql`select id, generation, provider, status, ref, charged, ended_at from attempts order by ordinal`);
    const assets = await db.all<AssetLine>(
      sql`select id, generation, sha256, bytes from assets where generation is not null and removed_at is null order by slot`,
    );
    const captures = await db.all<{ generation: string; micro: number; times: number }>(
      sql`select generation, sum(micro) as micro, count(*) as times from ledger_entries where kind = 'capture' group by generation`,
    );
    const one = async (query: Parameters<typeof db.one>[0]) => (await db.one<{ n: number }>(query))?.n ?? 0;
    const openHolds = await one(sql`select count(*) as n from ledger_holds where state = 'open'`);
    const jobsLeft = await one(sql`select count(*) as n from jobs where state <> 'dead'`);
    const jobsDead = await one(sql`select count(*) as n from jobs where state = 'dead'`);
    const { sumMicro, problems: ledgerProblems } = await ledger.verify(db);

    const attemptsOf = groupBy(attempts, (attempt) => attempt.generation);
    const assetsOf = groupBy(assets, (asset) => asset.generation);
    const capturedBy = new Map(captures.map((row) => [row.generation, row]));
    const figures: Record<string, number> = {
      generations: generations.length,
      "not acknowledged": load.open.size,
      "not ended": generations.filter((each) => each.ended_at === null || !ENDED.has(each.status as "failed")).length,
      "attempts not ended": attempts.filter((attempt) => attempt.ended_at === null).length,
      "jobs left": jobsLeft,
      "jobs dead": jobsDead,
      "holds stuck": openHolds,
      "held micros": (await ledger.balance(db, (await db.one<{ org: string }>(sql`select org from ledger_balances`))!.org)).heldMicro,
      "ledger sum": sumMicro,
      "submitted twice": 0,
      "bought twice": 0,
      "charged twice": 0,
      "paid and lost": 0,
      "bytes that differ": 0,
      "attempts whose outcome was never learned": attempts.filter((attempt) => attempt.status === "unknown").length,
      "paid, outcome never learned": 0,
      "paid, stopped by its user": 0,
      "spent micros": captures.reduce((sum, row) => sum + row.micro, 0),
      assets: assets.length,
    };
    const add = (figure: string, says: string) => {
      figures[figure] = (figures[figure] ?? 0) + 1;
      problems.push(`${figure}: ${says}`);
    };
    for (const name of ["not acknowledged", "not ended", "attempts not ended", "jobs left", "jobs dead", "holds stuck", "held micros", "ledger sum"])
      if (figures[name] !== 0) problems.push(`${name}: ${figures[name]}`);
    problems.push(...ledgerProblems);
    if (load.known.size !== generations.length) problems.push(`${generations.length} generations came of ${load.known.size} asks`);
    const ids = new Set(generations.map((each) => each.id));
    for (const [key, id] of load.known) if (!ids.has(id)) problems.push(`${key} was acknowledged as ${id}, which is not there`);

    // Submissions and purchases, held against the providers' own books.
    const jobsByAttempt = groupBy(books.jobs, (job) => job.attempt ?? "");
    for (const [attempt, jobs] of jobsByAttempt) if (attempt !== "" && jobs.length > 1) add("submitted twice", `attempt ${attempt}`);
    const attemptById = new Map(attempts.map((attempt) => [attempt.id, attempt]));
    for (const job of books.jobs) if (!attemptById.has(job.attempt ?? "")) problems.push(`fal was asked for "${job.prompt}" by nobody's attempt`);
    const byId = new Map(generations.map((each) => [each.id, each]));
    const landed = new Map(assets.map((asset) => [`${asset.generation} ${asset.sha256}`, asset]));

    function judgePaid(job: Billed): void {
      const attempt = attemptById.get(job.attempt ?? "");
      const generation = attempt && byId.get(attempt.generation);
      if (!attempt || !generation) return;
      if (attempt.status === "succeeded") {
        for (const hash of job.made)
          if (!landed.has(`${generation.id} ${hash}`)) add("paid and lost", `${generation.id} has not what ${job.id} made: ${generation.error}`);
      } else if (generation.status === "canceled") tally(figures, "paid, stopped by its user");
      else if (attempt.status === "unknown" && attempt.ref === null) tally(figures, "paid, outcome never learned");
      else add("paid and lost", `${generation.id} ended ${generation.status}, its attempt ${attempt.id} ${attempt.status}, and ${job.id} made it`);
    }
    for (const job of books.jobs) if (job.paid) judgePaid(job);

    for (const generation of generations) {
      const ask = JSON.parse(generation.ask) as { input: { prompt?: string }; count: number };
      const own = attemptsOf.get(generation.id) ?? [];
      const paid = own.flatMap((attempt) => (jobsByAttempt.get(attempt.id) ?? []).filter((job) => job.paid));
      if (paid.reduce((sum, job) => sum + job.count, 0) > ask.count) add("bought twice", `${generation.id} at fal`);
      const direct = own.filter((attempt) => attempt.provider === "openai");
      const bought = books.direct[ask.input.prompt ?? ""] ?? 0;
      if (bought > direct.length) add("submitted twice", `${generation.id} at OpenAI: ${bought} for ${direct.length} attempts`);
      if (bought > 1) add("bought twice", `${generation.id} at OpenAI`);
      if (bought > 0) {
        if (generation.status === "canceled") tally(figures, "paid, stopped by its user");
        else if (direct.some((attempt) => attempt.status === "unknown")) tally(figures, "paid, outcome never learned");
        else if (!direct.some((attempt) => attempt.status === "succeeded")) add("paid and lost", `${generation.id} at OpenAI`);
      }
      // What its user paid: once, never beyond the quote, and only for what is there.
      const captured = capturedBy.get(generation.id) ?? { micro: 0, times: 0 };
      const made = assetsOf.get(generation.id)?.length ?? 0;
      if (captured.times > 1) add("charged twice", generation.id);
      if (captured.micro !== (generation.settled_micro ?? 0))
        problems.push(`${generation.id} says ${generation.settled_micro}, the ledger ${captured.micro}`);
      if (captured.micro > (generation.quote_high_micro ?? 0)) problems.push(`${generation.id} cost its user more than was quoted`);
      if (captured.micro > 0 && made === 0) problems.push(`${generation.id} was charged for nothing`);
      if (generation.status === "succeeded" && made !== ask.count) problems.push(`${generation.id} succeeded with ${made} of ${ask.count}`);
      const code = generation.error === null ? "" : (JSON.parse(generation.error) as { code: string }).code;
      tally(endings, code === "" || generation.status === code.split(".").at(-1) ? generation.status : `${generation.status}: ${code}`);
      if (code === "internal") problems.push(`${generation.id} ended with an error of our own: ${generation.error}`);
    }
    for (const attempt of attempts)
      if (attempt.status === "unknown" && attempt.ref !== null)
        problems.push(`${attempt.id} ended as unknown though its number at the provider was known`);

    for (const asset of assets) {
      const bytes = await (await client.call("assets.content", { params: { id: asset.id } })).arrayBuffer().catch(() => new ArrayBuffer(0));
      const hash = createHash("sha256").update(new Uint8Array(bytes)).digest("hex");
      if (hash !== asset.sha256 || bytes.byteLength !== asset.bytes) add("bytes that differ", asset.id);
    }
    return { figures, endings, faults: { ...books.faults, requests: books.requests }, problems };
  } finally {
    await app.close();
  }
}
