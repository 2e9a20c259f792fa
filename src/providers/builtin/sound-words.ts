// What the words of a prompt mean for sound: which sources, on what, how. A table and its reading; makes no sound.
import { findPhrases, vocabulary } from "./audio-words.ts";
import type { Traits } from "./sound-stage.ts";
import { animal, birds, crickets, frogs, insects, owl } from "./sound-animals.ts";
import { airplane, arcade, beep, click, clock, engine, helicopter, hum, phone, radioStatic, robot, siren, train, typing } from "./sound-machines.ts";
import type { Stage } from "./sound-stage.ts";
import {
  applause,
  bell,
  creak,
  crowd,
  explosion,
  footsteps,
  glass,
  gong,
  heartbeat,
  impact,
  knock,
  paper,
  slam,
  splash,
  whoosh,
} from "./sound-things.ts";
import { bubbles, drip, fire, hail, rain, stream, thunder, waves, wind } from "./sound-weather.ts";
import { numberOf, tokenize } from "./words.ts";

/** A source with its name for the facts. `bed` lasts, the others come and go and sit a little louder. */
export interface Source {
  name: string;
  make: (stage: Stage) => void;
  bed: boolean;
}

type Meaning = { sources: readonly Source[] } | { changes: Partial<Traits> } | { surface: string };

const lasting = (name: string, make: (stage: Stage) => void): Source => ({ name, make, bed: true });
const passing = (name: string, make: (stage: Stage) => void): Source => ({ name, make, bed: false });
const of = (...sources: Source[]): Meaning => ({ sources });

const RAIN = lasting("rain", rain);
const WIND = lasting("wind", wind);
const THUNDER = passing("thunder", thunder);
const WAVES = lasting("waves", waves);
const BIRDS = passing("birds", birds);
const CROWD = lasting("crowd", crowd);
const STREAM = lasting("stream", stream);
const CRICKETS = lasting("crickets", crickets);
const STEPS = passing("footsteps", footsteps);
const ENGINE = lasting("engine", engine);

