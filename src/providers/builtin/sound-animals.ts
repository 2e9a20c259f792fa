// Birds, insects, frogs, cats, dogs and a few more: what lives. Each fills a stage; none decides what was asked.
import { sine } from "./audio-dsp.ts";
import { type Call, type Stage, along, call, shape, together } from "./sound-stage.ts";

/** A whistle along a line of pitches, with a warble. */
function whistle(seconds: number, pitch: readonly number[], warbleHz: number, warble: number): Float32Array {
  let phase = 0;
  return shape(seconds, (time, share) => {
    phase += (along(pitch, share) * (1 + warble * sine(time * warbleHz))) / 44_100;
    return (sine(phase) + 0.12 * sine(phase * 2)) * Math.sin(Math.PI * Math.min(1, share)) ** 0.7;
  });
}

export function birds(stage: Stage): void {
  const { rng, traits } = stage;
  const count = traits.count ?? Math.max(1, Math.round(4 * traits.force));
  for (let bird = 0; bird < Math.min(12, count); bird++) {
    const home = rng.range(2300, 5200) * traits.pitch;
    const pan = rng.range(-0.9, 0.9);
    const near = rng.range(0.35, 1);
    // each has a song of its own and repeats it
    const song = Array.from({ length: rng.int(2, 5) }, () =>
      whistle(
        rng.range(0.05, 0.2) / traits.speed,
        [home * rng.range(0.85, 1.1), home * rng.range(0.8, 1.35), home * rng.range(0.8, 1.15)],
        rng.range(20, 55),
        rng.chance(0.4) ? 0.06 : 0.01,
      ),
    );
    let at = 0;
    const phrase = together(
      song.flatMap((note) => {
        const placed = [note, at, 1] as const;
        at += note.length / 44_100 + rng.range(0.02, 0.09);
        return rng.chance(0.35) ? [placed, [note, at, 0.8] as const] : [placed];
      }),
    );
    for (const start of stage.times(rng.range(1.3, 3) / traits.speed, 0.3, rng() * Math.min(1.2, stage.seconds * 0.4)))
      stage.put(phrase, start, near * rng.range(0.35, 0.5), pan);
  }
}

export function crickets(stage: Stage): void {
  const { rng, traits } = stage;
  for (let insect = 0; insect < Math.min(12, traits.count ?? 6); insect++) {
    const hz = rng.range(3900, 5000) * traits.pitch;
    const pulses = rng.int(3, 4);
    const chirp = together(
      Array.from(
        { length: pulses },
        (_, n) => [shape(0.022, (time, share) => sine(time * hz) * Math.sin(Math.PI * share)), n * 0.034, 0.7 + 0.1 * n] as const,
      ),
    );
    const pan = rng.range(-1, 1);
    const loud = rng.range(0.12, 0.5);
    for (const at of stage.times(rng.range(0.36, 0.5) / traits.speed, 0.04, rng() * 0.4)) stage.put(chirp, at, loud, pan);
  }
}

