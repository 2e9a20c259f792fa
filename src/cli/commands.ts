// The commands that ask the API for something, in the order in which help lists them.
import type { Command } from "commander";
import type { Config } from "../config.ts";
import { bestCommand, judgesCommand } from "./best.ts";
import { budgetsCommand, projectsCommand } from "./budgets.ts";
import { checkCommand } from "./check.ts";
import { gapCommand } from "./gap.ts";
import { handOffCommand } from "./handoff.ts";
import { licenseCommand } from "./licenses.ts";
import { assetsCommand, doctorCommand, usageCommand } from "./look.ts";
import { makeCommands } from "./make.ts";
import { modelsCommand } from "./models.ts";
import { planCommand } from "./plan.ts";
import { policiesCommand } from "./policies.ts";
import { pricesCommand } from "./prices.ts";
import { promptCommand } from "./prompt.ts";
import { providersCommand, pullCommand } from "./providers.ts";
import { showCommand } from "./show.ts";
import { chatCommand, transcribeCommand } from "./talk.ts";
import { evidenceCommand, voteCommand } from "./vote.ts";
import { webhooksCommand } from "./webhooks.ts";

export const COMMANDS: readonly ((config: Config) => Command)[] = [
  ...makeCommands,
  chatCommand,
  transcribeCommand,
  planCommand,
  promptCommand,
  judgesCommand,
  bestCommand,
  voteCommand,
  checkCommand,
  evidenceCommand,
  gapCommand,
  modelsCommand,
  licenseCommand,
  providersCommand,
  pullCommand,
  handOffCommand,
  showCommand,
  assetsCommand,
  usageCommand,
  webhooksCommand,
  budgetsCommand,
  projectsCommand,
  policiesCommand,
  pricesCommand,
  doctorCommand,
];
