// May I sell what it makes? The server's verdict with its clauses and duties, by offer; below it the licences themselves, as fields. Judges nothing.
import type { Duty, Finding, License } from "../../src/spec/license.ts";
import type { Licensed, ModelPage } from "../../src/spec/model-page.ts";
import { licenseFacts, sellWords, VERIFIED_WORDS, voiceWords } from "../../src/spec/model-words.ts";
import { CARD, Facts, Question, Source } from "./question.tsx";

const RELATIONS: Record<Licensed["relation"], string> = {
  weights: "licence",
  base: "what it is made from",
  needs: "what it cannot run without",
  service: "terms of the service",
};

type Known = Licensed & { license: License };

function Cards({ licenses }: { licenses: readonly Known[] }) {
  return (
    <ul className="grid items-start gap-3 sm:grid-cols-2">
      {licenses.map(({ of, relation, license }) => (
        <li key={`${relation} ${of}`} className={CARD}>
          <h3 className="font-medium">{license.name}</h3>
          <p className="mb-2 text-sm text-mute">
            {of.charAt(0).toUpperCase() + of.slice(1)} · {RELATIONS[relation]}
          </p>
          <Facts facts={licenseFacts(license)} />
          {license.notes.map((note) => (
            <p key={note} className="mt-2 text-sm">
              {note}
            </p>
          ))}
          <p className="mt-2">
            <Source source={`${license.source}; ${VERIFIED_WORDS[license.verified]}`} date={license.date} />
          </p>
        </li>
      ))}
    </ul>
  );
}

export function LicensePart({ page: { licenses, model, sell } }: { page: ModelPage }) {
  const known = licenses.filter((one): one is Known => one.license !== null);
  const services = known.filter(({ relation }) => relation === "service");
  const unknown = licenses.filter((one) => one.license === null).map((one) => one.of);
  return (
    <Question
      id="sell"
      title="May I sell what it makes?"
      answer={
        <>
          <strong className="font-semibold">{sellWords(sell)}.</strong> {sell.summary}
        </>
      }
    >
      <Verdict sell={sell} />
      <Cards licenses={known.filter(({ relation }) => relation !== "service")} />
      {services.length > 0 && (
        <details>
          <summary className="cursor-pointer">Terms of the services that offer it ({services.length})</summary>
          <div className="mt-3">
            <Cards licenses={services} />
          </div>
        </details>
      )}
      {unknown.length > 0 && <p className="text-sm text-mute">Not known: the terms of {unknown.join(", ")}.</p>}
      {model.notes.length > 0 && (
        <ul className="list-disc space-y-1 pl-5 text-sm">
          {model.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
    </Question>
  );
}

const ANSWER_WORDS = { yes: "yes", no: "no", unknown: "not known" } as const;

function Verdict({ sell }: { sell: ModelPage["sell"] }) {
  const against = sell.findings.filter(({ answer }) => answer !== "yes");
  return (
    <>
      {against.length > 0 && <Told title="Why" rows={against} />}
      {sell.offers.length > 0 && (
        <details>
          <summary className="cursor-pointer">By service: commercial use of what it makes</summary>
          <ul className="mt-2 space-y-1 text-sm">
            {sell.offers.map(({ offer, answer, says }) => (
              <li key={offer} className="[overflow-wrap:anywhere]">
                <span className="font-medium">{offer}</span>: {ANSWER_WORDS[answer]}
                {answer !== "yes" && <span className="text-mute">. {says}</span>}
              </li>
            ))}
          </ul>
        </details>
      )}
      {sell.duties.length > 0 && <Told title="Duties and limits" rows={sell.duties} />}
      <p className="text-sm text-mute">{sell.note}</p>
    </>
  );
}

function Told({ title, rows }: { title: string; rows: readonly (Finding | Duty)[] }) {
  return (
    <div>
      <h3 className="label mb-1">{title}</h3>
      <ul className="list-disc space-y-1 pl-5 text-sm">
        {rows.map((row) => (
          <li key={`${row.about} ${row.license} ${row.says}`}>
            {row.says} <Source source={[voiceWords(row), row.source].filter(Boolean).join("; ")} date={row.date} />
          </li>
        ))}
      </ul>
    </div>
  );
}