const SOURCES: Record<string, Meaning> = {
  "rain|raining|rainfall|drizzle|downpour|shower|raindrop|raindrops|regen": of(RAIN),
  "storm|thunderstorm|rainstorm|tempest|hurricane": of(RAIN, WIND, THUNDER),
  "hail|hailstorm": of(lasting("hail", hail)),
  "wind|windy|gust|breeze|gale|blizzard|snowstorm": of(WIND),
  "thunder|lightning|thunderclap": of(THUNDER),
  "wave|sea|ocean|surf|beach|seaside|shore|tide|meer": of(WAVES),
  "stream|river|brook|creek|waterfall|water fall|falls|fountain|running water|flowing water|water": of(STREAM),
  "drip|dripping|water drip|water drop|dripping water|dripping tap|leaking tap|faucet|drop of water|droplet": of(passing("drip", drip)),
  "bubbles|bubbling|boiling|boiling water|bubble|aquarium": of(lasting("bubbles", bubbles)),
  "fire|campfire|fireplace|flames|bonfire|burning|crackling|crackling fire|feuer": of(lasting("fire", fire)),
  "forest|jungle|woods|woodland|meadow|park|garden": of(BIRDS, WIND),
  "night|summer night|swamp|countryside": of(CRICKETS, passing("owl", owl)),
  "city|street|traffic|city street|highway|road": of(ENGINE, CROWD),
  cave: of(passing("drip", drip)),
  "engine|car|motor|motorbike|motorcycle|truck|lorry|tractor|bus|boat|ship|scooter|lawn mower|lawnmower|chainsaw|race car|racing car|sports car|vehicle|car engine|car passing|car accelerating":
    of(ENGINE),
  "train|railway|locomotive|subway|steam train|metro|tram": of(lasting("train", train)),
  "train whistle|train horn|steam whistle": of(passing("train whistle", train)),
  "helicopter|chopper": of(lasting("helicopter", helicopter)),
  "airplane|plane|aircraft|jet|aeroplane|plane flying|jet fly over|plane passing": of(lasting("airplane", airplane)),
  "siren|police siren|police|ambulance|fire truck|police car|air raid siren": of(lasting("siren", siren)),
  "beep|beeping|bleep|blip|notification|sonar|radar|heart monitor": of(passing("beep", beep)),
  "alarm|alarm clock|smoke alarm|fire alarm|car alarm|alert": of(passing("alarm", beep)),
  "phone|telephone|phone ringing|phone ring|ringing phone|old phone|rotary phone|ringtone|mobile phone|vintage telephone": of(
    passing("phone", phone),
  ),
  "typing|keyboard|typewriter|keyboard typing|typing on keyboard|office": of(passing("typing", typing)),
  "clock|ticking|tick|clock ticking|ticking clock|grandfather clock|tick tock|watch|metronome|pendulum clock": of(passing("clock", clock)),
  "fan|hum|humming|air conditioner|refrigerator|fridge|ventilation|white noise|pink noise|brown noise|brownian noise|vacuum cleaner|vacuum|machine|spaceship|transformer":
    of(lasting("hum", hum)),
  "static|radio static|radio|tv static|interference|vinyl crackle": of(lasting("static", radioStatic)),
  "laser|blaster|zap|laser gun|phaser|ray gun|jump|coin|coin pickup|power up|powerup|level up|game over|retro game|arcade|video game|8 bit|8-bit|game":
    of(passing("arcade", arcade)),
  "click|switch|light switch|mouse click|button|camera|camera shutter|shutter|snap|pen click": of(passing("click", click)),
  "robot|computer|droid|sci-fi|science fiction": of(passing("robot", robot)),
  "bell|church bell|doorbell|door bell|bicycle bell|bike bell|jingle bell|sleigh bell|wind chime|chime|hand bell|handbell|cow bell|cowbell|ship bell|school bell|tower bell|cathedral bell|service bell|glocke":
    of(passing("bell", bell)),
  "gong|tam tam|cymbal": of(passing("gong", gong)),
  "footstep|step|walking|walk|running|footfall|jogging|running footsteps|schritte": of(STEPS),
  "horse|hoof|gallop|galloping|horse gallop|galloping horse|hooves": of(passing("horse", footsteps)),
  "knock|knocking|door knock|knocking on door|knock on door": of(passing("knock", knock)),
  "creak|creaking|squeak|squeaky|door creak|creaking door|creaky door|squeaky door|rusty hinge": of(passing("creak", creak)),
  "slam|door slam|slamming door|door|door closing|closing door": of(passing("door", slam)),
  "breaking glass|glass breaking|glass shatter|shattering glass|broken glass|glass smash|smash|shatter|window breaking": of(
    passing("breaking glass", glass),
  ),
  "clink|wine glass|glass clink|clinking glass|toast|cheers|glass clinking": of(passing("clink", glass)),
  "explosion|explode|blast|bomb|boom|detonation|grenade|cannon": of(passing("explosion", explosion)),
  "gunshot|gun|shot|pistol|rifle|gun shot|shooting": of(passing("gunshot", explosion)),
  "firework|fireworks": of(passing("fireworks", explosion)),
  "whoosh|swoosh|swish|swipe|transition|sweep|sword swing|fly by|flyby|pass by": of(passing("whoosh", whoosh)),
  "hit|punch|impact|thud|bang|crash|drop|fall|thump|kick|drum hit": of(passing("impact", impact)),
  "heartbeat|heart|heart beat|pulse": of(passing("heartbeat", heartbeat)),
  "applause|clapping|clap|ovation|audience clapping|standing ovation|applaus": of(lasting("applause", applause)),
  "crowd|murmur|people talking|chatter|cafe|restaurant|bar|pub|talking|audience|market|cheering|cheering crowd|crowd cheering|stadium|party|crowd murmur|babble|voices":
    of(CROWD),
  "splash|water splash|dive|diving": of(passing("splash", splash)),
  "paper|page|page turn|crumpling paper|page turning|rustle|rustling|crumple": of(passing("paper", paper)),
  "bird|birdsong|bird song|chirp|chirping|tweet|songbird|dawn chorus|birds singing|sparrow|nightingale|vogel": of(BIRDS),
  "cricket|cicada|grasshopper|summer night crickets": of(CRICKETS),
  "owl|hoot|owl hooting": of(passing("owl", owl)),
  "frog|toad|croak|frogs croaking": of(passing("frogs", frogs)),
  "bee|fly|mosquito|wasp|insect|buzz|buzzing|swarm of bees|beehive|hornet|gnat": of(lasting("insects", insects)),
  "dog|bark|barking|dog bark|dog barking|puppy|hound|cat|kitten|meow|meowing|cat meow|cat meowing|wolf|wolves|howl|howling|wolf howl|coyote|cow|moo|cattle|sheep|lamb|goat|duck|quack|goose|seagull|gull|rooster|cockerel|crow|raven|baby|baby crying|lion|tiger|roar|bear|monster|dragon|growl|dinosaur":
    of(passing("animal", animal)),
};

