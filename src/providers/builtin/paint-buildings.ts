// What people build: houses, castles, lighthouses, windmills, bridges, tents.
import { type Rgb, darker, lighter, mix } from "./color.ts";
import { type Brush, type Draw, coat, halo, tones } from "./figure.ts";
import { both, box, disc, line, path, poly, shape } from "./shapes.ts";

const GLASS: Rgb = [118, 150, 172];
const LAMP: Rgb = [255, 214, 128];
const WOOD: Rgb = [132, 88, 58];
const STONE: Rgb = [178, 170, 164];

const pane = (brush: Brush, x: number, y: number, width: number, height: number, frame: Rgb): string =>
  box(x - 1.4, y - 1.4, width + 2.8, height + 2.8, frame, 1) +
  box(x, y, width, height, brush.night ? LAMP : GLASS) +
  line(`M${x + width / 2} ${y}v${height}M${x} ${y + height / 2}h${width}`, frame, 1.1);
/** The same windows again as light, for the night. */
const lit = (brush: Brush, panes: readonly (readonly [number, number, number, number])[]): string | undefined =>
  brush.night ? panes.map(([x, y, w, h]) => box(x, y, w, h, LAMP) + halo(x + w / 2, y + h / 2, Math.max(w, h) * 1.6, LAMP, 0.4)).join("") : undefined;

const house: Draw = (brush) => {
  const wall = coat(brush, [240, 226, 202]);
  const roof = brush.parts.roof ?? brush.second ?? ([176, 84, 66] as Rgb);
  const { dark } = tones(wall);
  const panes = [
    [24, 62, 13, 15],
    [64, 62, 13, 15],
    [44, 36, 12, 12],
  ] as const;
  return {
    svg:
      box(74, 8, 11, 28, mix(roof, STONE, 0.4)) +
      poly(
        [
          [10, 46],
          [50, 10],
          [90, 46],
        ],
        mix(wall, dark, 0.3),
      ) +
      box(14, 44, 72, 56, wall) +
      box(68, 44, 18, 56, dark, 0, 'opacity="0.35"') +
      poly(
        [
          [2, 50],
          [50, 4],
          [98, 50],
          [90, 53],
          [50, 16],
          [10, 53],
        ],
        roof,
      ) +
      poly(
        [
          [2, 50],
          [50, 4],
          [50, 12],
          [10, 53],
        ],
        lighter(roof, 0.12),
      ) +
      box(43, 70, 15, 30, brush.parts.door ?? WOOD, 1.5) +
      disc(54.6, 86, 1.2, [236, 200, 110]) +
      panes.map(([x, y, w, h]) => pane(brush, x, y, w, h, [250, 246, 238])).join(""),
    glow: lit(brush, panes),
    box: [0, 2, 100, 101],
    home: "ground",
    tall: 3.2,
    seat: [50, 6],
    relief: 0.4,
  };
};

const cabin: Draw = (brush) => {
  const wall = coat(brush, [148, 100, 64]);
  const { dark } = tones(wall);
  const roof = brush.parts.roof ?? brush.second ?? darker(WOOD, 0.35);
  const panes = [
    [22, 66, 15, 14],
    [76, 66, 15, 14],
  ] as const;
  return {
    svg:
      box(84, 14, 11, 30, STONE) +
      poly(
        [
          [14, 56],
          [56, 22],
          [98, 56],
        ],
        mix(wall, dark, 0.5),
      ) +
      box(12, 54, 88, 46, wall) +
      [62, 70, 78, 86, 94].map((y) => line(`M12 ${y}h88`, dark, 1.4)).join("") +
      [60, 68, 76, 84, 92].map((y) => disc(12, y + 2, 3, lighter(wall, 0.2)) + disc(100, y + 2, 3, dark)).join("") +
      poly(
        [
          [2, 58],
          [56, 14],
          [110, 58],
          [102, 62],
          [56, 25],
          [10, 62],
        ],
        roof,
      ) +
      box(49, 68, 16, 32, brush.parts.door ?? darker(WOOD, 0.2), 1) +
      panes.map(([x, y, w, h]) => pane(brush, x, y, w, h, darker(WOOD, 0.3))).join("") +
      disc(56, 44, 6, brush.night ? LAMP : GLASS),
    glow: lit(brush, [...panes, [52, 40, 8, 8]]),
    box: [0, 12, 112, 101],
    home: "ground",
    tall: 2.8,
    seat: [56, 16],
    relief: 0.4,
  };
};

