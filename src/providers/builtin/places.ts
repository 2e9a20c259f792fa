// What each place looks like: one entry a place, adding its layers to the plot from back to front. Subjects come later.
import { type Rgb, css, darker, lighter, mix, recolor } from "./color.ts";
import { dunes, foreground, grove, hill, mountains, reef, ribbon, skyline, texture, treeline } from "./land.ts";
import { type Plot, addLand, tintOf, wide } from "./plot.ts";
import { box, disc, gradient, limbs, oval, path, poly, shape, stroke } from "./shapes.ts";
import { waterOf } from "./water.ts";

type Build = (plot: Plot) => Promise<void>;

const FLOWERS: readonly Rgb[] = [
  [240, 110, 130],
  [250, 200, 84],
  [246, 244, 248],
  [164, 130, 214],
  [236, 130, 72],
];
const DEEP: Rgb = [28, 84, 118];
const minimal = (plot: Plot): boolean => plot.scene.styles.includes("minimal");

/** Mountains far away, where the prompt asks for them or the place usually has some. */
async function range(plot: Plot, base: number, tall: number, distance: number, count: number): Promise<void> {
  const rock = plot.scene.tints.mountain
    ? recolor([112, 118, 138], plot.scene.tints.mountain, 0.9)
    : plot.scene.season === "autumn"
      ? ([128, 112, 118] as Rgb)
      : ([104, 116, 140] as Rgb);
  const snow = plot.ground.snow ? "white" : plot.scene.place === "mountain" || plot.scene.also.has("mountain");
  await addLand(plot, mountains(wide(plot), base, tall, count, rock, snow, plot.light.from, plot.rng.fork(`range${distance}`)), {
    depth: 0.15 + (1 - distance) * 0.2,
    distance,
  });
}

/** Rows of trees from far and pale to near and dark. */
async function woods(plot: Plot, rows: readonly (readonly [number, number, number])[], kind: "pine" | "broad" | "bare" | "mixed"): Promise<void> {
  const rng = plot.rng.fork("woods");
  for (const [line, size, distance] of rows) {
    const own = rng.fork(`row${line}`);
    const wood = kind === "mixed" ? (own.chance(0.6) ? "pine" : "broad") : kind;
    const leaf =
      wood === "pine" && plot.scene.season !== "winter" && !plot.scene.tints.forest ? mix(plot.ground.leaf, [40, 92, 82], 0.55) : plot.ground.leaf;
    const trees = grove(wood, leaf, plot.ground.snow && wood === "pine", own);
    const [y, tall] = [line * plot.height, size * plot.height];
    const floor = hill(wide(plot), plot.height, y, plot.height * 0.012, 2, plot.ground.near, plot.ground.far, own);
    await addLand(plot, treeline(wide(plot), floor.at, tall, tall * 0.3, trees, own) + floor.svg, { depth: 0.3 + (1 - distance) * 0.4, distance });
  }
}

async function meadow(plot: Plot, top: number, kind: "grass" | "snow" | "sand" | "leaves", swing = 0.03): Promise<void> {
  const rng = plot.rng.fork("meadow");
  const { near, far } = plot.ground;
  const back = hill(wide(plot), plot.height, top - plot.height * 0.03, plot.height * swing, 1.6, far, mix(far, near, 0.2), rng.fork("back"));
  await addLand(plot, back.svg, { depth: 0.5, distance: 0.3 });
  const front = hill(wide(plot), plot.height, top + plot.height * 0.05, plot.height * swing, 1.3, near, mix(far, near, 0.35), rng.fork("front"));
  const marks = minimal(plot) ? "" : texture(wide(plot), plot.height, front.at, near, kind, rng.fork("marks"));
  const leaves =
    plot.scene.season === "autumn" && kind === "grass" ? texture(wide(plot), plot.height, front.at, near, "leaves", rng.fork("leaves")) : "";
  await addLand(plot, front.svg + marks + leaves, { depth: 0.75, distance: 0.04 });
}

/** Water from the horizon to a line, mirroring everything so far. */
function sheet(plot: Plot, bottom: number, rough: number, mirror: readonly [number, number], deep: Rgb, foam: boolean): void {
  const tint = plot.scene.tints[plot.scene.place] ?? plot.scene.tints.sea ?? plot.scene.tints.lake;
  const paint = waterOf(
    {
      top: plot.horizon,
      bottom,
      deep: tint ? recolor(deep, tint, 0.9) : deep,
      rough,
      mirror: tint ? [mirror[0] * 0.7, mirror[1] * 0.6] : mirror,
      foam,
    },
    plot.light,
    plot.width,
    plot.height,
    plot.rng.fork("water"),
  );
  plot.layers.push((frame, t) => paint(frame, t));
}

async function blades(plot: Plot, tall: number, flowers: readonly Rgb[]): Promise<void> {
  if (minimal(plot)) return;
  await addLand(plot, foreground(wide(plot), plot.height, darker(plot.ground.near, 0.25), flowers, plot.height * tall, plot.rng.fork("blades")), {
    depth: 1,
    distance: 0,
  });
}

const winterWoods = (plot: Plot): "pine" | "mixed" => (plot.ground.snow ? "pine" : "mixed");

