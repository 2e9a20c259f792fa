// Google's OpenAI-compatible chat leaves thoughts out of completion_tokens and counts them in total_tokens only, though they are paid for: this puts them back.
import type { Mend } from "../streams.ts";

const amount = (value: unknown): number => (typeof value === "number" && value >= 0 ? value : 0);

/** An answer or a chunk whose usage counts everything that was written as written. */
export const withThoughts: Mend = (json) => {
  const { usage } = json;
  const [prompt, completion, total] = [amount(usage?.prompt_tokens), amount(usage?.completion_tokens), amount(usage?.total_tokens)];
  const thoughts = total - prompt - completion;
  if (thoughts <= 0) return json;
  const details = { reasoning_tokens: thoughts, ...(usage.completion_tokens_details as object | undefined) };
  return { ...json, usage: { ...usage, completion_tokens: completion + thoughts, completion_tokens_details: details } };
};
