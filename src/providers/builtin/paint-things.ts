// Things: fruit and crockery for a table, and the objects that stand for something.
import { type Rgb, darker, lighter, mix } from "./color.ts";
import { type Draw, type Figure, coat, halo, tones } from "./figure.ts";
import { bloom } from "./paint-plants.ts";
import { both, box, disc, group, limbs, line, oval, path, poly, shape, stroke } from "./shapes.ts";

const LEAF: Rgb = [98, 150, 74];
const WOOD: Rgb = [146, 98, 62];
const CREAM: Rgb = [250, 244, 232];
const FLAME: Rgb = [255, 214, 110];

const thing = (svg: string, size: readonly [number, number, number, number], tall: number, more: Partial<Figure> = {}): Figure => ({
  svg,
  box: size,
  home: "table",
  tall,
  ...more,
});
const shine = (x: number, y: number, rx: number, ry: number, turn = -24): string =>
  group(oval(0, 0, rx, ry, [255, 255, 255], 'opacity="0.4"'), `translate(${x} ${y}) rotate(${turn})`);
const stalk = (x: number, y: number): string =>
  stroke(
    [
      [x, y],
      [x + 1, y - 8],
      [x + 5, y - 13],
    ],
    [96, 66, 46],
    2.6,
  ) +
  shape(
    [
      [x + 2, y - 8, 1],
      [x + 12, y - 16],
      [x + 24, y - 12, 1],
      [x + 12, y - 5],
    ],
    LEAF,
  );

const apple: Draw = (brush) => {
  const { base, dark } = tones(coat(brush, [208, 56, 52]));
  return thing(
    shape(
      [
        [50, 46],
        [62, 40],
        [80, 46],
        [86, 66],
        [76, 90],
        [62, 99],
        [50, 96],
        [38, 99],
        [24, 90],
        [14, 66],
        [20, 46],
        [38, 40],
      ],
      base,
    ) +
      shape(
        [
          [78, 46],
          [86, 66],
          [76, 90],
          [62, 99],
          [54, 97],
          [70, 84],
          [78, 64],
        ],
        dark,
        'opacity="0.5"',
      ) +
      shine(32, 58, 6, 11) +
      oval(50, 46, 8, 2.6, darker(dark, 0.3)) +
      stalk(50, 46),
    [11, 28, 89, 101],
    0.4,
  );
};

const pear: Draw = (brush) => {
  const { base, dark } = tones(coat(brush, [206, 196, 82]));
  return thing(
    shape(
      [
        [50, 18],
        [60, 24],
        [64, 42],
        [78, 62],
        [78, 84],
        [64, 98],
        [50, 99],
        [36, 98],
        [22, 84],
        [22, 62],
        [36, 42],
        [40, 24],
      ],
      base,
    ) +
      shape(
        [
          [60, 24],
          [64, 42],
          [78, 62],
          [78, 84],
          [64, 98],
          [54, 99],
          [68, 82],
          [66, 60],
          [56, 42],
        ],
        dark,
        'opacity="0.45"',
      ) +
      shine(36, 66, 6, 12, 14) +
      stalk(50, 20),
    [18, 4, 82, 101],
    0.5,
  );
};

const citrus: Draw = (brush) => {
  const { base, dark } = tones(coat(brush, [244, 150, 42]));
  return thing(
    disc(50, 68, 31, base) +
      shape(
        [
          [74, 48],
          [81, 68],
          [70, 92],
          [50, 99],
          [40, 97],
          [62, 88],
          [72, 68],
        ],
        dark,
        'opacity="0.4"',
      ) +
      shine(38, 54, 6, 9, 30) +
      [
        [52, 60],
        [60, 74],
        [44, 80],
        [34, 70],
        [62, 56],
      ]
        .map(([x, y]) => disc(x!, y!, 0.9, dark))
        .join("") +
      shape(
        [
          [50, 40, 1],
          [62, 32],
          [72, 36, 1],
          [62, 42],
        ],
        LEAF,
      ),
    [16, 28, 84, 101],
    0.38,
  );
};

const banana: Draw = (brush) => {
  const { base, dark } = tones(coat(brush, [248, 210, 72]));
  return thing(
    shape(
      [
        [8, 56, 1],
        [16, 54],
        [30, 76],
        [56, 84],
        [84, 72],
        [92, 58],
        [98, 62],
        [90, 84],
        [62, 99],
        [32, 96],
        [14, 78],
      ],
      base,
    ) +
      stroke(
        [
          [14, 64],
          [32, 86],
          [60, 91],
          [88, 76],
        ],
        dark,
        1.8,
      ) +
      poly(
        [
          [6, 50],
          [13, 50],
          [16, 58],
          [9, 60],
        ],
        [120, 92, 46],
      ) +
      disc(96, 60, 3, [96, 70, 44]),
    [3, 46, 102, 102],
    0.32,
  );
};

