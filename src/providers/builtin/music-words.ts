// What the words of a prompt mean for music: moods, tempos, metres, who plays. A table, read by music-brief.ts; writes no music.
import { vocabulary } from "./audio-words.ts";
import { GENRES, type GenreId, type KitId } from "./music-genres.ts";
import { INSTRUMENTS } from "./music-instruments.ts";

export interface Mood {
  /** Which third it wants; absent where it does not care. */
  third?: "major" | "minor";
  /** Factor on the tempo. */
  tempo?: number;
  /** Added to energy and brightness, both 0 to 1. */
  energy?: number;
  bright?: number;
  /** The genre to take where none is named. */
  genre?: GenreId;
}

/** One meaning of a phrase. A phrase may have several, as "music box" names both a genre and an instrument. */
export interface Meaning {
  genre?: GenreId;
  instrument?: string;
  mood?: Mood;
  /** A tempo as a range of beats a minute, or as a factor on the genre's own. */
  tempo?: { range?: readonly [number, number]; factor: number };
  kit?: KitId;
  part?: "drums" | "bass" | "melody" | "chords" | "pad";
  metre?: "3/4" | "4/4" | "6/8";
  solo?: boolean;
}

const MOODS: Record<string, Mood> = {
  "happy|joyful|cheerful|joy|merry|sunny|feel good|fröhlich|happiness|jolly|carefree": {
    third: "major",
    tempo: 1.08,
    energy: 0.15,
    bright: 0.15,
    genre: "pop",
  },
  "upbeat|uplifting|positive|optimistic|bright": { third: "major", tempo: 1.08, energy: 0.2, bright: 0.15, genre: "pop" },
  "sad|sorrowful|grief|mournful|tragic|heartbreak|heartbroken|crying|lonely|loneliness|traurig": {
    third: "minor",
    tempo: 0.85,
    energy: -0.25,
    bright: -0.2,
    genre: "ballad",
  },
  "melancholic|melancholy|wistful|bittersweet|longing|moody|emotional": { third: "minor", tempo: 0.9, energy: -0.15, bright: -0.15, genre: "ballad" },
  "calm|calming|quiet|gentle|soft|tender|delicate|mellow|ruhig": { tempo: 0.9, energy: -0.3, bright: -0.15, genre: "ballad" },
  "peaceful|relaxing|relaxed|soothing|serene|tranquil|zen|meditative|healing|floating": {
    tempo: 0.86,
    energy: -0.35,
    bright: -0.15,
    genre: "ambient",
  },
  "dreamy|dream|ethereal|hazy|celestial|space|cosmic|underwater|heavenly": { tempo: 0.9, energy: -0.25, bright: -0.05, genre: "ambient" },
  "dark|ominous|sinister|gloomy|gothic|brooding|noire": { third: "minor", tempo: 0.94, bright: -0.25, genre: "cinematic" },
  "scary|horror|creepy|spooky|eerie|haunted|haunting|halloween|frightening": {
    third: "minor",
    tempo: 0.86,
    energy: -0.05,
    bright: -0.2,
    genre: "cinematic",
  },
  "tense|suspense|suspenseful|thriller|dramatic|drama|intense|urgent|chase": { third: "minor", tempo: 1.08, energy: 0.15, genre: "cinematic" },
  "mysterious|mystery|mystic|mystical|enchanted|magical|magic|fairy|fairytale": { third: "minor", tempo: 0.94, energy: -0.1, genre: "cinematic" },
  "epic|heroic|powerful|majestic|grand|battle|war|victory": { tempo: 1.02, energy: 0.3, bright: 0.1, genre: "cinematic" },
  "triumphant|glorious|royal|regal|victorious|proud": { third: "major", energy: 0.25, bright: 0.15, genre: "march" },
  "angry|aggressive|furious|brutal|violent|rage": { third: "minor", tempo: 1.12, energy: 0.35, bright: 0.15, genre: "metal" },
  "energetic|exciting|driving|powerful beat|hype|workout|sport|sports|gym|action|pumping|wild": {
    tempo: 1.1,
    energy: 0.3,
    bright: 0.1,
    genre: "house",
  },
  "party|festival|dancing|celebration|danceable|birthday": { third: "major", tempo: 1.04, energy: 0.25, bright: 0.1, genre: "house" },
  "romantic|love|loving|sensual|intimate|wedding|candlelight": { third: "major", tempo: 0.9, energy: -0.2, bright: -0.1, genre: "ballad" },
  "nostalgic|nostalgia|vintage|retro|rainy|cozy|cosy|coffee|café|cafe|study|studying|autumn": {
    tempo: 0.95,
    energy: -0.15,
    bright: -0.15,
    genre: "lofi",
  },
  "hopeful|hope|inspiring|inspirational|motivational|corporate|warm|heartwarming|spring": {
    third: "major",
    energy: 0.05,
    bright: 0.05,
    genre: "pop",
  },
  "playful|funny|quirky|cute|silly|comic|comedy|cartoon|whimsical|bouncy": { third: "major", tempo: 1.06, energy: 0.05, bright: 0.1, genre: "march" },
  "sleepy|sleeping|bedtime|drowsy|night|moonlight": { tempo: 0.84, energy: -0.35, bright: -0.2, genre: "lullaby" },
  "christmas|winter|snow|xmas|holiday": { third: "major", tempo: 0.95, energy: -0.05, bright: 0.1, genre: "lullaby" },
  "summer|beach|island|holiday vibes|vacation": { third: "major", tempo: 1, energy: 0.1, bright: 0.1, genre: "reggae" },
  "futuristic|cyberpunk|sci-fi|robot|neon|night drive|city": { third: "minor", energy: 0.1, genre: "synthwave" },
};

