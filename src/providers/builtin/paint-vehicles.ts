// What carries people: boats, cars, trains, planes, rockets, balloons, bicycles.
import { type Rgb, darker, lighter, mix } from "./color.ts";
import { type Draw, coat, halo, tones } from "./figure.ts";
import { both, box, disc, gradient, limbs, line, oval, path, poly, shape, stroke } from "./shapes.ts";

const GLASS: Rgb = [176, 214, 232];
const LAMP: Rgb = [255, 230, 160];
const RUBBER: Rgb = [48, 46, 54];
const WOOD: Rgb = [140, 92, 58];

const wheel = (x: number, y: number, r: number): string =>
  disc(x, y, r, RUBBER) + disc(x, y, r * 0.56, [186, 190, 198]) + disc(x, y, r * 0.18, [90, 94, 104]);

const boat: Draw = (brush) => {
  const { base, dark, light } = tones(coat(brush, [176, 84, 62]));
  return {
    svg:
      line("M40 84L8 100M92 84L122 98", darker(WOOD, 0.1), 2.6) +
      path("M6 72Q60 84 122 70Q116 92 104 99Q64 104 26 99Q12 92 6 72Z", base) +
      path("M6 72Q60 84 122 70L119 76Q62 90 9 78Z", light) +
      path("M16 75Q62 84 112 74Q62 80 16 75Z", darker(WOOD, 0.35)) +
      line("M14 90Q64 98 114 88", dark, 1.6),
    box: [4, 66, 125, 103],
    home: "water",
    tall: 0.8,
    seat: [66, 78],
    moves: "bob",
  };
};

const sailboat: Draw = (brush) => {
  const { base, dark } = tones(brush.parts.sail ? coat(brush, WOOD) : WOOD);
  const sail = brush.parts.sail ?? brush.main ?? ([250, 246, 236] as Rgb);
  const hull = brush.main && !brush.parts.sail ? darker(mix(WOOD, brush.main, 0.35), 0.1) : base;
  return {
    svg:
      line("M58 82V-14", darker(WOOD, 0.3), 2.4) +
      path("M55 -8Q28 34 14 74Q36 78 55 74Z", sail) +
      path("M61 -12Q96 26 104 74Q80 79 61 74Z", mix(sail, [120, 110, 140], 0.18)) +
      path("M58 -14L74 -9L58 -4Z", brush.second ?? [210, 72, 62]) +
      path("M8 80Q58 86 112 80Q104 98 92 101Q58 104 28 101Q16 98 8 80Z", hull) +
      line("M14 88Q60 95 106 88", dark, 1.8) +
      line("M10 82Q58 88 110 82", lighter(hull, 0.4), 2),
    box: [6, -17, 115, 105],
    home: "water",
    tall: 2,
    seat: [86, 82],
    moves: "bob",
  };
};

const ship: Draw = (brush) => {
  const { base, dark } = tones(coat(brush, [52, 66, 96]));
  const white: Rgb = [246, 244, 240];
  const windows = (y: number, from: number, to: number, color: Rgb) =>
    Array.from({ length: Math.floor((to - from) / 8) }, (_, i) => disc(from + 4 + i * 8, y, 1.7, color)).join("");
  return {
    svg:
      [64, 88]
        .map(
          (x) =>
            poly(
              [
                [x, 50],
                [x + 2, 22],
                [x + 14, 22],
                [x + 16, 50],
              ],
              brush.second ?? [206, 78, 58],
            ) +
            poly(
              [
                [x + 1.6, 30],
                [x + 2, 22],
                [x + 14, 22],
                [x + 14.6, 30],
              ],
              RUBBER,
            ),
        )
        .join("") +
      box(40, 46, 88, 14, white, 2) +
      box(28, 58, 116, 16, mix(white, [180, 190, 210], 0.4), 2) +
      windows(53, 44, 124, [86, 110, 140]) +
      windows(66, 32, 140, [86, 110, 140]) +
      poly(
        [
          [4, 70],
          [168, 74],
          [152, 100],
          [24, 100],
        ],
        base,
      ) +
      poly(
        [
          [20.6, 95],
          [155, 95],
          [152, 101],
          [24, 101],
        ],
        [178, 66, 56],
      ) +
      windows(82, 26, 150, lighter(base, 0.5)) +
      line("M40 46V30M136 60V38", dark, 1.4),
    glow: brush.night ? windows(53, 44, 124, LAMP) + windows(66, 32, 140, LAMP) : undefined,
    box: [2, 18, 171, 104],
    home: "water",
    tall: 2.6,
    seat: [140, 58],
    moves: "bob",
  };
};

