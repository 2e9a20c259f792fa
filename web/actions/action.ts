// What an action on a generation is: a name, an icon, when it fits, and what it does. One file each, listed in generation-actions.ts.
import type { Generation } from "../../src/spec/generation.ts";
import type { IconName } from "../theme/icons.tsx";

export interface GenerationAction {
  id: string;
  title: string;
  icon: IconName;
  fits(generation: Generation): boolean;
  run(generation: Generation): void | Promise<void>;
}
