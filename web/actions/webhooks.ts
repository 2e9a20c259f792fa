// Actions on webhooks: add, change, test, new secret, remove, send again. A secret is handed to whoever asked and not held here.
import { client, queries } from "../client.ts";
import { notify } from "../notices.tsx";
import type { Webhook, WebhookChange, WebhookDelivery, WebhookType } from "../../src/spec/webhook.ts";
import { plural } from "../words.ts";

const refresh = () => Promise.all([["webhooks"], ["deliveries"]].map((queryKey) => queries.invalidateQueries({ queryKey })));

/** Resolves with the secret, which the server tells this once. */
export async function addWebhook(url: string, types: WebhookType[] | null): Promise<string> {
  const { secret } = await client.call("webhooks.create", { body: { url, types } });
  await refresh();
  return secret;
}

export async function newSecret({ id }: Webhook): Promise<string> {
  return (await client.call("webhooks.rotate", { params: { id } })).secret;
}

export async function changeWebhook({ id }: Webhook, body: WebhookChange): Promise<void> {
  await client.call("webhooks.update", { params: { id }, body });
  await refresh();
}

export async function removeWebhook({ id, url }: Webhook): Promise<void> {
  await client.call("webhooks.delete", { params: { id } });
  // Out of sight at once: its deliveries are there no more to be asked for.
  queries.setQueryData<Webhook[]>(["webhooks"], (all) => all?.filter((one) => one.id !== id));
  notify(`${new URL(url).host} is told nothing more.`);
}

export async function testWebhook({ id }: Webhook): Promise<void> {
  const sent = await client.call("webhooks.test", { params: { id }, query: { wait: 20 } });
  await refresh();
  notify(sent.state === "delivered" ? `Taken with ${sent.lastStatus}.` : `Not taken. ${sent.lastError ?? "No answer yet."}`);
}

export async function redeliver({ webhook, id }: WebhookDelivery): Promise<void> {
  await client.call("webhooks.redeliver", { params: { id: webhook, delivery: id } });
  await refresh();
}

/** All that were not taken since then, however many. */
export async function replayMissed({ id }: Webhook, since: string): Promise<void> {
  let [replayed, cursor]: [number, string | null] = [0, null];
  do {
    const part: { replayed: number; next: string | null } = await client.call("webhooks.replay", {
      params: { id },
      body: { since, ...(cursor === null ? {} : { cursor }) },
    });
    replayed += part.replayed;
    cursor = part.next;
  } while (cursor !== null);
  await refresh();
  notify(replayed === 0 ? "Nothing was missed." : `${plural(replayed, "delivery", "deliveries")} on the way again.`);
}
