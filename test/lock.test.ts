// The lock file is whole: `npm ci` refuses one that leaves out an optional package of any platform, and a newcomer's first command would fail.
import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Lock, missingOptionals } from "../bin/complete-lock.ts";

const lock: Lock = JSON.parse(readFileSync(join(import.meta.dir, "..", "package-lock.json"), "utf8"));

test("every optional package has its entry; else run: node bin/bun.mjs run bin/complete-lock.ts", () => {
  expect(missingOptionals(lock)).toEqual([]);
});

test("a hole is seen", () => {
  const holed: Lock = {
    packages: {
      "": {},
      "node_modules/a": { optionalDependencies: { "@a/linux-x64": "1.0.0", "@a/win32-x64": "1.0.0" } },
      "node_modules/@a/linux-x64": { version: "1.0.0" },
    },
  };
  expect(missingOptionals(holed).map((each) => each.name)).toEqual(["@a/win32-x64"]);
});

test("no entry names where it was fetched from", () => {
  expect(JSON.stringify(lock)).not.toMatch(/"resolved":"https?:/);
});
