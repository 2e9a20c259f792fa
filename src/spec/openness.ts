// How open a model is: four layers, what is claimed of each and on what ground, which claim is followed, and the class that follows. Pure rules; no model by name.
import { z } from "zod";
import { LIMITS } from "./limits.ts";

export const OPENNESS_LAYERS = ["weights", "code", "data", "evaluation"] as const;
export type OpennessLayer = (typeof OPENNESS_LAYERS)[number];
export const LAYER_WORDS: Record<OpennessLayer, string> = {
  weights: "weights",
  code: "training code",
  data: "training data",
  evaluation: "evaluation",
};
/** From the least open on: where two claims are equally good, the stricter is followed. */
export const OPENNESS_VALUES = ["closed", "partial", "open"] as const;
export type OpennessValue = (typeof OPENNESS_VALUES)[number];
/** From the least open on. */
export const OPENNESS_CLASSES = ["closed", "open-api", "open-weights", "fully-open"] as const;
export type OpennessClass = (typeof OPENNESS_CLASSES)[number];

/** What a claim rests on, the strongest first: the order in which one of several is followed. */
export const GROUNDS = ["override", "license", "read", "version", "family", "listed", "known"] as const;
export type Ground = (typeof GROUNDS)[number];
export const GROUND_WORDS: Record<Ground, string> = {
  override: "the operator's word",
  license: "the licence as it was read here",
  read: "read at its source",
  version: "an index's row of this version",
  family: "an index's row of its family",
  listed: "a list that knows only whether weights can be had",
  known: "known, not checked",
};
export const FOLLOW_RULE =
  "The operator's own word counts first; then a licence that was read here and restricts the use of the weights; what was read at its source; an index's row of this very version; one of its family; a list that only knows whether weights can be had; general knowledge. Among equals the newest, and of one day the stricter.";
export const CLASS_RULE =
  "Fully open: weights, training code and training data are open, under a known licence that lets everybody use them for everything. Open weights: the weights are open or partial. Open API: it can be asked through an API. Closed: neither. Nothing is freer than what it was made from or cannot run without, and what learned from the outputs of another is fully open only if that one is.";

const value = z.enum(OPENNESS_VALUES);
/** What someone says of one layer. Null only where an operator set it to "not known". */
export const opennessClaim = z.strictObject({
  value: value.nullable(),
  ground: z.enum(GROUNDS),
  /** Who says so, as it is shown beside the value. */
  source: z.string(),
  /** The index it stands in, by id, and that index's own name for the row. */
  index: z.string().nullable(),
  row: z.string().nullable(),
  url: z.string().nullable(),
  date: z.iso.date(),
  note: z.string().nullable(),
});
export type OpennessClaim = z.infer<typeof opennessClaim>;

/** The claim that is followed; all null where nobody speaks of the layer. */
export const layerFact = z.strictObject({
  value: value.nullable(),
  ground: z.enum(GROUNDS).nullable(),
  source: z.string().nullable(),
  date: z.iso.date().nullable(),
  /** Another claim says something else. */
  contradicted: z.boolean(),
});
export type LayerFact = z.infer<typeof layerFact>;
/** With every claim, the followed one first. */
export const layerView = layerFact.extend({ claims: z.array(opennessClaim) });
const perLayer = <T extends z.ZodType>(schema: T) => z.strictObject({ weights: schema, code: schema, data: schema, evaluation: schema });
export const layerFacts = perLayer(layerFact);
export const layerViews = perLayer(layerView);

/** How one model hangs on another: made from its weights, unable to run without it, or taught by its outputs. */
export const RELATIONS = ["base", "needs", "teachers"] as const;
export type Relation = (typeof RELATIONS)[number];
/** Each kind of descent with the field of the model file that it explains. */
export const LINEAGE = {
  "fine-tune": { of: "base", words: "is fine-tuned from" },
  lora: { of: "base", words: "is an adapter for" },
  merge: { of: "base", words: "is merged from" },
  quantization: { of: "base", words: "is quantized from" },
  pruning: { of: "base", words: "is pruned from" },
  "step-distillation": { of: "base", words: "is distilled to fewer steps from" },
  "text-encoder": { of: "needs", words: "reads prompts with" },
  engine: { of: "needs", words: "runs on" },
  distillation: { of: "teachers", words: "learned from the outputs of" },
} as const satisfies Record<string, { of: Relation; words: string }>;
export const LINEAGE_KINDS = Object.keys(LINEAGE) as [keyof typeof LINEAGE];
const RELATION_WORDS: Record<Relation, string> = { base: "is made from", needs: "cannot run without", teachers: "learned from the outputs of" };

export const ancestor = z.strictObject({
  model: z.string(),
  name: z.string(),
  relation: z.enum(RELATIONS),
  kind: z.enum(LINEAGE_KINDS).nullable(),
  opennessClass: z.enum(OPENNESS_CLASSES),
  license: z.string().nullable(),
  source: z.string().nullable(),
  date: z.iso.date().nullable(),
});
export type Ancestor = z.infer<typeof ancestor>;
export const relationWords = (one: Pick<Ancestor, "relation" | "kind">): string =>
  one.kind ? LINEAGE[one.kind].words : RELATION_WORDS[one.relation];

