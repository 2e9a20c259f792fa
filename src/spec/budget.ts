// Budgets and projects on the wire: what an organization, a project, a member or a key may spend in a day, a month or altogether. No I/O.
import { z } from "zod";
import { LIMITS } from "./limits.ts";
import { micro } from "./price.ts";

export const BUDGET_SCOPES = ["organization", "project", "member", "key"] as const;
export type BudgetScope = (typeof BUDGET_SCOPES)[number];

/** Calendar days and months in UTC; `total` never renews. */
export const BUDGET_WINDOWS = ["day", "month", "total"] as const;
export type BudgetWindow = (typeof BUDGET_WINDOWS)[number];

/** A name that people give: no control characters, which some databases and all terminals take ill. */
export const givenName = z
  .string()
  .trim()
  .min(1)
  .max(LIMITS.nameChars)
  .regex(/^[^\p{C}]*$/u, "must hold no control characters");

const limits = {
  /** The most that may be spent and held together within the window; null is no limit in money. */
  limitMicro: micro.min(0).max(LIMITS.ceilingMicro).nullable().default(null),
  /** The most generations that arrived or are under way within the window; a batch is one. Null is no limit in number. */
  limitGenerations: z.int().min(0).max(LIMITS.budgetGenerations).nullable().default(null),
};

export const newBudget = z
  .strictObject({
    scope: z.enum(BUDGET_SCOPES),
    /** The id of the project or key, or the member's name; null for the organization. */
    subject: givenName.nullable().default(null),
    window: z.enum(BUDGET_WINDOWS),
    ...limits,
  })
  .refine(({ scope, subject }) => (scope === "organization") === (subject === null), {
    path: ["subject"],
    error: "names the project, member or key, and is left out for the organization",
  })
  .refine(({ limitMicro, limitGenerations }) => limitMicro !== null || limitGenerations !== null, {
    path: ["limitMicro"],
    error: "or limitGenerations must be given: a budget without a limit limits nothing",
  });
export type NewBudget = z.output<typeof newBudget>;

export const budget = z.strictObject({
  id: z.string(),
  scope: z.enum(BUDGET_SCOPES),
  subject: z.string().nullable(),
  /** The name of the project, member or key; of the organization itself. */
  subjectName: z.string(),
  window: z.enum(BUDGET_WINDOWS),
  limitMicro: micro.nullable(),
  limitGenerations: z.int().nullable(),
  /** What counts against it now: what is held for generations under way, and what was spent on those that arrived. */
  heldMicro: micro,
  spentMicro: micro,
  heldGenerations: z.int(),
  spentGenerations: z.int(),
  /** When the present window began, and when the next one begins; null for `total`. */
  since: z.iso.datetime().nullable(),
  renewsAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
});
export type Budget = z.infer<typeof budget>;

export const newProject = z.strictObject({ name: givenName });

export const project = z.strictObject({ id: z.string(), name: z.string(), createdAt: z.iso.datetime() });
export type Project = z.infer<typeof project>;
