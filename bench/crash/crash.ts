// The crash bench, by hand: `node bin/bun.mjs run bench/crash/crash.ts [--scenario kills] [--kills 1000] [--times 8] [--database sqlite|postgres] [--processes 2]`. Prints what was counted; ends with 1 where anything does not agree.
import { parseArgs } from "node:util";
import type { Count } from "./count.ts";
import { SCENARIOS } from "./scenarios.ts";
import type { DatabaseKind } from "./stage.ts";

const { values } = parseArgs({
  options: {
    scenario: { type: "string", default: "kills" },
    kills: { type: "string", default: "1000" },
    database: { type: "string", default: "sqlite" },
    processes: { type: "string", default: "1" },
    times: { type: "string", default: "8" },
  },
});
const scenario = SCENARIOS[values.scenario];
const [kills, processes, times] = [Number(values.kills), Number(values.processes), Number(values.times)];
if (
  !scenario ||
  !["sqlite", "postgres"].includes(values.database) ||
  !Number.isInteger(kills) ||
  kills < 1 ||
  ![1, 2].includes(processes) ||
  !(times >= 1)
) {
  console.error(
    `--scenario is one of ${Object.keys(SCENARIOS).join(", ")}; --database sqlite or postgres; --kills and --times whole numbers; --processes 1 or 2.`,
  );
  process.exit(2);
}

function print({ figures, endings, faults, problems }: Count): void {
  const table = (title: string, rows: Record<string, number>) => {
    console.log(`\n${title}`);
    for (const [name, value] of Object.entries(rows).filter(([, value]) => value !== undefined)) console.log(`  ${name.padEnd(44)} ${value}`);
  };
  table("What was done and counted", figures);
  table("How generations ended", Object.fromEntries(Object.entries(endings).toSorted((a, b) => b[1] - a[1])));
  table("What went wrong on the line", Object.fromEntries(Object.entries(faults).toSorted((a, b) => b[1] - a[1])));
  console.log(problems.length === 0 ? "\nEverything agrees." : `\n${problems.length} problems:`);
  for (const problem of problems.slice(0, 100)) console.log(`  ${problem}`);
}

console.log(`${values.scenario} on ${values.database}, ${scenario.what}`);
const counted = await scenario.run({ database: values.database as DatabaseKind, kills, processes, times, log: (line) => console.log(line) });
print(counted);
process.exit(counted.problems.length === 0 ? 0 : 1);
