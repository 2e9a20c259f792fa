// What a media fault is made of, and how the ending of a picture is judged: the right ending, one purchase, whole files, honest money. The faults are in media-faults.ts and media-jobs.ts.
import sharp from "sharp";
import type { Door, Ending, Made, PictureAsk } from "./doors.ts";
import type { ImagesUpstream, QueueUpstream } from "./media-upstream.ts";
import { type About, judged, type Judgement, passed, worst } from "./score.ts";

/** Every picture must have ended within this. */
export const MEDIA_BOUND_MS = 45_000;
/** Pictures are square. At these sides both offers of a model cost the same, and whole micros, so that four singles cost what one job of four does. */
export const SIDE_PX = { queue: 1120, images: 1024 } as const;

/** What a bench that starts the gateway itself can do to it. */
export interface Gateway {
  /** SIGKILL, and a new process on the same data. */
  restart(): Promise<void>;
  /** A second process on the same data; its door. */
  second(): Promise<Door>;
}

export interface MediaBench {
  queue: QueueUpstream;
  images: ImagesUpstream;
  /** Changes with a restart. */
  door(): Door;
  gateway: Gateway | null;
  /** A model that the queue offers first and the direct provider second, and one the other way round. */
  queueModel: string;
  imagesModel: string;
  ask(more?: Partial<PictureAsk>): PictureAsk;
  make(more?: Partial<PictureAsk>): Promise<Made>;
}

export interface MediaFault extends About {
  queue?: QueueUpstream["script"];
  outcome?: QueueUpstream["outcome"];
  images?: ImagesUpstream["script"];
  /** The environment of a gateway that is started for it. */
  settings?: Record<string, string>;
  play(bench: MediaBench): Promise<Judgement>;
}

export interface Expected {
  /** Endings that are right. */
  good: readonly Ending[];
  /** Jobs and requests that providers may have taken on, at most. */
  taken?: number;
  /** Files that there should be where it succeeded. */
  files?: number;
}

const isWhole = (bytes: Uint8Array): Promise<boolean> =>
  sharp(bytes, { failOn: "truncated" })
    .raw()
    .toBuffer()
    .then(
      () => true,
      () => false,
    );

export const takenBy = ({ queue, images }: MediaBench) => queue.accepted() + images.taken;
const billedBy = ({ queue, images }: MediaBench) => queue.billedMicro() + images.billedMicro;

/** Judges one picture by its ending, its files and its money. */
export async function judge(bench: MediaBench, made: Made, { good, taken = 1, files = 1 }: Expected): Promise<Judgement> {
  if (made.ending === null) return judged("fail", `it had not ended after ${MEDIA_BOUND_MS / 1000} s`);
  const purchases = takenBy(bench);
  if (purchases > taken) return judged("fail", `${purchases} purchases where ${taken} should have been: ${made.ending}`);
  const whole = await Promise.all(made.files.map(isWhole));
  if (whole.includes(false)) return judged("fail", "a broken file was given out as a picture");
  const paid = made.userMicro;
  if (paid !== null && paid > 0 && made.files.length === 0) return judged("fail", `the user was charged ${paid} µ$ for nothing`);
  if (paid !== null && made.quoteMicro !== null && paid > made.quoteMicro)
    return judged("fail", `the user was charged ${paid} µ$, above the quote of ${made.quoteMicro}`);
  if (paid !== null && (paid < 0 || (paid === 0 && made.files.length > 0)))
    return judged("fail", `${made.files.length} files were charged at ${paid} µ$`);
  const delivered = made.files.length > 0;
  if (good.includes(made.ending)) {
    if (made.ending === "succeeded" && made.files.length !== files) return judged("fail", `succeeded with ${made.files.length} of ${files} files`);
    return worst(passed(`${made.ending}, ${purchases} taken on`), honestly(bench, made));
  }
  if (delivered && !good.includes("succeeded")) return judged("fail", `it was got around: ${made.ending} where ${good.join(" or ")} was right`);
  const told = `${made.ending} (${made.error?.code ?? "no code"}: ${made.error?.message ?? ""}) where ${good.join(" or ")} was possible`;
  return judged(delivered ? "partial" : "safe", told);
}

/** Where nothing came, the words must be there, and a provider that has charged must not be said to have charged nothing. */
function honestly(bench: MediaBench, made: Made): Judgement {
  if (made.ending === "succeeded") return passed("");
  if (!made.error?.code || made.error.message.length < 10) return judged("partial", `${made.ending} without words`);
  const hidden = made.files.length === 0 && billedBy(bench) > 0 && made.charged !== null && made.charged.every((each) => each === "no");
  return hidden ? judged("partial", `a provider charged ${billedBy(bench)} µ$, and every attempt says that it did not`) : passed("");
}

/** Makes one picture at the queue, or as `more` says, and judges it. */
export const makes =
  (expected: Expected, more: (bench: MediaBench) => Partial<PictureAsk> = () => ({})) =>
  async (bench: MediaBench): Promise<Judgement> =>
    judge(bench, await bench.make(more(bench)), expected);

/** The same at the provider that answers on the request. */
export const atOnce = ({ imagesModel }: MediaBench): Partial<PictureAsk> => ({ model: imagesModel, side: SIDE_PX.images });

/** Waits for what a fault brings about by itself; a bench that hangs tells nothing. */
export async function until(what: string, so: () => boolean | Promise<boolean>, ms = 15_000): Promise<void> {
  const end = performance.now() + ms;
  while (!(await so())) {
    if (performance.now() > end) throw new Error(`waited in vain for ${what}`);
    await Bun.sleep(20);
  }
}
