// Work for a product without an API: the prompt in its own words to carry there, and the place where its result comes back. Sends nothing there itself.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { copy } from "../actions/copy.ts";
import { declare } from "../actions/declare.ts";
import { client, wordsOf } from "../client.ts";
import { DropZone } from "../generate/drop-zone.tsx";
import type { FormField } from "../generate/schema.ts";
import { Sheet } from "../theme/sheet.tsx";
import type { HandOffAsk } from "../../src/spec/handoff.ts";
import type { TaskView } from "../../src/spec/http.ts";
import type { Offer, ProviderStatus } from "../../src/spec/model.ts";
import type { TaskId } from "../../src/spec/task.ts";

/** The product without an API that this model is a part of; null where somebody can be asked to run it. */
export function byHand(model: string, task: TaskId, offers: Offer[], providers: ProviderStatus[]): ProviderStatus | null {
  const serving = offers.filter((offer) => offer.model === model && offer.tasks[task]);
  const hands = providers.filter((provider) => provider.handOff && serving.some((offer) => offer.provider === provider.id));
  const others = serving.some((offer) => !hands.some((provider) => provider.id === offer.provider));
  return others ? null : (hands[0] ?? null);
}

/** Stands where Generate stands for others. */
export function HandOffBar({ title }: { title: string }) {
  return (
    <div className="sticky bottom-0 border-t border-line bg-panel px-5 py-3 max-lg:bottom-[calc(3.5rem+env(safe-area-inset-bottom))]">
      <button type="submit" className="button-leaf w-full" title="Ctrl or ⌘ + Enter" data-generate>
        Hand off to {title}
      </button>
    </div>
  );
}

export function HandOffNote({ title }: { title: string }) {
  return (
    <section aria-label="What happens" className="rounded-xl border border-line bg-raised px-3.5 py-3 text-sm text-mute">
      {title} has no API, so nobody can be asked to run it. You get the prompt in its own words, carry it there, and bring the result back. It is kept
      as declared by you, not proved.
    </section>
  );
}

interface HandOffSheetProps {
  task: TaskView;
  ask: HandOffAsk;
  title: string;
  open: boolean;
  onClose: () => void;
}

export function HandOffSheet({ task, ask, title, open, onClose }: HandOffSheetProps) {
  return (
    <Sheet open={open} onClose={onClose} title={`Hand off to ${title}`}>
      {open && <Prepared task={task} ask={ask} onClose={onClose} />}
    </Sheet>
  );
}

function Prepared({ task, ask, onClose }: Pick<HandOffSheetProps, "task" | "ask" | "onClose">) {
  const prepared = useQuery({
    queryKey: ["handoff", JSON.stringify(ask)],
    queryFn: () => client.call("handoffs.prepare", { body: ask }),
    staleTime: Infinity,
    retry: false,
  });
  const [problem, setProblem] = useState<string | null>(null);
  if (prepared.isPending)
    return (
      <p role="status" className="text-mute">
        Preparing…
      </p>
    );
  if (prepared.error)
    return (
      <p role="alert" className="text-bad">
        {wordsOf(prepared.error).detail}
      </p>
    );
  const { text, url, steps, leftOut } = prepared.data;

  async function bring(asset: string | undefined) {
    if (!asset) return;
    try {
      await declare({ ...ask, asset });
      onClose();
    } catch (error) {
      setProblem(wordsOf(error).detail);
    }
  }

  return (
    <div className="space-y-5">
      <div>
        <pre
          className="max-h-64 overflow-y-auto rounded-xl border border-line bg-sunk p-4 font-mono text-sm whitespace-pre-wrap"
          tabIndex={0}
          aria-label="Prompt to carry there"
        >
          {text}
        </pre>
        <div className="mt-2 flex flex-wrap gap-2">
          <button type="button" className="button" onClick={() => void copy(text, "Prompt")}>
            Copy
          </button>
          <a className="button" href={url} target="_blank" rel="noreferrer noopener">
            Open {new URL(url).host}
          </a>
        </div>
      </div>
      <ol className="list-decimal space-y-1 pl-5">
        {steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      {leftOut.length > 0 && <p className="rounded-xl bg-warn-soft px-4 py-3 text-sm">Left out: {leftOut.join(" ")}</p>}
      <DropZone field={resultField(task)} value={undefined} onChange={(asset) => void bring(asset)} />
      {problem && (
        <p role="alert" className="text-sm text-bad">
          {problem}
        </p>
      )}
    </div>
  );
}

const resultField = (task: TaskView): FormField => ({
  name: "result",
  title: "Your result",
  kind: "asset",
  description: null,
  advanced: false,
  required: true,
  control: "asset",
  unit: null,
  accepts: task.output,
  values: [],
  min: null,
  max: null,
  step: null,
  maxChars: null,
  fallback: null,
  suggestions: [],
});