const castle: Draw = (brush) => {
  const wall = coat(brush, [190, 182, 178]);
  const { dark } = tones(wall);
  const roof = brush.parts.roof ?? brush.second ?? ([88, 108, 158] as Rgb);
  const merlons = (x: number, y: number, count: number, step: number, color: Rgb) =>
    Array.from({ length: count }, (_, i) => box(x + i * step, y - 5, step * 0.55, 6, color)).join("");
  const tower = (x: number, y: number, width: number, color: Rgb, cone: number) =>
    box(x, y, width, 100 - y, color) +
    box(x + width * 0.66, y, width * 0.34, 100 - y, darker(color, 0.25), 0, 'opacity="0.5"') +
    box(x - 2, y - 2, width + 4, 5, darker(color, 0.1)) +
    poly(
      [
        [x - 4, y - 2],
        [x + width / 2, y - cone],
        [x + width + 4, y - 2],
      ],
      roof,
    ) +
    poly(
      [
        [x + width / 2, y - cone],
        [x + width + 4, y - 2],
        [x + width * 0.58, y - 2],
      ],
      darker(roof, 0.3),
    ) +
    line(`M${x + width / 2} ${y - cone}v-8`, darker(wall, 0.5), 1) +
    poly(
      [
        [x + width / 2, y - cone - 8],
        [x + width / 2 + 9, y - cone - 5.4],
        [x + width / 2, y - cone - 3],
      ],
      [206, 72, 64],
    );
  const panes = [
    [58, 18, 5, 9],
    [22, 48, 4, 8],
    [96, 48, 4, 8],
    [40, 66, 4, 8],
    [78, 66, 4, 8],
    [59, 40, 4, 8],
  ] as const;
  return {
    svg:
      tower(44, 38, 12, mix(wall, dark, 0.4), 22) +
      tower(66, 32, 12, mix(wall, dark, 0.4), 24) +
      tower(52, 12, 17, wall, 34) +
      box(10, 60, 100, 40, wall) +
      merlons(10, 60, 12, 8.6, wall) +
      tower(14, 42, 19, wall, 28) +
      tower(88, 42, 19, wall, 28) +
      path("M50 100V86Q60 72 71 86V100Z", darker(WOOD, 0.45)) +
      line("M55 100V82M60.5 100V79M66 100V82", darker(WOOD, 0.7), 1) +
      panes.map(([x, y, w, h]) => box(x, y, w, h, brush.night ? LAMP : darker(wall, 0.6), 2)).join("") +
      [
        [30, 74],
        [44, 90],
        [84, 88],
        [100, 76],
        [22, 92],
        [76, 94],
      ]
        .map(([x, y]) => box(x!, y!, 6, 2.6, dark, 1))
        .join(""),
    glow: lit(brush, panes),
    box: [6, -34, 116, 101],
    home: "ground",
    tall: 5,
    seat: [60, -18],
    relief: 0.5,
  };
};