async function extras(plot: Plot): Promise<void> {
  const { also } = plot.scene;
  if (also.has("mountain")) await range(plot, plot.horizon + plot.height * 0.02, plot.height * 0.4, 0.42, 4);
  if (also.has("city")) {
    const { svg, glow } = skyline(
      wide(plot),
      plot.horizon + 2,
      plot.height * 0.24,
      [92, 100, 124],
      plot.light.night,
      plot.rng.fork("town"),
      plot.light.night,
    );
    await addLand(plot, svg, { depth: 0.3, distance: 0.45, glow });
  }
  if (also.has("hill")) {
    const far = hill(
      wide(plot),
      plot.height,
      plot.horizon - plot.height * 0.04,
      plot.height * 0.05,
      2.4,
      plot.ground.near,
      plot.ground.far,
      plot.rng.fork("hills"),
    );
    await addLand(plot, far.svg, { depth: 0.3, distance: 0.45 });
  }
  if (also.has("forest") || also.has("jungle"))
    await woods(
      plot,
      [
        [plot.horizon / plot.height, 0.16, 0.5],
        [plot.horizon / plot.height + 0.012, 0.2, 0.3],
      ],
      winterWoods(plot),
    );
}

const field: Build = async (plot) => {
  plot.horizon = plot.height * 0.6;
  [plot.near, plot.far] = [plot.height * 0.885, plot.height * 0.66];
  await extras(plot);
  if (!minimal(plot)) {
    if (plot.ground.snow) {
      if (!plot.scene.also.has("mountain")) await range(plot, plot.height * 0.6, plot.height * 0.22, 0.66, 5);
      await woods(
        plot,
        [
          [0.575, 0.15, 0.62],
          [0.6, 0.24, 0.4],
        ],
        "pine",
      );
    } else {
      const back = hill(wide(plot), plot.height, plot.height * 0.53, plot.height * 0.04, 2.6, plot.ground.far, plot.ground.far, plot.rng.fork("far"));
      await addLand(plot, back.svg, { depth: 0.3, distance: 0.58 });
      if (!plot.scene.also.has("forest")) await woods(plot, [[0.58, 0.09, 0.42]], plot.scene.season === "autumn" ? "broad" : "mixed");
    }
  }
  await meadow(plot, plot.height * 0.63, plot.ground.snow ? "snow" : "grass");
};

const hills: Build = async (plot) => {
  plot.horizon = plot.height * 0.58;
  [plot.near, plot.far] = [plot.height * 0.885, plot.height * 0.68];
  await extras(plot);
  if (!plot.scene.also.has("mountain") && !minimal(plot)) await range(plot, plot.height * 0.58, plot.height * 0.2, 0.68, 5);
  const rng = plot.rng.fork("hills");
  for (const [top, distance, swing] of [
    [0.52, 0.5, 0.05],
    [0.58, 0.3, 0.05],
  ] as const) {
    const own = hill(wide(plot), plot.height, plot.height * top, plot.height * swing, 2.2, plot.ground.near, plot.ground.far, rng.fork(`h${top}`));
    const trees = grove(plot.ground.snow ? "pine" : "broad", plot.ground.leaf, plot.ground.snow, rng.fork(`t${top}`));
    const copse = minimal(plot)
      ? ""
      : treeline(
          wide(plot),
          own.at,
          plot.height * 0.07 * (1 + top - 0.5),
          plot.height * 0.13,
          trees,
          rng.fork(`c${top}`),
          (x) => Math.sin(x / (plot.width * 0.09) + top * 60) > 0.1,
        );
    await addLand(plot, copse + own.svg, { depth: 0.35 + (0.6 - distance) * 0.4, distance });
  }
  await meadow(plot, plot.height * 0.66, plot.ground.snow ? "snow" : "grass", 0.035);
};

const forest: Build = async (plot) => {
  plot.horizon = plot.height * 0.62;
  [plot.near, plot.far] = [plot.height * 0.9, plot.height * 0.72];
  if (plot.scene.also.has("mountain")) await range(plot, plot.height * 0.6, plot.height * 0.46, 0.5, 3);
  const kind = plot.scene.season === "autumn" ? "broad" : winterWoods(plot);
  await woods(
    plot,
    [
      [0.6, 0.34, 0.72],
      [0.63, 0.44, 0.52],
      [0.67, 0.55, 0.3],
    ],
    kind,
  );
  await meadow(plot, plot.height * 0.7, plot.ground.snow ? "snow" : "grass", 0.02);
  // Two great trees frame the clearing.
  const rng = plot.rng.fork("frame");
  const trees = grove(
    kind === "mixed" ? "pine" : kind,
    darker(mix(plot.ground.leaf, [40, 90, 74], kind === "broad" ? 0 : 0.5), 0.2),
    plot.ground.snow,
    rng,
  );
  const [w, h] = [wide(plot), plot.height];
  await addLand(
    plot,
    trees.defs + trees.tree(w * 0.03, h * 0.87, h * 0.92) + trees.tree(w * 0.97, h * 0.84, h * 0.86) + trees.tree(w * -0.06, h * 0.94, h),
    { depth: 0.9, distance: 0.03 },
  );
};

