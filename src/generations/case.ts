// One generation as a step of its job sees it. Data only.
import type { Step } from "../jobs/jobs.ts";
import type { Facts } from "../router/router.ts";
import type { Ask, Plan } from "../spec/plan.ts";
import type * as store from "./store.ts";

/** Read anew at each step. */
export interface Case {
  row: store.GenerationRow;
  ask: Ask;
  facts: Facts;
  plan: Plan;
  attempts: store.AttemptRow[];
  step: Step;
}
