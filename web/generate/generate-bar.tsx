// How many, and the button with the price on it. Which ask it sends is the panel's.
import type { TaskView } from "../../src/spec/http.ts";
import type { Plan } from "../../src/spec/plan.ts";
import { Icon } from "../theme/icons.tsx";
import { priceOf } from "../words.ts";
import { BestControl } from "./best-control.tsx";
import { changeTask, type TaskDraft } from "./draft.ts";

interface GenerateBarProps {
  task: TaskView;
  draft: TaskDraft;
  plan: Plan | null;
  waiting: boolean;
  most: number;
  /** The first field still empty. */
  incomplete: string | null;
}

export function GenerateBar({ task, draft, plan, waiting, most, incomplete }: GenerateBarProps) {
  const first = plan?.candidates[0];
  const price = first ? priceOf(plan!.best ? plan!.quote : first.quote, limitOf(plan!)) : null;
  const hedge = draft.hedgeMicro ?? 0;
  const impossible = plan !== null && !first && !waiting;
  return (
    <div className="sticky bottom-0 border-t border-line bg-panel px-5 py-3 max-lg:bottom-[calc(3.5rem+env(safe-area-inset-bottom))]">
      <BestControl task={task.id} draft={draft} count={Math.min(draft.count, most)} plan={plan} />
      {hedge > 0 && (
        <p className="mb-2 text-xs text-mute tabular-nums">and {priceOf({ lowMicro: 0, highMicro: hedge })} for a second try, if the first is slow</p>
      )}
      <div className="flex items-stretch gap-2">
        <Stepper value={draft.count} max={most} onChange={(count) => changeTask(task.id, (old) => ({ ...old, count }))} />
        <button
          type="submit"
          data-generate
          disabled={impossible}
          className="button-leaf min-w-0 flex-1 whitespace-nowrap"
          title={incomplete ? `${incomplete} is still empty` : "Ctrl or ⌘ + Enter"}
        >
          <span>Generate{price && <span className="font-normal tabular-nums"> · {price}</span>}</span>
        </button>
      </div>
    </div>
  );
}

/** The most that it may cost though its price is not known: the limit that it is asked under, and the judge. */
function limitOf({ candidates, best }: Plan): number | null {
  const costMicro = candidates[0]?.costMicro ?? null;
  return costMicro === null ? null : costMicro + (best?.judging.highMicro ?? 0);
}

function Stepper({ value, max, onChange }: { value: number; max: number; onChange: (value: number) => void }) {
  const shown = Math.min(value, max);
  const step = "grid w-8 place-items-center text-mute hover:text-ink disabled:opacity-30";
  return (
    <div role="group" aria-label="How many" className="flex rounded-xl border border-line bg-raised">
      <button type="button" className={step} aria-label="One fewer" disabled={shown <= 1} onClick={() => onChange(shown - 1)}>
        <Icon name="minus" size={15} />
      </button>
      <output className="grid min-w-5 place-items-center font-medium tabular-nums" aria-label="Count">
        {shown}
      </output>
      <button type="button" className={step} aria-label="One more" disabled={shown >= max} onClick={() => onChange(shown + 1)}>
        <Icon name="plus" size={15} />
      </button>
    </div>
  );
}
