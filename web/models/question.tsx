// One question of a model's page with its answer, and how sources and facts are set there. Asks for nothing.
import type { ReactNode } from "react";

interface QuestionProps {
  id: string;
  title: string;
  /** The answer in a few words, before the details. */
  answer?: ReactNode;
  children: ReactNode;
}

export function Question({ id, title, answer, children }: QuestionProps) {
  return (
    <section id={id} aria-labelledby={`${id}-title`} className="mt-12 scroll-mt-20">
      <h2 id={`${id}-title`} className="font-serif text-2xl">
        {title}
      </h2>
      {answer && <p className="mt-1 max-w-prose">{answer}</p>}
      <div className="mt-4 space-y-4">{children}</div>
    </section>
  );
}

export function Facts({ facts }: { facts: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className="grid grid-cols-[minmax(6rem,auto)_1fr] gap-x-4 gap-y-1 text-sm">
      {facts.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-mute">{name}</dt>
          <dd className={`[overflow-wrap:anywhere] ${value === "not known" ? "text-mute italic" : ""}`}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Whose figure it is, and of when. Addresses that the catalogue names are links; they open apart from the studio. */
export function Source({ source, url, date }: { source: string; url?: string | null; date: string | null }) {
  return (
    <span className="text-xs text-mute [overflow-wrap:anywhere]">
      {url ? (
        <a href={url} target="_blank" rel="noreferrer" className="underline decoration-line underline-offset-2 hover:decoration-leaf">
          {source}
        </a>
      ) : (
        source
      )}
      {date && `${source ? ", " : ""}${date}`}
    </span>
  );
}

export const CARD = "rounded-2xl border border-line bg-raised px-4 py-3";
