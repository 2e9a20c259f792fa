// `npm run check`: types, lint, format and the laws of the tree, all at once. Runs no other test.
import { join } from "node:path";

const ROOT = join(import.meta.dir, "..");
const local = (name: string) => join(ROOT, "node_modules", ".bin", name);

const CHECKS: Record<string, string[]> = {
  types: [local("tsc"), "--noEmit"],
  lint: [local("oxlint"), "--quiet"],
  format: [local("oxfmt"), "--check", "src", "web", "test", "bench", "examples", "bin"],
  laws: [process.execPath, "test", "test/tidy.test.ts"],
};

const results = await Promise.all(
  Object.entries(CHECKS).map(async ([name, command]) => {
    const child = Bun.spawn(command, { cwd: ROOT, stdout: "pipe", stderr: "pipe" });
    const [out, err, code] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text(), child.exited]);
    return { name, code, text: `${out}${err}`.trim() };
  }),
);

for (const { name, code, text } of results) console.log(code === 0 ? `${name}: good` : `${name}: not good\n${text}\n`);
process.exit(results.every((result) => result.code === 0) ? 0 : 1);
