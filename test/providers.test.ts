// Every provider whole: planned, made and paid for through the real API, against the stand-in that its own folder brings. What single adapters must do is each folder's test.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Case, Kit, Subject } from "../src/providers/conformance.ts";
import { FAMILIES } from "../src/providers/openai-compatible/listing.ts";
import type { InputFile } from "../src/providers/providers.ts";
import { picture } from "../src/providers/stand-in-media.ts";
import { chatReply, startDirect } from "../src/providers/stand-in-shapes.ts";
import { type InProcess, openInProcess, ROOT } from "./server.ts";

const FOLDER = join(ROOT, "src", "providers");
const ids = readdirSync(FOLDER).filter((id) => existsSync(join(FOLDER, id, `${id}.ts`)));
const subjects: Subject[] = await Promise.all(
  ids
    .filter((id) => existsSync(join(FOLDER, id, "conformance.ts")))
    .map(async (id) => ((await import(join(FOLDER, id, "conformance.ts"))) as { default: Kit }).default()),
);
/** Each provider's first case of each task is made whole; the kit has been through all of them. */
const media = subjects.flatMap((subject) =>
  subject.cases.filter((one, index, all) => all.findIndex((other) => other.call.task === one.call.task) === index).map((one) => ({ subject, one })),
);
const chats = subjects.flatMap((subject) => (subject.chats ?? []).slice(0, 1).map(({ offer }) => ({ subject, offer })));

/** Servers of your own that are told apart by their lists only: one stand-in each, with a model for pictures and one for words. */
const servers = await Promise.all(
  FAMILIES.map(async ({ id }) => ({
    id,
    standIn: await startDirect({
      key: {},
      base: "/v1",
      async answer({ path, json }) {
        if (path === "/v1/models")
          return { body: { object: "list", data: ["sdxl-turbo", "llama-3.2-3b-instruct"].map((model) => ({ id: model, object: "model" })) } };
        if (path === "/v1/chat/completions") return chatReply(json);
        return path === "/v1/images/generations"
          ? { body: { created: 1, data: [{ b64_json: (await picture(json.prompt, 64, 64)).toString("base64") }] } }
          : null;
      },
    }),
  })),
);

let oak: InProcess;
const files = new Map<InputFile, Promise<string>>();

async function upload(file: InputFile): Promise<string> {
  const form = new FormData();
  form.set("file", new Blob([await file.read()], { type: file.type }), file.name);
  const response = await oak.app.fetch(
    new Request("http://localhost/v1/assets", { method: "POST", headers: { authorization: `Bearer ${oak.key}` }, body: form }),
  );
  return ((await response.json()) as { id: string }).id;
}

/** The case's call as an ask of a user: files uploaded, the offer named, and a ceiling for what has no price. */
async function askOf({ call }: Case) {
  const input: Record<string, unknown> = { ...call.input };
  for (const [field, file] of Object.entries(call.files)) {
    if (!files.has(file)) files.set(file, upload(file));
    input[field] = await files.get(file);
  }
  return { task: call.task, input, count: call.count, model: call.offer.id, constraints: { maxCostMicro: 50_000_000 } };
}

beforeAll(async () => {
  const environment: Record<string, string> = { OAK_CEILING_USD: "none" };
  for (const { provider, standIn, secret } of subjects) {
    if (provider.keyVariable) environment[provider.keyVariable] = secret;
    environment[`OAK_${provider.id.toUpperCase().replaceAll("-", "_")}_URL`] = standIn.url;
    standIn.clear();
  }
  for (const { id, standIn } of servers) environment[`OAK_${id.toUpperCase()}_URL`] = standIn.url;
  oak = await openInProcess(environment);
});
afterAll(async () => {
  await oak.close();
  await Promise.all([...subjects, ...servers].map(({ standIn }) => standIn.close()));
});

