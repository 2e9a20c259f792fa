// Bells, steps, doors, glass, blasts, crowds, hearts: what rings, breaks and moves. Each fills a stage; none decides what was asked.
import { Filter, sine, wander } from "./audio-dsp.ts";
import { type Stage, NOISES, burst, call, ring, shape, together } from "./sound-stage.ts";

/** Ratios of a church bell: hum, prime, minor third, fifth, octave and above, each with loudness and how long it lasts beside the hum. */
const BELL = [
  [0.5, 0.6, 1],
  [1, 0.8, 0.8],
  [1.19, 0.55, 0.6],
  [1.5, 0.3, 0.45],
  [2, 0.9, 0.5],
  [2.51, 0.3, 0.3],
  [2.66, 0.25, 0.26],
  [3.01, 0.3, 0.22],
  [4.17, 0.2, 0.14],
  [5.43, 0.12, 0.1],
] as const;

export function bell(stage: Stage): void {
  const { rng, traits } = stage;
  const { phrase, pitch } = traits;
  if (/door ?bell/.test(phrase)) {
    const tone = (hz: number) =>
      ring([
        [hz * pitch, 0.8, 1.6],
        [hz * 2 * pitch, 0.2, 0.9],
        [hz * 3.01 * pitch, 0.12, 0.5],
      ]);
    for (const at of stage.times(4)) [659, 523].forEach((hz, n) => stage.put(tone(hz), at + n * 0.55, 0.9, 0));
  } else if (/bicycle|bike/.test(phrase)) {
    const tone = ring([
      [2150 * pitch, 0.7, 1],
      [2190 * pitch, 0.5, 1],
      [5600 * pitch, 0.3, 0.4],
    ]);
    for (const at of stage.times(2.2)) [0, 0.12, 0.24, 0.36].forEach((late) => stage.put(tone, at + late, 0.5, 0));
  } else if (/chime/.test(phrase)) {
    const tubes = [523, 587, 698, 784, 880, 1047].map((hz) =>
      ring([
        [hz * pitch, 0.7, 3],
        [hz * 2.76 * pitch, 0.3, 1.4],
        [hz * 5.4 * pitch, 0.15, 0.6],
      ]),
    );
    for (const at of stage.chances(1.7 * traits.speed)) stage.put(rng.pick(tubes), at, rng.range(0.15, 0.6), rng.range(-0.6, 0.6));
  } else {
    const small = /hand|small|jingle|sleigh|cow|ship|school|service|desk/.test(phrase);
    const hz = (small ? 1150 : /church|tower|cathedral/.test(phrase) ? 262 : 392) * pitch;
    const seconds = small ? 2.2 : 7;
    const tone = together([
      [ring(BELL.map(([ratio, gain, lasts]) => [hz * ratio, gain * 0.35, seconds * lasts] as const)), 0, 1],
      [burst(rng, "band", Math.min(9000, hz * 6), 1, 0.02), 0, 0.25],
    ]);
    const period = (/jingle|sleigh/.test(phrase) ? 0.28 : small ? 0.9 : 2.6) / traits.speed;
    for (const at of stage.times(period, 0.02)) stage.put(tone, at, rng.range(0.85, 1), rng.range(-0.1, 0.1));
  }
}

export function gong(stage: Stage): void {
  const { rng, traits } = stage;
  const partials = Array.from(
    { length: 26 },
    (_, i) => [(70 + 55 * i + rng.range(-18, 18)) * traits.pitch, 0.3 / (1 + i * 0.13), 7 / (1 + i * 0.12)] as const,
  );
  const low = ring(partials.slice(0, 9));
  const high = ring(partials.slice(9));
  high.forEach((value, i) => (high[i] = value * Math.min(1, i / 18_000))); // the shimmer comes after the blow
  for (const at of stage.times(6))
    stage.put(
      together([
        [low, 0, 1],
        [high, 0, 1],
      ]),
      at,
      1,
      0,
    );
}

