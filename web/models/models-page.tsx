// Every model that is known, found by name, task and openness; only the rows near the window exist. One in full is model-page.tsx.
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useLayoutEffect, useRef, useState } from "react";
import { wordsOf } from "../client.ts";
import { useModels, useTasks } from "../generate/catalogue.ts";
import type { ModelView } from "../../src/spec/model.ts";
import { classWords, OPENNESS_CLASSES, type OpennessClass } from "../../src/spec/openness.ts";
import type { TaskId } from "../../src/spec/task.ts";
import { Icon } from "../theme/icons.tsx";
import { plural } from "../words.ts";
import { type Filter, fitting } from "./model-filter.ts";

const ROW_PX = 92;
const GAP_PX = 8;

export function ModelsPage() {
  const filter: Filter = useSearch({ from: "/models/" });
  const navigate = useNavigate({ from: "/models/" });
  const models = useModels();
  const tasks = useTasks().data ?? [];
  const all = models.data ?? [];
  const shown = fitting(all, filter);
  // What was typed replaces: going back leaves the list at once, not letter by letter.
  const change = (more: Partial<Filter>) => void navigate({ search: clean({ ...filter, ...more }), replace: true });
  return (
    <main className="mx-auto max-w-3xl px-5 py-10">
      <h1 className="font-serif text-4xl">Models</h1>
      <p className="mt-2 text-mute">How open each is, what you may do with it, where your input goes, what it costs, and what else there is.</p>
      <p className="mt-2">
        <Link to="/gap" className="underline decoration-leaf underline-offset-4">
          Is open good enough? The best of both sides, task by task
        </Link>
      </p>
      <div className="mt-6 grid gap-3 sm:grid-cols-[1fr_auto_auto]">
        <label className="relative block">
          <span className="sr-only">Search models</span>
          <span className="absolute left-3 top-2.5 text-mute">
            <Icon name="search" />
          </span>
          <input
            type="search"
            value={filter.q ?? ""}
            onChange={(event) => change({ q: event.target.value })}
            placeholder="Search by name or maker"
            className="field pl-10"
          />
        </label>
        <label>
          <span className="sr-only">Task</span>
          <select className="field" value={filter.task ?? ""} onChange={(event) => change({ task: event.target.value as TaskId })}>
            <option value="">Any task</option>
            {tasks.map((task) => (
              <option key={task.id} value={task.id}>
                {task.title}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span className="sr-only">Openness</span>
          <select className="field" value={filter.open ?? ""} onChange={(event) => change({ open: event.target.value as OpennessClass })}>
            <option value="">Any openness</option>
            {OPENNESS_CLASSES.toReversed().map((name) => (
              <option key={name} value={name}>
                {classWords(name)}
              </option>
            ))}
          </select>
        </label>
      </div>
      <div className="mt-3 flex flex-wrap items-center justify-between gap-3 text-sm">
        <label className="flex items-center gap-2">
          <input
            type="checkbox"
            className="size-4 accent-leaf"
            checked={filter.now === true}
            onChange={(event) => change({ now: event.target.checked || undefined } as Filter)}
          />
          Only what can be used now
        </label>
        <p role="status" className="text-mute tabular-nums">
          {models.isPending
            ? "Loading…"
            : shown.length === all.length
              ? plural(all.length, "model")
              : `${shown.length} of ${plural(all.length, "model")}`}
        </p>
      </div>
      {models.error && (
        <p role="alert" className="mt-8 text-bad">
          {wordsOf(models.error).detail}{" "}
          <button type="button" className="quiet" onClick={() => void models.refetch()}>
            Try again
          </button>
        </p>
      )}
      {models.data && shown.length === 0 && (
        <div className="mt-10 text-mute">
          <p>No model fits these conditions.</p>
          <button type="button" className="button mt-3" onClick={() => void navigate({ search: {}, replace: true })}>
            Show all
          </button>
        </div>
      )}
      <Rows models={shown} titles={new Map(tasks.map((task) => [task.id, task.title]))} />
    </main>
  );
}

const clean = (filter: Filter): Filter => Object.fromEntries(Object.entries(filter).filter(([, value]) => value)) as Filter;

function Rows({ models, titles }: { models: ModelView[]; titles: Map<string, string> }) {
  const box = useRef<HTMLUListElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => setTop((box.current?.getBoundingClientRect().top ?? 0) + window.scrollY), []);
  const virtual = useWindowVirtualizer({
    count: models.length,
    estimateSize: () => ROW_PX,
    gap: GAP_PX,
    overscan: 8,
    scrollMargin: top,
    getItemKey: (index) => models[index]!.id,
  });
  return (
    <ul ref={box} aria-label="Models" className="relative mt-5" style={{ height: virtual.getTotalSize() }}>
      {virtual.getVirtualItems().map((item) => (
        <li
          key={item.key}
          ref={virtual.measureElement}
          data-index={item.index}
          aria-setsize={models.length}
          aria-posinset={item.index + 1}
          className="absolute left-0 top-0 w-full"
          style={{ transform: `translateY(${item.start - top}px)` }}
        >
          <Row one={models[item.index]!} titles={titles} />
        </li>
      ))}
    </ul>
  );
}

function Row({ one, titles }: { one: ModelView; titles: Map<string, string> }) {
  const { status, shutdown } = one.lifecycle;
  return (
    <Link to="/models/$" params={{ _splat: one.id }} className="block rounded-2xl border border-line bg-raised px-4 py-3 hover:border-edge">
      <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <span aria-hidden className={`size-2.5 shrink-0 rounded-full ${one.available ? "bg-leaf" : "border border-edge"}`} />
        <span className="font-medium">{one.name}</span>
        <span className="text-sm text-mute">{one.maker}</span>
        <span className="ml-auto flex flex-wrap gap-1.5">
          <span className="badge">{classWords(one.opennessClass)}</span>
          {Object.values(one.openness).some((layer) => layer.contradicted) && <span className="badge">sources differ</span>}
          {status !== "active" && (
            <span className="badge">
              {status}
              {shutdown ? ` · ${shutdown}` : ""}
            </span>
          )}
        </span>
      </span>
      <span className="mt-1 line-clamp-2 text-sm text-mute">{one.summary}</span>
      <span className="block truncate text-xs text-mute">
        {one.tasks.map((task) => titles.get(task) ?? task).join(" · ") || "Used by other models only"}
      </span>
      <span className="sr-only">{one.available ? "can be used now" : "cannot be used now"}</span>
    </Link>
  );
}
