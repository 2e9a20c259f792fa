// What lives in the water, and the insects and other small things of air and ground.
import { type Rgb, darker, lighter, mix } from "./color.ts";
import { type Draw, coat, eye, tones } from "./figure.ts";
import { both, curve, disc, group, limbs, line, oval, path, poly, shape, stroke } from "./shapes.ts";

const CREAM: Rgb = [248, 244, 236];

const fish: Draw = (brush) => {
  const { base, dark } = tones(coat(brush, [242, 132, 52]));
  const band = brush.second ?? (brush.main ? lighter(base, 0.55) : CREAM);
  const body = curve([
    [6, 52, 1],
    [22, 34],
    [46, 27],
    [70, 36],
    [88, 50],
    [70, 66],
    [46, 75],
    [22, 69],
  ]);
  const clip = `${brush.id}f`;
  return {
    svg:
      shape(
        [
          [82, 50],
          [96, 34],
          [116, 28],
          [108, 50],
          [116, 72],
          [96, 66],
        ],
        dark,
      ) +
      shape(
        [
          [36, 31],
          [48, 12],
          [70, 18],
          [70, 38],
        ],
        dark,
      ) +
      shape(
        [
          [44, 72],
          [52, 88],
          [64, 84],
          [62, 68],
        ],
        dark,
      ) +
      path(body, base) +
      `<clipPath id="${clip}"><path d="${body}"/></clipPath><g clip-path="url(#${clip})">${stroke(
        [
          [33, 22],
          [38, 50],
          [33, 80],
        ],
        band,
        8,
      )}${stroke(
        [
          [62, 24],
          [66, 50],
          [62, 78],
        ],
        band,
        7,
      )}</g>` +
      shape(
        [
          [44, 52],
          [60, 48],
          [66, 58],
          [54, 64],
        ],
        dark,
      ) +
      eye(20, 47, 4.4) +
      line("M7 55q5 3 9 1", darker(base, 0.5), 1.2),
    box: [3, 9, 119, 91],
    home: "under",
    tall: 0.5,
    moves: "bob",
  };
};

const whale: Draw = (brush) => {
  const { base, dark } = tones(coat(brush, [58, 92, 134]));
  const belly = brush.second ?? mix(base, CREAM, 0.72);
  const spray: Rgb = [226, 242, 250];
  return {
    svg:
      stroke(
        [
          [44, 34],
          [40, 18],
          [28, 12],
          [22, 20],
        ],
        spray,
        3.4,
      ) +
      stroke(
        [
          [45, 34],
          [46, 14],
          [45, 4],
        ],
        spray,
        3.4,
      ) +
      stroke(
        [
          [46, 34],
          [52, 18],
          [64, 12],
          [70, 20],
        ],
        spray,
        3.4,
      ) +
      shape(
        [
          [118, 74],
          [136, 62],
          [146, 40],
          [140, 24],
          [156, 30],
          [160, 22],
          [168, 36],
          [160, 42],
          [156, 64],
          [140, 86],
          [120, 94],
        ],
        base,
      ) +
      shape(
        [
          [8, 72],
          [16, 50],
          [40, 38],
          [70, 42],
          [100, 58],
          [130, 74],
          [128, 96],
          [90, 103],
          [40, 103],
          [14, 94],
        ],
        base,
      ) +
      shape(
        [
          [9, 78],
          [30, 80],
          [56, 86],
          [84, 98],
          [60, 103],
          [32, 102],
          [14, 94],
        ],
        belly,
      ) +
      [0, 1, 2, 3]
        .map((i) =>
          stroke(
            [
              [14 + i * 5, 84 + i * 4],
              [36 + i * 5, 86 + i * 3.6],
              [56 + i * 5, 94 + i * 2.4],
            ],
            mix(belly, dark, 0.3),
            0.9,
          ),
        )
        .join("") +
      shape(
        [
          [66, 86],
          [84, 88],
          [98, 101],
          [84, 103],
          [68, 96],
        ],
        dark,
      ) +
      eye(35, 73, 2.4),
    box: [4, 0, 172, 106],
    home: "water",
    tall: 3,
    seat: [70, 42],
    moves: "bob",
  };
};

