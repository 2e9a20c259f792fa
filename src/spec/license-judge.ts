// Holds a use against every licence that it touches: the model's, its bases', what it needs, and the service's. Pure; the strictest answer wins, unknown is never yes.
import { type Answer, type Clause, DUTIES, type Duty, EU, type Finding, type License, type LicenseUse, type Right, type Verdict } from "./license.ts";
import type { Link, LicenseChain } from "./license-chain.ts";

// --- one question against one licence ---

const number = (value: number) => value.toLocaleString("en-US");
const clauseOf = (license: License, about: Clause["about"]) => license.clauses.find((each) => each.about === about) ?? null;

function voice(link: Link, found: Clause | null) {
  const { license } = link;
  const checked = found?.checked ?? license;
  return {
    license: license?.id ?? null,
    of: link.of,
    clause: found?.clause ?? null,
    source: checked?.source ?? null,
    date: checked?.date ?? null,
    verified: checked?.verified ?? null,
  };
}

function say(link: Link, about: Right, answer: Answer, says: string): Finding {
  return { about, answer, says, ...voice(link, clauseOf(link.license!, about)) };
}

/** The clause's own words behind the licence's name; or these, where there is no such clause. */
const words = (license: License, about: Right, otherwise: string) => {
  const found = clauseOf(license, about);
  return found ? `${license.name}: ${found.says}` : otherwise;
};

/** Do its limits bind whoever stands at the end of this link? */
const binds = ({ right, license }: Link): boolean | null => (right === "outputs" ? license!.bindsHostedUse : true);

function judgeCommercial(link: Link, license: License): Finding[] {
  const { name } = license;
  const outputs: Answer = license.outputsCommercial === null ? "unknown" : license.outputsCommercial ? "yes" : "no";
  const found = [
    say(
      link,
      "outputs",
      outputs,
      words(
        license,
        "outputs",
        {
          yes: `${name} lets you use outputs for money.`,
          no: `${name} does not let you use outputs for money.`,
          unknown: `Whether outputs may be used for money is not clear from ${name}.`,
        }[outputs],
      ),
    ),
  ];
  if (binds(link) !== true) return found;
  const limited = license.monthlyUsersLimit !== null || license.revenueLimitUsd !== null;
  const use = license.commercialUse;
  const answer: Answer = use === "conditional" ? (limited ? "yes" : "unknown") : (use ?? "unknown");
  const says = {
    yes: `${name} allows commercial use${use === "conditional" ? " within its limits" : ""}.`,
    no: `${name} does not allow commercial use.`,
    unknown:
      use === "conditional"
        ? `${name} allows commercial use under conditions that cannot be judged here.`
        : `${name} does not clearly allow commercial use.`,
  }[answer];
  return [say(link, "commercial", answer, words(license, "commercial", says)), ...found];
}

/** A limit in numbers. What binds only those who run the weights is not asked of others, and unclear where it is not known whether it reaches them. */
function judgeLimit(link: Link, license: License, about: "monthlyUsers" | "revenue", limit: number | null, told: number): Finding[] {
  const bound = binds(link);
  if (limit === null || bound === false) return [];
  const found = clauseOf(license, about);
  const over = found?.inclusive ? told >= limit : told > limit;
  if (!over && bound === null) return [];
  const what = about === "monthlyUsers" ? `${number(limit)} monthly users` : `$${number(limit)} of yearly revenue`;
  const when = found?.kind === "fixed" ? `, counted in the month before ${found.countedAt ?? "the release"}` : "";
  const you = about === "monthlyUsers" ? number(told) : `$${number(told)}`;
  if (!over) return [say(link, about, "yes", `${license.name} holds up to ${what}${when}; you say ${you}.`)];
  const ends = `${license.name} ends ${found?.inclusive ? "from" : "above"} ${what}${when}; you say ${you}.`;
  return [
    bound ? say(link, about, "no", ends) : say(link, about, "unknown", `${ends} Whether that reaches those who use a hosted service is not clear.`),
  ];
}

const SAME: Record<string, string> = { UK: "GB", EL: "GR" };
const listed = (asked: string | string[] | undefined) => [asked ?? []].flat().map((each) => SAME[each] ?? each);

function hits(list: readonly string[], asked: string): boolean {
  if (list.includes(asked)) return true;
  if (asked === "worldwide") return list.length > 0;
  return asked === "EU" && EU.some((member) => list.includes(member));
}

