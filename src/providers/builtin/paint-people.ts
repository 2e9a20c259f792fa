// People and their like: simple, in a few shapes and without faces of anybody; robots, dragons and dinosaurs too.
import { type Rgb, darker, lighter, mix } from "./color.ts";
import { type Brush, type Draw, type Figure, coat, halo, eye, tones } from "./figure.ts";
import { both, box, disc, limbs, line, oval, poly, shape, stroke } from "./shapes.ts";

const SKINS: readonly Rgb[] = [
  [240, 204, 176],
  [222, 172, 134],
  [188, 132, 94],
  [140, 92, 64],
  [104, 68, 50],
];
const HAIRS: readonly Rgb[] = [
  [52, 38, 36],
  [92, 60, 40],
  [150, 96, 52],
  [210, 168, 100],
  [40, 36, 44],
];
const CLOTHES: readonly Rgb[] = [
  [196, 74, 66],
  [58, 104, 160],
  [224, 168, 72],
  [84, 128, 96],
  [120, 92, 146],
];

interface Dress {
  skirt?: boolean;
  long?: boolean;
  small?: boolean;
}

/** A standing person in half profile, 100 units tall. */
function person(brush: Brush, dress: Dress): Figure {
  const rng = brush.rng.fork("person");
  const [skin, hair] = [rng.pick(SKINS), brush.parts.hair ?? rng.pick(HAIRS)];
  const cloth = brush.parts.clothes ?? brush.main ?? rng.pick(CLOTHES);
  const { base, dark } = tones(cloth);
  const trousers = brush.second ?? mix([58, 62, 84], dark, 0.25);
  const head = dress.small ? 13 : 9;
  const top = dress.small ? 34 : 20;
  const waist = dress.small ? 70 : 54;
  const legs = dress.skirt
    ? limbs(
        [
          [46, 80, 6],
          [46, 96, 5],
        ],
        skin,
      ) +
      limbs(
        [
          [55, 80, 6],
          [55, 96, 5],
        ],
        darker(skin, 0.1),
      ) +
      shape(
        [
          [43, waist - 4],
          [57, waist - 4],
          [66, 84],
          [58, 87],
          [50, 86],
          [42, 87],
          [34, 84],
        ],
        mix(base, dark, 0.3),
      )
    : limbs(
        [
          [54, waist, 10],
          [56, (waist + 97) / 2, 8.5],
          [56, 96, 7],
        ],
        darker(trousers, 0.2),
      ) +
      limbs(
        [
          [46, waist, 11],
          [44, (waist + 97) / 2, 9],
          [43, 96, 7.4],
        ],
        trousers,
      );
  const shoes = oval(42, 97.6, 6, 2.6, [60, 46, 44]) + oval(55, 97.6, 6, 2.6, [48, 38, 38]);
  const armLength = waist + 7;
  const far =
    limbs(
      [
        [58, top + 12, 8],
        [63, top + 24, 6.6],
        [61, armLength, 5.6],
      ],
      dark,
    ) + disc(60.6, armLength + 2, 3, skin);
  const near =
    limbs(
      [
        [42, top + 12, 8.6],
        [37, top + 24, 7],
        [38, armLength, 6],
      ],
      mix(base, dark, 0.2),
    ) + disc(38.2, armLength + 2, 3.2, skin);
  const torso = shape(
    [
      [50, top + 6],
      [60, top + 10],
      [60, waist - 10],
      [59, waist + 3],
      [41, waist + 3],
      [40, waist - 10],
      [40, top + 10],
    ],
    base,
  );
  const locks = dress.long
    ? shape(
        [
          [50, top - head * 2.05],
          [60, top - head * 1.4],
          [62, top],
          [61, top + 16],
          [54, top + 20],
          [46, top + 20],
          [39, top + 16],
          [38, top],
          [40, top - head * 1.4],
        ],
        hair,
      )
    : "";
  const fringe = shape(
    [
      [50 - head - 1, top - head * 0.7],
      [50 - head * 0.7, top - head * 1.7],
      [50, top - head * 2.1],
      [50 + head * 0.8, top - head * 1.7],
      [50 + head + 0.8, top - head * 0.6],
      [50 + head * 0.5, top - head * 1.25],
      [50 - head * 0.3, top - head * 1.3],
    ],
    hair,
  );
  const face =
    disc(50, top - head * 0.9, head, skin) +
    fringe +
    disc(47, top - head * 0.7, 0.95, [50, 36, 34]) +
    disc(53.4, top - head * 0.7, 0.95, [50, 36, 34]) +
    line(`M48 ${top - head * 0.3}q2.4 1.6 4.6 0`, darker(skin, 0.45), 0.8);
  return {
    svg:
      far +
      legs +
      shoes +
      locks +
      torso +
      limbs(
        [
          [50, top + 8, 7],
          [50, top - 2, 6],
        ],
        darker(skin, 0.1),
      ) +
      near +
      face,
    box: [30, top - head * 2.4, 70, 101],
    home: "ground",
    tall: dress.small ? 1.1 : 1.9,
    head: [50, top - head * 1.9, head * 2.1],
    neck: [50, top + 5, 15],
    moves: "breathe",
  };
}

