// Black Forest Labs' adapter signs the kit; what the kit cannot know stands here.
import { expect, test } from "bun:test";
import { conform } from "../conformance.ts";
import { trusted } from "../flow.ts";
import kit from "./conformance.ts";

test("it conforms", async () => {
  const subject = await kit();
  expect(await conform(subject)).toEqual([]);
  await subject.standIn.close();
}, 60_000);

test("the credits that it tells are the cost, in micros", async () => {
  const { provider, standIn, secret, cases } = await kit();
  const context = {
    baseUrl: standIn.url,
    secret,
    signal: new AbortController().signal,
    now: () => 1_800_000_000_000,
    report: () => undefined,
    fetch,
  };
  let operation = await provider.start(cases[0]!.call, context);
  while (operation.state === "running") operation = await provider.check!(operation.ref, cases[0]!.call, context);
  expect(operation).toMatchObject({ state: "done", costMicro: 30_000, seed: 7 });
  await standIn.close();
});

test("its other regions may be asked with the key, nobody else", () => {
  const context = { baseUrl: "https://api.bfl.ai", secret: "s", signal: new AbortController().signal, now: () => 0, report: () => undefined, fetch };
  const wire = { title: "x", credentials: () => ({}), ownHosts: /^api(\.[a-z0-9-]+)?\.bfl\.ai$/ };
  expect(trusted("https://api.eu1.bfl.ai/v1/get_result?id=1", "no", context, wire)).toBe("https://api.eu1.bfl.ai/v1/get_result?id=1");
  for (const url of ["https://api.bfl.ai.evil.example/x", "http://api.eu1.bfl.ai/x", "https://evil.example/x", "https://u:p@api.eu1.bfl.ai/x", 7])
    expect(trusted(url, "no", context, wire)).toBe("no");
});
