// Trees, flowers, cacti and mushrooms, each grown anew by chance.
import { type Rgb, darker, lighter, mix } from "./color.ts";
import { type Brush, type Draw, coat, tones } from "./figure.ts";
import { both, box, curve, disc, group, limb, limbs, line, oval, path, poly, shape, stroke } from "./shapes.ts";

const BARK: Rgb = [104, 76, 56];
const STEM: Rgb = [86, 132, 70];

/** A broad tree: branches, then clouds of leaves from shade to light. */
export function broadleaf(brush: Brush, leaf: Rgb, bare = false): string {
  const rng = brush.rng.fork("tree");
  const lean = rng.range(-4, 4);
  const branches = [
    [-22, 30],
    [20, 26],
    [-10, 14],
    [12, 10],
  ]
    .map(([dx, y]) =>
      limb([
        [50 + lean * 0.5, 66, 5],
        [50 + dx! * 0.5, 50, 3.6],
        [50 + dx!, y! + 4, 1.6],
      ]),
    )
    .join("");
  const trunk =
    path(
      limb([
        [50, 99, 13],
        [49, 84, 9],
        [50 + lean * 0.5, 62, 7.4],
        [50 + lean, 40, 4],
      ]) + branches,
      BARK,
    ) +
    path(
      limb([
        [53, 97, 5],
        [52, 84, 3.4],
        [52 + lean * 0.5, 62, 2.6],
      ]),
      darker(BARK, 0.25),
    );
  if (bare) {
    const grow = (x: number, y: number, angle: number, length: number, width: number): string => {
      const [ex, ey] = [x + Math.sin(angle) * length, y - Math.cos(angle) * length];
      const own = stroke(
        [
          [x, y],
          [(x + ex) / 2 + rng.range(-1, 1), (y + ey) / 2],
          [ex, ey],
        ],
        BARK,
        width,
      );
      return width < 0.7
        ? own
        : own + [-1, 1].map((side) => grow(ex, ey, angle * 0.8 + side * rng.range(0.28, 0.6), length * rng.range(0.68, 0.84), width * 0.62)).join("");
    };
    return (
      path(
        limb([
          [50, 99, 12],
          [49, 84, 8.4],
          [50, 64, 6.6],
        ]),
        BARK,
      ) +
      grow(50, 66, -0.42, 19, 5) +
      grow(50, 64, 0.4, 18, 4.6) +
      grow(50, 64, 0, 19, 4.2)
    );
  }
  const tonesOf = [darker(leaf, 0.34), darker(leaf, 0.14), leaf, lighter(leaf, 0.22)];
  const clouds = tonesOf
    .map((color, tone) => {
      const count = [13, 12, 11, 10][tone]!;
      return Array.from({ length: count }, () => {
        const [angle, reach] = [rng.range(0, 6.283), Math.sqrt(rng()) * (1 - tone * 0.13)];
        const [x, y] = [50 + lean + Math.cos(angle) * reach * 33 - tone * 2.4, 34 + Math.sin(angle) * reach * 25 - tone * 3.4];
        const r = rng.range(8, 13) * (1 - tone * 0.16);
        return shape(
          Array.from(
            { length: 7 },
            (_, i) => [x + Math.cos(i * 0.898) * r * rng.range(0.82, 1.14), y + Math.sin(i * 0.898) * r * rng.range(0.76, 1.06)] as const,
          ),
          color,
        );
      }).join("");
    })
    .join("");
  return trunk + clouds;
}

/** A conifer of drooping tiers; with snow on its boughs in winter. */
export function conifer(brush: Brush, green: Rgb, snow: boolean): string {
  const rng = brush.rng.fork("pine");
  const tiers = 6;
  let svg = box(47, 86, 6, 14, BARK);
  for (let i = tiers - 1; i >= 0; i--) {
    const [top, bottom, half] = [i * 13.4, i * 13.4 + 24, 7 + i * 5.2];
    const edge = Array.from(
      { length: 7 },
      (_, k) => [50 - half + (k / 6) * half * 2, bottom - Math.abs(k - 3) * -1.1 + (k % 2 ? -3.4 : 0) + rng.range(-1, 1), 1] as const,
    );
    const color = mix(green, [16, 30, 40], 0.06 + (i % 2) * 0.08);
    svg +=
      shape([[50, top - 4, 1], [50 + half * 0.5, bottom - 8], ...[...edge].reverse(), [50 - half * 0.5, bottom - 8]], color) +
      shape([[50, top - 3, 1], [51, bottom - 6], ...edge.slice(4).reverse()], darker(color, 0.18), 'opacity="0.55"');
    if (snow)
      svg += shape(
        [
          [50, top - 4, 1],
          [50 + half * 0.4, bottom - 11],
          [50 + half * 0.62, bottom - 4],
          [50 + half * 0.2, bottom - 10],
          [50 - half * 0.1, bottom - 6],
          [50 - half * 0.5, bottom - 9],
          [50 - half * 0.86, bottom - 1],
          [50 - half * 0.5, bottom - 10],
        ],
        [246, 249, 253],
        'opacity="0.95"',
      );
  }
  return svg;
}

