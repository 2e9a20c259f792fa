// Four-legged animals seen from the side, built on one skeleton: horse, deer, cow, lion, elephant and their relations.
import { type Rgb, darker, lighter, mix } from "./color.ts";
import { type Brush, type Draw, type Figure, coat, eye, tones } from "./figure.ts";
import { curve, disc, limb, limbs, oval, path, poly, shape, stroke } from "./shapes.ts";

/** The measures of one animal, in units of about a hundredth of its height. It looks to the left. */
interface Build {
  fur: Rgb;
  /** Length of the trunk and its thickness at chest and loin. */
  length: number;
  chest: number;
  loin: number;
  /** Height of the belly above the ground. */
  legs: number;
  legWidth: number;
  /** Where the head begins, from the shoulder: to the left and up; and how wide the neck is there and at the shoulder. */
  neck: readonly [number, number, number, number];
  /** The head: length, thickness, thickness of the muzzle, how far it points down. */
  head: readonly [number, number, number, number];
  tall: number;
  hoof?: Rgb;
  /** How far ears, horns or antlers rise above the head. */
  above?: number;
}

interface Bones {
  front: number;
  back: number;
  middle: number;
  headX: number;
  headY: number;
  muzzleX: number;
  muzzleY: number;
  base: Rgb;
  dark: Rgb;
  light: Rgb;
  build: Build;
}

type Extra = (bones: Bones, brush: Brush) => string;

function leg(x: number, top: number, width: number, hind: boolean, step: number, color: Rgb, foot: Rgb): string {
  const knee = top + (96 - top) * 0.5;
  const spine: [number, number, number][] = hind
    ? [
        [x, top, width * 2.5],
        [x - 1 + step * 0.4, knee - 4, width * 1.35],
        [x + 4 + step, knee + 8, width],
        [x + 1 + step, 96, width * 0.95],
      ]
    : [
        [x, top, width * 2.1],
        [x + step * 0.5, knee, width * 1.15],
        [x + step, 96, width * 0.92],
      ];
  return (
    limbs(spine, color) +
    shape(
      [
        [x - width * 0.65 + step + (hind ? 1 : 0), 94],
        [x + width * 0.55 + step + (hind ? 1 : 0), 94],
        [x + width * 0.7 + step + (hind ? 1 : 0), 100],
        [x - width * 0.95 + step + (hind ? 1 : 0), 100],
      ],
      foot,
    )
  );
}

function beast(brush: Brush, build: Build, before: Extra = () => "", after: Extra = () => "", marks: Extra = () => ""): Figure {
  const { base, dark, light } = tones(coat(brush, build.fur));
  const foot = build.hoof ?? darker(base, 0.4);
  const front = 46;
  const back = front + build.length;
  const middle = 100 - build.legs - build.chest / 2;
  const [nx, ny, nw, nw2] = build.neck;
  const [hl, hh, mh, drop] = build.head;
  const bones: Bones = {
    front,
    back,
    middle,
    headX: front - nx,
    headY: middle - ny,
    muzzleX: front - nx - hl,
    muzzleY: middle - ny + drop,
    base,
    dark,
    light,
    build,
  };
  const trunk = limb([
    [front - 2, middle, build.chest * 0.92],
    [front + build.length * 0.22, middle + 1, build.chest * 1.04],
    [front + build.length * 0.62, middle - 1, (build.chest + build.loin) / 2],
    [back, middle - (build.chest - build.loin) * 0.32, build.loin * 1.08],
  ]);
  const neck = limb([
    [front + 3, middle - build.chest * 0.06, nw2],
    [front - nx * 0.5, middle - ny * 0.56, (nw + nw2) / 2.2],
    [bones.headX, bones.headY, nw],
  ]);
  const head = limb([
    [bones.headX + hh * 0.18, bones.headY - hh * 0.05, hh],
    [bones.headX - hl * 0.45, bones.headY + drop * 0.42, (hh * 1.1 + mh) / 2],
    [bones.muzzleX, bones.muzzleY, mh],
  ]);
  const clip = `${brush.id}b`;
  const skin = marks(bones, brush);
  const far = mix(base, dark, 0.85);
  const hind = middle + build.loin * 0.05;
  const eyeX = bones.headX - hl * 0.22;
  const eyeY = bones.headY - hh * 0.1 + drop * 0.16;
  const svg =
    before(bones, brush) +
    leg(front + 8, middle + build.chest * 0.1, build.legWidth, false, 3, far, foot) +
    leg(back - 9, hind, build.legWidth, true, -3, far, foot) +
    path(neck, base) +
    path(trunk, base) +
    path(head, base) +
    leg(front, middle + build.chest * 0.12, build.legWidth, false, -2, base, foot) +
    leg(back - 1, hind, build.legWidth, true, 1, base, foot) +
    (skin ? `<clipPath id="${clip}"><path d="${neck}${trunk}${head}"/></clipPath><g clip-path="url(#${clip})">${skin}</g>` : "") +
    oval(bones.muzzleX - mh * 0.12, bones.muzzleY - mh * 0.04, mh * 0.1, mh * 0.08, darker(base, 0.7)) +
    eye(eyeX, eyeY, Math.max(1.3, hh * 0.09), brush.parts.eye) +
    after(bones, brush);
  const top = Math.min(bones.headY - hh * 0.6 - (build.above ?? hh * 0.8), bones.middle - build.chest);
  return {
    svg,
    box: [bones.muzzleX - mh - 8, top, back + build.loin + 16, 103],
    home: "ground",
    tall: build.tall,
    seat: [front + build.length * 0.45, middle - build.chest * 0.46],
    head: [bones.headX - hl * 0.05, bones.headY - hh * 0.5, hh * 1.25],
    neck: [bones.headX + nx * 0.3, bones.headY + ny * 0.34, nw * 1.2],
    moves: "breathe",
  };
}