const lighthouse: Draw = (brush) => {
  const red = brush.main ?? ([206, 70, 62] as Rgb);
  const white: Rgb = brush.second ?? [248, 244, 238];
  const side = (y: number) => 12 + (y - 22) * 0.1;
  const bands = [22, 40, 58, 76]
    .map((y, i) =>
      poly(
        [
          [50 - side(y), y],
          [50 + side(y), y],
          [50 + side(y + 18), y + 18],
          [50 - side(y + 18), y + 18],
        ],
        i % 2 ? red : white,
      ),
    )
    .join("");
  return {
    svg:
      shape(
        [
          [18, 101],
          [22, 92],
          [36, 88],
          [66, 89],
          [80, 94],
          [86, 101],
        ],
        [116, 108, 108],
      ) +
      bands +
      poly(
        [
          [55, 22],
          [62, 22],
          [70, 94],
          [58, 94],
        ],
        [60, 50, 80],
        'opacity="0.22"',
      ) +
      box(35, 17, 30, 5, darker(white, 0.35), 1) +
      line("M36 17v-6M43 17v-6M57 17v-6M64 17v-6M36 11h28", [90, 86, 96], 1.2) +
      box(42, 2, 16, 15, [250, 232, 170]) +
      line("M47 2v15M53 2v15", [110, 104, 110], 1) +
      path("M39 3Q50 -14 61 3Z", red) +
      disc(50, -8, 2, darker(red, 0.3)) +
      box(46, 82, 9, 13, darker(WOOD, 0.1), 4) +
      box(47, 48, 6, 8, [96, 120, 140], 3),
    glow:
      disc(50, 9, 8, [255, 244, 200]) +
      (brush.night
        ? poly(
            [
              [50, 6],
              [-150, -30],
              [-150, 42],
              [50, 12],
            ],
            [255, 240, 190] as Rgb,
            'opacity="0.32"',
          ) +
          poly(
            [
              [50, 6],
              [250, -14],
              [250, 44],
              [50, 12],
            ],
            [255, 240, 190] as Rgb,
            'opacity="0.22"',
          ) +
          halo(50, 9, 24.3, [255, 240, 190], 0.91)
        : ""),
    box: brush.night ? [-60, -34, 160, 102] : [16, -12, 88, 102],
    home: "ground",
    tall: 4.5,
  };
};

const windmill: Draw = (brush) => {
  const wall = coat(brush, [232, 222, 206]);
  const { dark } = tones(wall);
  const sail = (angle: number) =>
    `<g transform="translate(50 24) rotate(${angle})">${line("M0 0V-46", darker(WOOD, 0.2), 2.2)}${box(1, -45, 11, 36, [246, 240, 226], 0, 'fill-opacity="0.9"')}${line("M1 -36h11M1 -27h11M1 -18h11M6.5 -45v36", WOOD, 0.9)}</g>`;
  return {
    svg:
      poly(
        [
          [34, 34],
          [66, 34],
          [76, 100],
          [24, 100],
        ],
        wall,
      ) +
      poly(
        [
          [56, 34],
          [66, 34],
          [76, 100],
          [62, 100],
        ],
        dark,
        'opacity="0.4"',
      ) +
      path("M30 36Q50 0 70 36Z", brush.parts.roof ?? brush.second ?? [150, 82, 62]) +
      box(45, 78, 11, 22, WOOD, 5) +
      box(46, 52, 8, 10, brush.night ? LAMP : GLASS, 3) +
      [20, 110, 200, 290].map(sail).join("") +
      disc(50, 24, 4, darker(WOOD, 0.3)),
    glow: lit(brush, [[46, 52, 8, 10]]),
    box: [2, -24, 98, 101],
    home: "ground",
    tall: 4,
    relief: 0.5,
  };
};

const church: Draw = (brush) => {
  const wall = coat(brush, [240, 236, 226]);
  const roof = brush.parts.roof ?? brush.second ?? ([98, 84, 92] as Rgb);
  const panes = [
    [58, 66, 6, 14],
    [72, 66, 6, 14],
    [86, 66, 6, 14],
  ] as const;
  return {
    svg:
      line("M28 -18v-12M23 -26h10", [200, 160, 80], 2) +
      box(48, 56, 52, 44, wall) +
      poly(
        [
          [44, 58],
          [56, 36],
          [92, 36],
          [104, 58],
        ],
        roof,
      ) +
      box(14, 22, 28, 78, lighter(wall, 0.2)) +
      box(33, 22, 9, 78, darker(wall, 0.2), 0, 'opacity="0.4"') +
      poly(
        [
          [10, 24],
          [28, -18],
          [46, 24],
        ],
        roof,
      ) +
      path("M20 100V84Q28 74 36 84V100Z", WOOD) +
      disc(28, 36, 5, [246, 240, 226]) +
      line("M28 36v-3.6M28 36h2.6", [60, 50, 50], 1) +
      box(24, 52, 8, 13, brush.night ? LAMP : GLASS, 4) +
      panes.map(([x, y, w, h]) => box(x, y, w, h, brush.night ? LAMP : GLASS, 3)).join(""),
    glow: lit(brush, [...panes, [24, 52, 8, 13]]),
    box: [8, -31, 106, 101],
    home: "ground",
    tall: 4,
    relief: 0.4,
  };
};

