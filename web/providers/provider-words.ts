// What a provider declares, in words for its user: money, files, results. Pure; shows nothing itself.
import { keptWords } from "../../src/spec/model-words.ts";
import type { ProviderStatus } from "../../src/spec/model.ts";

export const sentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? "" : "."}`;

const yes = (value: boolean | null, words: [string, string]) => (value === null ? "not known" : words[value ? 0 : 1]);

/** A time that something is kept, in the largest unit that tells it well. */
export function span(seconds: number): string {
  if (seconds >= 172_800) return `${Math.round(seconds / 86_400)} days`;
  if (seconds >= 7_200) return `${Math.round(seconds / 3_600)} hours`;
  return `${Math.round(seconds / 60)} minutes`;
}

const CHECKED = {
  run: "run against the real thing",
  specification: "against its OpenAPI file",
  recorded: "against recorded exchanges",
  documented: "against its documentation",
} as const;

/** Name and value of each fact, in the order in which people ask. */
export function factsOf(one: ProviderStatus): [string, string][] {
  const { data, declares } = one;
  const { input, output } = declares.refusalCharged;
  const refusals = input === output ? input : `the prompt: ${input}, what was made: ${output}`;
  const facts: [string, string][] = [["Trains on inputs", yes(data?.trainsOnInputs ?? null, ["yes", "no"])]];
  facts.push(["Keeps inputs", keptWords(data?.retentionDays ?? null)]);
  facts.push(["Where", data?.local ? "on your own machines" : (data?.regions?.join(", ") ?? "not known")]);
  if (!data?.local) facts.push(["Subprocessors", data?.subprocessors?.join(", ") ?? "not known"]);
  if (data) facts.push(["Terms from", `${data.source}, ${data.date}`]);
  if (!one.handOff) {
    facts.push(["Charges what it refuses", refusals === "unknown" ? "not known" : refusals]);
    const results = declares.resultSeconds;
    facts.push(["Keeps results", results === null ? "not known" : results === 0 ? "no, they come with the answer" : span(results)]);
    facts.push(["Can be stopped", yes(declares.cancel, ["yes", "no"])]);
  }
  facts.push(["Adapter checked", `${CHECKED[declares.checked.how]}, ${declares.checked.date}`]);
  if (one.url) facts.push(["Address", one.url]);
  return facts;
}