const shark: Draw = (brush) => {
  const { base, dark } = tones(coat(brush, [104, 128, 148]));
  return {
    svg:
      shape(
        [
          [120, 50],
          [144, 26, 1],
          [138, 50],
          [150, 72, 1],
          [122, 58],
        ],
        dark,
      ) +
      shape(
        [
          [62, 34],
          [80, 6, 1],
          [88, 38],
        ],
        dark,
      ) +
      shape(
        [
          [60, 64],
          [80, 92, 1],
          [82, 62],
        ],
        dark,
      ) +
      shape(
        [
          [4, 50, 1],
          [30, 36],
          [64, 31],
          [100, 42],
          [130, 53],
          [100, 64],
          [60, 70],
          [26, 64],
        ],
        base,
      ) +
      shape(
        [
          [6, 54],
          [30, 58],
          [60, 60],
          [100, 58],
          [70, 69],
          [30, 65],
        ],
        CREAM,
      ) +
      [48, 53, 58].map((x) => line(`M${x} 44q-3 6 0 12`, dark, 1.3)).join("") +
      eye(24, 46, 2.2) +
      line("M14 58q10 5 18 2", darker(base, 0.5), 1.3),
    box: [0, 3, 153, 95],
    home: "under",
    tall: 1.4,
    moves: "bob",
  };
};

const dolphin: Draw = (brush) => {
  const { base, dark } = tones(coat(brush, [96, 134, 168]));
  return {
    svg:
      shape(
        [
          [116, 84],
          [134, 86],
          [142, 76],
          [136, 94],
          [140, 108],
          [126, 100],
        ],
        dark,
      ) +
      shape(
        [
          [66, 34],
          [84, 18, 1],
          [88, 42],
        ],
        dark,
      ) +
      shape(
        [
          [8, 66, 1],
          [22, 56],
          [32, 42],
          [56, 33],
          [84, 38],
          [106, 58],
          [122, 88],
          [104, 76],
          [76, 68],
          [46, 68],
          [26, 68],
        ],
        base,
      ) +
      shape(
        [
          [10, 67],
          [26, 62],
          [50, 62],
          [80, 64],
          [104, 76],
          [76, 69],
          [46, 69],
          [26, 69],
        ],
        CREAM,
      ) +
      shape(
        [
          [50, 62],
          [56, 84, 1],
          [66, 64],
        ],
        dark,
      ) +
      eye(32, 54, 2.2),
    box: [4, 14, 146, 111],
    home: "water",
    tall: 1.2,
    moves: "bob",
  };
};

const octopus: Draw = (brush) => {
  const { base, dark } = tones(coat(brush, [198, 92, 118]));
  const arm = (i: number): string => {
    const x = 26 + i * 7;
    const lean = (i - 3.5) * 8;
    return limbs(
      [
        [x, 54, 9],
        [x + lean * 0.5, 74, 8],
        [x + lean, 86, 6],
        [x + lean * 1.3, 96 - Math.abs(i - 3.5) * 3, 4],
        [x + lean * 1.1, 88 - Math.abs(i - 3.5) * 3, 2.4],
      ],
      i % 2 ? dark : base,
    );
  };
  return {
    svg:
      [0, 2, 4, 6, 1, 3, 5, 7].map(arm).join("") +
      shape(
        [
          [50, 4],
          [74, 12],
          [80, 36],
          [72, 58],
          [50, 64],
          [28, 58],
          [20, 36],
          [26, 12],
        ],
        base,
      ) +
      oval(38, 18, 8, 5, lighter(base, 0.25)) +
      both(disc(41, 44, 6.4, CREAM) + eye(41.5, 44.6, 3.6), 50) +
      line("M44 55q6 4 12 0", dark, 1.4),
    box: [-14, 1, 114, 102],
    home: "under",
    tall: 1,
    moves: "bob",
  };
};

const jellyfish: Draw = (brush) => {
  const { base, light } = tones(coat(brush, [232, 150, 196]));
  const strands = Array.from({ length: 8 }, (_, i) =>
    stroke(
      [
        [28 + i * 6.3, 46],
        [24 + i * 6.6, 62],
        [32 + i * 6, 78],
        [26 + i * 6.5, 92 + (i % 3) * 5],
      ],
      mix(base, [255, 255, 255], 0.3),
      1.8,
      'opacity="0.75"',
    ),
  ).join("");
  return {
    svg:
      strands +
      `<g opacity="0.9">${shape(
        [
          [50, 8],
          [76, 16],
          [88, 40],
          [80, 50],
          [68, 46],
          [58, 52],
          [50, 47],
          [42, 52],
          [32, 46],
          [20, 50],
          [12, 40],
          [24, 16],
        ],
        base,
      )}</g>` +
      shape(
        [
          [50, 14],
          [66, 20],
          [72, 34],
          [50, 38],
          [28, 34],
          [34, 20],
        ],
        light,
        'opacity="0.6"',
      ),
    box: [8, 5, 92, 106],
    home: "under",
    tall: 0.8,
    moves: "bob",
    glow: oval(50, 28, 30, 16, light, 'opacity="0.18"'),
  };
};

