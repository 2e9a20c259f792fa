// One generation as a step of its job sees it. Data only.
import type { Step } from "../jobs/jobs.ts";
import type { Facts } from "../router/router.ts";
import type { Ask, Candidate } from "../spec/plan.ts";
import type * as store from "./store.ts";

/** Read anew at each step. */
export interface Case {
  row: store.StandingRow;
  ask: Ask;
  facts: Facts;
  /** Of its plan, in order. Read where they are needed: a plan is large, and whoever only asks how a job is doing needs none of it. */
  candidates(): Promise<readonly Candidate[]>;
  attempts: store.AttemptRow[];
  step: Step;
}