const jungle: Build = async (plot) => {
  plot.horizon = plot.height * 0.66;
  [plot.near, plot.far] = [plot.height * 0.9, plot.height * 0.74];
  await woods(
    plot,
    [
      [0.62, 0.4, 0.62],
      [0.66, 0.5, 0.36],
    ],
    "broad",
  );
  await meadow(plot, plot.height * 0.7, "grass", 0.02);
  const rng = plot.rng.fork("jungle");
  const leaf = (x: number, y: number, size: number, turn: number, color: Rgb) =>
    `<g transform="translate(${x} ${y}) rotate(${turn}) scale(${size})">${shape(
      [
        [0, 0, 1],
        [16, -10],
        [44, -12],
        [70, 0, 1],
        [44, 12],
        [16, 10],
      ],
      color,
    )}${stroke(
      [
        [2, 0],
        [66, 0],
      ],
      darker(color, 0.25),
      1.6,
    )}${[14, 26, 38, 50]
      .map(
        (k) =>
          stroke(
            [
              [k, 0],
              [k + 8, -9],
            ],
            darker(color, 0.2),
            1,
          ) +
          stroke(
            [
              [k, 0],
              [k + 8, 9],
            ],
            darker(color, 0.2),
            1,
          ),
      )
      .join("")}</g>`;
  const greens: Rgb[] = [
    [28, 92, 62],
    [44, 122, 70],
    [20, 74, 60],
    [70, 142, 70],
  ].map((color) => (plot.scene.tints.jungle ? recolor(color as unknown as Rgb, plot.scene.tints.jungle, 0.85) : (color as unknown as Rgb)));
  const [w, h] = [wide(plot), plot.height];
  const fan = (x: number, y: number, from: number, to: number) =>
    Array.from({ length: 7 }, (_, i) =>
      leaf(x, y, (h / 300) * rng.range(0.7, 1.15), from + ((to - from) * i) / 6 + rng.range(-8, 8), greens[i % 4]!),
    ).join("");
  await addLand(plot, fan(-8, h * 0.98, -85, 5) + fan(w + 8, h * 0.98, -175, -95) + fan(-6, -6, 5, 85) + fan(w + 6, -6, 95, 175), {
    depth: 1,
    distance: 0,
  });
};

const mountain: Build = async (plot) => {
  plot.horizon = plot.height * 0.66;
  [plot.near, plot.far] = [plot.height * 0.89, plot.height * 0.72];
  const [w, h] = [wide(plot), plot.height];
  await range(plot, h * 0.62, h * 0.36, 0.6, 5);
  await range(plot, h * 0.68, h * 0.5, 0.26, 3);
  if (plot.scene.also.has("lake") || plot.scene.also.has("river")) return lakeFront(plot);
  if (!minimal(plot))
    await woods(
      plot,
      [
        [0.67, 0.1, 0.34],
        [0.7, 0.15, 0.16],
      ],
      "pine",
    );
  void w;
  await meadow(plot, h * 0.72, plot.ground.snow ? "snow" : "grass", 0.03);
};

async function lakeFront(plot: Plot): Promise<void> {
  await woods(plot, [[plot.horizon / plot.height - 0.002, 0.1, 0.34]], winterWoods(plot));
  sheet(plot, plot.height, 0.28, [0.9, 0.62], plot.ground.snow ? [92, 128, 152] : [36, 96, 116], false);
  plot.surface = "water";
}

const lake: Build = async (plot) => {
  plot.horizon = plot.height * 0.55;
  [plot.near, plot.far] = [plot.height * 0.8, plot.height * 0.62];
  await extras(plot);
  if (!plot.scene.also.has("mountain") && !minimal(plot)) await range(plot, plot.horizon + 4, plot.height * 0.26, 0.55, 4);
  const rng = plot.rng.fork("shore");
  const shore = hill(
    wide(plot),
    plot.horizon + 3,
    plot.horizon - plot.height * 0.035,
    plot.height * 0.03,
    2.4,
    plot.ground.near,
    plot.ground.far,
    rng,
  );
  await addLand(plot, shore.svg, { depth: 0.3, distance: 0.4 });
  await lakeFront(plot);
  await reeds(plot);
};

async function reeds(plot: Plot): Promise<void> {
  if (minimal(plot)) return;
  const rng = plot.rng.fork("reeds");
  const [w, h] = [wide(plot), plot.height];
  const stems = Array.from({ length: 34 }, () => {
    const x = rng.chance(0.5) ? rng() ** 1.6 * w * 0.24 : w - rng() ** 1.6 * w * 0.2;
    const [tall, lean] = [h * rng.range(0.1, 0.26), h * rng.range(-0.03, 0.03)];
    const color = mix(plot.ground.snow ? [168, 150, 118] : [92, 122, 66], [60, 80, 50], rng());
    return (
      path(
        `M${x - h * 0.003} ${h + 4}Q${x} ${h - tall * 0.6} ${x + lean} ${h - tall}Q${x + h * 0.004} ${h - tall * 0.5} ${x + h * 0.005} ${h + 4}Z`,
        color,
      ) +
      (rng.chance(0.4)
        ? limbs(
            [
              [x + lean * 0.9, h - tall * 0.98, h * 0.009],
              [x + lean, h - tall * 1.14, h * 0.009],
            ],
            [104, 70, 46],
          )
        : "")
    );
  }).join("");
  await addLand(plot, stems, { depth: 1, distance: 0 });
}

const sea: Build = async (plot) => {
  plot.horizon = plot.height * 0.56;
  [plot.near, plot.far] = [plot.height * 0.82, plot.height * 0.62];
  await extras(plot);
  const storm = plot.scene.weather.has("storm") || plot.scene.weather.has("wind");
  sheet(plot, plot.height, storm ? 1.5 : plot.scene.moods.has("soft") ? 0.5 : 0.85, [0.72, 0.4], DEEP, !plot.scene.moods.has("soft"));
  plot.surface = "water";
};