const ear =
  (lean: number, size: number): Extra =>
  ({ headX, headY, base, dark, build }) => {
    const [x, y] = [headX + build.head[1] * 0.16, headY - build.head[1] * 0.34];
    return (
      shape(
        [
          [x - size * 0.3, y + 1],
          [x - size * 0.24 + lean, y - size * 0.8],
          [x + lean, y - size * 1.15, 1],
          [x + size * 0.34 + lean * 0.5, y - size * 0.5],
          [x + size * 0.3, y + 2],
        ],
        dark,
      ) +
      shape(
        [
          [x - size * 0.08, y],
          [x + lean * 0.9, y - size * 0.9, 1],
          [x + size * 0.16, y],
        ],
        mix(base, [240, 190, 180], 0.4),
      )
    );
  };
const roundEar =
  (size: number): Extra =>
  ({ headX, headY, base, dark, build }) =>
    disc(headX + build.head[1] * 0.2, headY - build.head[1] * 0.42, size, dark) +
    disc(headX + build.head[1] * 0.2, headY - build.head[1] * 0.4, size * 0.55, mix(base, [235, 180, 170], 0.5));
const tuftTail =
  (tuft: Rgb | null): Extra =>
  ({ back, middle, dark, build }) => {
    const x = back + build.loin * 0.42;
    return (
      stroke(
        [
          [x - 2, middle - build.loin * 0.2],
          [x + 8, middle + 4],
          [x + 8, middle + 24],
          [x + 11, middle + 32],
        ],
        dark,
        2.6,
      ) +
      shape(
        [
          [x + 9, middle + 28],
          [x + 14, middle + 36],
          [x + 11, middle + 46, 1],
          [x + 6, middle + 36],
        ],
        tuft ?? darker(dark, 0.4),
      )
    );
  };
const hairTail =
  (color: (bones: Bones) => Rgb): Extra =>
  (bones) => {
    const x = bones.back + bones.build.loin * 0.36;
    return limbs(
      [
        [x - 2, bones.middle - 9, 5],
        [x + 10, bones.middle - 4, 9],
        [x + 13, bones.middle + 16, 12],
        [x + 9, bones.middle + 38, 5],
      ],
      color(bones),
    );
  };
const mane =
  (color: (bones: Bones) => Rgb): Extra =>
  (bones) => {
    const { front, middle, headX, headY, build } = bones;
    const [w, h] = [build.neck[2] * 0.55, build.head[1] * 0.5];
    return (
      limbs(
        [
          [headX + w * 0.3, headY - h * 1.1, 6],
          [headX + w * 1.3, headY + 2, 10],
          [(front + headX) / 2 + w * 1.35, (middle + headY) / 2 - 4, 12],
          [front + 12, middle - build.chest * 0.36, 7],
        ],
        color(bones),
      ) +
      limbs(
        [
          [headX + 2, headY - h, 5],
          [headX - 6, headY - h * 0.5, 6],
          [headX - 8, headY + 2, 3],
        ],
        color(bones),
      )
    );
  };
