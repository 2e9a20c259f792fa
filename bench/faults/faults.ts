// The fault bench: `node bin/bun.mjs run bench/faults/faults.ts [--target URL --key KEY] [--only S07,M02] [--json]`. Plays every fault through a public API and prints the scorecard and the money. The method is in ../README.md.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { CHAT_BOUND_MS, CHAT_FAULTS, type ChatBench, type ChatFault } from "./chat-faults.ts";
import { type ChatUpstream, startChatUpstream } from "./chat-upstream.ts";
import { type Door, openDoor } from "./doors.ts";
import { CHAT_PRICE, chatSettings, mediaSettings, MODELS, type OwnGateway, priceOf, startGateway } from "./gateway.ts";
import { MEDIA_BOUND_MS, type MediaBench, type MediaFault, SIDE_PX, takenBy } from "./media-bench.ts";
import { MEDIA_FAULTS } from "./media-faults.ts";
import { JOB_FAULTS } from "./media-jobs.ts";
import { type ImagesUpstream, type QueueUpstream, startImagesUpstream, startQueueUpstream } from "./media-upstream.ts";
import { type About, judged, type Judgement, type Money, printed, type Scored, withScores, worst } from "./score.ts";

export const ALL_FAULTS: readonly About[] = [...CHAT_FAULTS, ...[...MEDIA_FAULTS, ...JOB_FAULTS].toSorted((a, b) => a.id.localeCompare(b.id))];

export interface BenchOptions {
  /** A gateway that stands already, with the bench's four providers at `ports`; null starts OpenOak, anew for each fault. */
  target: { url: string; key: string; headers?: Record<string, string>; ports: readonly number[] } | null;
  models: { chat: string; queue: string; images: string };
  /** Ids; empty plays all. */
  only: readonly string[];
  /** Faults at once; with a target there is one at a time. */
  parallel: number;
  /** Hears each as it ends. */
  tell(scored: Scored, output: string): void;
}

/** Faults wait more than they work. */
const PARALLEL = 5;
/** Healthy requests before a fault of chat, so that a gateway knows how long this provider usually takes. */
const WARM_UPS = 3;
/** How long a target may leave a provider alone that is well again, in ms. */
const RECOVERY_MS = 60_000;
const FIRST_MS = 5_000;
/** How long a hold may outlive its fault, in ms. */
const SETTLE_MS = 5_000;

interface ChatStage {
  first: ChatUpstream;
  second: ChatUpstream;
}
interface MediaStage {
  queue: QueueUpstream;
  images: ImagesUpstream;
}

/** Nothing may be left held once a fault is over. */
async function settled(door: Door): Promise<Judgement> {
  const until = performance.now() + SETTLE_MS;
  for (;;) {
    const money = await door.money();
    if (!money || money.heldMicro === 0) return judged("pass", "");
    if (performance.now() > until) return judged("fail", `${money.heldMicro} µ$ are still held`);
    await Bun.sleep(50);
  }
}

const spentSince = async (door: Door, before: number): Promise<number | null> => {
  const money = await door.money();
  return money && money.spentMicro - before;
};

/** Until the first provider has answered a few times. After an earlier fault a target may leave it alone for a while: it must come back by itself. */
async function warmUp(ask: ChatBench["ask"], first: ChatUpstream): Promise<void> {
  const until = performance.now() + RECOVERY_MS;
  for (;;) {
    const { text, error } = await ask();
    if (text === "") throw new Error(`no answer came while all was well: ${error?.message ?? "the connection broke"}`);
    if (first.served >= WARM_UPS) return;
    if (first.served > 0) continue;
    if (performance.now() > until) throw new Error(`the first provider was not asked for ${RECOVERY_MS / 1000} s while all was well`);
    await Bun.sleep(500);
  }
}

