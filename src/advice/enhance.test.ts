// Prompts rewritten, through the door: the family's own instructions reach the chat model, the price is that of a chat, policies bind it, and nothing of the user's is lost.
import { afterAll, beforeAll, beforeEach, expect, test } from "bun:test";
import { type InProcess, openInProcess, refusal } from "../../test/server.ts";
import { type OpenAiStandIn, startOpenAiStandIn } from "../providers/openai/stand-in.ts";
import { unwrapped } from "./enhance.ts";

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
beforeEach(() => {
  openai.clear();
  openai.fault(null);
});

const ask = (more: object = {}) => ({ task: "text-to-image" as const, prompt: "a red fox", by: "gpt-4o-mini", ...more });
const enhance = (more: object = {}) => oak.client.call("prompts.enhance", { body: ask(more) });
const said = () =>
  openai.received.find((received) => received.path.endsWith("/chat/completions"))!.json.messages as { role: string; content: string }[];

test("each family is asked for as it likes, and the new words come back beside the old", async () => {
  const made = await enhance({ model: "stabilityai/sdxl" });
  expect(said()[0]!.content).toContain("phrases separated by commas");
  expect(said()[1]).toEqual({ role: "user", content: "a red fox" });
  expect(made).toMatchObject({
    prompt: "a red fox",
    for: "stabilityai/sdxl",
    guide: { id: "image-phrases" },
    by: { model: "openai/gpt-4o-mini", provider: "openai" },
  });
  expect(made.enhanced.length).toBeGreaterThan(0);
  openai.clear();
  expect((await enhance({ model: "flux.1-dev" })).guide.id).toBe("image-sentences");
  expect(said()[0]!.content).toContain("plain sentences");
  expect((await enhance({ task: "text-to-video", model: "auto" })).guide.id).toBe("video-shot");
});

test("it is a chat with its own price, which is told before and is in the ledger", async () => {
  const plan = await oak.client.call("prompts.plan", { body: ask() });
  expect(plan).toMatchObject({ task: "chat", candidates: [{ model: "openai/gpt-4o-mini" }] });
  expect(openai.received).toEqual([]);
  const made = await enhance();
  const generation = await oak.client.call("generations.get", { params: { id: made.generation } });
  expect([generation.task, generation.status, generation.settledMicro]).toEqual(["chat", "succeeded", made.settledMicro]);
  expect(made.settledMicro!).toBeLessThanOrEqual(plan.quote!.highMicro);
  expect(made.settledMicro!).toBeGreaterThan(0);
});

test("rules and policies bind whoever rewrites it: nothing leaves where it may not", async () => {
  expect(await refusal(enhance({ constraints: { data: { local: true } } }))).toMatchObject({ code: "plan.none" });
  const policy = await oak.client.call("policies.set", { body: { name: "At home", constraints: { data: { local: true } } } });
  expect(await refusal(enhance())).toMatchObject({ code: "plan.none", detail: expect.stringContaining("At home") });
  await oak.client.call("policies.remove", { params: { id: policy.id } });
  expect(openai.received).toEqual([]);
});

test("where it fails, or makes no sense, that is said and the prompt stays", async () => {
  openai.fault({ kind: "status", status: 400, body: { error: { message: "Bad request" } } });
  expect(await refusal(enhance())).not.toBeNull();
  expect(await refusal(enhance({ model: "nobody/knows" }))).toMatchObject({ code: "request.invalid", field: "model" });
  expect(await refusal(enhance({ task: "text-to-speech" }))).toMatchObject({ code: "request.invalid", field: "task" });
  expect(await refusal(enhance({ task: "chat" }))).toMatchObject({ code: "request.invalid", field: "task" });
  expect(await refusal(enhance({ prompt: "  " }))).toMatchObject({ code: "request.invalid", field: "prompt" });
});

test("what models wrap around it is taken off", () => {
  expect(["  a fox ", '"a fox"', "“a fox”", "```\na fox\n```", "```text\na fox\n```"].map(unwrapped)).toEqual(
    Array.from({ length: 5 }, () => "a fox"),
  );
  expect(unwrapped('a "red" fox')).toBe('a "red" fox');
  expect(unwrapped('"HELLO" on a sign that says "BYE"')).toBe('"HELLO" on a sign that says "BYE"');
  expect([unwrapped(null), unwrapped(7), unwrapped("``````")]).toEqual(["", "", "``````"]);
});
