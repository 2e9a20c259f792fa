// A better prompt, if one wants it: first who would write it and for how much, then its words beside one's own, to take or to leave. Writes nothing itself.
import { useState } from "react";
import type { Enhanced } from "../../src/spec/enhance.ts";
import type { Plan } from "../../src/spec/plan.ts";
import type { TaskId } from "../../src/spec/task.ts";
import { client, wordsOf } from "../client.ts";
import { notify } from "../notices.tsx";
import { Icon } from "../theme/icons.tsx";
import { priceOf } from "../words.ts";

interface ImproveProps {
  task: TaskId;
  prompt: string;
  model: string;
  onTake: (prompt: string) => void;
}

type State =
  | { at: "rest" }
  | { at: "asking" }
  | { at: "priced"; plan: Plan }
  | { at: "writing"; plan: Plan }
  | { at: "written"; made: Enhanced }
  | { at: "failed"; why: string };

export function Improve({ task, prompt, model, onTake }: ImproveProps) {
  const [state, setState] = useState<State>({ at: "rest" });
  const body = { task, prompt: prompt.trim(), model };
  const fail = (error: unknown) => setState({ at: "failed", why: wordsOf(error).detail });

  async function look() {
    setState({ at: "asking" });
    const plan = await client.call("prompts.plan", { body }).catch(fail);
    if (plan) setState(plan.candidates.length > 0 ? { at: "priced", plan } : { at: "failed", why: plan.summary });
  }
  async function write(plan: Plan) {
    setState({ at: "writing", plan });
    const made = await client.call("prompts.enhance", { body }).catch(fail);
    if (made) setState({ at: "written", made });
  }
  function take({ prompt: before, enhanced }: Enhanced) {
    onTake(enhanced);
    setState({ at: "rest" });
    notify("The prompt is replaced.", { action: { label: "Undo", run: () => onTake(before) }, ms: 8000 });
  }
  const rest = () => setState({ at: "rest" });

  if (state.at === "rest" || state.at === "asking")
    return (
      <button type="button" className="quiet mt-1 text-sm" disabled={prompt.trim() === "" || state.at === "asking"} onClick={() => void look()}>
        <Icon name="spark" size={15} />
        Improve the prompt…
      </button>
    );
  return (
    <section aria-label="Improve the prompt" aria-live="polite" className="mt-2 rounded-xl border border-line bg-raised px-3.5 py-3 text-sm">
      {(state.at === "priced" || state.at === "writing") && (
        <>
          <p>
            {state.plan.candidates[0]!.modelName} on {state.plan.candidates[0]!.providerTitle} would rewrite it for the model that gets it:{" "}
            {priceOf(state.plan.quote)}.
          </p>
          <div className="mt-2 flex gap-2">
            <button type="button" className="button" disabled={state.at === "writing"} onClick={() => void write(state.plan)}>
              {state.at === "writing" ? "Writing…" : "Rewrite"}
            </button>
            <button type="button" className="quiet" disabled={state.at === "writing"} onClick={rest}>
              No
            </button>
          </div>
        </>
      )}
      {state.at === "written" && (
        <>
          <p className="whitespace-pre-wrap text-mute line-through decoration-line">{state.made.prompt}</p>
          <p className="mt-2 whitespace-pre-wrap">{state.made.enhanced}</p>
          <div className="mt-2 flex gap-2">
            <button type="button" className="button" onClick={() => take(state.made)}>
              Use it
            </button>
            <button type="button" className="quiet" onClick={rest}>
              Keep mine
            </button>
          </div>
        </>
      )}
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
