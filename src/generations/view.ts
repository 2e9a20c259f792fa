// Rows → a generation as the API shows it. Reads nothing and decides nothing.
import { isoTime } from "../clock.ts";
import type { Asset } from "../spec/asset.ts";
import { type ErrorCode, ERRORS } from "../spec/error.ts";
import type { Attempt, Generation, Problem } from "../spec/generation.ts";
import type { Ask } from "../spec/plan.ts";
import { bestFirst } from "../spec/best.ts";
import { bestView } from "./best.ts";
import type { AttemptRow, GenerationRow } from "./store.ts";

/** What a generation is doing right now in this process, fresher than its row. */
export interface Live {
  progress: number | null;
  stage: string | null;
}

export function problemOf(code: ErrorCode, detail: string, field: string | null = null): Problem {
  return { code, title: ERRORS[code].title, detail, todo: ERRORS[code].todo, field };
}

const optionalTime = (ms: number | null) => (ms === null ? null : isoTime(ms));

/** `asked` is how many outputs the generation was asked for. */
export function attemptView(row: AttemptRow, asked: number): Attempt {
  return {
    id: row.id,
    offer: row.offer,
    model: row.model,
    provider: row.provider,
    status: row.status,
    asked: row.outputs_asked || asked,
    made: row.outputs_made,
    hedges: row.hedges,
    charged: row.charged,
    micro: row.micro,
    bill: row.bill === null ? null : { priceVersion: null, ...JSON.parse(row.bill) },
    failure: row.failure === null ? null : JSON.parse(row.failure),
    startedAt: isoTime(row.started_at),
    endedAt: optionalTime(row.ended_at),
  };
}

/** What happens to a part of another is nobody's news by itself: webhooks are told of the whole. */
export const eventOf = ({ part_of }: Pick<GenerationRow, "part_of">, what: string): string => `${part_of === null ? "generation" : "part"}.${what}`;

const sumOf = (a: number | null, b: number | null | undefined) => (a === null ? null : a + (b ?? 0));

/** `chat` is the one that judges, where a judge was asked for. */
export function generationView(
  row: GenerationRow,
  attempts: AttemptRow[],
  assets: Asset[],
  live: Live | null,
  chat: GenerationRow | null,
): Generation {
  const ask: Ask = JSON.parse(row.ask);
  const ended = row.ended_at !== null;
  const best = chat && row.best !== null ? bestView(row, chat) : undefined;
  const [lowMicro, highMicro] = [sumOf(row.quote_low_micro, best?.judge.quote?.lowMicro), sumOf(row.quote_high_micro, best?.judge.quote?.highMicro)];
  return {
    id: row.id,
    task: row.task,
    input: ask.input,
    count: ask.count,
    status: row.status,
    progress: ended ? null : (live?.progress ?? row.progress),
    stage: ended ? null : (live?.stage ?? row.stage),
    asked: ask.model,
    model: row.model,
    provider: row.provider,
    seed: row.seed,
    quote: lowMicro === null || highMicro === null ? null : { lowMicro, highMicro },
    settledMicro: sumOf(row.settled_micro, best?.judge.settledMicro),
    plan: { policies: [], local: false, ...JSON.parse(row.plan) }, // plans of before there were policies
    attempts: attempts.map((attempt) => attemptView(attempt, ask.count)),
    assets: best ? bestFirst(assets, best) : assets,
    ...(best ? { best } : {}),
    error: row.error === null ? null : JSON.parse(row.error),
    createdAt: isoTime(row.created_at),
    endedAt: optionalTime(row.ended_at),
  };
}
