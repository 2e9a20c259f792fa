// What licences ask for in return, and the bounds that whoever did not give their numbers should read: the duties of a chain. Pure; answers no question.
import { binds, clauseOf, type Link, type LicenseChain, notKnown, number, voice } from "./license-chain.ts";
import { type Clause, DUTIES, type Duty, EU, type License, type LicenseUse, type Right } from "./license.ts";

const placesOf = (codes: readonly string[]) => codes.filter((each) => !codes.includes("EU") || !EU.includes(each)).join(", ");

/** Each bound in plain words, where a licence has it and no clause tells it better. Null where it has none. */
const BOUNDS: Partial<Record<Right, (license: License) => string | null>> = {
  commercial: ({ commercialUse, monthlyUsersLimit, revenueLimitUsd }) =>
    commercialUse === "no"
      ? "not for commercial use."
      : commercialUse === "conditional" && monthlyUsersLimit === null && revenueLimitUsd === null
        ? "commercial use under conditions that are not known here."
        : null,
  outputs: ({ outputsCommercial }) =>
    outputsCommercial === false
      ? "what it makes is not for commercial use."
      : outputsCommercial === null
        ? "whether what it makes may be used for money is not clear."
        : null,
  monthlyUsers: ({ monthlyUsersLimit }) => (monthlyUsersLimit === null ? null : `only up to ${number(monthlyUsersLimit)} monthly users.`),
  revenue: ({ revenueLimitUsd }) => (revenueLimitUsd === null ? null : `only up to $${number(revenueLimitUsd)} of yearly revenue.`),
  territory: ({ territoryExcluded }) => (territoryExcluded?.length ? `not in ${placesOf(territoryExcluded)}.` : null),
  outputTerritory: ({ territoryExcluded, territoryOutputs }) =>
    territoryOutputs && territoryExcluded?.length ? `what it makes may not be used in ${placesOf(territoryExcluded)}.` : null,
  training: ({ trainOnOutputs }) =>
    trainOnOutputs === "no" || trainOnOutputs === "conditional" ? "other models may not be trained freely on what it makes." : null,
};
/** Bounds on what was made, and not on running the model: they hold for everybody. */
const ON_OUTPUTS: readonly Right[] = ["outputs", "outputTerritory", "training"];

/** Limits that bind this link, as duties: whoever did not say their numbers reads them here. */
function limitsOf(link: Link, license: License): Duty[] {
  const outputsOnly = binds(link) !== true;
  return (Object.keys(BOUNDS) as Right[]).flatMap((about) => {
    const plain = outputsOnly && !ON_OUTPUTS.includes(about) ? null : BOUNDS[about]!(license);
    if (plain === null) return [];
    const found = clauseOf(license, about);
    return [
      {
        about: "limit" as const,
        when: about === "training" ? ("training" as const) : ("always" as const),
        says: `${license.name}: ${found?.says ?? plain}`,
        ...voice(link, found),
      },
    ];
  });
}

function starts(rule: Clause, link: Link, use: LicenseUse): boolean {
  if (rule.when === "commercial" && use.commercial === false) return false;
  if (rule.when === "training" && use.trainOnOutputs === false) return false;
  // Who gets a model from a host gives no weights on, unless they say so.
  if (rule.when === "sharing" && link.right !== "run" && !use.redistributeWeights && !use.hostWeights) return false;
  if (!rule.above) return true;
  const { monthlyUsers, revenueUsd } = rule.above;
  const below = (limit: number | undefined, told: number | undefined) => limit === undefined || (told !== undefined && told <= limit);
  return !(below(monthlyUsers, use.monthlyUsers) && below(revenueUsd, use.revenueUsd));
}

/** Everything that follows from the chain, for this use where it is told; each once. */
export function dutiesOf(chain: LicenseChain, use: LicenseUse = {}): Duty[] {
  return chain.flatMap((link): Duty[] => {
    const { license } = link;
    if (license === null) {
      return [{ about: "unknown", when: "always", says: `${notKnown(link)} What it asks for is not known either.`, ...voice(link, null) }];
    }
    const asked = license.clauses.filter((each) => (DUTIES as readonly string[]).includes(each.about) && starts(each, link, use));
    return [
      ...asked.map((each) => ({ about: each.about as Duty["about"], when: each.when ?? ("always" as const), says: each.says, ...voice(link, each) })),
      ...limitsOf(link, license),
    ];
  });
}

/** Does it bind whoever has only what was made, and neither shares weights nor trains on it? */
export const onResult = ({ when }: Pick<Duty, "when">): boolean => when === "always" || when === "commercial";

/** The duties of something that was made from others: its own, and what binds the others wherever they go; each once. */
export function inherited(own: readonly Duty[], from: readonly Duty[]): Duty[] {
  const same = (a: Duty, b: Duty) => a.about === b.about && a.says === b.says && a.license === b.license;
  return [...own, ...from.filter((each) => onResult(each) || each.when === "training")].filter(
    (each, at, all) => all.findIndex((other) => same(each, other)) === at,
  );
}
