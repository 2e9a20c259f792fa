// What else, how good, and what can be asked of a model. Each figure with its board and date; what is not known is told.
import type { ReactNode } from "react";
import type { Alternative, ModelPage } from "../../src/spec/model-page.ts";
import { sensedWords } from "../../src/spec/model-words.ts";
import { SENSE_IDS, SENSES } from "../../src/spec/senses.ts";
import { hereWords, sliceWords } from "../../src/spec/vote.ts";
import { classWords } from "../../src/spec/openness.ts";
import { ModelLink } from "./model-link.tsx";
import { CARD, Facts, Question, Source } from "./question.tsx";

const KINDS: Record<Alternative["kind"], string> = {
  successor: "Successor",
  "more-open": "More open",
  cheaper: "Cheaper",
  allowed: "Allowed where this one is not",
};

export function ElsePart({ page: { alternatives, fits } }: { page: ModelPage }) {
  const titles = new Map(fits.map((fit) => [fit.task as string, fit.title]));
  const groups = Map.groupBy(alternatives, (one) => one.kind);
  return (
    <Question
      id="else"
      title="What else?"
      answer={
        alternatives.length === 0
          ? "By the rules here nothing is more open, cheaper, or allowed where this one is not."
          : "By fixed rules, the best measured first and what you can use now before the rest."
      }
    >
      <div className="grid items-start gap-3 sm:grid-cols-2">
        {[...groups].map(([kind, list]) => (
          <section key={kind} className={CARD} aria-label={KINDS[kind]}>
            <h3 className="label">{KINDS[kind]}</h3>
            <ul className="mt-1 space-y-2.5 text-sm">
              {list.map((one) => (
                <li key={`${one.task} ${one.model}`}>
                  <span className="font-medium">
                    <ModelLink id={one.model}>{one.name}</ModelLink>
                  </span>
                  <span className="ml-2 inline-flex flex-wrap gap-1">
                    <span className="badge">{classWords(one.opennessClass)}</span>
                    {one.available && <span className="badge">can be used now</span>}
                  </span>
                  <span className="block text-mute">
                    {one.task && fits.length > 1 && `${titles.get(one.task)}: `}
                    {one.reason}
                  </span>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </Question>
  );
}

export function QualityPart({ page: { ratings, fits, here, styles } }: { page: ModelPage }) {
  const titles = new Map(fits.map((fit) => [fit.task as string, fit.title]));
  return (
    <Question
      id="good"
      title="How good is it?"
      answer={ratings.length === 0 ? "Nobody whose figures are here measured it over all. That is no judgement." : undefined}
    >
      {ratings.length > 0 && (
        <ul className="grid items-start gap-3 sm:grid-cols-2">
          {ratings.map((one) => (
            <li key={`${one.board.id} ${one.task}`} className={CARD}>
              <p className="label">{titles.get(one.task) ?? one.task}</p>
              <p className="mt-1 flex items-baseline gap-2">
                <span className="font-serif text-2xl tabular-nums">{Math.round(one.rating)}</span>
                {one.ciLow !== null && one.ciHigh !== null && (
                  <span className="text-sm text-mute tabular-nums">
                    {Math.round(one.ciLow)} to {Math.round(one.ciHigh)}
                  </span>
                )}
              </p>
              <Interval value={one.value} low={one.low} high={one.high} />
              <p className="mt-1 text-sm">
                Would win {Math.round(one.value * 100)} of 100 votes against the middle one of {one.board.systems} systems
                {one.votes === null ? "" : `; ${one.votes.toLocaleString("en-US")} votes`}.
              </p>
              <p className="mt-1">
                <Source source={one.source} url={one.board.url} date={one.date} />
              </p>
            </li>
          ))}
        </ul>
      )}
      {here.length > 0 && (
        <ul aria-label="What was said here" className="mt-3 space-y-1 text-sm">
          {here.map((one) => (
            <li key={one.task}>
              <span className="font-medium">{titles.get(one.task) ?? one.task}</span>: believed to win {Math.round(one.quality * 100)} ±{" "}
              {Math.max(1, Math.round(one.qualityError * 100))} of 100, with what was said here: {hereWords(one)}.
            </li>
          ))}
        </ul>
      )}
      {styles.length > 0 && <Styles styles={styles} titles={titles} />}
    </Question>
  );
}

/** What is believed of it in each style, and what others published there, each figure beside the one that its figure over all foretells. */
function Styles({ styles, titles }: { styles: ModelPage["styles"]; titles: ReadonlyMap<string, string> }) {
  const many = new Set(styles.map((one) => one.task)).size > 1;
  return (
    <section className="mt-5">
      <h3 className="label">By style</h3>
      <p className="mt-1 text-sm text-mute">
        Of 100 votes against the middle one, and what others published of it there beside what its figure over all foretells.
      </p>
      <ul aria-label="By style" className="mt-2 divide-y divide-line rounded-2xl border border-line bg-raised text-sm">
        {styles.map((one) => (
          <li key={`${one.task} ${one.style}`} className="grid gap-x-4 px-4 py-2.5 sm:grid-cols-[14rem_1fr]">
            <span>
              <span className="font-medium">
                {many && `${titles.get(one.task) ?? one.task}, `}
                {one.style}
              </span>
              <span className="block text-mute tabular-nums">
                {Math.round(one.quality * 100)} ± {Math.max(1, Math.round(one.qualityError * 100))} of 100
              </span>
            </span>
            <span>
              {one.slices.length === 0 && <span className="text-mute">By what was said here.</span>}
              {one.slices.map((each) => (
                <span key={`${each.source} ${each.column}`} className="block">
                  {sliceWords(each)}. <Source source={each.source} url={each.url} date={each.date} />
                </span>
              ))}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Nothing to everything, with the middle marked; the figures stand beside it as text. */
function Interval({ value, low, high }: { value: number; low: number | null; high: number | null }) {
  const percent = (share: number) => `${share * 100}%`;
  return (
    <div aria-hidden className="relative mt-2 h-2 rounded-full bg-sunk">
      <span className="absolute left-1/2 h-full w-px bg-edge" />
      {low !== null && high !== null && (
        <span className="absolute h-full rounded-full bg-leaf/35" style={{ left: percent(low), width: percent(high - low) }} />
      )}
      <span className="absolute -top-0.5 size-3 -translate-x-1/2 rounded-full border-2 border-raised bg-leaf" style={{ left: percent(value) }} />
    </div>
  );
}

type Fit = ModelPage["fits"][number];

/** What each offer of it takes together; of who offers nothing there are no bounds to tell. */
const boundsOf = (fit: Fit): [string, string][] =>
  fit.offers === 0
    ? []
    : [
        ...fit.inputs.map((input): [string, string] => [
          input.title,
          `${input.words}${input.offers < fit.offers ? ` (${input.offers} of ${fit.offers} offers)` : ""}`,
        ]),
        ...(fit.sizes.length > 0 ? [["Sizes", fit.sizes.join(", ")] as [string, string]] : []),
        ["At once", `up to ${fit.maxCount}`],
      ];

const sensesOf = (fit: Fit): [string, ReactNode][] =>
  SENSE_IDS.flatMap((sense): [string, ReactNode][] => {
    const told = fit[sense];
    if (!told) return [];
    const words = sensedWords(told);
    const cited = told.source ? (
      <>
        {words} <Source source={told.source} date={told.date} />
      </>
    ) : (
      words
    );
    return [[SENSES[sense].title, cited]];
  });

export function FitPart({ page: { fits, model } }: { page: ModelPage }) {
  return (
    <Question id="fit" title="What can I ask it for?" answer={fits.length === 0 ? "For nothing by itself: other models need it." : model.summary}>
      <ul className="grid items-start gap-3 sm:grid-cols-2">
        {fits.map((fit) => (
          <li key={fit.task} className={CARD}>
            <h3 className="font-medium">{fit.title}</h3>
            <div className="mt-2 space-y-1">
              {fit.offers === 0 && <p className="text-sm text-mute">Nobody that this version can reach offers it.</p>}
              <Facts facts={[...boundsOf(fit), ...sensesOf(fit)]} />
            </div>
          </li>
        ))}
      </ul>
    </Question>
  );
}
