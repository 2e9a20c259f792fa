// The left panel: tabs, task, model, form, what Auto would do, and Generate with its price. Sends through actions/submit.
import { useStore } from "../store.ts";
import type { TaskView } from "../../src/spec/http.ts";
import { submit } from "../actions/submit.ts";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { conversation } from "../chat/conversation.ts";
import { chooseModality } from "../actions/choose-modality.ts";
import { Icon } from "../theme/icons.tsx";
import { askOf, mostOf, isAuto, offersFor } from "./ask.ts";
import { byHand, HandOffBar, HandOffNote, HandOffSheet } from "../handoff/hand-off.tsx";
import { notify } from "../notices.tsx";
import { paneStore } from "../pane.ts";
import { AutoRow, NobodyYet } from "./auto-row.tsx";
import { MODALITIES, shortTitle, tasksIn, useModels, useOffers, useProviders } from "./catalogue.ts";
import { changeTask, draftOf, draftStore, openTask } from "./draft.ts";
import { Form } from "./form.tsx";
import { GenerateBar } from "./generate-bar.tsx";
import { ModelRow } from "./picker.tsx";
import { formOf, missing } from "./schema.ts";
import { useDroppedFiles } from "./dropped-files.ts";
import { movedFrom } from "./retired.ts";
import { usePlan } from "./use-plan.ts";

/** The task on show: the last one of the modality, else its first. */
export function useTask(tasks: TaskView[]): TaskView {
  const draft = useStore(draftStore);
  const inside = tasksIn(tasks, draft.modality);
  return inside.find((task) => task.id === draft.tasks[draft.modality]) ?? inside[0] ?? tasks[0]!;
}

export function Panel({ tasks, task, onSent }: { tasks: TaskView[]; task: TaskView; onSent: () => void }) {
  useDroppedFiles(task, tasks);
  return (
    <div className="flex min-h-full flex-col">
      <Tabs />
      <TaskSwitch tasks={tasks} task={task} />
      {task.live ? <LivePanel task={task} /> : <AskPanel key={task.id} task={task} onSent={onSent} />}
    </div>
  );
}

function Tabs() {
  const { modality } = useStore(draftStore);
  const row = useRef<HTMLDivElement>(null);

  /** Arrows, Home and End go from tab to tab, as tabs do; only the chosen one is in the tab order. */
  function go(event: KeyboardEvent) {
    const at = MODALITIES.findIndex((one) => one.id === modality);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: MODALITIES.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = (to + MODALITIES.length) % MODALITIES.length;
    chooseModality(MODALITIES[next]!.id);
    row.current?.querySelectorAll<HTMLElement>("[role=tab]")[next]?.focus();
  }

  return (
    <div ref={row} role="tablist" aria-label="What to make" className="grid grid-cols-6 gap-1 px-3 pt-3" onKeyDown={go}>
      {MODALITIES.map((one) => (
        <button
          key={one.id}
          type="button"
          role="tab"
          aria-selected={one.id === modality}
          tabIndex={one.id === modality ? 0 : -1}
          onClick={() => chooseModality(one.id)}
          className="flex flex-col items-center gap-1 rounded-xl py-2 text-xs font-medium text-mute hover:bg-leaf-soft hover:text-ink aria-selected:bg-leaf-soft aria-selected:text-leaf"
        >
          <Icon name={one.id} size={20} />
          {one.title}
        </button>
      ))}
    </div>
  );
}

function TaskSwitch({ tasks, task }: { tasks: TaskView[]; task: TaskView }) {
  const inside = tasksIn(tasks, task.modality);
  if (inside.length < 2) return null;
  return (
    <div role="group" aria-label="Task" className="flex gap-x-3.5 overflow-x-auto border-b border-line px-5 pt-2 text-[0.86rem] whitespace-nowrap">
      {inside.map((one) => (
        <button
          key={one.id}
          type="button"
          aria-pressed={one.id === task.id}
          onClick={() => openTask(one.id, one.modality)}
          className="border-b-2 border-transparent py-2 text-mute hover:text-ink aria-pressed:border-leaf aria-pressed:font-medium aria-pressed:text-ink"
        >
          {shortTitle(one)}
        </button>
      ))}
    </div>
  );
}

