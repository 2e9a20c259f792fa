// Is open good enough? For each task the best open model against the best proprietary one: a sentence, the figures, and how it moved. Reckons nothing.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { Gap, GapSide } from "../../src/spec/gap.ts";
import { client, wordsOf } from "../client.ts";
import { about, plural, priceOf } from "../words.ts";
import { Chart } from "./chart.tsx";

interface Use {
  commercial: boolean;
  territory: string;
}

function useGap({ commercial, territory }: Use) {
  const license = { ...(commercial ? { commercial } : {}), ...(/^[A-Z]{2}$/.test(territory) ? { territory } : {}) };
  const body = { constraints: Object.keys(license).length > 0 ? { license } : {} };
  return useQuery({
    queryKey: ["gap", body],
    queryFn: () => client.call("gap.look", { body }),
    staleTime: 30_000,
    placeholderData: (before) => before,
  });
}

export function GapPage() {
  const [use, setUse] = useState<Use>({ commercial: false, territory: "" });
  const gap = useGap(use);
  const change = (more: Partial<Use>) => setUse((before) => ({ ...before, ...more }));
  return (
    <main className="mx-auto max-w-3xl px-5 py-10">
      <h1 className="font-serif text-4xl">Is open good enough?</h1>
      <p className="mt-2 text-mute">
        For each task the best open model that you may use against the best proprietary one, by published boards and by your own votes and checks.
      </p>
      <form className="mt-6 flex flex-wrap items-center gap-x-6 gap-y-3" aria-label="What it is for" onSubmit={(event) => event.preventDefault()}>
        <label className="flex items-center gap-2">
          <input
            type="checkbox"
            className="size-4 accent-leaf"
            checked={use.commercial}
            onChange={(event) => change({ commercial: event.target.checked })}
          />
          For commercial use
        </label>
        <label className="flex items-center gap-2">
          Used in
          <input
            className="field w-24"
            placeholder="DE"
            maxLength={2}
            value={use.territory}
            onChange={(event) => change({ territory: event.target.value.toUpperCase() })}
          />
        </label>
      </form>
      {gap.error && (
        <p role="alert" className="mt-6 text-bad">
          {wordsOf(gap.error).detail}
        </p>
      )}
      {gap.isPending && <p className="mt-6 text-mute">Looking…</p>}
      {gap.data?.data.length === 0 && <p className="mt-6 text-mute">Nothing is known yet. Votes on results change that.</p>}
      <div className={`transition-opacity ${gap.isFetching ? "opacity-60" : ""}`} aria-busy={gap.isFetching}>
        {gap.data?.data.map((each) => (
          <Task key={each.task} gap={each} />
        ))}
      </div>
      {gap.data && <p className="mt-8 text-sm text-mute">{gap.data.rule}</p>}
    </main>
  );
}

function Task({ gap }: { gap: Gap }) {
  const { title, says, proprietary, open, winRate, points, pointsError, series } = gap;
  return (
    <section aria-label={title} className="mt-10">
      <h2 className="font-serif text-2xl">{title}</h2>
      <p className="mt-1 max-w-prose">{says.replace(`${title}: `, "").replace(/^./, (first) => first.toUpperCase())}</p>
      {winRate && (
        <div
          className="mt-3"
          role="img"
          aria-label={`Open wins ${Math.round(winRate.value * 100)} of 100, between ${Math.round(winRate.low * 100)} and ${Math.round(winRate.high * 100)}`}
        >
          <div className="relative h-2 rounded-full bg-sunk">
            <div
              className="absolute inset-y-0 rounded-full bg-leaf/35"
              style={{ left: `${winRate.low * 100}%`, width: `${(winRate.high - winRate.low) * 100}%` }}
            />
            <div className="absolute inset-y-0 left-1/2 w-px bg-line" />
            <div className="absolute -inset-y-1 w-1 -translate-x-1/2 rounded-full bg-leaf" style={{ left: `${winRate.value * 100}%` }} />
          </div>
          <div className="mt-1 flex justify-between text-xs text-mute">
            <span>proprietary always preferred</span>
            <span>even</span>
            <span>open always preferred</span>
          </div>
        </div>
      )}
      <div className="mt-3 grid gap-3 sm:grid-cols-2">
        <Side label="Best open" side={open} />
        <Side label="Best proprietary" side={proprietary} />
      </div>
      {points !== null && (
        <p className="mt-2 text-sm text-mute tabular-nums">
          {Math.round(Math.abs(points))} ± {Math.round(pointsError!)} points {points >= 0 ? "behind" : "ahead"}, by all that is known
        </p>
      )}
      <Chart series={series} />
    </section>
  );
}

function Side({ label, side }: { label: string; side: GapSide | null }) {
  return (
    <div className="rounded-2xl border border-line bg-raised px-4 py-3">
      <h3 className="label">{label}</h3>
      {side ? (
        <>
          <Link
            to="/models/$"
            params={{ _splat: side.model }}
            className="font-medium underline decoration-line underline-offset-4 hover:decoration-leaf"
          >
            {side.name}
          </Link>
          <p className="mt-1 text-sm text-mute tabular-nums">
            {[
              side.published ? `${side.published.rating} on ${side.published.source}, ${side.published.date}` : "no published rating",
              side.votes > 0 ? `${plural(side.votes, "vote")} here` : "",
              side.checks > 0 ? `${plural(side.checks, "check")} by judges here` : "",
              priceOf(side.quote),
              side.seconds === null ? "" : about(side.seconds),
              side.available ? "" : "cannot be asked for now",
            ]
              .filter(Boolean)
              .join(" · ")}
          </p>
        </>
      ) : (
        <p className="text-mute">None that you may use was measured.</p>
      )}
    </div>
  );
}
