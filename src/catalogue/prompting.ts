// How families of models like to be asked, as instructions for whoever rewrites a prompt. Data's shape and how one is found; rewrites nothing.
import { z } from "zod";
import { type Modality, MODALITIES } from "../spec/task.ts";

export const promptGuide = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]*$/),
  modality: z.enum(MODALITIES),
  /** Families of models, as their files name them; empty is for all others of the modality. */
  families: z.array(z.string().min(1)),
  /** In our own words. */
  guide: z.string().min(1).max(1_200),
  words: z.strictObject({ least: z.int().min(1), most: z.int().min(1) }),
  source: z.string().min(1),
  date: z.iso.date(),
});
export type PromptGuide = z.infer<typeof promptGuide>;
export const promptGuides = z.strictObject({ guides: z.array(promptGuide) });

/** The one that names the family, else the modality's own; null where there is none, as for what is read aloud word by word. */
export function guideFor(guides: readonly PromptGuide[], modality: Modality, family: string | null): PromptGuide | null {
  const own = guides.filter((each) => each.modality === modality);
  return own.find((each) => family !== null && each.families.includes(family)) ?? own.find((each) => each.families.length === 0) ?? null;
}
