// What a provider declares, told in words: nothing unknown is told as good.
import { expect, test } from "bun:test";
import type { ProviderStatus } from "../../src/spec/model.ts";
import { factsOf, sentence, span } from "./provider-words.ts";

const one = (changes: Partial<ProviderStatus> = {}): ProviderStatus => ({
  id: "x",
  title: "X",
  state: "on",
  reason: "X_KEY is set",
  hint: null,
  local: false,
  url: "https://api.example.com",
  offers: 1,
  tasks: ["text-to-image"],
  models: ["m/x"],
  health: "unknown",
  key: null,
  handOff: false,
  pulls: false,
  data: { local: false, trainsOnInputs: null, retentionDays: null, regions: null, source: "nowhere", date: "2026-11-25" },
  declares: {
    repeat: "never",
    lookup: false,
    cancel: false,
    progress: "none",
    webhook: false,
    resultSeconds: null,
    refusalCharged: { input: "unknown", output: "unknown" },
    checked: { how: "documented", source: "a page", date: "2026-11-25" },
  },
  ...changes,
});
const fact = (name: string, changes: Partial<ProviderStatus> = {}) => Object.fromEntries(factsOf(one(changes)))[name];

test("what is not known is told as not known", () => {
  for (const name of ["Trains on inputs", "Keeps inputs", "Where", "Subprocessors", "Charges what it refuses", "Keeps results"])
    expect([name, fact(name)]).toEqual([name, "not known"]);
});

test("what is known is told in words", () => {
  const data = { local: true, trainsOnInputs: false, retentionDays: 0, regions: null, source: "s", date: "2026-11-25" };
  expect([fact("Trains on inputs", { data }), fact("Keeps inputs", { data }), fact("Where", { data })]).toEqual(["no", "no", "on your own machines"]);
  const away = { ...data, local: false, subprocessors: ["A cloud", "A warehouse"] };
  expect([fact("Subprocessors", { data }), fact("Subprocessors", { data: away })]).toEqual([undefined, "A cloud, A warehouse"]);
  const declares = { ...one().declares, resultSeconds: 600, refusalCharged: { input: "no" as const, output: "yes" as const } };
  expect([fact("Keeps results", { declares }), fact("Charges what it refuses", { declares })]).toEqual([
    "10 minutes",
    "the prompt: no, what was made: yes",
  ]);
  expect([span(3_600), span(86_400), span(172_800)]).toEqual(["60 minutes", "24 hours", "2 days"]);
  expect(sentence("its key is kept here")).toBe("Its key is kept here.");
});
