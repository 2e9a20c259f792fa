// `oak key`: prints the admin key, makes others, lists and revokes them, and gives sign-in links.
import { Command } from "commander";
import type { Config } from "../config.ts";
import { SCOPES, type Scope } from "../spec/http.ts";
import { AppError } from "../spec/error.ts";
import { projectNamed } from "./budgets.ts";
import { connect, runningUrl } from "./connect.ts";
import { printJson, table } from "./output.ts";

export const keyCommand = (config: Config): Command => {
  const command = new Command("key")
    .description("Print the admin key of this data folder; make, list and revoke others")
    .option("--sign-in", "print a one-time link to the studio instead")
    .option("--json", "print JSON")
    .action(async (options: { signIn?: boolean; json?: boolean }) => {
      const { openApp } = await import("../app.ts");
      const app = await openApp(config, { work: false });
      const url = (await runningUrl(config)) ?? `http://${config.host}:${config.port}`;
      const told = options.signIn ? { url: `${url}/?token=${await app.signInToken()}` } : { key: app.adminKey };
      await app.close();
      if (options.json) printJson(told);
      else console.log(told.url ?? told.key);
    });

  command
    .command("new <name>")
    .description("Make a key; its secret is printed this once")
    .option("--scopes <list>", "comma-separated: read, generate, upload, admin", "read,generate,upload")
    .option("--ceiling <dollars>", "the most that it may spend")
    .option("--expires <date>", "when it ends, as 2027-01-31")
    .option("--project <name>", "make it out to a project, by name or id, for good: see oak projects")
    .option("--member <name>", "make it out to a person, for good, so that a budget can name them")
    .option("--json", "print JSON")
    .action(
      async (name: string, options: { scopes: string; ceiling?: string; expires?: string; project?: string; member?: string; json?: boolean }) => {
        const scopes = options.scopes.split(",").map((text) => text.trim()) as Scope[];
        const unknown = scopes.find((scope) => !SCOPES.includes(scope));
        if (unknown) throw new AppError("request.invalid", `--scopes knows ${SCOPES.join(", ")}, not "${unknown}".`, { field: "scopes" });
        const dollars = options.ceiling === undefined ? null : Number(options.ceiling);
        if (dollars !== null && !(dollars >= 0))
          throw new AppError("request.invalid", "--ceiling must be dollars, such as 5 or 0.50.", { field: "ceiling" });
        const { client, close } = await connect(config);
        const made = await client.call("keys.create", {
          body: {
            name,
            scopes,
            ceilingMicro: dollars === null ? null : Math.round(dollars * 1_000_000),
            expiresAt: options.expires ? `${options.expires}T00:00:00Z` : null,
            project: options.project === undefined ? null : await projectNamed(client, options.project),
            member: options.member ?? null,
          },
        });
        if (options.json) printJson(made);
        else console.log(made.secret);
        await close();
      },
    );

  command
    .command("list")
    .description("List keys, without their secrets")
    .option("--json", "print JSON")
    .action(async (options: { json?: boolean }) => {
      const { client, close } = await connect(config);
      const { data } = await client.call("keys.list");
      if (options.json) printJson(data);
      else
        console.log(
          table([
            ["ID", "NAME", "KEY", "SCOPES", "MEMBER", "PROJECT", "STATE"],
            ...data.map((key) => [
              key.id,
              key.name,
              key.hint,
              key.scopes.join(","),
              key.member ?? "",
              key.project ?? "",
              key.revokedAt ? "revoked" : key.expiresAt ? `until ${key.expiresAt.slice(0, 10)}` : "good",
            ]),
          ]),
        );
      await close();
    });

  command
    .command("revoke <id>")
    .description("Revoke a key, at once")
    .option("--json", "print JSON")
    .action(async (id: string, options: { json?: boolean }) => {
      const { client, close } = await connect(config);
      const key = await client.call("keys.revoke", { params: { id } });
      await close();
      if (options.json) printJson(key);
      else console.log(`Revoked ${key.name} (${key.hint}).`);
    });

  return command;
};