const beach: Build = async (plot) => {
  plot.horizon = plot.height * 0.5;
  [plot.near, plot.far] = [plot.height * 0.89, plot.height * 0.74];
  await extras(plot);
  sheet(plot, plot.height * 0.9, 0.6, [0.6, 0.24], [24, 140, 160], true);
  const [w, h] = [wide(plot), plot.height];
  const sand = tintOf(plot, "beach", [236, 208, 158]);
  const edge = (dy: number) =>
    `M-10 ${h * (0.74 + dy)}C${w * 0.22} ${h * (0.7 + dy)} ${w * 0.4} ${h * (0.77 + dy)} ${w * 0.62} ${h * (0.735 + dy)}S${w * 0.9} ${h * (0.7 + dy)} ${w + 10} ${h * (0.725 + dy)}V${h + 20}H-10Z`;
  await addLand(
    plot,
    path(edge(-0.012), css([255, 255, 255], 0.9)) + path(edge(0), css([206, 232, 230], 0.9)) + path(edge(0.016), darker(sand, 0.16)),
    { depth: 0.7, distance: 0, tide: 0.008 },
  );
  const marks = texture(w, h, () => h * 0.8, sand, "sand", plot.rng.fork("sand"));
  await addLand(
    plot,
    `<defs>${gradient("sand", [
      [0, darker(sand, 0.06)],
      [0.3, sand],
      [1, lighter(sand, 0.12)],
    ])}</defs>${path(edge(0.036), "url(#sand)")}${marks}`,
    { depth: 0.75, distance: 0 },
  );
};

const river: Build = async (plot) => {
  await hills(plot);
  plot.horizon = plot.height * 0.62;
  const [w, h] = [wide(plot), plot.height];
  const water = mix(plot.light.sky.at(-1)![1], [60, 130, 160], 0.5);
  await addLand(
    plot,
    ribbon(w, h, h * 0.66, w * 0.62, tintOf(plot, "river", water), plot.rng.fork("bend").chance(0.5) ? 1 : -1, null) +
      texture(w, h, () => h * 0.74, water, "snow", plot.rng.fork("glints")),
    { depth: 0.75, distance: 0.02 },
  );
};

const road: Build = async (plot) => {
  await hills(plot);
  const [w, h] = [wide(plot), plot.height];
  const gray = tintOf(plot, "road", [88, 88, 98]);
  const vehicle = plot.scene.subjects.some((subject) => ["car", "bus", "bicycle"].includes(subject.id));
  const [a, b] = [h * 0.8, h * 0.925];
  const level =
    box(-4, a, w + 8, b - a, gray) +
    box(-4, a, w + 8, h * 0.006, lighter(gray, 0.5)) +
    box(-4, b - h * 0.006, w + 8, h * 0.006, lighter(gray, 0.5)) +
    Array.from({ length: 12 }, (_, i) => box((i / 12) * w + w * 0.02, (a + b) / 2 + h * 0.012, w * 0.045, h * 0.008, [244, 232, 190])).join("");
  await addLand(plot, vehicle ? level : ribbon(w, h, h * 0.655, w * 0.6, gray, plot.rng.fork("bend").chance(0.5) ? 1 : -1, [244, 232, 190]), {
    depth: 0.75,
    distance: 0.02,
  });
  if (vehicle) plot.near = h * 0.9;
};

const desert: Build = async (plot) => {
  plot.horizon = plot.height * 0.58;
  [plot.near, plot.far] = [plot.height * 0.89, plot.height * 0.68];
  await extras(plot);
  const mars = plot.scene.place === "mars";
  const sand = tintOf(plot, "desert", mars ? [186, 92, 56] : [226, 176, 112]);
  if (!minimal(plot))
    await addLand(
      plot,
      mountains(
        wide(plot),
        plot.height * 0.6,
        plot.height * 0.14,
        6,
        mars ? [150, 80, 56] : [178, 118, 92],
        false,
        plot.light.from,
        plot.rng.fork("mesa"),
      ),
      { depth: 0.2, distance: 0.5 },
    );
  await addLand(plot, box(-4, plot.height * 0.585, wide(plot) + 8, plot.height, lighter(sand, 0.22)), { depth: 0.3, distance: 0.34 });
  await addLand(
    plot,
    dunes(wide(plot), plot.height, plot.height * 0.58, sand, plot.light.from, plot.rng.fork("dunes")) +
      texture(wide(plot), plot.height, () => plot.height * 0.76, sand, "sand", plot.rng.fork("sand")),
    { depth: 0.7, distance: 0.05 },
  );
};

