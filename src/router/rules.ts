// Every reason to refuse an offer, one entry each, in the order in which they are told. Reasons are sentences for a person. Preferences are in scorers.ts.
import { OPENNESS_CLASSES } from "../spec/model.ts";
import type { Ask } from "../spec/plan.ts";
import { dollars } from "./words.ts";
import type { Option } from "./router.ts";

export interface Rule {
  /** For programs; the reason is for people. */
  code: string;
  /** False where this ask cannot break it: the offers are not even looked at. */
  concerns?(ask: Ask): boolean;
  /** Null where the offer passes; else why not. Of ten thousand that are refused a few are told, so a sentence that takes time to make is made when it is asked for. */
  refuses(option: Option): string | (() => string) | null;
}

const nameOf = (option: Option) => option.view.model?.name ?? option.view.offer.remote;
const who = (option: Option) => `${nameOf(option)} on ${option.view.providerTitle}`;

function listed(option: Option, names: readonly string[]): boolean {
  const { offer } = option.view;
  if (names.includes(offer.id) || names.includes(offer.model) || names.includes(offer.provider)) return true;
  return option.view.model?.aliases.some((alias) => names.includes(alias)) ?? false;
}

export const RULES: readonly Rule[] = [
  {
    code: "only",
    concerns: (ask) => ask.constraints.only !== undefined,
    refuses: (option) => (listed(option, option.ask.constraints.only!) ? null : () => `${who(option)} is not among those you allow.`),
  },
  {
    code: "never",
    concerns: (ask) => (ask.constraints.never?.length ?? 0) > 0,
    refuses: (option) => (listed(option, option.ask.constraints.never!) ? () => `You excluded ${who(option)}.` : null),
  },
  {
    code: "lifecycle",
    refuses: (option) => {
      const { goneFrom } = option.ready;
      if (goneFrom === null || goneFrom > option.today) return null;
      return () => {
        const model = option.view.model?.lifecycle;
        const shutdown = option.view.offer.lifecycle?.shutdown ?? model?.shutdown ?? null;
        return `${nameOf(option)} was retired${shutdown ? ` on ${shutdown}` : ""}${model?.successor ? `; its successor is ${model.successor}` : ""}.`;
      };
    },
  },
  {
    code: "handoff",
    refuses: (option) => (option.view.handOff ? () => `${nameOf(option)} is closed and has no API. ${option.view.off ?? ""}`.trim() : null),
  },
  { code: "off", refuses: (option) => (option.view.off === null ? null : () => `${option.view.providerTitle} is off: ${option.view.off}`) },
  {
    code: "input",
    refuses: (option) => {
      const problem = option.demand.problem(option.ready);
      return problem && (() => problem(who(option)));
    },
  },
  {
    code: "openness",
    concerns: (ask) => ask.constraints.openness !== undefined,
    refuses: (option) => {
      const wanted = option.ask.constraints.openness!;
      const has = option.view.openness;
      if (has !== null && OPENNESS_CLASSES.indexOf(has) >= OPENNESS_CLASSES.indexOf(wanted)) return null;
      return () =>
        has === null
          ? `How open ${nameOf(option)} is, is not known.`
          : `${nameOf(option)} is ${has.replace("-", " ")}, you ask for ${wanted.replace("-", " ")}.`;
    },
  },
  {
    code: "license",
    concerns: (ask) => ask.constraints.license !== undefined,
    refuses: (option) => {
      const wanted = option.ask.constraints.license;
      if (!wanted || Object.keys(wanted).length === 0) return null;
      const license = option.view.license;
      if (!license) return `The licence of ${nameOf(option)} is not known.`;
      if (wanted.commercial && license.commercialUse !== "yes" && license.commercialUse !== "conditional")
        return `${license.name} does not clearly allow commercial use.`;
      if (wanted.commercial && license.commercialUse === "conditional" && license.monthlyUsersLimit === null && license.revenueLimitUsd === null)
        return `${license.name} allows commercial use under conditions that are not known here.`;
      if (wanted.monthlyUsers !== undefined && license.monthlyUsersLimit !== null && wanted.monthlyUsers > license.monthlyUsersLimit)
        return `${license.name} ends at ${license.monthlyUsersLimit.toLocaleString("en-US")} monthly users.`;
      if (wanted.revenueUsd !== undefined && license.revenueLimitUsd !== null && wanted.revenueUsd > license.revenueLimitUsd)
        return `${license.name} ends at $${license.revenueLimitUsd.toLocaleString("en-US")} of yearly revenue.`;
      if (wanted.territory && license.territoryExcluded.includes(wanted.territory)) return `${license.name} excludes ${wanted.territory}.`;
      return null;
    },
  },
  {
    code: "data",
    concerns: (ask) => ask.constraints.data !== undefined,
    refuses: (option) => {
      const wanted = option.ask.constraints.data;
      if (!wanted) return null;
      const terms = option.view.offer.data;
      if (terms.local) return null; // the bytes stay on machines that the operator named
      if (wanted.local) return `${option.view.providerTitle} is not on your own machines.`;
      if (wanted.noTraining && terms.trainsOnInputs !== false)
        return terms.trainsOnInputs
          ? `${option.view.providerTitle} trains on inputs.`
          : `Whether ${option.view.providerTitle} trains on inputs is not known.`;
      if (wanted.zeroRetention && terms.retentionDays !== 0)
        return `${option.view.providerTitle} ${terms.retentionDays === null ? "does not say how long it keeps inputs" : `keeps inputs for ${terms.retentionDays} days`}.`;
      if (wanted.regions && !terms.regions?.some((region) => wanted.regions!.includes(region)))
        return `${option.view.providerTitle} is not known to run in ${wanted.regions.join(" or ")}.`;
      return null;
    },
  },
  {
    code: "price",
    refuses: (option) => {
      const ceiling = option.ask.constraints.maxCostMicro;
      const { highMicro } = option;
      if (highMicro === null)
        return option.named && ceiling !== undefined
          ? null
          : () => `The price of ${who(option)} is not known. Name the model and give a highest price to use it.`;
      return ceiling !== undefined && highMicro > ceiling
        ? () => `${who(option)} may cost ${dollars(highMicro)}, above your ${dollars(ceiling)}.`
        : null;
    },
  },
  {
    code: "time",
    concerns: (ask) => ask.constraints.maxSeconds !== undefined,
    refuses: (option) => {
      const ceiling = option.ask.constraints.maxSeconds!;
      const { seconds } = option;
      if (seconds === null) return () => `How long ${who(option)} takes is not known.`;
      return seconds > ceiling ? () => `${who(option)} takes about ${Math.round(seconds)} s, above your ${ceiling} s.` : null;
    },
  },
  { code: "failing", refuses: (option) => (option.view.failing === null ? null : () => `${who(option)} is failing: ${option.view.failing}`) },
];
