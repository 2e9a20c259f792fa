// Birds, perched, swimming and flying.
import { type Rgb, darker, lighter, mix } from "./color.ts";
import { type Draw, coat, eye, tones } from "./figure.ts";
import { both, disc, limbs, line, oval, poly, shape, stroke } from "./shapes.ts";

const CREAM: Rgb = [250, 244, 232];
const INK: Rgb = [30, 26, 30];
const BEAK: Rgb = [236, 164, 52];

/** A songbird on its feet, looking left. */
const perched =
  (natural: Rgb, breast: Rgb | null, beak: Rgb, crest = 0, bill = 1): Draw =>
  (brush) => {
    const { base, dark, light } = tones(coat(brush, natural));
    const chest = brush.second ?? (brush.main ? mix(base, CREAM, 0.7) : (breast ?? mix(base, CREAM, 0.5)));
    return {
      svg:
        line("M48 84l-2 14M58 84l2 14M46 98h-7M60 98h-7M46 98l5 1M60 98l5 1", [110, 84, 66], 2.2) +
        shape(
          [
            [78, 62],
            [104, 78],
            [122, 92, 1],
            [108, 92],
            [82, 80],
          ],
          dark,
        ) +
        shape(
          [
            [22, 34],
            [30, 22],
            [44, 20],
            [56, 30],
            [70, 42],
            [86, 60],
            [84, 76],
            [66, 88],
            [46, 87],
            [30, 76],
            [22, 58],
          ],
          base,
        ) +
        shape(
          [
            [22, 46],
            [34, 44],
            [44, 56],
            [52, 76],
            [52, 87],
            [40, 84],
            [28, 74],
            [21, 58],
          ],
          chest,
        ) +
        shape(
          [
            [50, 46],
            [66, 44],
            [84, 58],
            [104, 78, 1],
            [82, 78],
            [64, 72],
            [52, 60],
          ],
          dark,
        ) +
        line("M60 60q14 10 30 12M58 54q16 6 30 12", light, 1.2) +
        (crest
          ? shape(
              [
                [34, 22],
                [40, 6, 1],
                [52, 28],
              ],
              dark,
            )
          : "") +
        poly(
          [
            [23, 33],
            [23 - 13 * bill, 38 + bill],
            [24, 42],
          ],
          beak,
        ) +
        line(`M23 37.6l${-12 * bill} 0.8`, darker(beak, 0.4), 0.8) +
        eye(32, 33, 3),
      box: [22 - 16 * bill, crest ? 4 : 17, 124, 102],
      home: "ground",
      tall: 0.45,
      head: [38, 20, 24],
      moves: "breathe",
    };
  };

/** Wings spread, seen from below and behind: gull, eagle and other soarers. */
const soaring =
  (natural: Rgb, tip: Rgb, head: Rgb | null, width: number, tall: number): Draw =>
  (brush) => {
    const { base, dark } = tones(coat(brush, natural));
    const edge = brush.main ? dark : tip;
    const reach = 50 * width;
    const wing =
      shape(
        [
          [50, 40],
          [50 - reach * 0.35, 24],
          [50 - reach * 0.7, 20],
          [50 - reach, 34, 1],
          [50 - reach * 0.74, 36],
          [50 - reach * 0.4, 46],
          [50, 56],
        ],
        base,
      ) +
      shape(
        [
          [50 - reach * 0.66, 20.4],
          [50 - reach * 0.86, 26],
          [50 - reach, 34, 1],
          [50 - reach * 0.78, 35.4],
          [50 - reach * 0.62, 37],
        ],
        edge,
      ) +
      stroke(
        [
          [50 - reach * 0.72, 36],
          [50 - reach * 0.4, 45],
          [50, 55],
        ],
        dark,
        2,
      );
    return {
      svg:
        shape(
          [
            [50, 60],
            [57, 66],
            [62, 82],
            [50, 79],
            [38, 82],
            [43, 66],
          ],
          brush.main ? dark : mix(base, tip, 0.3),
        ) +
        both(wing, 50) +
        shape(
          [
            [50, 34],
            [57, 44],
            [56, 60],
            [50, 72],
            [44, 60],
            [43, 44],
          ],
          base,
        ) +
        shape(
          [
            [50, 26],
            [56, 32],
            [55, 40],
            [50, 44],
            [45, 40],
            [44, 32],
          ],
          brush.second ?? head ?? base,
        ) +
        poly(
          [
            [47.5, 29],
            [50, 21],
            [52.5, 29],
          ],
          BEAK,
        ),
      box: [50 - reach - 2, 16, 50 + reach + 2, 84],
      home: "air",
      tall,
      moves: "flutter",
    };
  };

