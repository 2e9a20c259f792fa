// One action: say which of several is the best, over the judge or where nobody judged; null takes that back.
import { client, wordsOf } from "../client.ts";
import { keep } from "../generations/feed-store.ts";
import { notify } from "../notices.tsx";
import type { Generation } from "../../src/spec/generation.ts";

export async function chooseBest({ id }: Generation, asset: string | null): Promise<void> {
  await client
    .call("generations.choose", { params: { id }, body: { asset } })
    .then((chosen) => keep([chosen]))
    .catch((error: unknown) => notify(wordsOf(error).detail));
}
