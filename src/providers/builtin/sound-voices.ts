// The sounds that are known, one entry each: rain, bell, footsteps … laid onto a pair of sides. How a prompt is read and how layers are mixed is in sound.ts.
import { RATE, type Stereo } from "./audio-dsp.ts";
import type { Rng } from "./noise.ts";
import { bed, burst, glide, gusts, type Partial, steps, struck, times } from "./sound-tools.ts";

/** How a sound is wanted, from the adjectives: 1 is usual. */
export interface Manner {
  /** How much of it, how dense: light 0.5, heavy 1.8. */
  force: number;
  /** How fast it goes. */
  pace: number;
  /** Its pitch: deep 0.6, high 1.6. */
  pitch: number;
  /** What it is on or of: "tin", "gravel", "wood", "snow", … or none. */
  surface: string | null;
}

export type Voice = (out: Stereo, seconds: number, rng: Rng, manner: Manner) => void;

const BELL: readonly Partial[] = [[0.5, 0.5, 6], [1, 1, 5], [1.19, 0.6, 3.4], [1.5, 0.4, 2.6], [2, 0.6, 2.4], [2.51, 0.3, 1.4], [2.67, 0.25, 1.2], [3.01, 0.2, 0.9], [4.1, 0.12, 0.6]];
const GLASS: readonly Partial[] = [[1, 1, 0.9], [2.32, 0.6, 0.6], [4.25, 0.4, 0.35], [6.63, 0.2, 0.2]];
const WOOD: readonly Partial[] = [[1, 1, 0.12], [2.4, 0.4, 0.06], [3.9, 0.2, 0.03]];
const METAL: readonly Partial[] = [[1, 1, 0.5], [1.62, 0.7, 0.4], [2.31, 0.5, 0.3], [3.4, 0.4, 0.2], [4.7, 0.2, 0.15]];

const rain: Voice = (out, seconds, rng, { force, surface }) => {
  const tin = surface === "tin";
  bed(out, rng.fork("hiss"), { color: "pink", high: 900, low: 9_000, gain: 0.35 * force, level: gusts(out.left.length, 1.7, 0.75, rng.fork("gusts")) });
  bed(out, rng.fork("body"), { color: "brown", band: 380, q: 0.6, gain: 0.25 * force });
  const drops = rng.fork("drops");
  for (const at of times(drops, seconds, (tin ? 46 : 70) * force)) {
    const pan = drops.range(-1, 1);
    if (tin) struck(out, at, drops.range(900, 3_400), METAL, drops.range(0.02, 0.11), pan);
    burst(out, drops.fork(String(at)), { at, seconds: drops.range(0.01, 0.05), color: "white", band: drops.range(1_800, 7_000), q: 2, gain: drops.range(0.05, 0.3), pan });
  }
};

const wind: Voice = (out, seconds, rng, { force, pitch }) => {
  const level = gusts(out.left.length, Math.min(2.4, seconds / 2), 0.25, rng.fork("gusts"));
  bed(out, rng.fork("low"), { color: "brown", low: 500 * pitch, gain: 0.9 * force, level });
  bed(out, rng.fork("whistle"), { color: "pink", band: 420 * pitch, q: 4, gain: 0.9 * force, level: gusts(out.left.length, 1.3, 0.05, rng.fork("w")), sweep: 1.2 });
};

const waves: Voice = (out, seconds, rng, { force, pace }) => {
  const every = 5.5 / pace;
  const level = (phase: number) => (i: number) => {
    const t = ((i / RATE / every + phase) % 1 + 1) % 1; // rises, breaks, runs out
    return 0.14 + (t < 0.35 ? (t / 0.35) ** 2 : Math.exp((-3.2 * (t - 0.35)) / 0.65));
  };
  const phase = seconds < every ? 0.05 : rng();
  bed(out, rng.fork("roar"), { color: "brown", low: 700, gain: 0.9 * force, level: level(phase) });
  bed(out, rng.fork("foam"), { color: "white", band: 2_600, q: 0.5, gain: 0.3 * force, level: level(phase - 0.08) });
  bed(out, rng.fork("second"), { color: "pink", band: 1_100, q: 0.5, gain: 0.22 * force, level: level(phase + 0.47) });
};

