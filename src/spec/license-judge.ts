// Holds a use against every licence that it touches: the model's, its bases', what it needs, and the service's. Pure; the strictest answer wins, unknown is never yes.
import { binds, clauseOf, type Link, type LicenseChain, notKnown, number, voice } from "./license-chain.ts";
import { dutiesOf } from "./license-duties.ts";
import { type Answer, EU, type Finding, type License, type LicenseUse, type Right, type Verdict } from "./license.ts";

// --- one question against one licence ---

function say(link: Link, about: Right, answer: Answer, says: string): Finding {
  return { about, answer, says, ...voice(link, clauseOf(link.license!, about)) };
}

/** The clause's own words behind the licence's name; or these, where there is no such clause. */
const words = (license: License, about: Right, otherwise: string) => {
  const found = clauseOf(license, about);
  return found ? `${license.name}: ${found.says}` : otherwise;
};

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
    return [{ about: "license", answer: "unknown", says: notKnown(link), ...voice(link, null) }];
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

const GRAVE: readonly Answer[] = ["no", "unknown", "yes"];
const gravest = (found: readonly Finding[]): Finding[] => found.toSorted((a, b) => GRAVE.indexOf(a.answer) - GRAVE.indexOf(b.answer));

/** The answer with every finding, the gravest first, and every duty. */
export function judge(chain: LicenseChain, use: LicenseUse): Verdict {
  const findings = gravest(chain.flatMap((link) => judgeLink(link, use)));
  return { answer: findings[0]?.answer ?? "yes", findings, duties: dutiesOf(chain, use) };
}

/** The finding that decides, as one sentence; null where nothing was asked or known to ask. */
export function decisive({ findings }: Pick<Verdict, "findings">): string | null {
  const [first] = findings;
  return first ? `${first.says}${first.clause ? ` (clause ${first.clause})` : ""}` : null;
}

// --- the same for a plan, which asks one question of thousands of offers that share a few dozen licences ---

interface Refusal {
  answer: Answer;
  reason: string | null;
}
/** What the last use came to at each licence, by what it is needed for, and at each chain. */
const atLicense = new WeakMap<License, { use: LicenseUse; by: Partial<Record<Link["right"], Refusal>> }>();
const atChain = new WeakMap<LicenseChain, { use: LicenseUse; reason: string | null }>();

function refusalOf(link: Link, use: LicenseUse): Refusal {
  const { license } = link;
  if (license === null) return { answer: "unknown", reason: notKnown(link) };
  let known = atLicense.get(license);
  if (known?.use !== use) atLicense.set(license, (known = { use, by: {} }));
  const before = known.by[link.right];
  if (before) return before;
  const findings = gravest(judgeLink(link, use));
  return (known.by[link.right] = { answer: findings[0]?.answer ?? "yes", reason: decisive({ findings }) });
}

/** Null where the answer is yes; else the sentence that `judge` would decide by. Costs next to nothing for a chain, or licences, that this very use was held against before. */
export function refuses(chain: LicenseChain, use: LicenseUse): string | null {
  const before = atChain.get(chain);
  if (before?.use === use) return before.reason;
  let unknown: string | null = null;
  let no: string | null = null;
  for (const link of chain) {
    const { answer, reason } = refusalOf(link, use);
    if (answer === "no") no ??= reason;
    else if (answer === "unknown") unknown ??= reason;
  }
  const reason = no ?? unknown;
  atChain.set(chain, { use, reason });
  return reason;
}

/** Is anything asked at all? */
export const asks = (use: LicenseUse): boolean => Object.values(use).some((value) => value !== undefined && value !== false);
