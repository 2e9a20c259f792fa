// A better prompt, if one wants it: who would write it and for how much, then its words beside one's own, to take or to leave. Writes nothing itself.
import type { Enhanced } from "../../src/spec/enhance.ts";
import type { Plan } from "../../src/spec/plan.ts";
import type { TaskId } from "../../src/spec/task.ts";
import { client } from "../client.ts";
import { notify } from "../notices.tsx";
import { PriceFirst } from "../price-first.tsx";
import { priceOf } from "../words.ts";

interface ImproveProps {
  task: TaskId;
  prompt: string;
  model: string;
  onTake: (prompt: string) => void;
}

export function Improve({ task, prompt, model, onTake }: ImproveProps) {
  const body = { task, prompt: prompt.trim(), model };

  async function price(): Promise<Plan> {
    const plan = await client.call("prompts.plan", { body });
    if (plan.candidates.length === 0) throw new Error(plan.summary);
    return plan;
  }
  function take({ prompt: before, enhanced }: Enhanced) {
    onTake(enhanced);
    notify("The prompt is replaced.", { action: { label: "Undo", run: () => onTake(before) }, ms: 8000 });
  }

  return (
    <PriceFirst
      label="Improve the prompt"
      button="Improve the prompt…"
      disabled={body.prompt === ""}
      yes={{ rest: "Rewrite", busy: "Writing…" }}
      price={price}
      run={() => client.call("prompts.enhance", { body })}
      priced={({ candidates: [first], quote }, { buttons }) => (
        <>
          <p>
            {first!.modelName} on {first!.providerTitle} would rewrite it for the model that gets it: {priceOf(quote)}.
          </p>
          {buttons}
        </>
      )}
      answer={(made, close) => (
        <>
          <p className="whitespace-pre-wrap text-mute line-through decoration-line">{made.prompt}</p>
          <p className="mt-2 whitespace-pre-wrap">{made.enhanced}</p>
          <div className="mt-2 flex gap-2">
            <button
              type="button"
              className="button"
              onClick={() => {
                take(made);
                close();
              }}
            >
              Use it
            </button>
            <button type="button" className="quiet" onClick={close}>
              Keep mine
            </button>
          </div>
        </>
      )}
    />
  );
}