const car: Draw = (brush) => {
  const { base, dark, light } = tones(coat(brush, [208, 66, 58]));
  return {
    svg:
      path("M6 82Q4 66 18 62L42 58Q54 38 66 36H104Q118 38 130 58L146 62Q156 68 154 84Q150 90 144 90H16Q8 90 6 82Z", base) +
      path("M49 58Q58 43 68 42H84V58Z", GLASS) +
      path("M89 42H102Q112 44 121 58H89Z", mix(GLASS, [90, 130, 160], 0.25)) +
      path("M6 78Q80 86 154 78V84Q150 90 144 90H16Q8 90 6 84Z", dark) +
      line("M87 60V84M95 66h8", dark, 1.4) +
      line("M20 66Q60 61 130 64", light, 1.8) +
      oval(11, 70, 4, 5, [255, 244, 206]) +
      oval(150, 70, 3, 5, [214, 60, 56]) +
      wheel(38, 88, 13) +
      wheel(122, 88, 13),
    glow: brush.night
      ? `<defs>${gradient(
          `${brush.id}l`,
          [
            [0, [255, 240, 190], 0],
            [1, [255, 240, 190], 0.5],
          ],
          'x1="0" y1="0" x2="1" y2="0"',
        )}</defs>` +
        poly(
          [
            [8, 68],
            [-60, 58],
            [-60, 99],
            [8, 76],
          ],
          `url(#${brush.id}l)`,
        ) +
        oval(11, 70, 4, 5, LAMP)
      : undefined,
    box: [brush.night ? -60 : 2, 33, 158, 102],
    home: "ground",
    tall: 1.3,
    seat: [86, 37],
    moves: "travel",
  };
};

const bus: Draw = (brush) => {
  const { base, dark, light } = tones(coat(brush, [232, 168, 56]));
  return {
    svg:
      box(4, 26, 150, 62, base, 9) +
      box(4, 68, 150, 20, dark, 6) +
      [14, 40, 66, 92].map((x) => box(x, 34, 22, 22, GLASS, 3)).join("") +
      box(120, 34, 26, 46, mix(GLASS, [60, 90, 120], 0.3), 3) +
      line("M133 34v46M8 62h108", light, 1.8) +
      oval(8, 76, 3, 4, [255, 244, 206]) +
      wheel(36, 88, 12.5) +
      wheel(118, 88, 12.5),
    glow: brush.night ? [14, 40, 66, 92].map((x) => box(x, 34, 22, 22, LAMP, 3)).join("") : undefined,
    box: [1, 23, 157, 102],
    home: "ground",
    tall: 1.6,
    seat: [70, 26],
    moves: "travel",
  };
};