const all =
  (...extras: Extra[]): Extra =>
  (bones, brush) =>
    extras.map((extra) => extra(bones, brush)).join("");

const HORSE: Build = {
  fur: [134, 82, 50],
  length: 44,
  chest: 27,
  loin: 23,
  legs: 41,
  legWidth: 6,
  neck: [17, 32, 13, 23],
  head: [20, 13, 9, 9],
  tall: 2.2,
  hoof: [50, 42, 40],
};
const hair = (bones: Bones): Rgb => darker(bones.base, 0.58);
const stripes =
  (color: Rgb, width: number, gap: number, lean: number): Extra =>
  ({ front, back, middle, headX, headY, build }) =>
    Array.from({ length: Math.ceil((back - headX + 40) / gap) }, (_, i) => {
      const x = headX - 20 + i * gap;
      const y = x < front ? headY : middle;
      return stroke(
        [
          [x + lean, y - build.chest],
          [x, y],
          [x + (i % 2 ? 3 : -2), y + build.chest * (0.2 + (i % 3) * 0.24)],
        ],
        color,
        width,
      );
    }).join("");

const antlers: Extra = ({ headX, headY, build }) => {
  const [x, y, color] = [headX + 1, headY - build.head[1] * 0.4, [150, 116, 82] as Rgb];
  const one = (dx: number, shade: Rgb) =>
    stroke(
      [
        [x, y],
        [x + 8 + dx, y - 12],
        [x + 5 + dx, y - 26],
        [x - 4 + dx, y - 34],
      ],
      shade,
      2.2,
    ) +
    stroke(
      [
        [x + 7 + dx, y - 9],
        [x - 4 + dx, y - 16],
      ],
      shade,
      1.7,
    ) +
    stroke(
      [
        [x + 7 + dx, y - 18],
        [x + 15 + dx, y - 28],
      ],
      shade,
      1.7,
    ) +
    stroke(
      [
        [x + 5 + dx, y - 26],
        [x + 9 + dx, y - 36],
      ],
      shade,
      1.6,
    );
  return one(8, darker(color, 0.25)) + one(0, color);
};
const spots =
  (color: Rgb, size: number): Extra =>
  ({ front, back, middle, headX, headY, build }, brush) => {
    const rng = brush.rng.fork("spots");
    return Array.from({ length: 70 }, (_, i) => {
      const x = rng.range(headX - 10, back + 14);
      const y = x < front ? rng.range(headY - 8, middle + 10) : rng.range(middle - build.chest / 2, middle + build.chest / 2);
      return disc(x, y, size * rng.range(0.5, 1.1), color) + (i % 3 ? "" : oval(x + 2, y, size, size * 0.7, color));
    }).join("");
  };

const elephant: Draw = (brush) =>
  beast(
    brush,
    {
      fur: [138, 138, 148],
      length: 44,
      chest: 48,
      loin: 42,
      legs: 26,
      legWidth: 12,
      neck: [12, 8, 32, 36],
      head: [9, 32, 20, 10],
      tall: 2.6,
      hoof: [196, 190, 184],
    },
    tuftTail(null),
    ({ headX, headY, dark, base, muzzleX, muzzleY }) =>
      limbs(
        [
          [muzzleX + 3, muzzleY - 3, 18],
          [muzzleX - 6, muzzleY + 16, 13],
          [muzzleX - 5, muzzleY + 36, 9],
          [muzzleX - 13, muzzleY + 46, 7],
        ],
        base,
      ) +
      shape(
        [
          [headX + 2, headY - 15],
          [headX + 18, headY - 20],
          [headX + 30, headY - 6],
          [headX + 26, headY + 18],
          [headX + 12, headY + 27],
          [headX + 4, headY + 8],
        ],
        dark,
      ) +
      limbs(
        [
          [muzzleX + 3, muzzleY + 6, 4],
          [muzzleX - 7, muzzleY + 17, 3.4],
          [muzzleX - 15, muzzleY + 15, 1.6],
        ],
        [248, 240, 222],
      ),
  );