const savanna: Build = async (plot) => {
  plot.horizon = plot.height * 0.62;
  [plot.near, plot.far] = [plot.height * 0.885, plot.height * 0.68];
  plot.ground = { ...plot.ground, near: mix(plot.ground.near, [206, 164, 86], 0.8), far: mix(plot.ground.far, [226, 196, 126], 0.8) };
  await range(plot, plot.height * 0.62, plot.height * 0.12, 0.66, 5);
  const rng = plot.rng.fork("acacia");
  const [w, h] = [wide(plot), plot.height];
  const acacia = (x: number, y: number, s: number) =>
    `<g transform="translate(${x} ${y}) scale(${s})">${limbs(
      [
        [0, 0, 7],
        [2, -30, 5],
        [-14, -56, 3],
      ],
      [96, 70, 52],
    )}${limbs(
      [
        [2, -28, 5],
        [20, -56, 3],
      ],
      [96, 70, 52],
    )}${shape(
      [
        [-50, -56],
        [-30, -70],
        [4, -74],
        [40, -68],
        [56, -56],
        [20, -52],
        [-20, -51],
      ],
      [98, 122, 62],
    )}${shape(
      [
        [-40, -60],
        [-20, -71],
        [10, -73],
        [30, -66],
        [0, -62],
      ],
      [130, 150, 80],
    )}</g>`;
  await addLand(
    plot,
    Array.from({ length: 5 }, (_, i) => acacia(((i + rng.range(0.2, 0.8)) / 5) * w, h * rng.range(0.63, 0.66), (h / 620) * rng.range(0.7, 1.3))).join(
      "",
    ),
    { depth: 0.4, distance: 0.32 },
  );
  await meadow(plot, h * 0.65, "grass", 0.015);
};

const city: Build = async (plot) => {
  plot.horizon = plot.height * 0.7;
  [plot.near, plot.far] = [plot.height * 0.9, plot.height * 0.75];
  const rng = plot.rng.fork("city");
  const { night } = plot.light;
  const color = tintOf(plot, "city", night ? [70, 78, 112] : [128, 136, 156]);
  if (plot.scene.also.has("mountain")) await range(plot, plot.horizon, plot.height * 0.5, 0.6, 4);
  for (const [tall, distance, windows] of [
    [0.6, 0.7, false],
    [0.5, 0.42, true],
    [0.4, 0.12, true],
  ] as const) {
    const { svg, glow } = skyline(
      wide(plot),
      plot.horizon + 1,
      plot.height * tall,
      mix(color, darker(color, 0.4), 1 - distance),
      night,
      rng.fork(`row${tall}`),
      windows,
    );
    await addLand(plot, svg, { depth: 0.25 + (0.7 - distance) * 0.4, distance: distance * (night ? 0.7 : 1), glow });
  }
  if (night || plot.scene.weather.has("rain")) {
    // A wet street holds the lights of the whole town.
    sheet(plot, plot.height, 0.42, [0.85, 0.5], [20, 24, 38], false);
    return;
  }
  const [w, h] = [wide(plot), plot.height];
  await addLand(
    plot,
    box(-4, plot.horizon, w + 8, h * 0.07, [186, 182, 178]) +
      box(-4, plot.horizon + h * 0.06, w + 8, h, [98, 100, 110]) +
      box(-4, plot.horizon + h * 0.058, w + 8, h * 0.008, [220, 216, 208]) +
      Array.from({ length: 9 }, (_, i) => box((i / 9) * w + 10, h * 0.85, w * 0.055, h * 0.01, [240, 236, 220])).join(""),
    { depth: 0.75, distance: 0.02 },
  );
};

const village: Build = async (plot) => {
  await hills(plot);
  plot.scene.subjects.unshift({
    id: "house",
    color: null,
    second: null,
    count: 5,
    size: 0.72,
    side: null,
    depth: "back",
    wears: [],
    parts: {},
    on: null,
  });
};

const garden: Build = async (plot) => {
  plot.horizon = plot.height * 0.58;
  [plot.near, plot.far] = [plot.height * 0.895, plot.height * 0.68];
  await extras(plot);
  if (!minimal(plot))
    await woods(
      plot,
      [
        [0.57, 0.26, 0.5],
        [0.6, 0.2, 0.3],
      ],
      plot.ground.snow ? "bare" : "broad",
    );
  await meadow(plot, plot.height * 0.63, plot.ground.snow ? "snow" : "grass", 0.02);
  if (plot.ground.snow || minimal(plot)) return;
  const rng = plot.rng.fork("beds");
  const colors = plot.scene.tints.garden ? [plot.scene.tints.garden, lighter(plot.scene.tints.garden, 0.3)] : FLOWERS;
  const [w, h] = [wide(plot), plot.height];
  const blooms = Array.from({ length: 210 }, () => {
    const near = rng() ** 0.8;
    const [x, y, r] = [rng() * w, h * (0.66 + near * 0.32), h * (0.003 + near * 0.009)];
    const color = rng.pick(colors);
    return {
      y,
      svg:
        Array.from({ length: 5 }, (_, k) =>
          disc(x + Math.cos(k * 1.2566) * r, y + Math.sin(k * 1.2566) * r * 0.8, r * 0.72, k % 2 ? color : darker(color, 0.08)),
        ).join("") + disc(x, y, r * 0.5, [248, 214, 110]),
    };
  }).sort((a, b) => a.y - b.y);
  await addLand(plot, blooms.map((bloom) => bloom.svg).join(""), { depth: 0.8, distance: 0.03 });
};