async function playChat(fault: ChatFault, stage: ChatStage, door: Door, model: string): Promise<[Judgement, Money]> {
  const { first, second } = stage;
  for (const upstream of [first, second]) upstream.reset();
  const whole = { answers: 0, words: 0 };
  const ask: ChatBench["ask"] = async (more = {}) => {
    const heard = await door.chat({ model, ...more }, CHAT_BOUND_MS);
    whole.words += heard.text.length;
    whole.answers += heard.status === 200 && heard.ended && !heard.error && !heard.malformed ? 1 : 0;
    return heard;
  };
  await warmUp(ask, first);
  await settled(door);
  for (const upstream of [first, second]) upstream.reset();
  Object.assign(whole, { answers: 0, words: 0 });
  first.script = fault.first;
  if (fault.second) second.script = fault.second;
  const before = (await door.money())?.spentMicro ?? 0;
  const played = await fault.play({
    first,
    second,
    ask,
    spentMicro: async () => (await settled(door), spentSince(door, before)),
  });
  const met = first.seen.length > 0 ? judged("pass", "") : judged("fail", "the fault was never met");
  const over = await settled(door);
  const spent = await spentSince(door, before);
  const silent = whole.words === 0 && (spent ?? 0) > 0 ? judged("fail", `${spent} µ$ were charged for not a word`) : judged("pass", "");
  const verdict = worst(played, met, over, silent);
  const submitted = [...first.seen, ...second.seen].filter(({ act }) => act.kind !== "status" && act.kind !== "reset").length;
  return [
    verdict,
    {
      submitted,
      providerMicro: Math.round(first.billedMicro + second.billedMicro),
      userMicro: spent,
      kept: whole.answers,
    },
  ];
}

/** A target that has left a provider alone after an earlier fault must come back to it by itself before the next is played. */
async function recovered(stage: MediaStage, door: Door, models: BenchOptions["models"], patienceMs: number): Promise<void> {
  const until = performance.now() + patienceMs;
  stage.queue.reset();
  stage.images.reset();
  const direct = () => stage.images.taken - besides;
  let besides = 0;
  while (stage.queue.accepted() === 0 || direct() === 0) {
    if (performance.now() > until) throw new Error(`a provider was not asked for ${patienceMs / 1000} s while all was well`);
    const kind = stage.queue.accepted() === 0 ? "queue" : "images";
    const before = stage.images.taken;
    const made = await door.make({ model: models[kind], prompt: "a lighthouse, before", side: SIDE_PX[kind] }, MEDIA_BOUND_MS);
    if (made.files.length === 0) throw new Error(`no picture came while all was well: ${made.error?.message ?? "it did not end"}`);
    if (kind === "queue") besides += stage.images.taken - before;
    if (stage.queue.accepted() === 0 || direct() === 0) await Bun.sleep(500);
  }
}

function setMedia(fault: MediaFault, { queue, images }: MediaStage): void {
  queue.reset();
  images.reset();
  if (fault.queue) queue.script = fault.queue;
  if (fault.outcome) queue.outcome = fault.outcome;
  if (fault.images) images.script = fault.images;
}

async function playMedia(
  fault: MediaFault,
  stage: MediaStage,
  door: () => Door,
  gateway: OwnGateway | null,
  models: BenchOptions["models"],
): Promise<[Judgement, Money]> {
  let asked = 0;
  let kept = 0;
  const before = (await door().money())?.spentMicro ?? 0;
  const counted = (opened: Door): Door => ({
    ...opened,
    make: async (...args) => {
      const made = await opened.make(...args);
      kept += made.files.length;
      return made;
    },
    end: async (...args) => {
      const made = await opened.end(...args);
      ends.set(made.id!, made.files.length);
      return made;
    },
  });
  const ends = new Map<string, number>();
  const ask: MediaBench["ask"] = (more = {}) => ({
    model: models.queue,
    side: SIDE_PX.queue,
    prompt: `a lighthouse, ${fault.id}, ${(asked += 1)}`,
    ...more,
  });
  const bench: MediaBench = {
    ...stage,
    door: () => counted(door()),
    gateway: gateway && { restart: gateway.restart, second: async () => counted(await gateway.second()) },
    queueModel: models.queue,
    imagesModel: models.images,
    ask,
    make: (more) => counted(door()).make(ask(more), MEDIA_BOUND_MS),
  };
  const played = await fault.play(bench);
  const met = stage.queue.turns.submit > 0 ? judged("pass", "") : judged("fail", "the fault was never met");
  const verdict = worst(met, played, await settled(door()));
  const submitted = takenBy(bench);
  const providerMicro = stage.queue.billedMicro() + stage.images.billedMicro;
  const userMicro = await spentSince(door(), before);
  return [verdict, { submitted, providerMicro, userMicro, kept: kept + [...ends.values()].reduce((sum, files) => sum + files, 0) }];
}

