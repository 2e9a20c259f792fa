// Engines, trains, alarms, phones, clocks, keyboards, arcade games: what people build. Each fills a stage; none decides what was asked.
import { Filter, RATE, sine, wander } from "./audio-dsp.ts";
import { type Stage, NOISES, along, burst, call, ring, shape, together } from "./sound-stage.ts";

const ENGINES: [kind: RegExp, hz: number, rough: number, cutoff: number][] = [
  [/motor(bike|cycle)|moped|scooter|chainsaw|lawn|mower/, 62, 0.5, 1900],
  [/truck|lorry|tractor|bus|diesel|ship|boat/, 24, 0.35, 700],
  [/race|racing|formula|sports/, 150, 0.15, 3200],
  [/.*/, 38, 0.25, 1000],
];

/** Firings of four cylinders that are not quite alike, through the pipe. Speeds up and down a little, or a lot when it is raced. */
export function engine(stage: Stage): void {
  const { rng, traits } = stage;
  const [, hz, rough, cutoff] = ENGINES.find(([kind]) => kind.test(traits.phrase))!;
  const drift = wander(stage.bed.left.length, 1.6, rng);
  const uneven = [1, 1 - rough * rng(), 1 - rough * 0.6, 1 - rough * rng()];
  const base = hz * traits.speed ** 0.8 * traits.pitch;
  const revs = /acceler|rev|race|racing|start|pass/.test(traits.phrase) || traits.speed > 1.2 ? 0.9 : 0.08;
  stage.fill((side) => {
    const noise = NOISES.pink(rng);
    const pipe = new Filter(cutoff * traits.bright, 0.9);
    const body = new Filter(115 * traits.pitch, 2.5);
    let phase = side * 0.02;
    return (i) => {
      phase += (base * (1 + revs * drift[i]!)) / RATE;
      const share = phase - Math.floor(phase);
      const strength = uneven[Math.floor(phase) & 3]!;
      const fired = (Math.exp(-share * 5) * sine(share * 2.5) * 1.2 + Math.exp(-share * 9) * noise() * 1.5) * strength;
      body.step(fired);
      return (pipe.step(fired + noise() * 0.12) * 0.6 + body.band * 0.7) * traits.force ** 0.5;
    };
  });
}

export function train(stage: Stage): void {
  const { rng, traits } = stage;
  if (/whistle|horn/.test(traits.phrase)) {
    for (const at of stage.times(5, 0.05, 0.1)) {
      const chord = [311, 370, 415, 494].map((hz) => hz * traits.pitch);
      const noise = NOISES.pink(rng);
      stage.put(
        shape(
          2.4,
          (time, share) =>
            chord.reduce((sum, hz, n) => sum + sine(time * hz * (1 + 0.002 * n) + 0.3 * sine(time * hz * 2)) * 0.2, noise() * 0.08) *
            Math.min(1, share * 14, (1 - share) * 7),
        ),
        at,
        1,
        0,
      );
    }
    return;
  }
  stage.fill(() => {
    const noise = NOISES.brown(rng);
    const air = NOISES.pink(rng);
    const low = new Filter(240, 0.8);
    const band = new Filter(1100 * traits.bright, 0.7);
    return () => {
      band.step(air());
      return low.step(noise()) * 0.5 + band.band * 0.1;
    };
  });
  const clack = () =>
    together([
      [burst(rng, "band", rng.range(900, 1300), 1.5, 0.06), 0, 0.8],
      [
        ring([
          [rng.range(95, 120), 0.8, 0.12],
          [rng.range(400, 520), 0.4, 0.08],
          [2250, 0.12, 0.15],
        ]),
        0,
        0.8,
      ],
    ]);
  const period = 0.92 / traits.speed;
  for (const at of stage.times(period, 0.01))
    for (const [late, gain] of [
      [0, 1],
      [0.17, 0.85],
      [0.42, 0.5],
      [0.58, 0.42],
    ] as const)
      stage.put(clack(), at + late * period, gain * rng.range(0.85, 1), rng.range(-0.3, 0.3));
}

export function helicopter(stage: Stage): void {
  const { rng, traits } = stage;
  const rate = 11 * traits.speed;
  stage.fill(() => {
    const noise = NOISES.pink(rng);
    const low = new Filter(420 * traits.bright * traits.pitch, 0.8);
    return (i) => {
      const share = ((i / RATE) * rate) % 1;
      return low.step(noise()) * (0.35 + 1.4 * Math.exp(-share * 6)) + sine((i / RATE) * 88 * traits.pitch) * 0.12 * Math.exp(-share * 4);
    };
  });
}

