// The laws of the tree, held in well under a second; and a bad tree, so that the laws cannot fall asleep. Checks no behaviour.
import { describe, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { problemsOf } from "./tidy.ts";

const ROOT = join(import.meta.dir, "..");
const ROOMS = ["src", "web", "test", "bench", "bin", "examples"];

function read(): Map<string, string> {
  const tree = new Map<string, string>();
  const walk = (folder: string) => {
    for (const entry of readdirSync(join(ROOT, folder), { withFileTypes: true })) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory() && entry.name !== "dist" && entry.name !== "node_modules") walk(path);
      else if (entry.isFile()) tree.set(path, /\.(tsx?|mjs)$/.test(path) ? readFileSync(join(ROOT, path), "utf8") : "");
    }
  };
  for (const room of ROOMS) walk(room);
  return tree;
}

const HEAD = "// What it is. Not what it is not.\n";
/** Each file breaks just one law; the words that the problem must hold stand beside it. */
const BAD: [path: string, text: string, says: string][] = [
  ["src/ledger/x.ts", `${HEAD}import { a } from "../jobs/jobs.ts";`, "never sideways"],
  ["src/db/x.ts", `${HEAD}import { a } from "../ledger/ledger.ts";`, "never up"],
  ["src/generations/x.ts", `${HEAD}import { a } from "../ledger/store.ts";`, "by its door"],
  ["src/router/x.ts", `${HEAD}import { a } from "../db/db.ts";`, "router sees spec"],
  ["src/sdk/x.ts", `${HEAD}import { a } from "../api/api.ts";`, "sdk sees spec"],
  ["src/assets/x.ts", `${HEAD}import { a } from "../config.ts";`, "only app.ts"],
  ["src/assets/late.ts", `${HEAD}const a = await import("../jobs/jobs.ts");`, "never sideways"],
  ["web/x.tsx", `${HEAD}import { a } from "../src/db/db.ts";`, "the studio sees"],
  ["src/jobs/x.ts", `${HEAD}const a = sql\`select 1\`;`, "SQL belongs"],
  ["src/jobs/y.ts", `${HEAD}const a = process.env.HOME;`, "process.env"],
  ["src/jobs/z.ts", `${HEAD}const a = Date.now();`, "time and chance"],
  ["src/jobs/r.ts", `${HEAD}const a = Math.random();`, "time and chance"],
  ["src/assets/b.ts", `${HEAD}const a = Bun.file("x");`, "Bun. is for drivers"],
  ["src/generations/p.ts", `${HEAD}if (provider === "openai") a();`, "asks for a name"],
  ["src/generations/t.ts", `${HEAD}if (row.task !== "chat") a();`, "asks for a name"],
  ["src/assets/helpers.ts", HEAD, "says nothing"],
  ["src/assets/index.ts", HEAD, "says nothing"],
  ["src/assets/headless.ts", "export const a = 1;", "begin with one to three lines"],
  ["src/assets/deep/x.ts", HEAD, "only a provider nests deeper"],
  ["src/stray.ts", HEAD, "directly in src/"],
];

describe("the tree is tidy", () => {
  test("no file of ours breaks a law", () => {
    expect(problemsOf(read())).toEqual([]);
  });

  test.each(BAD)("%s is refused", (path, text, says) => {
    const problems = problemsOf(new Map([[path, text]]));
    expect(problems.join("\n")).toContain(says);
  });

  test("a good file is not", () => {
    const good = `${HEAD}import { hold } from "../ledger/ledger.ts";\nimport { TASKS } from "../spec/task.ts";\nimport { systemClock } from "../clock.ts";\n// new Date() in a comment\nexport const a = "Date.now() in a text";`;
    expect(problemsOf(new Map([["src/generations/good.ts", good]]))).toEqual([]);
  });

  test("nothing names a machine, a registry's host or a tool of the workshop", () => {
    const words = ["/work" + "/", "registry." + "npmjs", "farm" + "-", "shared/" + "facts", "shared/" + "data"];
    const found = [...read()].filter(([, text]) => words.some((word) => text.includes(word))).map(([path]) => path);
    expect(found).toEqual([]);
  });
});