const stream: Voice = (out, seconds, rng, { force }) => {
  bed(out, rng.fork("flow"), { color: "pink", band: 900, q: 0.5, gain: 0.4 * force, level: gusts(out.left.length, 0.3, 0.6, rng.fork("g")) });
  const bubbles = rng.fork("bubbles");
  for (const at of times(bubbles, seconds, 34 * force)) {
    const hz = bubbles.range(450, 1_700);
    glide(out, { at, seconds: bubbles.range(0.02, 0.07), hz: (s) => hz * (1 + 0.5 * s), level: (s) => (1 - s) ** 2, gain: bubbles.range(0.03, 0.16), pan: bubbles.range(-1, 1) });
  }
};

const drips: Voice = (out, seconds, rng, { pace, pitch }) => {
  for (const at of steps(rng, seconds, 0.8 / pace, 0.25)) {
    const hz = rng.range(700, 1_500) * pitch;
    glide(out, { at, seconds: 0.11, hz: (s) => hz * (1 + 1.3 * s * s), level: (s) => (1 - s) ** 3, gain: 0.7, pan: rng.range(-0.4, 0.4) });
  }
};

const fire: Voice = (out, seconds, rng, { force }) => {
  bed(out, rng.fork("rumble"), { color: "brown", low: 240, gain: 0.8 * force, level: gusts(out.left.length, 0.25, 0.5, rng.fork("g")) });
  bed(out, rng.fork("breath"), { color: "pink", band: 700, q: 0.6, gain: 0.16 * force, level: gusts(out.left.length, 0.5, 0.4, rng.fork("b")) });
  const cracks = rng.fork("cracks");
  for (const at of times(cracks, seconds, 11 * force)) {
    burst(out, cracks.fork(String(at)), { at, seconds: cracks.range(0.006, 0.045), rise: 0.0005, color: "white", band: cracks.range(900, 5_500), q: 1.5, gain: cracks() ** 3 * 2.2 + 0.15, pan: cracks.range(-0.8, 0.8) });
  }
};

const thunder: Voice = (out, seconds, rng, { force }) => {
  for (const start of steps(rng, seconds, Math.max(4.5, seconds), 0.1)) {
    const strike = rng.fork(`strike ${start}`);
    burst(out, strike.fork("crack"), { at: start, seconds: 0.5, color: "white", band: 1_300, q: 0.5, gain: 1.1 * force });
    for (let n = 0; n < 9; n++) {
      const at = start + strike.range(0, 2.2);
      burst(out, strike.fork(String(n)), { at, seconds: strike.range(0.9, 2.6), rise: 0.06, color: "brown", band: strike.range(45, 150), q: 0.7, gain: 2.6 * force, pan: strike.range(-0.7, 0.7) });
    }
  }
};

const bell: Voice = (out, seconds, rng, { pitch, pace, surface }) => {
  const large = surface === "church";
  const hz = (large ? 233 : 660) * pitch;
  for (const at of steps(rng, seconds, (large ? 2.6 : 2) / pace, 0.01)) struck(out, at, hz, BELL, 0.6);
};

const beep: Voice = (out, seconds, _rng, { pitch, pace }) => {
  const every = 0.6 / pace;
  for (let at = 0.02; at < seconds; at += every) glide(out, { at, seconds: Math.min(0.22, every * 0.6), hz: () => 1_000 * pitch, level: () => 1, gain: 0.6 });
};

const alarm: Voice = (out, seconds, _rng, { pitch, pace }) => {
  for (let at = 0; at < seconds; at += 0.5 / pace) glide(out, { at, seconds: 0.24 / pace, hz: () => 880 * pitch, level: () => 1, gain: 0.5, harmonics: [1, 0, 0.3, 0, 0.15] });
  for (let at = 0.25 / pace; at < seconds; at += 0.5 / pace) glide(out, { at, seconds: 0.24 / pace, hz: () => 660 * pitch, level: () => 1, gain: 0.5, harmonics: [1, 0, 0.3, 0, 0.15] });
};

const GROUNDS: Record<string, { color: "white" | "pink" | "brown"; band: number; grains: number; heel: number }> = {
  gravel: { color: "white", band: 2_600, grains: 14, heel: 0.4 }, snow: { color: "pink", band: 3_800, grains: 18, heel: 0.3 }, leaves: { color: "white", band: 4_600, grains: 16, heel: 0.25 },
  wood: { color: "brown", band: 320, grains: 1, heel: 1.6 }, water: { color: "pink", band: 900, grains: 8, heel: 0.6 }, sand: { color: "pink", band: 1_500, grains: 9, heel: 0.4 }, stone: { color: "white", band: 1_700, grains: 2, heel: 1 },
};