const strawberry: Draw = (brush) => {
  const { base } = tones(coat(brush, [218, 48, 60]));
  const seeds = [
    [36, 60],
    [50, 56],
    [64, 60],
    [30, 70],
    [43, 70],
    [57, 70],
    [70, 70],
    [38, 82],
    [50, 82],
    [62, 82],
    [50, 93],
  ]
    .map(([x, y]) => oval(x!, y!, 1.4, 2, [250, 222, 130]))
    .join("");
  return thing(
    shape(
      [
        [50, 46],
        [70, 44],
        [80, 58],
        [72, 80],
        [56, 98],
        [50, 101],
        [44, 98],
        [28, 80],
        [20, 58],
        [30, 44],
      ],
      base,
    ) +
      seeds +
      [-30, 0, 30, -60, 60]
        .map((a) =>
          group(
            shape(
              [
                [-4, 0],
                [0, -16, 1],
                [4, 0],
              ],
              LEAF,
            ),
            `translate(50 46) rotate(${a + 180})`,
          ),
        )
        .join("") +
      stroke(
        [
          [50, 46],
          [52, 34],
        ],
        LEAF,
        3,
      ),
    [17, 31, 83, 103],
    0.3,
  );
};

const cherry: Draw = (brush) => {
  const { base } = tones(coat(brush, [180, 30, 52]));
  return thing(
    stroke(
      [
        [36, 70],
        [42, 48],
        [60, 24],
      ],
      [96, 120, 60],
      2.2,
    ) +
      stroke(
        [
          [68, 72],
          [66, 48],
          [60, 24],
        ],
        [96, 120, 60],
        2.2,
      ) +
      shape(
        [
          [60, 24, 1],
          [74, 14],
          [90, 20, 1],
          [76, 30],
        ],
        LEAF,
      ) +
      disc(34, 82, 17, base) +
      disc(70, 84, 16, darker(base, 0.12)) +
      shine(28, 76, 3, 6, 24) +
      shine(65, 78, 3, 5, 24),
    [15, 10, 92, 101],
    0.3,
  );
};

const grapes: Draw = (brush) => {
  const { base, dark } = tones(coat(brush, [116, 70, 140]));
  const rows = [5, 6, 5, 4, 3, 2, 1];
  return thing(
    stroke(
      [
        [50, 34],
        [52, 20],
      ],
      [110, 84, 50],
      3,
    ) +
      shape(
        [
          [52, 26, 1],
          [68, 10],
          [88, 18],
          [80, 34],
          [62, 34],
        ],
        LEAF,
      ) +
      rows
        .map((count, row) =>
          Array.from({ length: count }, (_, i) => {
            const [x, y] = [50 + (i - (count - 1) / 2) * 12, 38 + row * 9.4];
            return disc(x, y, 7, (i + row) % 2 ? base : dark) + disc(x - 2, y - 2.4, 1.8, [255, 255, 255], 'opacity="0.5"');
          }).join(""),
        )
        .join(""),
    [14, 8, 90, 103],
    0.5,
  );
};

const pumpkin: Draw = (brush) => {
  const { base, dark } = tones(coat(brush, [232, 126, 42]));
  const carved = brush.night
    ? both(
        poly(
          [
            [30, 62],
            [42, 62],
            [36, 52],
          ],
          FLAME,
        ),
        50,
      ) + path("M28 76Q50 92 72 76L64 78L60 84L54 80L50 86L46 80L40 84L36 78Z", FLAME)
    : "";
  return thing(
    stroke(
      [
        [50, 44],
        [50, 34],
        [58, 28],
      ],
      [104, 122, 62],
      6,
    ) +
      both(oval(22, 72, 17, 25, dark) + oval(34, 71, 18, 28, mix(base, dark, 0.4)), 50) +
      oval(50, 71, 18, 29, base) +
      carved,
    [3, 24, 97, 102],
    0.6,
    { home: "ground", glow: carved || undefined },
  );
};

