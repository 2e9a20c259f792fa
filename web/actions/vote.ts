// The action of a vote: which of two results of the same words is better. What follows from it is the server's.
import { client, queries } from "../client.ts";
import { notify } from "../notices.tsx";
import type { Generation } from "../../src/spec/generation.ts";

/** A second vote on the same two replaces the first. What is believed of models changes with it, so plans and the gap are asked for anew. */
export async function voteFor(better: Generation, other: Generation, tie = false): Promise<void> {
  const vote = await client.call("votes.create", { body: { winner: better.id, loser: other.id, tie } });
  for (const key of ["plan", "gap"]) void queries.invalidateQueries({ queryKey: [key] });
  const style = vote.style ? `, for ${vote.style}` : "";
  notify(tie ? `Counted${style}: both alike.` : `Counted${style}: it weighs in when a model is chosen.`);
}
