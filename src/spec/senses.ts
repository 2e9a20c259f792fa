// What a chat model can be given beside words: pictures to see, sounds to hear. One row a sense; who has which is data of models and of offers (model.ts). No I/O.
import type { MediaKind } from "./task.ts";

interface SenseRow {
  /** What it takes in. */
  kind: MediaKind;
  /** How a message carries it, in OpenAI's format: a content part of this type, with the file in the field of that name. */
  part: "image_url" | "input_audio";
  /** The rule that refuses whoever lacks it. */
  rule: string;
  /** In words: "cannot see pictures", "can hear sounds". */
  can: string;
  /** What whoever has it does with such a thing. */
  attend: string;
  /** One of what it takes in. */
  thing: string;
  title: string;
}

export const SENSES = {
  sees: { kind: "image", part: "image_url", rule: "sight", can: "see pictures", attend: "look at", thing: "picture", title: "Can be shown pictures" },
  hears: {
    kind: "audio",
    part: "input_audio",
    rule: "hearing",
    can: "hear sounds",
    attend: "listen to",
    thing: "sound",
    title: "Can be played sounds",
  },
} as const satisfies Record<string, SenseRow>;

export type Sense = keyof typeof SENSES;
export const SENSE_IDS = Object.keys(SENSES) as Sense[];

/** The sense that takes in this kind of bytes; null where none does. */
export const senseFor = (kind: MediaKind): Sense | null => SENSE_IDS.find((sense) => SENSES[sense].kind === kind) ?? null;
