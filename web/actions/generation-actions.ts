// The actions of a card, in their order. Each is a file of its own.
import type { GenerationAction } from "./action.ts";
import { animate } from "./animate.ts";
import { cancel } from "./cancel.ts";
import { download } from "./download.ts";
import { edit } from "./edit.ts";
import { remove } from "./remove.ts";
import { reuse } from "./reuse.ts";
import { upscale } from "./upscale.ts";
import { vary } from "./vary.ts";

export const ACTIONS: GenerationAction[] = [cancel, download, reuse, vary, edit, upscale, animate, remove];
