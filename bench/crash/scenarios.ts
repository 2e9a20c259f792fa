// The scenarios of the crash bench, one entry each: what is done to the servers. What must hold afterwards is the same for all, in count.ts.
import type { Count } from "./count.ts";
import { kills } from "./kills.ts";
import { type DatabaseKind, setStage } from "./stage.ts";
import { clockJumps, databaseGone, diskFull } from "./troubles.ts";

export interface ScenarioOptions {
  database: DatabaseKind;
  kills: number;
  processes: number;
  times: number;
  log: (line: string) => void;
}

export interface Scenario {
  what: string;
  run(options: ScenarioOptions): Promise<Count>;
}

export const SCENARIOS: Record<string, Scenario> = {
  kills: {
    what: "servers are killed at random moments, some while they start",
    async run(options) {
      const stage = await setStage({ database: options.database });
      try {
        return await kills(stage, options);
      } finally {
        await stage.close();
      }
    },
  },
  "database-gone": { what: "Postgres is stopped in the middle of the work and started again", run: databaseGone },
  "disk-full": { what: "the disk of the database and of all files runs full, and is given room again", run: diskFull },
  "clock-jumps": { what: "the clock is set forward and back by hours", run: clockJumps },
};