const ice: Build = async (plot) => {
  plot.horizon = plot.height * 0.54;
  [plot.near, plot.far] = [plot.height * 0.89, plot.height * 0.72];
  const rng = plot.rng.fork("ice");
  const [w, h] = [wide(plot), plot.height];
  const berg = (x: number, s: number) =>
    poly(
      [
        [x - s, h * 0.54],
        [x - s * 0.7, h * 0.54 - s * 0.5],
        [x - s * 0.2, h * 0.54 - s * 0.8],
        [x + s * 0.2, h * 0.54 - s * 0.5],
        [x + s * 0.6, h * 0.54 - s * 0.62],
        [x + s, h * 0.54],
      ],
      [242, 248, 252],
    ) +
    poly(
      [
        [x - s * 0.2, h * 0.54 - s * 0.8],
        [x + s * 0.2, h * 0.54 - s * 0.5],
        [x + s * 0.1, h * 0.54],
        [x - s * 0.1, h * 0.54],
      ],
      [176, 206, 228],
    ) +
    poly(
      [
        [x + s * 0.6, h * 0.54 - s * 0.62],
        [x + s, h * 0.54],
        [x + s * 0.5, h * 0.54],
      ],
      [176, 206, 228],
    );
  await addLand(plot, berg(w * 0.16, h * 0.13) + berg(w * 0.52, h * 0.08) + berg(w * 0.82, h * 0.17), { depth: 0.3, distance: 0.28 });
  sheet(plot, h * 0.8, 0.4, [0.75, 0.45], [34, 108, 140], false);
  const edge = hill(w, h, h * 0.7, h * 0.02, 2, [236, 243, 250], [250, 252, 255], rng);
  await addLand(
    plot,
    `<g transform="translate(0 ${h * 0.018})">${hill(w, h, h * 0.7, h * 0.02, 2, [150, 190, 216], [150, 190, 216], plot.rng.fork("ice")).svg}</g>` +
      edge.svg +
      texture(w, h, (x) => edge.at(x) + h * 0.03, [236, 243, 250], "snow", rng),
    { depth: 0.75, distance: 0 },
  );
};

const volcano: Build = async (plot) => {
  plot.horizon = plot.height * 0.66;
  [plot.near, plot.far] = [plot.height * 0.89, plot.height * 0.72];
  const [w, h] = [wide(plot), plot.height];
  const [x, top] = [w * 0.5, h * 0.2];
  const rock = tintOf(plot, "volcano", [84, 72, 80]);
  const puff = Array.from({ length: 15 }, (_, i) =>
    disc(
      x + ((i % 3) - 1) * h * 0.035 + i * h * 0.009,
      top - i * h * 0.017,
      h * (0.03 + i * 0.005),
      css(mix([92, 84, 92], [170, 160, 164], i / 15), 0.85),
    ),
  ).join("");
  await addLand(plot, puff, { depth: 0.2, distance: 0.2 });
  const lava =
    path(
      `M${x - h * 0.07} ${top}Q${x} ${top + h * 0.03} ${x + h * 0.07} ${top}L${x + h * 0.05} ${top + h * 0.05}L${x + h * 0.07} ${top + h * 0.2}L${x + h * 0.03} ${top + h * 0.12}L${x} ${top + h * 0.33}L${x - h * 0.03} ${top + h * 0.1}L${x - h * 0.08} ${top + h * 0.24}Z`,
      [255, 122, 44],
    ) + oval(x, top, h * 0.07, h * 0.012, [255, 214, 110]);
  await addLand(
    plot,
    `<defs>${gradient("v", [
      [0, darker(rock, 0.3)],
      [1, lighter(rock, 0.15)],
    ])}</defs>` +
      path(
        `M${x - w * 0.5} ${h * 0.7}C${x - w * 0.2} ${h * 0.6} ${x - h * 0.12} ${top + h * 0.14} ${x - h * 0.07} ${top}H${x + h * 0.07}C${x + h * 0.12} ${top + h * 0.14} ${x + w * 0.2} ${h * 0.6} ${x + w * 0.5} ${h * 0.7}Z`,
        "url(#v)",
      ),
    { depth: 0.25, distance: 0.14, glow: lava },
  );
  await woods(plot, [[0.69, 0.13, 0.24]], "mixed");
  await meadow(plot, h * 0.72, "grass", 0.03);
};

const sky: Build = async (plot) => {
  plot.horizon = plot.height * 1.12;
  [plot.near, plot.far] = [plot.height * 0.7, plot.height * 0.4];
  plot.surface = "air";
};

const space: Build = async (plot) => {
  plot.horizon = plot.height * 1.3;
  [plot.near, plot.far] = [plot.height * 0.72, plot.height * 0.4];
  plot.surface = "air";
  if (plot.scene.subjects.some((subject) => subject.id === "planet") || minimal(plot)) return;
  const rng = plot.rng.fork("worlds");
  const [w, h] = [wide(plot), plot.height];
  const color = rng.pick([
    [92, 132, 190],
    [196, 120, 92],
    [126, 104, 180],
    [88, 160, 150],
  ] as Rgb[]);
  const [x, y, r] = [w * (rng.chance(0.5) ? 0.12 : 0.88), h * rng.range(0.72, 0.9), Math.min(w, h) * rng.range(0.2, 0.3)];
  const bands = Array.from({ length: 6 }, (_, i) =>
    path(
      `M${x - r} ${y - r * 0.8 + i * r * 0.3}q${r} ${r * 0.16} ${r * 2} 0v${r * 0.13}q${-r} ${r * 0.16} ${-r * 2} 0z`,
      css(i % 2 ? darker(color, 0.25) : lighter(color, 0.25), 0.5),
    ),
  ).join("");
  await addLand(
    plot,
    `<defs><clipPath id="w"><circle cx="${x}" cy="${y}" r="${r}"/></clipPath><radialGradient id="ws" cx="0.3" cy="0.25" r="0.9"><stop offset="0.3" stop-color="#000" stop-opacity="0"/><stop offset="1" stop-color="#02020c" stop-opacity="0.9"/></radialGradient></defs><g clip-path="url(#w)">${disc(x, y, r, color)}${bands}${disc(x, y, r, "url(#ws)")}</g>`,
    { depth: 0.15, distance: 0 },
  );
};