/** Birds on the water, looking left. */
const floating =
  (natural: Rgb, neckLong: boolean, head: Rgb | null, bill: Rgb): Draw =>
  (brush) => {
    const { base, dark } = tones(coat(brush, natural));
    const top = brush.main ? mix(base, dark, 0.5) : (head ?? base);
    const neck = neckLong
      ? limbs(
          [
            [38, 84, 17],
            [28, 68, 12],
            [34, 46, 9],
            [40, 28, 9],
            [34, 17, 10],
          ],
          base,
        ) +
        shape(
          [
            [42, 13],
            [40, 8],
            [30, 8],
            [22, 14],
            [22, 20],
            [30, 24],
            [40, 21],
          ],
          top,
        ) +
        shape(
          [
            [24, 12],
            [10, 20, 1],
            [12, 24],
            [25, 21],
          ],
          bill,
        ) +
        shape(
          [
            [26, 10],
            [20, 16],
            [25, 18],
          ],
          INK,
        )
      : limbs(
          [
            [42, 80, 18],
            [32, 66, 14],
            [31, 54, 14],
          ],
          top,
        ) +
        disc(31, 50, 11.5, top) +
        shape(
          [
            [22, 48],
            [6, 51],
            [5, 56],
            [22, 57],
          ],
          bill,
        ) +
        line("M26 62q6 5 14 2", CREAM, head && !brush.main ? 2.4 : 0);
    return {
      svg:
        shape(
          [
            [96, 74],
            [116, 66],
            [112, 78],
            [106, 90],
            [90, 96],
          ],
          dark,
        ) +
        neck +
        shape(
          [
            [26, 84],
            [36, 72],
            [56, 70],
            [80, 68],
            [102, 72],
            [108, 82],
            [98, 95],
            [70, 101],
            [42, 99],
          ],
          base,
        ) +
        shape(
          [
            [54, 74],
            [76, 66],
            [104, 68, 1],
            [98, 80],
            [80, 88],
            [60, 86],
          ],
          mix(base, dark, 0.5),
        ) +
        line("M62 80q16 4 34 -6", mix(base, dark, 0.9), 1.4) +
        (neckLong ? eye(32, 14, 1.7) : eye(28.5, 47, 2.2)),
      box: [2, neckLong ? 4 : 36, 118, 104],
      home: "water",
      tall: neckLong ? 0.9 : 0.5,
      seat: [70, 70],
      moves: "bob",
    };
  };

const penguin: Draw = (brush) => {
  const { base } = tones(coat(brush, [46, 50, 64]));
  const belly = brush.second ?? CREAM;
  return {
    svg:
      both(oval(40, 99, 10, 4, BEAK), 50) +
      both(
        shape(
          [
            [28, 42],
            [16, 60],
            [14, 80, 1],
            [26, 72],
            [32, 58],
          ],
          darker(base, 0.2),
        ),
        50,
      ) +
      shape(
        [
          [50, 6],
          [66, 14],
          [70, 32],
          [77, 58],
          [74, 86],
          [62, 98],
          [38, 98],
          [26, 86],
          [23, 58],
          [30, 32],
          [34, 14],
        ],
        base,
      ) +
      shape(
        [
          [50, 40],
          [64, 46],
          [69, 66],
          [64, 90],
          [50, 96],
          [36, 90],
          [31, 66],
          [36, 46],
        ],
        belly,
      ) +
      both(
        shape(
          [
            [50, 22],
            [60, 18],
            [65, 28],
            [60, 39],
            [50, 42],
          ],
          belly,
        ),
        50,
      ) +
      poly(
        [
          [44, 29],
          [56, 29],
          [50, 38],
        ],
        BEAK,
      ) +
      both(eye(41, 26, 2.5), 50),
    box: [11, 3, 89, 103],
    home: "ground",
    tall: 0.9,
    head: [50, 6, 34],
    neck: [50, 43, 34],
    moves: "breathe",
  };
};