const pagoda: Draw = (brush) => {
  const roof = brush.parts.roof ?? brush.second ?? ([66, 84, 92] as Rgb);
  const wall = coat(brush, [190, 70, 56]);
  const storey = (y: number, half: number) =>
    box(50 - half, y, half * 2, 19, wall) +
    [-0.6, 0, 0.6].map((k) => box(50 + k * half - 2.4, y + 6, 4.8, 9, brush.night ? LAMP : [250, 236, 206])).join("") +
    path(
      `M${50 - half - 16} ${y + 2}Q${50 - half - 4} ${y - 2} ${50 - half * 0.7} ${y - 9}H${50 + half * 0.7}Q${50 + half + 4} ${y - 2} ${50 + half + 16} ${y + 2}Q50 ${y + 7} ${50 - half - 16} ${y + 2}Z`,
      roof,
    );
  return {
    svg: line("M50 -14V8", darker(roof, 0.3), 2.4) + storey(80, 27) + storey(58, 22) + storey(36, 17.5) + storey(15, 13) + box(20, 97, 60, 5, STONE),
    glow: lit(brush, [
      [47.6, 86, 4.8, 9],
      [47.6, 64, 4.8, 9],
      [47.6, 42, 4.8, 9],
    ]),
    box: [4, -16, 96, 102],
    home: "ground",
    tall: 4.4,
    relief: 0.5,
  };
};

const barn: Draw = (brush) => {
  const wall = coat(brush, [176, 58, 50]);
  const white: Rgb = [246, 240, 230];
  return {
    svg:
      poly(
        [
          [8, 52],
          [18, 26],
          [50, 6],
          [82, 26],
          [92, 52],
          [92, 100],
          [8, 100],
        ],
        wall,
      ) +
      [20, 32, 68, 80].map((x) => line(`M${x} 44V99`, darker(wall, 0.2), 1)).join("") +
      line("M6 54L17 26L50 5L83 26L94 54", darker(brush.parts.roof ?? [92, 84, 88], 0.1), 6) +
      box(34, 62, 32, 38, darker(wall, 0.15)) +
      line("M34 62h32v38h-32zM34 62l32 38M66 62l-32 38", white, 2.2) +
      box(42, 30, 16, 16, darker(wall, 0.5)) +
      line("M42 30h16v16h-16zM42 30l16 16M58 30l-16 16", white, 1.6),
    box: [2, 1, 98, 101],
    home: "ground",
    tall: 3.4,
    relief: 0.4,
  };
};

const tower: Draw = (brush) => {
  const { base, dark } = tones(coat(brush, [120, 104, 98]));
  return {
    svg:
      path("M46 -30H54L58 30L64 56L84 100H66Q50 72 34 100H16L36 56L42 30Z", base) +
      box(33, 54, 34, 5, dark) +
      box(39, 26, 22, 4, dark) +
      line("M38 50L60 32M62 50L40 32M30 82L62 62M70 82L38 62M44 22L55 4M56 22L45 4M24 94L40 78M76 94L60 78", mix(dark, base, 0.3), 1.4) +
      line("M50 -30V-44", dark, 1.6),
    box: [14, -46, 86, 101],
    home: "ground",
    tall: 6,
    relief: 0.4,
  };
};

