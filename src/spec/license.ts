// Licences as data: what each allows, limits and asks for, clause by clause; a use to hold against them; what comes of that. Judging is in license-judge.ts.
import { z } from "zod";
import { LIMITS } from "./limits.ts";

const date = z.iso.date();
export const licenseId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9.-]*$/)
  .max(LIMITS.idChars);

/** How a fact was checked: the text in full, an excerpt, a secondary statement, or general knowledge. */
export const VERIFIED = ["full", "excerpt", "secondary", "known"] as const;

/** What may be asked of a licence. `commercial` is running or calling the model for money, `outputs` is using what it made for money. */
export const RIGHTS = [
  "commercial",
  "outputs",
  "monthlyUsers",
  "revenue",
  "territory",
  "outputTerritory",
  "training",
  "redistribution",
  "hosting",
] as const;
export type Right = (typeof RIGHTS)[number];
/** What a licence asks for in return. */
export const DUTIES = ["attribution", "naming", "notice", "passOn", "usePolicy", "disclosure", "registration"] as const;

/** One clause, in our own words: never a quotation. */
export const clause = z.strictObject({
  about: z.enum([...RIGHTS, ...DUTIES]),
  says: z.string().min(1).max(500),
  /** Its number in the text, such as "5(c)"; null where not known. */
  clause: z.string().min(1).max(60).nullable(),
  /** `grants` a right; a right `stops` or is not given; it stops by a number `fixed` once, at the release; or a `duty` starts. */
  kind: z.enum(["grants", "stops", "fixed", "duty"]),
  /** For `fixed`: the release. The month before it counts, and nothing that came later. */
  countedAt: date.optional(),
  /** The number itself is already too much ("at least"), and not only what is above it. */
  inclusive: z.boolean().optional(),
  /** A duty only for those above any of these; revenue is of a year. */
  above: z.strictObject({ monthlyUsers: z.int().min(1).optional(), revenueUsd: z.int().min(1).optional() }).optional(),
  /** A duty only in commercial use; only for who gives weights on or runs them for others; or only for who trains on outputs. Always where absent. */
  when: z.enum(["commercial", "sharing", "training"]).optional(),
  /** Where this clause was checked otherwise than the licence as a whole. */
  checked: z.strictObject({ verified: z.enum(VERIFIED), source: z.string().min(1), date }).optional(),
});
export type Clause = z.infer<typeof clause>;

export const license = z.strictObject({
  id: licenseId,
  name: z.string().min(1),
  /** `weights`: a licence of weights; `service`: the terms of a hosted service. */
  kind: z.enum(["weights", "service"]),
  family: z.string().nullable(),
  commercialUse: z.enum(["yes", "no", "conditional"]).nullable(),
  /** Where the right ends; a number at which only a duty starts stands in its clause. */
  monthlyUsersLimit: z.int().min(1).nullable(),
  revenueLimitUsd: z.int().min(1).nullable(),
  /** Country codes, with "EU" in front of its members; null where it is not known which. */
  territoryExcluded: z.array(z.string()).nullable(),
  /** The places that a service is known to serve, where it serves listed places only; null for a licence that holds everywhere else. */
  territoryIncluded: z.array(z.string()).nullable().default(null),
  /** Does the exclusion reach what was made, wherever it was made? */
  territoryOutputs: z.boolean().nullable().default(null),
  outputsCommercial: z.boolean().nullable(),
  outputsNote: z.string().nullable(),
  /** May other models be trained on what it makes? */
  trainOnOutputs: z.enum(["yes", "no", "conditional"]).nullable(),
  attribution: z.string().nullable(),
  acceptableUsePolicy: z.boolean().nullable(),
  derivativeNaming: z.string().nullable(),
  redistributeWeights: z.boolean().nullable(),
  /** May the weights be run as a service for others? */
  hostForOthers: z.enum(["yes", "no", "conditional"]).nullable().default(null),
  /** Are its limits also those of people who only use somebody else's service that runs the weights? */
  bindsHostedUse: z.boolean().nullable().default(null),
  /** For terms of a service: the makers (the first part of model ids) whose models it hosts as their owner, so that its terms stand in place of their licence. */
  ownModelsOf: z.array(z.string().min(1)).default([]),
  osiApproved: z.boolean().nullable(),
  clauses: z.array(clause).default([]),
  notes: z.array(z.string()).default([]),
  verified: z.enum(VERIFIED),
  source: z.string().min(1),
  date,
});
export type License = z.infer<typeof license>;