/** One step on what is walked on. */
function step(stage: Stage): Float32Array {
  const { rng, traits } = stage;
  const { surface, bright, pitch } = traits;
  const grains = (count: number, seconds: number, low: number, high: number, ringing: number) =>
    together(
      Array.from(
        { length: count },
        () =>
          [
            burst(rng, "band", rng.range(low, high) * bright, 1.4, ringing * rng.range(0.5, 1.5)),
            rng() ** 1.4 * seconds,
            0.15 + 0.7 * rng() ** 3,
          ] as const,
      ),
    );
  const thud = ring([
    [rng.range(75, 100) * pitch, 0.7, 0.09],
    [rng.range(150, 190) * pitch, 0.3, 0.06],
  ]);
  if (surface === "gravel")
    return together([
      [grains(38, 0.16, 1200, 5200, 0.014), 0, 1],
      [grains(18, 0.1, 1800, 6000, 0.01), 0.13, 0.8],
      [thud, 0, 0.35],
    ]);
  if (surface === "snow")
    return together([
      [grains(70, 0.22, 500, 2600, 0.02), 0, 0.7],
      [burst(rng, "band", 900, 0.7, 0.2, 0.06), 0, 0.5],
    ]);
  if (surface === "leaves")
    return together([
      [grains(45, 0.24, 2600, 7500, 0.012), 0, 0.9],
      [thud, 0, 0.2],
    ]);
  if (surface === "wood")
    return together([
      [
        ring([
          [rng.range(105, 130) * pitch, 0.9, 0.13],
          [rng.range(230, 280) * pitch, 0.5, 0.09],
          [rng.range(520, 640), 0.25, 0.05],
        ]),
        0,
        1,
      ],
      [burst(rng, "band", 1700, 1, 0.014), 0, 0.5],
      [burst(rng, "band", 1200, 1, 0.012), 0.09, 0.4],
    ]);
  if (surface === "tin")
    return together([
      [
        ring([
          [rng.range(210, 260), 0.5, 0.5],
          [rng.range(610, 720), 0.4, 0.35],
          [rng.range(1500, 1800), 0.25, 0.2],
        ]),
        0,
        0.8,
      ],
      [burst(rng, "band", 2600, 1, 0.02), 0, 0.5],
    ]);
  if (surface === "water")
    return together([
      [burst(rng, "band", 1300, 0.6, 0.22, 0.02), 0, 0.9],
      [burst(rng, "high", 3500, 0.7, 0.12, 0.03), 0.03, 0.4],
      [thud, 0, 0.4],
    ]);
  return together([
    [burst(rng, "band", 1500 * bright, 1.1, 0.018), 0, 0.7],
    [thud, 0, 0.9],
    [burst(rng, "band", 2400 * bright, 1, 0.014), 0.085, 0.35],
  ]);
}

export function footsteps(stage: Stage): void {
  const { rng, traits } = stage;
  const period = (/run|jog|sprint/.test(traits.phrase) ? 0.33 : 0.56) / traits.speed;
  if (/horse|gallop|hoo(f|ves)/.test(traits.phrase)) {
    for (const at of stage.times(0.5 / traits.speed, 0.03))
      for (const late of [0, 0.11, 0.22])
        stage.put(
          together([
            [step(stage), 0, 0.6],
            [
              ring([
                [rng.range(320, 420), 0.7, 0.05],
                [rng.range(850, 1050), 0.4, 0.03],
              ]),
              0,
              0.8,
            ],
          ]),
          at + late,
          rng.range(0.7, 1),
          rng.range(-0.2, 0.2),
        );
    return;
  }
  stage.times(period, 0.04, 0.12).forEach((at, i) => stage.put(step(stage), at, rng.range(0.8, 1), i % 2 ? 0.18 : -0.18));
}

export function knock(stage: Stage): void {
  const { rng, traits } = stage;
  const count = traits.count ?? 3;
  const hz = (traits.surface === "tin" ? 300 : 165) * traits.pitch;
  for (const at of stage.times(Math.max(2.4, count * 0.25 + 1.4), 0.05, 0.15)) {
    for (let n = 0; n < count; n++) {
      const tap = together([
        [
          ring([
            [hz * rng.range(0.97, 1.03), 1, 0.12],
            [hz * 2.05, 0.5, 0.08],
            [hz * 3.6, 0.3, 0.05],
          ]),
          0,
          1,
        ],
        [burst(rng, "band", 1400 * traits.bright, 1, 0.015), 0, 0.6],
      ]);
      stage.put(tap, at + (n * 0.19) / traits.speed, rng.range(0.85, 1), 0);
    }
  }
}

export function creak(stage: Stage): void {
  const { rng, traits } = stage;
  const seconds = 1.7 / traits.speed;
  for (const at of stage.times(seconds + 1, 0.1, 0.1)) {
    const rate = wander(Math.ceil((seconds + 0.1) * 44_100), 0.25, rng);
    const bands = [430, 980, 1720, 2600].map((hz) => new Filter(hz * traits.pitch * rng.range(0.9, 1.1), 12));
    let phase = 0;
    let count = 0;
    stage.put(
      shape(seconds, (_time, share) => {
        phase += (28 + 95 * rate[count++]! * (1 - 0.5 * share)) / 44_100;
        const slip = phase >= 1 ? 1 : 0; // it sticks, and slips
        if (phase >= 1) phase -= 1;
        let sum = 0;
        for (const band of bands) {
          band.step(slip * 6);
          sum += band.band;
        }
        return sum * Math.min(1, share * 10, (1 - share) * 5);
      }),
      at,
      1,
      0,
    );
  }
}

