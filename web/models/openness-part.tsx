// How open a model is: its four layers with every claim, what it hangs on, what indexes say of it. The form to judge a layer otherwise is judge.tsx.
import { restoreLayer } from "../actions/openness.ts";
import { useMe } from "../accounts/session.ts";
import { wordsOf } from "../client.ts";
import { notify } from "../notices.tsx";
import type { ModelPage } from "../../src/spec/model-page.ts";
import {
  CLASS_RULE,
  classWords,
  FOLLOW_RULE,
  GROUND_WORDS,
  LAYER_WORDS,
  type Openness,
  OPENNESS_LAYERS,
  type OpennessClaim,
  type OpennessLayer,
  type OpennessValue,
  type Override,
  relationWords,
} from "../../src/spec/openness.ts";
import { plural } from "../words.ts";
import { Judge } from "./judge.tsx";
import { ModelLink } from "./model-link.tsx";
import { CARD, Question, Source } from "./question.tsx";

/** Full, half and empty, for the eye; the word stands beside it. */
const FILL = { open: "bg-leaf", partial: "bg-linear-to-r from-leaf from-50% to-transparent to-50%", closed: "" } as const;
const capital = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

export function OpennessPart({ page }: { page: ModelPage }) {
  const admin = useMe().data?.scopes.includes("admin");
  const { openness, overrides, transparency } = page;
  return (
    <Question
      id="open"
      title="How open is it?"
      answer={
        <>
          <strong className="font-semibold">{capital(classWords(openness.opennessClass))}.</strong> {openness.why}
        </>
      }
    >
      <ul className="grid items-start gap-3 sm:grid-cols-2">
        {OPENNESS_LAYERS.map((layer) => (
          <Layer
            key={layer}
            name={layer}
            layer={openness.layers[layer]}
            override={admin ? overrides.find((one) => one.layer === layer) : undefined}
          />
        ))}
      </ul>
      <Lineage page={page} />
      <Told transparency={transparency} />
      {admin && <Judge id={page.model.id} />}
      <details className="text-sm text-mute">
        <summary className="label">By what rules</summary>
        <p className="mt-2 max-w-prose">{FOLLOW_RULE}</p>
        <p className="mt-2 max-w-prose">{CLASS_RULE}</p>
      </details>
      {transparency.attributions.map((text) => (
        <p key={text} className="text-xs text-mute">
          {text}
        </p>
      ))}
    </Question>
  );
}

function Value({ value }: { value: OpennessValue | null }) {
  return (
    <span className="inline-flex items-center gap-1.5 font-medium">
      <span aria-hidden className={`size-3 shrink-0 rounded-full border ${value ? `border-leaf ${FILL[value]}` : "border-dashed border-edge"}`} />
      {value ?? "not known"}
    </span>
  );
}

function Layer({ name, layer, override }: { name: OpennessLayer; layer: Openness["layers"][OpennessLayer]; override: Override | undefined }) {
  const [first, ...others] = layer.claims;
  return (
    <li className={CARD} aria-label={LAYER_WORDS[name]}>
      <p className="flex flex-wrap items-center justify-between gap-x-3">
        <span className="label">{capital(LAYER_WORDS[name])}</span>
        <Value value={layer.value} />
      </p>
      {first ? <Claim claim={first} /> : <p className="mt-1 text-sm text-mute">No source that is known here speaks of it.</p>}
      {others.length > 0 && (
        <details className="mt-2 text-sm" open={layer.contradicted}>
          <summary className={layer.contradicted ? "text-warn" : "text-mute"}>
            {layer.contradicted ? `Sources differ: ${plural(others.length, "other claim")}` : plural(others.length, "other claim")}
          </summary>
          <ul className="mt-1 space-y-2 border-l-2 border-line pl-3">
            {others.map((claim, at) => (
              <li key={at}>
                <Value value={claim.value} />
                <Claim claim={claim} />
              </li>
            ))}
          </ul>
        </details>
      )}
      {override && (
        <button
          type="button"
          className="quiet mt-2 text-sm"
          onClick={() => void restoreLayer(override).catch((error: unknown) => notify(wordsOf(error).detail))}
        >
          Remove the override
        </button>
      )}
    </li>
  );
}

/** Who says so, unless that only repeats on what ground. */
function sourceOf({ source, row, ground }: OpennessClaim): string {
  const own = source === GROUND_WORDS[ground] ? null : source;
  return [own, row !== source ? row : null].filter(Boolean).join(": ");
}

function Claim({ claim }: { claim: OpennessClaim }) {
  return (
    <p className="mt-1 text-sm">
      <span className="text-mute">{capital(GROUND_WORDS[claim.ground])}. </span>
      {claim.note && (
        <span>
          {capital(claim.note)}
          {/[.!?]$/.test(claim.note) ? " " : ". "}
        </span>
      )}
      <Source source={sourceOf(claim)} url={claim.url} date={claim.date} />
    </p>
  );
}

function Lineage({ page: { openness, descendants } }: { page: ModelPage }) {
  if (openness.lineage.length + descendants.length === 0) return null;
  return (
    <div className={CARD}>
      <h3 className="label">What it hangs on</h3>
      <ul className="mt-1 space-y-1.5 text-sm">
        {openness.lineage.map((one) => (
          <li key={`${one.relation} ${one.model}`}>
            It {relationWords(one)} <ModelLink id={one.model}>{one.name}</ModelLink>, which is {classWords(one.opennessClass)}.{" "}
            {one.source && <Source source={one.source} date={one.date} />}
          </li>
        ))}
        {openness.lineage.length === 0 && <li className="text-mute">On no other model that is known here.</li>}
      </ul>
      {descendants.length > 0 && (
        <p className="mt-2 text-sm">
          <span className="text-mute">On it hang: </span>
          {descendants.map((one, at) => (
            <span key={one.model}>
              {at > 0 && ", "}
              <ModelLink id={one.model}>{one.name}</ModelLink>
            </span>
          ))}
        </p>
      )}
    </div>
  );
}

function Told({ transparency: { makers, verdicts } }: Pick<ModelPage, "transparency">) {
  if (makers.length + verdicts.length === 0) return null;
  return (
    <div className={CARD}>
      <h3 className="label">Transparency</h3>
      <ul className="mt-1 space-y-1.5 text-sm">
        {makers.map((one) => (
          <li key={one.edition} className="flex flex-wrap items-center gap-x-3">
            <span>
              {one.maker} tells {one.points[0]} of {one.points[1]} points
            </span>
            <meter
              className="h-2 w-32"
              min={0}
              max={one.points[1]}
              value={one.points[0]}
              aria-label={`Transparency of ${one.maker}, ${one.edition}`}
            />
            <Source source={one.source} url={one.url} date={one.edition} />
          </li>
        ))}
        {verdicts.map((one) => (
          <li key={one.row}>
            {one.row}: {one.verdict}. <Source source={one.source} url={one.url} date={one.date} />
          </li>
        ))}
      </ul>
    </div>
  );
}