const train: Draw = (brush) => {
  const { base, dark, light } = tones(coat(brush, [70, 96, 84]));
  const smoke = [
    [22, 8, 9],
    [36, -4, 12],
    [58, -12, 15],
    [86, -16, 18],
  ]
    .map(([x, y, r]) => disc(x!, y!, r!, [236, 234, 236], 'opacity="0.8"'))
    .join("");
  const coach = (x: number, color: Rgb) =>
    box(x, 42, 76, 44, color, 5) +
    box(x - 1, 38, 78, 7, darker(color, 0.35), 3) +
    [8, 30, 52].map((dx) => box(x + dx, 52, 16, 14, brush.night ? LAMP : GLASS, 2)).join("") +
    line(`M${x} 74h76`, lighter(color, 0.4), 2) +
    wheel(x + 16, 92, 8) +
    wheel(x + 60, 92, 8);
  return {
    svg:
      smoke +
      line("M88 86h12M176 86h10", RUBBER, 4) +
      coach(102, brush.second ?? [158, 70, 60]) +
      coach(186, brush.second ?? [158, 70, 60]) +
      box(17, 22, 12, 30, RUBBER) +
      box(14, 18, 18, 7, dark, 2) +
      box(38, 40, 10, 12, [226, 180, 84], 4) +
      box(10, 50, 58, 32, base, 10) +
      box(56, 34, 36, 52, base, 3) +
      box(52, 29, 44, 8, dark, 3) +
      box(64, 42, 20, 17, brush.night ? LAMP : GLASS, 2) +
      [24, 40].map((x) => line(`M${x} 50v32`, light, 2)).join("") +
      poly(
        [
          [10, 82],
          [-4, 99],
          [20, 99],
        ],
        [196, 68, 58],
      ) +
      disc(10, 60, 4.6, [255, 240, 190]) +
      box(14, 80, 78, 8, dark) +
      wheel(26, 91, 9) +
      wheel(48, 91, 9) +
      wheel(76, 88, 12) +
      line("M26 91H78", [190, 196, 206], 2.6),
    glow: brush.night ? halo(10, 60, 12.15, LAMP, 0.95) : undefined,
    box: [-6, -35, 266, 101],
    home: "ground",
    tall: 2,
    moves: "travel",
  };
};

const rocket: Draw = (brush) => {
  const { base, dark } = tones(coat(brush, [240, 240, 244]));
  const accent = brush.second ?? (brush.main ? darker(brush.main, 0.35) : ([214, 70, 64] as Rgb));
  const flame =
    shape(
      [
        [38, 88],
        [50, 92],
        [62, 88],
        [64, 104],
        [56, 118],
        [50, 138, 1],
        [44, 118],
        [36, 104],
      ],
      [250, 150, 56],
    ) +
    shape(
      [
        [43, 90],
        [50, 92],
        [57, 90],
        [57, 102],
        [50, 120, 1],
        [43, 102],
      ],
      [255, 232, 140],
    );
  return {
    svg:
      both(
        shape(
          [
            [34, 58],
            [20, 70],
            [14, 92, 1],
            [28, 86],
            [38, 84],
          ],
          accent,
        ),
        50,
      ) +
      shape(
        [
          [50, -6, 1],
          [64, 16],
          [69, 44],
          [66, 72],
          [61, 88],
          [39, 88],
          [34, 72],
          [31, 44],
          [36, 16],
        ],
        base,
      ) +
      shape(
        [
          [50, -6, 1],
          [60, 8],
          [64, 20],
          [50, 23],
          [36, 20],
          [40, 8],
        ],
        accent,
      ) +
      path("M58 22Q68 50 61 88H52Q58 50 58 22Z", dark, 'opacity="0.4"') +
      disc(50, 42, 9.6, accent) +
      disc(50, 42, 6.8, [126, 190, 226]) +
      disc(48, 40, 2.2, [226, 244, 252]) +
      line("M37 70h26", accent, 2.6) +
      shape(
        [
          [46, 60],
          [54, 60],
          [53, 94],
          [47, 94],
        ],
        accent,
      ),
    glow: flame,
    box: [10, -8, 90, 140],
    home: "air",
    tall: 2,
    moves: "rise",
  };
};