const camel: Draw = (brush) =>
  beast(
    brush,
    {
      fur: [202, 158, 104],
      length: 44,
      chest: 28,
      loin: 24,
      legs: 42,
      legWidth: 6,
      neck: [24, 24, 9, 18],
      head: [15, 10, 8, 4],
      tall: 2.2,
      above: 12,
    },
    ({ front, middle, base }) =>
      shape(
        [
          [front + 2, middle],
          [front + 10, middle - 26],
          [front + 16, middle - 30],
          [front + 22, middle - 16],
          [front + 30, middle - 28],
          [front + 36, middle - 27],
          [front + 46, middle],
        ],
        base,
      ) + "",
    all(ear(2, 6), tuftTail(null)),
  );

const LION: Build = {
  fur: [212, 160, 84],
  length: 46,
  chest: 27,
  loin: 22,
  legs: 32,
  legWidth: 8,
  neck: [14, 15, 20, 24],
  head: [15, 19, 13, 5],
  tall: 1.5,
  above: 18,
};
const lion: Draw = (brush) =>
  beast(brush, LION, all(tuftTail([92, 54, 30])), ({ headX, headY, muzzleX, muzzleY, base, build }) => {
    const color = darker(mix(base, [150, 80, 30], 0.6), 0.1);
    const ring = Array.from(
      { length: 15 },
      (_, i) => [headX + 5 + Math.cos((i / 15) * 6.283) * (i % 2 ? 21 : 26), headY + 5 + Math.sin((i / 15) * 6.283) * (i % 2 ? 20 : 27)] as const,
    );
    const face = limb([
      [headX + 3, headY, build.head[1] * 1.05],
      [headX - 8, headY + 3, 17],
      [muzzleX, muzzleY, 12],
    ]);
    return (
      path(curve(ring), color) +
      path(face, base) +
      disc(headX + 8, headY - 10, 4.4, darker(base, 0.2)) +
      oval(muzzleX - 3, muzzleY + 2, 5, 5, lighter(base, 0.5)) +
      oval(muzzleX - 5.4, muzzleY - 3, 2.8, 2, [60, 36, 30]) +
      eye(headX - 5, headY - 2, 1.7) +
      stroke(
        [
          [muzzleX - 6, muzzleY + 3],
          [muzzleX + 2, muzzleY + 5],
        ],
        darker(base, 0.6),
        0.9,
      )
    );
  });

const cow: Draw = (brush) => {
  const patch: Rgb = brush.second ?? (brush.main ? darker(brush.main, 0.35) : [54, 46, 48]);
  return beast(
    brush,
    {
      fur: [244, 240, 232],
      length: 50,
      chest: 34,
      loin: 30,
      legs: 29,
      legWidth: 7,
      neck: [15, 11, 18, 26],
      head: [17, 16, 12, 10],
      tall: 1.9,
      above: 14,
      hoof: [70, 60, 56],
    },
    tuftTail([90, 76, 70]),
    ({ headX, headY, muzzleX, muzzleY, back, middle }) =>
      shape(
        [
          [headX + 4, headY - 6],
          [headX + 14, headY - 8],
          [headX + 12, headY - 1],
        ],
        patch,
      ) +
      stroke(
        [
          [headX - 1, headY - 7],
          [headX - 4, headY - 14],
          [headX + 1, headY - 17],
        ],
        [222, 206, 170],
        2.6,
      ) +
      oval(muzzleX - 1, muzzleY + 1, 6.4, 6, [232, 172, 166]) +
      oval(muzzleX - 3, muzzleY, 1, 1.4, [120, 70, 70]) +
      oval(back - 8, middle + 18, 7, 4, [236, 180, 174]),
    ({ front, back, middle, headX, headY }) =>
      shape(
        [
          [front + 8, middle - 22],
          [front + 24, middle - 18],
          [front + 26, middle],
          [front + 12, middle + 6],
          [front + 4, middle - 8],
        ],
        patch,
      ) +
      shape(
        [
          [back - 12, middle - 10],
          [back + 6, middle - 20],
          [back + 18, middle],
          [back + 4, middle + 12],
          [back - 10, middle + 4],
        ],
        patch,
      ) +
      shape(
        [
          [headX - 2, headY - 10],
          [headX + 12, headY - 10],
          [headX + 10, headY + 4],
          [headX - 4, headY + 2],
        ],
        patch,
      ),
  );
};