const wizard: Draw = (brush) => {
  const { base, dark, light } = tones(coat(brush, [84, 70, 150]));
  const skin: Rgb = [226, 184, 150];
  return {
    svg:
      line("M76 99L72 22", [120, 84, 54], 3) +
      shape(
        [
          [50, 36],
          [64, 46],
          [72, 80],
          [76, 99],
          [24, 99],
          [28, 80],
          [36, 46],
        ],
        base,
      ) +
      shape(
        [
          [50, 44],
          [56, 60],
          [56, 99],
          [46, 99],
          [46, 60],
        ],
        dark,
      ) +
      limbs(
        [
          [60, 50, 11],
          [68, 60, 9],
          [73, 58, 7],
        ],
        dark,
      ) +
      disc(74, 56, 3.4, skin) +
      limbs(
        [
          [40, 50, 11],
          [34, 64, 9],
          [38, 74, 7],
        ],
        dark,
      ) +
      disc(50, 30, 10, skin) +
      shape(
        [
          [41, 32],
          [44, 38],
          [50, 36],
          [56, 38],
          [59, 32],
          [58, 50],
          [50, 64, 1],
          [42, 50],
        ],
        [244, 242, 238],
      ) +
      shape(
        [
          [32, 25],
          [42, 20],
          [48, -2],
          [58, -12, 1],
          [55, 4],
          [58, 20],
          [68, 25],
          [50, 28],
        ],
        dark,
      ) +
      line("M42 20q8 4 16 0", light, 2.4) +
      disc(46.4, 29, 1.1, [40, 30, 40]) +
      disc(53.6, 29, 1.1, [40, 30, 40]),
    glow: halo(72, 19, 14.85, [255, 240, 180], 0.78) + disc(72, 19, 5, [255, 246, 200]),
    box: [22, -14, 86, 101],
    home: "ground",
    tall: 1.9,
    moves: "breathe",
  };
};

const astronaut: Draw = (brush) => {
  const { base, dark } = tones(coat(brush, [238, 240, 244]));
  const arm =
    limbs(
      [
        [32, 48, 14],
        [20, 60, 12],
        [15, 72, 11],
      ],
      mix(base, dark, 0.4),
    ) + disc(14, 75, 6, [120, 130, 150]);
  const leg =
    limbs(
      [
        [41, 74, 16],
        [38, 88, 14],
        [38, 95, 14],
      ],
      mix(base, dark, 0.25),
    ) + box(29, 93, 18, 7, [120, 130, 150], 3);
  return {
    svg:
      box(24, 38, 52, 38, dark, 8) +
      both(arm + leg, 50) +
      box(31, 40, 38, 42, base, 12) +
      box(40, 54, 20, 13, [96, 108, 130], 2) +
      disc(45, 59, 2, [220, 70, 60]) +
      disc(51, 59, 2, [80, 190, 120]) +
      line("M44 64h12", [220, 226, 236], 1.2) +
      disc(50, 24, 21, base) +
      shape(
        [
          [50, 10],
          [62, 13],
          [66, 24],
          [61, 35],
          [50, 37],
          [39, 35],
          [34, 24],
          [38, 13],
        ],
        [38, 56, 92],
      ) +
      shape(
        [
          [40, 15],
          [48, 12],
          [44, 24],
          [38, 26],
        ],
        [140, 178, 220],
        'opacity="0.8"',
      ) +
      line("M31 46h38", brush.second ?? [226, 120, 60], 2.4),
    box: [6, 2, 94, 101],
    home: "ground",
    tall: 1.9,
    head: [50, 3, 40],
    moves: "bob",
  };
};