const moonscape: Build = async (plot) => {
  plot.horizon = plot.height * 0.62;
  [plot.near, plot.far] = [plot.height * 0.89, plot.height * 0.68];
  const rng = plot.rng.fork("craters");
  const [w, h] = [wide(plot), plot.height];
  const gray: Rgb = [168, 168, 178];
  await addLand(
    plot,
    disc(w * 0.74, h * 0.24, h * 0.09, [84, 140, 206]) +
      shape(
        [
          [w * 0.7, h * 0.2],
          [w * 0.74, h * 0.17],
          [w * 0.78, h * 0.22],
          [w * 0.73, h * 0.27],
        ],
        [112, 168, 104],
      ) +
      shape(
        [
          [w * 0.74, h * 0.29],
          [w * 0.78, h * 0.27],
          [w * 0.79, h * 0.3],
        ],
        [240, 246, 250],
      ),
    { depth: 0.1, distance: 0 },
  );
  await addLand(plot, hill(w, h, h * 0.58, h * 0.05, 3, darker(gray, 0.4), darker(gray, 0.3), rng.fork("b")).svg, { depth: 0.4, distance: 0.1 });
  const front = hill(w, h, h * 0.66, h * 0.03, 2, gray, darker(gray, 0.12), rng.fork("f"));
  const pits = Array.from({ length: 22 }, () => {
    const near = rng();
    const [x, y, r] = [rng() * w, h * (0.69 + near * 0.29), h * (0.008 + near * 0.04)];
    return oval(x, y, r * 1.9, r * 0.62, darker(gray, 0.3)) + oval(x + r * 0.16, y + r * 0.16, r * 1.7, r * 0.48, darker(gray, 0.14));
  }).join("");
  await addLand(plot, front.svg + pits, { depth: 0.75, distance: 0 });
};

const underwater: Build = async (plot) => {
  plot.horizon = plot.height;
  [plot.near, plot.far] = [plot.height * 0.66, plot.height * 0.4];
  plot.surface = "under";
  const rng = plot.rng.fork("reef");
  const [w, h] = [wide(plot), plot.height];
  const sand: Rgb = [214, 196, 150];
  const back = hill(w, h, h * 0.8, h * 0.05, 3, [60, 120, 140], [40, 110, 140], rng.fork("back"));
  await addLand(plot, back.svg, { depth: 0.4, distance: 0.55 });
  const floor = hill(w, h, h * 0.88, h * 0.025, 2, sand, darker(sand, 0.25), rng.fork("floor"));
  await addLand(plot, reef(w, h, h * 0.86, rng) + floor.svg, { depth: 0.7, distance: 0.18 });
};

const room: Build = async (plot) => {
  plot.horizon = plot.height * 0.66;
  [plot.near, plot.far] = [plot.height * 0.83, plot.height * 0.74];
  plot.surface = "table";
  const rng = plot.rng.fork("room");
  const [w, h] = [wide(plot), plot.height];
  const wall = tintOf(
    plot,
    "background",
    plot.scene.palette[0] ??
      plot.scene.tints.room ??
      rng.pick([
        [132, 156, 158],
        [196, 170, 150],
        [126, 138, 166],
        [184, 178, 150],
      ] as Rgb[]),
  );
  const wood: Rgb = [158, 106, 68];
  const panes = plot.light.night
    ? ""
    : [0, 1]
        .map((i) =>
          [0, 1]
            .map((j) =>
              poly(
                [
                  [w * (0.1 + i * 0.13), h * (0.1 + j * 0.2)],
                  [w * (0.215 + i * 0.13), h * (0.12 + j * 0.2)],
                  [w * (0.215 + i * 0.13), h * (0.3 + j * 0.2)],
                  [w * (0.1 + i * 0.13), h * (0.28 + j * 0.2)],
                ],
                css([255, 244, 214], 0.2),
              ),
            )
            .join(""),
        )
        .join("");
  await addLand(
    plot,
    `<defs><radialGradient id="wl" cx="0.32" cy="0.3" r="0.95"><stop offset="0" stop-color="${css(lighter(wall, 0.34))}"/><stop offset="0.5" stop-color="${css(wall)}"/><stop offset="1" stop-color="${css(darker(wall, 0.42))}"/></radialGradient></defs>${box(0, 0, w, h, "url(#wl)")}${panes}`,
    { depth: 0.2, distance: 0 },
  );
  const grain = Array.from({ length: 46 }, () => {
    const y = h * rng.range(0.67, 1);
    const x = rng() * w;
    return stroke(
      [
        [x - w * 0.2, y],
        [x, y + h * rng.range(-0.004, 0.004)],
        [x + w * 0.2, y],
      ],
      css(darker(wood, rng.range(0.1, 0.4)), 0.4),
      h * rng.range(0.001, 0.003),
    );
  }).join("");
  await addLand(
    plot,
    `<defs>${gradient("tb", [
      [0, darker(wood, 0.22)],
      [0.25, wood],
      [1, darker(wood, 0.3)],
    ])}</defs>${box(-4, h * 0.66, w + 8, h * 0.36, "url(#tb)")}${grain}${box(-4, h * 0.66, w + 8, h * 0.004, lighter(wood, 0.35))}`,
    { depth: 0.5, distance: 0 },
  );
};

