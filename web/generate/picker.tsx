// The model row and the dialog behind it: Auto in its ways, the models that can be used, and the others with the reason. Chooses nothing by itself.
import { useState } from "react";
import type { TaskView } from "../../src/spec/http.ts";
import type { License } from "../../src/spec/license.ts";
import type { ModelView, Offer, ProviderStatus } from "../../src/spec/model.ts";
import { Icon } from "../theme/icons.tsx";
import { Sheet } from "../theme/sheet.tsx";
import { AUTOS, isAuto } from "./ask.ts";
import { useLicenses, useModels, useOffers, useProviders } from "./catalogue.ts";
import { byHand } from "../handoff/hand-off.tsx";
import { found, pricesOf, secondsOf, whyNot } from "./picker-words.ts";

interface ModelRowProps {
  task: TaskView;
  model: string;
  onPick: (model: string) => void;
}

export function ModelRow({ task, model, onPick }: ModelRowProps) {
  const [open, setOpen] = useState(false);
  const models = useModels().data ?? [];
  const auto = AUTOS.find((one) => one.id === model);
  const picked = models.find((one) => one.id === model);
  const pick = (id: string) => {
    onPick(id);
    setOpen(false);
  };
  return (
    <>
      <button
        type="button"
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
        className="flex w-full items-center gap-3 rounded-xl border border-line bg-raised px-3.5 py-2.5 text-left hover:border-edge"
      >
        <span className="text-leaf">
          <Icon name={isAuto(model) ? "spark" : "check"} />
        </span>
        <span className="min-w-0 flex-1">
          <span className="block text-xs text-mute">Model</span>
          <span className="block truncate font-medium">{auto?.title ?? picked?.name ?? model}</span>
        </span>
        <Icon name="chevron" />
      </button>
      <Sheet open={open} onClose={() => setOpen(false)} title={`Who does it: ${task.title.toLowerCase()}`}>
        <Picker task={task} model={model} onPick={pick} />
      </Sheet>
    </>
  );
}

function Picker({ task, model, onPick }: ModelRowProps) {
  const [search, setSearch] = useState("");
  const models = useModels();
  const offers = useOffers().data ?? [];
  const providers = useProviders().data ?? [];
  const licenses = useLicenses().data ?? [];
  const fitting = found(
    (models.data ?? []).filter((one) => one.tasks.includes(task.id)),
    search,
  );
  const ready = readyModels(offers, providers, task.id);
  const rows = (list: ModelView[]) =>
    list.map((one) => (
      <Row
        key={one.id}
        one={one}
        ready={ready.has(one.id)}
        task={task}
        offers={offers}
        providers={providers}
        licenses={licenses}
        chosen={one.id === model}
        onPick={onPick}
      />
    ));
  const usable = fitting.filter((one) => one.available && ready.has(one.id));
  const byHands = fitting.filter((one) => byHand(one.id, task.id, offers, providers));
  const others = fitting.filter((one) => !usable.includes(one) && !byHands.includes(one));
  return (
    <div className="space-y-6">
      <label className="relative block">
        <span className="sr-only">Search models</span>
        <span className="absolute left-3 top-2.5 text-mute">
          <Icon name="search" />
        </span>
        <input
          type="search"
          autoFocus
          value={search}
          onChange={(event) => setSearch(event.target.value)}
          placeholder="Search by name or maker"
          className="field pl-10"
        />
      </label>
      {search === "" && (
        <Group title="Let OpenOak choose">
          <div className="grid gap-2 sm:grid-cols-3">
            {AUTOS.map((auto) => (
              <button
                key={auto.id}
                type="button"
                aria-pressed={auto.id === model}
                onClick={() => onPick(auto.id)}
                className="rounded-xl border border-line bg-raised px-3 py-2 text-left hover:border-edge aria-pressed:border-leaf aria-pressed:bg-leaf-soft"
              >
                <span className="block font-medium">{auto.title}</span>
                <span className="block text-xs text-mute">{auto.note}</span>
              </button>
            ))}
          </div>
        </Group>
      )}
      {models.isPending && (
        <p role="status" className="text-mute">
          Loading models…
        </p>
      )}
      {usable.length > 0 && <Group title="Ready to use">{rows(usable)}</Group>}
      {byHands.length > 0 && <Group title="By hand: you carry the prompt there">{rows(byHands)}</Group>}
      {others.length > 0 && <Group title="Not available now">{rows(others)}</Group>}
      {!models.isPending && fitting.length === 0 && (
        <p className="text-mute">{search ? `No model for this is called “${search}”.` : "No model for this is known yet."}</p>
      )}
    </div>
  );
}

function Group({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <section aria-label={title}>
      <h3 className="label mb-2">{title}</h3>
      <div className="space-y-2">{children}</div>
    </section>
  );
}

/** The models that a provider which is on offers for this task: one may be served for another task only. */
function readyModels(offers: Offer[], providers: ProviderStatus[], task: TaskView["id"]): Set<string> {
  const on = new Set(providers.filter((provider) => provider.state === "on").map((provider) => provider.id));
  return new Set(offers.filter((offer) => offer.tasks[task] && on.has(offer.provider)).map((offer) => offer.model));
}

interface RowProps {
  one: ModelView;
  ready: boolean;
  task: TaskView;
  offers: Offer[];
  providers: ProviderStatus[];
  licenses: License[];
  chosen: boolean;
  onPick: (model: string) => void;
}

function Row({ one, ready, task, offers, providers, licenses, chosen, onPick }: RowProps) {
  const hand = byHand(one.id, task.id, offers, providers);
  const usable = (one.available && ready) || hand !== null;
  const serving = offers.filter((offer) => offer.model === one.id && offer.tasks[task.id]);
  const license = licenses.find((row) => row.id === one.license);
  return (
    <button
      type="button"
      disabled={!usable}
      aria-pressed={chosen}
      onClick={() => onPick(one.id)}
      className="block w-full rounded-xl border border-line bg-raised px-3.5 py-2.5 text-left enabled:hover:border-edge disabled:bg-transparent aria-pressed:border-leaf aria-pressed:bg-leaf-soft"
    >
      <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <span className={`font-medium ${usable ? "" : "text-mute"}`}>{one.name}</span>
        <span className="text-sm text-mute">{one.maker}</span>
        <span className="ml-auto text-sm tabular-nums text-mute">
          {usable && [pricesOf(serving), secondsOf(serving, task.id)].filter(Boolean).join(" · ")}
        </span>
      </span>
      <span className="mt-0.5 block text-sm text-mute">{usable ? one.summary : whyNot(one, serving, providers)}</span>
      <span className="mt-1.5 flex flex-wrap gap-1.5">
        <span className="badge">{OPENNESS_WORDS[one.opennessClass]}</span>
        {license && <span className="badge">{license.name}</span>}
        <span className="badge" title={one.commercial.says}>
          {COMMERCIAL_WORDS[one.commercial.answer]}
        </span>
        {!one.neural && <span className="badge">procedural</span>}
        {one.lifecycle.status !== "active" && (
          <span className="badge">
            {one.lifecycle.status}
            {one.lifecycle.shutdown ? ` · ends ${one.lifecycle.shutdown}` : ""}
          </span>
        )}
      </span>
    </button>
  );
}

export const OPENNESS_WORDS = {
  "fully-open": "fully open",
  "open-weights": "open weights",
  "open-api": "open to all by API",
  closed: "closed",
} as const;
const COMMERCIAL_WORDS = {
  yes: "commercial use",
  no: "not for commercial use",
  unknown: "commercial use: not known",
  depends: "commercial use: depends on the host",
} as const;
