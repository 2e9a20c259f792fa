// The light of a scene: sky colours, where sun or moon stand, what the light does to everything, and the colours of ground and water. No drawing.
import { type Rgb, hex, luma, mix, recolor } from "./color.ts";
import type { Rng } from "./noise.ts";
import type { Scene, Time } from "./scene.ts";

export type Stop = readonly [number, Rgb];

export interface Light {
  /** From the top of the picture (0) down to the horizon (1). */
  sky: Stop[];
  /** What everything is multiplied by; 255 is unchanged. */
  ambient: Rgb;
  /** What distance fades into. */
  haze: Rgb;
  /** Sun or moon in shares of width and of the sky's height; null where neither shows. */
  orb: { x: number; y: number; r: number; color: Rgb; moon: boolean; crescent: boolean; glow: number } | null;
  cloud: { light: Rgb; dark: Rgb; cover: number };
  stars: number;
  night: boolean;
  /** From which side things are lit: −1 left, 1 right. */
  from: number;
}

const stops = (...rows: [number, string][]): Stop[] => rows.map(([at, code]) => [at, hex(code)]);
const SKIES: Record<Time, Stop[]> = {
  day: stops([0, "#3f86cf"], [0.5, "#8dc4ea"], [1, "#e6f1ec"]),
  dawn: stops([0, "#6f86c2"], [0.42, "#c3a9cf"], [0.74, "#f4c0b0"], [1, "#ffe4bd"]),
  sunset: stops([0, "#38386f"], [0.34, "#8e4b7c"], [0.64, "#e4755a"], [0.86, "#f9ad63"], [1, "#ffd98f"]),
  dusk: stops([0, "#131d4a"], [0.48, "#3f4f8d"], [0.8, "#967ba6"], [1, "#dfa19d"]),
  night: stops([0, "#040814"], [0.55, "#0c1838"], [1, "#22396a"]),
};
const AMBIENT: Record<Time, Rgb> = {
  day: [255, 253, 248],
  dawn: [252, 228, 222],
  sunset: [238, 190, 172],
  dusk: [150, 150, 196],
  night: [94, 110, 158],
};
const CLOUDS: Record<Time, [string, string]> = {
  day: ["#ffffff", "#c3d3e2"],
  dawn: ["#ffe9d8", "#c9a9c4"],
  sunset: ["#ffc98c", "#8c4f78"],
  dusk: ["#b79dbf", "#3a4680"],
  night: ["#34477c", "#101a3a"],
};
const ORBS: Record<Time, Rgb> = {
  day: [255, 250, 224],
  dawn: [255, 238, 200],
  sunset: [255, 226, 160],
  dusk: [255, 236, 214],
  night: [246, 244, 226],
};

/** The sky for a place that has one of its own, whatever the time. */
const OWN_SKY: Record<string, Stop[]> = {
  space: stops([0, "#05040f"], [0.6, "#0c0a24"], [1, "#171034"]),
  moonscape: stops([0, "#030308"], [1, "#0b0c1c"]),
  mars: stops([0, "#a06a4c"], [0.6, "#d29a6c"], [1, "#efc99c"]),
  underwater: stops([0, "#8fe0e0"], [0.3, "#36a7c4"], [0.7, "#136a98"], [1, "#093a64"]),
};

function weathered(sky: Stop[], scene: Scene): Stop[] {
  const { weather } = scene;
  const gray: Rgb = scene.time === "night" ? [22, 28, 46] : [176, 184, 194];
  let result = sky;
  const blend = (color: Rgb, amount: number) => {
    result = result.map(([at, own]) => [at, mix(own, color, amount)]);
  };
  if (weather.has("storm")) blend(scene.time === "night" ? [12, 14, 26] : [66, 72, 88], 0.72);
  else if (weather.has("rain") || weather.has("snowing")) blend(gray, 0.5);
  else if (weather.has("fog")) blend(scene.time === "night" ? [40, 48, 70] : [206, 210, 214], 0.55);
  if ((scene.season === "winter" || scene.place === "ice") && scene.time === "day" && !weather.has("clear")) {
    const winter = stops([0, "#93b2d6"], [0.5, "#c9d9ea"], [0.8, "#efe2e2"], [1, "#f8eadf"]);
    result = result.map(([at, own], i) => [at, mix(own, winter[Math.min(3, Math.round((i / (result.length - 1)) * 3))]![1], 0.82)]);
  }
  return result;
}

function tinted(sky: Stop[], scene: Scene): Stop[] {
  const tint =
    scene.tints.sky ??
    scene.tints[scene.time] ??
    (scene.tints.sun && scene.time !== "night" ? scene.tints.sun : undefined) ??
    (scene.place === "studio" || scene.place === "space" ? (scene.tints.background ?? scene.tints[scene.place]) : undefined);
  if (tint) {
    // A low sun keeps a lighter, warmer horizon, or a "red sunset" would be a flat red wall.
    return sky.map(([at, color]) => [at, mix(recolor(color, tint, 0.86), color, scene.time === "day" || scene.tints.sky ? 0.05 : at * 0.28)]);
  }
  const [first] = scene.palette;
  if (first) return sky.map(([at, color], i) => [at, recolor(color, scene.palette[i % scene.palette.length] ?? first, 0.62)]);
  return sky;
}