const studio: Build = async (plot) => {
  plot.horizon = plot.height * 0.8;
  [plot.near, plot.far] = [plot.height * 0.87, plot.height * 0.8];
  const [w, h] = [wide(plot), plot.height];
  const rng = plot.rng.fork("studio");
  const back =
    plot.scene.tints.background ??
    plot.scene.tints.studio ??
    plot.scene.palette[0] ??
    rng.pick([
      [236, 214, 190],
      [190, 214, 214],
      [216, 206, 228],
      [244, 222, 176],
      [196, 216, 190],
    ] as Rgb[]);
  const floor = darker(back, 0.16);
  await addLand(
    plot,
    `<defs>${gradient("st", [
      [0, lighter(back, 0.25)],
      [1, back],
    ])}${gradient("sf", [
      [0, mix(back, floor, 0.5)],
      [1, lighter(floor, 0.05)],
    ])}</defs>${box(0, 0, w, h, "url(#st)")}${disc(w / 2, h * 0.46, Math.min(w, h) * 0.36, css(lighter(back, 0.55), 0.75))}${box(0, h * 0.8, w, h * 0.2, "url(#sf)")}`,
    { depth: 0.2, distance: 0 },
  );
};

const branch: Build = async (plot) => {
  plot.horizon = plot.height * 1.1;
  [plot.near, plot.far] = [plot.height * 0.7, plot.height * 0.66];
  plot.surface = "branch";
  const rng = plot.rng.fork("branch");
  const [w, h] = [wide(plot), plot.height];
  const leaf = plot.ground.snow ? ([150, 168, 176] as Rgb) : plot.ground.leaf;
  const bokeh = Array.from({ length: 46 }, () =>
    disc(
      rng() * w,
      rng() * h,
      h * rng.range(0.03, 0.13),
      css(mix(leaf, rng.chance(0.5) ? plot.light.haze : darker(leaf, 0.3), rng()), rng.range(0.1, 0.34)),
    ),
  ).join("");
  await addLand(plot, box(0, 0, w, h, css(mix(leaf, plot.light.haze, 0.35), 0.62)) + bokeh, { depth: 0.2, distance: 0.3 });
  const bark: Rgb = [104, 78, 60];
  const limb =
    limbs(
      [
        [-20, h * 0.79, h * 0.055],
        [w * 0.3, h * 0.735, h * 0.046],
        [w * 0.6, h * 0.715, h * 0.036],
        [w * 0.96, h * 0.64, h * 0.014],
      ],
      bark,
    ) +
    limbs(
      [
        [w * 0.66, h * 0.712, h * 0.022],
        [w * 0.8, h * 0.78, h * 0.014],
        [w * 0.94, h * 0.8, h * 0.007],
      ],
      bark,
    ) +
    stroke(
      [
        [-10, h * 0.785],
        [w * 0.3, h * 0.73],
        [w * 0.6, h * 0.71],
      ],
      lighter(bark, 0.2),
      h * 0.008,
    );
  const leaves = Array.from({ length: 40 }, () => {
    const [x, turn, s] = [w * (rng.chance(0.5) ? rng.range(0, 0.32) : rng.range(0.66, 1)), rng.range(-80, 80), h * rng.range(0.022, 0.05)];
    const y = h * (0.78 - (x / w) * 0.12) + rng.range(-0.02, 0.03) * h;
    const color = mix(leaf, rng.chance(0.5) ? darker(leaf, 0.3) : lighter(leaf, 0.25), rng());
    return `<g transform="translate(${x} ${y}) rotate(${turn})">${shape(
      [
        [0, 0, 1],
        [s * 0.4, -s * 0.7],
        [0, -s * 1.7, 1],
        [-s * 0.4, -s * 0.7],
      ],
      color,
    )}</g>`;
  }).join("");
  await addLand(
    plot,
    limb +
      (plot.scene.season === "winter"
        ? stroke(
            [
              [-10, h * 0.765],
              [w * 0.3, h * 0.712],
              [w * 0.6, h * 0.698],
            ],
            [248, 250, 253],
            h * 0.016,
          )
        : leaves),
    { depth: 0.75, distance: 0 },
  );
};

export const PLACES: Record<string, Build> = {
  field,
  hill: hills,
  forest,
  jungle,
  mountain,
  lake,
  sea,
  beach,
  river,
  road,
  desert,
  mars: desert,
  savanna,
  city,
  village,
  garden,
  ice,
  volcano,
  sky,
  space,
  moonscape,
  underwater,
  room,
  studio,
  branch,
};

/** What stands before the subjects, where the place has such a thing. */
export async function frontOf(plot: Plot): Promise<void> {
  const { place } = plot.scene;
  if (plot.ground.snow) return;
  if (["field", "hill", "garden", "savanna", "forest", "river", "mountain"].includes(place)) {
    const flowers =
      place === "garden" || plot.scene.season === "spring" || plot.scene.season === "summer"
        ? plot.scene.tints.garden
          ? [plot.scene.tints.garden]
          : FLOWERS
        : [];
    await blades(plot, place === "forest" ? 0.06 : 0.085, flowers);
  }
}
