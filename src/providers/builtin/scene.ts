// Turns a prompt into a scene: where, when, in what weather, who with what colours, and in which style. Reads words; draws nothing.
import type { Rgb } from "./color.ts";
import { type Concept, EMPTY_WORDS, conceptAt } from "./lexicon.ts";
import { type Token, colorOf, numberOf, shadeOf, tokenize } from "./words.ts";

/** One kind of thing to draw, and what the prompt says of it. */
export interface Subject {
  id: string;
  color: Rgb | null;
  /** "black and white": the second colour. */
  second: Rgb | null;
  count: number;
  /** 1 is usual, 1.5 big, 0.6 small. */
  size: number;
  side: "left" | "right" | "center" | null;
  depth: "front" | "back" | null;
  wears: { id: string; color: Rgb | null }[];
  /** Colours of named parts, such as eye, roof or sail. */
  parts: Record<string, Rgb>;
  /** The subject it stands or sits on. */
  on: Subject | null;
}

export type Time = "dawn" | "day" | "sunset" | "dusk" | "night";

/** What is to be painted. */
export interface Scene {
  place: string;
  /** True where the prompt named the place, false where it follows from the subject. */
  placeNamed: boolean;
  /** Further places, such as the mountains behind a lake. */
  also: Set<string>;
  time: Time;
  weather: Set<string>;
  season: string | null;
  moods: Set<string>;
  styles: string[];
  motions: Set<string>;
  subjects: Subject[];
  /** Colours bound to places, times and weathers: "a green sky", "purple mountains", "red sunset". */
  tints: Record<string, Rgb>;
  /** Colours that belong to nothing in particular. */
  palette: Rgb[];
  /** Words that name something which cannot be drawn here. */
  unknown: string[];
  /** True where nothing in the prompt could be drawn as a thing or place. */
  abstract: boolean;
}

/** Words that are a colour before a noun and a thing of their own without one. */
const COLOR_OR_THING: Record<string, string> = {
  orange: "citrus",
  rose: "rose",
  lemon: "citrus",
  cherry: "cherry",
  lavender: "lavenderplant",
  lime: "citrus",
  chocolate: "cake",
  coffee: "cup",
};
/** Where a subject is at home when the prompt names no place. */
const HOME: Record<string, string> = {
  whale: "sea",
  dolphin: "sea",
  shark: "underwater",
  fish: "underwater",
  octopus: "underwater",
  jellyfish: "underwater",
  turtle: "beach",
  crab: "beach",
  boat: "lake",
  sailboat: "sea",
  ship: "sea",
  duck: "lake",
  swan: "lake",
  flamingo: "lake",
  gull: "sea",
  lighthouse: "sea",
  penguin: "ice",
  polarbear: "ice",
  camel: "desert",
  cactus: "desert",
  pyramid: "desert",
  palm: "beach",
  rocket: "space",
  astronaut: "space",
  ufo: "night",
  planet: "space",
  plane: "sky",
  balloon: "hill",
  kite: "field",
  car: "road",
  bus: "road",
  train: "field",
  bicycle: "road",
  snowman: "field",
  frog: "lake",
  deer: "forest",
  bear: "forest",
  wolf: "forest",
  owl: "forest",
  squirrel: "forest",
  hedgehog: "forest",
  mushroom: "forest",
  tiger: "jungle",
  parrot: "jungle",
  bridge: "river",
  lion: "savanna",
  elephant: "savanna",
  giraffe: "savanna",
  zebra: "savanna",
  dragon: "mountain",
  castle: "hill",
  eagle: "mountain",
  goat: "mountain",
  apple: "room",
  pear: "room",
  citrus: "room",
  banana: "room",
  strawberry: "room",
  cherry: "room",
  grapes: "room",
  pumpkin: "room",
  fruit: "room",
  cup: "room",
  teapot: "room",
  vase: "room",
  bottle: "room",
  wineglass: "room",
  book: "room",
  candle: "room",
  lamp: "room",
  cake: "room",
  bread: "room",
  pizza: "room",
  clock: "room",
  guitar: "room",
  gift: "room",
  crystal: "room",
  skull: "room",
  chair: "room",
  piano: "room",
  rose: "room",
  robot: "studio",
  heart: "studio",
  starshape: "studio",
  toyballoon: "sky",
  ball: "studio",
  key: "studio",
  feather: "studio",
  eye: "studio",
  hatthing: "studio",
  cat: "garden",
  campfire: "forest",
  tent: "mountain",
  pagoda: "mountain",
  cabin: "mountain",
  flower: "garden",
  tulip: "garden",
  sunflower: "garden",
  lavenderplant: "garden",
  butterfly: "garden",
  bee: "garden",
  snail: "garden",
  bird: "branch",
  crow: "branch",
  windmill: "field",
  door: "field",
};
const PLURAL_COUNT: Record<string, number> = {
  tree: 6,
  pine: 7,
  palm: 3,
  flower: 9,
  tulip: 9,
  sunflower: 7,
  mushroom: 5,
  gull: 5,
  bird: 5,
  fish: 5,
  butterfly: 5,
  bee: 5,
  balloon: 5,
  toyballoon: 5,
  jellyfish: 4,
  apple: 3,
  rock: 4,
  sheep: 4,
  candle: 3,
  starshape: 5,
  cherry: 3,
  grapes: 1,
  lavenderplant: 12,
  house: 4,
  planet: 3,
};
const HOLDERS = new Set([
  "person",
  "man",
  "woman",
  "child",
  "wizard",
  "robot",
  "fox",
  "cat",
  "dog",
  "bear",
  "rabbit",
  "mouse",
  "frog",
  "penguin",
  "panda",
]);
const SITS = new Set(["on", "atop", "riding", "aboard", "upon"]);
const SIDES: Record<string, "left" | "right" | "center"> = { left: "left", right: "right", center: "center", centre: "center", middle: "center" };

