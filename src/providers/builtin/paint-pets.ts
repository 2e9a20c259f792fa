// Animals that sit and look at you: fox, cat, dog, rabbit, owl, bear and the like, each from a few smooth shapes.
import { type Rgb, darker, lighter, mix } from "./color.ts";
import { type Brush, type Draw, type Figure, coat, eye, tones } from "./figure.ts";
import { both, curve, disc, gradient, limbs, line, oval, path, poly, shape, stroke } from "./shapes.ts";

const CREAM: Rgb = [250, 242, 230];
const INK: Rgb = [34, 26, 28];

const fox: Draw = (brush) => {
  const { base, dark, light } = tones(coat(brush, [206, 92, 38]));
  const sock = brush.main && brush.main[0] < 90 ? darker(base, 0.6) : ([58, 36, 34] as Rgb);
  const g = `${brush.id}t`;
  const tail =
    `<defs>${gradient(g, [
      [0, lighter(base, 0.1)],
      [1, darker(base, 0.15)],
    ])}</defs>` +
    shape(
      [
        [60, 90],
        [70, 98],
        [86, 99],
        [101, 93],
        [110, 80],
        [111, 64],
        [105, 50, 1],
        [99, 60],
        [95, 72],
        [87, 80],
        [75, 81],
        [64, 82],
      ],
      `url(#${g})`,
    ) +
    shape(
      [
        [105, 50, 1],
        [110, 58],
        [111.5, 68],
        [108, 73],
        [104, 68],
        [101, 72],
        [97, 66],
        [100, 57],
      ],
      CREAM,
    );
  const body =
    shape(
      [
        [30, 50],
        [40, 42],
        [52, 46],
        [63, 60],
        [71, 76],
        [73, 90],
        [68, 98],
        [52, 99],
        [36, 97],
        [29, 84],
        [27, 66],
      ],
      base,
    ) +
    shape(
      [
        [58, 66],
        [70, 76],
        [73, 90],
        [67, 98.5],
        [52, 99],
        [47, 92],
        [49, 78],
      ],
      mix(base, dark, 0.35),
    ) +
    shape(
      [
        [46, 95],
        [56, 93.5],
        [62, 97],
        [60, 100],
        [45, 100],
        [42, 98],
      ],
      sock,
    );
  const legs =
    limbs(
      [
        [41, 66, 12],
        [42, 82, 8.5],
        [41, 96, 7.5],
      ],
      mix(base, dark, 0.5),
    ) +
    limbs(
      [
        [42, 85, 8.4],
        [41.5, 95, 7.6],
        [39, 98, 8],
      ],
      sock,
    ) +
    limbs(
      [
        [32, 64, 13],
        [33, 82, 9],
        [32, 96, 8],
      ],
      base,
    ) +
    limbs(
      [
        [32.6, 84, 8.8],
        [32, 95, 8],
        [29.5, 98, 8.4],
      ],
      sock,
    );
  const chest = shape(
    [
      [24, 50],
      [32, 53],
      [41, 50],
      [42, 60],
      [38, 70],
      [34, 80, 1],
      [30, 71],
      [25, 62],
    ],
    CREAM,
  );
  const ear =
    poly(
      [
        [17, 24],
        [11, 1],
        [30, 15],
      ],
      base,
    ) +
    poly(
      [
        [12, 3.5],
        [11, 1],
        [18, 7],
        [14.5, 13],
      ],
      sock,
    ) +
    poly(
      [
        [18, 21],
        [15, 9],
        [26, 16.5],
      ],
      mix(CREAM, base, 0.3),
    );
  const face =
    both(ear, 33) +
    shape(
      [
        [33, 13],
        [45, 17],
        [52, 28],
        [60, 39, 1],
        [49, 45],
        [41, 51],
        [33, 56.5],
        [25, 51],
        [17, 45],
        [6, 39, 1],
        [14, 28],
        [21, 17],
      ],
      base,
    ) +
    both(
      shape(
        [
          [6, 39, 1],
          [15, 36.5],
          [24, 40],
          [30, 47],
          [33, 56],
          [25, 51.5],
          [16, 45.5],
        ],
        CREAM,
      ),
      33,
    ) +
    shape(
      [
        [33, 28],
        [36.5, 40],
        [37.5, 49],
        [33, 56.5],
        [28.5, 49],
        [29.5, 40],
      ],
      light,
    ) +
    oval(33, 52.6, 3.6, 2.7, INK) +
    oval(32, 51.8, 1.1, 0.7, [150, 140, 140]) +
    both(eye(22.8, 35, 3.3, brush.parts.eye ?? [44, 26, 16]), 33);
  return {
    svg: tail + body + legs + chest + face,
    box: [3, -2, 115, 101],
    home: "ground",
    tall: 1,
    head: [33, 12, 26],
    neck: [33, 56, 22],
    seat: [56, 48],
    moves: "breathe",
  };
};