const footsteps: Voice = (out, seconds, rng, { pace, surface, force }) => {
  const ground = GROUNDS[surface ?? "stone"] ?? GROUNDS.stone!;
  for (const [n, at] of steps(rng, seconds, 0.56 / pace).entries()) {
    const pan = n % 2 ? 0.18 : -0.18;
    burst(out, rng.fork(`heel ${n}`), { at, seconds: 0.09, rise: 0.001, color: "brown", band: surface === "wood" ? 170 : 110, q: 0.9, gain: 2.6 * ground.heel * force, pan });
    if (surface === "wood") struck(out, at, rng.range(210, 260), WOOD, 0.7, pan);
    const grains = rng.fork(`grains ${n}`);
    for (let g = 0; g < ground.grains; g++) {
      burst(out, grains.fork(String(g)), { at: at + grains.range(0, 0.13), seconds: grains.range(0.015, 0.06), color: ground.color, band: ground.band * grains.range(0.7, 1.5), q: 1.2, gain: grains.range(0.2, 0.6) * force, pan: pan + grains.range(-0.2, 0.2) });
    }
  }
};

const engine: Voice = (out, seconds, rng, { pitch, pace, force }) => {
  const idle = 34 * pitch * pace;
  const drift = rng.range(0, 6);
  glide(out, { at: 0, seconds, hz: (s) => idle * (1 + 0.03 * Math.sin(s * seconds * 1.7 + drift)), level: () => 1, gain: 0.5 * force, harmonics: [0.8, 1, 0.7, 0.75, 0.4, 0.35, 0.25, 0.2, 0.12, 0.1] });
  bed(out, rng.fork("exhaust"), { color: "brown", low: 420, gain: 0.6 * force, level: (i) => 0.6 + 0.4 * Math.max(0, Math.sin((i / RATE) * idle * Math.PI * 2)) });
  bed(out, rng.fork("hiss"), { color: "pink", band: 1_800, q: 0.6, gain: 0.05 * force });
};

const train: Voice = (out, seconds, rng, manner) => {
  bed(out, rng.fork("roll"), { color: "brown", low: 500, gain: 0.7 * manner.force });
  for (const at of steps(rng, seconds, 0.9 / manner.pace, 0.01)) for (const late of [0, 0.14]) {
    burst(out, rng.fork(`${at} ${late}`), { at: at + late, seconds: 0.12, color: "pink", band: 420, q: 1.4, gain: 2.2 });
    struck(out, at + late, 310, METAL, 0.12);
  }
};

const birds: Voice = (out, seconds, rng, { pitch, pace }) => {
  for (const start of [rng.range(0.02, 0.15), ...times(rng.fork("when"), seconds, 1.3 * pace)]) {
    const song = rng.fork(`song ${start}`);
    const hz = song.range(2_300, 4_600) * pitch;
    const [bend, count, pan] = [song.range(-0.35, 0.4), song.int(2, 6), song.range(-0.9, 0.9)];
    for (let n = 0; n < count; n++) glide(out, { at: start + n * song.range(0.08, 0.13), seconds: song.range(0.05, 0.1), hz: (s) => hz * (1 + bend * Math.sin(s * 3)), level: (s) => Math.sin(s * Math.PI), gain: song.range(0.2, 0.5), pan });
  }
};

const crickets: Voice = (out, seconds, rng) => {
  for (const pan of [-0.7, 0.5, 0.9]) {
    const own = rng.fork(`cricket ${pan}`);
    const [hz, every] = [own.range(4_100, 4_900), own.range(0.42, 0.7)];
    for (const at of steps(own, seconds, every, 0.06)) for (let n = 0; n < 3; n++) glide(out, { at: at + n * 0.045, seconds: 0.032, hz: () => hz, level: (s) => Math.sin(s * Math.PI), gain: 0.22, pan });
  }
};

const clock: Voice = (out, seconds, rng, { pace, pitch }) => {
  for (const [n, at] of steps(rng, seconds, 0.5 / pace, 0.002).entries()) {
    struck(out, at, (n % 2 ? 1_900 : 2_400) * pitch, WOOD, 0.5);
    burst(out, rng.fork(String(n)), { at, seconds: 0.012, rise: 0.0004, color: "white", band: 4_200, q: 2, gain: 0.7 });
  }
};

const heartbeat: Voice = (out, seconds, rng, { pace }) => {
  for (const at of steps(rng, seconds, 0.95 / pace, 0.01)) for (const [late, loud] of [[0, 1], [0.26, 0.7]] as const) glide(out, { at: at + late, seconds: 0.16, hz: (s) => 62 - 22 * s, level: (s) => (1 - s) ** 2, gain: 1.1 * loud, harmonics: [1, 0.3] });
};