const palm: Draw = (brush) => {
  const { base, dark, light } = tones(coat(brush, [74, 150, 82]));
  const rng = brush.rng.fork("palm");
  const lean = rng.range(-14, 14);
  const [x, y] = [50 + lean, 22];
  const fronds = [200, 165, 232, 140, 262, 300, 330, 10, 40]
    .map((degrees, i) => {
      const a = (degrees * Math.PI) / 180;
      const [ex, ey] = [Math.cos(a) * 40, Math.sin(a) * 30 + 14];
      const mid = [Math.cos(a) * 24, Math.sin(a) * 30 - 4];
      return (
        shape(
          [
            [x, y, 1],
            [x + mid[0]! * 0.9, y + mid[1]! - 4],
            [x + ex, y + ey, 1],
            [x + mid[0]!, y + mid[1]! + 7],
          ],
          [dark, base, mix(base, light, 0.4)][i % 3]!,
        ) +
        stroke(
          [
            [x, y],
            [x + mid[0]!, y + mid[1]!],
            [x + ex, y + ey],
          ],
          darker(dark, 0.2),
          0.8,
        )
      );
    })
    .join("");
  return {
    svg:
      limbs(
        [
          [50, 99, 10],
          [50 + lean * 0.2, 76, 7],
          [50 + lean * 0.6, 50, 6],
          [x, y, 5],
        ],
        [150, 116, 82],
      ) +
      Array.from({ length: 9 }, (_, i) =>
        stroke(
          [
            [46 + lean * (0.06 + i * 0.09), 90 - i * 7.6],
            [50 + lean * (0.06 + i * 0.09), 91 - i * 7.6],
            [54 + lean * (0.06 + i * 0.09), 89 - i * 7.6],
          ],
          [116, 86, 60],
          1.2,
        ),
      ).join("") +
      fronds +
      disc(x - 3, y + 3, 3.4, [112, 76, 50]) +
      disc(x + 3, y + 4, 3.2, [96, 64, 44]),
    box: [-6, -14, 106, 101],
    home: "ground",
    tall: 4,
    moves: "sway",
  };
};

const cactus: Draw = (brush) => {
  const { base, dark } = tones(coat(brush, [88, 146, 92]));
  const ribs = [44, 50, 56].map((x) => line(`M${x} 14V98`, dark, 1.2)).join("");
  return {
    svg:
      limbs(
        [
          [50, 70, 12],
          [30, 68, 12],
          [24, 56, 12],
          [24, 38, 11],
        ],
        mix(base, dark, 0.3),
      ) +
      limbs(
        [
          [50, 58, 12],
          [72, 58, 12],
          [78, 46, 12],
          [78, 28, 11],
        ],
        mix(base, dark, 0.3),
      ) +
      limbs(
        [
          [50, 99, 21],
          [50, 60, 20],
          [50, 14, 18],
        ],
        base,
      ) +
      ribs +
      [
        [50, 5],
        [24, 31],
        [78, 21],
      ]
        .map(([x, y]) => [-1, 0, 1].map((k) => oval(x! + k * 3.4, y! - (k ? 0 : 2), 2.6, 3.6, [236, 106, 140])).join(""))
        .join(""),
    box: [14, -1, 88, 101],
    home: "ground",
    tall: 2.6,
  };
};

/** Petals around a heart. */
export function bloom(x: number, y: number, r: number, petals: number, color: Rgb, heart: Rgb, turn = 0): string {
  return (
    Array.from({ length: petals }, (_, i) =>
      group(
        oval(0, -r * 0.6, r * 0.36, r * 0.52, i % 2 ? color : darker(color, 0.07)),
        `translate(${x.toFixed(1)} ${y.toFixed(1)}) rotate(${((i * 360) / petals + turn).toFixed(0)})`,
      ),
    ).join("") +
    disc(x, y, r * 0.34, heart) +
    disc(x - r * 0.08, y - r * 0.1, r * 0.18, lighter(heart, 0.25))
  );
}