interface Sitter {
  fur: Rgb;
  /** Chest, muzzle and paws. */
  pale: Rgb;
  ear: "pointed" | "floppy" | "round" | "long";
  tail: "thin" | "bushy" | "none" | "up";
  wide: number;
  muzzle: number;
  tall: number;
  stripes?: Rgb;
  patch?: Rgb;
}

const EARS: Record<Sitter["ear"], (fur: Rgb, inner: Rgb) => string> = {
  pointed: (fur, inner) =>
    shape(
      [
        [15, 26, 1],
        [14, 5, 1],
        [31, 16, 1],
        [24, 24],
      ],
      fur,
    ) +
    poly(
      [
        [18, 21],
        [16.8, 10],
        [26.5, 16],
      ],
      inner,
    ),
  floppy: (fur, inner) =>
    shape(
      [
        [22, 15],
        [13, 16],
        [7, 28],
        [8, 42],
        [13, 47],
        [18, 40],
        [19, 26],
      ],
      mix(fur, inner, 0.12),
    ),
  round: (fur, inner) => disc(18, 17, 8, fur) + disc(18, 17.5, 4.6, inner),
  long: (fur, inner) =>
    shape(
      [
        [25, 20],
        [19, 5],
        [18, -14],
        [23, -24],
        [29, -12],
        [31, 6],
        [31, 18],
      ],
      fur,
    ) +
    shape(
      [
        [26, 12],
        [22.5, 0],
        [21.8, -12],
        [23.5, -18],
        [27, -8],
        [28, 6],
      ],
      inner,
    ),
};

function tailOf(kind: Sitter["tail"], base: Rgb, dark: Rgb, pale: Rgb): string {
  if (kind === "none") return disc(72, 89, 7.5, pale);
  if (kind === "bushy")
    return (
      limbs(
        [
          [60, 93, 12],
          [78, 94, 19],
          [92, 82, 19],
          [94, 66, 8],
        ],
        dark,
      ) +
      limbs(
        [
          [93, 76, 13],
          [94.5, 68, 9],
          [94, 62, 3],
        ],
        pale,
      )
    );
  if (kind === "up")
    return limbs(
      [
        [64, 84, 9],
        [78, 74, 10],
        [84, 60, 9],
        [79, 50, 6],
      ],
      dark,
    );
  return limbs(
    [
      [58, 94, 7],
      [76, 96, 7],
      [90, 90, 7],
      [92, 76, 6.5],
      [85, 70, 6],
    ],
    mix(base, dark, 0.6),
  );
}