const blank = (id: string): Subject => ({
  id,
  color: null,
  second: null,
  count: 1,
  size: 1,
  side: null,
  depth: null,
  wears: [],
  parts: {},
  on: null,
});

/** One pass over the tokens; its fields are what has been read but not yet bound. */
class Reader {
  readonly times = new Set<string>();
  readonly places: string[] = [];
  readonly avoided = new Set<string>();
  readonly subjects: Subject[] = [];
  readonly scene: Scene;
  #colors: Rgb[] = [];
  #shade: ((color: Rgb) => Rgb) | null = null;
  #count: number | null = null;
  #size: number | null = null;
  #last: Subject | null = null;
  #copula = false;
  #sits = false;
  #side: "left" | "right" | "center" | null = null;
  #clause = 0;
  readonly #tokens: Token[];

  constructor(tokens: Token[], scene: Scene) {
    this.#tokens = tokens;
    this.scene = scene;
  }

  read(): void {
    for (let i = 0; i < this.#tokens.length;) i += this.#step(i);
    this.#endColors();
  }

  #step(i: number): number {
    const token = this.#tokens[i]!;
    if (token.clause !== this.#clause) this.#newClause(token.clause);
    const next = this.#tokens[i + 1];
    const nextInClause = next && next.clause === token.clause ? next : null;
    if (!token.negated && this.#reading(token, nextInClause)) return 1;
    const found = conceptAt(this.#tokens, i);
    if (!found) {
      if (!token.negated && token.lemma.length > 2 && !EMPTY_WORDS.has(token.text) && !EMPTY_WORDS.has(token.lemma))
        this.scene.unknown.push(token.lemma);
      return 1;
    }
    const span = this.#tokens.slice(i, i + found.length);
    const follower = this.#tokens[i + found.length];
    if (span[0]!.text === "black" && follower?.clause === token.clause && conceptAt(this.#tokens, i + found.length)?.concept.kind === "subject") {
      this.#colors.push(colorOf("black")!, colorOf("white")!); // "a black and white cat" is a cat of two colours, not a style
      return found.length;
    }
    if (token.negated) this.avoided.add(found.concept.id);
    else
      this.#concept(
        found.concept,
        span.some((part) => part.plural),
        span,
      );
    return found.length;
  }

  /** Colours, numbers, shades, sides and links; true where the word was one of them. */
  #reading(token: Token, next: Token | null): boolean {
    const { text, lemma } = token;
    const phrase = conceptAt(this.#tokens, this.#tokens.indexOf(token));
    if (phrase && phrase.length > 1) return false;
    // "charcoal" alone is a way to draw; "a charcoal cat" has its colour.
    if (phrase?.concept.kind === "style" && !(next && conceptAt(this.#tokens, this.#tokens.indexOf(next)))) return false;
    const color = colorOf(lemma) ?? colorOf(text);
    const thing = COLOR_OR_THING[lemma];
    if (
      color &&
      !(
        thing &&
        (token.plural ||
          !next ||
          !(conceptAt(this.#tokens, this.#tokens.indexOf(token) + 1) || colorOf(next.lemma) || ["and", "tone", "light", "hue"].includes(next.lemma)))
      )
    ) {
      const shaded = this.#shade ? this.#shade(color) : color;
      this.#shade = null;
      if (this.#copula && this.#last && !this.#last.color && !(next && conceptAt(this.#tokens, this.#tokens.indexOf(next))))
        this.#last.color = shaded;
      else this.#colors.push(shaded);
      return true;
    }
    const before = this.#tokens[this.#tokens.indexOf(token) - 1];
    if (
      color &&
      thing &&
      !token.plural &&
      (this.#colors.length > 0 || this.scene.styles.includes("abstract")) &&
      before &&
      /^(and|or|with|in)$/.test(before.text)
    ) {
      this.#colors.push(color); // "blue and orange" are two colours, "a blue vase and an orange" is a fruit
      return true;
    }
    if (color && thing) {
      this.#concept({ kind: "subject", id: thing }, token.plural, [token]);
      return true;
    }
    const shade = shadeOf(text);
    if (shade && next && colorOf(next.lemma)) {
      this.#shade = shade;
      return true;
    }
    const number = numberOf(text);
    if (number !== null) {
      this.#count = Math.max(1, Math.min(24, number));
      return true;
    }
    this.#copula = text === "is" || text === "are" || (this.#copula && (text === "all" || text === "very"));
    if (text === "background" || text === "foreground") {
      if (this.#last) this.#last.depth = text === "background" ? "back" : "front";
      if (text === "background" && this.#colors.length) this.scene.tints.background = this.#take()!;
      return true;
    }
    if (SITS.has(text)) this.#sits = true;
    else if (!EMPTY_WORDS.has(text) || text === "in" || text === "under") this.#sits &&= Boolean(phrase) || text === "top";
    return this.#placing(text, lemma);
  }

  #placing(text: string, lemma: string): boolean {
    if (SIDES[text]) {
      if (this.#last && this.#sideless(this.#last)) this.#last.side = SIDES[text]!;
      else this.#side = SIDES[text]!;
      return true;
    }
    if (["tone", "hue", "palette", "color", "colour", "lighting", "light", "theme", "shade"].includes(lemma) && this.#colors.length) {
      this.scene.palette.push(...this.#colors.splice(0));
      return true;
    }
    return false;
  }

  #sideless(subject: Subject): boolean {
    return subject.side === null && this.#side === null;
  }

  #newClause(clause: number): void {
    this.#clause = clause;
    this.#endColors();
    this.#copula = false;
    this.#sits = false;
    this.#side = null;
    this.#count = null;
    this.#size = null;
  }

  /** Colours that no noun took: of the last subject if it has none, else of the whole picture. */
  #endColors(): void {
    const colors = this.#colors.splice(0);
    if (colors.length === 1 && this.#last && !this.#last.color) this.#last.color = colors[0]!;
    else this.scene.palette.push(...colors);
  }

  #take(): Rgb | null {
    const [first] = this.#colors.splice(0);
    return first ?? null;
  }

  #concept(concept: Concept, plural: boolean, span: Token[]): void {
    const { scene } = this;
    const bind = () => {
      const color = this.#take();
      if (color) scene.tints[concept.id] = color;
      this.#count = null;
    };
    switch (concept.kind) {
      case "subject":
        return this.#subject(concept.id, plural);
      case "place":
        if (!this.places.includes(concept.id)) this.places.push(concept.id);
        if (this.#size && this.#size < 1) scene.weather.add("faraway");
        return bind();
      case "time":
        this.times.add(concept.id);
        if (span.some((token) => /^(starry|starlit)$/.test(token.text))) scene.weather.add("stars");
        if (span.some((token) => token.text === "moonlit")) scene.weather.add("moon");
        return bind();
      case "weather":
        scene.weather.add(concept.id);
        return bind();
      case "season":
        scene.season = concept.id;
        if (span.some((token) => /snow|schnee|neige|nieve/.test(token.text))) scene.weather.add("snowy");
        return bind();
      case "style":
        if (!scene.styles.includes(concept.id)) scene.styles.push(concept.id);
        return;
      case "wear": {
        const color = this.#take();
        this.#last?.wears.push({ id: concept.id, color });
        return;
      }
      case "part": {
        const color = this.#take();
        if (color && this.#last) this.#last.parts[concept.id] = color;
        else if (color) scene.palette.push(color);
        return;
      }
      case "mood":
        scene.moods.add(concept.id);
        return;
      case "motion":
        scene.motions.add(concept.id);
        return;
      case "size":
        this.#size = concept.id === "big" ? 1.4 : 0.6;
        return;
      default:
        scene.moods.add(concept.id);
    }
  }

  #subject(id: string, plural: boolean): void {
    if (id === "umbrella" && this.#last && HOLDERS.has(this.#last.id)) {
      this.#last.wears.push({ id, color: this.#take() });
      return;
    }
    const [color = null, second = null] = this.#colors.splice(0);
    const count = this.#count ?? (plural ? (PLURAL_COUNT[id] ?? 3) : 1);
    const known = this.subjects.find((subject) => subject.id === id && !color && count === 1);
    const subject = known ?? blank(id);
    if (!known) {
      Object.assign(subject, { color, second, count, size: this.#size ?? 1, side: this.#side });
      if (this.#sits && this.#last && this.#last !== subject) this.#last.on = subject;
      this.subjects.push(subject);
    }
    this.#last = subject;
    this.#count = null;
    this.#size = null;
    this.#side = null;
    this.#sits = false;
  }
}

/** Subjects that only say what the sky holds when the scene has other ones; and the sky's lights that are subjects in words only. */
function settle(scene: Scene, reader: Reader): void {
  const avoided = reader.avoided;
  scene.subjects = reader.subjects.filter((subject) => !avoided.has(subject.id));
  for (const subject of scene.subjects) if (subject.on && !scene.subjects.includes(subject.on)) subject.on = null;
  const stars = scene.subjects.find((subject) => subject.id === "starshape" && (subject.count > 1 || scene.subjects.length > 1));
  if (stars) {
    scene.weather.add("stars");
    scene.subjects = scene.subjects.filter((subject) => subject !== stars);
  }
  for (const id of avoided) {
    scene.weather.delete(id);
    reader.times.delete(id);
  }
  const times = [...reader.times];
  scene.time = (times.find((time) => time !== "day") ?? times[0] ?? impliedTime(scene)) as Time;
  if (scene.time === "day" && avoided.has("day")) scene.time = "dusk";
  scene.weather = new Set([...scene.weather].filter((id) => !avoided.has(id)));
  if (avoided.has("cloudy")) scene.weather.add("clear");
  if (scene.season && avoided.has(scene.season)) scene.season = null;
}

function impliedTime(scene: Scene): string {
  const night =
    ["stars", "moon", "aurora", "meteor"].some((id) => scene.weather.has(id)) ||
    scene.styles.includes("neon") ||
    scene.moods.has("magic") ||
    scene.subjects.some((subject) => subject.id === "ufo");
  if (night) return "night";
  return scene.moods.has("dark") ? "dusk" : "day";
}

function placeOf(scene: Scene, places: string[]): string {
  // The water or the ground that fills the front decides; mountains, hills and forests stand behind it.
  const front = [
    "underwater",
    "space",
    "moonscape",
    "mars",
    "room",
    "beach",
    "sea",
    "lake",
    "river",
    "road",
    "city",
    "village",
    "garden",
    "savanna",
    "field",
    "jungle",
    "desert",
    "forest",
    "volcano",
    "hill",
    "mountain",
    "sky",
    "studio",
  ];
  const named = front.find((place) => places.includes(place));
  if (named) return named;
  const home = scene.subjects.map((subject) => HOME[subject.on?.id ?? subject.id]).find(Boolean);
  if (scene.season === "winter" && (!home || ["garden", "branch", "forest", "road", "hill"].includes(home)))
    return home === "forest" ? "forest" : "field";
  const wet = ["rain", "storm", "fog", "wind"].some((id) => scene.weather.has(id));
  if (
    wet &&
    (!home || home === "studio") &&
    scene.subjects.some((subject) => ["person", "man", "woman", "child", "robot", "car"].includes(subject.id))
  )
    return "city";
  if (home === "studio" && (scene.weather.size > 0 || scene.time !== "day")) return "hill";
  if (home === "night") return "field";
  if (home === "branch") return scene.subjects[0]!.count > 2 ? "sky" : "branch";
  if (home) return home;
  if (scene.subjects.length) return "hill";
  return scene.season ? (scene.season === "autumn" ? "forest" : "field") : "sky";
}

const empty = (): Scene => ({
  place: "sky",
  placeNamed: false,
  also: new Set(),
  time: "day",
  weather: new Set(),
  season: null,
  moods: new Set(),
  styles: [],
  motions: new Set(),
  subjects: [],
  tints: {},
  palette: [],
  unknown: [],
  abstract: false,
});

/** The scene that a prompt describes. Never fails: what cannot be drawn is listed in `unknown`, and a prompt of only such words is `abstract`. */
export function readScene(prompt: string, negativePrompt = ""): Scene {
  const scene = empty();
  const reader = new Reader(tokenize(prompt), scene);
  reader.read();
  const avoid = new Reader(tokenize(negativePrompt), empty());
  avoid.read();
  for (const id of [...avoid.subjects.map((subject) => subject.id), ...avoid.scene.weather, ...avoid.places, ...avoid.times]) reader.avoided.add(id);
  settle(scene, reader);
  scene.styles = scene.styles.filter((style) => !avoid.scene.styles.includes(style) && !reader.avoided.has(style));
  const places = reader.places.filter((place) => !reader.avoided.has(place));
  const drawn = places.length + scene.subjects.length + reader.times.size + scene.weather.size + (scene.season ? 1 : 0);
  scene.abstract = scene.styles.includes("abstract") || drawn === 0;
  scene.placeNamed = places.length > 0;
  scene.place = placeOf(scene, places);
  scene.also = new Set(places.filter((place) => place !== scene.place));
  if (scene.weather.has("rain") || scene.weather.has("storm") || scene.weather.has("snowing")) scene.weather.add("cloudy");
  if (scene.weather.has("snowing") || scene.place === "ice") scene.season ??= "winter";
  return scene;
}
