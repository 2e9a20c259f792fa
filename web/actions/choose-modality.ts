// One action: go to a modality's tab, with the task last used in it.
import { draftStore } from "../generate/draft.ts";

export function chooseModality(modality: string): void {
  draftStore.update((draft) => ({ ...draft, modality }));
}