const NOTHING: Money = { submitted: 0, providerMicro: 0, userMicro: null, kept: 0 };
const isChat = (fault: About): fault is ChatFault => fault.id.startsWith("S");

const firstLines = (thrown: unknown) =>
  (thrown instanceof Error ? thrown.message : String(thrown)).trim().split("\n").slice(0, 3).join(" ").slice(0, 300);

/** Plays one fault on this stage. What breaks the bench itself is a failure too, and says so. */
async function scored(about: About, play: () => Promise<[Judgement, Money]>): Promise<Scored> {
  const began = performance.now();
  const [{ verdict, reason }, money] = await play().catch((thrown: unknown): [Judgement, Money] => [
    judged("fail", `it could not be played to its end: ${firstLines(thrown)}`),
    NOTHING,
  ]);
  return { about, verdict, reason, money, seconds: (performance.now() - began) / 1000 };
}

/** A gateway and providers of its own: one fault's breaker is not the next one's excuse. */
async function playAlone(fault: ChatFault | MediaFault, options: BenchOptions): Promise<[Scored, string]> {
  let output = "";
  const closing: (() => Promise<unknown>)[] = [];
  const result = await scored(fault, async () => {
    if (isChat(fault)) {
      const stage = { first: await startChatUpstream(CHAT_PRICE), second: await startChatUpstream(CHAT_PRICE) };
      closing.push(stage.first.close, stage.second.close);
      const gateway = await startGateway(chatSettings(stage.first.url, stage.second.url));
      closing.unshift(gateway.close);
      return playChat(fault, stage, gateway.door(), options.models.chat).finally(() => (output = gateway.output()));
    }
    const stage = { queue: await startQueueUpstream(priceOf), images: await startImagesUpstream(priceOf) };
    closing.push(stage.queue.fal.close, stage.images.standIn.close);
    setMedia(fault, stage);
    const gateway = await startGateway({ ...mediaSettings(stage.queue.url, stage.images.url), ...fault.settings });
    closing.unshift(gateway.close);
    return playMedia(fault, stage, gateway.door, gateway, options.models).finally(() => (output = gateway.output()));
  });
  for (const close of closing) await close();
  return [result, output];
}

async function playAtTarget(
  faults: readonly (ChatFault | MediaFault)[],
  target: NonNullable<BenchOptions["target"]>,
  options: BenchOptions,
): Promise<Scored[]> {
  const door = await openDoor(target.url, target.key, target.headers);
  const chat = { first: await startChatUpstream(CHAT_PRICE, target.ports[0]), second: await startChatUpstream(CHAT_PRICE, target.ports[1]) };
  const media = { queue: await startQueueUpstream(priceOf, target.ports[2]), images: await startImagesUpstream(priceOf, target.ports[3]) };
  const all: Scored[] = [];
  let met = false;
  for (const fault of faults) {
    const lacks = fault.needs === "process" || (fault.needs === "jobs" && !door.jobs);
    const result = await scored(fault, async () => {
      if (lacks)
        return [
          judged("not run", `it needs ${fault.needs === "jobs" ? "jobs that can be asked about" : "a process that the bench may kill"}`),
          NOTHING,
        ];
      if (isChat(fault)) return playChat(fault, chat, door, options.models.chat);
      // Whoever never asked one of the providers is not waited for at every fault.
      await recovered(media, door, options.models, met ? RECOVERY_MS : FIRST_MS);
      met = true;
      setMedia(fault, media);
      return playMedia(fault, media, () => door, null, options.models);
    });
    options.tell(result, "");
    all.push(result);
  }
  await Promise.all([chat.first, chat.second, media.queue.fal, media.images.standIn].map((each) => each.close()));
  return all;
}

