// The commands that only look: assets, usage, doctor.
import { writeFile } from "node:fs/promises";
import { Command, Option } from "commander";
import type { Config } from "../config.ts";
import { MEDIA_KINDS } from "../spec/asset.ts";
import { AppError } from "../spec/error.ts";
import { connect } from "./connect.ts";
import { printJson, table } from "./output.ts";
import { webhookState } from "./webhooks.ts";
import { money, size } from "./words.ts";

export const assetsCommand = (config: Config): Command => {
  const command = new Command("assets")
    .description("List what is kept, newest first")
    .addOption(new Option("-k, --kind <kind>", "only these").choices([...MEDIA_KINDS]))
    .option("-l, --limit <number>", "how many", "20")
    .option("--json", "print JSON")
    .action(async (options: { kind?: (typeof MEDIA_KINDS)[number]; limit: string; json?: boolean }) => {
      const { client, close } = await connect(config);
      const { data } = await client.call("assets.list", { query: { limit: Number(options.limit), ...(options.kind ? { kind: options.kind } : {}) } });
      await close();
      if (options.json) return printJson(data);
      console.log(
        table([
          ["ID", "KIND", "TYPE", "SIZE", "WHEN"],
          ...data.map((asset) => [asset.id, asset.kind, asset.type, size(asset.bytes), asset.createdAt]),
        ]),
      );
    });
  command
    .command("get <id> <path>")
    .description("Save one to a file")
    .action(async (id: string, path: string) => {
      const { client, close } = await connect(config);
      const response = await client.call("assets.content", { params: { id } });
      await writeFile(path, new Uint8Array(await response.arrayBuffer()));
      await close();
      console.log(path);
    });
  return command;
};

export const usageCommand = (config: Config): Command =>
  new Command("usage")
    .description("What was spent, on what; and the balance")
    .option("--since <date>", "from this day on, as 2026-11-01")
    .option("--csv", "print the whole ledger, entry by entry, as comma-separated values instead")
    .option("--json", "print JSON")
    .action(async (options: { since?: string; csv?: boolean; json?: boolean }) => {
      if (options.csv && (options.since || options.json))
        throw new AppError("request.invalid", "--csv prints the whole ledger: it goes with neither --since nor --json.", { field: "csv" });
      const { client, close } = await connect(config);
      if (options.csv) {
        for await (const chunk of (await client.call("ledger.csv")).body!) process.stdout.write(chunk);
        return close();
      }
      const [usage, me] = await Promise.all([
        client.call("usage.get", { query: options.since ? { since: `${options.since}T00:00:00Z` } : {} }),
        client.call("me.get"),
      ]);
      await close();
      if (options.json) return printJson({ ...usage, balance: me.balance });
      console.log(
        table([
          ["TASK", "MODEL", "PROVIDER", "MADE", "SPENT"],
          ...usage.data.map((row) => [row.task, row.model, row.provider, String(row.generations), money(row.micro)]),
        ]),
      );
      const { balance } = me;
      console.log(
        `\nSpent ${money(balance.spentMicro)}, held ${money(balance.heldMicro)}${balance.ceilingMicro === null ? ", no ceiling" : `, of a ceiling of ${money(balance.ceilingMicro)}`}.`,
      );
    });

/** Each check with what to do where it is not good. Spends nothing. */
export const doctorCommand = (config: Config): Command =>
  new Command("doctor")
    .description("Check this installation; spends nothing. Ends with 1 where something is wrong")
    .option("--json", "print JSON")
    .action(async (options: { json?: boolean }) => {
      const { client, close, inProcess } = await connect(config);
      const [health, me, models, providers] = await Promise.all([
        client.call("health"),
        client.call("me.get"),
        client.call("models.list"),
        client.call("providers.list"),
      ]);
      const dead = me.scopes.includes("admin") ? (await client.call("jobs.dead")).data : [];
      const hooks = me.scopes.includes("admin") ? (await client.call("webhooks.list")).data : [];
      // One that a person switched off is as it should be; one that fails is tried again.
      const ailing = hooks.filter((hook) => hook.disabledReason !== null || (hook.enabled && hook.failures > 0));
      const on = providers.data.filter((provider) => provider.state === "on");
      // Each that is on is asked whether it answers and takes its key: a list of models or the like, which costs nothing.
      const looks = me.scopes.includes("admin")
        ? await Promise.all(on.map(async ({ id, title }) => ({ title, ...(await client.call("providers.check", { params: { id } })) })))
        : [];
      await close();
      const neural = models.data.filter((model) => model.available && model.neural).length;
      const checks: { name: string; good: boolean; says: string; advice?: true }[] = [
        {
          name: "server",
          good: health.status === "ok",
          says: inProcess ? `none is running; this command did its work itself (${config.dataDir})` : `version ${health.version} answers`,
        },
        { name: "key", good: me.scopes.length > 0, says: `may ${me.scopes.join(", ")}` },
        {
          name: "catalogue",
          good: models.data.length > 0,
          says: `${models.data.length} models, ${models.data.filter((model) => model.available).length} can be used now`,
        },
        { name: "providers", good: on.length > 0, says: `${on.map((provider) => provider.title).join(", ")}` },
        ...looks.map((look) => ({ name: look.title, good: look.good, says: look.says })),
        {
          name: "neural models",
          good: neural > 0,
          advice: true,
          says: neural > 0 ? `${neural}` : "none: set OPENAI_API_KEY or FAL_KEY, or start Ollama; see oak providers",
        },
        {
          name: "dead jobs",
          good: dead.length === 0,
          says: dead.length === 0 ? "none" : `${dead.length}; the first: ${dead[0]!.lastError}. POST /v1/jobs/${dead[0]!.id}/revive tries it again`,
        },
        {
          name: "webhooks",
          good: hooks.every((hook) => hook.disabledReason === null),
          says:
            ailing.map((hook) => `${hook.url} is ${webhookState(hook)}. oak webhooks ${hook.enabled ? "test" : "on"} ${hook.id}`).join("; ") ||
            `${hooks.length || "none"}`,
        },
      ];
      // Without a neural model all works, if not as well: no reason for a script to stop.
      if (checks.some((check) => !check.good && !check.advice)) process.exitCode = 1;
      if (options.json) return printJson(checks.map(({ name, good, says }) => ({ name, good, says })));
      for (const check of checks) console.log(`${check.good ? "good" : "look"}  ${check.name}: ${check.says}`);
    });