const fruit: Draw = (brush) => {
  const at = (draw: Draw, x: number, y: number, k: number) => group(draw({ ...brush, main: null }).svg, `translate(${x} ${y}) scale(${k})`);
  const { base, dark } = tones(coat(brush, [112, 150, 176]));
  return thing(
    at(grapes, 62, -4, 0.62) +
      at(banana, -4, 8, 0.6) +
      at(pear, 40, -8, 0.62) +
      at(citrus, 6, 14, 0.5) +
      at(apple, 30, 12, 0.52) +
      at(citrus, 62, 16, 0.48) +
      path("M2 58H116Q110 90 84 96H36Q8 90 2 58Z", base) +
      path("M80 58H116Q110 90 84 96H62Q80 84 80 58Z", dark, 'opacity="0.5"') +
      oval(60, 98, 26, 4, dark) +
      line("M4 60h110", lighter(base, 0.4), 2),
    [-4, -4, 120, 103],
    0.9,
  );
};

const cup: Draw = (brush) => {
  const { base, dark } = tones(coat(brush, [222, 120, 92]));
  const steam = [38, 50, 60]
    .map((x, i) =>
      stroke(
        [
          [x, 40 - i],
          [x - 4, 30],
          [x + 3, 20],
          [x - 1, 8 + i * 2],
        ],
        [255, 255, 255],
        2.4,
        'opacity="0.45"',
      ),
    )
    .join("");
  return thing(
    steam +
      oval(50, 97, 44, 6, mix(base, CREAM, 0.5)) +
      `<path d="M76 58Q98 54 96 72Q92 86 72 82" fill="none" stroke="rgb(${dark.map(Math.round).join(",")})" stroke-width="6"/>` +
      path("M18 48H80Q82 84 66 94H32Q16 84 18 48Z", base) +
      path("M62 48H80Q82 84 66 94H54Q68 80 62 48Z", dark, 'opacity="0.45"') +
      oval(49, 48, 31, 7.4, lighter(base, 0.3)) +
      oval(49, 49, 27, 5.6, [96, 60, 40]),
    [4, 4, 100, 103],
    0.5,
  );
};

const teapot: Draw = (brush) => {
  const { base, dark } = tones(coat(brush, [96, 142, 160]));
  return thing(
    limbs(
      [
        [88, 78, 16],
        [106, 66, 10],
        [116, 46, 7],
      ],
      dark,
    ) +
      `<path d="M22 56Q-4 52 2 74Q8 90 28 88" fill="none" stroke="rgb(${dark.map(Math.round).join(",")})" stroke-width="6"/>` +
      shape(
        [
          [58, 38],
          [82, 44],
          [98, 66],
          [92, 88],
          [76, 99],
          [40, 99],
          [24, 88],
          [18, 66],
          [34, 44],
        ],
        base,
      ) +
      oval(58, 41, 24, 6, mix(base, dark, 0.5)) +
      path("M36 40Q58 22 80 40Z", base) +
      disc(58, 28, 5, dark) +
      shine(38, 62, 6, 13, 20),
    [-3, 21, 121, 101],
    0.7,
  );
};

const vase: Draw = (brush) => {
  const { base, dark } = tones(coat(brush, [74, 122, 160]));
  const rng = brush.rng.fork("bouquet");
  const colors: Rgb[] = [
    [240, 120, 140],
    [250, 206, 100],
    [246, 242, 240],
    [214, 82, 82],
    [170, 132, 206],
  ];
  const heads = [
    [24, 14],
    [50, 2],
    [76, 14],
    [38, 24],
    [62, 26],
    [14, 32],
    [86, 34],
  ];
  return thing(
    heads
      .map(([x, y]) =>
        stroke(
          [
            [50, 62],
            [50 + (x! - 50) * 0.6, 44],
            [x!, y!],
          ],
          [96, 140, 84],
          2,
        ),
      )
      .join("") +
      heads
        .map(([x, y], i) =>
          shape(
            [
              [x!, y! + 14, 1],
              [x! - 9, y! + 20],
              [x! - 13, y! + 30, 1],
            ],
            i % 2 ? LEAF : darker(LEAF, 0.2),
          ),
        )
        .join("") +
      heads.map(([x, y]) => bloom(x!, y!, rng.range(11, 15), rng.int(6, 9), rng.pick(colors), [244, 190, 80], rng.range(0, 40))).join("") +
      shape(
        [
          [38, 54],
          [62, 54],
          [60, 62],
          [72, 76],
          [70, 90],
          [60, 99.6],
          [40, 99.6],
          [30, 90],
          [28, 76],
          [40, 62],
        ],
        base,
      ) +
      shape(
        [
          [58, 56],
          [62, 54],
          [60, 62],
          [72, 76],
          [70, 90],
          [60, 99.6],
          [52, 99.6],
          [62, 84],
          [58, 70],
        ],
        dark,
        'opacity="0.5"',
      ) +
      shine(39, 78, 3.6, 8, 10),
    [-2, -14, 102, 101],
    1.1,
  );
};