const LINES: Record<string, { period: number; times: number; gap: number; call: Call }> = {
  dog: {
    period: 2.1,
    times: 2,
    gap: 0.34,
    call: {
      seconds: 0.2,
      pitch: [230, 420, 330, 170],
      mouth: [
        [500, 1100],
        [850, 1500],
        [500, 1000],
      ],
      loud: [0.2, 1, 0.8, 0],
      breath: 0.28,
      rough: 260,
    },
  },
  puppy: {
    period: 1.4,
    times: 2,
    gap: 0.24,
    call: {
      seconds: 0.13,
      pitch: [480, 820, 600],
      mouth: [
        [800, 1800],
        [1100, 2400],
        [800, 1700],
      ],
      loud: [0.2, 1, 0],
      breath: 0.2,
      rough: 160,
    },
  },
  cat: {
    period: 2.6,
    times: 1,
    gap: 0,
    call: {
      seconds: 0.85,
      pitch: [430, 640, 700, 620, 430],
      mouth: [
        [420, 2300],
        [900, 1700],
        [1000, 1500],
        [650, 1200],
        [400, 900],
      ],
      loud: [0, 0.8, 1, 0.7, 0],
      breath: 0.06,
      rough: 40,
    },
  },
  wolf: {
    period: 5,
    times: 1,
    gap: 0,
    call: {
      seconds: 3,
      pitch: [240, 430, 520, 530, 510, 380, 260],
      mouth: [
        [400, 900],
        [560, 1000],
        [560, 1000],
        [400, 850],
      ],
      loud: [0, 0.9, 1, 1, 0.7, 0],
      breath: 0.04,
      rough: 25,
    },
  },
  cow: {
    period: 4,
    times: 1,
    gap: 0,
    call: {
      seconds: 1.7,
      pitch: [105, 150, 160, 150, 110],
      mouth: [
        [250, 700],
        [500, 950],
        [600, 1000],
        [350, 800],
      ],
      loud: [0, 0.9, 1, 0.9, 0],
      breath: 0.06,
      rough: 60,
    },
  },
  sheep: {
    period: 2.4,
    times: 1,
    gap: 0,
    call: {
      seconds: 0.9,
      pitch: [290, 330, 300, 330, 290, 320, 260],
      mouth: [
        [650, 1700],
        [800, 1900],
        [700, 1700],
      ],
      loud: [0, 1, 0.6, 1, 0.6, 0.9, 0],
      breath: 0.1,
      rough: 300,
    },
  },
  duck: {
    period: 1.7,
    times: 3,
    gap: 0.28,
    call: {
      seconds: 0.17,
      pitch: [310, 280, 240],
      mouth: [
        [900, 1800],
        [1100, 2100],
        [800, 1600],
      ],
      loud: [0.4, 1, 0],
      breath: 0.15,
      rough: 150,
    },
  },
  gull: {
    period: 2.6,
    times: 4,
    gap: 0.36,
    call: {
      seconds: 0.3,
      pitch: [820, 1250, 1150, 850],
      mouth: [
        [1000, 2400],
        [1500, 3000],
        [1000, 2300],
      ],
      loud: [0.1, 1, 0.8, 0],
      breath: 0.12,
      rough: 120,
    },
  },
  rooster: {
    period: 4,
    times: 1,
    gap: 0,
    call: {
      seconds: 1.7,
      pitch: [420, 620, 560, 780, 860, 850, 800, 480],
      mouth: [
        [700, 1700],
        [1000, 2200],
        [1200, 2400],
        [800, 1600],
      ],
      loud: [0, 1, 0.2, 1, 1, 1, 0.8, 0],
      breath: 0.12,
      rough: 90,
    },
  },
  crow: {
    period: 2,
    times: 3,
    gap: 0.45,
    call: {
      seconds: 0.28,
      pitch: [560, 600, 480],
      mouth: [
        [1100, 1800],
        [1300, 2100],
        [1000, 1700],
      ],
      loud: [0.3, 1, 0],
      breath: 0.4,
      rough: 420,
    },
  },
  baby: {
    period: 1.5,
    times: 1,
    gap: 0,
    call: {
      seconds: 1,
      pitch: [380, 520, 540, 500, 400],
      mouth: [
        [800, 1500],
        [1000, 1700],
        [900, 1500],
      ],
      loud: [0, 1, 1, 0.8, 0],
      breath: 0.12,
      rough: 110,
    },
  },
  lion: {
    period: 4,
    times: 1,
    gap: 0,
    call: {
      seconds: 1.9,
      pitch: [75, 110, 105, 70],
      mouth: [
        [300, 750],
        [550, 1000],
        [300, 700],
      ],
      loud: [0, 1, 0.9, 0],
      breath: 0.45,
      rough: 700,
    },
  },
};
const KINDS: [RegExp, keyof typeof LINES][] = [
  [/puppy/, "puppy"],
  [/dog|bark|hound/, "dog"],
  [/cat|kitten|meow|purr/, "cat"],
  [/wol(f|ves)|howl|coyote/, "wolf"],
  [/cow|moo|cattle|bull/, "cow"],
  [/sheep|lamb|goat/, "sheep"],
  [/duck|quack|goose|geese/, "duck"],
  [/gull/, "gull"],
  [/rooster|cockerel|cock/, "rooster"],
  [/crow|raven/, "crow"],
  [/baby|cry/, "baby"],
  [/lion|tiger|roar|bear|monster|dragon|growl|dinosaur/, "lion"],
];