export const openness = z.strictObject({
  opennessClass: z.enum(OPENNESS_CLASSES),
  /** By its own layers alone, before its lineage is looked at. */
  ownClass: z.enum(OPENNESS_CLASSES),
  /** Why it is of that class, as sentences. */
  why: z.string(),
  layers: layerViews,
  lineage: z.array(ancestor),
});
export type Openness = z.infer<typeof openness>;

/** What an operator sets a layer to, and why. */
export const overrideAsk = z.strictObject({
  layer: z.enum(OPENNESS_LAYERS),
  /** Null: not known, whatever others claim. */
  value: value.nullable(),
  reason: z.string().trim().min(3).max(LIMITS.noteChars),
});
export const override = overrideAsk.extend({
  model: z.string(),
  /** The key that set it, by name; "the studio" for a session. */
  by: z.string(),
  at: z.iso.datetime(),
});
export type Override = z.infer<typeof override>;

/** The claims in the order in which they are followed: FOLLOW_RULE, in code. */
export function inOrder(claims: readonly OpennessClaim[]): OpennessClaim[] {
  const strict = (claim: OpennessClaim) => (claim.value === null ? -1 : OPENNESS_VALUES.indexOf(claim.value));
  return claims.toSorted(
    (a, b) =>
      GROUNDS.indexOf(a.ground) - GROUNDS.indexOf(b.ground) ||
      b.date.localeCompare(a.date) ||
      strict(a) - strict(b) ||
      a.source.localeCompare(b.source) ||
      (a.row ?? "").localeCompare(b.row ?? ""),
  );
}

export function layerOf(claims: readonly OpennessClaim[]): z.infer<typeof layerView> {
  const ordered = inOrder(claims);
  const [first] = ordered;
  if (!first) return { value: null, ground: null, source: null, date: null, contradicted: false, claims: [] };
  const { value, ground, source, date } = first;
  return { value, ground, source, date, contradicted: ordered.some((claim) => claim.value !== null && claim.value !== value), claims: ordered };
}

export interface Judged {
  layers: Record<OpennessLayer, { value: OpennessValue | null }>;
  access: readonly string[];
  /** Does its licence let everybody use it for everything? Null: not known. */
  freeLicense: boolean | null;
}

/** The class by its own layers: the first half of CLASS_RULE, in code. */
export function classOf({ layers, access, freeLicense }: Judged): OpennessClass {
  const open = (layer: OpennessLayer) => layers[layer].value === "open";
  if (open("weights") && open("code") && open("data") && freeLicense === true) return "fully-open";
  if (open("weights") || layers.weights.value === "partial") return "open-weights";
  return access.includes("api") ? "open-api" : "closed";
}

/** The most that a model can be, given what one ancestor is: the second half of CLASS_RULE, in code. */
export function capOf(relation: Relation, theirs: OpennessClass): OpennessClass {
  if (relation !== "teachers") return theirs;
  return theirs === "fully-open" ? "fully-open" : "open-weights";
}

export const stricter = (a: OpennessClass, b: OpennessClass): OpennessClass => (OPENNESS_CLASSES.indexOf(a) <= OPENNESS_CLASSES.indexOf(b) ? a : b);

const CLASS_WORDS: Record<OpennessClass, string> = {
  "fully-open": "fully open",
  "open-weights": "open weights",
  "open-api": "open API",
  closed: "closed",
};
export const classWords = (name: OpennessClass): string => CLASS_WORDS[name];

/** Why the class is what it is, as sentences for a person. */
export function whyClass(judged: Judged, own: OpennessClass, lineage: readonly Ancestor[]): string {
  const said = (layer: OpennessLayer) => `${LAYER_WORDS[layer]} ${judged.layers[layer].value ?? "not known"}`;
  const lacking = (["code", "data"] as const).filter((layer) => judged.layers[layer].value !== "open").map(said);
  const license =
    judged.freeLicense === true ? [] : [judged.freeLicense === null ? "its licence is not known well enough" : "its licence restricts use"];
  const reasons: Record<OpennessClass, string> = {
    "fully-open": "Weights, training code and training data are open, under a licence that lets everybody use them for everything.",
    "open-weights": `The weights can be had${judged.layers.weights.value === "partial" ? " under conditions" : ""}. Not fully open: ${[...lacking, ...license].join(", ") || said("weights")}.`,
    "open-api": `The weights cannot be had${judged.layers.weights.value === null ? " as far as is known" : ""}; it can be asked through an API.`,
    closed: "Neither weights nor an API can be had.",
  };
  const holding = lineage.filter((one) => stricter(own, capOf(one.relation, one.opennessClass)) !== own);
  const held = holding.map((one) => `Held back: it ${relationWords(one)} ${one.name}, which is ${classWords(one.opennessClass)}.`);
  return [reasons[own], ...held].join(" ");
}
