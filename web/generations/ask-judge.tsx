// A judge's opinion on two results, if one wants it: who would look and for how much, then its scores and words for both orders, marked as a machine's. Votes for nobody.
import { useQuery } from "@tanstack/react-query";
import { useId } from "react";
import { judgedBy } from "../../src/spec/best.ts";
import type { Check, CheckPlan } from "../../src/spec/check.ts";
import type { Generation } from "../../src/spec/generation.ts";
import { SENSES } from "../../src/spec/senses.ts";
import { checkWith, planCheck } from "../actions/check.ts";
import { client } from "../client.ts";
import { PriceFirst } from "../price-first.tsx";
import { money, priceOf } from "../words.ts";

interface AskJudgeProps {
  own: Generation;
  rival: Generation;
  /** Of the two models. */
  titles: ReadonlyMap<string, string>;
}

export function AskJudge({ own, rival, titles }: AskJudgeProps) {
  const sense = judgedBy(own.task);
  if (sense === null) return null;
  return (
    <PriceFirst<CheckPlan, Check>
      label="A judge's opinion"
      button="Ask a judge…"
      yes={{ rest: "Ask it", busy: "Asking…" }}
      price={(judge = "auto") => planCheck(own, rival, judge)}
      run={(plan) => checkWith(own, rival, plan.judge.model)}
      priced={(plan, { busy, buttons, choose }) => (
        <>
          <Judges judge={plan.judge} task={own.task} busy={busy} onJudge={choose} />
          <p className="mt-2">
            {plan.judge.modelName} on {plan.judge.providerTitle} would {SENSES[sense].attend} both twice, once in each order: {priceOf(plan.quote)}.
          </p>
          {plan.why && <p className="mt-1 text-warn">{plan.why}</p>}
          {buttons}
          {plan.before && (
            <div className="mt-3 border-t border-line pt-3">
              <p className="mb-2 text-mute">It was asked before, and a new answer replaces this one:</p>
              <Opinion check={plan.before} titles={titles} />
            </div>
          )}
        </>
      )}
      answer={(check) => <Opinion check={check} titles={titles} />}
    />
  );
}

const MINUTE_MS = 60_000;

interface JudgesProps {
  judge: CheckPlan["judge"];
  task: Generation["task"];
  busy: boolean;
  onJudge: (judge: string) => void;
}

/** Who would look, to be changed for another. */
function Judges({ judge, task, busy, onJudge }: JudgesProps) {
  const id = useId();
  const judges = useQuery({
    queryKey: ["judges", task, 2],
    queryFn: async () => (await client.call("judges.list", { query: { task, count: 2 } })).data,
    staleTime: MINUTE_MS,
  });
  const known = judges.data?.some(({ model }) => model === judge.model) ? judges.data : [judge, ...(judges.data ?? [])];
  return (
    <label htmlFor={id} className="flex items-center gap-2">
      <span className="shrink-0 text-mute">Judge:</span>
      <select id={id} className="field min-w-0 flex-1 py-1" value={judge.model} disabled={busy} onChange={(event) => onJudge(event.target.value)}>
        {known.map((one) => (
          <option key={one.model} value={one.model}>
            {one.modelName} on {one.providerTitle}
          </option>
        ))}
      </select>
    </label>
  );
}

function Opinion({
  check: { a: one, b: two, outcome, looks, judge, why, settledMicro },
  titles: of,
}: {
  check: Check;
  titles: AskJudgeProps["titles"];
}) {
  const titles = { a: of.get(one.model) ?? one.model, b: of.get(two.model) ?? two.model };
  const swayed = looks[0].says !== looks[1].says;
  return (
    <>
      <p className="flex flex-wrap items-baseline gap-x-2">
        <span className="badge">A machine's opinion</span>
        <strong>{outcome === "tie" ? "Alike" : titles[outcome]}</strong>
        <span className="text-mute">{swayed ? "says one thing in one order and another in the other" : "in both orders"}</span>
      </p>
      <ol className="mt-2 space-y-2">
        {looks.map(({ first, a, b, reason, generation }) => {
          const [shown, next] = first === "a" ? (["a", "b"] as const) : (["b", "a"] as const);
          const scores = { a: a.score, b: b.score };
          return (
            <li key={generation}>
              <p className="tabular-nums">
                {titles[shown]} {scores[shown]}, then {titles[next]} {scores[next]} of 100
              </p>
              {reason && <blockquote className="border-l-2 border-line pl-3 text-mute [overflow-wrap:anywhere]">{reason}</blockquote>}
            </li>
          );
        })}
      </ol>
      <p className="mt-2 text-mute">
        {judge.model} · {money(settledMicro)}. {why ?? "It counts for a little beside votes such as yours."}
      </p>
    </>
  );
}
