// Rain, wind, waves, streams, fire, thunder: what goes on out of doors. Each fills a stage; none decides what was asked.
import { Filter, RATE, wander } from "./audio-dsp.ts";
import { type Stage, NOISES, bubble, burst, ring, shape, together } from "./sound-stage.ts";

/** One drop on what it falls on. */
function drop(stage: Stage, surface: string | null): Float32Array {
  const { rng, traits } = stage;
  const bright = traits.bright * traits.pitch;
  if (surface === "tin")
    return ring([
      [rng.range(700, 1500) * bright, 0.5, 0.05],
      [rng.range(1900, 3400) * bright, 0.5, 0.04],
      [rng.range(4000, 6500) * bright, 0.25, 0.02],
    ]);
  if (surface === "glass")
    return ring([
      [rng.range(1800, 4200) * bright, 0.7, 0.016],
      [rng.range(300, 500), 0.35, 0.02],
    ]);
  if (surface === "tent" || surface === "wood")
    return together([
      [ring([[rng.range(180, 420) * bright, 0.8, 0.03]]), 0, 1],
      [burst(rng, "band", 1800 * bright, 1, 0.008), 0, 0.4],
    ]);
  if (surface === "leaves") return burst(rng, "band", rng.range(2500, 5500) * bright, 1.2, 0.02, 0.002);
  if (surface === "water") return bubble(rng.range(900, 2600) * bright, 0.04);
  return rng.chance(0.3)
    ? bubble(rng.range(1500, 3500) * bright, 0.02)
    : burst(rng, "band", rng.range(2000, 7000) * bright, 2, rng.range(0.004, 0.012));
}

export function rain(stage: Stage): void {
  const { rng, traits } = stage;
  const force = traits.force;
  const swell = wander(stage.bed.left.length, 3, rng);
  stage.fill(() => {
    const noise = NOISES.white(rng);
    const roar = NOISES.pink(rng);
    const high = new Filter(700, 0.7);
    const low = new Filter(Math.min(12_000, 7500 * traits.bright), 0.7);
    return (i) => {
      high.step(noise());
      return (low.step(high.high) * 0.16 + roar() * 0.1 * Math.max(0, force - 0.6)) * (0.82 + 0.3 * swell[i]!) * force ** 0.7;
    };
  });
  // many small drops and a few near ones
  const bank = Array.from({ length: 24 }, () => drop(stage, traits.surface));
  const rate = Math.min(420, 130 * force ** 1.5) * (traits.surface ? 1 : 0.7);
  for (const at of stage.chances(rate)) stage.put(rng.pick(bank), at, 0.04 + 0.4 * rng() ** 5, rng.range(-1, 1));
}

export function hail(stage: Stage): void {
  const { rng } = stage;
  rain(stage);
  const bank = Array.from({ length: 16 }, () =>
    together([
      [burst(rng, "high", 3500, 0.8, 0.01), 0, 0.8],
      [ring([[rng.range(900, 2600), 0.6, 0.03]]), 0, 1],
    ]),
  );
  for (const at of stage.chances(60 * stage.traits.force)) stage.put(rng.pick(bank), at, 0.1 + 0.7 * rng() ** 3, rng.range(-1, 1));
}

export function wind(stage: Stage): void {
  const { rng, traits } = stage;
  const length = stage.bed.left.length;
  const gust = wander(length, 2.2 / traits.speed, rng);
  const drift = wander(length, 1.1 / traits.speed, rng);
  stage.fill((side) => {
    const noise = NOISES.pink(rng);
    const body = new Filter(400, 1.1);
    const whistle = new Filter(900, 14);
    const late = side === 0 ? 0 : Math.round(0.04 * RATE);
    return (i) => {
      const at = Math.max(0, i - late);
      const push = (0.25 + 0.75 * gust[at]!) * traits.force;
      if ((i & 63) === 0) {
        body.tune((180 + 700 * push * (0.6 + 0.4 * drift[at]!)) * traits.pitch * traits.bright, 1.1);
        whistle.tune((520 + 900 * drift[at]! + 300 * gust[at]!) * traits.pitch, 14);
      }
      const x = noise();
      body.step(x);
      whistle.step(x);
      return (body.low * 0.7 + body.band * 0.5) * push ** 1.4 + whistle.band * 0.5 * Math.max(0, push - 0.35) ** 1.5;
    };
  });
}

export function waves(stage: Stage): void {
  const { rng, traits } = stage;
  stage.fill(() => {
    const noise = NOISES.brown(rng);
    const air = NOISES.pink(rng);
    const low = new Filter(500 * traits.bright, 0.7);
    return () => low.step(noise() * 0.12 + air() * 0.18);
  });
  const period = 6.5 / traits.speed;
  // the first is already rolling in
  for (const at of stage.times(period, 0.12, stage.loop ? 0.4 : -period * 0.2)) {
    const big = rng.range(0.6, 1) * traits.force;
    for (const pan of [-0.7, 0.7]) stage.put(breaker(stage, period, big), at + rng.range(0, 0.15), big, pan + rng.range(-0.2, 0.2));
  }
}

function breaker(stage: Stage, period: number, big: number): Float32Array {
  const { rng, traits } = stage;
  const noise = NOISES.white(rng);
  const filter = new Filter(400, 0.7);
  const hiss = new Filter(2500, 0.7);
  let count = 0;
  return shape(period * 1.35, (_time, share) => {
    const swell = share < 0.38 ? (share / 0.38) ** 2.2 : Math.exp(-(share - 0.38) * 5);
    const foam = share < 0.36 ? 0 : Math.min(1, (share - 0.36) * 14) * Math.exp(-(share - 0.36) * 4.5);
    if ((count++ & 31) === 0) filter.tune((260 + 1900 * swell * big) * traits.pitch * traits.bright, 0.7);
    const x = noise();
    hiss.step(x);
    return (filter.step(x) * swell * 0.9 + hiss.high * foam * 0.28) * Math.min(1, (1 - share) * 5);
  });
}

