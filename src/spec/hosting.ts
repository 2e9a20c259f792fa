// What a workload costs at hosted offers and on a machine of one's own, and from which volume on the machine is cheaper. Pure arithmetic on figures that somebody gave; no I/O.
import { z } from "zod";
import { givenName } from "./budget.ts";
import { LIMITS } from "./limits.ts";
import { ask, moneyRange } from "./plan.ts";
import { micro } from "./price.ts";

const money = micro.min(0).max(LIMITS.ceilingMicro);

/** Hours of an average month: 365.25 days over twelve. */
export const MONTH_HOURS = 730.5;

/** A machine that is rented by the hour, or one that was bought. Either is there all month, whether it works or not. */
export const ownMachine = z
  .strictObject({
    name: givenName.default("Your machine"),
    /** The model that runs on it; its hosted offers are what it is compared with first. Any, where absent. */
    model: z.string().min(1).max(LIMITS.idChars).optional(),
    /** Rented: the price of an hour. */
    hourMicro: money.optional(),
    /** Bought: its price, over how many months it is written off, what it draws at work, and what a kilowatt hour costs. */
    hardwareMicro: money.optional(),
    lifeMonths: z.int().min(1).max(240).optional(),
    watts: z.number().min(0).max(100_000).default(0),
    kilowattHourMicro: money.default(0),
    /** Measured seconds of one output. Where absent, what this server measured of the model on a machine of yours. */
    secondsPerOutput: z.number().positive().max(86_400).optional(),
    /** The share of the month in which it can really be at work: nights, deploys and gaps between requests take the rest. */
    utilization: z.number().min(0.01).max(1).default(0.5),
  })
  .refine(({ hourMicro, hardwareMicro }) => (hourMicro === undefined) !== (hardwareMicro === undefined), {
    path: ["hourMicro"],
    error: "or hardwareMicro must be given, and not both: it is rented or it was bought",
  })
  .refine(({ hardwareMicro, lifeMonths }) => (hardwareMicro === undefined) === (lifeMonths === undefined), {
    path: ["lifeMonths"],
    error: "goes with hardwareMicro: over how many months it is written off",
  });
export type OwnMachine = z.output<typeof ownMachine>;

export const comparison = z.strictObject({
  ask,
  /** How many outputs a month. */
  perMonth: z.int().min(1).max(1_000_000_000).default(1_000),
  own: z.array(ownMachine).max(10).default([]),
});

export const hostedRow = z.strictObject({
  offer: z.string(),
  model: z.string(),
  modelName: z.string(),
  provider: z.string(),
  providerTitle: z.string(),
  priceVersion: z.string().nullable(),
  /** Of one generation as it was asked for. */
  quote: moneyRange,
  /** The most that one output costs, and the month. */
  outputMicro: micro,
  monthMicro: micro,
  seconds: z.number().nullable(),
  quality: z.number().nullable(),
  /** Null where it can be used; else why not. */
  refused: z.string().nullable(),
});
export type HostedRow = z.infer<typeof hostedRow>;

export const breakEven = z.strictObject({
  offer: z.string(),
  /** Outputs a month from which on one such machine is cheaper than this offer; null where it never is. */
  perMonth: z.int().nullable(),
  says: z.string(),
});

export const ownRow = z.strictObject({
  name: z.string(),
  secondsPerOutput: z.number(),
  secondsSource: z.string(),
  /** Outputs a month that one machine makes. */
  capacity: z.int(),
  /** How many are needed for the volume that was asked about. */
  machines: z.int(),
  /** What one machine costs in a month that it does nothing in. */
  standingMicro: micro,
  outputMicro: micro,
  monthMicro: micro,
  breakEven: z.array(breakEven),
});
export type OwnRow = z.infer<typeof ownRow>;

export const comparisonView = z.strictObject({ perMonth: z.int(), hosted: z.array(hostedRow), own: z.array(ownRow), says: z.string() });
export type ComparisonView = z.infer<typeof comparisonView>;

/** What one machine costs by standing there, and what each output adds in electricity. Micros, not rounded. */
function costsOf(machine: OwnMachine, secondsPerOutput: number): { standing: number; each: number } {
  const standing = machine.hourMicro === undefined ? machine.hardwareMicro! / machine.lifeMonths! : machine.hourMicro * MONTH_HOURS;
  return { standing, each: ((machine.watts / 1000) * secondsPerOutput * machine.kilowattHourMicro) / 3600 };
}

/** Outputs a month that one machine makes at most. */
export function capacityOf(secondsPerOutput: number, utilization: number): number {
  return Math.floor((MONTH_HOURS * 3600 * utilization) / secondsPerOutput);
}

/** What so many outputs a month cost on as many such machines as they need. Whole micros, rounded up. */
export function monthOf(machine: OwnMachine, secondsPerOutput: number, perMonth: number): { machines: number; monthMicro: number } {
  const { standing, each } = costsOf(machine, secondsPerOutput);
  const capacity = capacityOf(secondsPerOutput, machine.utilization);
  const machines = capacity === 0 ? Infinity : Math.max(1, Math.ceil(perMonth / capacity));
  return { machines, monthMicro: Math.ceil(machines * standing + perMonth * each) };
}

/**
 * The least volume from which on, up to what one machine can do, it costs no more than the hosted offer; null where there is none. Beyond its capacity
 * the next machine begins anew, so the answer is about the first.
 */
export function breakEvenOf(machine: OwnMachine, secondsPerOutput: number, hostedMicro: number): number | null {
  const { standing, each } = costsOf(machine, secondsPerOutput);
  if (hostedMicro <= each) return null;
  const volume = Math.max(1, Math.ceil(standing / (hostedMicro - each)));
  return volume <= capacityOf(secondsPerOutput, machine.utilization) ? volume : null;
}
