// The feed before anything was made: examples to press and what is connected. Makes nothing itself.
import { Link } from "@tanstack/react-router";
import type { TaskView } from "../../src/spec/http.ts";
import { useModels } from "../generate/catalogue.ts";
import { openTask } from "../generate/draft.ts";
import { focusPrompt } from "../actions/focus-prompt.ts";
import { Icon, type IconName, Leaf } from "../theme/icons.tsx";
import { paneStore } from "../pane.ts";

export function Empty({ tasks, task }: { tasks: TaskView[]; task: TaskView }) {
  const neural = useModels().data?.some((model) => model.available && model.neural);
  const examples = tasks.filter(
    (one) =>
      !one.live &&
      one.subject &&
      one.example[one.subject] &&
      !((one.inputSchema.required as string[] | undefined) ?? []).some((name) => one.example[name] === undefined),
  );
  const own = [...examples].sort((a, b) => Number(b.id === task.id) - Number(a.id === task.id));
  const take = (one: TaskView) => {
    openTask(one.id, one.modality, { input: one.example });
    paneStore.set("create");
    requestAnimationFrame(focusPrompt);
  };
  return (
    <div className="mx-auto max-w-2xl py-10 sm:py-20">
      <Leaf size={52} />
      <h1 className="mt-5 font-serif text-4xl leading-tight">What shall we make?</h1>
      <p className="mt-3 max-w-prose text-mute">Say it in the prompt, or begin with one of these.</p>
      <ul className="mt-6 flex flex-wrap gap-2.5">
        {own.map((one) => (
          <li key={one.id}>
            <button
              type="button"
              onClick={() => take(one)}
              className="flex items-center gap-2 rounded-full border border-line bg-raised px-4 py-2 text-left hover:border-leaf"
            >
              <span className="text-leaf">
                <Icon name={one.modality as IconName} size={17} />
              </span>
              {String(one.example[one.subject!])}
            </button>
          </li>
        ))}
      </ul>
      {neural === false && (
        <p className="mt-8 border-l-2 border-leaf pl-4 text-mute">
          Built-in engines: procedural, free, on this machine.
          <br />
          <Link to="/providers" className="text-ink underline decoration-leaf underline-offset-4">
            Connect providers
          </Link>{" "}
          for neural models.
        </p>
      )}
    </div>
  );
}
