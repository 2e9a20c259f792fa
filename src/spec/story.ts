// A generation told in sentences: what happened, who was paid, what can be done. The same words in the studio and on the command line. Pure.
import { type ErrorCode, ERRORS } from "./error.ts";
import type { Attempt, Generation } from "./generation.ts";

/** Micros of a dollar, as many digits as matter. */
function dollars(micro: number): string {
  const value = micro / 1_000_000;
  const digits = value === 0 || value >= 0.1 ? 2 : value >= 0.001 ? 3 : value >= 0.0001 ? 4 : 6;
  return `$${value.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: digits })}`;
}

export interface Story {
  /** One sentence an attempt, in their order. */
  happened: string[];
  /** Who was paid, and by whom. */
  paid: string[];
  /** What can be done; null where all is well. */
  todo: string | null;
}

const ENDS: Record<Attempt["status"], string> = {
  starting: "is being asked",
  running: "is at work",
  fetching: "has made it; the result is being fetched",
  succeeded: "made it",
  failed: "failed",
  canceled: "was stopped",
  unknown: "may have made it: its answer was lost",
};

function sentenceOf(attempt: Attempt, title: string, wanted: number): string {
  const part = wanted > 1 && attempt.asked < wanted ? ` (asked for ${attempt.asked} of ${wanted})` : "";
  const short = attempt.status === "succeeded" && attempt.made !== null && attempt.made < attempt.asked ? ` ${attempt.made} of ${attempt.asked}` : "";
  const why = attempt.failure && attempt.status !== "unknown" ? `: ${attempt.failure.detail.replace(/\.$/, "")}` : "";
  const beside = attempt.hedges ? ", asked beside the one before because that was late" : "";
  return `${title}${part}${beside} ${short ? `made${short}` : ENDS[attempt.status]}${why}.`;
}

/** The judge's part, where one was asked for. */
function judgedOf({ best, plan, assets }: Generation): string[] {
  if (!best || best.state === "waiting") return [];
  const known = plan.best?.judge;
  const who = known && known.model === best.judge.model ? `${known.modelName} on ${known.providerTitle}` : (best.judge.model ?? best.judge.asked);
  if (best.state === "judging") return [`${who} is judging.`];
  if (best.state === "unjudged") return [`They were not judged: ${best.why?.detail.replace(/\.$/, "") ?? "nobody knows why"}.`];
  const said = `${who} judged ${assets.length === best.ranks.length ? "all" : best.ranks.length} of them and chose one.`;
  return best.by === "user" && best.asset !== best.judged ? [said, "You chose another."] : [said];
}

function paidOf({ attempts, settledMicro, endedAt, best }: Generation, titleOf: (attempt: Attempt) => string): string[] {
  if (endedAt === null) return [];
  const yours = settledMicro ?? 0;
  const judge = best?.judge.settledMicro ?? 0;
  const lines = [yours === 0 ? "You paid nothing." : `You paid ${dollars(yours)}${judge > 0 ? `, ${dollars(judge)} of it for the judge` : ""}.`];
  const known = attempts.filter((attempt) => attempt.charged === "yes" && attempt.micro !== null);
  const theirs = known.reduce((sum, attempt) => sum + attempt.micro!, 0);
  const made = yours - judge;
  if (theirs > made)
    lines.push(`The operator pays ${dollars(theirs - made)} beyond that: it cost more than was quoted, or what was paid for did not arrive.`);
  for (const attempt of attempts) {
    if (attempt.charged === "unknown") lines.push(`Whether ${titleOf(attempt)} charges for it is not known; if it does, the operator pays.`);
    else if (attempt.charged === "yes" && attempt.micro === null && attempt.status !== "succeeded")
      lines.push(`${titleOf(attempt)} was paid by the operator, not by you.`);
  }
  return [...new Set(lines)];
}

export function storyOf(generation: Generation): Story {
  const { attempts, plan, count, error } = generation;
  const titleOf = (attempt: Attempt) => plan.candidates.find((each) => each.offer === attempt.offer)?.providerTitle ?? attempt.provider;
  const known = error && error.code in ERRORS ? ERRORS[error.code as ErrorCode].todo : null;
  return {
    happened: [...attempts.map((attempt) => sentenceOf(attempt, titleOf(attempt), count)), ...judgedOf(generation)],
    paid: paidOf(generation, titleOf),
    todo: error ? error.todo || known : null,
  };
}
