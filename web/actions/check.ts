// The action of a check: a judge looks at two results of the same words, in both orders. What it says is the server's to weigh, and no vote of whoever asked.
import { client, queries } from "../client.ts";
import type { Check, CheckPlan } from "../../src/spec/check.ts";
import type { Generation } from "../../src/spec/generation.ts";

/** Who would look, for how much, and whether it would count. Asks nobody. */
export const planCheck = (own: Generation, rival: Generation, judge: string): Promise<CheckPlan> =>
  client.call("checks.plan", { body: { a: own.id, b: rival.id, judge } });

/** What is believed of models changes with it, so plans and the gap are asked for anew. */
export async function checkWith(own: Generation, rival: Generation, judge: string): Promise<Check> {
  const check = await client.call("checks.create", { body: { a: own.id, b: rival.id, judge } });
  for (const key of ["plan", "gap"]) void queries.invalidateQueries({ queryKey: [key] });
  return check;
}
