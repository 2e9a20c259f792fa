// The voices and languages of the espeak-ng that we start, and how a request's words find one of them. Starts nothing.
import { AppError } from "../../spec/error.ts";

/** A voice that may be asked for by its id. */
export interface Voice {
  id: string;
  name: string;
  /** The language it speaks unless the request names another, as espeak-ng writes it. */
  language: string;
  gender: "male" | "female";
}

// As `--voices` of espeak-ng 1.52 (npm 1.0.2) lists them, "id|name"; a test asks the program itself whether this is still so.
const ROWS = [
  "af|Afrikaans",
  "am|Amharic",
  "an|Aragonese",
  "ar|Arabic",
  "as|Assamese",
  "az|Azerbaijani",
  "ba|Bashkir",
  "be|Belarusian",
  "bg|Bulgarian",
  "bn|Bengali",
  "bpy|Bishnupriya Manipuri",
  "bs|Bosnian",
  "ca|Catalan",
  "chr-US-Qaaa-x-west|Cherokee",
  "cmn|Chinese (Mandarin)",
  "cmn-latn-pinyin|Chinese (Mandarin, pinyin)",
  "cs|Czech",
  "cv|Chuvash",
  "cy|Welsh",
  "da|Danish",
  "de|German",
  "el|Greek",
  "en-029|English (Caribbean)",
  "en-gb|English (Great Britain)",
  "en-gb-scotland|English (Scotland)",
  "en-gb-x-gbclan|English (Lancaster)",
  "en-gb-x-gbcwmd|English (West Midlands)",
  "en-gb-x-rp|English (Received Pronunciation)",
  "en-us|English (United States)",
  "en-us-nyc|English (New York City)",
  "eo|Esperanto",
  "es|Spanish (Spain)",
  "es-419|Spanish (Latin America)",
  "et|Estonian",
  "eu|Basque",
  "fa|Persian",
  "fa-latn|Persian (Pinglish)",
  "fi|Finnish",
  "fr-be|French (Belgium)",
  "fr-ch|French (Switzerland)",
  "fr-fr|French (France)",
  "ga|Gaelic (Irish)",
  "gd|Gaelic (Scottish)",
  "gn|Guarani",
  "grc|Greek (Ancient)",
  "gu|Gujarati",
  "hak|Hakka Chinese",
  "haw|Hawaiian",
  "he|Hebrew",
  "hi|Hindi",
  "hr|Croatian",
  "ht|Haitian Creole",
  "hu|Hungarian",
  "hy|Armenian (East)",
  "hyw|Armenian (West)",
  "ia|Interlingua",
  "id|Indonesian",
  "io|Ido",
  "is|Icelandic",
  "it|Italian",
  "ja|Japanese",
  "jbo|Lojban",
  "ka|Georgian",
  "kk|Kazakh",
  "kl|Greenlandic",
  "kn|Kannada",
  "ko|Korean",
  "kok|Konkani",
  "ku|Kurdish",
  "ky|Kyrgyz",
  "la|Latin",
  "lb|Luxembourgish",
  "lfn|Lingua Franca Nova",
  "lt|Lithuanian",
  "ltg|Latgalian",
  "lv|Latvian",
  "mi|Māori",
  "mk|Macedonian",
  "ml|Malayalam",
  "mr|Marathi",
  "ms|Malay",
  "mt|Maltese",
  "mto|Totontepec Mixe",
  "my|Myanmar (Burmese)",
  "nb|Norwegian (Bokmål)",
  "nci|Nahuatl (Classical)",
  "ne|Nepali",
  "nl|Dutch",
  "nog|Nogai",
  "om|Oromo",
  "or|Oriya",
  "pa|Punjabi",
  "pap|Papiamento",
  "piqd|Klingon",
  "pl|Polish",
  "pt|Portuguese (Portugal)",
  "pt-br|Portuguese (Brazil)",
  "py|Pyash",
  "qdb|Lang Belta",
  "qu|Quechua",
  "quc|K'iche'",
  "qya|Quenya",
  "ro|Romanian",
  "ru|Russian",
  "ru-cl|Russian (Classic)",
  "ru-lv|Russian (Latvia)",
  "sd|Sindhi",
  "shn|Shan (Tai Yai)",
  "si|Sinhala",
  "sjn|Sindarin",
  "sk|Slovak",
  "sl|Slovenian",
  "smj|Lule Saami",
  "sq|Albanian",
  "sr|Serbian",
  "sv|Swedish",
  "sw|Swahili",
  "ta|Tamil",
  "te|Telugu",
  "th|Thai",
  "tk|Turkmen",
  "tn|Setswana",
  "tr|Turkish",
  "tt|Tatar",
  "ug|Uyghur",
  "uk|Ukrainian",
  "ur|Urdu",
  "uz|Uzbek",
  "vi|Vietnamese (Northern)",
  "vi-vn-x-central|Vietnamese (Central)",
  "vi-vn-x-south|Vietnamese (Southern)",
  "yue|Chinese (Cantonese)",
];