const bottle: Draw = (brush) => {
  const { base, dark } = tones(coat(brush, [66, 110, 82]));
  return thing(
    box(44, -8, 12, 12, [176, 132, 90], 2) +
      path("M44 0H56V26Q70 36 70 52V94Q70 100 64 100H36Q30 100 30 94V52Q30 36 44 26Z", base) +
      path("M58 26Q70 36 70 52V94Q70 100 64 100H58Z", dark, 'opacity="0.5"') +
      box(30, 58, 40, 24, CREAM) +
      line("M36 66h28M36 72h18", [150, 130, 110], 1.6) +
      line("M37 44v46", lighter(base, 0.5), 2.4),
    [27, -10, 73, 101],
    0.9,
  );
};

const wineglass: Draw = (brush) => {
  const wine = coat(brush, [148, 34, 62]);
  return thing(
    line("M50 62V96", [214, 228, 236], 3) +
      oval(50, 97, 20, 3.6, [214, 228, 236]) +
      path("M28 18Q26 60 50 64Q74 60 72 18Z", [232, 242, 248], 'opacity="0.65"') +
      path("M28.6 34Q30 59 50 62Q70 59 71.4 34Z", wine) +
      oval(50, 34, 21.4, 3.6, lighter(wine, 0.2)) +
      line("M34 24q-1 16 5 26", [255, 255, 255], 2.2, 'opacity="0.7"'),
    [25, 14, 75, 102],
    0.8,
    { relief: 0.3 },
  );
};

const book: Draw = (brush) => {
  const { base, dark } = tones(coat(brush, [150, 64, 70]));
  return thing(
    path("M6 84L24 62H104L92 84Z", base) +
      path("M6 84H92L104 62V76L92 98H6Q2 92 6 84Z", CREAM) +
      line("M10 88h80l12 -20M10 92h80l12 -20M8 95h83", [206, 194, 176], 1) +
      path("M4 84H92L104 62L106 64L94 87H8Q6 92 8 96H94L106 76V79L95 100H6Q-1 92 4 84Z", dark) +
      line("M32 70h52", lighter(base, 0.4), 2),
    [-1, 59, 108, 102],
    0.35,
  );
};

const candle: Draw = (brush) => {
  const wax = coat(brush, [248, 236, 210]);
  return thing(
    oval(50, 96, 26, 5, [200, 160, 84]) +
      path("M38 40Q50 34 62 40V94H38Z", wax) +
      path("M54 38Q60 38 62 40V94H54Z", darker(wax, 0.2), 'opacity="0.5"') +
      limbs(
        [
          [41, 40, 5],
          [40, 52, 5],
          [41, 60, 3],
        ],
        lighter(wax, 0.3),
      ) +
      line("M50 38V31", [60, 50, 46], 1.8),
    [22, 0, 78, 102],
    0.6,
    {
      glow:
        halo(50, 20, 35.1, [255, 200, 100], 0.572) +
        shape(
          [
            [50, 2, 1],
            [56, 18],
            [54, 28],
            [50, 31],
            [46, 28],
            [44, 18],
          ],
          [255, 176, 66],
        ) +
        shape(
          [
            [50, 12, 1],
            [53, 22],
            [50, 30],
            [47, 22],
          ],
          [255, 244, 190],
        ),
    },
  );
};

const lamp: Draw = (brush) => {
  const { base, dark } = tones(coat(brush, [70, 66, 76]));
  return thing(
    line("M50 100V26", base, 5) +
      box(40, 96, 20, 5, dark, 2) +
      poly(
        [
          [36, 26],
          [64, 26],
          [58, 2],
          [42, 2],
        ],
        [250, 226, 160],
      ) +
      line("M36 26L42 2M64 26L58 2M50 2V26", base, 1.8) +
      path("M38 3Q50 -12 62 3Z", dark) +
      disc(50, -7, 2, dark),
    [30, -12, 70, 102],
    2.4,
    {
      home: "ground",
      glow: brush.night
        ? halo(50, 14, 45.9, [255, 214, 130], 0.65) +
          poly(
            [
              [37, 25],
              [63, 25],
              [58, 3],
              [42, 3],
            ],
            [255, 236, 170] as Rgb,
          )
        : undefined,
    },
  );
};