/** A country by its two letters, the European Union as "EU", or everywhere. */
const place = z.string().regex(/^([A-Z]{2}|worldwide)$/, 'must be a two-letter country code such as DE, "EU", or "worldwide"');
const places = z.union([place, z.array(place).min(1).max(LIMITS.places)]);

/** What somebody means to do. What is left out is not asked about; the limits that it would meet are told as duties. */
export const licenseUse = z.strictObject({
  commercial: z.boolean().optional(),
  /** Monthly active users of all products and services, affiliates included. */
  monthlyUsers: z.int().min(0).max(10_000_000_000).optional(),
  /** The same in the month before the model was released: what counts where a licence fixes its limit then. `monthlyUsers` is taken where this is
   * left out. The one statement that can free: whoever keeps rules for others must not let them make it. */
  monthlyUsersAtRelease: z.int().min(0).max(10_000_000_000).optional(),
  /** Of a year, affiliates included. */
  revenueUsd: z.int().min(0).max(100_000_000_000_000).optional(),
  /** Where the model is used. */
  territory: places.optional(),
  /** Where what it makes is used or shown, beside the `territory` where it is made. */
  outputTerritory: places.optional(),
  trainOnOutputs: z.boolean().optional(),
  redistributeWeights: z.boolean().optional(),
  /** Run the weights as a service for others. */
  hostWeights: z.boolean().optional(),
});
export type LicenseUse = z.infer<typeof licenseUse>;

export const ANSWERS = ["yes", "no", "unknown"] as const;
export type Answer = (typeof ANSWERS)[number];

/** Whose text speaks, and how it was checked. Nulls where no licence is known at all. */
const voice = {
  license: licenseId.nullable(),
  /** The model whose licence it is, or the service whose terms. */
  of: z.string(),
  clause: z.string().nullable(),
  source: z.string().nullable(),
  date: date.nullable(),
  verified: z.enum(VERIFIED).nullable(),
};

export const finding = z.strictObject({ about: z.enum([...RIGHTS, "license"]), answer: z.enum(ANSWERS), says: z.string(), ...voice });
export type Finding = z.infer<typeof finding>;

/** `limit` is a bound that was not asked about; `unknown` a licence that is not known, whose duties are not either. */
export const duty = z.strictObject({
  about: z.enum([...DUTIES, "limit", "unknown"]),
  says: z.string(),
  /** `sharing` binds only who gives the weights on or runs them for others, `training` only who trains on outputs. */
  when: z.enum(["always", "commercial", "sharing", "training"]),
  ...voice,
});
export type Duty = z.infer<typeof duty>;

export const verdict = z.strictObject({ answer: z.enum(ANSWERS), findings: z.array(finding), duties: z.array(duty) });
export type Verdict = z.infer<typeof verdict>;

/** Said wherever a verdict is shown. */
export const NOT_ADVICE = "Facts about licences in our own words, with how each was checked. Not legal advice: the text itself counts.";

export const licenseCheckAsk = z
  .strictObject({
    /** A model by id or alias: judged as if you ran its weights yourself, where there are weights. An offer's id does too. */
    model: z.string().min(1).max(LIMITS.idChars).optional(),
    /** Or one offer: judged as it is hosted there. */
    offer: z.string().min(1).max(LIMITS.idChars).optional(),
    use: licenseUse.default({}),
  })
  .refine((body) => (body.model === undefined) !== (body.offer === undefined), { path: ["model"], message: "name either a model or an offer" });

export const licenseCheck = verdict.extend({
  /** What was judged: a model's id, or an offer's. */
  subject: z.string(),
  /** One sentence that answers. */
  summary: z.string(),
  /** Every licence that was looked at, and for what. */
  chain: z.array(
    z.strictObject({
      license: licenseId.nullable(),
      name: z.string().nullable(),
      of: z.string(),
      as: z.enum(["itself", "base", "needs", "service"]),
      right: z.enum(["run", "outputs", "service"]),
    }),
  ),
  /** For a model: the same question for each offer of it. Empty for an offer. */
  offers: z.array(z.strictObject({ offer: z.string(), provider: z.string(), answer: z.enum(ANSWERS), says: z.string() })),
  note: z.literal(NOT_ADVICE),
});
export type LicenseCheck = z.infer<typeof licenseCheck>;

/** The members, as licences that name the Union mean them. */
export const EU = "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE".split(" ");