export function slam(stage: Stage): void {
  const { rng, traits } = stage;
  for (const at of stage.times(3.5, 0.05, 0.15)) {
    const rattle = Array.from(
      { length: 6 },
      (_, i) => [burst(rng, "band", rng.range(1200, 3000), 2, 0.03), 0.05 + i * 0.035 + rng() * 0.02, 0.3 - i * 0.04] as const,
    );
    stage.put(
      together([
        [
          ring([
            [72 * traits.pitch, 1, 0.35],
            [148 * traits.pitch, 0.6, 0.22],
            [310 * traits.pitch, 0.3, 0.12],
          ]),
          0,
          1,
        ],
        [burst(rng, "low", 1600 * traits.bright, 0.8, 0.12), 0, 1],
        ...rattle,
      ]),
      at,
      1,
      0,
    );
  }
}

export function glass(stage: Stage): void {
  const { rng, traits } = stage;
  const clink = /clink|toast|cheers|wine|ting/.test(traits.phrase);
  for (const at of stage.times(clink ? 1.6 : 3.2, 0.1, 0.12)) {
    if (clink) {
      const hz = rng.range(1900, 2500) * traits.pitch;
      stage.put(
        ring([
          [hz, 0.6, 0.9],
          [hz * 2.32, 0.4, 0.6],
          [hz * 3.9, 0.25, 0.4],
        ]),
        at,
        0.9,
        0,
      );
      continue;
    }
    const shards = Array.from({ length: 46 }, () => {
      const hz = rng.range(1800, 9000) * traits.pitch;
      return [
        ring([
          [hz, 0.5, rng.range(0.05, 0.35)],
          [hz * 1.53, 0.3, rng.range(0.04, 0.2)],
        ]),
        rng() ** 2 * 0.8,
        0.1 + 0.5 * rng() ** 2,
      ] as const;
    });
    stage.put(together([[burst(rng, "high", 2200, 0.7, 0.18), 0, 1], ...shards]), at, 0.9, rng.range(-0.2, 0.2));
  }
}

export function explosion(stage: Stage): void {
  const { rng, traits } = stage;
  const gun = /gun|shot|rifle|pistol/.test(traits.phrase);
  const firework = /firework/.test(traits.phrase);
  const seconds = (gun ? 0.7 : 3) / traits.speed;
  for (const at of stage.times(gun ? 1.5 : firework ? 1.3 : 5, 0.2, 0.1)) {
    for (const pan of [-0.5, 0.5]) {
      const noise = NOISES.white(rng);
      const filter = new Filter(3000, 0.7);
      let count = 0;
      stage.put(
        shape(seconds, (time, share) => {
          if ((count++ & 31) === 0) filter.tune((70 + (gun ? 5000 : 3200) * Math.exp(-share * 9)) * traits.pitch * traits.bright, 0.7);
          return (
            (Math.tanh(filter.step(noise()) * 3) * Math.exp(-share * 5) +
              sine(time * (38 + 30 * Math.exp(-share * 8)) * traits.pitch) * 0.6 * Math.exp(-share * 6)) *
            Math.min(1, time * 400, (1 - share) * 8)
          );
        }),
        at,
        0.9,
        pan,
      );
    }
    if (!gun)
      for (let n = 0; n < (firework ? 60 : 30); n++)
        stage.put(burst(rng, "band", rng.range(800, 5000), 1.5, 0.03), at + 0.25 + rng() * seconds * 0.7, 0.02 + 0.22 * rng() ** 3, rng.range(-1, 1));
  }
}

export function whoosh(stage: Stage): void {
  const { rng, traits } = stage;
  const seconds = 0.75 / traits.speed;
  for (const at of stage.times(Math.max(1.5, seconds * 1.8), 0.08, 0.08)) {
    const flip = rng.chance(0.5) ? 1 : -1;
    for (const side of [-1, 1]) {
      const noise = NOISES.pink(rng);
      const band = new Filter(400, 1.6);
      let count = 0;
      stage.put(
        shape(seconds, (_time, share) => {
          const near = Math.sin(Math.PI * share ** 0.8);
          if ((count++ & 31) === 0) band.tune((300 + 2300 * near ** 2) * traits.pitch * traits.bright, 1.6);
          band.step(noise());
          const place = side * flip < 0 ? 1 - share : share;
          return band.band * near ** 1.6 * 1.6 * (0.25 + 0.75 * place);
        }),
        at,
        1,
        side,
      );
    }
  }
}

