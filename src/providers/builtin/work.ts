// What a worker does: one entry a task, from plain data to bytes. No threads here, so that tests may call it directly.
import { AppError } from "../../spec/error.ts";
import { type Pcm, encodeAudio } from "./audio.ts";
import { removeBackground } from "./cutout.ts";
import { type EditAsk, editImage, upscale } from "./edit.ts";
import { type AnimateAsk, type FilmAsk, animate, makeFilm } from "./film.ts";
import { composeMusic } from "./music.ts";
import { type PictureAsk, makePicture } from "./picture.ts";
import { makeSound } from "./sound.ts";
import { speak } from "./speech.ts";

/** What the work may use of the world outside. */
export interface Host {
  /** Progress 0…1, what is being done, and a small picture of it as a data URL. */
  report(progress: number, stage: string, preview?: string | null): void;
  /** Throws when nobody waits for the result any more. */
  check(): void;
  signal: AbortSignal;
}

/** A job as it crosses to the worker: the task, its input with the offer's defaults filled in, and the files by field. */
export interface Job {
  task: string;
  input: Record<string, any>;
  files: Record<string, Uint8Array>;
}

export interface Made {
  bytes: Uint8Array<ArrayBuffer>;
  type: string;
  poster?: Uint8Array<ArrayBuffer>;
}

type Work = (job: Job, host: Host) => Promise<Made>;

function file(job: Job, field: string): Uint8Array {
  const bytes = job.files[field];
  if (!bytes) throw new AppError("provider.invalid", `The ${field} is missing.`, { field });
  return bytes;
}

const written = (pcm: Pcm, format: string | undefined): Promise<Made> => encodeAudio(pcm, format ?? "wav");

const WORK: Readonly<Record<string, Work>> = {
  "text-to-image": ({ input }, host) => makePicture({ width: 1024, height: 1024, ...input } as PictureAsk, host),
  "image-to-image": (job, host) => editImage(job.input as EditAsk, file(job, "image"), job.files.mask ?? null, host),
  "image-upscale": (job, host) => upscale(file(job, "image"), job.input.scale ?? 2, job.input.format ?? null, host),
  "background-removal": (job, host) => removeBackground(file(job, "image"), job.input.format ?? "png", host),
  "text-to-video": ({ input }, host) => makeFilm({ seconds: 3, width: 640, height: 360, fps: 24, ...input } as FilmAsk, host),
  "image-to-video": (job, host) => animate({ seconds: 3, fps: 24, ...job.input } as AnimateAsk, file(job, "image"), host),
  "text-to-music": async ({ input }, host) => {
    host.report(0.1, "Composing");
    const { pcm } = composeMusic({
      prompt: input.prompt,
      seconds: input.seconds ?? 30,
      seed: input.seed,
      lyrics: input.lyrics,
      report: (share: number, stage: string) => host.report(0.1 + share * 0.75, stage),
    });
    host.report(0.88, "Writing the file");
    return written(pcm, input.format);
  },
  "text-to-sound": async ({ input }, host) => {
    host.report(0.2, "Making the sound");
    return written(makeSound({ prompt: input.prompt, seconds: input.seconds ?? 5, seed: input.seed, loop: input.loop ?? false }).pcm, input.format);
  },
  "text-to-speech": async ({ input }, host) => {
    host.report(0.2, "Speaking");
    return written(await speak({ text: input.text, voice: input.voice, language: input.language, speed: input.speed }, host.signal), input.format);
  },
};

/** Does one job. Throws AppError for what it cannot do. */
export async function perform(job: Job, host: Host): Promise<Made> {
  const work = Object.hasOwn(WORK, job.task) ? WORK[job.task]! : null;
  if (!work) throw new AppError("provider.invalid", `The built-in engines do not do ${job.task}.`);
  return work(job, host);
}