const bridge: Draw = (brush) => {
  const { base, dark } = tones(coat(brush, STONE));
  const arch = (x: number, w: number) => `M${x} 100V84Q${x + w / 2} 52 ${x + w} 84V100Z`;
  return {
    svg:
      path(`M-30 60Q70 36 170 60V100H-30Z${arch(-14, 44)}${arch(44, 52)}${arch(110, 44)}`, base, 'fill-rule="evenodd"') +
      line("M-30 60Q70 36 170 60", dark, 4) +
      line("M-30 53Q70 29 170 53", lighter(base, 0.15), 3) +
      Array.from({ length: 15 }, (_, i) => line(`M${-26 + i * 14} ${58 - 11 * (1 - ((i - 7) / 7) ** 2)}v-6`, dark, 1.5)).join("") +
      Array.from({ length: 12 }, (_, i) => box(-22 + i * 16.4, 64 + (i % 3) * 5, 7, 3, dark, 1, 'opacity="0.4"')).join(""),
    box: [-31, 34, 171, 101],
    home: "ground",
    tall: 2.4,
    seat: [70, 46],
    relief: 0.5,
  };
};

const tent: Draw = (brush) => {
  const { base, dark } = tones(coat(brush, [228, 142, 62]));
  return {
    svg:
      poly(
        [
          [50, 32],
          [100, 100],
          [64, 100],
        ],
        dark,
      ) +
      poly(
        [
          [50, 32],
          [0, 100],
          [64, 100],
        ],
        base,
      ) +
      poly(
        [
          [38, 62],
          [22, 100],
          [52, 100],
        ],
        brush.night ? LAMP : darker(base, 0.6),
      ) +
      line("M50 32v-6M0 100l-8 3M100 100l8 3", [100, 80, 64], 1.6),
    glow: brush.night
      ? poly(
          [
            [38, 62],
            [22, 100],
            [52, 100],
          ],
          LAMP,
        ) +
        poly(
          [
            [50, 32],
            [0, 100],
            [64, 100],
          ],
          LAMP,
          'opacity="0.25"',
        )
      : undefined,
    box: [-9, 24, 109, 104],
    home: "ground",
    tall: 1.8,
    relief: 0.4,
  };
};

const pyramid: Draw = (brush) => {
  const { base, dark } = tones(coat(brush, [222, 184, 124]));
  return {
    svg:
      poly(
        [
          [70, 8],
          [150, 100],
          [96, 100],
        ],
        dark,
      ) +
      poly(
        [
          [70, 8],
          [-10, 100],
          [96, 100],
        ],
        base,
      ) +
      Array.from({ length: 9 }, (_, i) => {
        const y = 18 + i * 9.4;
        const k = (y - 8) / 92;
        return line(`M${70 - 80 * k} ${y}L${70 + 26 * k} ${y}L${70 + 80 * k} ${y}`, darker(base, 0.25), 0.7);
      }).join(""),
    box: [-12, 6, 152, 101],
    home: "ground",
    tall: 5,
    relief: 0.2,
  };
};

const door: Draw = (brush) => {
  const { base, dark } = tones(coat(brush, [74, 120, 150]));
  return {
    svg:
      box(22, 2, 56, 98, [232, 222, 206], 2) +
      box(28, 8, 44, 92, base) +
      both(box(33, 16, 14, 32, dark, 1) + box(33, 56, 14, 36, dark, 1), 50) +
      disc(66, 54, 2.4, [240, 200, 90]),
    glow: brush.night ? box(28, 8, 44, 92, [255, 236, 180], 0, 'opacity="0.35"') : undefined,
    box: [20, 0, 80, 101],
    home: "ground",
    tall: 2,
    relief: 0.4,
  };
};

export const BUILDINGS: Record<string, Draw> = {
  house,
  cabin,
  castle,
  lighthouse,
  windmill,
  church,
  pagoda,
  barn,
  tower,
  bridge,
  tent,
  pyramid,
  door,
};
