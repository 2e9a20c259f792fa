// The log of changes: told whole, or as forgotten. What the router makes of it: reference.test.ts.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { createChangeLog } from "./changes.ts";

test("what changed since a version is told whole, or as forgotten; never in part", () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.nat(5), { freq: 8 }), { maxLength: 60 }), fc.integer({ min: 1, max: 8 }), (steps, most) => {
      const log = createChangeLog<number>(most);
      const versions = [log.version()];
      for (const step of steps) {
        if (step === null) log.all();
        else log.note(step);
        expect(log.version()).toBeGreaterThan(versions.at(-1)!);
        versions.push(log.version());
      }
      for (const [index, version] of versions.entries()) {
        const told = log.since(version);
        const real = steps.slice(index);
        if (real.length === 0) expect(told).toEqual([]);
        else if (real.includes(null)) expect(told).toBeNull();
        else if (real.length <= most) expect(told).toEqual(real as number[]);
        else if (told !== null) expect(told).toEqual(real as number[]);
      }
    }),
  );
});