const cake: Draw = (brush) => {
  const { base, dark } = tones(coat(brush, [244, 178, 190]));
  return thing(
    oval(50, 96, 50, 6, [222, 226, 232]) +
      box(10, 62, 80, 34, [250, 232, 200], 4) +
      path("M8 60Q8 50 18 50H82Q92 50 92 60V70Q86 78 80 70Q74 62 68 70Q62 80 55 70Q49 62 43 70Q36 80 30 70Q24 62 18 70Q11 78 8 68Z", base) +
      box(24, 34, 52, 20, lighter(base, 0.25), 5) +
      line("M10 84h80", dark, 3) +
      [34, 50, 66].map((x) => box(x - 2, 16, 4, 19, [250, 214, 96], 1)).join("") +
      [18, 82].map((x) => disc(x, 48, 4.6, [206, 48, 60])).join(""),
    [0, 3, 100, 103],
    0.6,
    {
      glow: [34, 50, 66]
        .map((x) =>
          shape(
            [
              [x, 4, 1],
              [x + 3, 11],
              [x, 16],
              [x - 3, 11],
            ],
            FLAME,
          ),
        )
        .join(""),
    },
  );
};

const bread: Draw = (brush) => {
  const { base, dark } = tones(coat(brush, [204, 142, 78]));
  return thing(
    shape(
      [
        [8, 84],
        [14, 62],
        [36, 52],
        [70, 52],
        [94, 62],
        [100, 84],
        [92, 99],
        [16, 99],
      ],
      base,
    ) +
      [30, 50, 70]
        .map((x) =>
          stroke(
            [
              [x - 4, 56],
              [x + 4, 66],
              [x + 2, 78],
            ],
            lighter(base, 0.5),
            5,
          ),
        )
        .join("") +
      shape(
        [
          [11, 88],
          [54, 91],
          [97, 88],
          [92, 98],
          [54, 99.4],
          [16, 98],
        ],
        dark,
        'opacity="0.45"',
      ),
    [4, 49, 104, 101],
    0.4,
  );
};

const pizza: Draw = (brush) =>
  thing(
    poly(
      [
        [4, 30],
        [104, 30],
        [54, 102],
      ],
      [248, 206, 96],
    ) +
      limbs(
        [
          [4, 28, 13],
          [54, 22, 14],
          [104, 28, 13],
        ],
        [204, 142, 78],
      ) +
      [
        [36, 44],
        [68, 46],
        [52, 68],
        [54, 36],
      ]
        .map(([x, y]) => disc(x!, y!, 7.4, coat(brush, [200, 66, 56])))
        .join("") +
      [
        [46, 54],
        [62, 60],
        [28, 38],
        [82, 40],
      ]
        .map(([x, y]) => oval(x!, y!, 3.4, 2, LEAF))
        .join(""),
    [-3, 14, 111, 103],
    0.5,
  );

const clock: Draw = (brush) => {
  const { base, dark } = tones(coat(brush, [176, 118, 74]));
  return thing(
    both(line("M34 90L28 99", dark, 6), 50) +
      disc(50, 54, 44, base) +
      disc(50, 54, 36, CREAM) +
      Array.from({ length: 12 }, (_, i) =>
        line(
          `M${(50 + Math.sin(i * 0.5236) * 31).toFixed(1)} ${(54 - Math.cos(i * 0.5236) * 31).toFixed(1)}L${(50 + Math.sin(i * 0.5236) * 27).toFixed(1)} ${(54 - Math.cos(i * 0.5236) * 27).toFixed(1)}`,
          [70, 60, 58],
          i % 3 ? 1.4 : 3,
        ),
      ).join("") +
      line("M50 54V32M50 54L66 62", [44, 38, 42], 3) +
      disc(50, 54, 3, [206, 66, 60]),
    [4, 8, 96, 102],
    0.7,
  );
};

const guitar: Draw = (brush) => {
  const { base, dark } = tones(coat(brush, [198, 126, 62]));
  return thing(
    group(
      box(46, -36, 8, 62, darker(WOOD, 0.35)) +
        box(44, -50, 12, 16, darker(WOOD, 0.5), 2) +
        shape(
          [
            [50, 24],
            [64, 26],
            [70, 40],
            [66, 52],
            [76, 66],
            [76, 86],
            [62, 98],
            [50, 100],
            [38, 98],
            [24, 86],
            [24, 66],
            [34, 52],
            [30, 40],
            [36, 26],
          ],
          base,
        ) +
        disc(50, 56, 9, darker(WOOD, 0.7)) +
        box(40, 80, 20, 5, dark, 2) +
        [47, 50, 53].map((x) => line(`M${x} -44V82`, [236, 226, 206], 0.7)).join(""),
      "rotate(14 50 60)",
    ),
    [8, -54, 100, 104],
    1.2,
  );
};