const applause: Voice = (out, seconds, rng, { force }) => {
  for (const at of times(rng, seconds, 190 * force)) burst(out, rng.fork(String(at)), { at, seconds: rng.range(0.012, 0.035), rise: 0.0008, color: "white", band: rng.range(800, 2_400), q: 1.4, gain: rng.range(0.1, 0.5), pan: rng.range(-1, 1) });
};

const knock: Voice = (out, seconds, rng, { pace, force }) => {
  for (const start of steps(rng, seconds, 2.2, 0.02)) for (let n = 0; n < 3; n++) {
    const at = start + (n * 0.24) / pace;
    struck(out, at, 190, [[1, 1, 0.16], [1.7, 0.5, 0.1], [2.9, 0.3, 0.06]], 0.9 * force);
    burst(out, rng.fork(`${start} ${n}`), { at, seconds: 0.03, rise: 0.0006, color: "pink", band: 900, gain: 1.1 * force });
  }
};

const whoosh: Voice = (out, seconds, rng, { pitch }) => {
  const middle = Math.min(0.5, seconds / 2);
  bed(out, rng, { color: "pink", band: 500 * pitch, q: 1.2, gain: 1.4, sweep: 3, level: (i) => Math.exp(-(((i / RATE - middle) / 0.2) ** 2)) });
};

const explosion: Voice = (out, _seconds, rng, { force }) => {
  burst(out, rng.fork("crack"), { at: 0.03, seconds: 0.5, rise: 0.001, color: "white", band: 900, q: 0.4, gain: 1.8 * force });
  burst(out, rng.fork("boom"), { at: 0.03, seconds: 2.4, rise: 0.01, color: "brown", band: 70, q: 0.7, gain: 6 * force });
  burst(out, rng.fork("debris"), { at: 0.25, seconds: 1.8, rise: 0.2, color: "pink", band: 1_600, q: 0.5, gain: 0.5 * force });
};

const laser: Voice = (out, seconds, rng, { pitch, pace }) => {
  for (const at of steps(rng, seconds, 0.6 / pace, 0.1)) glide(out, { at, seconds: 0.28, hz: (s) => (2_600 * (1 - s) ** 2 + 180) * pitch, level: (s) => 1 - s, gain: 0.6, harmonics: [1, 0.5, 0.33, 0.25] });
};

const siren: Voice = (out, seconds, _rng, { pitch, pace }) =>
  glide(out, { at: 0, seconds, hz: (s) => (800 + 350 * Math.sin(s * seconds * pace * 2.2)) * pitch, level: () => 1, gain: 0.5, harmonics: [1, 0.4, 0.25] });

const phone: Voice = (out, seconds, _rng, { pitch }) => {
  for (let start = 0.05; start < seconds; start += 3) for (let n = 0; n < 20; n++) struck(out, start + n * 0.05, (n % 2 ? 1_480 : 1_240) * pitch, GLASS, 0.25);
};

const typing: Voice = (out, seconds, rng, { pace }) => {
  for (const at of times(rng, seconds, 7 * pace)) {
    burst(out, rng.fork(String(at)), { at, seconds: 0.02, rise: 0.0005, color: "white", band: rng.range(1_800, 3_800), q: 1.5, gain: rng.range(0.4, 0.9), pan: rng.range(-0.4, 0.4) });
    struck(out, at, rng.range(280, 460), WOOD, 0.25);
  }
};

const glass: Voice = (out, seconds, rng, { surface, pitch }) => {
  if (surface !== "broken") return steps(rng, seconds, 1.6).forEach((at) => struck(out, at, 1_750 * pitch, GLASS, 0.6));
  burst(out, rng.fork("hit"), { at: 0.04, seconds: 0.12, color: "white", band: 3_500, q: 0.6, gain: 1.2 });
  for (let n = 0; n < 40; n++) struck(out, 0.04 + rng() ** 2 * Math.min(1.6, seconds), rng.range(2_200, 7_500), GLASS, rng.range(0.05, 0.25), rng.range(-0.8, 0.8));
};

const click: Voice = (out, seconds, rng, { pace }) =>
  steps(rng, seconds, 1 / pace).forEach((at, n) => burst(out, rng.fork(String(n)), { at, seconds: 0.012, rise: 0.0003, color: "white", band: 3_000, q: 1.2, gain: 1 }));