const leafPair = (y: number): string =>
  shape(
    [
      [50, y, 1],
      [38, y - 6],
      [26, y - 16, 1],
      [40, y - 14],
    ],
    STEM,
  ) +
  shape(
    [
      [50, y + 6, 1],
      [62, y],
      [75, y - 8, 1],
      [60, y - 8],
    ],
    darker(STEM, 0.15),
  );

const flower: Draw = (brush) => {
  const color =
    brush.parts.petal ??
    brush.main ??
    brush.rng.fork("flower").pick([
      [244, 244, 248],
      [238, 110, 140],
      [250, 196, 76],
      [146, 124, 214],
      [236, 98, 72],
    ] as Rgb[]);
  return {
    svg:
      stroke(
        [
          [50, 99],
          [48, 74],
          [50, 34],
        ],
        STEM,
        3,
      ) +
      leafPair(82) +
      bloom(50, 26, 25, 11, color, brush.second ?? [246, 190, 60], brush.rng.fork("turn").range(0, 30)),
    box: [22, -2, 78, 101],
    home: "ground",
    tall: 0.5,
    moves: "sway",
  };
};

const sunflower: Draw = (brush) => {
  const color = coat(brush, [248, 196, 52]);
  const seeds = Array.from({ length: 46 }, (_, i) => {
    const [a, d] = [i * 2.4, Math.sqrt(i / 46) * 11];
    return disc(50 + Math.cos(a) * d, 26 + Math.sin(a) * d, 1, [150, 104, 58]);
  }).join("");
  return {
    svg:
      stroke(
        [
          [50, 99],
          [48, 70],
          [50, 34],
        ],
        STEM,
        4,
      ) +
      leafPair(80) +
      leafPair(64) +
      bloom(50, 26, 28, 18, darker(color, 0.14), color) +
      bloom(50, 26, 25, 14, color, color, 12) +
      disc(50, 26, 12.4, [96, 62, 40]) +
      seeds,
    box: [20, -4, 80, 101],
    home: "ground",
    tall: 1.3,
    moves: "sway",
  };
};

const tulip: Draw = (brush) => {
  const { base, dark, light } = tones(
    brush.main ??
      brush.rng.fork("tulip").pick([
        [222, 70, 84],
        [248, 190, 80],
        [236, 128, 170],
        [150, 90, 180],
      ] as Rgb[]),
  );
  return {
    svg:
      stroke(
        [
          [50, 99],
          [51, 70],
          [50, 44],
        ],
        STEM,
        3.4,
      ) +
      shape(
        [
          [50, 98, 1],
          [40, 76],
          [34, 52, 1],
          [46, 70],
        ],
        STEM,
      ) +
      shape(
        [
          [50, 99, 1],
          [60, 80],
          [66, 58, 1],
          [55, 74],
        ],
        darker(STEM, 0.15),
      ) +
      shape(
        [
          [50, 4, 1],
          [58, 18],
          [58, 36],
          [50, 44],
          [42, 36],
          [42, 18],
        ],
        dark,
      ) +
      both(
        shape(
          [
            [34, 10, 1],
            [46, 22],
            [50, 44],
            [40, 44],
            [33, 30],
          ],
          base,
        ),
        50,
      ) +
      shape(
        [
          [42, 18, 1],
          [50, 26],
          [58, 18, 1],
          [57, 38],
          [50, 46],
          [43, 38],
        ],
        light,
        'opacity="0.55"',
      ),
    box: [30, 1, 70, 101],
    home: "ground",
    tall: 0.5,
    moves: "sway",
  };
};

const rose: Draw = (brush) => {
  const { base, dark, light } = tones(brush.parts.petal ?? coat(brush, [206, 44, 66]));
  const swirl = [
    [0, 0, 9, light],
    [-3, 2, 6.4, base],
    [2, 1, 3.8, dark],
  ] as const;
  return {
    svg:
      stroke(
        [
          [50, 99],
          [49, 76],
          [50, 44],
        ],
        STEM,
        3,
      ) +
      leafPair(76) +
      poly(
        [
          [50, 60],
          [44, 66],
          [49, 68],
        ],
        STEM,
      ) +
      [0, 72, 144, 216, 288]
        .map((a, i) =>
          group(
            shape(
              [
                [-15, 4],
                [-13, -14],
                [0, -23],
                [13, -14],
                [15, 4],
                [0, 12],
              ],
              i % 2 ? dark : mix(base, dark, 0.5),
            ),
            `translate(50 28) rotate(${a})`,
          ),
        )
        .join("") +
      [36, 108, 180, 252, 324]
        .map((a, i) =>
          group(
            shape(
              [
                [-11, 3],
                [-9, -10],
                [0, -16],
                [9, -10],
                [11, 3],
                [0, 9],
              ],
              i % 2 ? base : mix(base, light, 0.3),
            ),
            `translate(50 28) rotate(${a})`,
          ),
        )
        .join("") +
      swirl.map(([x, y, r, color]) => disc(50 + x, 28 + y, r, color)).join(""),
    box: [22, -1, 78, 101],
    home: "ground",
    tall: 0.5,
    moves: "sway",
  };
};