export function animal(stage: Stage): void {
  const { rng, traits } = stage;
  const line = LINES[KINDS.find(([kind]) => kind.test(traits.phrase))?.[1] ?? "dog"]!;
  const times = traits.count ?? line.times;
  const pan = rng.range(-0.3, 0.3);
  const one = () =>
    call(
      {
        ...line.call,
        seconds: line.call.seconds * rng.range(0.92, 1.1),
        pitch: line.call.pitch.map((hz) => hz * traits.pitch * rng.range(0.97, 1.03)),
      },
      rng,
    );
  for (const at of stage.times(Math.max(line.period, times * (line.gap || line.call.seconds) + 0.6) / traits.speed, 0.15, 0.08)) {
    for (let n = 0; n < times; n++) stage.put(one(), at + n * (line.gap || line.call.seconds * 1.1), rng.range(0.8, 1), pan);
  }
}

export function owl(stage: Stage): void {
  const { rng, traits } = stage;
  for (const at of stage.times(3.6 / traits.speed, 0.1, 0.1)) {
    for (const [late, seconds, gain] of [
      [0, 0.22, 0.6],
      [0.42, 0.16, 0.5],
      [0.7, 0.6, 1],
    ] as const)
      stage.put(whistle(seconds, [370 * traits.pitch, 395 * traits.pitch, 360 * traits.pitch], 6, 0.008), at + late, gain * rng.range(0.9, 1), 0.1);
  }
}

export function frogs(stage: Stage): void {
  const { rng, traits } = stage;
  for (let frog = 0; frog < Math.min(8, traits.count ?? 4); frog++) {
    const voice: Call = {
      seconds: rng.range(0.25, 0.45),
      pitch: [rng.range(48, 80) * traits.pitch, rng.range(60, 95) * traits.pitch],
      mouth: [
        [rng.range(450, 700), rng.range(1100, 1700)],
        [rng.range(600, 900), rng.range(1300, 2000)],
      ],
      loud: [0.2, 1, 0.9, 0],
      breath: 0.05,
      rough: 80,
    };
    const pan = rng.range(-0.9, 0.9);
    for (const at of stage.times(rng.range(0.9, 1.8) / traits.speed, 0.2, rng() * 0.8)) stage.put(call(voice, rng), at, rng.range(0.3, 0.6), pan);
  }
}

export function insects(stage: Stage): void {
  const { rng, traits } = stage;
  const small = /mosquito|gnat/.test(traits.phrase);
  const base = (small ? 520 : /fly/.test(traits.phrase) ? 190 : 225) * traits.pitch;
  const swarm = Math.min(8, traits.count ?? (/swarm|hive|bees/.test(traits.phrase) ? 6 : 1));
  for (let n = 0; n < swarm; n++) {
    const path = Array.from({ length: Math.max(3, Math.ceil(stage.seconds * 1.5)) }, () => rng());
    path[path.length - 1] = path[0]!; // a loop ends where it began
    for (const side of [-1, 1]) {
      let phase = n * 0.3;
      stage.put(
        shape(stage.seconds, (_time, share) => {
          const place = along(path, share);
          phase += (base * (0.95 + 0.12 * place) * (1 + n * 0.03)) / 44_100;
          const wing = phase - Math.floor(phase);
          return (2 * wing - 1 + 0.4 * sine(phase * 2)) * 0.25 * (0.25 + 0.75 * (side < 0 ? place : 1 - place));
        }),
        0,
        1 / Math.sqrt(swarm),
        side,
      );
    }
  }
}
