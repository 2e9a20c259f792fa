#!/usr/bin/env node
// Starts the Bun that npm installed for this machine. Not a shell script, and needs no install script of any package.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const CANDIDATES = {
  "linux-x64": ["bun-linux-x64", "bun-linux-x64-baseline", "bun-linux-x64-musl"],
  "linux-arm64": ["bun-linux-aarch64", "bun-linux-aarch64-musl"],
  "darwin-arm64": ["bun-darwin-aarch64"],
  "darwin-x64": ["bun-darwin-x64"],
  "win32-x64": ["bun-windows-x64"],
};

const require = createRequire(import.meta.url);

function find(name) {
  try {
    const folder = dirname(require.resolve(`@oven/${name}/package.json`));
    return [join(folder, "bin", "bun"), join(folder, "bin", "bun.exe")].find(existsSync);
  } catch {
    return undefined;
  }
}

/** The path of the Bun binary for this machine, or undefined where none was installed. */
export function bunPath() {
  for (const name of CANDIDATES[`${process.platform}-${process.arch}`] ?? []) {
    const path = find(name);
    if (path) return path;
  }
  return undefined;
}

/** Runs Bun with these arguments in this process's place: same terminal, same signals, same exit code. */
export function runBun(args) {
  const path = bunPath();
  if (!path) {
    console.error(`No Bun for ${process.platform}-${process.arch}: run npm ci with optional dependencies allowed.`);
    process.exit(1);
  }
  const child = spawn(path, args, { stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => process.exit(signal ? 128 + ({ SIGINT: 2, SIGTERM: 15, SIGKILL: 9 }[signal] ?? 1) : (code ?? 1)));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) runBun(process.argv.slice(2));
