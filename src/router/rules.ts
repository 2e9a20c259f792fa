// Every reason to refuse an offer, one entry each, in the order in which they are told. Reasons are sentences for a person. Preferences are in scorers.ts.
import { asks, refuses as licensesRefuse } from "../spec/license-judge.ts";
import type { Bound } from "../spec/model.ts";
import { OPENNESS_CLASSES } from "../spec/model.ts";
import type { Constraints } from "../spec/plan.ts";
import { taskOf } from "../spec/task.ts";
import { dollars } from "./words.ts";
import type { Option } from "./router.ts";

export interface Rule {
  /** For programs; the reason is for people. */
  code: string;
  /** The constraint that it holds an offer against; absent where it is a fact that no constraint changes. */
  constraint?: keyof Constraints;
  /** Null where the offer passes. */
  refuses(option: Option): string | null;
}

const nameOf = (option: Option) => option.view.model?.name ?? option.view.offer.remote;
const who = (option: Option) => `${nameOf(option)} on ${option.view.providerTitle}`;

function listed(option: Option, names: readonly string[]): boolean {
  const { offer } = option.view;
  return [offer.id, offer.model, offer.provider, ...(option.view.model?.aliases ?? [])].some((own) => names.includes(own));
}

/** The title of an input field as the form shows it. */
function titleOf(option: Option, field: string): string {
  const meta = taskOf(option.ask.task).input.shape[field]?.meta() as { title?: string } | undefined;
  return meta?.title ?? field;
}

function outside(bound: Bound, value: unknown, title: string): string | null {
  if (bound === true) return null;
  if (bound.values && !bound.values.includes(value as string))
    return `${title} must be one of ${bound.values.slice(0, 12).join(", ")}${bound.values.length > 12 ? ", …" : ""}`;
  if (typeof value === "string" && bound.maxChars !== undefined && value.length > bound.maxChars)
    return `${title} may have at most ${bound.maxChars} characters`;
  if (typeof value !== "number") return null;
  if (bound.min !== undefined && value < bound.min) return `${title} must be at least ${bound.min}`;
  if (bound.max !== undefined && value > bound.max) return `${title} must be at most ${bound.max}`;
  if (bound.step !== undefined && Math.abs(value / bound.step - Math.round(value / bound.step)) > 1e-9)
    return `${title} must be a multiple of ${bound.step}`;
  return null;
}

function sizeOutside(option: Option): string | null {
  const { width, height } = option.input;
  const sizes = option.terms.sizes;
  if (!sizes || (width === undefined && height === undefined)) return null;
  return sizes.includes(`${width}x${height}`) ? null : `the size must be one of ${sizes.join(", ")}`;
}

export const RULES: readonly Rule[] = [
  {
    code: "only",
    constraint: "only",
    refuses: (option) =>
      option.ask.constraints.only && !listed(option, option.ask.constraints.only) ? `${who(option)} is not among those you allow.` : null,
  },
  {
    code: "never",
    constraint: "never",
    refuses: (option) => (listed(option, option.ask.constraints.never ?? []) ? `You excluded ${who(option)}.` : null),
  },
  {
    code: "lifecycle",
    refuses: (option) => {
      const model = option.view.model?.lifecycle;
      const shutdown = option.view.offer.lifecycle?.shutdown ?? model?.shutdown ?? null;
      const gone = (shutdown !== null && shutdown <= option.today) || model?.status === "retired";
      if (!gone) return null;
      return `${nameOf(option)} was retired${shutdown ? ` on ${shutdown}` : ""}${model?.successor ? `; its successor is ${model.successor}` : ""}.`;
    },
  },
  {
    code: "handoff",
    refuses: (option) => (option.view.handOff ? `${nameOf(option)} is closed and has no API. ${option.view.off ?? ""}`.trim() : null),
  },
  { code: "off", refuses: (option) => (option.view.off === null ? null : `${option.view.providerTitle} is off: ${option.view.off}`) },
  {
    code: "input",
    refuses: (option) => {
      for (const [field, value] of Object.entries(option.ask.input)) {
        if (value === undefined || taskOf(option.ask.task).live) continue;
        const bound = option.terms.inputs[field];
        const problem = bound === undefined ? `takes no ${titleOf(option, field).toLowerCase()}` : outside(bound, value, titleOf(option, field));
        if (problem) return bound === undefined ? `${who(option)} ${problem}.` : `For ${who(option)}, ${problem}.`;
      }
      for (const [field, bound] of Object.entries(option.terms.inputs)) {
        if (bound !== true && bound.required && option.input[field] === undefined)
          return `${who(option)} needs ${titleOf(option, field).toLowerCase()}.`;
      }
      const size = sizeOutside(option);
      return size ? `For ${who(option)}, ${size}.` : null;
    },
  },
  {
    code: "openness",
    constraint: "openness",
    refuses: (option) => {
      const wanted = option.ask.constraints.openness;
      if (!wanted) return null;
      const has = option.view.openness;
      if (has !== null && OPENNESS_CLASSES.indexOf(has) >= OPENNESS_CLASSES.indexOf(wanted)) return null;
      return has === null
        ? `How open ${nameOf(option)} is, is not known.`
        : `${nameOf(option)} is ${has.replace("-", " ")}, you ask for ${wanted.replace("-", " ")}.`;
    },
  },
  {
    code: "license",
    constraint: "license",
    refuses: (option) => {
      const wanted = option.ask.constraints.license;
      if (!wanted || !asks(wanted)) return null;
      return licensesRefuse(option.view.licenses, wanted);
    },
  },
  {
    code: "data",
    constraint: "data",
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
    constraint: "maxCostMicro",
    refuses: (option) => {
      const ceiling = option.ask.constraints.maxCostMicro;
      if (option.quote === null)
        return option.named && ceiling !== undefined
          ? null
          : `The price of ${who(option)} is not known. Name the model and give a highest price to use it.`;
      return ceiling !== undefined && option.quote.highMicro > ceiling
        ? `${who(option)} may cost ${dollars(option.quote.highMicro)}, above your ${dollars(ceiling)}.`
        : null;
    },
  },
  {
    code: "time",
    constraint: "maxSeconds",
    refuses: (option) => {
      const ceiling = option.ask.constraints.maxSeconds;
      if (ceiling === undefined) return null;
      if (option.seconds === null) return `How long ${who(option)} takes is not known.`;
      return option.seconds > ceiling ? `${who(option)} takes about ${Math.round(option.seconds)} s, above your ${ceiling} s.` : null;
    },
  },
  { code: "failing", refuses: (option) => (option.view.failing === null ? null : `${who(option)} is failing: ${option.view.failing}`) },
];
