// How the outputs that were asked for stand, told from the attempts: made, under way, lost for good, still to be asked for. Pure; decides nothing about whom to ask.
import { type ErrorCode, ERRORS } from "../spec/error.ts";
import type { AttemptRow } from "./store.ts";

export interface Slots {
  wanted: number;
  made: number;
  underWay: number;
  /** Refused, unknown or canceled: asking again would not be right. */
  lost: number;
  /** Nobody has made them and nobody is at it. */
  left: number;
}

export const askedOf = (attempt: Pick<AttemptRow, "outputs_asked">, wanted: number): number => attempt.outputs_asked || wanted;

export const codeOf = (attempt: Pick<AttemptRow, "failure">): ErrorCode | null =>
  attempt.failure === null ? null : (JSON.parse(attempt.failure) as { code: ErrorCode }).code;

/** Is its end one after which the same outputs are not asked for elsewhere? */
function isFinal(attempt: AttemptRow): boolean {
  if (attempt.status === "unknown" || attempt.status === "canceled") return true;
  const code = codeOf(attempt);
  return code !== null && ERRORS[code].retry === "never";
}

/** An attempt with its hedge are one try at the same outputs: made where either made them, lost where both are over and one end is final. */
export function groupsOf(attempts: readonly AttemptRow[]): AttemptRow[][] {
  const groups = new Map<string, AttemptRow[]>();
  for (const attempt of attempts) {
    const id = attempt.hedges ?? attempt.id;
    groups.set(id, [...(groups.get(id) ?? []), attempt]);
  }
  return [...groups.values()];
}

export function slotsOf(wanted: number, attempts: readonly AttemptRow[]): Slots {
  let [made, underWay, lost] = [0, 0, 0];
  for (const group of groupsOf(attempts)) {
    const asked = askedOf(group[0]!, wanted);
    const winner = group.find((attempt) => attempt.status === "succeeded");
    if (winner) {
      const came = Math.min(asked, winner.outputs_made ?? asked);
      made += came;
      lost += asked - came;
    } else if (group.some((attempt) => attempt.ended_at === null)) underWay += asked;
    else if (group.some(isFinal)) lost += asked;
  }
  return { wanted, made, underWay, lost, left: Math.max(0, wanted - made - underWay - lost) };
}