const lavenderplant: Draw = (brush) => {
  const { base, dark } = tones(coat(brush, [146, 112, 196]));
  return {
    svg: [-16, -8, 0, 8, 16]
      .map(
        (dx, i) =>
          stroke(
            [
              [50 + dx * 0.3, 99],
              [50 + dx * 0.7, 70],
              [50 + dx, 44],
            ],
            STEM,
            1.8,
          ) +
          Array.from({ length: 7 }, (_, k) => both(oval(50 + dx - 2.6, 44 - k * 5.4 + (i % 2) * 6, 3.2, 3.6, k % 2 ? base : dark), 50 + dx)).join(""),
      )
      .join(""),
    box: [28, 2, 72, 101],
    home: "ground",
    tall: 0.5,
    moves: "sway",
  };
};

const mushroom: Draw = (brush) => {
  const { base, dark } = tones(coat(brush, [208, 60, 52]));
  const cap = curve([
    [8, 56, 1],
    [14, 32],
    [34, 12],
    [50, 9],
    [66, 12],
    [86, 32],
    [92, 56, 1],
    [70, 62],
    [50, 63],
    [30, 62],
  ]);
  const dots = [
    [30, 34, 6],
    [50, 22, 5],
    [68, 36, 7],
    [48, 46, 5.4],
    [22, 50, 4],
    [80, 51, 4],
    [36, 20, 3],
  ]
    .map(([x, y, r]) => oval(x!, y!, r!, r! * 0.8, brush.second ?? [250, 244, 234]))
    .join("");
  return {
    svg:
      shape(
        [
          [40, 56],
          [60, 56],
          [61, 76],
          [68, 96],
          [60, 100],
          [40, 100],
          [32, 96],
          [39, 76],
        ],
        [246, 236, 216],
      ) +
      shape(
        [
          [52, 58],
          [60, 56],
          [61, 76],
          [68, 96],
          [58, 100],
        ],
        [214, 198, 176],
        'opacity="0.7"',
      ) +
      shape(
        [
          [36, 66],
          [50, 63],
          [64, 66],
          [66, 73],
          [50, 70],
          [34, 73],
        ],
        [232, 220, 198],
      ) +
      oval(50, 58, 38, 6, [228, 212, 186]) +
      path(cap, base) +
      dots +
      shape(
        [
          [8, 56, 1],
          [50, 64],
          [92, 56, 1],
          [70, 62],
          [50, 63.5],
          [30, 62],
        ],
        dark,
      ),
    glow: brush.night ? oval(50, 40, 42, 30, lighter(base, 0.4), 'opacity="0.16"') : undefined,
    box: [6, 6, 94, 102],
    home: "ground",
    tall: 0.5,
    seat: [50, 10],
  };
};

const LEAVES: Record<string, Rgb> = { tree: [98, 150, 74], cherrytree: [246, 178, 202] };

export const PLANTS: Record<string, Draw> = {
  palm,
  cactus,
  flower,
  sunflower,
  tulip,
  rose,
  lavenderplant,
  mushroom,
  tree: (brush) => ({
    svg: broadleaf(brush, brush.parts.leafcolor ?? coat(brush, LEAVES.tree!)),
    box: [6, -6, 94, 101],
    home: "ground",
    tall: 3.6,
    moves: "sway",
  }),
  cherrytree: (brush) => ({
    svg: broadleaf(brush, brush.parts.leafcolor ?? coat(brush, LEAVES.cherrytree!)),
    box: [6, -6, 94, 101],
    home: "ground",
    tall: 3.2,
    moves: "sway",
  }),
  pine: (brush) => ({ svg: conifer(brush, coat(brush, [52, 104, 80]), false), box: [10, -6, 90, 101], home: "ground", tall: 4, moves: "sway" }),
  wintertree: (brush) => ({ svg: broadleaf(brush, BARK, true), box: [14, 0, 86, 101], home: "ground", tall: 3.4, moves: "sway" }),
  winterpine: (brush) => ({ svg: conifer(brush, coat(brush, [62, 100, 98]), true), box: [10, -6, 90, 101], home: "ground", tall: 4, moves: "sway" }),
};
