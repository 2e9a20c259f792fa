// Local servers: told apart by what they answer, listed as free and local offers, found quickly or not at all, and chatted with.
import { afterEach, expect, test } from "bun:test";
import { offer as offerSchema } from "../../spec/model.ts";
import { quote } from "../../spec/price.ts";
import { type TaskId, taskOf } from "../../spec/task.ts";
import { type Case, checkOffers, conform } from "../conformance.ts";
import { callOf, sampleFiles, SECRET } from "../conformance-cases.ts";
import { startOpenAiStandIn } from "../openai/stand-in.ts";
import type { Context, Mounted, ProviderSettings } from "../providers.ts";
import { type Reply, type StandIn, startStandIn } from "../stand-in.ts";
import { localModel } from "../offers.ts";
import { offersOf, tasksOf } from "./listing.ts";
import { compatible, mountCompatible } from "./openai-compatible.ts";

const open: StandIn[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

const list = (models: object[] | null): Reply => ({ body: { object: "list", data: models } });
async function server(routes: Record<string, Reply>): Promise<StandIn> {
  const started = await startStandIn(({ path }) => routes[path] ?? { status: 404, body: { error: "not found" } });
  open.push(started);
  return started;
}

const settings = (changes: Partial<ProviderSettings> = {}): ProviderSettings => ({
  providerKey: () => null,
  providerUrl: () => null,
  servers: {},
  discover: true,
  ...changes,
});
const context = (mount: Mounted, url = mount.baseUrl!, signal = new AbortController().signal): Context => ({
  baseUrl: url,
  secret: mount.secret,
  fetch,
  signal,
  now: () => Date.UTC(2026, 10, 24),
  report: () => undefined,
});
const usual = () => mountCompatible(settings());

/** Which of the usual families would take this server for theirs? */
async function takenBy(url: string): Promise<string[]> {
  const found = await Promise.all(
    usual().map(async (mount) => ((await mount.provider.discover!(context(mount, `${url}/v1`))) ? mount.provider.id : null)),
  );
  return found.filter((id) => id !== null);
}

test("it conforms", async () => {
  const standIn = await startOpenAiStandIn({ maxSidePx: 32 });
  open.push(standIn);
  const { audio } = await sampleFiles();
  const named = compatible("den", "Den", standIn.url, "start it", null);
  const offers = offersOf("den", { data: [{ id: "sdxl-turbo" }, { id: "kokoro" }, { id: "whisper-small" }, { id: "qwen3-8b" }] }, "2026-11-24");
  const one = (at: number, task: TaskId, path: string, input: Record<string, unknown>, files = {}): Case => ({
    name: task,
    gives: task === "speech-to-text" ? "text" : "bytes",
    call: callOf(offers[at]!, task, input, { files }),
    requests: [`POST /v1/${path}`],
  });
  const cases = [
    one(0, "text-to-image", "images/generations", { prompt: "a red fox" }),
    one(1, "text-to-speech", "audio/speech", { text: "Hello" }),
    one(2, "speech-to-text", "audio/transcriptions", { audio: "ast_3" }, { audio }),
  ];
  const chats = [{ offer: offers[3]!.id, request: "POST /v1/chat/completions" }];
  const broken = await conform({ provider: { ...named, offers }, standIn, secret: SECRET, cases, chats });
  // Not every small server knows the field that asks for it, so a stream is not asked to count its tokens.
  expect(broken).toEqual([`chat ${offers[3]!.id} · a stream does not count its tokens`]);
}, 60_000);

test("servers that share a port are told apart by their answer", async () => {
  const model = (ownedBy?: string) => ({ id: "qwen3-8b", object: "model", ...(ownedBy ? { owned_by: ownedBy } : {}) });
  const alone = ["lmstudio"]; // nobody else uses its port, so it takes any list
  expect(await takenBy((await server({ "/v1/models": list([model("llamacpp")]) })).url)).toEqual([...alone, "llamacpp"]);
  expect(await takenBy((await server({ "/v1/models": { ...list([model("me")]), headers: { server: "llama.cpp" } } })).url)).toEqual([
    ...alone,
    "llamacpp",
  ]);
  expect(await takenBy((await server({ "/v1/models": list([model("vllm")]) })).url)).toEqual([...alone, "vllm"]);
  expect(await takenBy((await server({ "/v1/models": list([model("sglang")]) })).url)).toEqual([...alone, "sglang"]);
  expect(
    await takenBy((await server({ "/v1/models": list([model()]), "/v1/models/capabilities": list([{ ...model(), capabilities: ["chat"] }]) })).url),
  ).toEqual([...alone, "localai"]);
  expect(await takenBy((await server({ "/v1/models": list([model("somebody")]) })).url)).toEqual(alone);
  expect(await takenBy((await server({ "/v1/models": { headers: { "content-type": "text/html" }, body: "<html>A router</html>" } })).url)).toEqual(
    [],
  );
  expect(await takenBy((await server({ "/v1/models": { status: 401, body: { error: "no" } } })).url)).toEqual([]);
});

test("LocalAI's list says what each model does; others are guessed by name", async () => {
  const capable = (id: string, ...capabilities: string[]) => ({ id, object: "model", capabilities });
  const local = await server({
    "/v1/models": list([]),
    "/v1/models/capabilities": list([
      capable("mystery-1", "image"),
      capable("mystery-2", "tts"),
      capable("mystery-3", "FLAG_TRANSCRIPT"),
      capable("mystery-4", "chat", "vision", "tools"),
      capable("mystery-5", "embeddings"),
    ]),
  });
  const mount = usual().find(({ provider }) => provider.id === "localai")!;
  const offers = (await mount.provider.discover!(context(mount, `${local.url}/v1`)))!;
  expect(offers.map((offer) => [offer.remote, Object.keys(offer.tasks).join()])).toEqual([
    ["mystery-1", "text-to-image"],
    ["mystery-2", "text-to-speech"],
    ["mystery-3", "speech-to-text"],
    ["mystery-4", "chat"],
  ]);
  expect(offers.at(-1)!.tasks.chat!.sees).toBe(true);

  const guess = (id: string) => tasksOf({ id }).join();
  for (const id of ["llama3.2:3b", "qwen2.5-coder-32b-instruct", "mistral-small", "gpt-oss:20b", "claude-opus-distill", "gemma3"])
    expect([id, guess(id)]).toEqual([id, "chat"]);
  for (const id of ["nomic-embed-text:latest", "bge-m3", "jina-reranker-v2", "text-embedding-3-small", "musicgen-small", "wan-2.2"])
    expect([id, guess(id)]).toEqual([id, ""]);
  for (const id of ["whisper-large-v3", "Systran/faster-whisper-small", "parakeet-tdt-0.6b-v3"])
    expect([id, guess(id)]).toEqual([id, "speech-to-text"]);
  for (const id of ["kokoro", "tts-1", "en-us-piper-amy", "chatterbox-turbo"]) expect([id, guess(id)]).toEqual([id, "text-to-speech"]);
  for (const id of ["stable-diffusion-xl-base-1.0", "flux.1-schnell", "black-forest-labs/FLUX.1-dev", "x/z-image-turbo", "sd-3.5-large"])
    expect([id, guess(id)]).toEqual([id, "text-to-image"]);
});

test("offers are local, free and hold together", async () => {
  const den = await server({
    "/v1/models": list([
      { id: "Qwen/Qwen3-8B-Instruct", object: "model" },
      { id: "sdxl", object: "model" },
    ]),
  });
  const [mount] = mountCompatible(settings({ servers: { den: `${den.url}/v1` }, discover: false }));
  const offers = (await mount!.provider.discover!(context(mount!)))!;
  expect(checkOffers({ ...mount!.provider, offers })).toEqual([]);
  const [chat] = offers;
  expect(chat).toMatchObject({
    id: "den:Qwen/Qwen3-8B-Instruct",
    provider: "den",
    model: "local/qwen-qwen3-8b-instruct",
    remote: "Qwen/Qwen3-8B-Instruct",
    data: { local: true, retentionDays: 0 },
  });
  expect(offerSchema.safeParse(chat).success).toBe(true);
  expect(quote(chat!.price, taskOf("chat").measure({ messages: [] }, 1), {})).toEqual({ lowMicro: 0, highMicro: 0 });
  expect([localModel("///"), localModel("a b/C:d")]).toEqual(["local/model", "local/a-b-c-d"]);
});

test("a server without a model answers null, which is an empty list and not a failure", async () => {
  const empty = await server({ "/v1/models": list(null) });
  const mount = usual().find(({ provider }) => provider.id === "lmstudio")!;
  expect(await mount.provider.discover!(context(mount, `${empty.url}/v1`))).toEqual([]);
});

test("looking is quiet where nobody is, and ends with its signal where somebody is silent", async () => {
  const mount = usual()[0]!;
  expect(await mount.provider.discover!(context(mount, "http://127.0.0.1:9/v1"))).toBeNull();
  const silent = await server({});
  silent.fault({ kind: "hang" });
  expect(await mount.provider.discover!(context(mount, `${silent.url}/v1`, AbortSignal.timeout(50)))).toBeNull();
});

test("named servers come first, hide the usual port that they occupy, and keep their own key", () => {
  const ids = (changes: Partial<ProviderSettings>) => mountCompatible(settings(changes)).map(({ provider }) => provider.id);
  expect(ids({})).toEqual(["lmstudio", "llamacpp", "vllm", "sglang", "localai"]);
  expect(ids({ servers: { den: "http://localhost:1234/v1" } })).toEqual(["den", "llamacpp", "vllm", "sglang", "localai"]);
  expect(ids({ discover: false })).toEqual([]);
  expect(ids({ discover: false, providerUrl: (id) => (id === "vllm" ? "http://10.0.0.5:8000/v1" : null) })).toEqual(["vllm"]);
  expect(ids({ servers: { ollama: "http://10.0.0.7:11434/v1" } })[0]).toBe("ollama");
  expect(ids({ servers: { ollama: "http://10.0.0.7:11434/v1" } }).filter((id) => id === "ollama")).toHaveLength(1);
  const [den] = mountCompatible(
    settings({ servers: { "big-den": "https://den.test/v1" }, providerKey: (name) => (name === "OAK_BIG_DEN_KEY" ? "k" : null) }),
  );
  expect(den).toMatchObject({ baseUrl: "https://den.test/v1", secret: "k", configured: true, provider: { local: true, keyVariable: null } });
});

test("chat goes to the server under the model's own name, without a field that it may not know", async () => {
  const standIn = await startOpenAiStandIn();
  open.push(standIn);
  const [mount] = mountCompatible(settings({ servers: { den: standIn.url } }));
  const [offer] = (await mount!.provider.discover!(context(mount!)))!;
  const { response } = await mount!.provider.live!(
    { model: "x", messages: [{ role: "user", content: "hi" }], stream: true },
    offer!,
    context(mount!),
  );
  expect(await response.text()).toContain("[DONE]");
  const chat = standIn.received.at(-1)!;
  expect(chat.json).toEqual({ model: "gpt-4o-mini", messages: [{ role: "user", content: "hi" }], stream: true });
  expect(chat.headers.get("authorization")).toBeNull();
});

test("a picture on the server itself is fetched with its key, and elsewhere without", async () => {
  const own = await server({
    "/v1/images/generations": { body: { data: [{ url: "http://127.0.0.1:9/generated/a.png" }] } },
    "/generated/b.png": { body: "png" },
  });
  const [mount] = mountCompatible(settings({ servers: { den: `${own.url}/v1` }, providerKey: () => "den-key-123456" }));
  const elsewhere = await server({ "/x.png": { body: "png" } });
  await mount!.provider.fetchOutput!(`${own.url}/generated/b.png`, context(mount!));
  await mount!.provider.fetchOutput!(`${elsewhere.url}/x.png`, context(mount!));
  expect([own.received[0]!.headers.get("authorization"), elsewhere.received[0]!.headers.get("authorization")]).toEqual([
    "Bearer den-key-123456",
    null,
  ]);
});
