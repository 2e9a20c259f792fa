// Every reason to refuse an offer, one entry each, in the order in which they are told. Reasons are sentences for a person. Preferences are in scorers.ts.
import { OPENNESS_CLASSES } from "../spec/model.ts";
import { asks, refuses as licensesRefuse } from "../spec/license-judge.ts";
import type { Constraints } from "../spec/plan.ts";
import { dollars } from "./words.ts";
import type { Option } from "./router.ts";

export interface Rule {
  /** For programs; the reason is for people. */
  code: string;
  /** The constraint that it holds an offer against; absent where it is a fact that no constraint changes. */
  constraint?: keyof Constraints;
  /** False where these constraints cannot break it: the offers are not even looked at. */
  concerns?(constraints: Constraints): boolean;
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
    constraint: "openness",
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
    concerns: ({ license }) => license !== undefined && asks(license),
    refuses: (option) => licensesRefuse(option.view.licenses, option.constraints.license!),
  },
  {
    code: "data",
    constraint: "data",
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
    refuses: (option) => {
      const ceiling = option.constraints.maxCostMicro;
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
    constraint: "maxSeconds",
    concerns: ({ maxSeconds }) => maxSeconds !== undefined,
    refuses: (option) => {
      const ceiling = option.constraints.maxSeconds!;
      const { seconds } = option;
      if (seconds === null) return () => `How long ${who(option)} takes is not known.`;
      return seconds > ceiling ? () => `${who(option)} takes about ${Math.round(seconds)} s, above your ${ceiling} s.` : null;
    },
  },
  { code: "failing", refuses: (option) => (option.view.failing === null ? null : () => `${who(option)} is failing: ${option.view.failing}`) },
];