const VOWEL: readonly number[] = [1, 0.7, 0.9, 0.6, 0.35, 0.3, 0.2, 0.12, 0.08];
const cat: Voice = (out, seconds, rng, { pitch }) =>
  steps(rng, seconds, 2.1, 0.1).forEach((at) => glide(out, { at, seconds: 0.75, hz: (s) => (430 + 330 * Math.sin(Math.min(1, s * 1.5) * Math.PI * 0.6) - 160 * s) * pitch, level: (s) => Math.sin(Math.min(1, s * 1.05) * Math.PI) ** 0.7, gain: 0.4, harmonics: VOWEL }));
const dog: Voice = (out, seconds, rng, { pitch, pace }) => {
  for (const [n, at] of steps(rng, seconds, 0.75 / pace, 0.2).entries()) {
    glide(out, { at, seconds: 0.19, hz: (s) => (470 - 270 * s) * pitch, level: (s) => Math.sin(Math.min(1, s * 2.2 + 0.1) * Math.PI * 0.5) * (1 - s), gain: 0.7, harmonics: VOWEL });
    burst(out, rng.fork(String(n)), { at, seconds: 0.12, rise: 0.01, color: "pink", band: 900 * pitch, q: 0.8, gain: 0.9 });
  }
};

const crowd: Voice = (out, seconds, rng, { force }) => {
  bed(out, rng.fork("murmur"), { color: "pink", band: 480, q: 0.8, gain: 0.6 * force, level: gusts(out.left.length, 0.35, 0.5, rng.fork("g")) });
  for (const at of times(rng, seconds, 16 * force)) {
    const hz = rng.range(110, 260);
    glide(out, { at, seconds: rng.range(0.09, 0.3), hz: (s) => hz * (1 + 0.12 * Math.sin(s * 5)), level: (s) => Math.sin(s * Math.PI), gain: rng.range(0.03, 0.1), pan: rng.range(-1, 1), harmonics: [0.6, 1, 0.8, 0.7, 0.5, 0.3, 0.2] });
  }
};

/** Words, with "|" between those that name one sound, to voices. */
export const VOICES_BY_WORDS: Record<string, { id: string; voice: Voice }> = {
  "rain|rainfall|raindrop|drizzle|downpour|shower": { id: "rain", voice: rain },
  "wind|breeze|gale|gust|howling|storm|blizzard": { id: "wind", voice: wind },
  "wave|sea|ocean|surf|beach|shore|tide": { id: "waves", voice: waves },
  "stream|river|brook|creek|waterfall|fountain": { id: "stream", voice: stream },
  "drip|dripping|drop|faucet|tap|water drop": { id: "drips", voice: drips },
  "fire|campfire|fireplace|flame|crackling|bonfire": { id: "fire", voice: fire },
  "thunder|thunderstorm|lightning|thunderclap": { id: "thunder", voice: thunder },
  "bell|church bell|chime|gong|ding": { id: "bell", voice: bell },
  "beep|bleep|ping|notification|sonar": { id: "beep", voice: beep },
  "alarm|alert|buzzer|warning": { id: "alarm", voice: alarm },
  "footstep|step|walking|walk|running|run|stride": { id: "footsteps", voice: footsteps },
  "engine|motor|car|motorbike|motorcycle|truck|tractor|machine": { id: "engine", voice: engine },
  "train|railway|locomotive": { id: "train", voice: train },
  "bird|birdsong|chirp|chirping|songbird|tweet": { id: "birds", voice: birds },
  "cricket|cicada|grasshopper|insect": { id: "crickets", voice: crickets },
  "clock|ticking|tick|metronome": { id: "clock", voice: clock },
  "heartbeat|heart|pulse": { id: "heartbeat", voice: heartbeat },
  "applause|clapping|clap|ovation": { id: "applause", voice: applause },
  "knock|knocking|door knock": { id: "knock", voice: knock },
  "whoosh|swoosh|swish|swipe": { id: "whoosh", voice: whoosh },
  "explosion|explode|boom|blast|cannon": { id: "explosion", voice: explosion },
  "laser|blaster|arcade|zap": { id: "laser", voice: laser },
  "siren|ambulance|police": { id: "siren", voice: siren },
  "phone|telephone|ringtone": { id: "phone", voice: phone },
  "typing|keyboard|typewriter": { id: "typing", voice: typing },
  "glass|clink|shatter|wineglass": { id: "glass", voice: glass },
  "click|button|switch": { id: "click", voice: click },
  "cat|meow|kitten": { id: "cat", voice: cat },
  "dog|bark|barking|puppy": { id: "dog", voice: dog },
  "crowd|murmur|people|cafe|restaurant|chatter": { id: "crowd", voice: crowd },
};
