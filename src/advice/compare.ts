// What a workload costs everywhere that could do it, and on machines of one's own, in one table. Begins nothing and costs nothing.
import { plan as planFor } from "../router/router.ts";
import { AppError } from "../spec/error.ts";
import {
  breakEvenOf,
  capacityOf,
  type comparison,
  type ComparisonView,
  type HostedRow,
  monthOf,
  type OwnMachine,
  type OwnRow,
} from "../spec/hosting.ts";
import { LIMITS } from "../spec/limits.ts";
import type { Ask, Candidate, Plan } from "../spec/plan.ts";
import type { z } from "zod";
import type { Asker, Generations, Market } from "../generations/generations.ts";

export interface CompareDeps {
  market: Market;
  generations: Generations;
}

/** As many offers are told a break-even with. */
const BESIDE = 5;

export function createComparison({ market, generations }: CompareDeps) {
  function hostedOf({ candidates }: Plan, refusals: (each: Candidate) => string | null, count: number, perMonth: number): HostedRow[] {
    const rows = candidates.flatMap((each) => {
      if (!each.quote) return [];
      const { offer, model, modelName, provider, providerTitle, priceVersion, quote, seconds, quality } = each;
      const outputMicro = Math.ceil(quote.highMicro / count);
      const monthMicro = Math.ceil((quote.highMicro * perMonth) / count);
      if (!Number.isSafeInteger(monthMicro)) return [];
      return [
        { offer, model, modelName, provider, providerTitle, priceVersion, quote, outputMicro, monthMicro, seconds, quality, refused: refusals(each) },
      ];
    });
    return rows.toSorted(
      (a, b) => Number(a.refused !== null) - Number(b.refused !== null) || a.outputMicro - b.outputMicro || a.offer.localeCompare(b.offer),
    );
  }

  /** Measured here on a machine of the operator's, of the named model or of what the ask names. */
  function measuredOf(ask: Ask, model: string | undefined): { seconds: number; source: string } | null {
    for (const view of market.world(ask.task).offers) {
      const named = model === undefined ? [] : [view.offer.model, ...(view.model?.aliases ?? []), view.offer.id];
      if (view.offer.data.local && view.neural && named.includes(model!) && view.measuredSeconds !== null)
        return { seconds: view.measuredSeconds / ask.count, source: `the median that this server measured at ${view.providerTitle}` };
    }
    return null;
  }

  function ownOf(machine: OwnMachine, index: number, ask: Ask, hosted: readonly HostedRow[], perMonth: number): OwnRow {
    const measured = measuredOf(ask, machine.model);
    const seconds = machine.secondsPerOutput ?? measured?.seconds;
    if (seconds === undefined)
      throw new AppError("request.invalid", "How long one output takes there is not known here. Give its measured seconds.", {
        field: `own.${index}.secondsPerOutput`,
      });
    const capacity = capacityOf(seconds, machine.utilization);
    if (capacity === 0)
      throw new AppError("request.invalid", "At that speed and utilization it makes not one output a month.", { field: `own.${index}.utilization` });
    const { machines, monthMicro } = monthOf(machine, seconds, perMonth);
    if (!Number.isSafeInteger(monthMicro))
      throw new AppError("request.invalid", "That many machines cost more than can be counted.", { field: "perMonth" });
    const rivals = hosted.filter((row) => row.refused === null && row.outputMicro > 0);
    const same = rivals.filter((row) => row.model === machine.model);
    const beside = [...same, ...rivals.filter((row) => !same.includes(row))].slice(0, BESIDE);
    return {
      name: machine.name,
      secondsPerOutput: seconds,
      secondsSource: machine.secondsPerOutput === undefined ? measured!.source : "as you gave it",
      capacity,
      machines,
      standingMicro: monthOf({ ...machine, watts: 0 }, seconds, 1).monthMicro,
      outputMicro: Math.ceil(monthMicro / perMonth),
      monthMicro,
      breakEven: beside.map((row) => {
        const from = breakEvenOf(machine, seconds, row.outputMicro);
        const whom = `${row.modelName} on ${row.providerTitle}`;
        const says =
          from === null
            ? `${whom} stays cheaper for all that one machine can make.`
            : `From ${from.toLocaleString("en-US")} outputs a month on it is cheaper than ${whom}.`;
        return { offer: row.offer, perMonth: from, says };
      }),
    };
  }

  /** Every offer that could do it is there, also where a rule refuses it or its provider is off: then with the reason. */
  return async function compare(asker: Asker, { ask: asked, perMonth, own }: z.output<typeof comparison>): Promise<ComparisonView> {
    if (asked.best)
      throw new AppError("request.invalid", "A comparison is of what is made: leave best out. POST /v1/plans tells what a judge costs.", {
        field: "ask.best",
      });
    const { ask, planned, facts } = await generations.planWith(asker, asked);
    const world = market.world(ask.task);
    const offers = world.offers.filter((view) => !view.handOff).map((view) => ({ ...view, off: null, failing: null }));
    const anyone = planFor({ ...ask, constraints: {}, prefer: "cheap" }, { ...world, offers }, facts, [], LIMITS.compared);
    const allowed = new Set(planned.candidates.map((each) => each.offer));
    const why = new Map(
      planned.rejections.flatMap((each) => [
        [each.offer, each.reason] as const,
        ...(each.code === "off" ? [[each.provider, each.reason] as const] : []),
      ]),
    );
    const refusal = (each: Candidate) =>
      allowed.has(each.offer) ? null : (why.get(each.offer) ?? why.get(each.provider) ?? "Your rules do not allow it.");
    const hosted = hostedOf(anyone, refusal, ask.count, perMonth);
    const machines = own.map((machine, index) => ownOf(machine, index, ask, hosted, perMonth));
    return { perMonth, hosted, own: machines, says: sentenceOf(hosted, machines, perMonth) };
  };
}

function sentenceOf(hosted: readonly HostedRow[], own: readonly OwnRow[], perMonth: number): string {
  const dollars = (micro: number) => `$${(micro / 1_000_000).toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
  const volume = `${perMonth.toLocaleString("en-US")} outputs a month`;
  const [best] = hosted.filter((row) => row.refused === null);
  const [machine] = own.toSorted((a, b) => a.monthMicro - b.monthMicro);
  if (!best && !machine) return "Nobody whose price is known can do this within your rules.";
  if (!best)
    return `For ${volume}, ${machine!.name} costs ${dollars(machine!.monthMicro)}; nobody else whose price is known can do it within your rules.`;
  const cheapest = `For ${volume}, ${best.modelName} on ${best.providerTitle} is the cheapest that you may use: ${dollars(best.monthMicro)}`;
  if (!machine) return `${cheapest}.`;
  if (machine.monthMicro <= best.monthMicro)
    return `For ${volume}, ${machine.name} is cheapest: ${dollars(machine.monthMicro)}, against ${dollars(best.monthMicro)} for ${best.modelName} on ${best.providerTitle}.`;
  return `${cheapest}, against ${dollars(machine.monthMicro)} for ${machine.name}.`;
}