const how = (changes: Partial<Traits>): Meaning => ({ changes });
const MODIFIERS: Record<string, Meaning> = {
  "heavy|strong|intense|hard|pouring|massive|torrential|violent|powerful|raging|roaring|busy|dense|wild": how({ force: 1.7, gain: 1.25 }),
  "light|gentle|soft|mild|faint|weak|slight|calm|quiet|subtle|delicate|little|softly|peaceful": how({ force: 0.55, gain: 0.7, bright: 0.85 }),
  "loud|very loud": how({ gain: 1.5, force: 1.2 }),
  "distant|far|far away|faraway|remote|in the distance|background": how({ distance: 1, gain: 0.6 }),
  "close|near|nearby|close up|closeup": how({ distance: 0, gain: 1.3, bright: 1.15 }),
  "approaching|passing": how({ gain: 1 }),
  "slow|slowly|calmly|lazy": how({ speed: 0.6 }),
  "fast|quick|rapid|quickly|hurried|frantic|hectic|fast paced": how({ speed: 1.6 }),
  "deep|low|large|big|huge|giant|low pitched|bass": how({ pitch: 0.62, bright: 0.85 }),
  "high|small|tiny|high pitched|thin|shrill": how({ pitch: 1.6, bright: 1.15 }),
  "bright|sharp|crisp|metallic": how({ bright: 1.4 }),
  "dark|dull|warm|mellow": how({ bright: 0.6 }),
  "muffled|indoors|from inside|behind a wall|through a wall|inside|under water|underwater": how({ muffled: 1 }),
  "echo|echoing|reverb|reverberant|cavernous|in a cave|in a hall|tunnel|hall|cathedral": how({ echo: 0.8 }),
  "dry|anechoic": how({ echo: 0 }),
  "tin|metal|tin roof|metal roof|iron|steel|corrugated": { surface: "tin" },
  "window|glass|window pane|windowpane|windshield|glass roof": { surface: "glass" },
  "wood|wooden|wooden floor|floorboards|deck": { surface: "wood" },
  "gravel|pebble|stones": { surface: "gravel" },
  "snow|snowy|ice": { surface: "snow" },
  "leaf|leaves|grass|tree|trees|foliage": { surface: "leaves" },
  "puddle|lake|pond|mud": { surface: "water" },
  "tent|umbrella|canvas": { surface: "tent" },
  "concrete|pavement|stone|tile|marble|asphalt|stairs": { surface: "stone" },
};

const WORDS = vocabulary<Meaning>({ ...SOURCES, ...MODIFIERS });

export interface Layer {
  source: Source;
  traits: Traits;
}

const PLAIN: Traits = { force: 1, speed: 1, pitch: 1, bright: 1, gain: 1, distance: 0, echo: 0, muffled: 0, surface: null, count: null, phrase: "" };

function merge(traits: Traits, changes: Partial<Traits>): void {
  for (const key of ["force", "speed", "pitch", "bright", "gain"] as const) if (changes[key] !== undefined) traits[key] *= changes[key];
  for (const key of ["distance", "echo", "muffled", "surface", "count"] as const)
    if (changes[key] !== undefined) (traits as unknown as Record<string, unknown>)[key] = changes[key];
}

/**
 * The layers of a prompt, and what modifies them. A modifier belongs to the next source in its clause, or to the last one where none follows;
 * a surface belongs to the source before it. Where no source is known, `whole` holds what all modifiers come to.
 */
export function readSounds(prompt: string): { layers: Layer[]; whole: Traits } {
  const found = findPhrases(prompt, WORDS).filter((one) => !one.negated);
  const tokens = tokenize(prompt);
  const named = found.filter((one) => "sources" in one.value);
  const traitsOf = new Map(named.map((one) => [one, { ...PLAIN, phrase: phraseOf(prompt, one.phrase) }]));
  const whole = { ...PLAIN };
  for (const one of found) {
    if ("sources" in one.value) continue;
    const changes: Partial<Traits> = "surface" in one.value ? { surface: one.value.surface } : one.value.changes;
    merge(whole, changes);
    const next = named.find((source) => source.at > one.at && source.clause === one.clause);
    const last = named.findLast((source) => source.at < one.at);
    const owner = "surface" in one.value ? (last ?? next) : (next ?? last);
    if (owner) merge(traitsOf.get(owner)!, changes);
  }
  // "three dogs", "two knocks"
  for (const one of named) {
    const count = [one.at - 1, one.at - 2]
      .map((at) => (tokens[at] && tokens[at].clause === one.clause ? numberOf(tokens[at].text) : null))
      .find((number) => number !== null);
    if (count) merge(traitsOf.get(one)!, { count });
  }
  const layers = new Map<string, Layer>();
  for (const one of named) {
    for (const source of (one.value as { sources: readonly Source[] }).sources) {
      const traits = traitsOf.get(one)!;
      const known = layers.get(`${source.name}`);
      // "a dog barking" and "church bell ringing" are one sound; the dog and the cat are two
      if (known && source.name !== "animal")
        merge(known.traits, { ...traits, surface: traits.surface ?? known.traits.surface, phrase: undefined } as Partial<Traits>);
      else if (!known || !sameCreature(known.traits.phrase, traits.phrase))
        layers.set(known ? `${source.name}${layers.size}` : source.name, {
          source: known || source.name === "animal" ? { ...source, name: source.name === "animal" ? one.phrase : source.name } : source,
          traits: { ...traits },
        });
    }
  }
  return { layers: [...layers.values()].slice(0, LAYERS), whole };
}

/** More at once would be mud. */
const LAYERS = 6;

/** Sources look for their kind in all that was typed in this clause, as "car" and "accelerating" may stand apart. */
function phraseOf(prompt: string, phrase: string): string {
  const clause = prompt
    .toLowerCase()
    .split(/[,.;]| and | with /)
    .find((part) => part.includes(phrase.split(" ")[0]!.slice(0, 4)));
  return `${phrase} ${clause ?? ""}`;
}

const VOICE_WORDS = /bark|meow|howl|moo|quack|roar|growl|cry/;
const sameCreature = (first: string, second: string): boolean =>
  VOICE_WORDS.test(second.split(" ")[0]!) || first.split(" ")[0] === second.split(" ")[0];