const robot: Draw = (brush) => {
  const { base, dark, light } = tones(coat(brush, [122, 160, 182]));
  const screen: Rgb = [34, 46, 60];
  const lit = brush.parts.eye ?? ([126, 240, 230] as Rgb);
  const arm =
    limbs(
      [
        [29, 50, 7],
        [17, 60, 7],
        [16, 74, 7],
      ],
      dark,
    ) +
    disc(29, 50, 5.4, base) +
    disc(17, 61, 4.4, light) +
    shape(
      [
        [11, 76],
        [21, 76],
        [22, 84],
        [18, 82],
        [16, 80],
        [14, 82],
        [10, 84],
      ],
      [90, 100, 112],
    );
  const leg = box(35, 78, 9, 15, dark, 3) + disc(39.5, 85, 4, light) + box(30, 91, 19, 9, base, 4);
  return {
    svg:
      both(arm + leg, 50) +
      line("M50 10V0", dark, 2.4) +
      box(29, 42, 42, 40, base, 8) +
      box(36, 50, 28, 19, dark, 4) +
      [41, 50, 59]
        .map((x, i) =>
          disc(
            x,
            75.4,
            2.2,
            (
              [
                [232, 92, 78],
                [244, 196, 84],
                [108, 200, 130],
              ] as Rgb[]
            )[i]!,
          ),
        )
        .join("") +
      box(44, 36, 12, 8, dark) +
      box(26, 8, 48, 31, base, 11) +
      box(31, 13, 38, 20, screen, 8) +
      both(box(22, 18, 6, 12, dark, 2.6), 50) +
      stroke(
        [
          [39, 60],
          [44, 60],
          [47, 54],
          [51, 66],
          [54, 60],
          [61, 60],
        ],
        lit,
        1.5,
      ),
    glow: both(disc(41, 22, 4.2, lit), 50) + line("M45 29q5 2.4 10 0", lit, 1.6) + disc(50, 0, 3.6, [255, 120, 90]),
    box: [7, -5, 93, 101],
    home: "ground",
    tall: 1.4,
    head: [50, 8, 48],
    neck: [50, 41, 30],
    moves: "bob",
  };
};

const dragon: Draw = (brush) => {
  const { base, dark } = tones(coat(brush, [74, 142, 92]));
  const belly = brush.second ?? mix(base, [250, 232, 170], 0.7);
  const wing = shape(
    [
      [70, 44],
      [84, 8],
      [104, -10, 1],
      [116, 6],
      [132, 8, 1],
      [130, 24],
      [140, 36, 1],
      [124, 42],
      [116, 56, 1],
      [100, 50],
      [84, 58],
    ],
    brush.parts.wing ?? dark,
  );
  const bones =
    stroke(
      [
        [72, 46],
        [86, 12],
        [104, -10],
      ],
      darker(dark, 0.3),
      2.4,
    ) + line("M90 20Q112 16 131 9M86 32Q112 30 139 36M82 42Q102 46 116 55", darker(dark, 0.3), 1.4);
  const spikes = [
    [40, 2],
    [49, 14],
    [54, 27],
    [62, 40],
    [78, 50],
    [94, 56],
    [108, 66],
    [120, 78],
  ]
    .map(([x, y]) =>
      poly(
        [
          [x! - 4, y! + 4],
          [x! + 4, y! - 7],
          [x! + 6, y! + 6],
        ],
        darker(dark, 0.25),
      ),
    )
    .join("");
  return {
    svg:
      wing +
      bones +
      spikes +
      limbs(
        [
          [76, 74, 40],
          [100, 74, 26],
          [122, 88, 15],
          [142, 92, 9],
          [156, 82, 4],
        ],
        base,
      ) +
      poly(
        [
          [150, 84],
          [170, 72],
          [164, 92],
        ],
        dark,
      ) +
      limbs(
        [
          [98, 78, 20],
          [104, 90, 13],
          [98, 98, 10],
        ],
        dark,
      ) +
      limbs(
        [
          [72, 72, 36],
          [58, 54, 24],
          [46, 36, 17],
          [40, 20, 15],
          [30, 13, 14],
        ],
        base,
      ) +
      limbs(
        [
          [66, 84, 14],
          [52, 64, 14],
          [40, 42, 9],
          [34, 24, 6],
        ],
        belly,
      ) +
      limbs(
        [
          [64, 80, 18],
          [60, 92, 12],
          [52, 98, 10],
        ],
        base,
      ) +
      shape(
        [
          [40, 8],
          [34, 2],
          [20, 6],
          [6, 13],
          [3, 20],
          [12, 25],
          [28, 27],
          [40, 24],
        ],
        base,
      ) +
      poly(
        [
          [36, 5],
          [50, -12],
          [43, 10],
        ],
        [236, 220, 180],
      ) +
      poly(
        [
          [32, 4],
          [40, -10],
          [39, 8],
        ],
        [210, 190, 150],
      ) +
      line("M5 20q10 3 22 2", dark, 1.2) +
      disc(8, 14, 1.2, dark) +
      eye(24, 11, 2.6, brush.parts.eye ?? [250, 206, 70]) +
      [46, 52, 58]
        .map((x) =>
          poly(
            [
              [x, 98],
              [x - 5, 101],
              [x + 2, 101],
            ],
            [240, 230, 210],
          ),
        )
        .join(""),
    box: [-1, -16, 173, 103],
    home: "ground",
    tall: 2.6,
    seat: [80, 52],
    head: [30, 2, 24],
    moves: "breathe",
  };
};

