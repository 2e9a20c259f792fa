// How safe a model is: what was found, by aspect and by whom it holds for, each with its source and date; and of whom nothing is known. No score.
import type { ModelPage } from "../../src/spec/model-page.ts";
import { CHECKED_WORDS, figureWords } from "../../src/spec/model-words.ts";
import { PRESENCE_WORDS, type SafetyAspect, type SafetyFact } from "../../src/spec/safety.ts";
import type { TaskId } from "../../src/spec/task.ts";
import { CARD, Question, Source } from "./question.tsx";

export function SafetyPart({ page: { safety, fits } }: { page: ModelPage }) {
  const titles = new Map(fits.map((fit) => [fit.task, fit.title]));
  return (
    <Question
      id="safe"
      title="How safe is it?"
      answer="What was found, and who says it. Nothing here is a promise, and silence is no good sign: where a filter or a mark is not known, count on none."
    >
      <ul className="space-y-3">
        {safety.map((one) => (
          <Aspect key={one.aspect} one={one} titles={titles} />
        ))}
      </ul>
    </Question>
  );
}

type Titles = ReadonlyMap<TaskId, string>;

function Aspect({ one: { name, facts, silent }, titles }: { one: SafetyAspect; titles: Titles }) {
  return (
    <li className={CARD} aria-label={name}>
      <h3 className="label">{name}</h3>
      {facts.length > 0 && (
        <ul className="mt-1 divide-y divide-line text-sm">
          {facts.map((fact) => (
            <Fact key={`${fact.of} ${fact.says}`} fact={fact} titles={titles} />
          ))}
        </ul>
      )}
      {silent.length > 0 && (
        <p className="mt-1 text-sm text-mute italic">
          {facts.length === 0 ? "not known" : "Not known"}
          {facts.length > 0 && `: ${silent.join(", ")}`}
        </p>
      )}
    </li>
  );
}

function Fact({ fact, titles }: { fact: SafetyFact; titles: Titles }) {
  const { of, says, presence, figure, tasks, source, url, date, verified } = fact;
  return (
    <li className="grid gap-x-4 py-2 sm:grid-cols-[12rem_1fr]">
      <span>
        <span className="block font-medium">{of}</span>
        {tasks.length > 0 && <span className="block text-xs text-mute">{tasks.map((task) => titles.get(task) ?? task).join(", ")}</span>}
        {presence && <span className="badge mt-0.5">{PRESENCE_WORDS[presence]}</span>}
      </span>
      <span>
        {figure && <span className="font-medium">{figureWords(figure)} </span>}
        {says} <Source source={verified ? `${source}; ${CHECKED_WORDS[verified]}` : source} url={url} date={date} />
      </span>
    </li>
  );
}
