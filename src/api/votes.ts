// Votes and what is believed of models after them, over HTTP.
import { AppError } from "../spec/error.ts";
import { STYLES } from "../spec/style.ts";
import { taskOf } from "../spec/task.ts";
import type { ApiDeps, Handlers } from "./handler.ts";

export function voteHandlers({ advice, assets, db, generations, votes }: ApiDeps): Pick<Handlers, "votes.create" | "votes.list" | "evidence.list"> {
  return {
    "votes.create": async ({ identity, body }) => {
      const vote = await votes.cast(identity, body, async (id) => {
        if (!id.startsWith("ast_")) return generations.get(identity.org, id);
        const { generation } = await assets.get(db, identity.org, id);
        if (generation === null) throw new AppError("request.invalid", `${id} was uploaded: no model made it.`, { field: "winner" });
        return generations.get(identity.org, generation);
      });
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
