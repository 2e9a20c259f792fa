// Which style a prompt asks for, by its words: a small linear classifier with weights set by hand. Knows no model, and says nothing where the words say nothing.
import { type Modality, type TaskId, taskOf } from "./task.ts";

/** What is told apart, by modality. A style says which votes speak for a prompt, no more. */
export const STYLES = {
  image: ["photoreal", "product", "anime", "illustration", "typography", "logo", "portrait", "landscape", "3d", "pixel"],
  video: ["live-action", "animation", "product", "nature"],
  music: ["electronic", "orchestral", "band", "song"],
  sound: ["nature", "machine", "effect"],
  voice: ["narration", "dialogue"],
  text: [],
} as const satisfies Record<Modality, readonly string[]>;
export type Style = (typeof STYLES)[Modality][number];

/** Words and short phrases, most telling first; a star at the end takes any ending. What says the medium weighs more than what says the subject. */
type Weights = Partial<Record<Style, readonly [weight: number, words: string][]>>;
const WEIGHTS: Record<Modality, Weights> = {
  image: {
    logo: [
      [3.4, "logo, logos, logotype, wordmark, app icon, favicon, monogram, letterform, brandmark, brand mark, emblem, insignia, mascot logo"],
      [1.6, "icon, icons, crest, badge, coat of arms, sticker design, brand identity, branding"],
    ],
    pixel: [[3.4, "pixel*, 8-bit, 8 bit, 16-bit, 16 bit, 32-bit, sprite, sprites, sprite sheet, spritesheet, tileset, retro game, snes, nes style"]],
    anime: [
      [
        3.2,
        "anime, manga, chibi, shonen, shoujo, shojo, seinen, waifu, ghibli*, cel shaded, cel-shaded, mecha, light novel, visual novel, magical girl, isekai",
      ],
      [1.2, "moe, kawaii, catgirl, school uniform, bishonen"],
    ],
    "3d": [
      [
        3,
        "3d, blender, octane, cgi, unreal engine, cinema 4d, c4d, low poly, low-poly, voxel, isometric, claymation, clay render, zbrush, raytraced, ray traced, ray tracing, pixar*",
      ],
      [1.4, "render, rendered, rendering, plasticine, subsurface scattering"],
    ],
    typography: [
      [
        2.6,
        "typography, typographic, lettering, calligraphy, typeface, font, kinetic type, hand-lettered, that says, that reads, which reads, saying, which says, the words, the word, the phrase, the text, spelling, spelled, captioned, inscription, inscribed, with the title, slogan, headline, the letters, the letter",
      ],
      [
        1.2,
        "poster, sign, signboard, neon sign, billboard, banner, book cover, title, flyer, invitation, menu board, storefront, placard, label reading, chalkboard, letters, graffiti, reading, quote, engraved",
      ],
    ],
    illustration: [
      [
        2.4,
        "illustration, illustrated, watercolor, watercolour, gouache, ink drawing, line art, lineart, linocut, woodcut, woodblock, etching, storybook, children's book, comic, comics, comic book, cartoon, sketch, sketched, pencil drawing, charcoal, oil painting, acrylic, pastel, vector art, flat design, engraving, mural, doodle, crayon, concept art, impressionis*, cubis*, surrealis*, abstract painting, art nouveau, art deco, ukiyo-e, ukiyo e, stained glass, paper cut, papercut, collage, fresco",
      ],
      [
        1.6,
        "painting, painted, drawing, drawn, artwork, digital art, clipart, clip art, infographic, in the style of, picasso, van gogh, monet, tapestry, diagram, caricature, mosaic, brush strokes, brushstrokes, abstract, fantasy art",
      ],
    ],
    product: [
      [
        2.6,
        "product*, packshot, pack shot, e-commerce, ecommerce, packaging, mockup, mock-up, advertis*, commercial shot, catalog shot, catalogue shot, white seamless, hero shot",
      ],
      [
        1.5,
        "perfume bottle, bottle of, skincare, cosmetic*, lipstick, sneaker, sneakers, wristwatch, watch on, headphones, earbuds, smartphone, jar of, tube of, can of, on a white background, on white background, white background, on a plain background, pedestal, podium, sunglasses, handbag, studio lighting, softbox, infinity cove, water bottle, mug, box of, candle, turntable, coffee maker, backpack, jewelry, necklace, ring on",
      ],
    ],
    portrait: [
      [
        2.2,
        "portrait, portraits, headshot, head shot, selfie, self-portrait, close-up of a face, closeup of a face, bust of, mugshot, profile picture, face of",
      ],
      [
        1.2,
        "face, faces, eyes, freckles, smile, smiling, beard, bearded, wrinkles, wrinkled, hair, grandmother, grandfather, woman, man, girl, boy, bride, elderly, old man, old woman, fisherman, dancer, musician, chef, nurse, violinist, teenager, child, person, gaze, looking at the camera, 85mm, blacksmith, soldier, farmer",
      ],
    ],
    landscape: [
      [
        2,
        "landscape, landscapes, seascape, cityscape, skyline, vista, panorama, panoramic, mountain range, aerial view, wide shot of, national park, scenery",
      ],
      [
        1.2,
        "mountain*, valley, fjord*, desert, dunes, glacier, canyon, waterfall, lake, forest, meadow, coast*, cliff*, beach, sunrise, sunset, ocean, sea, river, hills, aurora, northern lights, volcano, field of, fields, milky way, rice terraces, horizon, island, vineyard, tundra, savanna*, misty, alpine, lagoon, moor, marsh",
      ],
    ],
    photoreal: [
      [
        2,
        "photo, photos, photograph*, photoreal*, photo-real*, dslr, 35mm, 50mm, 24mm, polaroid, kodak, film grain, bokeh, shot on, macro shot, macro, long exposure, f/1.4, f/1.8, f/2.8, street photo*, documentary, candid, snapshot, national geographic, canon, nikon, leica, hyperreal*, hyper-real*, disposable camera, raw style",
      ],
      [0.8, "realistic, depth of field, natural light, golden hour, telephoto, wide angle, wide-angle, flash, unedited, shallow focus, iphone"],
    ],
  },
  video: {
    animation: [
      [
        3,
        "anime, animated, animation, cartoon, claymation, stop motion, stop-motion, 3d, pixar*, cel shaded, pixel art, motion graphics, hand-drawn, watercolor, painting, van gogh, ukiyo, cyberpunk style, in the style of, low poly, puppet",
      ],
    ],
    product: [[2.4, "product*, commercial, advert*, packshot, unboxing, rotating on a, turntable, on a pedestal, logo reveal"]],
    nature: [
      [1.8, "timelapse, time-lapse, drone, aerial, waves, waterfall, wildlife, coral, underwater, sunrise, sunset, clouds, northern lights"],
      [
        1.2,
        "ocean, forest, mountain*, river, beach, snow, rain, birds, lion, elephant, fish, sea, desert, bear, panda, turtle, whale, horse, zebra, giraffe, flower*, tree, trees, volcano, canyon, glacier, valley, sky",
      ],
    ],
    "live-action": [
      [1.6, "handheld, cinematic, documentary, interview, dolly, tracking shot, film still, vlog, close-up of a, footage, slow motion"],
      [
        1.2,
        "man, woman, person, people, girl, boy, child, couple, crowd, street, chef, kitchen, car, dancing, walking, playing, cooking, office, city, actor",
      ],
    ],
  },
  music: {
    electronic: [
      [
        2,
        "electronic, techno, house, synth*, edm, dubstep, trance, drum and bass, ambient, lo-fi, lofi, chiptune, vaporwave, 808, beats, dance, trap, bass drop",
      ],
    ],
    orchestral: [
      [
        2,
        "orchestra*, symphon*, strings, cinematic, film score, choir, classical, string quartet, epic, timpani, piano sonata, waltz, harp, brass, baroque, cello, violin, trailer",
      ],
    ],
    band: [[2, "rock, guitar*, band, jazz, blues, funk, metal, punk, country, folk, reggae, drums, saxophone, indie, bossa nova, banjo, acoustic"]],
    song: [[2.4, "song, vocals, vocal, singer, singing, sung, lyrics, chorus, verse, rap, ballad, duet, a cappella, female voice, male voice, hook"]],
  },
  sound: {
    nature: [
      [
        2,
        "rain, thunder, wind, birds, bird, ocean, waves, river, forest, stream, crickets, fire, dog, cat, animal, frogs, storm, jungle, waterfall, cow, wolf, bees, leaves",
      ],
    ],
    machine: [
      [
        2,
        "engine, car, train, machine, motor, drill, typewriter, keyboard, helicopter, airplane, traffic, printer, fan, saw, truck, motorcycle, elevator, siren, clock, robot",
      ],
    ],
    effect: [
      [
        2,
        "whoosh, explosion, click, notification, laser, ui, footsteps, impact, glass, door, sword, coin, jump, magic, game, punch, gunshot, riser, boom, chime, swoosh, power-up",
      ],
    ],
  },
  voice: {
    narration: [[1.6, "chapter, once upon a time, documentary, narrat*, in this video, story, century, according to, introduction, welcome to"]],
    dialogue: [[1.6, "hello, hi, thanks, sorry, please, you, i'm, what, yes, no, okay, hey, your order, how can i help"]],
  },
  text: {},
};

