// A machine of one's own against a price per output: the figures by hand, and that the break-even is where the lines cross, whatever they are.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { breakEvenOf, capacityOf, monthOf, type OwnMachine, ownMachine } from "./hosting.ts";

const rented = (more: Partial<OwnMachine> = {}): OwnMachine => ownMachine.parse({ hourMicro: 700_000, ...more });
const bought = (more: Partial<OwnMachine> = {}): OwnMachine =>
  ownMachine.parse({ hardwareMicro: 2_400_000_000, lifeMonths: 24, watts: 450, kilowattHourMicro: 300_000, ...more });

test("by hand: a card for $0.70 an hour that makes a picture in four seconds, half of the time", () => {
  // 730.5 h × $0.70 = $511.35 a month; 730.5 × 3600 × 0.5 / 4 = 328,725 pictures.
  expect(capacityOf(4, 0.5)).toBe(328_725);
  expect(monthOf(rented(), 4, 1_000)).toEqual({ machines: 1, monthMicro: 511_350_000 });
  expect(monthOf(rented(), 4, 400_000)).toEqual({ machines: 2, monthMicro: 1_022_700_000 });
  // Against $0.003 a picture: $511.35 / $0.003 = 170,450.
  expect(breakEvenOf(rented(), 4, 3_000)).toBe(170_450);
  // Against $0.0015 it would take 340,900, more than it can do.
  expect(breakEvenOf(rented(), 4, 1_500)).toBeNull();
});

test("by hand: a card that was bought for $2,400, over two years, at 450 W and $0.30 a kWh", () => {
  // $100 a month; 0.45 kW × 4 s / 3600 × $0.30 = $0.00015 a picture.
  expect(monthOf(bought(), 4, 10_000)).toEqual({ machines: 1, monthMicro: 101_500_000 });
  expect(breakEvenOf(bought(), 4, 3_000)).toBe(Math.ceil(100_000_000 / 2_850));
  expect(breakEvenOf(bought(), 4, 150)).toBeNull(); // the electricity alone costs as much
});

test("it is rented or it was bought, and what was bought is written off", () => {
  for (const wrong of [
    {},
    { hourMicro: 1, hardwareMicro: 1, lifeMonths: 1 },
    { hardwareMicro: 1 },
    { hourMicro: 1, lifeMonths: 2 },
    { hourMicro: 1, utilization: 0 },
  ])
    expect(ownMachine.safeParse(wrong).success).toBe(false);
});

test("from the break-even on, up to what it can do, the machine costs no more, and just below it costs more", () => {
  const machine = fc.oneof(
    fc.integer({ min: 1, max: 20_000_000 }).map((hourMicro) => rented({ hourMicro })),
    fc
      .record({
        hardwareMicro: fc.integer({ min: 1, max: 20_000_000_000 }),
        lifeMonths: fc.integer({ min: 1, max: 60 }),
        watts: fc.integer({ min: 0, max: 2_000 }),
      })
      .map(bought),
  );
  const drawn = fc.record({
    machine,
    seconds: fc.double({ min: 0.05, max: 600, noNaN: true }),
    hosted: fc.integer({ min: 1, max: 5_000_000 }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  fc.assert(
    fc.property(drawn, ({ machine, seconds, hosted, share }) => {
      const from = breakEvenOf(machine, seconds, hosted);
      const capacity = capacityOf(seconds, machine.utilization);
      const dearer = (volume: number) => monthOf(machine, seconds, volume).monthMicro > volume * hosted + 1; // one micro is the rounding
      if (from === null) expect(capacity === 0 || monthOf(machine, seconds, capacity).monthMicro >= capacity * hosted).toBe(true);
      else {
        expect(dearer(from + Math.floor((capacity - from) * share))).toBe(false);
        if (from > 1) expect(monthOf(machine, seconds, from - 1).monthMicro).toBeGreaterThan((from - 1) * hosted);
      }
    }),
    { numRuns: 2_000 },
  );
});
