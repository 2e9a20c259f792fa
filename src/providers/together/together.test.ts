// Together AI's adapter signs the kit, and what it sends fits Together's own specification.
import { afterAll, expect, test } from "bun:test";
import { callOf, contextOf, sampleFiles } from "../conformance-cases.ts";
import { misfits } from "../conformance-specification.ts";
import { conform } from "../conformance.ts";
import type { Context } from "../providers.ts";
import { fieldsOf } from "../stand-in-shapes.ts";
import kit from "./conformance.ts";
import specification from "./openapi.subset.json";

const subject = await kit();
const { provider, standIn, secret, cases } = subject;
afterAll(() => standIn.close());
const context: Context = contextOf({ standIn, secret });

const SCHEMAS: Record<string, string> = {
  "/v1/images/generations": "POST /images/generations",
  "/v2/videos": "CreateVideoBody",
  "/v1/audio/speech": "AudioSpeechRequest",
  "/v1/audio/transcriptions": "AudioTranscriptionRequest",
};
/** Models of the documentation that the enumeration in the specification does not name. */
const NEWER = /^model: /;

async function sent(call: (typeof cases)[number]["call"]) {
  standIn.clear();
  await provider.start(call, context);
  const [received] = standIn.received;
  return { path: received!.path, body: await fieldsOf(received!) };
}

test("it conforms", async () => {
  expect(await conform(subject)).toEqual([]);
}, 60_000);

test("every offer's request fits the specification", async () => {
  const { image, audio } = await sampleFiles();
  for (const offer of provider.offers)
    for (const [task, terms] of Object.entries(offer.tasks)) {
      if (task === "chat") continue;
      const input: Record<string, unknown> =
        task === "text-to-speech" ? { text: "Hello" } : task === "speech-to-text" ? {} : { prompt: "a fox", seed: 7 };
      const files = { ...("image" in terms!.inputs ? { image } : {}), ...("audio" in terms!.inputs ? { audio } : {}) };
      for (const name of Object.keys(files)) input[name] = "ast_1";
      const { path, body } = await sent(callOf(offer, task as never, input, { files }));
      // A file of a form has no schema that JSON could be held against.
      const shown = Object.fromEntries(Object.entries(body).map(([name, value]) => [name, value instanceof Blob ? "bytes" : value]));
      const wrong = misfits(specification as never, SCHEMAS[path]!, shown).filter((each) => !NEWER.test(each) && !each.startsWith("file: "));
      expect([offer.id, task, wrong]).toEqual([offer.id, task, []]);
      expect(body.model).toBe(offer.remote);
    }
});

test("Kontext gets its picture as one URL, FLUX.2 as a list of references", async () => {
  const of = (name: string) => sent(cases.find((one) => one.name === name)!.call);
  const { body: kontext } = await of("edit by Kontext");
  expect(kontext).toMatchObject({ image_url: expect.stringMatching(/^data:image\/png;base64,/), response_format: "base64", n: 1 });
  expect(kontext).not.toHaveProperty("width");
  const { body: reference } = await of("edit by reference");
  expect(reference.reference_images).toEqual([expect.stringMatching(/^data:image\/png;base64,/)]);
  expect(reference).not.toHaveProperty("image_url");
});

test("a film is asked for with its seconds as a text and tells its cost in dollars", async () => {
  const one = cases.find((each) => each.name === "film from a picture")!;
  const { body } = await sent(one.call);
  expect(body).toMatchObject({ seconds: "5", width: 1248, height: 704, media: { frame_images: [{ input_image: expect.stringMatching(/^data:/) }] } });
  let operation = await provider.start(one.call, context);
  while (operation.state === "running") operation = await provider.check!(operation.ref, one.call, context);
  expect(operation).toMatchObject({ state: "done", costMicro: 570_000 });
});

test("timestamps that nobody wants are not asked for; the length of the recording is what is paid", async () => {
  const { call } = cases.find((one) => one.name === "transcript")!;
  expect((await sent({ ...call, input: { ...call.input, timestamps: "none" } })).body).not.toHaveProperty("timestamp_granularities");
  const { body } = await sent({ ...call, input: { ...call.input, timestamps: "word" } });
  expect(body).toMatchObject({ timestamp_granularities: "word", language: "pt", response_format: "verbose_json" });
  expect(await provider.start(call, context)).toMatchObject({
    usage: { second: 0.2 },
    outputs: [{ kind: "text", text: "Hello there", data: { language: "en" } }],
  });
});

test("a text that is too long is told as such, though Together says 403", async () => {
  standIn.clear();
  standIn.fault({
    kind: "status",
    status: 403,
    body: { error: { message: "Input token count + max_tokens must be less than 8192", type: "invalid_request_error" } },
  });
  expect(await provider.start(cases[0]!.call, context)).toMatchObject({ state: "failed", failure: { code: "provider.invalid" } });
  standIn.clear();
});