const plane: Draw = (brush) => {
  const { base, dark } = tones(coat(brush, [242, 244, 248]));
  const accent = brush.second ?? (brush.main ? dark : ([58, 118, 190] as Rgb));
  return {
    svg:
      shape(
        [
          [92, 42],
          [128, 10, 1],
          [140, 12],
          [118, 48],
        ],
        dark,
      ) +
      poly(
        [
          [140, 42],
          [160, 12],
          [170, 12],
          [164, 48],
        ],
        accent,
      ) +
      shape(
        [
          [4, 54],
          [16, 42],
          [44, 36],
          [110, 36],
          [150, 40],
          [172, 46, 1],
          [150, 58],
          [100, 66],
          [40, 66],
          [14, 64],
        ],
        base,
      ) +
      path("M6 58Q80 68 158 55L150 58Q100 67 40 66Q14 66 6 58Z", accent) +
      shape(
        [
          [14, 46],
          [28, 42],
          [28, 50],
          [12, 52],
        ],
        [70, 110, 150],
      ) +
      Array.from({ length: 10 }, (_, i) => box(42 + i * 9, 45, 5, 6, [90, 130, 170], 2)).join("") +
      shape(
        [
          [72, 56],
          [104, 54],
          [134, 98, 1],
          [120, 98],
        ],
        mix(base, dark, 0.6),
      ) +
      oval(90, 74, 12, 5, dark),
    box: [1, 8, 174, 101],
    home: "air",
    tall: 1.4,
    seat: [80, 36],
    moves: "travel",
  };
};

const bicycle: Draw = (brush) => {
  const { base, dark } = tones(coat(brush, [58, 128, 140]));
  const ring = (x: number) =>
    `<circle cx="${x}" cy="74" r="25" fill="none" stroke="rgb(48,46,54)" stroke-width="3.4"/>` +
    Array.from({ length: 9 }, (_, i) =>
      line(`M${x} 74L${(x + Math.cos(i * 0.698) * 24).toFixed(1)} ${(74 + Math.sin(i * 0.698) * 24).toFixed(1)}`, [150, 152, 160], 0.7),
    ).join("") +
    disc(x, 74, 2.6, RUBBER);
  return {
    svg:
      ring(28) +
      ring(112) +
      line("M28 74L42 36M42 36L39 25Q32 22 26 27M42 40L82 38L68 74L44 44M82 38L112 74L68 74M82 38L79 28", base, 3.4) +
      line("M70 27Q80 24 92 28", RUBBER, 5) +
      disc(68, 74, 6, dark) +
      line("M68 74l6 12M74 86h6", RUBBER, 2.2) +
      line("M39 25Q32 22 26 27", RUBBER, 3.6),
    box: [1, 20, 140, 101],
    home: "ground",
    tall: 1.2,
    seat: [80, 26],
    moves: "travel",
    relief: 0.3,
  };
};

/** A hot-air balloon in bands of colour. */
const balloon: Draw = (brush) => {
  const { base, dark } = tones(coat(brush, [222, 84, 66]));
  const other = brush.second ?? (brush.main ? lighter(base, 0.5) : ([248, 206, 104] as Rgb));
  const outline = "M50 -20C86 -20 96 10 90 32C86 50 68 62 62 76H38C32 62 14 50 10 32C4 10 14 -20 50 -20Z";
  const clip = `${brush.id}g`;
  const bands = [
    [0, 50],
    [9, 36],
    [22, 22],
    [36, 10],
  ]
    .map(([, half], i) =>
      path(
        `M50 -22C${50 - half! * 1.9} -10 ${50 - half! * 1.6} 44 ${50 - half! * 0.26} 78H${50 + half! * 0.26}C${50 + half! * 1.6} 44 ${50 + half! * 1.9} -10 50 -22Z`,
        i % 2 ? other : base,
      ),
    )
    .join("");
  return {
    svg:
      line("M39 76L43 92M61 76L57 92", [104, 80, 60], 1.2) +
      `<clipPath id="${clip}"><path d="${outline}"/></clipPath>` +
      path(outline, base) +
      `<g clip-path="url(#${clip})">${bands}${path("M6 30Q50 44 94 30L90 40Q50 54 10 40Z", dark, 'opacity="0.55"')}</g>` +
      box(41, 90, 18, 12, WOOD, 3) +
      line("M42 95h16M42 99h16", darker(WOOD, 0.3), 1),
    glow: brush.night ? oval(50, 50, 22, 30, [255, 200, 110] as Rgb, 'opacity="0.45"') : undefined,
    box: [4, -23, 96, 104],
    home: "air",
    tall: 2.4,
    moves: "rise",
  };
};