export function airplane(stage: Stage): void {
  const { rng, traits } = stage;
  const pass = /pass|fly|over|take/.test(traits.phrase);
  stage.fill((side) => {
    const noise = NOISES.pink(rng);
    const low = new Filter(900 * traits.bright, 0.7);
    const whine = 2300 * traits.pitch;
    return (i) => {
      const share = i / stage.bed.left.length;
      const near = pass ? Math.exp(-(((share - 0.5) * 4) ** 2)) : 1;
      return (
        (low.step(noise()) * 0.7 + sine((i / RATE) * whine * (pass ? 1.04 - 0.08 * share : 1)) * 0.03) *
        near *
        (pass ? (side === 0 ? 1.2 - share : 0.2 + share) : 1)
      );
    };
  });
}

export function siren(stage: Stage): void {
  const { traits } = stage;
  const two = /ambulance|european|fire|police car/.test(traits.phrase);
  const period = (two ? 1.1 : 4) / traits.speed;
  const count = Math.max(1, Math.round(stage.seconds / period));
  const cycle = stage.loop ? stage.seconds / count : period;
  let phase = 0;
  const tone = shape(stage.seconds, (time) => {
    const share = (time % cycle) / cycle;
    const hz = (two ? (share < 0.5 ? 435 : 580) : 560 + 780 * (0.5 - 0.5 * Math.cos(2 * Math.PI * share))) * traits.pitch;
    phase += hz / RATE;
    return Math.tanh((sine(phase) + 0.4 * sine(phase * 2) + 0.25 * sine(phase * 3)) * 1.2) * 0.5;
  });
  stage.put(tone, 0, 1, 0);
}

export function beep(stage: Stage): void {
  const { traits } = stage;
  const alarm = /alarm/.test(traits.phrase);
  const hz = (alarm ? 1950 : 1000) * traits.pitch;
  const tone = shape(
    alarm ? 0.09 : 0.16,
    (time, share) => (sine(time * hz) + 0.25 * sine(time * hz * 3)) * Math.min(1, share * 40, (1 - share) * 25) * 0.6,
  );
  for (const at of stage.times((alarm ? 1 : 0.8) / traits.speed)) for (let n = 0; n < (alarm ? 4 : 1); n++) stage.put(tone, at + n * 0.14, 1, 0);
}

export function phone(stage: Stage): void {
  const { traits } = stage;
  const old = /old|rotary|vintage|telephone/.test(traits.phrase);
  const bell = ring([
    [1450 * traits.pitch, 0.5, 0.4],
    [1850 * traits.pitch, 0.5, 0.4],
    [3720 * traits.pitch, 0.2, 0.25],
  ]);
  for (const at of stage.times(3 / traits.speed)) {
    for (const start of [0, 0.75]) {
      if (old) for (let n = 0; n < 10; n++) stage.put(bell, at + start + n * 0.045, 0.35, 0);
      else
        stage.put(
          shape(
            0.5,
            (time, share) =>
              (sine(time * 950 * traits.pitch) * (Math.floor(time * 24) % 2) + sine(time * 1270 * traits.pitch) * ((Math.floor(time * 24) + 1) % 2)) *
              0.5 *
              Math.min(1, share * 40, (1 - share) * 40),
          ),
          at + start,
          1,
          0,
        );
    }
  }
}

export function typing(stage: Stage): void {
  const { rng, traits } = stage;
  const key = (deep: boolean) =>
    together([
      [burst(rng, "band", rng.range(2400, 4200) * traits.bright, 1.2, 0.012), 0, 0.7],
      [
        ring([
          [rng.range(deep ? 140 : 210, deep ? 190 : 320), 0.7, 0.03],
          [rng.range(900, 1300), 0.25, 0.015],
        ]),
        0.001,
        0.8,
      ],
      [burst(rng, "band", rng.range(3000, 5200), 1.5, 0.007), rng.range(0.055, 0.09), 0.25],
    ]);
  let at = 0.05;
  while (at < stage.seconds - 0.15) {
    const word = rng.int(2, 7);
    for (let n = 0; n <= word && at < stage.seconds - 0.1; n++) {
      stage.put(key(n === word), at, rng.range(0.55, 1), rng.range(-0.45, 0.45));
      at += rng.range(0.085, 0.19) / traits.speed;
    }
    at += (rng.chance(0.25) ? rng.range(0.3, 0.7) : rng.range(0, 0.12)) / traits.speed;
  }
}

export function clock(stage: Stage): void {
  const { rng, traits } = stage;
  const big = /grandfather|tower|pendulum/.test(traits.phrase) ? 0.5 : 1;
  const strike = (hz: number) =>
    together([
      [
        ring([
          [hz, 0.4, 0.045],
          [hz * 2.1, 0.4, 0.03],
          [hz * 4.3, 0.25, 0.015],
        ]),
        0,
        1,
      ],
      [burst(rng, "high", 3500, 0.8, 0.004), 0, 0.6],
    ]);
  const hz = 1250 * traits.pitch * big;
  const [tick, tock] = [strike(hz), strike(hz * 0.82)];
  const period = (big < 1 ? 1 : 0.5) / traits.speed;
  stage.times(period * 2, 0).forEach((at) => {
    stage.put(tick, at, 1, -0.08);
    stage.put(tock, at + (stage.loop ? stage.seconds / Math.max(1, Math.round(stage.seconds / (period * 2))) / 2 : period), 0.85, 0.08);
  });
}

