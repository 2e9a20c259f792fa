// Policies on the wire: named sets of constraints that bind an organization, a project or a key, whatever a request says. No I/O.
import { z } from "zod";
import { givenName } from "./budget.ts";
import { type Constraints, constraints } from "./plan.ts";

export const POLICY_SCOPES = ["organization", "project", "key"] as const;
export type PolicyScope = (typeof POLICY_SCOPES)[number];

export const newPolicy = z
  .strictObject({
    name: givenName,
    scope: z.enum(POLICY_SCOPES).default("organization"),
    /** The id of the project or key; null for the organization. */
    subject: givenName.nullable().default(null),
    constraints,
  })
  .refine(({ scope, subject }) => (scope === "organization") === (subject === null), {
    path: ["subject"],
    error: "names the project or key, and is left out for the organization",
  })
  .refine((wanted) => demands(wanted.constraints) > 0, {
    path: ["constraints"],
    error: "must demand something: a policy without a rule rules nothing",
  });
export type NewPolicy = z.output<typeof newPolicy>;

export const policy = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    scope: z.enum(POLICY_SCOPES),
    subject: z.string().nullable(),
    /** The name of the project or key; of the organization itself. */
    subjectName: z.string(),
    /** 1, and one more with each change. Every generation records which versions bound it. */
    version: z.int(),
    constraints,
    createdAt: z.iso.datetime(),
    changedAt: z.iso.datetime(),
    /** The key that made this version; null is the studio. */
    changedBy: z.string().nullable(),
  })
  .meta({ id: "Policy" });
export type Policy = z.infer<typeof policy>;

export const policyVersion = z.strictObject({
  version: z.int(),
  /** Null: with this version it was taken away. */
  constraints: constraints.nullable(),
  changedAt: z.iso.datetime(),
  changedBy: z.string().nullable(),
});
export type PolicyVersion = z.infer<typeof policyVersion>;

/** How many things are demanded: fields that are set, and of those with parts each part. False, and an empty list of what is never used, demand nothing. */
export function demands(wanted: Constraints): number {
  const set = (value: unknown): number => {
    if (value === undefined || value === false || (Array.isArray(value) && value.length === 0)) return 0;
    if (typeof value !== "object" || value === null || Array.isArray(value)) return 1;
    return Object.values(value).reduce((sum: number, part) => sum + set(part), 0);
  };
  return set(wanted);
}

export const policyPreset = z.strictObject({ id: z.string(), name: z.string(), says: z.string(), constraints });
export type PolicyPreset = z.infer<typeof policyPreset>;

const OPENNESS: Record<NonNullable<Constraints["openness"]>, string> = {
  "fully-open": "only fully open models",
  "open-weights": "only models with open weights",
  "open-api": "only models that can be reached by an API",
};

const placesOf = (places: string | readonly string[]) => [places].flat().join(" and ").replace("worldwide", "all countries");

/** What is demanded, a clause each. The same words in the studio and on the command line. */
export function clausesOf({ openness, license = {}, data = {}, maxCostMicro, maxSeconds, only, never = [] }: Constraints): string[] {
  const said: (string | false | undefined)[] = [
    openness && OPENNESS[openness],
    license.commercial && "licences that allow commercial use",
    license.monthlyUsers !== undefined && `for ${license.monthlyUsers.toLocaleString("en-US")} monthly users`,
    license.revenueUsd !== undefined && `at $${license.revenueUsd.toLocaleString("en-US")} of yearly revenue`,
    license.territory && `licensed for use in ${placesOf(license.territory)}`,
    license.outputTerritory && `with results used in ${placesOf(license.outputTerritory)}`,
    license.trainOnOutputs && "other models may be trained on results",
    license.redistributeWeights && "weights may be given on",
    license.hostWeights && "weights may be run for others",
    data.local && "only on your own machines",
    data.noTraining && "nobody trains on inputs",
    data.zeroRetention && "inputs are not kept",
    data.regions && `inputs stay in ${data.regions.join(" or ")}, or on your own machines`,
    maxCostMicro !== undefined && `at most $${maxCostMicro / 1_000_000} a generation`,
    maxSeconds !== undefined && `within ${maxSeconds} s`,
    only && `only ${only.join(", ")}`,
    never.length > 0 && `never ${never.join(", ")}`,
  ];
  return said.filter((each) => typeof each === "string");
}

/** Beginnings for policies of one's own, not more: what is set from one is a copy. */
export const POLICY_PRESETS: readonly PolicyPreset[] = [
  {
    id: "commercial",
    name: "Commercial, worldwide",
    says: "Only what may be used and sold commercially, in every country. A licence that is unknown, or whose conditions are, is not used.",
    // Of the results, not of the use: hosted services rarely say which countries they serve, and the user is where they are.
    constraints: { license: { commercial: true, outputTerritory: "worldwide" } },
  },
  {
    id: "eu",
    name: "EU, no training on inputs",
    says: "Inputs stay in the European Union, or on your own machines, and nobody trains on them.",
    constraints: { data: { regions: ["EU"], noTraining: true } },
  },
  {
    id: "local",
    name: "Only on my machines",
    says: "No input leaves machines that the operator named.",
    constraints: { data: { local: true } },
  },
  {
    id: "fully-open",
    name: "Fully open only",
    says: "Only models whose weights, training code and training data are all open.",
    constraints: { openness: "fully-open" },
  },
  {
    id: "research",
    name: "Research",
    says: "Only models whose weights can be had, so that others can repeat the work. Licences for research only are good enough.",
    constraints: { openness: "open-weights" },
  },
];
