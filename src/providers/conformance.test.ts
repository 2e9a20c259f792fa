// The kit rejects every mutant (conformance-mutants.ts). That the adapters themselves pass is each folder's test.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { conform, type Subject } from "./conformance.ts";
import { SECRET } from "./conformance-cases.ts";
import { MUTANTS } from "./conformance-mutants.ts";
import falKit from "./fal/conformance.ts";
import openaiKit from "./openai/conformance.ts";

let good: Record<"openai" | "fal", Subject>;
beforeAll(async () => {
  good = { openai: await openaiKit(), fal: await falKit() };
});
afterAll(() => Promise.all(Object.values(good).map(({ standIn }) => standIn.close())));

test.each(MUTANTS)(
  "a mutant that $name is rejected",
  async ({ of, says, changes, on, told = (one) => one }) => {
    const { provider, standIn, cases, chats = [], undocumented = {} } = good[of];
    const tried = on === "chats" ? { cases: [], chats: chats.slice(0, 1) } : { cases: cases.slice(0, 1).map(told) };
    const broken = await conform({ provider: { ...provider, ...changes }, standIn, secret: SECRET, undocumented, ...tried });
    expect(broken.join("\n")).toMatch(says);
  },
  60_000,
);

test("what the mutants are made of passes: the kit complains of them alone", async () => {
  for (const { provider, standIn, cases, chats = [], undocumented = {} } of Object.values(good)) {
    const broken = await conform({ provider, standIn, secret: SECRET, cases: cases.slice(0, 1), chats: chats.slice(0, 1), undocumented });
    // One case of many: all that may be missing is a case of the other tasks.
    expect(broken.filter((what) => !what.endsWith("and has no case of it"))).toEqual([]);
  }
}, 60_000);
