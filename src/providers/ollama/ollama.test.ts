// Ollama's adapter signs the kit; its list, its licences, its progress, and what fetching a model tells stand here.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import type { AppError } from "../../spec/error.ts";
import { checkOffers, conform } from "../conformance.ts";
import { callOf } from "../conformance-cases.ts";
import type { Context, ProviderSettings } from "../providers.ts";
import kit, { type OllamaStandIn, startOllamaStandIn } from "./conformance.ts";
import { LICENSES, licenseOf } from "./listing.ts";
import mountOllama, { ollama } from "./ollama.ts";

let standIn: OllamaStandIn;
beforeAll(async () => {
  standIn = await startOllamaStandIn();
});
afterAll(() => standIn.close());
beforeEach(() => {
  standIn.clear();
  standIn.pulls = [];
});
const context = (signal = new AbortController().signal, baseUrl = standIn.url): Context => ({
  baseUrl,
  secret: null,
  fetch,
  signal,
  now: () => Date.UTC(2026, 10, 25),
  report: () => undefined,
});

test("it conforms", async () => {
  const subject = await kit();
  expect(await conform(subject)).toEqual([]);
  await subject.standIn.close();
}, 60_000);

test("a sound is sent as bytes of no type, which its compatible endpoint takes for what they are; words and pictures stay", async () => {
  const [offer] = (await ollama.discover!(context()))!;
  const words = { type: "text", text: "Which bird?" };
  const picture = { type: "image_url", image_url: { url: "data:image/png;base64,iVBO" } };
  const content = [words, picture, { type: "input_audio", input_audio: { data: "UklGRg==", format: "wav" } }];
  standIn.clear();
  await ollama.live!(
    {
      messages: [
        { role: "system", content: "Be brief." },
        { role: "user", content },
      ],
    },
    offer!,
    context(),
  );
  expect(standIn.received[0]!.json.messages).toEqual([
    { role: "system", content: "Be brief." },
    { role: "user", content: [words, picture, { type: "image_url", image_url: { url: "data:;base64,UklGRg==" } }] },
  ]);
});

describe("its models", () => {
  test("are offers by what each says that it can do, else by its name; with the licence that it shows", async () => {
    const offers = (await ollama.discover!(context()))!;
    expect(checkOffers({ ...ollama, offers })).toEqual([]);
    expect(offers.map(({ remote, tasks, license, options }) => [remote, Object.keys(tasks).join(), license, options.license])).toEqual([
      ["qwen3:8b", "chat", "apache-2.0", { line: "Apache License", id: "apache-2.0" }],
      ["llama3.2:latest", "chat", "llama3.2", { line: "LLAMA 3.2 COMMUNITY LICENSE AGREEMENT", id: "llama3.2" }],
      ["x/z-image-turbo:latest", "text-to-image", "apache-2.0", { line: "Apache License", id: "apache-2.0" }],
      ["mine:latest", "chat", null, null],
    ]);
    // One that lists what it can do and not "vision" or "audio" cannot see or hear; of one that lists nothing it is not known.
    expect([0, 1, 3].map((at) => [offers[at]!.tasks.chat!.sees, offers[at]!.tasks.chat!.hears])).toEqual([
      [false, false],
      [true, true],
      [undefined, undefined],
    ]);
    expect(offers[0]).toMatchObject({
      id: "ollama:qwen3:8b",
      model: "local/qwen3-8b",
      price: { lines: [{ unit: "request", micro: 0 }] },
      data: { local: true },
    });
  });

  test("are each asked about once, while their digest stays", async () => {
    await ollama.discover!(context());
    standIn.clear();
    await ollama.discover!(context());
    expect(standIn.received.map(({ path }) => path)).toEqual(["/api/tags"]);
  });

  test("are listed under the address with /v1 as well; a stranger and nobody are no Ollama", async () => {
    expect(await ollama.discover!(context(undefined, `${standIn.url}/v1`))).toHaveLength(4);
    standIn.fault({ kind: "garbage" });
    expect(await ollama.discover!(context())).toBeNull();
    expect(await ollama.discover!(context(undefined, "http://127.0.0.1:9"))).toBeNull();
    standIn.fault({ kind: "hang" });
    expect(await ollama.discover!(context(AbortSignal.timeout(50)))).toBeNull();
  });

  test("licences are told by the head of their text", () => {
    const id = (text: string | string[]) => licenseOf(text)?.id;
    expect([
      id("MIT License\n\nCopyright"),
      id(["", "Gemma Terms of Use \n\nLast modified"]),
      id("NVIDIA Something License"),
      licenseOf("  \n"),
      licenseOf(null),
    ]).toEqual(["mit", "gemma", null, null, null]);
    for (const [, license] of LICENSES) expect([license, existsSync(`catalogue/licenses/${license}.json`)]).toEqual([license, true]);
    expect(id(`My own terms\n${"words ".repeat(500)}\nApache License`)).toBeNull();
  });
});

