// Every block of the README is run as it stands, against `npm start` itself. Prose is not checked.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { providersTable, withTable } from "../bin/providers-table.ts";
import { ROOT, temporary, waitFor } from "./server.ts";

const README = readFileSync(join(ROOT, "README.md"), "utf8");
const blocks = [...README.matchAll(/```(\w+)\n([\s\S]*?)```/g)].map(([, language, text]) => ({ language: language!, text: text! }));
/** These two are what runs this test, and what it starts: the first by `.ci/run` in a clean clone, the second below. */
const START = "npm ci && npm start\n";
const CHECK = "npm cit\n";

let folder = "";
let port = 0;
let server: Bun.Subprocess<"ignore", "pipe", "pipe">;
let key = "";

async function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port: found } = probe.address() as { port: number };
      probe.close(() => resolve(found));
    });
  });
}

function run(command: string[], cwd: string) {
  const child = Bun.spawnSync(command, { cwd, env: surroundings(), stdout: "pipe", stderr: "pipe" });
  return { code: child.exitCode, out: child.stdout.toString(), err: child.stderr.toString() };
}

const surroundings = () => ({
  PATH: `${join(folder, "bin")}:${process.env.PATH}`,
  HOME: process.env.HOME ?? "/tmp",
  OAK_DATA: join(folder, "data"),
  OAK_PORT: String(port),
  OAK_KEY: key,
  OAK_DISCOVER: "off",
});
const local = (text: string) => text.replaceAll("127.0.0.1:4242", `127.0.0.1:${port}`);

beforeAll(async () => {
  folder = temporary("docs");
  port = await freePort();
  // A folder that stands for the reader's own: the packages are there, and what is saved does not land in the tree.
  mkdirSync(join(folder, "work"));
  symlinkSync(join(ROOT, "node_modules"), join(folder, "work", "node_modules"));
  mkdirSync(join(folder, "bin"));
  writeFileSync(join(folder, "bin", "npx"), `#!/bin/sh\n[ "$1" = oak ] && shift && exec node "${join(ROOT, "bin", "oak.mjs")}" "$@"\nexit 127\n`, {
    mode: 0o755,
  });
  const [, start] = START.trim().split(" && ");
  server = Bun.spawn(start!.split(" "), { cwd: ROOT, env: surroundings(), stdin: "ignore", stdout: "pipe", stderr: "pipe" });
  await waitFor(
    () =>
      fetch(`http://127.0.0.1:${port}/healthz`).then(
        (answer) => answer.ok,
        () => false,
      ),
    "npm start to answer",
  );
  key = readFileSync(join(folder, "data", "admin.key"), "utf8").trim();
});
afterAll(async () => {
  const pid = (() => {
    try {
      return JSON.parse(readFileSync(join(folder, "data", "server.json"), "utf8")).pid as number;
    } catch {
      return null;
    }
  })();
  if (pid) process.kill(pid, "SIGTERM");
  await server.exited;
  rmSync(folder, { recursive: true, force: true });
});

test("the table of providers is what they declare", async () => {
  expect(withTable(README, await providersTable()) === README).toBe(true); // node bin/bun.mjs run bin/providers-table.ts --write
});

describe("the README's blocks", () => {
  test("begin with how to start and end with how to check", () => {
    expect(blocks[0]).toEqual({ language: "sh", text: START });
    expect(blocks.at(-1)).toEqual({ language: "sh", text: CHECK });
    expect(JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")).scripts).toMatchObject({
      start: expect.any(String),
      test: expect.any(String),
      bench: expect.any(String),
      check: expect.any(String),
    });
  });

  for (const { language, text } of blocks.filter((block) => block.text !== START && block.text !== CHECK)) {
    test(
      text.split("\n")[0]!,
      () => {
        const cwd = join(folder, "work");
        if (language === "sh") {
          const { code, out, err } = run(["sh", "-euc", local(text)], cwd);
          expect({ code, out: out.slice(-2000), err: err.slice(-2000) }).toMatchObject({ code: 0 });
          return;
        }
        expect(language).toBe("js");
        writeFileSync(join(cwd, "block.mjs"), local(text));
        const { code, out, err } = run([process.execPath, "run", "block.mjs"], cwd);
        expect({ code, err: err.slice(-2000) }).toMatchObject({ code: 0 });
        expect(out.trim().split("\n")).toEqual(["true", "true"]);
      },
      120_000,
    );
  }

  for (const example of readdirSync(join(ROOT, "examples"))) {
    test(`examples/${example} runs`, () => {
      const env = { ...surroundings(), OAK_URL: `http://127.0.0.1:${port}` };
      const child = Bun.spawnSync(["node", join(ROOT, "examples", example)], { cwd: join(folder, "work"), env, stdout: "pipe", stderr: "pipe" });
      expect({ code: child.exitCode, err: child.stderr.toString() }).toEqual({ code: 0, err: "" });
    }, 120_000);
  }

  test("its commands are those of the program, and each has help", () => {
    const help = run([join(folder, "bin", "npx"), "oak", "--help"], folder).out;
    for (const name of [
      "start",
      "make",
      "image",
      "video",
      "music",
      "speech",
      "sound",
      "chat",
      "transcribe",
      "plan",
      "models",
      "providers",
      "assets",
      "usage",
      "key",
      "doctor",
    ]) {
      expect(help).toContain(`  ${name} `);
      expect(run([join(folder, "bin", "npx"), "oak", name, "--help"], folder)).toMatchObject({ code: 0, err: "" });
    }
  }, 120_000);

  test("npm start says where the studio is, where the data lies, and what is on and off", async () => {
    const reader = server.stdout.getReader();
    let text = "";
    while (!text.includes("Ctrl+C")) {
      const { done, value } = await reader.read();
      if (done) break;
      text += new TextDecoder().decode(value);
    }
    expect(text).toMatch(/Studio +http:\/\/127\.0\.0\.1:\d+\/\?token=\w+/);
    expect(text).toContain(join(folder, "data"));
    expect(text).toMatch(/on +Built-in, procedural: no neural model/);
    expect(text).toMatch(/off +OpenAI +OPENAI_API_KEY is not set/);
  });
});
