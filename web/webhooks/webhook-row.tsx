// One webhook on the account page: how it stands, what can be done, and its deliveries when they are opened. What is done is in actions/webhooks.ts.
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { changeWebhook, newSecret, redeliver, removeWebhook, replayMissed, testWebhook } from "../actions/webhooks.ts";
import { client, wordsOf } from "../client.ts";
import { notify } from "../notices.tsx";
import type { Webhook, WebhookDelivery } from "../../src/spec/webhook.ts";
import { ago } from "../words.ts";
import { outcomeOf, stateOf } from "./webhook-words.ts";

const HOUR = 3_600_000;
const SPANS: readonly [string, number][] = [
  ["the last hour", HOUR],
  ["the last day", 24 * HOUR],
  ["the last week", 7 * 24 * HOUR],
  ["30 days", 30 * 24 * HOUR],
];

export function WebhookRow({ one, onSecret }: { one: Webhook; onSecret: (secret: string) => void }) {
  const [busy, setBusy] = useState(false);
  const [open, setOpen] = useState(false);
  const [sure, setSure] = useState(false);
  const state = stateOf(one, Date.now());
  const run = (action: () => Promise<unknown>) => () => {
    setBusy(true);
    void action()
      .catch((error: unknown) => notify(wordsOf(error).detail))
      .finally(() => setBusy(false));
  };
  return (
    <li className="rounded-2xl border border-line bg-raised p-4" aria-label={one.url}>
      <p className="font-medium [overflow-wrap:anywhere]">{one.url}</p>
      {one.description && <p className="text-sm text-mute">{one.description}</p>}
      <p className={`text-sm ${state.bad ? "text-bad" : "text-mute"}`}>{state.text}</p>
      <div className="mt-2 flex flex-wrap gap-2">
        <button type="button" className="button" disabled={busy} onClick={run(() => testWebhook(one))}>
          Test
        </button>
        <button type="button" className="button" disabled={busy} onClick={run(() => changeWebhook(one, { enabled: !one.enabled }))}>
          {one.enabled ? "Switch off" : "Switch on"}
        </button>
        <button type="button" className="button" aria-expanded={open} onClick={() => setOpen(!open)}>
          Deliveries
        </button>
        <button
          type="button"
          className="quiet"
          disabled={busy}
          title="For a day the old one signs as well"
          onClick={run(async () => onSecret(await newSecret(one)))}
        >
          New secret
        </button>
        <button
          type="button"
          className="quiet"
          disabled={busy}
          onClick={sure ? run(() => removeWebhook(one)) : () => setSure(true)}
          onBlur={() => setSure(false)}
        >
          {sure ? "Really remove" : "Remove"}
        </button>
      </div>
      {open && <Deliveries one={one} busy={busy} run={run} />}
    </li>
  );
}

/** While something is on its way it is looked at again this often. */
const LOOK_MS = 2_000;
const waits = ({ state }: WebhookDelivery) => state === "pending" || state === "failed";

function Deliveries({ one, busy, run }: { one: Webhook; busy: boolean; run: (action: () => Promise<unknown>) => () => void }) {
  const [span, setSpan] = useState(1);
  const found = useInfiniteQuery({
    queryKey: ["deliveries", one.id],
    queryFn: ({ pageParam }) =>
      client.call("webhooks.deliveries", { params: { id: one.id }, query: { limit: 20, ...(pageParam ? { cursor: pageParam } : {}) } }),
    initialPageParam: "",
    getNextPageParam: (last) => last.next ?? undefined,
    refetchInterval: (query) => (query.state.data?.pages.some((page) => page.data.some(waits)) ? LOOK_MS : 10 * LOOK_MS),
  });
  const all = found.data?.pages.flatMap((page) => page.data) ?? [];
  const missed = () => replayMissed(one, new Date(Date.now() - SPANS[span]![1]).toISOString());
  return (
    <div className="mt-3 border-t border-line pt-3">
      <div className="flex flex-wrap items-center gap-2 text-sm">
        <button type="button" className="button" disabled={busy || !one.enabled} onClick={run(missed)}>
          Replay what was missed
        </button>
        <label>
          in{" "}
          <select className="field w-auto! py-1!" value={span} onChange={(event) => setSpan(Number(event.target.value))}>
            {SPANS.map(([name], index) => (
              <option key={name} value={index}>
                {name}
              </option>
            ))}
          </select>
        </label>
      </div>
      {found.error && (
        <p role="alert" className="mt-2 text-sm text-bad">
          {wordsOf(found.error).detail}
        </p>
      )}
      {found.data && all.length === 0 && <p className="mt-2 text-sm text-mute">Nothing was told yet.</p>}
      <ul aria-label="Deliveries" className="mt-2 divide-y divide-line">
        {all.map((delivery) => (
          <Delivery key={delivery.id} one={delivery} disabled={busy || !one.enabled} onReplay={run(() => redeliver(delivery))} />
        ))}
      </ul>
      {found.hasNextPage && (
        <button type="button" className="button mt-2" disabled={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          Older
        </button>
      )}
    </div>
  );
}

function Delivery({ one, disabled, onReplay }: { one: WebhookDelivery; disabled: boolean; onReplay: () => void }) {
  const now = Date.now();
  const outcome = outcomeOf(one, now);
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2 text-sm">
      <span className="badge">{one.state}</span>
      <span className="font-medium">{one.type}</span>
      <span className="text-mute" title={one.subject}>
        {ago(one.createdAt, now)}
      </span>
      <span className={`min-w-48 flex-1 ${outcome.bad ? "text-bad" : "text-mute"}`}>{outcome.text}</span>
      <button type="button" className="quiet" disabled={disabled} onClick={onReplay}>
        Replay
      </button>
    </li>
  );
}
