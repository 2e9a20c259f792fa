// One generation in the feed: what was asked, how far it is, what came out, what can be done with it. Follows nothing itself.
import { useEffect, useState } from "react";
import type { Generation } from "../../src/spec/generation.ts";
import { ACTIONS } from "../actions/generation-actions.ts";
import { again } from "../actions/again.ts";
import { submitAgain } from "../actions/submit.ts";
import { Player } from "../assets/player.tsx";
import { useStore } from "../store.ts";
import { Icon } from "../theme/icons.tsx";
import { about, ago, clockTime, money } from "../words.ts";
import { BestMark } from "./best-part.tsx";
import { dropPending, feedStore, type Pending } from "./feed-store.ts";
import { isDeclared, isOver } from "./events.ts";
import { nameOf } from "./name.ts";
import { LOW_PX, ratioAhead } from "./room.ts";
import { troubleOf } from "./trouble.ts";

const BOX = "overflow-hidden rounded-2xl border border-line bg-raised shadow-card";

export function Card({ generation, onOpen }: { generation: Generation; onOpen: (id: string) => void }) {
  const over = isOver(generation);
  const trouble = troubleOf(generation);
  return (
    <article aria-label={nameOf(generation)} aria-busy={!over} className={`group ${BOX}`}>
      {generation.assets.length > 0 && <Media generation={generation} onOpen={() => onOpen(generation.id)} />}
      {!over && <Working generation={generation} />}
      {trouble && (
        <Trouble {...trouble} retry={generation.status === "failed" || generation.status === "unknown" ? () => void again(generation) : null} />
      )}
      {generation.status === "canceled" && generation.assets.length === 0 && (
        <p className="grid h-28 place-items-center bg-sunk text-mute">Canceled</p>
      )}
      <div className="px-4 pb-2 pt-3">
        <button
          type="button"
          onClick={() => onOpen(generation.id)}
          className="line-clamp-2 w-full rounded text-left leading-snug hover:text-leaf"
          title={nameOf(generation)}
        >
          {nameOf(generation)}
        </button>
        <p className="mt-1 truncate text-xs text-mute tabular-nums">{footOf(generation)}</p>
      </div>
      <div role="group" aria-label="Actions" className="flex flex-wrap gap-0.5 px-2 pb-2">
        {ACTIONS.filter((action) => action.fits(generation)).map((action) => (
          <button
            key={action.id}
            type="button"
            className="quiet size-8 p-0"
            aria-label={action.title}
            title={action.title}
            onClick={() => void action.run(generation)}
          >
            <Icon name={action.icon} size={17} />
          </button>
        ))}
        <button type="button" className="quiet ml-auto size-8 p-0" aria-label="Details" title="Details" onClick={() => onOpen(generation.id)}>
          <Icon name="details" size={17} />
        </button>
      </div>
    </article>
  );
}

function footOf(generation: Generation): string {
  const who = generation.plan.candidates.find((one) => one.model === generation.model)?.modelName ?? generation.model;
  const cost = generation.settledMicro === null ? null : money(generation.settledMicro);
  const how = isDeclared(generation) ? "declared by you" : null;
  return [who, how, cost, ago(generation.createdAt, Date.now())].filter(Boolean).join(" · ");
}

function Media({ generation, onOpen }: { generation: Generation; onOpen: () => void }) {
  const several = generation.assets.length > 1 && generation.assets.every((asset) => asset.kind === "image" || asset.kind === "video");
  return (
    <div className={several ? "grid grid-cols-2 gap-px bg-line" : "divide-y divide-line"}>
      {generation.assets.map((asset) => (
        <div key={asset.id} className="relative">
          <Player asset={asset} name={nameOf(generation)} square={several} onOpen={onOpen} />
          {generation.best?.asset === asset.id && <BestMark by={generation.best.by} of={asset} />}
        </div>
      ))}
    </div>
  );
}