/** Every language, by espeak-ng's id. */
export const LANGUAGES: readonly { id: string; name: string }[] = ROWS.map((row) => {
  const [id, name] = row.split("|") as [string, string];
  return { id: id.toLowerCase(), name };
});
const LANGUAGE_IDS = new Set(LANGUAGES.map((language) => language.id));

/** Variants change the speaker and not the language: `f` are women, `m` men, the rest have names of their own. */
const VARIANTS: Record<string, { name: string; gender: "male" | "female" }> = {
  f1: { name: "woman 1", gender: "female" },
  f2: { name: "woman 2", gender: "female" },
  f3: { name: "woman 3", gender: "female" },
  f4: { name: "woman 4", gender: "female" },
  f5: { name: "woman 5", gender: "female" },
  m1: { name: "man 1", gender: "male" },
  m2: { name: "man 2", gender: "male" },
  m3: { name: "man 3", gender: "male" },
  m4: { name: "man 4", gender: "male" },
  m5: { name: "man 5", gender: "male" },
  m6: { name: "man 6", gender: "male" },
  m7: { name: "man 7", gender: "male" },
  m8: { name: "man 8", gender: "male" },
  whisper: { name: "whisper", gender: "male" },
  whisperf: { name: "whisper, woman", gender: "female" },
  croak: { name: "croaking", gender: "male" },
  grandpa: { name: "old man", gender: "male" },
  grandma: { name: "old woman", gender: "female" },
  klatt2: { name: "robot", gender: "male" },
};
const VARIANT_WORDS: Record<string, string> = {
  female: "f3",
  woman: "f3",
  girl: "f5",
  male: "m3",
  man: "m3",
  boy: "f4",
  robot: "klatt2",
  default: "",
};

/** OpenAI's names, so that its clients get a voice of about the expected kind. They speak whatever language is asked for. */
const OPENAI_VOICES: Record<string, string> = {
  alloy: "f4",
  ash: "m3",
  ballad: "m7",
  coral: "f3",
  echo: "m2",
  fable: "m4",
  nova: "f2",
  onyx: "m8",
  sage: "f5",
  shimmer: "f1",
  verse: "m1",
  marin: "f3",
  cedar: "m6",
};
export const OPENAI_VOICE_NAMES: readonly string[] = Object.keys(OPENAI_VOICES);

/** The voices to list: each language as it is and as a woman, the variants in American English, and OpenAI's names. Any `language+variant` works beside them. */
export const VOICES: readonly Voice[] = [
  ...LANGUAGES.flatMap(({ id, name }): Voice[] => [
    { id, name, language: id, gender: "male" },
    { id: `${id}+f3`, name: `${name}, woman`, language: id, gender: "female" },
  ]),
  ...Object.entries(VARIANTS)
    .filter(([variant]) => variant !== "f3")
    .map(([variant, { name, gender }]): Voice => ({ id: `en-us+${variant}`, name: `English (United States), ${name}`, language: "en-us", gender })),
  ...Object.entries(OPENAI_VOICES).map(([id, variant]): Voice => ({
    id,
    name: `${id} (stands for ${VARIANTS[variant]!.name})`,
    language: "en-us",
    gender: VARIANTS[variant]!.gender,
  })),
];

/** Tags that people use, where espeak-ng has another word for them. */
const TAGS: Record<string, string> = {
  en: "en-us",
  "en-uk": "en-gb",
  "en-au": "en-gb",
  "en-nz": "en-gb",
  "en-ie": "en-gb",
  "en-in": "en-gb",
  "en-za": "en-gb",
  "en-sc": "en-gb-scotland",
  fr: "fr-fr",
  zh: "cmn",
  "zh-cn": "cmn",
  "zh-tw": "cmn",
  "zh-hans": "cmn",
  "zh-hant": "cmn",
  "zh-cmn": "cmn",
  "zh-hk": "yue",
  "zh-yue": "yue",
  "zh-mo": "yue",
  no: "nb",
  nn: "nb",
  "es-mx": "es-419",
  "es-ar": "es-419",
  "es-co": "es-419",
  "es-cl": "es-419",
  "es-pe": "es-419",
  "es-us": "es-419",
  "pt-pt": "pt",
  iw: "he",
  in: "id",
  ji: "yi",
  "fr-ca": "fr-fr",
  chr: "chr-us-qaaa-x-west",
  hbs: "sr",
  sh: "sr",
  eng: "en-us",
  deu: "de",
  ger: "de",
  fra: "fr-fr",
  fre: "fr-fr",
  spa: "es",
  ita: "it",
  por: "pt",
  rus: "ru",
  jpn: "ja",
  kor: "ko",
  zho: "cmn",
  chi: "cmn",
  ara: "ar",
  hin: "hi",
  nld: "nl",
  dut: "nl",
  pol: "pl",
  tur: "tr",
  swe: "sv",
  dan: "da",
  nor: "nb",
  fin: "fi",
  ces: "cs",
  ukr: "uk",
  ell: "el",
};