/** So much must speak for a style, and so much more than for any other. */
const ENOUGH = 1.6;
const CLEAR = 0.3;
/** Words in quotation marks are to be written in the picture. */
const QUOTED = 1.6;
/** What is said of the picture as a whole stands at the beginning. */
const READ_CHARS = 1_000;

interface Term {
  style: Style;
  weight: number;
  pattern: string;
  /** Any ending will do. */
  open: boolean;
}

const TERMS = new Map(
  (Object.keys(WEIGHTS) as Modality[]).map((modality) => [
    modality,
    (Object.entries(WEIGHTS[modality]) as [Style, [number, string][]][]).flatMap(([style, rows]) =>
      rows.flatMap(([weight, words]) =>
        words.split(", ").map((word): Term => ({ style, weight, pattern: ` ${word.replace("*", "")}`, open: word.endsWith("*") })),
      ),
    ),
  ]),
);

/** The words between single spaces, so that a word is found by the spaces around it. */
const wordsOf = (text: string) =>
  ` ${text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}+/'-]+/gu, " ")
    .trim()} `;

/** How much speaks for each style of the modality; further words for the same style count for less and less. */
export function weigh(text: string, modality: Modality): Map<Style, number> {
  const words = wordsOf(text.slice(0, READ_CHARS));
  const found = new Map<Style, number[]>();
  const add = (style: Style, weight: number) => found.set(style, [...(found.get(style) ?? []), weight]);
  for (const { style, weight, pattern, open } of TERMS.get(modality)!) if (words.includes(open ? pattern : `${pattern} `)) add(style, weight);
  if (modality === "image" && /["“”«»][^"“”«»]{0,40}\p{L}[^"“”«»]{0,60}["“”«»]|(^|\s)'\p{L}[^']{1,60}'(\s|[.,;]|$)/u.test(text))
    add("typography", QUOTED);
  return new Map(
    [...found].map(([style, weights]) => [style, weights.toSorted((a, b) => b - a).reduce((sum, weight, at) => sum + weight / (at + 1) ** 1.5, 0)]),
  );
}

/** The style that a prompt clearly asks for; null where none is clear. */
export function styleOf(text: string, modality: Modality): Style | null {
  const [first, second] = [...weigh(text, modality)].toSorted((a, b) => b[1] - a[1]);
  if (!first || first[1] < ENOUGH) return null;
  return first[1] - (second?.[1] ?? 0) >= CLEAR ? first[0] : null;
}

/** The style of an ask, by what its task calls its subject; null where there is no text. */
export function styleOfAsk(task: TaskId, input: Readonly<Record<string, unknown>>): Style | null {
  const { modality, subject } = taskOf(task);
  const text = subject === null ? null : input[subject];
  return typeof text === "string" ? styleOf(text, modality) : null;
}
