// A judge's opinion on two results, if one wants it: first who would look and for how much, then its scores and words for both orders, marked as a machine's. Votes for nobody.
import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { canBeJudged } from "../../src/spec/best.ts";
import type { Check, CheckPlan } from "../../src/spec/check.ts";
import type { Generation } from "../../src/spec/generation.ts";
import { checkWith, planCheck } from "../actions/check.ts";
import { client, wordsOf } from "../client.ts";
import { Icon } from "../theme/icons.tsx";
import { money, priceOf } from "../words.ts";

type State =
  | { at: "rest" }
  | { at: "pricing" }
  | { at: "priced"; plan: CheckPlan }
  | { at: "looking"; plan: CheckPlan }
  | { at: "said"; check: Check }
  | { at: "failed"; why: string };

interface AskJudgeProps {
  own: Generation;
  rival: Generation;
  /** Of the two models. */
  titles: ReadonlyMap<string, string>;
}

export function AskJudge({ own, rival, titles }: AskJudgeProps) {
  const [state, setState] = useState<State>({ at: "rest" });
  const fail = (error: unknown) => setState({ at: "failed", why: wordsOf(error).detail });
  const price = (judge: string) => {
    setState({ at: "pricing" });
    return planCheck(own, rival, judge)
      .then((plan) => setState({ at: "priced", plan }))
      .catch(fail);
  };
  const look = (plan: CheckPlan) => {
    setState({ at: "looking", plan });
    return checkWith(own, rival, plan.judge.model)
      .then((check) => setState({ at: "said", check }))
      .catch(fail);
  };
  const rest = () => setState({ at: "rest" });

  if (!canBeJudged(own.task)) return null;
  if (state.at === "rest" || state.at === "pricing")
    return (
      <button type="button" className="quiet mt-1 text-sm" disabled={state.at === "pricing"} onClick={() => void price("auto")}>
        <Icon name="spark" size={15} />
        Ask a judge…
      </button>
    );
  return (
    <section aria-label="A judge's opinion" aria-live="polite" className="mt-2 rounded-xl border border-line bg-raised px-3.5 py-3 text-sm">
      {(state.at === "priced" || state.at === "looking") && (
        <Priced
          plan={state.plan}
          titles={titles}
          task={own.task}
          busy={state.at === "looking"}
          onJudge={(judge) => void price(judge)}
          onLook={() => void look(state.plan)}
          onNo={rest}
        />
      )}
      {state.at === "said" && <Opinion check={state.check} titles={titles} />}
      {state.at === "failed" && (
        <>
          <p role="alert">{state.why}</p>
          <button type="button" className="quiet mt-1" onClick={rest}>
            Close
          </button>
        </>
      )}
    </section>
  );
}

const MINUTE_MS = 60_000;

interface PricedProps {
  plan: CheckPlan;
  titles: AskJudgeProps["titles"];
  task: Generation["task"];
  busy: boolean;
  onJudge: (judge: string) => void;
  onLook: () => void;
  onNo: () => void;
}

function Priced({ plan, titles, task, busy, onJudge, onLook, onNo }: PricedProps) {
  const id = useId();
  const judges = useQuery({
    queryKey: ["judges", task, 2],
    queryFn: async () => (await client.call("judges.list", { query: { task, count: 2 } })).data,
    staleTime: MINUTE_MS,
  });
  const known = judges.data?.some(({ model }) => model === plan.judge.model) ? judges.data : [plan.judge, ...(judges.data ?? [])];
  return (
    <>
      <label htmlFor={id} className="flex items-center gap-2">
        <span className="shrink-0 text-mute">Judge:</span>
        <select
          id={id}
          className="field min-w-0 flex-1 py-1"
          value={plan.judge.model}
          disabled={busy}
          onChange={(event) => onJudge(event.target.value)}
        >
          {known.map((one) => (
            <option key={one.model} value={one.model}>
              {one.modelName} on {one.providerTitle}
            </option>
          ))}
        </select>
      </label>
      <p className="mt-2">
        {plan.judge.modelName} on {plan.judge.providerTitle} would look at both twice, once in each order: {priceOf(plan.quote)}.
      </p>
      {plan.why && <p className="mt-1 text-warn">{plan.why}</p>}
      <div className="mt-2 flex gap-2">
        <button type="button" className="button" disabled={busy} onClick={onLook}>
          {busy ? "Looking…" : "Ask it"}
        </button>
        <button type="button" className="quiet" disabled={busy} onClick={onNo}>
          No
        </button>
      </div>
      {plan.before && (
        <div className="mt-3 border-t border-line pt-3">
          <p className="mb-2 text-mute">It was asked before, and a new answer replaces this one:</p>
          <Opinion check={plan.before} titles={titles} />
        </div>
      )}
    </>
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
