// One line on every page while a webhook stands switched off because it failed. Not for one that a person switched off.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { client } from "../client.ts";
import { plural } from "../words.ts";

export const useWebhooks = () =>
  useQuery({ queryKey: ["webhooks"], queryFn: async () => (await client.call("webhooks.list")).data, refetchInterval: 60_000 });

export function WebhookNotice() {
  const off = (useWebhooks().data ?? []).filter((one) => one.disabledReason !== null);
  if (off.length === 0) return null;
  return (
    <p role="alert" className="border-b border-line bg-bad-soft px-5 py-2 text-sm text-bad">
      {plural(off.length, "webhook was", "webhooks were")} switched off: {new URL(off[0]!.url).host} takes nothing any more.{" "}
      <Link to="/account" className="underline underline-offset-4">
        Look at it
      </Link>
    </p>
  );
}