const gift: Draw = (brush) => {
  const { base, dark } = tones(coat(brush, [206, 66, 74]));
  const ribbon = brush.second ?? ([248, 210, 110] as Rgb);
  return thing(
    both(
      shape(
        [
          [50, 36],
          [38, 20],
          [22, 22],
          [26, 36],
        ],
        ribbon,
      ),
      50,
    ) +
      box(12, 46, 76, 54, base, 3) +
      box(66, 46, 22, 54, dark, 3, 'opacity="0.5"') +
      box(6, 34, 88, 16, lighter(base, 0.1), 3) +
      box(43, 34, 14, 66, ribbon) +
      disc(50, 35, 5, darker(ribbon, 0.2)),
    [4, 17, 96, 101],
    0.6,
  );
};

const crystal: Draw = (brush) => {
  const { base, dark, light } = tones(coat(brush, [132, 176, 226]));
  return thing(
    poly(
      [
        [50, 4],
        [78, 36],
        [66, 99],
        [34, 99],
        [22, 36],
      ],
      base,
    ) +
      poly(
        [
          [50, 4],
          [58, 38],
          [54, 99],
          [66, 99],
          [78, 36],
        ],
        dark,
      ) +
      poly(
        [
          [50, 4],
          [22, 36],
          [40, 40],
        ],
        lighter(light, 0.4),
      ) +
      poly(
        [
          [22, 36],
          [40, 40],
          [46, 99],
          [34, 99],
        ],
        light,
      ) +
      poly(
        [
          [80, 60],
          [94, 72],
          [88, 99],
          [70, 99],
        ],
        mix(base, dark, 0.4),
      ) +
      poly(
        [
          [20, 66],
          [30, 78],
          [28, 99],
          [12, 99],
        ],
        light,
      ),
    [9, 1, 97, 101],
    0.6,
    { glow: oval(50, 54, 44, 52, light, 'opacity="0.14"'), relief: 0 },
  );
};

const heart: Draw = (brush) => {
  const { base, dark } = tones(coat(brush, [218, 52, 72]));
  return thing(
    path("M50 96C20 74 4 56 4 34C4 16 18 6 32 8C42 10 48 18 50 24C52 18 58 10 68 8C82 6 96 16 96 34C96 56 80 74 50 96Z", base) +
      path("M68 8C82 6 96 16 96 34C96 56 80 74 50 96C76 66 84 46 68 8Z", dark, 'opacity="0.4"') +
      shine(24, 28, 8, 5, -34),
    [2, 4, 98, 98],
    0.8,
    { moves: "bob" },
  );
};

const starshape: Draw = (brush) => {
  const { base, dark } = tones(coat(brush, [250, 204, 76]));
  const tip = (i: number, r: number) => [50 + Math.sin(i * 0.6283) * r, 54 - Math.cos(i * 0.6283) * r] as const;
  const points = Array.from({ length: 10 }, (_, i) => tip(i, i % 2 ? 20 : 50));
  return thing(
    poly(points, base) + Array.from({ length: 5 }, (_, k) => poly([tip(2 * k, 50), tip(2 * k + 1, 20), [50, 54]], dark, 'opacity="0.5"')).join(""),
    [0, 2, 100, 98],
    0.7,
    { home: "air", moves: "bob", glow: poly(points, lighter(base, 0.3), 'opacity="0.2"') },
  );
};

const planet: Draw = (brush) => {
  const { base, dark, light } = tones(
    coat(
      brush,
      brush.rng.fork("planet").pick([
        [222, 168, 110],
        [112, 160, 214],
        [206, 112, 92],
        [140, 124, 200],
      ] as Rgb[]),
    ),
  );
  const ring = brush.second ?? lighter(base, 0.4);
  const clip = `${brush.id}p`;
  return thing(
    `<clipPath id="${clip}"><circle cx="50" cy="50" r="36"/></clipPath><path d="M-18 66A70 15 -14 0 1 118 34" fill="none" stroke="rgb(${ring.map(Math.round).join(",")})" stroke-width="5"/>` +
      disc(50, 50, 36, base) +
      `<g clip-path="url(#${clip})">${[
        [24, dark],
        [40, light],
        [56, dark],
        [72, light],
      ]
        .map(([y, color]) => path(`M6 ${y}q24 ${8} 50 0t44 2v9q-22 6 -44 0t-50 2z`, color as Rgb, 'opacity="0.55"'))
        .join("")}${shape(
        [
          [66, 12],
          [92, 30],
          [90, 74],
          [60, 90],
          [78, 66],
          [80, 36],
        ],
        [10, 8, 30],
        'opacity="0.42"',
      )}</g><path d="M-18 66A70 15 -14 0 0 118 34" fill="none" stroke="rgb(${ring.map(Math.round).join(",")})" stroke-width="5"/>`,
    [-22, 10, 122, 90],
    2,
    { home: "air", moves: "bob", relief: 0.5 },
  );
};