/** Head towards you, body in three-quarter view: what most pets do when a picture is taken. */
function sitter(brush: Brush, kind: Sitter): Figure {
  const { base, dark } = tones(coat(brush, kind.fur));
  const pale = brush.second ?? (brush.main ? mix(base, CREAM, 0.72) : kind.pale);
  const clip = `${brush.id}c`;
  const bodyPath = curve([
    [26, 52],
    [36, 44],
    [50, 47],
    [63, 60],
    [70 + kind.wide, 77],
    [71 + kind.wide, 91],
    [66 + kind.wide, 99],
    [36, 99.5],
    [25 - kind.wide, 92],
    [22 - kind.wide / 2, 70],
  ]);
  const stripe = kind.stripes && !brush.second ? (brush.main ? dark : kind.stripes) : null;
  const marks = stripe
    ? `<clipPath id="${clip}"><path d="${bodyPath}"/></clipPath><g clip-path="url(#${clip})">${[0, 1, 2, 3, 4]
        .map((i) =>
          stroke(
            [
              [74 + kind.wide, 56 + i * 9],
              [62, 58 + i * 9],
              [54, 63 + i * 9],
            ],
            stripe,
            3,
          ),
        )
        .join("")}</g>`
    : "";
  const body =
    tailOf(kind.tail, base, dark, pale) +
    path(bodyPath, base) +
    marks +
    oval(61 + kind.wide, 88, 11 + kind.wide / 2, 11, mix(base, dark, 0.45)) +
    oval(53, 98, 9, 3.4, mix(base, pale, brush.second || kind.ear === "long" ? 0.85 : 0.2)) +
    limbs(
      [
        [42, 68, 12],
        [42.5, 84, 9],
        [42, 97, 9],
      ],
      mix(base, dark, 0.4),
    ) +
    limbs(
      [
        [31, 66, 13],
        [31.5, 84, 9.6],
        [30.5, 97, 9.6],
      ],
      base,
    ) +
    shape(
      [
        [25, 56],
        [33, 58],
        [41, 56],
        [41, 68],
        [34, 80],
        [28, 70],
      ],
      pale,
    ) +
    oval(29.5, 97.4, 5.8, 3.2, pale) +
    oval(41.5, 97.6, 5, 3, mix(pale, dark, 0.2));
  const inner: Rgb = kind.ear === "floppy" ? dark : mix([240, 170, 165], base, 0.25);
  const ears = both(EARS[kind.ear](kind.ear === "floppy" ? dark : base, inner), 33);
  const skull = curve([
    [33, 13],
    [46, 16],
    [54, 28],
    [54, 40],
    [46, 50],
    [33, 55],
    [20, 50],
    [12, 40],
    [12, 28],
    [20, 16],
  ]);
  const bars = stripe
    ? [28.6, 33, 37.4]
        .map((x) =>
          stroke(
            [
              [x, 14.5],
              [x + (x - 33) * 0.1, 22],
            ],
            stripe,
            1.8,
          ),
        )
        .join("") +
      both(
        stroke(
          [
            [12.5, 37],
            [18, 38],
          ],
          stripe,
          1.6,
        ) +
          stroke(
            [
              [13.5, 42],
              [18.5, 42],
            ],
            stripe,
            1.6,
          ),
        33,
      )
    : "";
  const patch = kind.patch
    ? shape(
        [
          [36, 15],
          [48, 18],
          [53, 30],
          [47, 41],
          [38, 37],
        ],
        kind.patch,
      )
    : "";
  const muzzle =
    oval(33, 44.5, 8 + kind.muzzle, 6.6 + kind.muzzle, pale) +
    (brush.second
      ? shape(
          [
            [33, 14],
            [36, 26],
            [37, 40],
            [29, 40],
            [30, 26],
          ],
          pale,
        )
      : "");
  const nose: Rgb = kind.ear === "long" || kind.ear === "pointed" ? [214, 130, 128] : INK;
  const features =
    oval(33, 40.4 + kind.muzzle * 0.2, 2.6 + kind.muzzle * 0.35, 1.9 + kind.muzzle * 0.25, nose) +
    line("M33 42.2v3.2M33 45.4q-2.8 3 -5.4 1M33 45.4q2.8 3 5.4 1", INK, 0.9) +
    both(eye(22.8, 33.4, 3.7, brush.parts.eye ?? (kind.ear === "pointed" ? [150, 172, 70] : [40, 26, 20])), 33);
  const whiskers = kind.ear === "pointed" ? both(line("M25 44l-15 -2.6M25 46l-15 1.4", lighter(base, 0.65), 0.5), 33) : "";
  const first = kind.ear === "floppy" ? "" : ears;
  return {
    svg: body + first + path(skull, base) + patch + bars + muzzle + features + whiskers + (first ? "" : ears),
    box: [4 - kind.wide, kind.ear === "long" ? -27 : 2, 103, 102],
    home: "ground",
    tall: kind.tall,
    head: [33, 13, 30],
    neck: [33, 55, 26],
    seat: [58, 52],
    moves: "breathe",
  };
}