const sheep: Draw = (brush) => {
  const wool = coat(brush, [244, 240, 230]);
  const rng = brush.rng.fork("wool");
  const puffs = Array.from(
    { length: 26 },
    (_, i) => [62 + Math.cos(i * 2.4) * Math.sqrt(i / 26) * 31, 56 + Math.sin(i * 2.4) * Math.sqrt(i / 26) * 21, rng.range(9, 12)] as const,
  );
  const face: Rgb = brush.second ?? [62, 54, 58];
  return {
    svg:
      [48, 58, 70, 80]
        .map((x) =>
          limbs(
            [
              [x, 70, 6],
              [x, 96, 5],
            ],
            face,
          ),
        )
        .join("") +
      puffs.map(([x, y, r]) => disc(x, y, r, darker(wool, 0.1))).join("") +
      puffs.map(([x, y, r]) => disc(x - 1.4, y - 2.4, r * 0.86, wool)).join("") +
      shape(
        [
          [30, 34],
          [40, 36],
          [44, 50],
          [36, 64],
          [26, 68],
          [20, 60],
          [22, 44],
        ],
        face,
      ) +
      shape(
        [
          [40, 40],
          [52, 42],
          [50, 48],
          [41, 48],
        ],
        face,
      ) +
      eye(29, 47, 2.2, [250, 240, 200]) +
      [30, 36, 42].map((x, i) => disc(x, 33 + i * 1.5, 6.4, wool)).join(""),
    box: [14, 22, 108, 101],
    home: "ground",
    tall: 1,
    head: [34, 30, 20],
    neck: [32, 66, 16],
    seat: [62, 36],
    moves: "breathe",
  };
};

const HORN: Extra = ({ headX, headY, build }) =>
  poly(
    [
      [headX - 5, headY - build.head[1] * 0.42],
      [headX - 15, headY - 32],
      [headX + 1, headY - build.head[1] * 0.5],
    ],
    [246, 214, 120],
  ) +
  stroke(
    [
      [headX - 7, headY - 12],
      [headX - 2, headY - 11],
    ],
    [220, 170, 70],
    1,
  ) +
  stroke(
    [
      [headX - 9, headY - 18],
      [headX - 5.4, headY - 17],
    ],
    [220, 170, 70],
    1,
  );