export function stream(stage: Stage): void {
  const { rng, traits } = stage;
  const falls = /fall/.test(traits.phrase) ? 1 : 0;
  stage.fill(() => {
    const noise = NOISES.pink(rng);
    const band = new Filter((falls ? 900 : 1300) * traits.bright, 0.5);
    const sway = wander(stage.bed.left.length, 0.7, rng);
    return (i) => {
      band.step(noise());
      return (band.band * 0.3 + band.low * 0.5 * falls) * (0.7 + 0.4 * sway[i]!) * traits.force;
    };
  });
  const bank = Array.from({ length: 30 }, () => bubble(rng.range(350, 2400) * traits.pitch, rng.range(0.02, 0.09), rng.range(0.1, 0.9)));
  for (const at of stage.chances((falls ? 50 : 75) * traits.force * traits.speed))
    stage.put(rng.pick(bank), at, 0.03 + 0.22 * rng() ** 2, rng.range(-0.9, 0.9));
}

export function drip(stage: Stage): void {
  const { rng, traits } = stage;
  for (const at of stage.times(0.85 / traits.speed / Math.max(0.5, traits.force), 0.25, 0.15)) {
    const hz = rng.range(750, 1250) * traits.pitch;
    stage.put(
      together([
        [bubble(hz, 0.09, 0.8), 0, 0.9],
        [bubble(hz * 1.7, 0.05, 0.4), 0.012, 0.35],
        [burst(rng, "high", 4000, 0.8, 0.004), 0, 0.25],
      ]),
      at,
      rng.range(0.6, 1),
      rng.range(-0.5, 0.5),
    );
  }
}

export function bubbles(stage: Stage): void {
  const { rng, traits } = stage;
  stage.fill(() => {
    const noise = NOISES.brown(rng);
    const low = new Filter(260, 0.8);
    return () => low.step(noise()) * 0.35;
  });
  for (const at of stage.chances(18 * traits.force * traits.speed))
    stage.put(
      bubble(rng.range(180, 900) * traits.pitch, rng.range(0.05, 0.16), rng.range(0.3, 1.2)),
      at,
      0.1 + 0.4 * rng() ** 2,
      rng.range(-0.8, 0.8),
    );
}

export function fire(stage: Stage): void {
  const { rng, traits } = stage;
  const flicker = wander(stage.bed.left.length, 0.18, rng);
  stage.fill(() => {
    const noise = NOISES.brown(rng);
    const air = NOISES.pink(rng);
    const low = new Filter(320 * traits.bright, 0.7);
    const hiss = new Filter(3800, 0.7);
    return (i) => {
      hiss.step(air());
      return low.step(noise()) * (0.25 + 0.5 * flicker[i]!) * traits.force + hiss.high * 0.045 * (0.6 + 0.4 * flicker[i]!);
    };
  });
  const bank = Array.from({ length: 24 }, () => burst(rng, "band", rng.range(900, 6000) * traits.bright, rng.range(0.8, 3), rng.range(0.004, 0.02)));
  for (const at of stage.chances(16 * traits.force)) stage.put(rng.pick(bank), at, 0.1 + 0.9 * rng() ** 4, rng.range(-0.6, 0.6));
  for (const at of stage.chances(0.7 * traits.force)) {
    const snap = together([
      [burst(rng, "low", 1800, 0.9, 0.05), 0, 1],
      [ring([[rng.range(250, 600), 0.7, 0.06]]), 0, 0.8],
      [burst(rng, "high", 3000, 0.8, 0.012), 0.004, 0.8],
    ]);
    stage.put(snap, at, rng.range(0.5, 0.9), rng.range(-0.5, 0.5));
  }
}

export function thunder(stage: Stage): void {
  const { rng, traits } = stage;
  for (const at of stage.times(9 / traits.speed, 0.25, Math.min(0.6, stage.seconds * 0.1))) {
    const near = 1 - traits.distance;
    for (const pan of [-0.6, 0.6]) stage.put(rumble(stage, rng.range(3.5, 6.5)), at + rng.range(0, 0.08), 1, pan);
    if (near > 0.4)
      stage.put(
        together(
          Array.from(
            { length: 7 },
            (_, i) => [burst(rng, "high", 900, 0.7, rng.range(0.08, 0.3)), i * 0.035 + rng() * 0.03, (0.7 - i * 0.07) * near] as const,
          ),
        ),
        at,
        0.6,
        rng.range(-0.3, 0.3),
      );
  }
}

/** Several claps that run into each other, each duller than the one before. */
function rumble(stage: Stage, seconds: number): Float32Array {
  const { rng, traits } = stage;
  const noise = NOISES.brown(rng);
  const filter = new Filter(400, 0.8);
  const claps = Array.from({ length: 6 }, (_, i) => ({ at: i === 0 ? 0.01 : rng() * 0.6, gain: i === 0 ? 1 : rng.range(0.3, 0.9) }));
  let count = 0;
  return shape(seconds, (_time, share) => {
    if ((count++ & 63) === 0) filter.tune((90 + 800 * Math.exp(-share * 6) * (1 - traits.distance * 0.6)) * traits.pitch * traits.bright, 0.8);
    let level = 0;
    for (const clap of claps) if (share > clap.at) level += clap.gain * Math.exp(-(share - clap.at) * 7) * Math.min(1, (share - clap.at) * 60);
    return filter.step(noise()) * level * 2.2 * Math.min(1, (1 - share) * 6);
  });
}
