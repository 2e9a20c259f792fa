// `npm test`: every test file in a process of its own, as many at once as there are cores and one that mostly waits, and one line of sums at the end. Arguments narrow it to paths that hold them.
import { availableParallelism } from "node:os";
import { join, relative } from "node:path";

const ROOT = join(import.meta.dir, "..");
/** Longest a single test may take, in ms; those that need more say so themselves. */
const TIMEOUT_MS = 60_000;
/** Started first, being the longest, so that nothing waits for them at the end. */
const LONG_FIRST = ["crash", "faults", "crash-troubles", "docs", "studio", "clients"].map((name) => `test/${name}.test.ts`);

/** These wait for clocks and kills most of their time: they run one after the other beside the rest, and take no core from them. */
const MOSTLY_WAIT = new Set([
  "test/crash-troubles.test.ts",
  "src/webhooks/processes.test.ts",
  "src/webhooks/webhooks.test.ts",
  "test/providers.test.ts",
  "src/generations/generations.test.ts",
  "src/generations/clock.test.ts",
  "src/jobs/processes.test.ts",
  "src/jobs/clock.test.ts",
]);

const wanted = process.argv.slice(2);
const files = [...new Bun.Glob("{src,web,test,bench,examples,bin}/**/*.test.{ts,tsx}").scanSync(ROOT)]
  .map((file) => relative(ROOT, join(ROOT, file)))
  .filter((file) => !file.includes("node_modules") && (wanted.length === 0 || wanted.some((part) => file.includes(part))))
  .toSorted((a, b) => rank(a) - rank(b) || a.localeCompare(b));

function rank(file: string): number {
  const found = LONG_FIRST.indexOf(file);
  return found < 0 ? LONG_FIRST.length : found;
}

const sums = { pass: 0, fail: 0, skip: 0 };
const bad: string[] = [];

const count = (text: string, word: string) => Number(new RegExp(`^\\s*(\\d+) ${word}\\b`, "m").exec(text)?.[1] ?? 0);

async function runFile(file: string): Promise<void> {
  const started = performance.now();
  const child = Bun.spawn([process.execPath, "test", "--timeout", String(TIMEOUT_MS), `./${file}`], { cwd: ROOT, stdout: "pipe", stderr: "pipe" });
  const [out, err, code] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text(), child.exited]);
  const text = `${out}${err}`;
  const [pass, fail, skip] = [count(text, "pass"), count(text, "fail"), count(text, "skip")];
  sums.pass += pass;
  sums.skip += skip;
  sums.fail += fail;
  const broken = code !== 0 && fail === 0;
  if (broken) sums.fail += 1; // it died, or nothing could be loaded
  if (code !== 0) bad.push(file);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(
    `${code === 0 ? "ok  " : "FAIL"} ${file}  ${pass} passed${fail ? `, ${fail} failed` : ""}${skip ? `, ${skip} skipped` : ""}  ${seconds} s`,
  );
  if (code !== 0)
    console.log(
      text
        .split("\n")
        .filter((line) => !line.startsWith("(pass)"))
        .slice(-150)
        .join("\n"),
    );
}

async function runLane(queue: string[]): Promise<void> {
  for (let file = queue.shift(); file; file = queue.shift()) await runFile(file);
}
const waiting = files.filter((file) => MOSTLY_WAIT.has(file));
const busy = files.filter((file) => !MOSTLY_WAIT.has(file));
const lanes = Math.max(1, Math.min(4, availableParallelism()));
// Whoever is through first helps with what is left.
await Promise.all([runLane(waiting), ...Array.from({ length: lanes }, () => runLane(busy).then(() => runLane(waiting)))]);

if (files.length === 0) sums.fail += 1;
if (bad.length > 0) console.log(`\nNot good: ${bad.join(", ")}`);
console.log(`\n${sums.pass} passed, ${sums.fail} failed${sums.skip ? `, ${sums.skip} skipped` : ""}`);
process.exit(sums.fail === 0 ? 0 : 1);