export const BEASTS: Record<string, Draw> = {
  elephant,
  camel,
  lion,
  cow,
  sheep,
  horse: (brush) => beast(brush, HORSE, hairTail(hair), all(ear(-1, 7), mane(hair))),
  donkey: (brush) =>
    beast(
      brush,
      { ...HORSE, fur: [140, 128, 120], legs: 36, neck: [16, 24, 12, 20], tall: 1.7, above: 16 },
      tuftTail(null),
      all(ear(-2, 15), mane(hair)),
    ),
  unicorn: (brush) => {
    const locks = (): Rgb => brush.second ?? [214, 150, 210];
    return beast(brush, { ...HORSE, fur: [248, 244, 248], hoof: [220, 190, 120], above: 26 }, hairTail(locks), all(ear(-1, 7), mane(locks), HORN));
  },
  zebra: (brush) =>
    beast(
      brush,
      { ...HORSE, fur: [246, 244, 240], tall: 1.9 },
      tuftTail([40, 36, 40]),
      all(
        ear(-1, 8),
        mane(() => [44, 40, 44]),
      ),
      stripes([40, 36, 42], 3, 7.6, 5),
    ),
  deer: (brush) =>
    beast(
      brush,
      {
        fur: [170, 112, 66],
        length: 38,
        chest: 23,
        loin: 19,
        legs: 45,
        legWidth: 4.4,
        neck: [13, 27, 9, 17],
        head: [15, 11, 6.4, 6],
        tall: 1.9,
        hoof: [60, 46, 40],
        above: 38,
      },
      ({ back, middle, base, build }) =>
        shape(
          [
            [back + build.loin * 0.3, middle - 10],
            [back + 14, middle - 6],
            [back + 14, middle + 4],
            [back + 6, middle],
          ],
          mix(base, [255, 250, 240], 0.7),
        ),
      all(antlers, ear(7, 8)),
    ),
  tiger: (brush) =>
    beast(
      brush,
      { ...LION, fur: [226, 136, 52] },
      ({ back, middle, base }) =>
        stroke(
          [
            [back + 8, middle - 4],
            [back + 20, middle + 2],
            [back + 25, middle - 12],
            [back + 33, middle - 16],
          ],
          base,
          5.4,
        ) +
        stroke(
          [
            [back + 25, middle - 12],
            [back + 33, middle - 16],
          ],
          [44, 32, 30],
          5,
        ),
      all(
        roundEar(4.4),
        ({ muzzleX, muzzleY }) => oval(muzzleX, muzzleY + 3, 6, 4.6, [250, 242, 232]) + oval(muzzleX - 5, muzzleY - 2.6, 2.5, 1.8, [190, 100, 96]),
      ),
      stripes([48, 32, 28], 3.2, 8, 3),
    ),
  wolf: (brush) =>
    beast(
      brush,
      { fur: [128, 132, 142], length: 40, chest: 24, loin: 18, legs: 36, legWidth: 5.6, neck: [16, 15, 15, 20], head: [19, 14, 6.4, 4], tall: 1.2 },
      ({ back, middle, dark }) =>
        limbs(
          [
            [back + 4, middle - 4, 7],
            [back + 16, middle + 6, 13],
            [back + 20, middle + 22, 12],
            [back + 18, middle + 32, 3],
          ],
          dark,
        ),
      all(
        ear(1, 11),
        ({ headX, headY, muzzleX, muzzleY, base }) =>
          oval(muzzleX - 3, muzzleY - 1, 2, 1.8, [30, 26, 30]) +
          limbs(
            [
              [muzzleX + 1, muzzleY + 2, 3.2],
              [headX - 4, headY + 6, 7],
              [headX + 8, headY + 14, 8],
            ],
            mix(base, [250, 246, 240], 0.6),
          ),
      ),
    ),
  goat: (brush) =>
    beast(
      brush,
      {
        fur: [226, 218, 206],
        length: 36,
        chest: 25,
        loin: 22,
        legs: 34,
        legWidth: 5,
        neck: [14, 20, 11, 18],
        head: [14, 12, 8, 7],
        tall: 1,
        hoof: [60, 54, 50],
        above: 20,
      },
      ({ back, middle, dark }) =>
        limbs(
          [
            [back + 8, middle - 10, 6],
            [back + 15, middle - 16, 3],
          ],
          dark,
        ),
      all(
        ear(7, 7),
        ({ headX, headY, muzzleX, muzzleY, dark }) =>
          stroke(
            [
              [headX - 1, headY - 5],
              [headX + 4, headY - 17],
              [headX + 15, headY - 20],
            ],
            [120, 104, 88],
            3.4,
          ) +
          shape(
            [
              [muzzleX - 1, muzzleY + 3],
              [muzzleX + 6, muzzleY + 4],
              [muzzleX + 2, muzzleY + 14, 1],
            ],
            dark,
          ),
      ),
    ),
  pig: (brush) =>
    beast(
      brush,
      {
        fur: [240, 172, 170],
        length: 48,
        chest: 40,
        loin: 37,
        legs: 20,
        legWidth: 8,
        neck: [9, 3, 27, 36],
        head: [15, 24, 13, 5],
        tall: 0.9,
        hoof: [170, 110, 110],
      },
      ({ back, middle, dark }) =>
        stroke(
          [
            [back + 17, middle - 4],
            [back + 25, middle - 9],
            [back + 24, middle - 2],
            [back + 30, middle - 8],
          ],
          dark,
          2.4,
        ),
      all(
        ear(-6, 11),
        ({ muzzleX, muzzleY, dark }) =>
          oval(muzzleX - 4.4, muzzleY, 3.6, 6, dark) +
          oval(muzzleX - 5, muzzleY - 2, 0.9, 1.3, [120, 60, 66]) +
          oval(muzzleX - 5, muzzleY + 2, 0.9, 1.3, [120, 60, 66]),
      ),
    ),
  giraffe: (brush) =>
    beast(
      brush,
      {
        fur: [238, 204, 138],
        length: 26,
        chest: 19,
        loin: 15,
        legs: 44,
        legWidth: 3.8,
        neck: [17, 50, 6, 14],
        head: [11, 7.6, 5, 4],
        tall: 3.4,
        hoof: [96, 70, 50],
      },
      tuftTail(null),
      all(
        ear(5, 5),
        ({ headX, headY }) =>
          stroke(
            [
              [headX, headY - 3],
              [headX + 1, headY - 9],
            ],
            [150, 104, 60],
            1.5,
          ) + disc(headX + 1, headY - 9.6, 1.3, [80, 54, 40]),
      ),
      spots([178, 112, 56], 3.1),
    ),
};
