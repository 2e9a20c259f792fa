// Policies on the account page: what binds whom, a form to set one from a preset or by hand, and a button to take one away. What the buttons do is actions/policies.ts.
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { clausesOf, type Policy } from "../../src/spec/policy.ts";
import { removePolicy, setPolicy } from "../actions/policies.ts";
import { client, wordsOf } from "../client.ts";
import { notify } from "../notices.tsx";
import { whose } from "./budget-words.ts";
import { Field, Part } from "./part.tsx";
import { EMPTY, policyOf, type PolicyForm, withPreset } from "./policy-words.ts";
import { useMe } from "./session.ts";
import { WhomSelect } from "./whom.tsx";

export function Policies() {
  const admin = useMe().data?.scopes.includes("admin") ?? false;
  const policies = useQuery({ queryKey: ["policies"], queryFn: () => client.call("policies.list"), staleTime: 5_000 });
  const all = policies.data?.data ?? [];
  return (
    <Part title="Policies" error={policies.error}>
      <p className="mb-3 text-mute">
        {policies.data && all.length === 0 ? "None. " : ""}A policy binds whatever a request says; where several bind, the strictest wins.
      </p>
      <ul className="space-y-3">
        {all.map((policy) => (
          <Row key={policy.id} policy={policy} admin={admin} />
        ))}
      </ul>
      {admin && <SetPolicy />}
    </Part>
  );
}

function Row({ policy, admin }: { policy: Policy; admin: boolean }) {
  const [busy, setBusy] = useState(false);
  async function remove() {
    setBusy(true);
    await removePolicy(policy).catch((error: unknown) => {
      notify(wordsOf(error).detail);
      setBusy(false);
    });
  }
  return (
    <li className="rounded-2xl border border-line bg-raised px-5 py-4">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <span className="font-medium [overflow-wrap:anywhere]">{policy.name}</span>
        {admin && (
          <button type="button" className="quiet" disabled={busy} onClick={() => void remove()} aria-label={`Remove the policy: ${policy.name}`}>
            Remove
          </button>
        )}
      </div>
      <ul className="mt-1 list-disc pl-5">
        {clausesOf(policy.constraints).map((clause) => (
          <li key={clause} className="[overflow-wrap:anywhere]">
            {clause}
          </li>
        ))}
      </ul>
      <p className="mt-2 text-sm text-mute">
        {whose(policy)} · version {policy.version}, since {new Date(policy.changedAt).toLocaleString()}
      </p>
    </li>
  );
}

function SetPolicy() {
  const presets = useQuery({ queryKey: ["policy-presets"], queryFn: () => client.call("policies.presets"), staleTime: Infinity }).data?.data ?? [];
  const [form, setForm] = useState<PolicyForm>(EMPTY);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const id = useId();
  const change = (more: Partial<PolicyForm>) => setForm((before) => ({ ...before, ...more }));

  async function submit(event: FormEvent) {
    event.preventDefault();
    const wanted = policyOf(form);
    if (typeof wanted === "string") return setProblem(wanted);
    setBusy(true);
    setProblem(null);
    try {
      await setPolicy(wanted);
      setForm(EMPTY);
    } catch (error) {
      setProblem(wordsOf(error).detail);
    }
    setBusy(false);
  }

  const text = (name: "name" | "territory" | "outputTerritory" | "regions" | "usd" | "never", label: string, placeholder = "") => (
    <Field id={`${id}${name}`} label={label}>
      <input
        id={`${id}${name}`}
        className="field"
        placeholder={placeholder}
        maxLength={200}
        value={form[name]}
        onChange={(event) => change({ [name]: event.target.value })}
      />
    </Field>
  );
  const check = (name: "commercial" | "local" | "noTraining" | "zeroRetention", label: string) => (
    <label className="flex items-center gap-2">
      <input type="checkbox" className="size-4 accent-leaf" checked={form[name]} onChange={(event) => change({ [name]: event.target.checked })} />
      {label}
    </label>
  );

  return (
    <form onSubmit={(event) => void submit(event)} className="mt-4 grid gap-3 sm:grid-cols-2" aria-label="Set a policy">
      <div className="flex flex-wrap items-center gap-2 sm:col-span-2">
        <span className="label">Begin with</span>
        {presets.map((preset) => (
          <button
            key={preset.id}
            type="button"
            className="quiet rounded-full border border-line"
            title={preset.says}
            onClick={() => setForm((before) => withPreset(before, preset.name, preset.constraints))}
          >
            {preset.name}
          </button>
        ))}
      </div>
      {text("name", "Name")}
      <Field id={`${id}whom`} label="Binds">
        <WhomSelect id={`${id}whom`} value={form.whom} onChange={(whom) => change({ whom })} />
      </Field>
      <Field id={`${id}openness`} label="Openness">
        <select
          id={`${id}openness`}
          className="field"
          value={form.openness}
          onChange={(event) => change({ openness: event.target.value as PolicyForm["openness"] })}
        >
          <option value="">Any</option>
          <option value="open-api">With an API, or more open</option>
          <option value="open-weights">Open weights, or more open</option>
          <option value="fully-open">Fully open</option>
        </select>
      </Field>
      {text("usd", "Highest price of a generation, in dollars", "no limit")}
      {text("regions", "Inputs stay in", "EU, US; anywhere where empty")}
      {text("territory", "Licensed for use in", "DE, US or worldwide; not asked where empty")}
      {text("outputTerritory", "Results may be used in", "DE, US or worldwide; not asked where empty")}
      {text("never", "Never use", "providers, models or offers by id")}
      <fieldset className="grid gap-1.5 sm:col-span-2">
        <legend className="label mb-1.5">And</legend>
        {check("commercial", "Only licences that allow commercial use")}
        {check("local", "Only on your own machines")}
        {check("noTraining", "Nobody may train on inputs")}
        {check("zeroRetention", "Inputs may not be kept")}
      </fieldset>
      <div className="flex items-end">
        <button type="submit" className="button" disabled={busy}>
          Set the policy
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