export async function runFaults(given: Partial<BenchOptions> = {}): Promise<Scored[]> {
  const options: BenchOptions = { target: null, models: MODELS, only: [], parallel: PARALLEL, tell: () => undefined, ...given };
  const faults = (ALL_FAULTS as (ChatFault | MediaFault)[]).filter(({ id }) => options.only.length === 0 || options.only.includes(id));
  if (options.target) return playAtTarget(faults, options.target, options);
  const queue = faults.toSorted((a, b) => Number(b.waits ?? false) - Number(a.waits ?? false));
  const all: Scored[] = [];
  await Promise.all(
    Array.from({ length: options.parallel }, async () => {
      for (let fault = queue.shift(); fault; fault = queue.shift()) {
        const [result, output] = await playAlone(fault, options);
        options.tell(result, output);
        all.push(result);
      }
    }),
  );
  return all.toSorted((a, b) => ALL_FAULTS.indexOf(a.about) - ALL_FAULTS.indexOf(b.about));
}

const USAGE = `node bin/bun.mjs run bench/faults/faults.ts [--only S07,M02] [--json] [--verbose] [--write] [--list]
  [--target URL --key KEY [--header "name: value"] [--ports 9181] [--chat-model M] [--queue-model M] [--images-model M]]

Without a target it starts OpenOak, anew for each fault. With one, configure the target's providers first: chat at ports 9181 (asked first) and 9182,
a queue in fal's format at 9183, pictures in OpenAI's format at 9184; the same models at both.`;

if (import.meta.main) {
  const text = { type: "string" } as const;
  const flag = { type: "boolean", default: false } as const;
  const { values } = parseArgs({
    options: {
      target: text,
      key: { ...text, default: "" },
      header: { ...text, multiple: true, default: [] },
      ports: { ...text, default: "9181" },
      only: { ...text, default: "" },
      parallel: { ...text, default: String(PARALLEL) },
      "chat-model": { ...text, default: MODELS.chat },
      "queue-model": { ...text, default: MODELS.queue },
      "images-model": { ...text, default: MODELS.images },
      json: flag,
      write: flag,
      verbose: flag,
      list: flag,
      help: flag,
    },
  });
  if (values.help) {
    console.log(USAGE);
    process.exit(0);
  }
  if (values.list) {
    for (const { id, title, does, expects } of ALL_FAULTS) console.log(`${id} ${title}\n    ${does}\n    ${expects}`);
    process.exit(0);
  }
  const port = Number(values.ports);
  const headers = Object.fromEntries(
    values.header.map((line) => [line.slice(0, line.indexOf(":")).trim(), line.slice(line.indexOf(":") + 1).trim()]),
  );
  const all = await runFaults({
    target: values.target ? { url: values.target, key: values.key, headers, ports: [port, port + 1, port + 2, port + 3] } : null,
    models: { chat: values["chat-model"], queue: values["queue-model"], images: values["images-model"] },
    only: values.only.split(",").filter(Boolean),
    parallel: Number(values.parallel),
    tell({ about, verdict, seconds }, output) {
      if (!values.json) console.error(`${about.id} ${verdict} (${seconds.toFixed(1)} s)`);
      if (values.verbose && verdict !== "pass") console.error(output.split("\n").slice(-40).join("\n"));
    },
  });
  if (values.write) {
    const readme = join(import.meta.dir, "..", "..", "README.md");
    writeFileSync(readme, withScores(readFileSync(readme, "utf8"), all, new Date().toISOString().slice(0, 10)));
  }
  console.log(values.json ? JSON.stringify(all, null, 2) : printed(all));
  process.exit(all.every(({ verdict }) => verdict === "pass" || verdict === "not run") ? 0 : 1);
}
