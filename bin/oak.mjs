#!/usr/bin/env node
// The `oak` command as npm links it: hands its arguments to src/cli/cli.ts under Bun. Holds no logic.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { runBun } from "./bun.mjs";

runBun([join(dirname(fileURLToPath(import.meta.url)), "..", "src", "cli", "cli.ts"), ...process.argv.slice(2)]);
