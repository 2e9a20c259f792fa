// May I sell what it makes? The licence of the model, of what it hangs on, and the terms of services, as fields. Takes no verdict: where one is worked out it stands in `verdict`.
import type { ReactNode } from "react";
import type { License } from "../../src/spec/license.ts";
import type { Licensed, ModelPage } from "../../src/spec/model-page.ts";
import { licenseFacts, sellWords, VERIFIED_WORDS } from "../../src/spec/model-words.ts";
import { CARD, Facts, Question, Source } from "./question.tsx";

const RELATIONS: Record<Licensed["relation"], string> = {
  weights: "licence",
  base: "what it is made from",
  needs: "what it cannot run without",
  service: "terms of the service",
};

export function LicensePart({ page: { licenses, model }, verdict }: { page: ModelPage; verdict?: ReactNode }) {
  const known = licenses.filter((one): one is Licensed & { license: License } => one.license !== null);
  const unknown = licenses.filter((one) => one.license === null).map((one) => one.of);
  return (
    <Question
      id="sell"
      title="May I sell what it makes?"
      answer={
        <>
          <strong className="font-semibold">{sellWords(licenses[0]?.license ?? null)}.</strong>{" "}
          {licenses.length > 1 && "Every licence below counts together: running the weights and using outputs are two rights."}
        </>
      }
    >
      {verdict}
      <ul className="grid items-start gap-3 sm:grid-cols-2">
        {known.map(({ of, relation, license }) => (
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
