// Actions on a provider: keep a key, forget it, look at it, fetch a model. A key goes to the server and is not held here.
import { client, queries } from "../client.ts";
import { notify } from "../notices.tsx";
import { sseData } from "../../src/sdk/sdk.ts";
import type { PullEvent } from "../../src/spec/http.ts";
import type { ProviderStatus } from "../../src/spec/model.ts";

/** What can be made, and by whom, may have changed. */
const refresh = () => Promise.all(["providers", "models", "offers", "plan"].map((name) => queries.invalidateQueries({ queryKey: [name] })));

export const look = (id: string) => client.call("providers.check", { params: { id } });

export async function setKey(provider: ProviderStatus, key: string): Promise<{ good: boolean; says: string }> {
  await client.call("providers.setKey", { params: { id: provider.id }, body: { key } });
  const found = await look(provider.id);
  await refresh();
  if (found.good) notify(`${provider.title} is on.`);
  return found;
}

export async function removeKey(provider: ProviderStatus): Promise<void> {
  await client.call("providers.removeKey", { params: { id: provider.id } });
  await refresh();
  notify(`The key of ${provider.title} is forgotten.`);
}

/** Fetches a model to a server of one's own, told as it goes; resolves with what went wrong, or null. */
export async function pull(provider: ProviderStatus, name: string, heard: (progress: number | null, stage: string) => void): Promise<string | null> {
  const response = await client.raw("providers.pull", { params: { id: provider.id }, body: { name } });
  let last: PullEvent | null = null;
  for await (const data of sseData(response)) {
    last = JSON.parse(data) as PullEvent;
    if (last.type === "progress") heard(last.progress, last.stage);
  }
  await refresh();
  if (last?.type === "failed") return last.detail;
  return last?.type === "end" ? null : "The connection was lost. The server may go on fetching.";
}