const turtle: Draw = (brush) => {
  const { base, dark } = tones(coat(brush, [96, 134, 74]));
  const skin: Rgb = [158, 172, 104];
  return {
    svg:
      limbs(
        [
          [84, 88, 12],
          [92, 98, 10],
        ],
        darker(skin, 0.2),
      ) +
      limbs(
        [
          [36, 88, 12],
          [32, 98, 10],
        ],
        skin,
      ) +
      limbs(
        [
          [30, 84, 14],
          [16, 74, 13],
          [9, 68, 12],
        ],
        skin,
      ) +
      poly(
        [
          [98, 88],
          [112, 94],
          [98, 94],
        ],
        skin,
      ) +
      shape(
        [
          [20, 88],
          [26, 66],
          [44, 52],
          [64, 49],
          [84, 56],
          [98, 72],
          [102, 88],
          [60, 93],
        ],
        base,
      ) +
      shape(
        [
          [18, 86],
          [60, 91],
          [104, 86],
          [102, 93],
          [60, 97],
          [22, 93],
        ],
        dark,
      ) +
      [
        [44, 70],
        [62, 64],
        [80, 72],
      ]
        .map(([x, y]) =>
          shape(
            [
              [x! - 7, y!],
              [x! - 3, y! - 8],
              [x! + 5, y! - 8],
              [x! + 8, y!],
              [x! + 3, y! + 8],
              [x! - 4, y! + 8],
            ],
            dark,
          ),
        )
        .join("") +
      eye(8, 66, 2.2) +
      line("M3 72q4 2 7 1", darker(skin, 0.5), 1),
    box: [-1, 46, 115, 104],
    home: "ground",
    tall: 0.5,
    seat: [62, 51],
    moves: "breathe",
  };
};

const crab: Draw = (brush) => {
  const { base, dark } = tones(coat(brush, [220, 82, 56]));
  const side =
    [0, 1, 2]
      .map((i) =>
        stroke(
          [
            [30, 80 + i * 3],
            [14 - i, 78 + i * 5],
            [8 + i * 3, 92 + i * 3],
          ],
          dark,
          4,
        ),
      )
      .join("") +
    limbs(
      [
        [30, 72, 7],
        [14, 62, 7],
        [14, 50, 8],
      ],
      dark,
    ) +
    shape(
      [
        [16, 52],
        [4, 44],
        [4, 28],
        [14, 22],
        [13, 36, 1],
        [22, 24],
        [28, 36],
        [24, 48],
      ],
      base,
    ) +
    line("M42 62v-12", dark, 2.6) +
    disc(42, 48, 4, CREAM) +
    eye(42, 48, 2.4);
  return {
    svg:
      both(side, 50) +
      shape(
        [
          [50, 58],
          [74, 62],
          [82, 78],
          [70, 92],
          [50, 95],
          [30, 92],
          [18, 78],
          [26, 62],
        ],
        base,
      ) +
      line("M42 82q8 6 16 0", dark, 1.6),
    box: [1, 18, 99, 104],
    home: "ground",
    tall: 0.35,
    moves: "breathe",
  };
};