const flamingo: Draw = (brush) => {
  const { base, dark } = tones(coat(brush, [242, 138, 150]));
  return {
    svg:
      line("M60 62l-1 37M66 62l6 18l-5 18M59 99h-8M67 98h-7", darker(base, 0.15), 2) +
      limbs(
        [
          [50, 54, 10],
          [38, 44, 7],
          [42, 28, 5],
          [36, 12, 5.5],
          [28, 10, 6],
        ],
        base,
      ) +
      disc(29, 11, 5.4, base) +
      shape(
        [
          [26, 8],
          [18, 12],
          [16, 20, 1],
          [22, 17],
          [27, 15],
        ],
        [250, 236, 226],
      ) +
      shape(
        [
          [18.6, 13],
          [16, 20, 1],
          [21, 17],
        ],
        INK,
      ) +
      shape(
        [
          [44, 52],
          [58, 42],
          [80, 46],
          [98, 60, 1],
          [80, 66],
          [58, 68],
        ],
        base,
      ) +
      shape(
        [
          [58, 50],
          [76, 50],
          [98, 60, 1],
          [78, 62],
        ],
        dark,
      ) +
      eye(29, 10, 1.3),
    box: [12, 3, 100, 102],
    home: "ground",
    tall: 1.3,
    moves: "breathe",
  };
};

const chicken: Draw = (brush) => {
  const { base, dark } = tones(coat(brush, [214, 132, 66]));
  const red: Rgb = [206, 50, 46];
  return {
    svg:
      line("M52 86v12M62 86v12M52 98h-7M62 98h-7", BEAK, 2.6) +
      shape(
        [
          [76, 60],
          [88, 36],
          [100, 22],
          [108, 34],
          [104, 52],
          [94, 70],
        ],
        darker(dark, 0.3),
      ) +
      shape(
        [
          [80, 60],
          [96, 40],
          [104, 44],
          [98, 62],
          [88, 74],
        ],
        dark,
      ) +
      shape(
        [
          [28, 30],
          [38, 24],
          [48, 32],
          [56, 50],
          [76, 56],
          [92, 58],
          [88, 78],
          [70, 90],
          [48, 88],
          [32, 72],
          [28, 50],
        ],
        base,
      ) +
      shape(
        [
          [52, 58],
          [70, 58],
          [82, 66],
          [70, 78],
          [54, 74],
        ],
        dark,
      ) +
      shape(
        [
          [30, 27],
          [28, 18],
          [33, 22],
          [36, 14],
          [40, 21],
          [46, 18],
          [44, 28],
        ],
        red,
      ) +
      shape(
        [
          [28, 42],
          [33, 44],
          [31, 54],
          [27, 50],
        ],
        red,
      ) +
      poly(
        [
          [29, 34],
          [17, 38],
          [29, 42],
        ],
        BEAK,
      ) +
      eye(35, 34, 2.4),
    box: [14, 11, 111, 101],
    home: "ground",
    tall: 0.6,
    head: [38, 20, 20],
    moves: "breathe",
  };
};

export const BIRDS: Record<string, Draw> = {
  penguin,
  flamingo,
  chicken,
  bird: perched([84, 146, 206], [240, 158, 92], [70, 60, 62]),
  crow: perched([42, 42, 54], [58, 58, 72], [54, 52, 58], 0, 1.3),
  parrot: (brush) => {
    const figure = perched([214, 58, 50], [240, 196, 70], [64, 58, 62], 0, 0.8)(brush);
    const wing = brush.second ?? ([46, 118, 190] as Rgb);
    return {
      ...figure,
      svg:
        figure.svg +
        shape(
          [
            [56, 54],
            [70, 52],
            [90, 66],
            [108, 82, 1],
            [84, 78],
            [66, 70],
          ],
          wing,
        ) +
        shape(
          [
            [78, 70],
            [94, 78],
            [124, 108, 1],
            [92, 88],
          ],
          lighter(wing, 0.1),
        ),
      box: [4, 17, 126, 110],
      tall: 0.6,
    };
  },
  eagle: soaring([112, 78, 52], [60, 44, 36], [248, 244, 234], 1.9, 1),
  gull: soaring([246, 246, 246], [70, 74, 84], null, 1.8, 0.5),
  duck: floating([176, 150, 124], false, [38, 112, 78], [236, 178, 48]),
  swan: floating([250, 249, 246], true, null, [238, 130, 48]),
};