function languageOf(tag: string): string | null {
  const id = tag.toLowerCase().replaceAll("_", "-");
  if (TAGS[id]) return TAGS[id];
  if (LANGUAGE_IDS.has(id)) return id;
  const cut = id.lastIndexOf("-");
  return cut > 0 ? languageOf(id.slice(0, cut)) : null;
}

/** Letters that belong to one language more than to any other, asked in this order, with the least share of a text's letters that decides. */
const SCRIPTS: [letter: RegExp, language: string, share: number][] = [
  [/[\u3040-\u30ff]/gu, "ja", 0.1],
  [/\p{Script=Hangul}/gu, "ko", 0.3],
  [/\p{Script=Han}/gu, "cmn", 0.3],
  [/[іїєґ]/giu, "uk", 0.02],
  [/\p{Script=Cyrillic}/gu, "ru", 0.3],
  [/\p{Script=Greek}/gu, "el", 0.3],
  [/\p{Script=Hebrew}/gu, "he", 0.3],
  [/[پچژگ]/gu, "fa", 0.02],
  [/\p{Script=Arabic}/gu, "ar", 0.3],
  [/\p{Script=Devanagari}/gu, "hi", 0.3],
  [/\p{Script=Bengali}/gu, "bn", 0.3],
  [/\p{Script=Tamil}/gu, "ta", 0.3],
  [/\p{Script=Telugu}/gu, "te", 0.3],
  [/\p{Script=Thai}/gu, "th", 0.3],
  [/\p{Script=Georgian}/gu, "ka", 0.3],
  [/\p{Script=Armenian}/gu, "hy", 0.3],
  [/\p{Script=Ethiopic}/gu, "am", 0.3],
];
const FUNCTION_WORDS: Record<string, string> = {
  "en-us": "the and is are of to with this that you it for was have not be",
  de: "der die das und ist nicht ein eine ich sie mit auf wie zu wir guten es",
  fr: "le la les et est une des je vous nous pas avec bonjour que dans pour ce",
  es: "el los las y es una que con por para hola como está muy no del",
  it: "il lo gli e è una che con per sono ciao non di come della",
  pt: "o os um uma que com para não é olá como está muito do da",
  nl: "de het een en is niet ik met van wij goede hoe dat op",
  pl: "i nie się jest że na to dzień dobry jak w",
  sv: "och är det en att jag inte med hej hur på",
  tr: "ve bir bu için değil merhaba nasıl çok",
};

/** The language a text is most likely in: by its letters, then by its commonest small words; American English where nothing speaks for another. */
export function guessLanguage(text: string): string {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  for (const [letter, language, share] of SCRIPTS) {
    const found = text.match(letter)?.length ?? 0;
    if (found > 0 && found >= letters * share) return language;
  }
  const words = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  let best = { language: "en-us", share: 0 };
  for (const [language, list] of Object.entries(FUNCTION_WORDS)) {
    const set = new Set(list.split(" "));
    const share = words.filter((word) => set.has(word)).length / Math.max(1, words.length);
    if (share > best.share) best = { language, share };
  }
  return best.share >= 0.1 ? best.language : "en-us";
}

/** espeak-ng's name for what a request asks for. A language that is named wins over the voice's own. Throws `request.invalid` naming `voice` or `language`. */
export function findVoice(text: string, voice?: string, language?: string): { voice: string; language: string } {
  const asked = language ? languageOf(language) : null;
  if (language && !asked)
    throw new AppError(
      "request.invalid",
      `The built-in voice does not speak "${language}". It knows ${LANGUAGES.length} languages, such as en, de, fr, es, zh, ja, hi.`,
      { field: "language" },
    );
  const name = (voice ?? "").trim().toLowerCase();
  const plus = name.indexOf("+");
  const own = languageOf(plus < 0 ? name : name.slice(0, plus));
  const variant = plus >= 0 ? name.slice(plus + 1) : own || name === "" ? "" : (OPENAI_VOICES[name] ?? VARIANT_WORDS[name] ?? name);
  const known = (variant === "" || Object.hasOwn(VARIANTS, variant)) && (plus < 0 || own !== null);
  if (!known)
    throw new AppError(
      "request.invalid",
      `There is no built-in voice "${voice}". Use a language such as en-us, one with a variant such as en-us+f3, or alloy, nova, onyx…`,
      { field: "voice" },
    );
  const speaks = asked ?? own ?? guessLanguage(text);
  return { voice: variant === "" ? speaks : `${speaks}+${variant}`, language: speaks };
}