const butterfly: Draw = (brush) => {
  const { base, dark, light } = tones(coat(brush, [240, 150, 50]));
  const inner = brush.second ?? light;
  const wing =
    shape(
      [
        [49, 48],
        [40, 26],
        [22, 10],
        [6, 14],
        [4, 32],
        [16, 48],
        [34, 54],
      ],
      base,
    ) +
    shape(
      [
        [49, 54],
        [34, 54],
        [16, 60],
        [12, 76],
        [24, 90],
        [38, 84],
        [47, 66],
      ],
      dark,
    ) +
    shape(
      [
        [44, 44],
        [34, 28],
        [20, 20],
        [13, 26],
        [18, 40],
        [32, 48],
      ],
      inner,
    ) +
    disc(26, 72, 6.4, inner) +
    disc(11, 20, 2.2, CREAM) +
    disc(8.6, 28, 1.8, CREAM);
  return {
    svg:
      both(wing, 50) +
      limbs(
        [
          [50, 38, 5],
          [50, 58, 5.4],
          [50, 80, 2.4],
        ],
        [48, 38, 40],
      ) +
      disc(50, 36, 3.6, [48, 38, 40]) +
      line("M49 33q-4 -10 -10 -13M51 33q4 -10 10 -13", [48, 38, 40], 1.1),
    box: [1, 6, 99, 94],
    home: "air",
    tall: 0.3,
    moves: "flutter",
  };
};

const bee: Draw = (brush) => {
  const { base } = tones(coat(brush, [244, 192, 52]));
  const ink: Rgb = [52, 40, 36];
  const body = curve([
    [24, 58],
    [36, 44],
    [58, 42],
    [78, 50],
    [90, 60, 1],
    [76, 72],
    [54, 76],
    [34, 72],
  ]);
  return {
    svg:
      group(oval(0, 0, 12, 24, [226, 240, 250], 'opacity="0.85"'), "translate(58 30) rotate(24)") +
      group(oval(0, 0, 10, 20, [212, 230, 244], 'opacity="0.85"'), "translate(44 30) rotate(-18)") +
      path(body, base) +
      `<clipPath id="${brush.id}e"><path d="${body}"/></clipPath><g clip-path="url(#${brush.id}e)">${[46, 60, 74].map((x) => line(`M${x} 38q5 20 0 42`, ink, 6)).join("")}</g>` +
      disc(25, 58, 11, ink) +
      eye(20, 56, 2.8, [70, 60, 60]) +
      line("M20 48q-4 -8 -10 -9M26 47q0 -8 -4 -12", ink, 1.5) +
      line("M40 74l-2 9M52 76l0 9M64 75l3 9", ink, 1.8),
    box: [8, 4, 93, 87],
    home: "air",
    tall: 0.25,
    moves: "flutter",
  };
};

const snail: Draw = (brush) => {
  const { base, dark } = tones(coat(brush, [196, 120, 72]));
  const skin: Rgb = [222, 196, 150];
  return {
    svg:
      line("M22 72l-6 -18M30 72l2 -18", skin, 3) +
      disc(15.5, 52, 3, skin) +
      disc(32, 52, 3, skin) +
      disc(15, 51.4, 1.2, [40, 30, 30]) +
      disc(32, 51.4, 1.2, [40, 30, 30]) +
      shape(
        [
          [16, 74],
          [26, 68],
          [36, 76],
          [48, 88],
          [104, 92],
          [116, 99, 1],
          [20, 100],
          [14, 88],
        ],
        skin,
      ) +
      disc(68, 66, 29, base) +
      stroke(
        [
          [68, 66],
          [74, 60],
          [70, 52],
          [58, 54],
          [54, 68],
          [64, 80],
          [82, 76],
          [86, 60],
          [76, 44],
          [58, 42],
        ],
        dark,
        3.4,
      ),
    box: [10, 34, 118, 102],
    home: "ground",
    tall: 0.25,
    moves: "breathe",
  };
};

const snake: Draw = (brush) => {
  const { base, dark } = tones(coat(brush, [110, 158, 70]));
  return {
    svg:
      limbs(
        [
          [112, 96, 3],
          [96, 92, 8],
          [78, 96, 11],
          [60, 90, 12],
          [42, 96, 13],
          [30, 84, 12],
          [36, 66, 11],
          [28, 48, 11],
          [20, 44, 13],
        ],
        base,
      ) +
      [
        [90, 92],
        [70, 93],
        [50, 92],
        [33, 78],
        [33, 62],
      ]
        .map(([x, y]) => oval(x!, y!, 3, 2, dark))
        .join("") +
      oval(18, 43, 11, 7.6, base) +
      eye(15, 40, 2) +
      line("M8 45l-10 2l-4 -3M-2 47l-3 4", [206, 50, 60], 1.3),
    box: [-8, 33, 116, 103],
    home: "ground",
    tall: 0.5,
    moves: "breathe",
  };
};

export const SEA: Record<string, Draw> = { fish, whale, shark, dolphin, octopus, jellyfish, turtle, crab, butterfly, bee, snail, snake };