const ufo: Draw = (brush) => {
  const { base, dark, light } = tones(coat(brush, [150, 158, 176]));
  return {
    svg:
      shape(
        [
          [34, 34],
          [38, 18],
          [52, 10],
          [66, 18],
          [70, 34],
          [52, 38],
        ],
        [150, 214, 220],
      ) +
      shape(
        [
          [42, 20],
          [50, 15],
          [46, 28],
        ],
        [232, 250, 252],
      ) +
      oval(52, 44, 50, 14, dark) +
      oval(52, 41, 50, 12, base) +
      oval(52, 38, 30, 6, light),
    glow:
      poly(
        [
          [34, 52],
          [70, 52],
          [92, 118],
          [12, 118],
        ],
        [170, 255, 190] as Rgb,
        'opacity="0.28"',
      ) + [14, 33, 52, 71, 90].map((x) => disc(x, 46 - Math.abs(x - 52) * 0.06 + 4, 3.4, [190, 255, 170])).join(""),
    box: [0, 7, 104, 119],
    home: "air",
    tall: 1.4,
    moves: "bob",
  };
};

/** A kite with its tail, and the round balloon on a string. */
const kite: Draw = (brush) => {
  const { base, dark } = tones(coat(brush, [224, 86, 74]));
  const other = brush.second ?? ([248, 206, 96] as Rgb);
  return {
    svg:
      stroke(
        [
          [50, 76],
          [60, 90],
          [46, 104],
          [58, 118],
        ],
        dark,
        1.6,
      ) +
      [
        [60, 90],
        [47, 104],
      ]
        .map(([x, y]) =>
          poly(
            [
              [x! - 7, y! - 3],
              [x! + 7, y! + 3],
              [x! + 6, y! - 4],
              [x! - 6, y! + 4],
            ],
            other,
          ),
        )
        .join("") +
      poly(
        [
          [50, 0],
          [82, 32],
          [50, 78],
          [18, 32],
        ],
        base,
      ) +
      poly(
        [
          [50, 0],
          [82, 32],
          [50, 32],
        ],
        other,
      ) +
      poly(
        [
          [18, 32],
          [50, 32],
          [50, 78],
        ],
        dark,
      ),
    box: [16, -2, 84, 120],
    home: "air",
    tall: 0.8,
    moves: "flutter",
  };
};

const toyballoon: Draw = (brush) => {
  const { base, light } = tones(
    brush.main ??
      brush.rng.pick([
        [222, 66, 72],
        [248, 190, 70],
        [74, 150, 214],
        [110, 186, 110],
        [236, 128, 172],
      ] as Rgb[]),
  );
  return {
    svg:
      stroke(
        [
          [50, 66],
          [53, 82],
          [47, 98],
          [51, 116],
        ],
        [120, 116, 124],
        1.1,
      ) +
      poly(
        [
          [46, 70],
          [54, 70],
          [50, 64],
        ],
        base,
      ) +
      shape(
        [
          [50, -6],
          [72, 4],
          [78, 28],
          [66, 54],
          [50, 66],
          [34, 54],
          [22, 28],
          [28, 4],
        ],
        base,
      ) +
      shape(
        [
          [34, 10],
          [42, 4],
          [40, 16],
          [34, 26],
          [31, 20],
        ],
        lighter(light, 0.4),
        'opacity="0.75"',
      ) +
      limbs(
        [
          [60, 58, 3],
          [66, 44, 3],
          [69, 30, 1],
        ],
        lighter(base, 0.3),
        'opacity="0.5"',
      ),
    box: [20, -8, 80, 117],
    home: "air",
    tall: 0.8,
    moves: "rise",
  };
};

export const VEHICLES: Record<string, Draw> = { boat, sailboat, ship, car, bus, train, rocket, plane, bicycle, balloon, ufo, kite, toyballoon };
