// What would happen on Generate, before it does: who, why, price, time; the others and why not. The thinking is the server's plan.
import { Link } from "@tanstack/react-router";
import { useId, useState } from "react";
import type { Candidate, Plan } from "../../src/spec/plan.ts";
import { wordsOf } from "../client.ts";
import { ModelLink } from "../models/model-link.tsx";
import { Icon } from "../theme/icons.tsx";
import { money, plural, priceOf, roughly } from "../words.ts";

interface AutoRowProps {
  plan: Plan | null;
  error: Error | null;
  waiting: boolean;
  auto: boolean;
  count: number;
}

export function AutoRow({ plan, error, waiting, auto }: AutoRowProps) {
  if (error) return <Problem title={wordsOf(error).title} detail={wordsOf(error).detail} />;
  if (!plan) return null;
  const [first, ...others] = plan.candidates;
  if (!first)
    return (
      <Problem title="Nothing can do this yet" detail={plan.summary}>
        <Rest plan={plan} others={[]} />
      </Problem>
    );
  return (
    <section
      aria-label="Who would do it"
      aria-busy={waiting}
      className={`rounded-xl border border-line bg-raised px-3.5 py-3 text-sm transition-opacity ${waiting ? "opacity-60" : ""}`}
    >
      <p className="flex gap-2">
        <span className="mt-0.5 text-leaf">
          <Icon name={auto ? "spark" : "check"} size={16} />
        </span>
        <span className="min-w-0">
          {auto && <span className="text-mute">Auto · </span>}
          <strong className="font-semibold">
            <ModelLink id={first.model}>{first.modelName}</ModelLink>
          </strong>{" "}
          on {first.providerTitle}
        </span>
      </p>
      {first.reasons.length > 0 && <p className="mt-1 pl-6 text-mute">{sentence(first.reasons)}</p>}
      <p className="mt-1 pl-6 tabular-nums text-mute">{factsOf(first)}</p>
      {plan.policies.length > 0 && <p className="mt-1 pl-6 text-mute">Within {policiesOf(plan)}</p>}
      {plan.turn && <p className="mt-1 pl-6 text-mute">{plan.turn.sentence}</p>}
      <Rest plan={plan} others={others} />
    </section>
  );
}

/** Before a file is chosen there is no plan; that nobody could take it is worth knowing before one looks for it. */
export function NobodyYet() {
  return (
    <Problem title="Nothing can do this yet" detail="No provider that is on does this.">
      <p className="mt-2 pl-6">
        <Link to="/providers" className="underline decoration-leaf underline-offset-4">
          All providers and what they need
        </Link>
      </p>
    </Problem>
  );
}

/** The reasons but those that only repeat the price or the time, which stand below them. */
const sentence = (reasons: string[]) =>
  reasons
    .filter((reason) => !/^(\$[\d.]+|(about|under) \d+ \w+)$/.test(reason))
    .map((reason) => reason.replace(/\.$|, \$[\d.]+$/, ""))
    .join(" · ");
const policiesOf = ({ policies }: Plan) =>
  `the ${policies.length === 1 ? "policy" : "policies"} ${policies.map(({ name }) => `“${name}”`).join(", ")}`;
/** The three figures: how good and how sure that is, what a good result costs, how long it takes. */
const factsOf = ({ quality, qualityError, quote, costMicro, goodCostMicro, seconds }: Candidate) =>
  [
    quality === null
      ? "quality not measured"
      : `quality ${Math.round(quality * 100)}${qualityError ? ` ± ${Math.max(1, Math.round(qualityError * 100))}` : ""} of 100`,
    priceOf(quote, costMicro),
    ...(goodCostMicro != null && costMicro !== null && goodCostMicro > costMicro * 1.05 ? [`${money(goodCostMicro)} for each that succeeds`] : []),
    seconds === null ? "time unknown" : roughly(seconds),
  ].join(" · ");

function Rest({ plan, others }: { plan: Plan; others: Candidate[] }) {
  const [open, setOpen] = useState(false);
  const id = useId();
  if (others.length + plan.rejections.length === 0) return null;
  const parts = [
    others.length > 0 ? plural(others.length, "other choice") : "",
    plan.rejections.length > 0 ? `why not ${others.length > 0 ? `${plan.rejections.length} more` : plural(plan.rejections.length, "other")}` : "",
  ];
  const words = parts.filter(Boolean).join(" · ");
  return (
    <div className="mt-2 pl-4">
      <button type="button" aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)} className="quiet text-xs">
        <span className={`transition-transform ${open ? "" : "-rotate-90"}`}>
          <Icon name="chevron" size={14} />
        </span>
        {words.charAt(0).toUpperCase() + words.slice(1)}
      </button>
      {open && (
        <div id={id} className="mt-2 max-h-80 space-y-3 overflow-y-auto pl-2 pr-1">
          {plan.style && <p className="text-mute">The prompt asks for {plan.style}: what is known of that style counts.</p>}
          {others.length > 0 && <CandidateList candidates={others} />}
          {(plan.untold?.candidates ?? 0) > 0 && <p className="text-mute">And {plural(plan.untold!.candidates, "choice")} after these.</p>}
          {plan.rejections.length > 0 && <RejectionList plan={plan} />}
        </div>
      )}
    </div>
  );
}

export function CandidateList({ candidates }: { candidates: Candidate[] }) {
  return (
    <ol className="space-y-2">
      {candidates.map((candidate) => (
        <li key={candidate.offer}>
          <span className="font-medium">
            <ModelLink id={candidate.model}>{candidate.modelName}</ModelLink>
          </span>{" "}
          on {candidate.providerTitle}
          <span className="block text-mute">{factsOf(candidate)}</span>
          {candidate.reasons.length > 0 && <span className="block text-mute">{sentence(candidate.reasons)}</span>}
        </li>
      ))}
    </ol>
  );
}

/** Each reason once, with those whom it keeps out: one missing key is one thing to do, not ten. */
export function RejectionList({ plan }: { plan: Plan }) {
  const reasons = new Map<string, string[]>();
  for (const { reason, model } of plan.rejections) reasons.set(reason, [...new Set([...(reasons.get(reason) ?? []), model])]);
  return (
    <ul className="space-y-2 text-mute">
      {[...reasons].map(([reason, models]) => (
        <li key={reason}>
          <span className="text-ink">{reason}</span>
          <span className="block text-xs [overflow-wrap:anywhere]">{models.join(", ")}</span>
        </li>
      ))}
    </ul>
  );
}

function Problem({ title, detail, children }: { title: string; detail: string; children?: React.ReactNode }) {
  return (
    <section role="status" aria-label="What stands in the way" className="rounded-xl border border-warn/40 bg-warn-soft px-3.5 py-3 text-sm">
      <p className="flex gap-2 font-semibold text-warn">
        <Icon name="alert" size={17} />
        {title}
      </p>
      <p className="mt-1 pl-6">{detail}</p>
      {children}
    </section>
  );
}
