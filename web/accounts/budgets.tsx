// Budgets on the account page: a meter for each limit, a form to set one, a button to take one away. What the buttons do is actions/budgets.ts.
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { removeBudget, setBudget } from "../actions/budgets.ts";
import { client, wordsOf } from "../client.ts";
import { notify } from "../notices.tsx";
import { type Budget, BUDGET_WINDOWS } from "../../src/spec/budget.ts";
import { type BudgetForm, gaugesOf, PER, wantedOf, whose } from "./budget-words.ts";
import { Field, Part } from "./part.tsx";
import { useMe } from "./session.ts";
import { WhomSelect } from "./whom.tsx";

export function Budgets() {
  const admin = useMe().data?.scopes.includes("admin") ?? false;
  const budgets = useQuery({ queryKey: ["budgets"], queryFn: () => client.call("budgets.list"), staleTime: 5_000 });
  const all = budgets.data?.data ?? [];
  return (
    <Part title="Budgets" error={budgets.error}>
      {budgets.data && all.length === 0 && <p className="text-mute">None. Without a budget only the ceilings above bind.</p>}
      <ul className="space-y-3">
        {all.map((budget) => (
          <Row key={budget.id} budget={budget} admin={admin} />
        ))}
      </ul>
      {admin && <SetBudget />}
    </Part>
  );
}

function Row({ budget, admin }: { budget: Budget; admin: boolean }) {
  const [busy, setBusy] = useState(false);
  async function remove() {
    setBusy(true);
    await removeBudget(budget).catch((error: unknown) => {
      notify(wordsOf(error).detail);
      setBusy(false);
    });
  }
  return (
    <li className="rounded-2xl border border-line bg-raised px-5 py-4">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <span className="font-medium [overflow-wrap:anywhere]">{whose(budget)}</span>
        {admin && (
          <button type="button" className="quiet" disabled={busy} onClick={() => void remove()} aria-label={`Remove the budget: ${whose(budget)}`}>
            Remove
          </button>
        )}
      </div>
      {gaugesOf(budget).map(({ label, text, value }) => (
        <div key={label} className="mt-2">
          <div className="text-sm text-mute tabular-nums">{text}</div>
          <div role="meter" aria-label={`${label}: ${whose(budget)}`} aria-valuemin={0} aria-valuemax={1} aria-valuenow={value} aria-valuetext={text}>
            <div aria-hidden className="mt-1 h-1.5 overflow-hidden rounded-full bg-sunk">
              <div
                className={`h-full rounded-full ${value >= 1 ? "bg-bad" : value >= 0.8 ? "bg-warn" : "bg-leaf"}`}
                style={{ width: `${value * 100}%` }}
              />
            </div>
          </div>
        </div>
      ))}
      {budget.renewsAt && <p className="mt-2 text-sm text-mute">Renews {new Date(budget.renewsAt).toLocaleString()}.</p>}
    </li>
  );
}

const EMPTY: BudgetForm = { whom: "organization", member: "", window: "day", usd: "", generations: "" };

function SetBudget() {
  const keys = useQuery({ queryKey: ["keys"], queryFn: () => client.call("keys.list") }).data?.data ?? [];
  const [form, setForm] = useState(EMPTY);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const id = useId();
  const change = (more: Partial<BudgetForm>) => setForm((before) => ({ ...before, ...more }));
  const members = [...new Set(keys.flatMap(({ member }) => (member === null ? [] : [member])))];

  async function submit(event: FormEvent) {
    event.preventDefault();
    const wanted = wantedOf(form);
    if (typeof wanted === "string") return setProblem(wanted);
    setBusy(true);
    setProblem(null);
    try {
      await setBudget(wanted);
      setForm(EMPTY);
    } catch (error) {
      setProblem(wordsOf(error).detail);
    }
    setBusy(false);
  }

  return (
    <form onSubmit={(event) => void submit(event)} className="mt-4 grid gap-3 sm:grid-cols-2" aria-label="Set a budget">
      <Field id={`${id}whom`} label="For">
        <WhomSelect id={`${id}whom`} value={form.whom} members onChange={(whom) => change({ whom })} />
      </Field>
      {form.whom === "member" && (
        <Field id={`${id}member`} label="Member, as their keys name them">
          <input
            id={`${id}member`}
            className="field"
            list={`${id}members`}
            maxLength={100}
            value={form.member}
            onChange={(event) => change({ member: event.target.value })}
          />
          <datalist id={`${id}members`}>
            {members.map((member) => (
              <option key={member} value={member} />
            ))}
          </datalist>
        </Field>
      )}
      <Field id={`${id}window`} label="Within">
        <select
          id={`${id}window`}
          className="field"
          value={form.window}
          onChange={(event) => change({ window: event.target.value as BudgetForm["window"] })}
        >
          {BUDGET_WINDOWS.map((window) => (
            <option key={window} value={window}>
              {{ day: "A calendar day (UTC)", month: "A calendar month (UTC)", total: "All time" }[window]}
            </option>
          ))}
        </select>
      </Field>
      <Field id={`${id}usd`} label={`Dollars ${PER[form.window]}`}>
        <input
          id={`${id}usd`}
          className="field"
          inputMode="decimal"
          placeholder="no limit"
          value={form.usd}
          onChange={(event) => change({ usd: event.target.value })}
        />
      </Field>
      <Field id={`${id}generations`} label={`Generations ${PER[form.window]}`}>
        <input
          id={`${id}generations`}
          className="field"
          inputMode="numeric"
          placeholder="no limit"
          value={form.generations}
          onChange={(event) => change({ generations: event.target.value })}
        />
      </Field>
      <div className="flex items-end">
        <button type="submit" className="button" disabled={busy}>
          Set the budget
        </button>
      </div>
      {problem && (
        <p role="alert" className="text-sm text-bad sm:col-span-2">
          {problem}
        </p>
      )}
    </form>
  );
}
