// A scene made ready to be painted: sky, place, cast and weather as layers, drawn at any moment `t`. Styles come after (style.ts).
import { paintAbstract } from "./abstract.ts";
import { addCast } from "./cast.ts";
import { type Rgb, mix } from "./color.ts";
import { groundOf, lightOf } from "./light.ts";
import { rngOf } from "./noise.ts";
import { PLACES, frontOf } from "./places.ts";
import type { Plot } from "./plot.ts";
import { type Pixels, pixels } from "./raster.ts";
import type { Scene } from "./scene.ts";
import { skyOf } from "./sky.ts";
import * as weather from "./weather.ts";

export interface StageLook {
  width: number;
  height: number;
  seed: number;
  /** Room for the camera on either side, in pixels; 0 for pictures. */
  margin: number;
  /** Only the subjects, on nothing. */
  transparent: boolean;
  /** Throws when nobody waits for the picture any more. */
  check: () => void;
}

export interface Stage {
  /** Paints the moment `t` (seconds) with the camera moved so many pixels to the right. */
  paint(frame: Pixels, t: number, camera: number): void;
}

/** Mist between the land and whoever stands before it. */
function addMist(plot: Plot): void {
  const { scene, width, height, light, layers, horizon } = plot;
  const rng = plot.rng.fork("mist");
  if (["room", "studio", "underwater", "space", "moonscape"].includes(scene.place)) return;
  const pale = (amount: number) => mix(light.haze, [255, 255, 255], light.night ? 0.06 : amount);
  if (scene.weather.has("fog")) layers.push(weather.fogbank(width, height, Math.min(horizon, height * 0.66), 0.8, pale(0.4), rng));
  else if (plot.ground.snow && scene.place === "field") layers.push(weather.fogbank(width, height, horizon * 0.99, 0.3, pale(0.3), rng));
  else if (scene.place === "forest" || scene.place === "jungle") layers.push(weather.fogbank(width, height, horizon, 0.24, light.haze, rng));
}

function addWeather(plot: Plot): void {
  const { scene, width, height, light, layers } = plot;
  const rng = plot.rng.fork("weather");
  const inside = ["room", "studio", "underwater", "space", "moonscape"].includes(scene.place);
  if (scene.place === "underwater") {
    layers.push(weather.rays(width, height, [190, 240, 240], 0.3, 0.3, rng.fork("rays")), weather.bubbles(width, height, rng.fork("bubbles")));
  }
  if (inside) return;
  if (scene.weather.has("fog"))
    layers.push(weather.fogbank(width, height, height * 0.75, 0.2, mix(light.haze, [235, 238, 240], light.night ? 0.12 : 0.5), rng.fork("near")));
  if ((scene.place === "forest" || scene.place === "jungle") && !light.night && !scene.weather.has("rain"))
    layers.push(weather.rays(width, height, light.orb?.color ?? [255, 246, 214], 0.2, -light.from * 0.5, rng.fork("rays")));
  if (scene.weather.has("rain") || scene.weather.has("storm"))
    layers.push(weather.rainfall(width, height, scene.weather.has("storm"), plot.horizon, rng.fork("rain")));
  const flakes: Rgb = light.night ? [206, 216, 240] : [255, 255, 255];
  if (scene.weather.has("snowing")) layers.push(weather.snowfall(width, height, 1.25, flakes, rng.fork("snow")));
  else if (plot.ground.snow && scene.weather.has("snowy") && !scene.weather.has("clear"))
    layers.push(weather.snowfall(width, height, 0.34, flakes, rng.fork("snow")));
  if (scene.season === "autumn")
    layers.push(
      weather.drifting(
        width,
        height,
        [
          [214, 116, 44],
          [190, 74, 40],
          [228, 176, 76],
        ],
        26,
        rng.fork("leaves"),
      ),
    );
  if (scene.season === "spring" || scene.subjects.some((subject) => subject.id === "cherrytree"))
    layers.push(
      weather.drifting(
        width,
        height,
        [
          [250, 200, 214],
          [252, 224, 230],
          [244, 176, 198],
        ],
        34,
        rng.fork("petals"),
      ),
    );
  if (scene.moods.has("magic") && light.night)
    layers.push(weather.fireflies(width, height, scene.palette[0] ?? [236, 246, 140], 46, rng.fork("lights")));
}

async function addFront(plot: Plot): Promise<void> {
  if (!plot.scene.styles.includes("minimal")) await frontOf(plot);
}

/** Builds the stage of a scene. The same look and scene give the same bytes. */
export async function stageOf(scene: Scene, look: StageLook): Promise<Stage> {
  const { width, height, margin } = look;
  const rng = rngOf(look.seed);
  if (scene.abstract && !look.transparent) {
    const paint = paintAbstract(scene, width, height, rng);
    return { paint: (frame, t) => paint(frame, t) };
  }
  const light = lightOf(scene, rng.fork("light"));
  const plot: Plot = {
    scene,
    light,
    ground: groundOf(scene),
    width,
    height,
    margin,
    rng,
    layers: [],
    near: height * 0.88,
    far: height * 0.66,
    surface: "ground",
    horizon: height * 0.6,
    check: look.check,
  };
  if (look.transparent) {
    plot.light = { ...light, ambient: [255, 253, 248], night: false };
    plot.near = height * 0.84;
    await addCast(plot);
  } else {
    await (PLACES[scene.place] ?? PLACES.hill!)(plot);
    const sky = skyOf(scene, plot.light, width, height, Math.max(8, Math.round(plot.horizon)), rng.fork("sky"));
    plot.layers.unshift((frame, t) => sky.paint(frame, t));
    addMist(plot);
    await addCast(plot);
    await addFront(plot);
    addWeather(plot);
  }
  return {
    paint(frame, t, camera) {
      if (look.transparent) frame.data.fill(0);
      for (const layer of plot.layers) {
        look.check();
        layer(frame, t, camera);
      }
    },
  };
}

/** One frame of a stage: its picture at rest. */
export function still(stage: Stage, width: number, height: number): Pixels {
  const frame = pixels(width, height);
  stage.paint(frame, 0, 0);
  return frame;
}