const owl: Draw = (brush) => {
  const { base, dark } = tones(coat(brush, [134, 96, 62]));
  const pale = brush.second ?? mix(base, CREAM, 0.65);
  const speck = [0, 1, 2, 3]
    .map((row) => Array.from({ length: 5 - (row % 2) }, (_, i) => line(`M${38 + i * 6 + (row % 2) * 3} ${58 + row * 8}q2 3 4 0`, dark, 1.5)).join(""))
    .join("");
  const wing =
    shape(
      [
        [23, 44],
        [17, 60],
        [20, 82],
        [29, 92],
        [33, 74],
        [31, 54],
      ],
      dark,
    ) + [62, 71, 80].map((y) => line(`M22 ${y}q4 4 9 1`, mix(dark, base, 0.5), 1.2)).join("");
  const face =
    disc(40, 33, 12.5, pale) +
    disc(40, 33, 7.6, brush.parts.eye ?? [242, 184, 48]) +
    disc(40, 33, 4.6, [22, 18, 20]) +
    disc(38.2, 31, 1.6, [255, 255, 255]);
  return {
    svg:
      shape(
        [
          [42, 88],
          [58, 88],
          [62, 99],
          [50, 101],
          [38, 99],
        ],
        dark,
      ) +
      shape(
        [
          [50, 14],
          [68, 18],
          [78, 34],
          [80, 58],
          [74, 82],
          [60, 95],
          [50, 97],
          [40, 95],
          [26, 82],
          [20, 58],
          [22, 34],
          [32, 18],
        ],
        base,
      ) +
      shape(
        [
          [50, 48],
          [64, 56],
          [68, 72],
          [60, 90],
          [50, 93],
          [40, 90],
          [32, 72],
          [36, 56],
        ],
        pale,
      ) +
      speck +
      both(wing, 50) +
      both(
        poly(
          [
            [24, 26],
            [22, 4],
            [42, 17],
          ],
          base,
        ) + face,
        50,
      ) +
      shape(
        [
          [50, 36, 1],
          [54, 41],
          [50, 48, 1],
          [46, 41],
        ],
        [226, 150, 50],
      ) +
      both(line("M40 95v5M44 95.6v5M36.6 94v5", [210, 150, 60], 2.6), 50),
    box: [14, 2, 86, 103],
    home: "ground",
    tall: 0.8,
    head: [50, 13, 40],
    neck: [50, 50, 40],
    moves: "breathe",
  };
};

/** Bears sit upright like toys, which is how everybody draws them. */
function bear(brush: Brush, fur: Rgb, panda: boolean): Figure {
  const white: Rgb = [246, 244, 240];
  const ink: Rgb = [38, 36, 42];
  const base = coat(brush, fur);
  const { dark } = tones(base);
  const limbColor = panda ? ink : mix(base, dark, 0.35);
  const pale = panda ? white : mix(base, CREAM, 0.5);
  const arm = limbs(
    [
      [28, 56, 17],
      [20, 70, 15],
      [26, 82, 14],
    ],
    limbColor,
  );
  const leg = oval(27, 92, 14, 11, limbColor) + oval(25, 94, 7.6, 6.4, panda ? [86, 80, 84] : mix(base, CREAM, 0.4));
  const face =
    both(disc(33, 12, 7.4, panda ? ink : base) + disc(33, 12.4, 4, panda ? [80, 74, 80] : dark), 50) +
    shape(
      [
        [50, 8],
        [66, 12],
        [73, 26],
        [69, 40],
        [58, 46],
        [50, 47],
        [42, 46],
        [31, 40],
        [27, 26],
        [34, 12],
      ],
      panda ? white : base,
    ) +
    (panda ? both(`<ellipse cx="40" cy="27.5" rx="5.4" ry="6.8" transform="rotate(24 40 27.5)" fill="rgb(38,36,42)"/>`, 50) : "") +
    oval(50, 37, 10, 8, pale) +
    oval(50, 33, 4, 3, ink) +
    line("M50 36v3.4M50 39.4q-3.4 3.4 -6 .8M50 39.4q3.4 3.4 6 .8", ink, 1) +
    both(eye(41, 27, 2.5), 50);
  return {
    svg:
      shape(
        [
          [50, 42],
          [68, 48],
          [78, 68],
          [76, 88],
          [62, 99],
          [50, 100],
          [38, 99],
          [24, 88],
          [22, 68],
          [32, 48],
        ],
        panda ? white : base,
      ) +
      oval(50, 74, 17, 19, pale) +
      both(arm + leg, 50) +
      face,
    box: [10, 2, 90, 104],
    home: "ground",
    tall: 1.6,
    head: [50, 7, 40],
    neck: [50, 46, 34],
    moves: "breathe",
  };
}

