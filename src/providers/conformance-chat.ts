// The kit's rules for chat: OpenAI's shapes come out, whole and streamed, whatever the provider speaks; failures, aborts and secrets as for media. Test material.
import { AppError, type ErrorCode } from "../spec/error.ts";
import { contextOf } from "./conformance-cases.ts";
import type { Subject } from "./conformance.ts";

const STATUSES: readonly [number, ErrorCode][] = [
  [400, "provider.invalid"],
  [401, "provider.auth"],
  [402, "provider.quota"],
  [403, "provider.auth"],
  [404, "provider.not_found"],
  [429, "provider.rate"],
  [500, "provider.error"],
  [503, "provider.capacity"],
];

const body = (model: string, stream: boolean) => ({
  model,
  messages: [
    { role: "system", content: "Be brief." },
    { role: "user", content: "Say hello to the oak." },
  ],
  max_tokens: 50,
  temperature: 0.5,
  ...(stream ? { stream: true } : {}),
});

/** Base64 that no adapter would write by itself. */
const SOUND = Buffer.from("RIFF: what the oak says, as it is sent.").toString("base64");
const playing = (model: string) => ({
  ...body(model, false),
  messages: [
    {
      role: "user",
      content: [
        { type: "text", text: "What does it say?" },
        { type: "input_audio", input_audio: { data: SOUND, format: "wav" } },
      ],
    },
  ],
});

/** The data of each event of a stream, in order. */
export async function eventsOf(response: Response): Promise<string[]> {
  const text = await response.text();
  return text.split(/\r?\n\r?\n/).flatMap((event) => {
    const data = event.split(/\r?\n/).filter((line) => line.startsWith("data:"));
    return data.length > 0 ? [data.map((line) => line.slice(5).trim()).join("\n")] : [];
  });
}

/** Every broken rule of every chat offer that the subject names, in words. */
export async function conformChats({ provider, standIn, secret, chats = [] }: Subject): Promise<string[]> {
  const broken: string[] = [];
  for (const { offer: id, request } of chats) {
    const wrong = (what: string) => void broken.push(`chat ${id} · ${what}`);
    const offer = provider.offers.find((each) => each.id === id);
    if (!offer || !provider.live) {
      wrong(offer ? "it cannot chat" : "there is no such offer");
      continue;
    }
    const run = async (stream: boolean, signal?: AbortSignal) =>
      (await provider.live!(body(offer.remote, stream), offer, contextOf({ standIn, secret }, signal ? { signal } : {}))).response;
    standIn.clear();
    try {
      const whole: any = await (await run(false)).json();
      if (typeof whole.choices?.[0]?.message?.content !== "string" || whole.choices[0].message.content === "") wrong("a whole answer has no words");
      if (!(whole.usage?.prompt_tokens >= 0 && whole.usage?.completion_tokens >= 0)) wrong("a whole answer does not count its tokens");
      if (standIn.received.map(({ method, path }) => `${method} ${path}`).join() !== request)
        wrong(`made ${standIn.received.map(({ method, path }) => `${method} ${path}`).join(", ")}; documented is ${request}`);
      const events = await eventsOf(await run(true));
      if (events.at(-1) !== "[DONE]") wrong("a stream does not end with [DONE]");
      const chunks = events.filter((event) => event !== "[DONE]").map((event) => JSON.parse(event));
      const said = chunks.map((chunk) => chunk.choices?.[0]?.delta?.content ?? "").join("");
      if (said !== whole.choices?.[0]?.message?.content) wrong(`a stream says "${said}", the whole answer "${whole.choices?.[0]?.message?.content}"`);
      if (!chunks.some((chunk) => chunk.usage?.completion_tokens >= 0)) wrong("a stream does not count its tokens");
      if (!chunks.some((chunk) => chunk.choices?.[0]?.finish_reason)) wrong("a stream does not say why it ended");
    } catch (thrown) {
      wrong(`a good run threw ${String(thrown)}`);
    }
    // Whatever is sent beside words arrives whole, or is refused before anything is sent: a model that is not told of a sound makes up what it heard.
    standIn.clear();
    const unheard = await provider.live(playing(offer.remote), offer, contextOf({ standIn, secret })).then(
      ({ response }) => response.text().then(() => null),
      (error: unknown) => error,
    );
    if (unheard === null) {
      if (!standIn.received.some(({ body: sent }) => sent.toString().includes(SOUND))) wrong("a sound is lost on the way");
    } else if (standIn.received.length > 0 || !(unheard instanceof AppError) || !unheard.detail.includes("input_audio"))
      wrong(`a sound is not refused beforehand with a word on input_audio: ${String(unheard)}`);
    for (const [status, code] of STATUSES) {
      standIn.clear();
      standIn.fault({ kind: "status", status, body: { error: { message: `No: ${secret}`, type: "t" } } });
      const thrown = await run(status % 2 === 0).then(
        () => null,
        (error: unknown) => error,
      );
      if (!(thrown instanceof AppError))
        wrong(`status ${status}: ${thrown === null ? "passed as an answer" : "threw something that is no AppError"}`);
      else if (thrown.code !== code) wrong(`status ${status}: ${thrown.code} instead of ${code}`);
      if (String((thrown as AppError | null)?.detail).includes(secret)) wrong(`status ${status}: the secret is in it`);
      if (standIn.received.length > 1) wrong(`status ${status}: asked ${standIn.received.length} times`);
    }
    standIn.clear();
    standIn.fault({ kind: "hang" });
    const abort = new AbortController();
    const hung = run(false, abort.signal).catch(() => "ended");
    setTimeout(() => abort.abort(), 50);
    if ((await Promise.race([hung, new Promise((resolve) => setTimeout(resolve, 1_050, "late"))])) === "late")
      wrong("an abort was not honored within a second");
    standIn.clear();
  }
  return broken;
}
