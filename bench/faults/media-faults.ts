// The faults of media that a single picture shows, each one entry: what the provider does and what is expected. Those of jobs, processes and webhooks are in media-jobs.ts.
import type { Fault } from "../../src/providers/stand-in.ts";
import { picture } from "../../src/providers/stand-in-media.ts";
import type { Made } from "./doors.ts";
import { atOnce, judge, makes, type MediaFault } from "./media-bench.ts";
import { HTML } from "./media-upstream.ts";
import { judged, type Judgement, passed, worst } from "./score.ts";

const status = (code: number, body: object | string = "<html><title>Bad Gateway</title></html>", headers: Record<string, string> = {}): Fault => ({
  kind: "status",
  status: code,
  body,
  headers: { "content-type": typeof body === "string" ? "text/html" : "application/json", ...headers },
});
/** Longer than anybody waits. */
const FOR_EVER_MS = 10 * 60_000;
const GARBAGE: Fault = { kind: "garbage" };
const png = await picture("a file that is cut", 256, 256);
const file = (bytes: Uint8Array | string): Fault => ({ kind: "status", status: 200, body: bytes, headers: { "content-type": "image/png" } });
/** The whole length is promised, and half of it comes; then the connection breaks, or nothing more is said. */
const halfFile = (ending: "cut" | "stall"): Fault => ({
  kind: "status",
  status: 200,
  headers: { "content-type": "image/png", "content-length": String(png.byteLength) },
  body: (async function* () {
    yield png.subarray(0, png.byteLength / 2);
    await new Promise((resolve) => setTimeout(resolve, ending === "cut" ? 30 : FOR_EVER_MS).unref());
    throw new Error("cut");
  })(),
});
const fal = (type: string, loc: string[], msg: string) => ({ detail: [{ loc, msg, type }] });
const RETRY_AFTER_S = 2;
/** Clocks of two processes differ by so much at most. */
const SLACK_MS = 100;
const LIMITED = status(429, { detail: "Too many requests, slow down" }, { "retry-after": String(RETRY_AFTER_S) });
/** 429 from the first submission on, until the time that it names is over. */
function limitedFor(seconds: number): NonNullable<MediaFault["queue"]> {
  let until = 0;
  return ({ kind, nth }) => {
    if (kind !== "submit") return null;
    if (nth === 1) until = Date.now() + seconds * 1000 - SLACK_MS;
    return Date.now() < until ? LIMITED : null;
  };
}
const FULL = status(429, { detail: "You have reached the concurrent requests limit" });
/** Said in the words of several vendors, so that each adapter finds its own. */
const REFUSAL = {
  code: "content_policy_violation",
  type: "image_generation_user_error",
  message: "InputTextSensitiveContentDetected: your request was rejected by the safety system.",
};
const page = Buffer.from(HTML).toString("base64");

/** Three files, for three quarters of what four are quoted at; micros are rounded up, one by one. */
function threeOfFour({ files, userMicro, quoteMicro }: Made): Judgement {
  const fair = userMicro === null || userMicro <= ((quoteMicro ?? 0) * 3) / 4 + 4;
  return files.length === 3 && fair ? passed("") : judged("fail", `${files.length} files for ${userMicro} µ$ of a quote of ${quoteMicro}`);
}

