// `npm run bench`: what a newcomer waits for and what an idle server costs, measured on a real process. Prints figures; judges nothing but the bounds that README states.
import { rmSync } from "node:fs";
import { readFileSync } from "node:fs";
import { startServer, temporary } from "../test/server.ts";

const RUNS = 5;
const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

/** Resident memory of a process in MB, from the kernel's own book. */
function residentMb(pid: number): number {
  const line = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  return Number(line?.[1] ?? Number.NaN) / 1024;
}

const rows: [what: string, figure: string, bound: string, good: boolean][] = [];
const add = (what: string, value: number, unit: string, bound: number) =>
  rows.push([what, `${value.toFixed(value < 10 ? 2 : 0)} ${unit}`, `< ${bound} ${unit}`, value < bound]);

const folder = temporary("bench");
await (await startServer(temporary("bench-warm"))).stop(); // the studio is built and the disk is warm
const starts: number[] = [];
for (let run = 0; run < RUNS; run += 1) {
  const began = performance.now();
  const server = await startServer(folder);
  starts.push((performance.now() - began) / 1000);
  await server.stop();
}
add(`start to first answer, median of ${RUNS}`, median(starts), "s", 2);

const server = await startServer(folder);
await Bun.sleep(5_000);
add("idle memory after 5 s", residentMb(server.process.pid), "MB", 150);

async function timed(what: string, bound: number, body: Parameters<typeof server.client.call<"generations.create">>[1] & object): Promise<void> {
  const began = performance.now();
  const made = await server.client.call("generations.create", { ...body, query: { wait: 60 } });
  if (made.status !== "succeeded") throw new Error(`${what}: ${made.status} ${made.error?.detail ?? ""}`);
  await (await server.client.call("assets.content", { params: { id: made.assets[0]!.id } })).arrayBuffer();
  add(what, (performance.now() - began) / 1000, "s", bound);
}
await timed("first built-in image, 1024×1024, request to last byte", 10, {
  body: { task: "text-to-image", input: { prompt: "a red fox in the snow, watercolor", width: 1024, height: 1024, seed: 1 } },
});
await timed("second image", 10, {
  body: { task: "text-to-image", input: { prompt: "a green forest at night", width: 1024, height: 1024, seed: 2 } },
});
await timed("speech, one sentence", 10, { body: { task: "text-to-speech", input: { text: "Welcome to OpenOak." } } });
await timed("music, 20 s", 30, { body: { task: "text-to-music", input: { prompt: "calm piano in D minor", seconds: 20, seed: 1 } } });
await timed("video, 3 s at 640×360", 60, {
  body: { task: "text-to-video", input: { prompt: "waves rolling in at sunset", seconds: 3, width: 640, height: 360, seed: 1 } },
});
await Bun.sleep(45_000);
add("memory 45 s after that", residentMb(server.process.pid), "MB", 400);
await server.stop();
rmSync(folder, { recursive: true, force: true });

const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => String(row[column]).length)));
for (const [what, figure, bound, good] of rows)
  console.log(`${good ? "good" : "OVER"}  ${what.padEnd(widths[0]!)}  ${figure.padStart(widths[1]!)}  ${bound.padStart(widths[2]!)}`);
process.exit(rows.every((row) => row[3]) ? 0 : 1);