describe("every provider", () => {
  test("has a folder that is checked: a stand-in with cases, or its own test of many servers", () => {
    for (const id of ids) expect([id, existsSync(join(FOLDER, id, `${id}.test.ts`))]).toEqual([id, true]);
  });

  test("is planned for: at a price or said to have none, with reasons", async () => {
    for (const { subject, one } of media) {
      const plan = await oak.client.call("plans.create", { body: (await askOf(one)) as never });
      expect([subject.provider.id, one.name, plan.candidates[0]?.offer, plan.rejections.map((each) => each.reason)]).toEqual([
        subject.provider.id,
        one.name,
        one.call.offer.id,
        expect.anything(),
      ]);
      expect(plan.candidates[0]!.reasons.length).toBeGreaterThan(0);
    }
  });

  test("makes what it was asked for, is paid once, and no key or vendor's URL comes out", async () => {
    const made = await Promise.all(
      media.map(async ({ subject, one }) => {
        const generation = await oak.client.call("generations.create", { body: (await askOf(one)) as never, query: { wait: 60 } as never });
        return { subject, one, generation };
      }),
    );
    for (const { subject, one, generation } of made) {
      const label = `${subject.provider.id} ${one.name}`;
      expect([label, generation.status, generation.error]).toEqual([label, "succeeded", null]);
      const { maxCount } = one.call.offer.tasks[one.call.task]!;
      const requests = Math.ceil(one.call.count / (subject.provider.apart ? 1 : maxCount));
      expect([label, generation.provider, generation.attempts.length]).toEqual([label, subject.provider.id, requests]);
      expect([label, generation.assets.length]).toEqual([label, one.call.count]);
      expect([label, Number.isSafeInteger(generation.settledMicro)]).toEqual([label, true]);
      const shown = JSON.stringify(generation);
      expect([label, shown.includes(subject.secret), shown.includes(new URL(subject.standIn.url).host)]).toEqual([label, false, false]);
    }
    const { balance } = await oak.client.call("me.get");
    expect([balance.heldMicro, balance.spentMicro]).toEqual([0, made.reduce((sum, { generation }) => sum + (generation.settledMicro ?? 0), 0)]);
  }, 120_000);

  test("of your own is planned for, makes a picture and chats, for nothing; with the built-in one there are at least 35 in all", async () => {
    const own = [...servers.map(({ id }) => id), "builtin"];
    for (const id of own) {
      const body = { task: "text-to-image" as const, input: { prompt: `a boat for ${id}` }, constraints: { only: [id] } };
      const plan = await oak.client.call("plans.create", { body: body as never });
      expect([id, plan.candidates[0]?.provider, plan.quote]).toEqual([id, id, { lowMicro: 0, highMicro: 0 }]);
      const made = await oak.client.call("generations.create", { body: body as never, query: { wait: 60 } as never });
      expect([id, made.status, made.provider, made.assets.length, made.settledMicro]).toEqual([id, "succeeded", id, 1, 0]);
    }
    for (const { id } of servers) {
      const response = await oak.client.raw("openai.chat", {
        body: { model: `${id}:llama-3.2-3b-instruct`, messages: [{ role: "user", content: "hello" }] } as never,
      });
      expect([id, ((await response.json()) as any).choices[0].message.content]).toEqual([id, "You said: hello"]);
    }
    expect(new Set([...subjects.map(({ provider }) => provider.id), ...own]).size).toBeGreaterThanOrEqual(35);
  }, 120_000);

  test("chats in OpenAI's words", async () => {
    for (const { subject, offer } of chats) {
      const response = await oak.client.raw("openai.chat", { body: { model: offer, messages: [{ role: "user", content: "hello" }] } as never });
      const answer = (await response.json()) as any;
      expect([offer, response.status, typeof answer.choices?.[0]?.message?.content]).toEqual([offer, 200, "string"]);
      expect(response.headers.get("x-oak-provider")).toBe(subject.provider.id);
    }
  });
});