const dinosaur: Draw = (brush) => {
  const { base, dark } = tones(coat(brush, [116, 156, 96]));
  return {
    svg:
      [62, 104]
        .map((x) =>
          limbs(
            [
              [x, 76, 17],
              [x, 96, 13],
            ],
            dark,
          ),
        )
        .join("") +
      limbs(
        [
          [20, 18, 14],
          [34, 20, 13],
          [42, 40, 15],
          [54, 62, 26],
          [80, 70, 42],
          [108, 68, 32],
          [134, 74, 16],
          [160, 88, 6],
          [172, 86, 3],
        ],
        base,
      ) +
      limbs(
        [
          [52, 76, 17],
          [52, 96, 13],
        ],
        base,
      ) +
      limbs(
        [
          [94, 78, 19],
          [94, 96, 14],
        ],
        base,
      ) +
      oval(16, 19, 13, 8.4, base) +
      eye(18, 16, 2) +
      line("M4 22q7 4 14 2", dark, 1.2) +
      [
        [60, 54],
        [74, 50],
        [90, 50],
        [104, 54],
        [84, 62],
        [98, 64],
        [66, 64],
      ]
        .map(([x, y]) => oval(x!, y!, 3.6, 2.8, dark))
        .join(""),
    box: [1, 7, 176, 103],
    home: "ground",
    tall: 3.2,
    seat: [84, 48],
    head: [22, 11, 18],
    moves: "breathe",
  };
};

const snowman: Draw = (brush) => {
  const snow = coat(brush, [248, 250, 254]);
  const coal: Rgb = [44, 44, 54];
  return {
    svg:
      line("M68 52l20 -14l4 -7M88 38l7 1M32 52l-20 -12l-5 -6", [104, 76, 54], 2.4) +
      disc(50, 82, 20, snow) +
      disc(50, 52, 15.5, snow) +
      disc(50, 28, 11.5, snow) +
      box(38, 14, 24, 4, coal, 1.5) +
      box(42, 0, 16, 15, coal, 1.5) +
      box(42, 10.5, 16, 3, [196, 60, 60]) +
      disc(46, 25, 1.6, coal) +
      disc(54, 25, 1.6, coal) +
      poly(
        [
          [49, 28],
          [49, 32],
          [36, 31],
        ],
        [236, 134, 52],
      ) +
      [46, 52, 58].map((y) => disc(50, y, 1.6, coal)).join("") +
      stroke(
        [
          [39, 37],
          [50, 41],
          [61, 37],
        ],
        brush.second ?? [206, 62, 62],
        5,
      ) +
      limbs(
        [
          [58, 39, 5],
          [61, 50, 5],
        ],
        brush.second ?? [206, 62, 62],
      ),
    box: [3, -3, 99, 103],
    home: "ground",
    tall: 1.5,
    moves: "breathe",
  };
};

export const PEOPLE: Record<string, Draw> = {
  wizard,
  astronaut,
  robot,
  dragon,
  dinosaur,
  snowman,
  person: (brush) => person(brush, { long: brush.rng.fork("long").chance(0.5) }),
  man: (brush) => person(brush, {}),
  woman: (brush) => person(brush, { skirt: true, long: true }),
  child: (brush) => person(brush, { small: true }),
};