/** A draft whose model is gone goes on with its successor, and says so once. */
function useLiving(task: TaskView, model: string): void {
  const models = useModels().data;
  const moved = models ? movedFrom(model, task.id, models, new Date().toISOString().slice(0, 10)) : null;
  const to = moved?.model;
  useEffect(() => {
    if (!moved) return;
    changeTask(task.id, (old) => ({ ...old, model: moved.model }));
    notify(moved.notice, { ms: 8000 });
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [task.id, model, to]);
}

function AskPanel({ task, onSent }: { task: TaskView; onSent: () => void }) {
  const draft = draftOf(useStore(draftStore), task.id);
  useLiving(task, draft.model);
  const [handing, setHanding] = useState(false);
  const offers = useOffers().data ?? [];
  const providers = useProviders().data ?? [];
  const serving = offersFor(offers, providers, draft.model, task.id);
  const hand = byHand(draft.model, task.id, offers, providers);
  const on = new Set(providers.filter((provider) => provider.state === "on").map((provider) => provider.id));
  const nobody = offers.length > 0 && on.size > 0 && !offers.some((offer) => offer.tasks[task.id] && on.has(offer.provider));
  const form = formOf(task.inputSchema, serving);
  const ask = askOf(task.id, draft, form);
  const empty = missing(ask.input, form.fields);
  const { plan, error, waiting } = usePlan(
    empty.length === 0
      ? ask
      : planless(
          task,
          ask,
          empty.map((field) => field.name),
        ),
  );

  function send() {
    const [first] = empty;
    if (first) return document.getElementById(`field-${first.name}`)?.focus();
    if (hand) return setHanding(true);
    void submit(ask);
    onSent();
  }

  return (
    <form
      className="flex flex-1 flex-col"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <div className="flex-1 space-y-5 px-5 py-4">
        <ModelRow task={task} model={draft.model} onPick={(model) => changeTask(task.id, (old) => ({ ...old, model }))} />
        <Form task={task} form={form} draft={draft} offers={serving} error={error} />
        {hand ? (
          <HandOffNote title={hand.title} />
        ) : nobody && !plan ? (
          <NobodyYet />
        ) : (
          <AutoRow plan={plan} error={error} waiting={waiting} auto={isAuto(draft.model)} count={draft.count} />
        )}
      </div>
      {hand ? (
        <>
          <HandOffBar title={hand.title} />
          <HandOffSheet
            task={task}
            ask={{ model: draft.model, task: task.id, input: ask.input }}
            title={hand.title}
            open={handing}
            onClose={() => setHanding(false)}
          />
        </>
      ) : (
        <GenerateBar task={task} draft={draft} plan={plan} waiting={waiting} most={mostOf(task.id, form)} incomplete={empty[0]?.title ?? null} />
      )}
    </form>
  );
}

/** Before there is a prompt the panel already says who would do it: asked with the task's own example. Files cannot be made up. */
function planless(task: TaskView, ask: ReturnType<typeof askOf>, empty: string[]) {
  const example = Object.fromEntries(empty.map((name) => [name, task.example[name]]));
  return empty.every((name) => example[name] !== undefined) ? { ...ask, input: { ...ask.input, ...example } } : null;
}

function LivePanel({ task }: { task: TaskView }) {
  const draft = draftOf(useStore(draftStore), task.id);
  useLiving(task, draft.model);
  const { turns } = useStore(conversation);
  const said = turns.filter((turn) => turn.content !== "").map(({ role, content }) => ({ role, content }));
  const input = said.at(-1)?.role === "user" || said.length === 0 ? task.example : { messages: said };
  const { plan, error, waiting } = usePlan({ task: task.id, input, model: draft.model });
  return (
    <div className="space-y-5 px-5 py-4">
      <ModelRow task={task} model={draft.model} onPick={(model) => changeTask(task.id, (old) => ({ ...old, model }))} />
      {(plan?.candidates.length ?? 0) > 0 && <AutoRow plan={plan} error={error} waiting={waiting} auto={isAuto(draft.model)} count={1} />}
      <p className="text-sm text-mute">
        Answers come as they are written, from the model above. A conversation stays on this page until you clear it.
      </p>
      <button type="button" className="button-leaf w-full lg:hidden" onClick={() => paneStore.set("feed")}>
        Go to the chat
      </button>
    </div>
  );
}