const ball: Draw = (brush) => {
  const { base, dark } = tones(coat(brush, [226, 84, 70]));
  return thing(
    disc(50, 60, 40, base) +
      path("M12 50Q50 74 88 50Q90 58 89 68Q50 92 11 68Q10 58 12 50Z", brush.second ?? CREAM) +
      shape(
        [
          [74, 28],
          [90, 60],
          [74, 92],
          [50, 100],
          [66, 82],
          [72, 60],
        ],
        dark,
        'opacity="0.4"',
      ) +
      shine(34, 38, 7, 11, 40),
    [8, 18, 92, 102],
    0.5,
    { home: "ground" },
  );
};

const umbrella: Draw = (brush) => {
  const { base, dark } = tones(coat(brush, [210, 68, 74]));
  return thing(
    `<path d="M50 12V88Q50 98 42 98Q35 98 35 90" fill="none" stroke="rgb(92,68,54)" stroke-width="3.4" stroke-linecap="round"/>` +
      path("M2 54Q8 8 50 6Q92 8 98 54Q90 46 82 54Q74 44 66 54Q58 44 50 54Q42 44 34 54Q26 44 18 54Q10 46 2 54Z", base) +
      path("M50 6Q64 26 66 54Q58 44 50 54Q42 44 34 54Q36 26 50 6Z", brush.second ?? dark) +
      line("M50 6V1", dark, 2.4),
    [0, -1, 100, 101],
    1.1,
    { home: "ground" },
  );
};

const chair: Draw = (brush) => {
  const { base, dark } = tones(coat(brush, WOOD));
  return thing(
    line("M22 4V98M66 62V98M36 58V90M78 60V92", dark, 5) +
      line("M22 6H60M60 6V56M22 20h38M22 34h38", base, 5) +
      poly(
        [
          [18, 56],
          [64, 56],
          [82, 64],
          [22, 64],
        ],
        base,
      ) +
      line("M22 4V60M24 62V98M66 64V98", base, 5),
    [15, 1, 86, 101],
    1.3,
    { home: "ground", seat: [48, 58] },
  );
};

const rock: Draw = (brush) => {
  const { base, dark, light } = tones(coat(brush, [138, 134, 136]));
  const rng = brush.rng.fork("rock");
  const top = rng.range(34, 50);
  return thing(
    poly(
      [
        [2, 99],
        [10, 70],
        [30, top + 4],
        [58, top],
        [84, 62],
        [98, 84],
        [102, 99],
      ],
      base,
    ) +
      poly(
        [
          [30, top + 4],
          [58, top],
          [48, 68],
          [22, 76],
        ],
        light,
      ) +
      poly(
        [
          [58, top],
          [84, 62],
          [98, 84],
          [102, 99],
          [60, 99],
          [48, 68],
        ],
        dark,
      ),
    [0, 30, 104, 101],
    0.8,
    { home: "ground", seat: [52, top + 6], relief: 0.4 },
  );
};

const campfire: Draw = () => {
  const flame =
    shape(
      [
        [50, 8, 1],
        [62, 36],
        [74, 44],
        [78, 68],
        [66, 90],
        [34, 90],
        [22, 68],
        [30, 50],
        [38, 56],
        [40, 32],
      ],
      [244, 116, 44],
    ) +
    shape(
      [
        [50, 34, 1],
        [60, 54],
        [66, 70],
        [58, 90],
        [42, 90],
        [34, 72],
        [44, 62],
      ],
      [255, 190, 70],
    ) +
    shape(
      [
        [50, 58, 1],
        [57, 74],
        [52, 90],
        [46, 90],
        [43, 76],
      ],
      [255, 244, 180],
    );
  return thing(line("M16 96L84 84M16 84L84 96", [104, 70, 46], 10), [-6, -4, 106, 103], 0.9, {
    home: "ground",
    glow: halo(50, 62, 75.6, [255, 150, 60], 0.52) + flame,
  });
};

const skull: Draw = (brush) => {
  const { base, dark } = tones(coat(brush, [238, 230, 214]));
  return thing(
    shape(
      [
        [50, 4],
        [78, 12],
        [90, 38],
        [82, 62],
        [68, 72],
        [66, 96],
        [34, 96],
        [32, 72],
        [18, 62],
        [10, 38],
        [22, 12],
      ],
      base,
    ) +
      both(
        shape(
          [
            [24, 42],
            [36, 38],
            [44, 48],
            [38, 60],
            [26, 56],
          ],
          darker(dark, 0.75),
        ),
        50,
      ) +
      poly(
        [
          [50, 58],
          [44, 70],
          [56, 70],
        ],
        darker(dark, 0.75),
      ) +
      [42, 50, 58].map((x) => line(`M${x} 80V95`, darker(dark, 0.5), 1.8)).join(""),
    [8, 2, 92, 98],
    0.6,
  );
};

