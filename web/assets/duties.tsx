// What licences ask of a file: one line, and behind it every duty with its clause and where it comes from.
import type { Asset } from "../../src/spec/asset.ts";
import { type Duty, NOT_ADVICE } from "../../src/spec/license.ts";
import { dutiesOf } from "./duty-words.ts";

const CHECKED = { full: "text read in full", excerpt: "excerpt read", secondary: "told by others", known: "known, not checked" } as const;

export function Duties({ asset }: { asset: Asset }) {
  const { line, here, elsewhere } = dutiesOf(asset);
  if (here.length + elsewhere.length === 0) return <p className="mt-2 text-mute">{line}</p>;
  return (
    <details className="mt-2">
      <summary>{line}</summary>
      <ul className="mt-2 space-y-2 border-l-2 border-line pl-3">
        {here.map((duty) => (
          <Row key={`${duty.license} ${duty.about} ${duty.says}`} duty={duty} />
        ))}
      </ul>
      {elsewhere.length > 0 && (
        <>
          <p className="mt-3 text-mute">Only for who gives the weights on, runs them for others or trains on results:</p>
          <ul className="mt-2 space-y-2 border-l-2 border-line pl-3">
            {elsewhere.map((duty) => (
              <Row key={`${duty.license} ${duty.about} ${duty.says}`} duty={duty} />
            ))}
          </ul>
        </>
      )}
      <p className="mt-3 text-mute">{NOT_ADVICE}</p>
    </details>
  );
}

function Row({ duty }: { duty: Duty }) {
  const origin = [duty.license, duty.clause && `clause ${duty.clause}`, duty.of, duty.verified && CHECKED[duty.verified], duty.date]
    .filter(Boolean)
    .join(" · ");
  return (
    <li>
      {duty.says}
      <span className="block text-mute [overflow-wrap:anywhere]">{origin}</span>
    </li>
  );
}
