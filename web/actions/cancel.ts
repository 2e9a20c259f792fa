// One action: stop a generation that is under way.
import { client, wordsOf } from "../client.ts";
import { isOver } from "../generations/events.ts";
import { keep } from "../generations/feed-store.ts";
import { notify } from "../notices.tsx";
import type { GenerationAction } from "./action.ts";

export const cancel: GenerationAction = {
  id: "cancel",
  title: "Cancel",
  icon: "cancel",
  fits: (generation) => !isOver(generation) && generation.status !== "canceling",
  async run(generation) {
    try {
      keep([await client.call("generations.cancel", { params: { id: generation.id } })]);
    } catch (error) {
      notify(wordsOf(error).detail);
    }
  },
};