const key: Draw = (brush) => {
  const { base, dark } = tones(coat(brush, [222, 178, 84]));
  return thing(
    `<circle cx="24" cy="56" r="17" fill="none" stroke="rgb(${base.map(Math.round).join(",")})" stroke-width="8"/>` +
      line("M41 56H112", base, 7) +
      line("M98 58v16M110 58v20", dark, 7),
    [2, 34, 118, 82],
    0.4,
  );
};

const feather: Draw = (brush) => {
  const { base, dark } = tones(coat(brush, [92, 140, 196]));
  return thing(
    group(
      shape(
        [
          [50, -8, 1],
          [66, 16],
          [68, 50],
          [54, 82],
          [50, 84],
          [36, 62],
          [34, 24],
        ],
        base,
      ) +
        shape(
          [
            [50, -8, 1],
            [66, 16],
            [68, 50],
            [54, 82],
            [50, 84],
          ],
          dark,
          'opacity="0.5"',
        ) +
        line("M50 2Q48 50 50 104", lighter(base, 0.6), 2) +
        [20, 34, 48, 62].map((y) => line(`M50 ${y + 8}L64 ${y - 4}M50 ${y + 10}L36 ${y - 2}`, lighter(base, 0.3), 0.8)).join(""),
      "rotate(24 50 50)",
    ),
    [4, -6, 96, 106],
    0.5,
  );
};

const hatthing: Draw = (brush) => {
  const { base, dark } = tones(coat(brush, [46, 44, 56]));
  return thing(
    oval(50, 90, 48, 9, dark) +
      path("M22 88L18 24Q50 16 82 24L78 88Q50 96 22 88Z", base) +
      oval(50, 24, 32, 6, lighter(base, 0.15)) +
      path("M21 74Q50 82 79 74L78 86Q50 94 22 86Z", brush.second ?? [196, 60, 66]),
    [0, 15, 100, 101],
    0.5,
  );
};

const bigEye: Draw = (brush) => {
  const { base, dark } = tones(coat(brush, [92, 150, 190]));
  return thing(
    shape(
      [
        [2, 54, 1],
        [26, 30],
        [50, 24],
        [74, 30],
        [98, 54, 1],
        [74, 76],
        [50, 82],
        [26, 76],
      ],
      CREAM,
    ) +
      disc(50, 53, 24, base) +
      disc(50, 53, 17, dark) +
      disc(50, 53, 10, [20, 18, 24]) +
      disc(44, 45, 5, [255, 255, 255]) +
      stroke(
        [
          [2, 54],
          [26, 29],
          [50, 23],
          [74, 29],
          [98, 54],
        ],
        [50, 40, 44],
        3.4,
      ),
    [0, 18, 100, 86],
    0.6,
  );
};

const piano: Draw = (brush) => {
  const { base, dark } = tones(coat(brush, [40, 38, 46]));
  return thing(
    line("M18 70V99M112 70V99M96 70V97", dark, 5) +
      path("M8 56H124Q124 40 108 34Q92 22 70 26Q40 30 8 30Z", base) +
      path("M8 30Q40 30 70 26Q92 22 108 34L84 -14Q50 -20 26 -6Z", mix(base, dark, 0.5)) +
      box(6, 54, 120, 16, base, 3) +
      box(10, 50, 112, 7, CREAM) +
      Array.from({ length: 19 }, (_, i) => (i % 7 === 2 || i % 7 === 6 ? "" : box(14 + i * 5.7, 50, 2.6, 4.4, [24, 22, 28]))).join(""),
    [3, -20, 129, 101],
    1.6,
    { home: "ground" },
  );
};

export const THINGS: Record<string, Draw> = {
  apple,
  pear,
  citrus,
  banana,
  strawberry,
  cherry,
  grapes,
  pumpkin,
  fruit,
  cup,
  teapot,
  vase,
  bottle,
  wineglass,
  book,
  candle,
  lamp,
  cake,
  bread,
  pizza,
  clock,
  guitar,
  gift,
  crystal,
  heart,
  starshape,
  planet,
  ball,
  umbrella,
  chair,
  rock,
  campfire,
  skull,
  key,
  feather,
  hatthing,
  piano,
  eye: bigEye,
};
