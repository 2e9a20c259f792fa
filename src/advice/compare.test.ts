// A comparison through the door: every offer that could do it with the price it would quote, why some cannot be used, and a machine of one's own beside them.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { type InProcess, openInProcess } from "../../test/server.ts";
import { type OpenAiStandIn, startOpenAiStandIn } from "../providers/openai/stand-in.ts";
import type { AppError } from "../spec/error.ts";
import type { AskInput } from "../spec/plan.ts";

let openai: OpenAiStandIn;
let oak: InProcess;
beforeAll(async () => {
  openai = await startOpenAiStandIn({ key: "sk-secret" });
  oak = await openInProcess({ OPENAI_API_KEY: "sk-secret", OAK_OPENAI_URL: openai.url });
});
afterAll(async () => {
  await oak.close();
  await openai.close();
});

const ask: AskInput = { task: "text-to-image", input: { prompt: "a fox", width: 1024, height: 1024 }, count: 2 };
const compare = (body: object) => oak.client.call("prices.compare", { body: { ask, perMonth: 10_000, ...body } as never });
const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (thrown: AppError) => [thrown.code, thrown.field],
  );

test("what may be used comes first and costs what the plan quotes; the rest is there with its reason", async () => {
  const [view, plan] = [await compare({}), await oak.client.call("plans.create", { body: ask })];
  const usable = view.hosted.filter((row) => row.refused === null);
  expect(usable.map((row) => row.offer).toSorted()).toEqual(
    plan.candidates
      .filter((each) => each.quote)
      .map((each) => each.offer)
      .toSorted(),
  );
  expect(view.hosted.slice(0, usable.length)).toEqual(usable);
  expect(usable.map((row) => row.outputMicro)).toEqual(usable.map((row) => row.outputMicro).toSorted((a, b) => a - b));
  for (const row of usable) {
    const quoted = plan.candidates.find((each) => each.offer === row.offer)!;
    expect([row.quote, row.priceVersion]).toEqual([quoted.quote!, quoted.priceVersion]);
    expect([row.outputMicro, row.monthMicro]).toEqual([Math.ceil(row.quote.highMicro / 2), row.quote.highMicro * 5_000]);
  }
  const elsewhere = view.hosted.find((row) => row.provider === "fal")!;
  expect(elsewhere.refused).toContain("fal is off");
  expect(openai.received).toEqual([]); // nobody was asked
});

test("the asker's rules and policies count", async () => {
  const never = await compare({ ask: { ...ask, constraints: { never: ["openai"] } } });
  expect(never.hosted.filter((row) => row.provider === "openai").every((row) => row.refused?.startsWith("You excluded"))).toBe(true);
  const policy = await oak.client.call("policies.set", { body: { name: "Cheap", constraints: { maxCostMicro: 1 } } });
  const bound = await compare({});
  expect(bound.hosted.filter((row) => row.provider === "openai").every((row) => row.refused?.includes("The policy “Cheap” rules so."))).toBe(true);
  await oak.client.call("policies.remove", { params: { id: policy.id } });
});

test("a machine is compared with its own model's offers first, needs its speed, and says from where on it pays", async () => {
  const machine = { name: "The card", hourMicro: 700_000, secondsPerOutput: 4, model: "openai/gpt-image-2" };
  const { own, says } = await compare({ own: [machine], perMonth: 400_000 });
  expect(own[0]).toMatchObject({
    machines: 2,
    capacity: 328_725,
    monthMicro: 1_022_700_000,
    standingMicro: 511_350_000,
    secondsSource: "as you gave it",
  });
  expect(own[0]!.breakEven[0]!.offer).toBe("openai:gpt-image-2");
  expect(says).toContain("400,000 outputs a month");
  expect(await refusal(compare({ own: [{ hourMicro: 1 }] }))).toEqual(["request.invalid", "own.0.secondsPerOutput"]);
  expect(await refusal(compare({ own: [{ secondsPerOutput: 1 }] }))).toEqual(["request.invalid", "own.0.hourMicro"]);
  expect(await refusal(compare({ own: [{ hourMicro: 1, secondsPerOutput: 86_400, utilization: 0.01 }] }))).toEqual([
    "request.invalid",
    "own.0.utilization",
  ]);
  expect(await refusal(compare({ ask: { ...ask, best: { judge: "gpt-4o" } } }))).toEqual(["request.invalid", "ask.best"]);
  expect(await refusal(compare({ perMonth: 0 }))).toEqual(["request.invalid", "perMonth"]);
  expect(await refusal(compare({ ask: { ...ask, input: { prompt: 3 } } }))).toEqual(["request.invalid", "input.prompt"]);
});
