// Votes and what is believed of models after them, over HTTP.
import type { Result } from "../generations/generations.ts";
import { AppError } from "../spec/error.ts";
import { STYLES } from "../spec/style.ts";
import { taskOf } from "../spec/task.ts";
import type { ApiDeps, Handlers } from "./handler.ts";

/** What a vote or a check names: a generation, or an asset that one made. */
export async function resultOf({ assets, db, generations }: ApiDeps, org: string, id: string, field: string): Promise<Result> {
  const blamed = (thrown: unknown): never => {
    throw thrown instanceof AppError ? new AppError(thrown.code, thrown.detail, { field, cause: thrown.cause }) : thrown;
  };
  if (!id.startsWith("ast_")) return { generation: await generations.get(org, id).catch(blamed), asset: null };
  const { generation } = await assets.get(db, org, id).catch(blamed);
  if (generation === null) throw new AppError("request.invalid", `${id} was uploaded: no model made it.`, { field });
  return { generation: await generations.get(org, generation).catch(blamed), asset: id };
}

export function voteHandlers(deps: ApiDeps): Pick<Handlers, "votes.create" | "votes.list" | "evidence.list"> {
  const { advice, votes } = deps;
  return {
    "votes.create": async ({ identity, body: { winner, loser, tie } }) => {
      const [won, lost] = [await resultOf(deps, identity.org, winner, "winner"), await resultOf(deps, identity.org, loser, "loser")];
      const vote = await votes.cast(identity, won.generation, lost.generation, tie);
      await advice.gap.review(identity.org, [vote.task]);
      return vote;
    },
    "votes.list": async ({ identity, query }) => ({ object: "list", data: votes.tallies(identity.org, query.task) }),
    "evidence.list": async ({ identity, query }) => {
      const styles: readonly string[] = STYLES[taskOf(query.task).modality];
      if (query.style !== undefined && !styles.includes(query.style))
        throw new AppError("request.invalid", `style must be one of ${styles.join(", ") || "none: this task has no styles"}.`, { field: "style" });
      return { object: "list", data: votes.judgements(identity.org, query.task, query.style ?? null) };
    },
  };
}
