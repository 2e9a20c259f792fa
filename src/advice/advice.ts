// The door of advice: what somebody is told before anything is made: whether open is good enough, what a workload costs everywhere, how a prompt is better put. Makes no media itself.
import { type CompareDeps, createComparison } from "./compare.ts";
import { createEnhance, type EnhanceDeps } from "./enhance.ts";
import { createGap, type GapDeps } from "./gap.ts";

export function createAdvice(deps: GapDeps & EnhanceDeps & CompareDeps) {
  return { gap: createGap(deps), compare: createComparison(deps), prompts: createEnhance(deps) };
}

export type Advice = ReturnType<typeof createAdvice>;