const tempo = (low: number, high: number, factor: number): Meaning => ({ tempo: { range: [low, high], factor } });
const TEMPOS: Record<string, Meaning> = {
  "largo|grave|very slow|extremely slow|glacial": tempo(44, 54, 0.62),
  "larghetto|lento|adagio": tempo(56, 66, 0.72),
  "slow|slowly|downtempo|slow tempo|langsam|laid back|lazy": tempo(60, 74, 0.8),
  "andante|walking pace": tempo(76, 88, 0.88),
  "moderato|medium tempo|mid tempo|moderate|midtempo": tempo(96, 112, 1),
  allegretto: tempo(112, 120, 1.05),
  allegro: tempo(122, 138, 1.16),
  "fast|quick|uptempo|up tempo|fast tempo|lively|schnell|rapid": tempo(138, 158, 1.25),
  vivace: tempo(146, 160, 1.3),
  "presto|very fast|frantic|prestissimo|frenetic|breakneck": tempo(168, 184, 1.45),
};

const OTHERS: Record<string, Meaning> = {
  "drum|drums|percussion|beats|beat|drum kit|drumkit|rhythm section|drumming|drummer|kick drum": { part: "drums" },
  "drum machine|electronic drums|909|four on the floor": { part: "drums", kit: "electronic" },
  "808 drums": { part: "drums", kit: "deep" },
  "brushes|brushed drums|brush drums": { part: "drums", kit: "brushes" },
  "hand drums|bongos|bongo|congas|conga|djembe|tabla|cajon|tambourine|shaker|maracas|hand percussion|handclaps|claps|clapping": {
    part: "drums",
    kit: "hand",
  },
  "timpani|taiko|taikos|orchestral percussion|war drums|epic drums|cymbals": { part: "drums", kit: "orchestra" },
  "live drums|acoustic drums|rock drums": { part: "drums", kit: "acoustic" },
  "vinyl|dusty drums": { kit: "dusty" },
  bass: { part: "bass" },
  "melody|lead melody|tune": { part: "melody" },
  "chords|chord|harmony": { part: "chords" },
  "waltz time|three four|triple metre|triple meter|three quarter time": { metre: "3/4" },
  "four four|common time": { metre: "4/4" },
  "six eight|jig|tarantella": { metre: "6/8" },
  "solo|only|just|unaccompanied|alone|a cappella|acapella": { solo: true },
};

/** Every phrase with what it means, merged where a phrase stands in several tables. */
function build(): Record<string, Meaning> {
  const all: Record<string, Meaning> = {};
  const add = (names: string, meaning: Meaning) => {
    for (const name of names.split("|")) all[name] = { ...all[name], ...meaning };
  };
  for (const [id, genre] of Object.entries(GENRES)) add(genre.names, { genre: id as GenreId });
  for (const [id, row] of Object.entries(INSTRUMENTS)) add(row.names, { instrument: id });
  for (const [names, mood] of Object.entries(MOODS)) add(names, { mood });
  for (const [names, meaning] of [...Object.entries(TEMPOS), ...Object.entries(OTHERS)]) add(names, meaning);
  return all;
}

export const MUSIC_WORDS = vocabulary(build());
