// Every reason to refuse an offer, one entry each, in the order in which they are told. Reasons are sentences for a person. Preferences are in scorers.ts.
import { billedVariable, OPENNESS_CLASSES } from "../spec/model.ts";
import { asks, refuses as licensesRefuse } from "../spec/license-judge.ts";
import type { Constraints } from "../spec/plan.ts";
import { SENSE_IDS, SENSES } from "../spec/senses.ts";
import { dollars } from "./words.ts";
import type { Demand } from "./demand.ts";
import type { Option } from "./option.ts";
import type { Alike } from "./shelf.ts";

interface Figure {
  of: "high" | "seconds";
  most(constraints: Constraints): number;
  unknown(constraints: Constraints): boolean;
}

/** By kind of those that are alike: 0 where nobody asked. */
export type Answers = Uint8Array;
export const [PASSES, REFUSED] = [1, 2];

export interface Rule {
  /** For programs; the reason is for people. */
  code: string;
  /** The constraint that it holds an offer against; absent where it is a fact that no constraint changes. */
  constraint?: keyof Constraints;
  /** False where these constraints cannot break it: the offers are not even looked at. */
  concerns?(constraints: Constraints): boolean;
  /** The only thing about an offer that it looks at: one of those that are alike in it is asked about, and its answer holds for all. */
  alike?: Alike;
  /** Its answers for all kinds at once, where that is faster than asking about each; null where all pass. */
  answers?(demand: Demand): Answers | null;
  /** For a rule that bounds one figure and looks at nothing else: the most that it lets pass, and whether it lets pass what is not known. */
  figure?: Figure;
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

/** What costs nobody knows how much is asked only under the asker's own ceiling: then no more than that is paid. It comes after all whose price is known (scorers.ts). */
const COST: Figure = {
  of: "high",
  most: ({ maxCostMicro }) => maxCostMicro ?? Infinity,
  unknown: ({ maxCostMicro }) => maxCostMicro !== undefined && maxCostMicro > 0,
};
const TIME: Figure = { of: "seconds", most: ({ maxSeconds }) => maxSeconds!, unknown: () => false };
/** Null is not known. */
const bounds = ({ most, unknown }: Figure, figure: number | null, { constraints }: Option): boolean =>
  figure === null ? !unknown(constraints) : figure > most(constraints);

export const RULES: readonly Rule[] = [
  {
    code: "only",
    constraint: "only",
    concerns: ({ only }) => only !== undefined,
    refuses: (option) => (listed(option, option.constraints.only!) ? null : () => `${who(option)} is not among those you allow.`),
  },
  {
    code: "never",
    constraint: "never",
    concerns: ({ never }) => (never?.length ?? 0) > 0,
    refuses: (option) => (listed(option, option.constraints.never!) ? () => `You excluded ${who(option)}.` : null),
  },
  {
    code: "lifecycle",
    alike: "goneFrom",
    refuses: (option) => {
      const { goneFrom } = option;
      if (goneFrom === null || goneFrom > option.asking.today) return null;
      return () => {
        const model = option.view.model?.lifecycle;
        const shutdown = option.view.offer.lifecycle?.shutdown ?? model?.shutdown ?? null;
        return `${nameOf(option)} was retired${shutdown ? ` on ${shutdown}` : ""}${model?.successor ? `; its successor is ${model.successor}` : ""}.`;
      };
    },
  },
  // Before what is off: a key for somebody who cannot see helps nobody.
  ...SENSE_IDS.map((sense): Rule => {
    const { rule, can } = SENSES[sense];
    return {
      code: rule,
      alike: sense,
      refuses: (option) => {
        if (!option.demand.senses.includes(sense)) return null;
        const has = option.senses[sense];
        if (has === true || (has === null && option.named)) return null;
        return () =>
          has === false
            ? `${nameOf(option)} cannot ${can}.`
            : `Whether ${nameOf(option)} can ${can} is not known. Name it to send it some all the same.`;
      },
    };
  }),
  {
    code: "handoff",
    alike: "handOff",
    refuses: (option) => (option.view.handOff ? () => `${nameOf(option)} is closed and has no API. ${option.view.off ?? ""}`.trim() : null),
  },
  {
    code: "off",
    alike: "off",
    refuses: (option) => (option.view.off === null ? null : () => `${option.view.providerTitle} is off: ${option.view.off}`),
  },
  {
    code: "input",
    alike: "inputs",
    answers: (demand) => demand.takers(),
    refuses: (option) => {
      const problem = option.demand.problem(option.place);
      return problem && (() => problem(who(option)));
    },
  },
  {
    code: "openness",
    constraint: "openness",
    alike: "openness",
    concerns: ({ openness }) => openness !== undefined,
    refuses: (option) => {
      const wanted = option.constraints.openness!;
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
    constraint: "license",
    alike: "licenses",
    concerns: ({ license }) => license !== undefined && asks(license),
    refuses: (option) => licensesRefuse(option.view.licenses, option.constraints.license!),
  },
  {
    code: "data",
    constraint: "data",
    alike: "data",
    concerns: ({ data }) => data !== undefined,
    refuses: (option) => {
      const wanted = option.constraints.data;
      if (!wanted) return null;
      const terms = option.view.offer.data;
      if (terms.local) return null; // the bytes stay on machines that the operator named
      if (wanted.local) return `${option.view.providerTitle} is not on your own machines.`;
      if (wanted.noTraining && terms.trainsOnInputs !== false)
        return terms.trainsOnInputs
          ? `${option.view.providerTitle} trains on inputs.`
          : terms.paying?.trainsOnInputs === false
            ? `${option.view.providerTitle} does not train on inputs where the account pays, and nobody says that this one does (${billedVariable(option.view.offer.provider)}).`
            : `Whether ${option.view.providerTitle} trains on inputs is not known.`;
      if (wanted.zeroRetention && terms.retentionDays !== 0)
        return `${option.view.providerTitle} ${terms.retentionDays === null ? "does not say how long it keeps inputs" : `keeps inputs for ${terms.retentionDays} days`}.`;
      // Every region that it may use: one that is allowed does not keep inputs out of another that is not.
      if (wanted.regions && !(terms.regions?.length && terms.regions.every((region) => wanted.regions!.includes(region))))
        return `${option.view.providerTitle} is not known to run in ${wanted.regions.join(" or ")} alone.`;
      return null;
    },
  },
  {
    code: "price",
    constraint: "maxCostMicro",
    figure: COST,
    refuses: (option) => {
      const { highMicro, constraints } = option;
      if (!bounds(COST, highMicro, option)) return null;
      return highMicro === null
        ? () => `The price of ${who(option)} is not known. Give a highest price to use it.`
        : () => `${who(option)} may cost ${dollars(highMicro)}, above your ${dollars(constraints.maxCostMicro!)}.`;
    },
  },
  {
    code: "time",
    constraint: "maxSeconds",
    concerns: ({ maxSeconds }) => maxSeconds !== undefined,
    figure: TIME,
    refuses: (option) => {
      const { seconds, constraints } = option;
      if (!bounds(TIME, seconds, option)) return null;
      return seconds === null
        ? () => `How long ${who(option)} takes is not known.`
        : () => `${who(option)} takes about ${Math.round(seconds)} s, above your ${constraints.maxSeconds} s.`;
    },
  },
  {
    code: "failing",
    alike: "failing",
    refuses: (option) => (option.view.failing === null ? null : () => `${who(option)} is failing: ${option.view.failing}`),
  },
];
