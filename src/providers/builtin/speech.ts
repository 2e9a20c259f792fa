// Text to a voice: espeak-ng as its own process, killed on abort, bounded in time and in output. Not a neural voice, and says so.
import { spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { AppError } from "../../spec/error.ts";
import { type Pcm, decodeWav } from "./audio.ts";
import { stretch } from "./speech-stretch.ts";
import { findVoice } from "./speech-voices.ts";

export { LANGUAGES, OPENAI_VOICE_NAMES, VOICES, type Voice } from "./speech-voices.ts";

export interface SpeechAsk {
  text: string;
  /** `en-us`, `en-us+f3`, `f3`, or one of OpenAI's names. The plain voice of the language where absent. */
  voice?: string;
  /** A tag such as `en` or `pt-BR`. Guessed from the voice, then from the text, where absent. */
  language?: string;
  /** 0.25 to 4; 1 is 175 words a minute. */
  speed?: number;
  /** 0.5 to 2; 1 is the voice's own. */
  pitch?: number;
}

const ENTRY = fileURLToPath(new URL("./speech-process.ts", import.meta.url));
/** 4,096 characters of digits at a quarter of the speed take 5 s on one slow core. */
const LIMIT_MS = 60_000;
/** Twenty-five minutes at 22 kHz. */
const LIMIT_BYTES = 64 * 1024 * 1024;
const COMPLAINT_BYTES = 2_000;
/** -2 dBFS. */
const SPEECH_PEAK = 0.79;

// Measured with espeak-ng 1.52: how fast it speaks at so many words a minute, against its default of 175. Outside, its rate does not change.
const RATES: readonly [speed: number, wordsPerMinute: number][] = [
  [0.454, 80],
  [0.66, 120],
  [1, 175],
  [1.508, 250],
  [2.425, 350],
  [3.09, 450],
];

/** The rate to ask for, and what is left for stretching. */
function rateOf(speed: number): { wordsPerMinute: number; rest: number } {
  const [slowest, fastest] = [RATES[0]!, RATES.at(-1)!];
  if (speed <= slowest[0]) return { wordsPerMinute: slowest[1], rest: speed / slowest[0] };
  if (speed >= fastest[0]) return { wordsPerMinute: fastest[1], rest: speed / fastest[0] };
  const upper = RATES.findIndex(([at]) => at >= speed);
  const [low, high] = [RATES[upper - 1]!, RATES[upper]!];
  return { wordsPerMinute: Math.round(low[1] + ((speed - low[0]) / (high[0] - low[0])) * (high[1] - low[1])), rest: 1 };
}

/** Speaks. The same ask gives the same samples (22,050 Hz, mono). Throws `request.invalid` (field named), `provider.canceled`, `provider.timeout`, `provider.error`. */
export async function speak(ask: SpeechAsk, signal?: AbortSignal): Promise<Pcm> {
  const { voice } = findVoice(ask.text, ask.voice, ask.language);
  const speed = ask.speed ?? 1;
  if (!(speed >= 0.25 && speed <= 4)) throw new AppError("request.invalid", "The speed must be from 0.25 to 4.", { field: "speed" });
  const pitch = ask.pitch ?? 1;
  if (!(pitch >= 0.5 && pitch <= 2)) throw new AppError("request.invalid", "The pitch must be from 0.5 to 2.", { field: "pitch" });
  const text = spoken(ask.text);
  if (!/[\p{L}\p{N}\p{S}]/u.test(text)) throw new AppError("request.invalid", "The text holds nothing that can be spoken.", { field: "text" });
  const { wordsPerMinute, rest } = rateOf(speed);
  const wav = await run([voice, String(wordsPerMinute), String(Math.round(Math.max(0, Math.min(99, 50 + 49 * Math.log2(pitch)))))], text, signal);
  const { sampleRate, channels } = decodeWav(wav);
  const samples = stretch(channels[0]!, sampleRate, rest);
  if (samples.length < 2 || !samples.some((sample) => sample !== 0))
    throw new AppError("provider.bad_output", "The voice could not read this text in this language.", { field: "text" });
  return { sampleRate, channels: [leveled(samples)] };
}

/** Voices differ by 9 dB as they come: bring each to the same peak. */
function leveled(samples: Float32Array): Float32Array {
  let peak = 0;
  for (const sample of samples) peak = Math.max(peak, Math.abs(sample));
  return samples.map((sample) => (sample * SPEECH_PEAK) / peak);
}

/** What the program reads: no control characters, no `[[phonemes]]`; a heading's end is a sentence's end, a wrapped line's is not. */
function spoken(text: string): string {
  const lines = text.normalize("NFC").replaceAll("[[", "[ [").replace(/\r\n?/g, "\n");
  return lines.replace(/[\u0000-\u0009\u000b-\u001f\u007f]/g, " ").replace(/([\p{L}\p{N}])[ \t]*\n(?!\s*\p{Ll})/gu, "$1.\n");
}

/** Runs the program once. It gets nothing of our environment and starts in a folder that holds no settings of ours. */
function run(args: readonly string[], text: string, signal?: AbortSignal): Promise<Uint8Array> {
  const canceled = () => new AppError("provider.canceled", "The speech was canceled.");
  if (signal?.aborted) return Promise.reject(canceled());
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ["--smol", "--no-install", ENTRY, ...args], {
      env: { BUN_BE_BUN: "1" },
      cwd: tmpdir(),
      stdio: ["pipe", "pipe", "pipe"],
      windowsHide: true,
    });
    const parts: Buffer[] = [];
    let bytes = 0;
    let complaint = "";
    const settle = (act: () => void) => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
      act();
    };
    const stop = (error: AppError) =>
      settle(() => {
        child.kill("SIGKILL");
        reject(error);
      });
    const abort = () => stop(canceled());
    const timer = setTimeout(() => stop(new AppError("provider.timeout", "The voice took too long.")), LIMIT_MS);
    signal?.addEventListener("abort", abort, { once: true });
    child.stdout.on("data", (part: Buffer) => {
      bytes += part.length;
      if (bytes > LIMIT_BYTES) stop(new AppError("provider.error", "The speech became too long to keep.", { field: "text" }));
      else parts.push(part);
    });
    child.stderr.on("data", (part: Buffer) => {
      if (complaint.length < COMPLAINT_BYTES) complaint += part.toString().slice(0, COMPLAINT_BYTES);
    });
    child.on("error", (cause) => stop(new AppError("provider.error", "The speech program could not be started.", { cause })));
    child.on("close", (code) =>
      settle(() =>
        code === 0
          ? resolve(Buffer.concat(parts))
          : reject(new AppError("provider.error", "The speech program failed.", { cause: new Error(`exit ${code}: ${complaint}`) })),
      ),
    );
    child.stdin.on("error", () => {}); // a program that has died says so by its exit
    child.stdin.end(text);
  });
}
