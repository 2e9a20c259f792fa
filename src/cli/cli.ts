#!/usr/bin/env bun
// `oak`: the command line's table of contents. One file a command; each talks to the API through the sdk.
import { Command } from "commander";
import { readConfig } from "../config.ts";
import { EXIT_CODES, fail } from "./output.ts";
import { startCommand } from "./start.ts";
import { keyCommand } from "./key.ts";
import { COMMANDS } from "./commands.ts";

const config = (() => {
  try {
    return readConfig();
  } catch (error) {
    return fail(error);
  }
})();

const program = new Command("oak")
  .description("OpenOak: images, video, music, voice, sound and text from whichever model does it best within your rules")
  .version(config.version)
  .addHelpText("after", EXIT_CODES);

for (const command of [startCommand, keyCommand, ...COMMANDS]) program.addCommand(command(config));
strict(program);

/** A command that was not understood ends with 2, at any depth: commands made apart inherit nothing. */
function strict(command: Command): void {
  // `--json` after a subcommand's name is that one's, also where the command above it knows it too.
  command.enablePositionalOptions();
  command.showSuggestionAfterError().exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));
  for (const each of command.commands) strict(each);
}

await program.parseAsync(process.argv).catch(fail);
