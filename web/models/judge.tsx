// The form by which an admin judges one layer of a model's openness otherwise, with a reason. What it does is actions/openness.ts.
import { type FormEvent, useId, useState } from "react";
import { overrideLayer } from "../actions/openness.ts";
import { wordsOf } from "../client.ts";
import { LAYER_WORDS, OPENNESS_LAYERS, OPENNESS_VALUES, type OpennessLayer, type OpennessValue } from "../../src/spec/openness.ts";
import { CARD } from "./question.tsx";

export function Judge({ id }: { id: string }) {
  const [layer, setLayer] = useState<OpennessLayer>("weights");
  const [value, setValue] = useState<OpennessValue | "unknown">("closed");
  const [reason, setReason] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const field = useId();
  async function send(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      await overrideLayer(id, layer, value === "unknown" ? null : value, reason);
      setReason("");
    } catch (error) {
      setProblem(wordsOf(error).detail);
    }
    setBusy(false);
  }
  return (
    <details className="text-sm">
      <summary className="label">Judge a layer otherwise</summary>
      <form onSubmit={(event) => void send(event)} className={`${CARD} mt-2 grid gap-3 sm:grid-cols-[auto_auto_1fr_auto] sm:items-end`}>
        <label>
          <span className="label mb-1 block">Layer</span>
          <select className="field" value={layer} onChange={(event) => setLayer(event.target.value as OpennessLayer)}>
            {OPENNESS_LAYERS.map((name) => (
              <option key={name} value={name}>
                {LAYER_WORDS[name]}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span className="label mb-1 block">is</span>
          <select className="field" value={value} onChange={(event) => setValue(event.target.value as OpennessValue | "unknown")}>
            {[...OPENNESS_VALUES, "unknown" as const].map((name) => (
              <option key={name} value={name}>
                {name === "unknown" ? "not known" : name}
              </option>
            ))}
          </select>
        </label>
        <label htmlFor={field}>
          <span className="label mb-1 block">because</span>
          <input
            id={field}
            className="field"
            value={reason}
            maxLength={300}
            onChange={(event) => setReason(event.target.value)}
            placeholder="The reason is shown with it"
          />
        </label>
        <button type="submit" className="button" disabled={busy || reason.trim().length < 3}>
          Judge
        </button>
        {problem && (
          <p role="alert" className="text-bad sm:col-span-4">
            {problem}
          </p>
        )}
        <p className="text-mute sm:col-span-4">
          It counts for everybody on this server, at once: in the list, in plans and for what hangs on this model.
        </p>
      </form>
    </details>
  );
}