const mouse: Draw = (brush) => {
  const { base, dark } = tones(coat(brush, [150, 142, 140]));
  const pink: Rgb = [236, 170, 170];
  return {
    svg:
      stroke(
        [
          [88, 92],
          [104, 97],
          [114, 86],
          [124, 88],
        ],
        pink,
        2.6,
      ) +
      shape(
        [
          [22, 82],
          [34, 66],
          [56, 56],
          [78, 60],
          [92, 78],
          [92, 94],
          [74, 100],
          [40, 100],
          [26, 96],
          [14, 90, 1],
        ],
        base,
      ) +
      disc(44, 56, 12, dark) +
      disc(44, 57, 8, pink) +
      disc(56, 58, 10, mix(base, dark, 0.3)) +
      disc(56, 59, 6.6, pink) +
      eye(32, 77, 2.8) +
      disc(14.5, 89, 2.6, pink) +
      line("M20 90l-12 -5M20 92l-13 1", dark, 0.6) +
      oval(42, 99, 6, 2.4, pink) +
      oval(74, 99, 7, 2.4, pink),
    box: [4, 42, 127, 103],
    home: "ground",
    tall: 0.4,
    head: [34, 60, 18],
    moves: "breathe",
  };
};

const squirrel: Draw = (brush) => {
  const { base, dark } = tones(coat(brush, [176, 94, 48]));
  const tail =
    limbs(
      [
        [58, 96, 12],
        [80, 90, 24],
        [88, 62, 28],
        [80, 34, 24],
        [66, 30, 12],
        [66, 40, 5],
      ],
      dark,
    ) +
    limbs(
      [
        [66, 92, 5],
        [80, 84, 11],
        [86, 62, 12],
        [80, 42, 9],
      ],
      mix(base, CREAM, 0.25),
    );
  return {
    svg:
      tail +
      shape(
        [
          [34, 52],
          [48, 50],
          [60, 64],
          [66, 84],
          [60, 98],
          [36, 100],
          [30, 86],
          [28, 66],
        ],
        base,
      ) +
      shape(
        [
          [31, 60],
          [39, 60],
          [42, 78],
          [38, 94],
          [32, 88],
          [29, 72],
        ],
        CREAM,
      ) +
      poly(
        [
          [36, 34],
          [38, 18],
          [45, 32],
        ],
        dark,
      ) +
      shape(
        [
          [22, 46],
          [26, 36],
          [38, 31],
          [48, 37],
          [50, 48],
          [42, 56],
          [30, 56],
          [20, 51],
        ],
        base,
      ) +
      oval(27, 50.5, 6.4, 4.4, CREAM) +
      eye(34, 43, 2.9) +
      disc(20.6, 48.6, 1.9, INK) +
      limbs(
        [
          [44, 66, 8],
          [34, 70, 6],
          [25, 68, 5],
        ],
        mix(base, dark, 0.3),
      ) +
      oval(22, 67, 5, 5.6, [128, 82, 44]) +
      path(
        curve([
          [17, 64],
          [22, 60],
          [27, 64],
          [22, 66],
        ]),
        [84, 56, 36],
      ) +
      oval(42, 98.6, 11, 3, dark),
    box: [12, 14, 104, 103],
    home: "ground",
    tall: 0.55,
    head: [37, 30, 22],
    neck: [36, 57, 16],
    moves: "breathe",
  };
};