function Room({ ask, children }: { ask: Parameters<typeof ratioAhead>[0]; children?: React.ReactNode }) {
  const ratio = ratioAhead(ask);
  return (
    <div className="waiting overflow-hidden" style={ratio === null ? { height: LOW_PX } : { aspectRatio: ratio }}>
      {children}
    </div>
  );
}

/** How long it will still take: by its progress once that says something, before by what the plan expects. */
function remaining(generation: Generation, elapsed: number): string | null {
  const { progress } = generation;
  const expected = generation.plan.seconds;
  const left =
    progress !== null && progress > 0.1 && elapsed > 2 ? (elapsed / progress) * (1 - progress) : expected === null ? null : expected - elapsed;
  return left !== null && left >= 1 ? `about ${about(left)} left` : null;
}

function useSeconds(from: string | number): number {
  const start = typeof from === "number" ? from : Date.parse(from);
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return Math.max(0, (now - start) / 1000);
}

function Working({ generation }: { generation: Generation }) {
  const preview = useStore(feedStore, (feed) => feed.previews.get(generation.id));
  const elapsed = useSeconds(generation.createdAt);
  const percent = generation.progress === null ? null : Math.round(generation.progress * 100);
  const stage = generation.stage ?? { queued: "In line", running: "Being made", canceling: "Stopping" }[generation.status as string] ?? "Under way";
  return (
    <div>
      {generation.assets.length > 0 ? (
        <div className="waiting h-2" />
      ) : (
        <Room ask={generation}>{preview && <img src={preview} alt="" className="size-full object-cover opacity-80" />}</Room>
      )}
      <div className="px-4 pt-3">
        <div
          role="progressbar"
          aria-label={`Progress: ${stage}`}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={percent ?? undefined}
          className="h-1 overflow-hidden rounded-full bg-sunk"
        >
          <div
            className={`h-full rounded-full bg-leaf transition-[width] duration-500 ${percent === null ? "w-1/4 animate-pulse" : ""}`}
            style={percent === null ? undefined : { width: `${percent}%` }}
          />
        </div>
        <p className="mt-1.5 flex gap-3 text-xs text-mute tabular-nums">
          <span className="min-w-0 flex-1 truncate">{stage}</span>
          {percent !== null && <span>{percent}%</span>}
          <span>{remaining(generation, elapsed) ?? clockTime(elapsed)}</span>
        </p>
      </div>
    </div>
  );
}

function Trouble({ title, detail, next, retry }: { title: string; detail: string; next: string | null; retry: (() => void) | null }) {
  return (
    <div className="bg-bad-soft px-4 py-4">
      <p className="flex gap-2 font-semibold text-bad">
        <Icon name="alert" />
        {title}
      </p>
      <p className="mt-1 text-sm [overflow-wrap:anywhere]">{detail}</p>
      {next && <p className="mt-1 text-sm text-mute">{next}</p>}
      {retry && (
        <button type="button" className="button mt-3" onClick={retry}>
          <Icon name="reuse" size={16} />
          Try again
        </button>
      )}
    </div>
  );
}

/** Between the click and the answer; or refused before anything began. */
export function PendingCard({ pending }: { pending: Pending }) {
  const away = () => dropPending(pending.key);
  return (
    <article aria-label={nameOf(pending.ask)} aria-busy={!pending.problem} className={BOX}>
      {pending.problem ? (
        <Trouble
          {...pending.problem}
          next={pending.problem.lost ? "It may have arrived all the same. Trying again makes nothing twice." : "Nothing was charged."}
          retry={() => void submitAgain(pending)}
        />
      ) : (
        <Room ask={pending.ask} />
      )}
      <div className="flex items-start gap-2 px-4 py-3">
        <p className="line-clamp-2 flex-1 leading-snug">
          {nameOf(pending.ask)}
          <span className="mt-1 block text-xs text-mute">{pending.problem ? "Not begun" : "Sending…"}</span>
        </p>
        {pending.problem && (
          <button type="button" className="quiet size-8 p-0" aria-label="Dismiss" onClick={away}>
            <Icon name="cancel" />
          </button>
        )}
      </div>
    </article>
  );
}