function judgePlaces(link: Link, license: License, about: "territory" | "outputTerritory", asked: string[]): Finding[] {
  const { name, territoryExcluded: excluded, territoryIncluded: included } = license;
  const reaches = about === "territory" ? binds(link) : license.territoryOutputs;
  if (reaches === false || (about === "outputTerritory" && excluded?.length === 0)) return [];
  const things = about === "territory" ? "" : " what it makes in";
  return asked.map((place) => {
    const shut = excluded !== null && hits(excluded, place);
    if (shut && reaches) return say(link, about, "no", `${words(license, about, `${name} excludes${things} ${place}.`)} You say ${place}.`);
    if (shut)
      return say(
        link,
        about,
        "unknown",
        `${name} excludes ${place}; whether that reaches ${about === "territory" ? "those who use a hosted service" : "what it makes"} is not clear.`,
      );
    if (excluded === null || (included !== null && !included.includes(place)))
      return say(link, about, "unknown", `Whether ${name} hold${license.kind === "service" ? "" : "s"} in ${place} is not known.`);
    return say(link, about, "yes", `${name} ${included === null ? "excludes nothing there" : "serve this place"}: ${place}.`);
  });
}

function judgeOpen(link: Link, about: Right, value: "yes" | "no" | "conditional" | null, doing: string): Finding {
  const license = link.license!;
  const answer: Answer = value === "conditional" ? "unknown" : (value ?? "unknown");
  const says = {
    yes: `${license.name} allows ${doing}.`,
    no: `${license.name} does not allow ${doing}.`,
    unknown: value === "conditional" ? `${license.name} allows ${doing} under conditions.` : `Whether ${license.name} allows ${doing} is not known.`,
  }[answer];
  return say(link, about, answer, words(license, about, says));
}

function judgeLink(link: Link, use: LicenseUse): Finding[] {
  const { license } = link;
  if (license === null) {
    const says = link.as === "service" ? `The terms of the service "${link.of}" are not known here.` : `The licence of ${link.of} is not known.`;
    return [{ about: "license", answer: "unknown", says, ...voice(link, null) }];
  }
  const users = clauseOf(license, "monthlyUsers")?.kind === "fixed" ? (use.monthlyUsersAtRelease ?? use.monthlyUsers) : use.monthlyUsers;
  // What is made is first of all where it is made, and then where it goes.
  const outputPlaces = [...new Set([...listed(use.territory), ...listed(use.outputTerritory)])];
  const weights = license.kind === "weights";
  return [
    ...(use.commercial ? judgeCommercial(link, license) : []),
    ...(users === undefined ? [] : judgeLimit(link, license, "monthlyUsers", license.monthlyUsersLimit, users)),
    ...(use.revenueUsd === undefined ? [] : judgeLimit(link, license, "revenue", license.revenueLimitUsd, use.revenueUsd)),
    ...judgePlaces(link, license, "territory", listed(use.territory)),
    ...(weights ? judgePlaces(link, license, "outputTerritory", outputPlaces) : []),
    ...(use.trainOnOutputs ? [judgeOpen(link, "training", license.trainOnOutputs, "training other models on what it makes")] : []),
    ...(use.redistributeWeights && (weights || link.as === "itself")
      ? [
          judgeOpen(
            link,
            "redistribution",
            license.redistributeWeights === null ? null : license.redistributeWeights ? "yes" : "no",
            "giving the weights on",
          ),
        ]
      : []),
    ...(use.hostWeights && (weights || link.as === "itself")
      ? [judgeOpen(link, "hosting", license.hostForOthers, "running the weights as a service for others")]
      : []),
  ];
}

// --- what is asked for in return ---

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
      const [{ says }] = judgeLink(link, use) as [Finding];
      return [{ about: "unknown", when: "always", says: `${says} What it asks for is not known either.`, ...voice(link, null) }];
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

/** Any no is no; else any unknown is unknown; only all yes is yes. */
export const strictest = (answers: readonly Answer[]): Answer => (answers.includes("no") ? "no" : answers.includes("unknown") ? "unknown" : "yes");

/** The last use that each chain was held against: one plan asks the same of hundreds of offers that share a few dozen chains. */
const answered = new WeakMap<LicenseChain, { use: LicenseUse; verdict: Verdict }>();

/** The answer with every finding, the gravest first, and every duty. The same chain and use objects give the same verdict without work. */
export function judge(chain: LicenseChain, use: LicenseUse): Verdict {
  const before = answered.get(chain);
  if (before?.use === use) return before.verdict;
  const found = chain.flatMap((link) => judgeLink(link, use));
  const grave: readonly Answer[] = ["no", "unknown", "yes"];
  const findings = found.toSorted((a, b) => grave.indexOf(a.answer) - grave.indexOf(b.answer));
  const verdict = { answer: strictest(found.map((each) => each.answer)), findings, duties: dutiesOf(chain, use) };
  answered.set(chain, { use, verdict });
  return verdict;
}

/** The finding that decides, as one sentence; null where nothing was asked or known to ask. */
export function decisive({ findings }: Pick<Verdict, "findings">): string | null {
  const [first] = findings;
  return first ? `${first.says}${first.clause ? ` (clause ${first.clause})` : ""}` : null;
}

/** Is anything asked at all? */
export const asks = (use: LicenseUse): boolean => Object.values(use).some((value) => value !== undefined && value !== false);