export function hum(stage: Stage): void {
  const { rng, traits } = stage;
  const plain = /white noise/.test(traits.phrase)
    ? "white"
    : /pink noise/.test(traits.phrase)
      ? "pink"
      : /brown noise|brownian/.test(traits.phrase)
        ? "brown"
        : null;
  stage.fill(() => {
    const noise = NOISES[plain ?? "pink"](rng);
    const low = new Filter(1100 * traits.bright, 0.7);
    if (plain) return () => noise() * (plain === "brown" ? 0.8 : 0.4);
    return (i) => low.step(noise()) * 0.35 + [1, 2, 3, 5].reduce((sum, n) => sum + (sine((i / RATE) * 50 * n * traits.pitch) * 0.1) / n, 0);
  });
}

export function radioStatic(stage: Stage): void {
  const { rng, traits } = stage;
  const sway = wander(stage.bed.left.length, 0.12, rng);
  stage.fill(() => {
    const noise = NOISES.white(rng);
    const band = new Filter(2200 * traits.bright, 0.6);
    return (i) => {
      band.step(noise());
      return band.band * (0.35 + 0.5 * sway[i]! ** 3);
    };
  });
  for (const at of stage.chances(6)) stage.put(burst(rng, "high", 2500, 0.8, 0.01), at, 0.5 * rng(), 0);
}

const ARCADE: Record<string, (pitch: number) => Float32Array> = {
  laser: (pitch) => square(0.28, [2300 * pitch, 900 * pitch, 260 * pitch, 130 * pitch]),
  jump: (pitch) => square(0.24, [260 * pitch, 420 * pitch, 760 * pitch]),
  coin: (pitch) =>
    together([
      [square(0.08, [988 * pitch, 988 * pitch]), 0, 1],
      [square(0.4, [1319 * pitch, 1319 * pitch]), 0.08, 1],
    ]),
  power: (pitch) => together([523, 659, 784, 1047, 1319, 1568].map((hz, n) => [square(0.09, [hz * pitch, hz * pitch]), n * 0.075, 0.9] as const)),
  over: (pitch) => together([523, 415, 330, 262].map((hz, n) => [square(0.22, [hz * pitch, hz * pitch * 0.97]), n * 0.2, 0.9] as const)),
};

function square(seconds: number, pitch: readonly number[]): Float32Array {
  let phase = 0;
  return shape(seconds, (_time, share) => {
    phase += along(pitch, share) / RATE;
    return (phase - Math.floor(phase) < 0.4 ? 0.5 : -0.5) * Math.min(1, share * 60) * (1 - share) ** 0.8;
  });
}

export function arcade(stage: Stage): void {
  const { rng, traits } = stage;
  const kind = /laser|blaster|zap|phaser|ray/.test(traits.phrase)
    ? "laser"
    : /jump|boing/.test(traits.phrase)
      ? "jump"
      : /coin|pickup|collect/.test(traits.phrase)
        ? "coin"
        : /power|level/.test(traits.phrase)
          ? "power"
          : /over|lose/.test(traits.phrase)
            ? "over"
            : rng.pick(["laser", "jump", "coin", "power"]);
  for (const at of stage.times((kind === "over" ? 2.5 : 0.9) / traits.speed, 0.15))
    stage.put(ARCADE[kind]!(traits.pitch * rng.range(0.94, 1.06)), at, 0.9, rng.range(-0.3, 0.3));
}

export function click(stage: Stage): void {
  const { rng, traits } = stage;
  const count = traits.count ?? 1;
  const period = 1.2 / traits.speed;
  for (const at of stage.times(period)) {
    for (let n = 0; n < count; n++) {
      stage.put(
        together([
          [burst(rng, "band", 3200 * traits.bright, 1.2, 0.008), 0, 1],
          [
            ring([
              [1800 * traits.pitch, 0.4, 0.012],
              [420 * traits.pitch, 0.4, 0.02],
            ]),
            0,
            1,
          ],
          [burst(rng, "band", 4200, 1.4, 0.006), 0.07, 0.5],
        ]),
        at + n * 0.22,
        1,
        0,
      );
    }
  }
}

export function robot(stage: Stage): void {
  const { rng, traits } = stage;
  for (const at of stage.times(0.32 / traits.speed, 0.3)) {
    const hz = rng.pick([330, 440, 523, 660, 880, 1180]) * traits.pitch;
    stage.put(
      rng.chance(0.3)
        ? square(0.16, [hz, hz * rng.pick([0.5, 2])])
        : call(
            {
              seconds: 0.18,
              pitch: [hz / 3, hz / 3],
              mouth: [
                [500, 1400],
                [900, 2200],
              ],
              loud: [1, 1, 0],
              breath: 0,
              rough: 0,
            },
            rng,
          ),
      at,
      0.7,
      rng.range(-0.4, 0.4),
    );
  }
}