test("a picture says how far it is", async () => {
  const offer = (await ollama.discover!(context()))!.find((each) => each.tasks["text-to-image"])!;
  const told: (number | null)[] = [];
  const call = callOf(offer, "text-to-image", { prompt: "a sunset", width: 512, height: 320 });
  const operation = await ollama.start(call, { ...context(), report: (progress) => void told.push(progress) });
  expect(standIn.received.at(-1)!.json).toEqual({ model: "x/z-image-turbo:latest", prompt: "a sunset", width: 512, height: 320 });
  expect([operation.state, told]).toEqual(["done", [0.25, 0.625, 1]]);
});

describe("fetching a model", () => {
  const layer = (digest: string, completed: number | undefined, total: number) => ({
    status: `pulling ${digest}`,
    digest,
    total,
    ...(completed === undefined ? {} : { completed }),
  });
  const all = async (name = "qwen3:8b", at = context()) => {
    const seen: { progress: number | null; stage: string }[] = [];
    for await (const step of ollama.pull!(name, at)) seen.push(step);
    return seen;
  };
  const thrown = (run: Promise<unknown>) =>
    run.then(
      () => null,
      (error: unknown) => error as AppError,
    );

  test("tells its stages and how far it is, never backwards, cut anywhere in the stream", async () => {
    const [first, second] = [layer("a", undefined, 900), layer("a", 450, 900)];
    standIn.pulls = [
      { status: "pulling manifest" },
      first,
      JSON.stringify(second).slice(0, 20),
      `${JSON.stringify(second).slice(20)}\n${JSON.stringify(layer("b", 0, 900))}\n`,
      layer("a", 900, 900),
      layer("b", 900, 900),
      { status: "verifying sha256 digest" },
      { status: "writing manifest" },
      { status: "success" },
    ];
    expect((await all()).map(({ progress, stage }) => `${progress} ${stage}`)).toEqual([
      "null Looking for qwen3:8b",
      "0 Fetching qwen3:8b",
      "0.5 Fetching qwen3:8b",
      "0.5 Fetching qwen3:8b",
      "0.5 Fetching qwen3:8b",
      "1 Fetching qwen3:8b",
      "1 Checking qwen3:8b",
      "1 Storing qwen3:8b",
      "1 qwen3:8b is here",
    ]);
    expect(standIn.received.map(({ method, path, json }) => [method, path, json])).toEqual([
      ["POST", "/api/pull", { model: "qwen3:8b", stream: true }],
    ]);
  });

  test("fails in our words: unknown, no room, ended too soon, cut, nobody there, no name", async () => {
    const code = async (pulls: OllamaStandIn["pulls"]) => {
      standIn.pulls = pulls;
      return (await thrown(all()))!.code;
    };
    expect(await code([{ status: "pulling manifest" }, { error: "pull model manifest: file does not exist" }])).toBe("provider.not_found");
    expect(await code([{ error: "write /models/blobs/x: no space left on device" }])).toBe("provider.capacity");
    expect(await code([{ error: "something odd" }])).toBe("provider.error");
    expect(await code([{ status: "pulling manifest" }])).toBe("provider.error");
    expect(await code(["<html>\n"])).toBe("provider.bad_output");
    standIn.fault({ kind: "cut" });
    expect((await thrown(all()))!.code).toBe("provider.unreachable");
    standIn.fault({ kind: "status", status: 404, body: { error: "model 'x' not found" } });
    expect((await thrown(all()))!.code).toBe("provider.not_found");
    expect((await thrown(all("qwen3", context(undefined, "http://127.0.0.1:9"))))!.code).toBe("provider.unreachable");
    standIn.clear();
    for (const name of ["", "../x y", "a\nb", `${"a".repeat(300)}`]) expect((await thrown(all(name)))!.code).toBe("request.invalid");
    expect(standIn.received).toEqual([]);
  });

  test("ends with its signal, and when nobody listens any more", async () => {
    const never = new Promise<void>(() => undefined);
    standIn.pulls = [layer("a", 1, 900), never];
    const abort = new AbortController();
    const steps = ollama.pull!("qwen3:8b", context(abort.signal));
    expect((await steps.next()).value).toMatchObject({ progress: 1 / 900 });
    const waiting = thrown(steps.next());
    abort.abort();
    expect((await waiting)!.code).toBe("provider.canceled");
    const left = ollama.pull!("qwen3:8b", context());
    await left.next();
    await left.return(undefined);
    for (let turn = 0; turn < 50 && !standIn.received.every(({ gone }) => gone); turn++) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(standIn.received.map(({ gone }) => gone)).toEqual([true, true]);
  });
});

test("it stands at its usual port, where it was told to be, and not where another has its name or port", () => {
  const at = (changes: Partial<ProviderSettings>) =>
    mountOllama({ providerKey: () => null, providerUrl: () => null, servers: {}, discover: true, ...changes }).map(({ baseUrl, configured }) => [
      baseUrl,
      configured,
    ]);
  expect(at({})).toEqual([["http://127.0.0.1:11434", true]]);
  expect(at({ discover: false })).toEqual([]);
  expect(at({ discover: false, providerUrl: () => "http://10.0.0.5:11434" })).toEqual([["http://10.0.0.5:11434", true]]);
  expect(at({ servers: { den: "http://localhost:11434/v1" } })).toEqual([]);
  expect(at({ servers: { ollama: "http://10.0.0.7:11434/v1" } })).toEqual([]);
});
