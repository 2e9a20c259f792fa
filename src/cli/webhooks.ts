// `oak webhooks`: who is told of events, who is added and removed, a test, what became of each delivery, and sending again.
import { Command, InvalidArgumentError, Option } from "commander";
import type { Config } from "../config.ts";
import { isoTime, parseTime, systemClock } from "../clock.ts";
import { AppError } from "../spec/error.ts";
import { DELIVERY_STATES, type DeliveryState, type Webhook, WEBHOOK_TYPES, type WebhookDelivery, type WebhookType } from "../spec/webhook.ts";
import { connect } from "./connect.ts";
import { printJson, say, table } from "./output.ts";

const UNITS: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** "2h", "3d", or a time. */
function sinceOf(text: string): string {
  const ago = /^(\d{1,4})([mhd])$/.exec(text);
  const at = ago ? systemClock.now() - Number(ago[1]) * UNITS[ago[2]!]! : parseTime(text);
  if (!Number.isFinite(at)) throw new InvalidArgumentError("Say how long ago (90m, 2h, 3d) or a time (2026-11-24T12:00:00Z).");
  return isoTime(at);
}

export function webhookState(one: Webhook): string {
  if (!one.enabled) return one.disabledReason ? `switched off: ${one.disabledReason}` : "off";
  return one.failures > 0 ? `on, but ${one.failures} tries in a row failed since ${one.failingSince}` : "on";
}

function outcome(one: WebhookDelivery): string {
  if (one.state === "delivered") return `taken with ${one.lastStatus} ${one.deliveredAt}`;
  const next = one.nextTryAt ? `; next try ${one.nextTryAt}` : "";
  return `${one.lastError ?? "not tried yet"}${next}`;
}

export const webhooksCommand = (config: Config): Command => {
  const command = new Command("webhooks").description("Who is told of events; add, remove, test, and send again");

  command
    .command("list", { isDefault: true })
    .description("Who is told, and how it goes")
    .option("--json", "print JSON")
    .action(async (options: { json?: boolean }) => {
      const { client, close } = await connect(config);
      const { data } = await client.call("webhooks.list");
      await close();
      if (options.json) return printJson(data);
      if (data.length === 0) return say("None. `oak webhooks add https://…` adds one.");
      console.log(
        table([["ID", "URL", "HEARS OF", "STATE"], ...data.map((one) => [one.id, one.url, one.types?.join(", ") ?? "all", webhookState(one)])]),
      );
    });
  command
    .command("add <url>")
    .description("Have events told to a URL; prints its secret, this once")
    .addOption(new Option("-t, --types <types...>", "only these").choices([...WEBHOOK_TYPES]))
    .option("-d, --description <text>", "what it is for", "")
    .option("--json", "print JSON")
    .action(async (url: string, options: { types?: WebhookType[]; description: string; json?: boolean }) => {
      const { client, close } = await connect(config);
      const made = await client.call("webhooks.create", { body: { url, types: options.types ?? null, description: options.description } });
      await close();
      if (options.json) return printJson(made);
      say(`${made.webhook.id} is told of ${made.webhook.types?.join(", ") ?? "everything"}. Its secret, shown this once:`);
      console.log(made.secret);
    });
  command
    .command("remove <id>")
    .description("Tell it nothing more, and forget its deliveries")
    .action(async (id: string) => {
      const { client, close } = await connect(config);
      const removed = await client.call("webhooks.delete", { params: { id } });
      await close();
      console.log(`${removed.url} is told nothing more.`);
    });
  for (const [name, enabled, description] of [
    ["on", true, "Switch one on again"],
    ["off", false, "Switch one off; what it misses is kept for replay"],
  ] as const)
    command
      .command(`${name} <id>`)
      .description(description)
      .action(async (id: string) => {
        const { client, close } = await connect(config);
        const changed = await client.call("webhooks.update", { params: { id }, body: { enabled } });
        await close();
        console.log(`${changed.url} is ${webhookState(changed)}.`);
      });
  command
    .command("rotate <id>")
    .description("Make a new secret, printed this once; for a day the old one signs as well")
    .action(async (id: string) => {
      const { client, close } = await connect(config);
      const { secret } = await client.call("webhooks.rotate", { params: { id } });
      await close();
      console.log(secret);
    });
  command
    .command("test <id>")
    .description("Send a webhook.test and say what came of it; ends with 1 where it was not taken")
    .option("--json", "print JSON")
    .action(async (id: string, options: { json?: boolean }) => {
      const { client, close, inProcess } = await connect(config);
      if (inProcess) {
        await close();
        throw new AppError("unavailable", "Nothing is sent while no server runs. `oak start` starts it.");
      }
      const sent = await client.call("webhooks.test", { params: { id }, query: { wait: 30 } });
      await close();
      if (sent.state !== "delivered") process.exitCode = 1;
      if (options.json) return printJson(sent);
      console.log(sent.state === "delivered" ? `Taken with ${sent.lastStatus}.` : `Not taken. ${outcome(sent)}`);
    });
  command
    .command("deliveries <id>")
    .description("What was told, and what became of it; newest first")
    .addOption(new Option("-s, --state <state>", "only these").choices([...DELIVERY_STATES]))
    .option("-l, --limit <number>", "how many", "20")
    .option("--json", "print JSON")
    .action(async (id: string, options: { state?: DeliveryState; limit: string; json?: boolean }) => {
      const { client, close } = await connect(config);
      const query = { limit: Number(options.limit), ...(options.state ? { state: options.state } : {}) };
      const { data } = await client.call("webhooks.deliveries", { params: { id }, query });
      await close();
      if (options.json) return printJson(data);
      console.log(
        table([
          ["ID", "TYPE", "ABOUT", "STATE", "TRIES", "WHAT CAME OF IT"],
          ...data.map((one) => [one.id, one.type, one.subject, one.state, String(one.tries), outcome(one)]),
        ]),
      );
    });
  command
    .command("replay <id> [delivery]")
    .description("Send one delivery again, or with --since all that were not taken")
    .option("--since <when>", "how long ago (90m, 2h, 3d) or a time", sinceOf)
    .option("--all", "with --since: what was taken, too")
    .action(async (id: string, delivery: string | undefined, options: { since?: string; all?: boolean }) => {
      if ((delivery === undefined) === (options.since === undefined))
        throw new AppError("request.invalid", "Name one delivery, or say --since.", { field: "since" });
      const { client, close } = await connect(config);
      let replayed = 0;
      if (delivery) {
        await client.call("webhooks.redeliver", { params: { id, delivery } });
        replayed = 1;
      }
      for (let cursor: string | undefined; options.since;) {
        const which = options.all ? ("all" as const) : ("undelivered" as const);
        const part = await client.call("webhooks.replay", { params: { id }, body: { since: options.since, which, ...(cursor ? { cursor } : {}) } });
        replayed += part.replayed;
        if (part.next === null) break;
        cursor = part.next;
      }
      await close();
      console.log(`${replayed} ${replayed === 1 ? "delivery is" : "deliveries are"} on the way again.`);
    });
  return command;
};