export const MEDIA_FAULTS: readonly MediaFault[] = [
  {
    id: "M01",
    waits: true,
    title: "submit acknowledged late",
    does: "The queue takes the job at once and says so after six seconds.",
    expects: "One job, one picture.",
    async play(bench) {
      bench.queue.fal.controls.submitMs = 6_000;
      return judge(bench, await bench.make(), { good: ["succeeded"] });
    },
  },
  {
    id: "M02",
    title: "submit's answer lost",
    does: "The queue takes the job, and the connection breaks before it has said so.",
    expects: "Never a second job. The picture, where it can be found again; else unknown, told so, and not charged to the user.",
    queue: ({ kind }) => (kind === "submit" ? "lost" : null),
    play: makes({ good: ["unknown", "succeeded"] }),
  },
  {
    id: "M03",
    waits: true,
    title: "polls answered with 5xx",
    does: "The first two questions about the job are answered with 503 and 502.",
    expects: "One job, one picture.",
    queue: ({ kind, nth }) => (kind === "status" && nth <= 2 ? status(nth === 1 ? 503 : 502) : null),
    play: makes({ good: ["succeeded"] }),
  },
  {
    id: "M04",
    waits: true,
    title: "polls answered with garbage",
    does: "The first two questions about the job are answered with 200 and a page of HTML.",
    expects: "One job, one picture.",
    queue: ({ kind, nth }) => (kind === "status" && nth <= 2 ? GARBAGE : null),
    play: makes({ good: ["succeeded"] }),
  },
  {
    id: "M05",
    waits: true,
    title: "result cannot be fetched for a while",
    does: "The job is COMPLETED; its result is answered with 504 twice, and then its file twice.",
    expects: "One job, one picture.",
    queue: ({ kind, nth }) => ((kind === "result" || kind === "file") && nth <= 2 ? status(504) : null),
    play: makes({ good: ["succeeded"] }),
  },
  {
    id: "M06",
    title: "result URL expired",
    does: "The file's URL is dead (403) until the result is asked for a second time, as with signed URLs.",
    expects: "The result is asked for again: one job, one picture.",
    queue: ({ kind, turns }) => (kind === "file" && turns.result < 2 ? status(403, "<Error><Code>AccessDenied</Code></Error>") : null),
    play: makes({ good: ["succeeded"] }),
  },
  {
    id: "M07",
    title: "result is not the picture",
    does: "The queue's file is half a PNG, every time; then the direct provider's file is a page of HTML called image/png.",
    expects: "Neither is given out as a picture. The other provider's is, at no more than the quote.",
    queue: ({ kind }) => (kind === "file" ? file(png.subarray(0, png.byteLength / 2)) : null),
    async play(bench) {
      const half = await judge(bench, await bench.make(), { good: ["succeeded"], taken: 2 });
      bench.queue.script = () => null;
      bench.images.script = (_nth, _fields, url) => ({ reply: { body: { created: 1, data: [{ b64_json: page, url }] } }, billed: true });
      return worst(half, await judge(bench, await bench.make(atOnce(bench)), { good: ["succeeded"], taken: 4 }));
    },
  },
  {
    id: "M08",
    title: "200 with no image",
    does: "The direct provider answers 200 with an empty list, then the queue's result is one; both bill it.",
    expects: "The other provider's picture, and the user pays for that alone.",
    images: (nth) => (nth === 1 ? { reply: { body: { created: 1, data: [] } }, billed: true } : null),
    outcome: (nth) => (nth === 2 ? "empty" : "ok"),
    async play(bench) {
      const direct = await judge(bench, await bench.make(atOnce(bench)), { good: ["succeeded"], taken: 2 });
      return worst(direct, await judge(bench, await bench.make(), { good: ["succeeded"], taken: 4 }));
    },
  },
  {
    id: "M09",
    title: "withheld after a full run",
    does: "The job runs to its end, and its output is refused by moderation; the provider bills it.",
    expects: "Told as a refusal, charged to the provider's account and not to the user. Nobody else is asked.",
    outcome: () => "refused_output",
    play: makes({ good: ["refused"] }),
  },
  {
    id: "M10",
    title: "refused prompt",
    does: "The queue refuses the prompt by its policy, and then the direct provider does.",
    expects: "Told as a refusal, twice, and nothing is taken on by anybody.",
    queue: ({ kind }) =>
      kind === "submit" ? status(422, fal("content_policy_violation", ["body", "prompt"], "flagged by a content checker")) : null,
    images: () => ({ reply: { status: 400, body: { error: REFUSAL } }, billed: false }),
    async play(bench) {
      const queue = await judge(bench, await bench.make(), { good: ["refused"], taken: 0 });
      const asked = bench.images.asked + bench.queue.turns.submit;
      const direct = await judge(bench, await bench.make(atOnce(bench)), { good: ["refused"], taken: 0 });
      const once = asked === 1 && bench.images.asked + bench.queue.turns.submit === 2;
      return worst(queue, direct, once ? passed("each once") : judged("fail", "the refused prompt was taken elsewhere"));
    },
  },
  {
    id: "M11",
    title: "COMPLETED, and the body is an error",
    does: "The queue says COMPLETED; the result is a 500 with its reason, and for the next job a 200 with an error inside.",
    expects: "No success: the other provider's picture, and the user pays for that alone.",
    outcome: (nth) => (nth === 1 ? "error" : "ok"),
    queue: ({ kind, turns }) => (kind === "result" && turns.submit === 2 ? status(200, { error: { message: "CUDA out of memory" } }) : null),
    async play(bench) {
      const told = await judge(bench, await bench.make(), { good: ["succeeded"], taken: 2 });
      return worst(told, await judge(bench, await bench.make(), { good: ["succeeded"], taken: 4 }));
    },
  },
  {
    id: "M16",
    title: "nonsense for usage",
    does: "Counts of what was used are negative, no number, and beyond all numbers: at the direct provider and at the queue.",
    expects: "Six pictures, each charged above nothing and not above its quote.",
    async play(bench) {
      const verdicts = [];
      let taken = 0;
      for (const count of [-5, "NaN", 1e300]) {
        bench.images.extra = () => ({ usage: { generated_images: count, output_tokens: count, input_tokens: count, total_tokens: count } });
        bench.queue.fal.controls.billed = count as number;
        verdicts.push(await judge(bench, await bench.make(atOnce(bench)), { good: ["succeeded"], taken: (taken += 1) }));
        verdicts.push(await judge(bench, await bench.make(), { good: ["succeeded"], taken: (taken += 1) }));
      }
      return worst(...verdicts);
    },
  },
  {
    id: "M17",
    waits: true,
    title: "429 with Retry-After on submit",
    does: `The queue answers submissions with 429 and Retry-After: ${RETRY_AFTER_S} until that time is over.`,
    expects: "One picture, from either; the queue is not asked again before the time that it named.",
    queue: limitedFor(RETRY_AFTER_S),
    async play(bench) {
      const made = await judge(bench, await bench.make(), { good: ["succeeded"] });
      const [first, ...later] = bench.queue.submittedAt;
      const early = later.some((at) => at - first! < RETRY_AFTER_S * 1000 - SLACK_MS);
      return worst(made, early ? judged("partial", "asked again before Retry-After was over") : passed("in its time"));
    },
  },
  {
    id: "M18",
    waits: true,
    title: "concurrency limit",
    does: "The queue takes two jobs at once and refuses more with 429; six are asked for at the same time.",
    expects: "Six pictures: what does not fit waits, or goes elsewhere.",
    async play(bench) {
      const { fal: stand, accepted } = bench.queue;
      stand.controls.runMs = 700;
      const atWork = () => [...stand.jobs.values()].filter((job) => job.state !== "COMPLETED").length;
      bench.queue.script = ({ kind }) => (kind === "submit" && atWork() >= 2 ? FULL : null);
      const made = await Promise.all(Array.from({ length: 6 }, () => bench.make()));
      const verdicts = await Promise.all(made.map((each) => judge(bench, each, { good: ["succeeded"], taken: 6 })));
      const knocks = bench.queue.turns.submit - accepted();
      return worst(...verdicts, knocks <= 30 ? passed("") : judged("partial", `it knocked ${knocks} times in vain`));
    },
  },
  {
    id: "M19",
    title: "one of four is refused",
    does: "Moderation refuses one picture; asked for as one job, all four are withheld and billed.",
    expects: "Three of four arrive, and the user pays for three.",
    outcome: (nth, input) => (Number(input.num_images ?? 1) > 1 || nth === 2 ? "refused_output" : "ok"),
    async play(bench) {
      const made = await bench.make({ count: 4 });
      const verdict = await judge(bench, made, { good: ["partial"], taken: 4 });
      return made.ending === "partial" ? worst(verdict, threeOfFour(made)) : verdict;
    },
  },
  {
    id: "M20",
    title: "provider down",
    does: "The queue answers everything with 503.",
    expects: "The picture from whoever else has the same model.",
    queue: () => status(503),
    play: makes({ good: ["succeeded"] }),
  },
  {
    id: "M21",
    title: "connection cut in the middle of the file",
    does: "The file's whole length is promised and half of it comes, twice; the third time it is whole.",
    expects: "It is fetched again: one job, one whole picture.",
    queue: ({ kind, nth }) => (kind === "file" && nth <= 2 ? halfFile("cut") : null),
    play: makes({ good: ["succeeded"] }),
  },
  {
    id: "M22",
    title: "result gone for good",
    does: "The job is COMPLETED and billed, and its file is a 404 however often it is asked for.",
    expects:
      "The picture from the other provider at no more than the quote; or a failure that says that the provider charged. The user never pays for it.",
    outcome: () => "missing_file",
    play: makes({ good: ["succeeded", "failed"], taken: 2 }),
  },
  {
    id: "M23",
    title: "one of four is blacked out",
    does: "Of four pictures one is black and flagged by the safety checker.",
    expects: "Three arrive, the black one does not, and the user pays for three.",
    queue({ kind, nth, job, received }) {
      if (kind === "file") return file(png);
      if (kind !== "result" || !job) return null;
      const count = Number(job.input.num_images ?? 1);
      const images = Array.from({ length: count }, (_, index) => ({
        url: `http://${received.headers.get("host")}/files/${job.requestId}-${index}.png`,
      }));
      return status(200, { images, has_nsfw_concepts: images.map((_, index) => (count > 1 ? index === 2 : nth === 3)) });
    },
    async play(bench) {
      const made = await bench.make({ count: 4 });
      return worst(await judge(bench, made, { good: ["partial"], taken: 4 }), threeOfFour(made));
    },
  },
  {
    id: "M24",
    title: "price lookup fails",
    does: "Every question about prices is answered with 500, before and after the result, and the result carries no count of what was billed.",
    expects: "One job, one picture, charged by its quote.",
    settings: { OAK_DISCOVER: "on" },
    queue: ({ kind }) => (kind === "prices" ? status(500) : null),
    play: makes({ good: ["succeeded"] }),
  },
  {
    id: "M25",
    waits: true,
    title: "submit never acknowledged",
    does: "The queue takes the job and keeps the connection open without a word.",
    expects: "It is not waited for without end, and never asked for again: unknown, told so, and not charged to the user.",
    queue: ({ kind }) => (kind === "submit" ? "mute" : null),
    play: makes({ good: ["unknown", "succeeded"] }),
  },
  {
    id: "M26",
    waits: true,
    title: "poll never answered",
    does: "The first question about the job gets no answer, and its connection stays open.",
    expects: "It is asked again: one job, one picture.",
    queue: ({ kind, nth }) => (kind === "status" && nth === 1 ? { kind: "hang" } : null),
    play: makes({ good: ["succeeded"] }),
  },
  {
    id: "M27",
    waits: true,
    title: "file stalls in the middle",
    does: "Half of the file comes, and then nothing; the connection stays open. The second time it is whole.",
    expects: "It is fetched again: one job, one whole picture.",
    queue: ({ kind, nth }) => (kind === "file" && nth === 1 ? halfFile("stall") : null),
    play: makes({ good: ["succeeded"] }),
  },
];