export function impact(stage: Stage): void {
  const { rng, traits } = stage;
  for (const at of stage.times(1.6 / traits.speed, 0.08, 0.1))
    stage.put(
      together([
        [
          ring([
            [85 * traits.pitch, 1, 0.25],
            [170 * traits.pitch, 0.5, 0.15],
          ]),
          0,
          1,
        ],
        [burst(rng, "low", 2400 * traits.bright, 0.8, 0.07), 0, 0.9],
      ]),
      at,
      1,
      0,
    );
}

export function heartbeat(stage: Stage): void {
  const { traits } = stage;
  const period = 60 / 70 / traits.speed;
  const thump = (from: number, seconds: number) => {
    let phase = 0;
    return shape(seconds, (time, share) => {
      phase += ((from * 0.62 + from * 0.38 * Math.exp(-share * 5)) * traits.pitch) / 44_100;
      return (sine(phase) + 0.35 * sine(phase * 2)) * Math.exp(-share * 5) * Math.min(1, time * 120);
    });
  };
  for (const at of stage.times(period, 0.01)) {
    stage.put(thump(72, 0.2), at, 1, 0);
    stage.put(thump(88, 0.15), at + period * 0.34, 0.7, 0);
  }
}

export function applause(stage: Stage): void {
  const { rng, traits } = stage;
  const bank = Array.from({ length: 40 }, () =>
    together([
      [burst(rng, "band", rng.range(750, 1900) * traits.bright, rng.range(1, 2), rng.range(0.02, 0.05)), 0, 1],
      [burst(rng, "high", 3000, 0.8, 0.006), 0, 0.5],
    ]),
  );
  for (const at of stage.chances(150 * traits.force))
    stage.put(rng.pick(bank), at, (0.1 + 0.35 * rng() ** 2) * (stage.loop ? 1 : Math.min(1, 0.3 + at)), rng.range(-1, 1));
  if (/cheer|crowd|stadium|ovation/.test(traits.phrase)) crowd(stage);
}

/** Voices without words: pitches, mouths and pauses that move by chance. */
export function crowd(stage: Stage): void {
  const { rng, traits } = stage;
  const loud = /cheer|stadium|ovation/.test(traits.phrase);
  for (let person = 0; person < Math.min(16, Math.round(9 * traits.force)); person++) {
    const low = (rng.chance(0.5) ? rng.range(95, 135) : rng.range(170, 230)) * traits.pitch * (loud ? 1.5 : 1);
    const pan = rng.range(-1, 1);
    for (let at = rng() * 0.8; at < stage.seconds;) {
      const seconds = loud ? rng.range(0.6, 1.4) : rng.range(0.1, 0.28);
      const mouth = Array.from({ length: 3 }, () => [rng.range(320, 780), rng.range(900, 2200)] as const);
      stage.put(
        call(
          {
            seconds,
            pitch: [low * rng.range(0.9, 1.2), low * rng.range(0.85, 1.25), low * 0.92],
            mouth,
            loud: [0, 1, 0.8, 0],
            breath: loud ? 0.3 : 0.12,
            rough: 60,
          },
          rng,
        ),
        at,
        rng.range(0.12, 0.3),
        pan,
      );
      at += seconds * rng.range(0.8, 1.05) + (rng.chance(0.15) ? rng.range(0.3, 1.2) : 0);
    }
  }
}

export function splash(stage: Stage): void {
  const { rng, traits } = stage;
  for (const at of stage.times(2.5 / traits.speed, 0.1, 0.1)) {
    stage.put(
      together([
        [burst(rng, "low", 700 * traits.pitch, 0.8, 0.3, 0.01), 0, 1],
        [burst(rng, "band", 1800 * traits.bright, 0.6, 0.8, 0.05), 0.02, 0.8],
        [burst(rng, "high", 3800, 0.7, 0.6, 0.08), 0.05, 0.4],
      ]),
      at,
      1,
      0,
    );
    for (let n = 0; n < 18; n++)
      stage.put(
        shape(0.05, (time, share) => sine(time * (700 + 900 * share)) * Math.exp(-share * 5)),
        at + 0.25 + rng() ** 2 * 0.9,
        0.08 + 0.12 * rng(),
        rng.range(-0.7, 0.7),
      );
  }
}

export function paper(stage: Stage): void {
  const { rng, traits } = stage;
  for (const at of stage.times(1.1 / traits.speed, 0.2, 0.1)) {
    const grains = Array.from(
      { length: 60 },
      () => [burst(rng, "band", rng.range(2200, 7500) * traits.bright, 1.2, rng.range(0.004, 0.02)), rng() * 0.45, 0.1 + 0.5 * rng() ** 3] as const,
    );
    stage.put(together([[burst(rng, "high", 3000, 0.7, 0.4, 0.12), 0, 0.25], ...grains]), at, 0.8, rng.range(-0.4, 0.4));
  }
}