/** Hats, scarves, crowns, glasses and bows for whoever has a head. */
export function worn(figure: Figure, id: string, color: Rgb | null): string {
  const head = figure.head ?? [(figure.box[0] + figure.box[2]) / 2, figure.box[1] + 4, (figure.box[2] - figure.box[0]) * 0.4];
  const [x, y, w] = head;
  const neck = figure.neck ?? [x, y + w * 1.2, w * 0.8];
  const { base, dark, light } = tones(
    color ??
      ({ crown: [240, 196, 64], scarf: [200, 56, 60], glasses: [36, 34, 40], bow: [232, 92, 130], umbrella: [206, 62, 70] } as Record<string, Rgb>)[
        id
      ] ?? [88, 66, 120],
  );
  if (id === "scarf")
    return (
      limbs(
        [
          [neck[0] + neck[2] * 0.2, neck[1], neck[2] * 0.28],
          [neck[0] + neck[2] * 0.42, neck[1] + neck[2] * 0.8, neck[2] * 0.3],
        ],
        dark,
      ) +
      stroke(
        [
          [neck[0] - neck[2] * 0.5, neck[1] - neck[2] * 0.08],
          [neck[0], neck[1] + neck[2] * 0.14],
          [neck[0] + neck[2] * 0.5, neck[1] - neck[2] * 0.08],
        ],
        base,
        neck[2] * 0.3,
      )
    );
  if (id === "crown")
    return (
      poly(
        [
          [x - w * 0.42, y + w * 0.14],
          [x - w * 0.5, y - w * 0.36],
          [x - w * 0.22, y - w * 0.12],
          [x, y - w * 0.46],
          [x + w * 0.22, y - w * 0.12],
          [x + w * 0.5, y - w * 0.36],
          [x + w * 0.42, y + w * 0.14],
        ],
        base,
      ) +
      disc(x, y, w * 0.07, [208, 54, 70]) +
      box(x - w * 0.42, y + w * 0.06, w * 0.84, w * 0.1, dark)
    );
  if (id === "umbrella") {
    const [left, top, r] = [x + w * 0.2, y - w * 1.5, w * 1.75];
    return (
      stroke(
        [
          [x + w * 0.72, neck[1] + w * 1.3],
          [x + w * 0.55, y + w * 0.2],
          [left, top - r * 0.2],
        ],
        [92, 68, 54],
        w * 0.1,
      ) +
      shape(
        [
          [left - r, top + r * 0.32, 1],
          [left - r * 0.7, top - r * 0.3],
          [left, top - r * 0.58],
          [left + r * 0.7, top - r * 0.3],
          [left + r, top + r * 0.32, 1],
          [left + r * 0.5, top + r * 0.2],
          [left, top + r * 0.32],
          [left - r * 0.5, top + r * 0.2],
        ],
        base,
      ) +
      shape(
        [
          [left - r * 0.32, top + r * 0.24, 1],
          [left - r * 0.24, top - r * 0.3],
          [left, top - r * 0.58, 1],
          [left + r * 0.24, top - r * 0.3],
          [left + r * 0.32, top + r * 0.24, 1],
        ],
        dark,
      )
    );
  }
  if (id === "glasses")
    return (
      both(
        disc(
          x - w * 0.24,
          y + w * 0.72,
          w * 0.2,
          [190, 220, 240],
          `fill-opacity="0.35" stroke="rgb(${dark.map(Math.round).join(",")})" stroke-width="${w * 0.06}"`,
        ),
        x,
      ) + line(`M${x - w * 0.06} ${y + w * 0.7}h${w * 0.12}`, base, w * 0.06)
    );
  if (id === "bow")
    return (
      both(
        shape(
          [
            [x, y],
            [x - w * 0.42, y - w * 0.26],
            [x - w * 0.42, y + w * 0.22],
          ],
          base,
        ),
        x,
      ) + disc(x, y, w * 0.1, dark)
    );
  return (
    oval(x, y + w * 0.08, w * 0.72, w * 0.14, dark) +
    shape(
      [
        [x - w * 0.42, y + w * 0.06, 1],
        [x - w * 0.4, y - w * 0.4],
        [x - w * 0.2, y - w * 0.56],
        [x + w * 0.2, y - w * 0.56],
        [x + w * 0.4, y - w * 0.4],
        [x + w * 0.42, y + w * 0.06, 1],
      ],
      base,
    ) +
    line(`M${x - w * 0.42} ${y - w * 0.04}q${w * 0.42} ${w * 0.14} ${w * 0.84} 0`, lighter(light, 0.4), w * 0.09)
  );
}