function orbOf(scene: Scene, rng: Rng): Light["orb"] {
  const { weather, time } = scene;
  if (["room", "studio", "underwater"].includes(scene.place)) return null;
  const overcast = weather.has("rain") || weather.has("storm") || weather.has("fog") || weather.has("snowing");
  const moon = weather.has("moon") || (time === "night" && !overcast);
  if (scene.place === "space" || scene.place === "moonscape") return null;
  if (overcast && !weather.has("moon") && !weather.has("sun")) return null;
  const side = rng.chance(0.5) ? rng.range(0.18, 0.36) : rng.range(0.64, 0.82);
  const color =
    (moon
      ? scene.tints.moon
      : (scene.tints.sun ?? (time === "sunset" && scene.tints.sunset ? mix(scene.tints.sunset, [255, 236, 170], 0.82) : undefined))) ??
    ORBS[moon ? "night" : time];
  const height = moon
    ? rng.range(0.18, 0.36)
    : { day: rng.range(0.14, 0.28), dawn: rng.range(0.74, 0.84), sunset: rng.range(0.74, 0.88), dusk: 1.05, night: 0.3 }[time];
  const big = time === "sunset" || time === "dawn" ? 0.075 : moon ? 0.052 : 0.045;
  if (time === "dusk" && !moon) return null;
  if (time === "day" && !weather.has("sun") && scene.season === "winter") return null;
  return {
    x: time === "sunset" || time === "dawn" ? rng.range(0.36, 0.66) : side,
    y: height,
    r: big,
    color,
    moon,
    crescent: moon && rng.chance(0.4),
    glow: moon ? 0.5 : 1,
  };
}

/** Distance takes on the colour of what it is full of: leaves in a wood, lamps above a town at night. */
function hazeOf(scene: Scene, haze: Rgb): Rgb {
  if (scene.place === "forest" || scene.place === "jungle")
    return mix(haze, scene.tints.forest ?? scene.tints.jungle ?? [70, 120, 96], scene.time === "night" ? 0.3 : 0.16);
  return scene.place === "city" && scene.time === "night" ? mix(haze, [120, 84, 140], 0.5) : haze;
}

/** The light that the scene's time, weather, place and colours make. */
export function lightOf(scene: Scene, rng: Rng): Light {
  const { time, weather } = scene;
  const own = OWN_SKY[scene.place];
  const sky = tinted(own ?? weathered(SKIES[time], scene), scene);
  const storm = weather.has("storm");
  const dim = storm ? 0.62 : weather.has("rain") ? 0.8 : 1;
  const dark = scene.moods.has("dark") ? 0.8 : 1;
  const bright = ["space", "underwater", "room", "studio"].includes(scene.place);
  const base: Rgb =
    scene.place === "underwater"
      ? [190, 226, 236]
      : scene.place === "space" || scene.place === "moonscape"
        ? [236, 236, 250]
        : bright && time !== "night"
          ? [255, 252, 246]
          : AMBIENT[time];
  const tint = scene.tints[time];
  const ambientBase = tint && time !== "day" ? mix(base, tint, 0.22) : base;
  const horizon = sky.at(-1)![1];
  const orb = orbOf(scene, rng.fork("orb"));
  const [cloudLight, cloudDark] = CLOUDS[time];
  const cover = weather.has("clear")
    ? 0
    : storm
      ? 0.95
      : weather.has("cloudy")
        ? 0.72
        : weather.has("fog")
          ? 0.4
          : scene.place === "sky"
            ? 0.62
            : time === "night"
              ? 0.25
              : scene.season === "winter"
                ? 0.3
                : 0.42;
  const tintCloud = (color: Rgb): Rgb =>
    scene.tints.cloudy ? recolor(color, scene.tints.cloudy, 0.85) : mix(storm ? mix(color, [40, 44, 58], 0.7) : color, horizon, 0.24);
  return {
    sky,
    ambient: [ambientBase[0] * dim * dark, ambientBase[1] * dim * dark, ambientBase[2] * dim * dark],
    haze: hazeOf(scene, mix(horizon, sky[Math.floor(sky.length / 2)]![1], 0.35)),
    orb,
    cloud: { light: tintCloud(hex(cloudLight)), dark: tintCloud(hex(cloudDark)), cover: own ? 0 : cover },
    stars:
      scene.place === "space" || scene.place === "moonscape"
        ? 1.6
        : time === "night" && !storm && !weather.has("rain") && !weather.has("snowing")
          ? weather.has("stars")
            ? 1.3
            : 0.7
          : time === "dusk" && !weather.has("cloudy")
            ? 0.2
            : weather.has("stars")
              ? 0.6
              : 0,
    night: time === "night" || (time === "dusk" && luma(sky[0]![1]) < 0.25),
    from: orb ? (orb.x < 0.5 ? -1 : 1) : -1,
  };
}

/** The colours that the ground has here, before light falls on it: near and far. */
export function groundOf(scene: Scene): { near: Rgb; far: Rgb; leaf: Rgb; snow: boolean } {
  const snow = scene.season === "winter" || scene.place === "ice" || scene.weather.has("snowing");
  const seasons: Record<string, [Rgb, Rgb, Rgb]> = {
    spring: [
      [112, 166, 76],
      [168, 202, 124],
      [132, 180, 92],
    ],
    summer: [
      [86, 142, 70],
      [152, 184, 106],
      [84, 142, 74],
    ],
    autumn: [
      [164, 122, 58],
      [206, 168, 98],
      [208, 112, 46],
    ],
    winter: [
      [236, 242, 250],
      [218, 228, 242],
      [58, 98, 96],
    ],
  };
  const [near, far, leaf] = seasons[snow ? "winter" : (scene.season ?? "summer")]!;
  const tint =
    scene.tints[scene.place] ??
    scene.tints.field ??
    scene.tints.hill ??
    (scene.place === "forest" || scene.place === "jungle" ? scene.tints.forest : undefined);
  const apply = (color: Rgb) => (tint ? recolor(color, tint, 0.8) : scene.palette[0] ? recolor(color, scene.palette.at(-1)!, 0.45) : color);
  return { near: apply(near), far: apply(far), leaf: scene.tints.leafcolor ?? apply(leaf), snow };
}