const hedgehog: Draw = (brush) => {
  const { base, dark } = tones(coat(brush, [122, 92, 70]));
  const spines = Array.from({ length: 40 }, (_, i) => {
    const [angle, reach] = [Math.PI * (0.98 - (i % 20) / 19), i < 20 ? 40 : 27];
    const [x, y] = [62 + Math.cos(angle) * reach, 88 - Math.sin(angle) * reach];
    return poly(
      [
        [x - 4, y + 6],
        [x + (Math.cos(angle) + 0.35) * 11, y - Math.sin(angle) * 10],
        [x + 5, y + 4],
      ],
      i % 2 ? dark : darker(base, 0.15),
    );
  }).join("");
  const face: Rgb = mix(base, CREAM, 0.7);
  return {
    svg:
      shape(
        [
          [24, 92],
          [28, 62],
          [48, 46],
          [76, 46],
          [98, 66],
          [102, 94],
          [62, 99],
        ],
        dark,
      ) +
      spines +
      shape(
        [
          [8, 88, 1],
          [22, 74],
          [38, 70],
          [46, 84],
          [40, 98],
          [20, 98],
        ],
        face,
      ) +
      disc(9, 87.6, 3.4, INK) +
      eye(27, 81, 2.8) +
      disc(38, 72, 4.6, mix(base, face, 0.4)) +
      oval(36, 99, 5, 2.4, dark) +
      oval(84, 99, 6, 2.4, dark),
    box: [3, 36, 112, 102],
    home: "ground",
    tall: 0.4,
    head: [36, 62, 22],
    moves: "breathe",
  };
};

const frog: Draw = (brush) => {
  const { base, dark } = tones(coat(brush, [104, 168, 66]));
  const leg =
    shape(
      [
        [24, 74],
        [10, 82],
        [8, 96],
        [26, 99],
        [36, 90],
      ],
      dark,
    ) +
    limbs(
      [
        [38, 78, 9],
        [36, 90, 7],
        [32, 98, 8],
      ],
      base,
    ) +
    oval(16, 98.6, 11, 2.6, dark) +
    oval(31, 99, 8, 2.4, base);
  const bulge = disc(34, 40, 11, base) + disc(34, 39, 8, brush.parts.eye ?? [246, 226, 120]) + oval(34, 39, 5, 3.2, INK);
  return {
    svg:
      both(leg, 50) +
      shape(
        [
          [50, 52],
          [72, 56],
          [78, 76],
          [70, 94],
          [50, 98],
          [30, 94],
          [22, 76],
          [28, 56],
        ],
        base,
      ) +
      oval(50, 80, 18, 15, mix(base, CREAM, 0.7)) +
      shape(
        [
          [50, 38],
          [72, 44],
          [78, 58],
          [66, 68],
          [50, 70],
          [34, 68],
          [22, 58],
          [28, 44],
        ],
        base,
      ) +
      both(bulge, 50) +
      line("M28 58q22 13 44 0", dark, 1.8),
    box: [3, 26, 97, 103],
    home: "ground",
    tall: 0.4,
    head: [50, 36, 30],
    moves: "breathe",
  };
};

export const PETS: Record<string, Draw> = {
  fox,
  owl,
  mouse,
  squirrel,
  hedgehog,
  frog,
  cat: (brush) =>
    sitter(brush, { fur: [224, 148, 74], pale: CREAM, ear: "pointed", tail: "thin", wide: 0, muzzle: 0, tall: 0.8, stripes: [186, 104, 44] }),
  dog: (brush) =>
    sitter(brush, {
      fur: [196, 142, 86],
      pale: CREAM,
      ear: "floppy",
      tail: "up",
      wide: 2,
      muzzle: 3,
      tall: 1,
      patch: brush.main ? undefined : [148, 96, 56],
    }),
  rabbit: (brush) => sitter(brush, { fur: [186, 164, 142], pale: CREAM, ear: "long", tail: "none", wide: 2, muzzle: 0, tall: 0.6 }),
  bear: (brush) => bear(brush, [124, 80, 50], false),
  polarbear: (brush) => bear(brush, [244, 242, 236], false),
  panda: (brush) => bear(brush, [246, 244, 240], true),
};
