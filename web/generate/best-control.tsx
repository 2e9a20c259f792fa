// Who says which of several is best, beside the count: nobody, or one of those who may and can see or hear it, with what that costs at most. Who may is the server's word.
import { useQuery } from "@tanstack/react-query";
import { canBeJudged, judgedBy } from "../../src/spec/best.ts";
import type { Plan } from "../../src/spec/plan.ts";
import { SENSES } from "../../src/spec/senses.ts";
import type { TaskId } from "../../src/spec/task.ts";
import { client } from "../client.ts";
import { priceOf } from "../words.ts";
import { changeTask, type TaskDraft } from "./draft.ts";

const MINUTE_MS = 60_000;

export function BestControl({ task, draft, count, plan }: { task: TaskId; draft: TaskDraft; count: number; plan: Plan | null }) {
  const several = count > 1 && canBeJudged(task);
  const judges = useQuery({
    queryKey: ["judges", task, count],
    queryFn: async () => (await client.call("judges.list", { query: { task, count } })).data,
    staleTime: MINUTE_MS,
    enabled: several,
  });
  if (!several) return null;
  const judge = draft.judge ?? "";
  const known = judges.data ?? [];
  const nobody = judges.data?.length === 0;
  const choose = (next: string) => changeTask(task, (old) => ({ ...old, judge: next === "" ? null : next }));
  return (
    <div className="mb-2.5 text-sm">
      <label className="flex items-center gap-2">
        <span className="shrink-0 text-mute">Best of {count}:</span>
        <select
          className="field min-w-0 flex-1 py-1"
          aria-label="Who says which is best"
          value={judge}
          disabled={nobody && judge === ""}
          onChange={(event) => choose(event.target.value)}
        >
          <option value="">{nobody ? `no model that can ${SENSES[judgedBy(task)!].can} is allowed or connected` : "I choose myself"}</option>
          {!nobody && <option value="auto">Auto chooses a judge</option>}
          {known.map((one) => (
            <option key={one.model} value={one.model}>
              {one.modelName} on {one.providerTitle} · {priceOf(one.quote)}
            </option>
          ))}
          {judge !== "" && judge !== "auto" && judges.data && !known.some((one) => one.model === judge) && (
            <option value={judge}>{judge} · may not judge now</option>
          )}
        </select>
      </label>
      {plan?.best && (
        <p className="mt-1 text-xs text-mute tabular-nums">
          {priceOf(plan.best.making, plan.candidates[0]?.costMicro)} to make {count}, {priceOf(plan.best.judging)} for {plan.best.judge.modelName} on{" "}
          {plan.best.judge.providerTitle} to judge
        </p>
      )}
    </div>
  );
}
