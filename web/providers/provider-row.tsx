// One provider: its state in a line, and behind it the key, a look, models and terms. What the buttons do is actions/provider-keys.ts.
import { type FormEvent, useId, useState } from "react";
import { look, pull, removeKey, setKey } from "../actions/provider-keys.ts";
import { wordsOf } from "../client.ts";
import { useModels } from "../generate/catalogue.ts";
import type { ProviderStatus } from "../../src/spec/model.ts";
import { ModelLink } from "../models/model-link.tsx";
import { Icon } from "../theme/icons.tsx";
import { plural } from "../words.ts";
import { factsOf, sentence } from "./provider-words.ts";

export function ProviderRow({ one, titles }: { one: ProviderStatus; titles: Map<string, string> }) {
  const on = one.state === "on";
  const dot = on ? (one.health === "failing" ? "bg-warn" : "bg-leaf") : "border border-edge";
  return (
    <li className="overflow-hidden rounded-2xl border border-line bg-raised">
      <details className="group">
        <summary className="flex list-none items-start gap-3 px-5 py-4 hover:bg-leaf-soft/50 [&::-webkit-details-marker]:hidden">
          <span aria-hidden className={`mt-1.5 size-2.5 shrink-0 rounded-full ${dot}`} />
          <span className="min-w-0 flex-1">
            <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <span className="font-medium">{one.title}</span>
              {one.local && <span className="badge">local</span>}
              {one.key?.source === "stored" && <span className="badge">key kept here</span>}
              {one.health === "failing" && <span className="badge text-warn!">failing lately</span>}
              {one.models.length > 0 && <span className="ml-auto text-sm text-mute tabular-nums">{plural(one.models.length, "model")}</span>}
            </span>
            <span className="mt-1 block text-mute [overflow-wrap:anywhere]">
              {sentence(one.reason)} {!on && one.hint}
            </span>
            {one.tasks.length > 0 && (
              <span className="mt-1 block text-sm text-mute">{one.tasks.map((task) => titles.get(task) ?? task).join(" · ")}</span>
            )}
          </span>
          <span className="mt-0.5 text-mute transition-transform group-open:rotate-180">
            <Icon name="chevron" />
          </span>
        </summary>
        <div className="space-y-5 border-t border-line px-5 pb-5 pt-4">
          {one.key && <Key one={one} />}
          {on && !one.handOff && <Look one={one} />}
          {on && one.pulls && <Pull one={one} />}
          <Models one={one} />
          <Facts one={one} />
        </div>
      </details>
    </li>
  );
}

function Key({ one }: { one: ProviderStatus }) {
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(one.key?.problem ?? null);
  const id = useId();
  if (one.key?.source === "environment")
    return <p className="text-sm text-mute">Its key comes from {one.key.variable} in the server's environment. Change it there.</p>;

  async function run(action: () => Promise<string | null>) {
    setBusy(true);
    setProblem(null);
    try {
      setProblem(await action());
    } catch (error) {
      const words = wordsOf(error);
      setProblem(`${words.title}. ${words.detail}`);
    }
    setBusy(false);
  }
  const send = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      const found = await setKey(one, text);
      setText("");
      return found.good ? null : found.says;
    });
  };
  return (
    <form onSubmit={send}>
      <label htmlFor={id} className="label mb-1.5 block">
        {one.key?.source === "stored" ? `Key ${one.key.hint} is kept here. Another one:` : "Key"}
      </label>
      <div className="flex flex-wrap gap-2">
        {/* One-time code: browsers offer no saved password and save none. */}
        <input
          id={id}
          type="password"
          autoComplete="one-time-code"
          spellCheck={false}
          value={text}
          onChange={(event) => setText(event.target.value)}
          placeholder={one.key?.variable}
          className="field min-w-48 flex-1 font-mono"
        />
        <button type="submit" className="button" disabled={busy || text.trim().length < 8}>
          {busy ? "Checking…" : "Keep and check"}
        </button>
        {one.key?.source === "stored" && (
          <button type="button" className="quiet" disabled={busy} onClick={() => void run(async () => (await removeKey(one), null))}>
            Forget
          </button>
        )}
      </div>
      {problem && (
        <p role="alert" className="mt-1.5 text-sm text-bad">
          {problem}
        </p>
      )}
    </form>
  );
}

function Look({ one }: { one: ProviderStatus }) {
  const [found, setFound] = useState<{ good: boolean; says: string } | null>(null);
  const [busy, setBusy] = useState(false);
  async function run() {
    setBusy(true);
    setFound(await look(one.id).catch((error: unknown) => ({ good: false, says: wordsOf(error).detail })));
    setBusy(false);
  }
  return (
    <div className="flex flex-wrap items-center gap-3">
      <button type="button" className="button" disabled={busy} onClick={() => void run()}>
        {busy ? "Asking…" : "Check now"}
      </button>
      <p role="status" className={`text-sm ${found && !found.good ? "text-bad" : "text-mute"}`}>
        {found?.says ?? "Asks whether it answers and takes its key. Costs nothing."}
      </p>
    </div>
  );
}

function Pull({ one }: { one: ProviderStatus }) {
  const [name, setName] = useState("");
  const [state, setState] = useState<{ progress: number | null; stage: string } | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const id = useId();
  async function run(event: FormEvent) {
    event.preventDefault();
    setProblem(null);
    setState({ progress: null, stage: "Asking" });
    const failed = await pull(one, name.trim(), (progress, stage) => setState({ progress, stage })).catch((error: unknown) => wordsOf(error).detail);
    setState(null);
    setProblem(failed);
    if (!failed) setName("");
  }
  return (
    <form onSubmit={(event) => void run(event)}>
      <label htmlFor={id} className="label mb-1.5 block">
        Fetch a model
      </label>
      <div className="flex gap-2">
        <input
          id={id}
          value={name}
          onChange={(event) => setName(event.target.value)}
          placeholder="llama3.2"
          className="field flex-1"
          spellCheck={false}
        />
        <button type="submit" className="button" disabled={state !== null || name.trim() === ""}>
          Fetch
        </button>
      </div>
      {state && (
        <p role="status" className="mt-1.5 flex items-center gap-3 text-sm text-mute">
          <progress className="w-40" max={1} {...(state.progress === null ? {} : { value: state.progress })} />
          {state.stage}
        </p>
      )}
      {problem && (
        <p role="alert" className="mt-1.5 text-sm text-bad">
          {problem}
        </p>
      )}
    </form>
  );
}

function Models({ one }: { one: ProviderStatus }) {
  const names = new Map((useModels().data ?? []).map((model) => [model.id, model.name]));
  if (one.models.length === 0) return null;
  return (
    <div>
      <h3 className="label mb-1">Models</h3>
      <ul className="flex flex-wrap gap-x-3 gap-y-1 text-sm">
        {one.models.map((id) => (
          <li key={id}>
            <ModelLink id={id}>{names.get(id) ?? id}</ModelLink>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Facts({ one }: { one: ProviderStatus }) {
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-sm">
      {factsOf(one).map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-mute">{name}</dt>
          <dd className="[overflow-wrap:anywhere]">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
