// Models, licences, offers and providers as data: what is known, from where, since when. Unknown is null, never 0 and never free.
import { z } from "zod";
import { licenseId } from "./license.ts";
import { LIMITS } from "./limits.ts";
import { layerFacts, LINEAGE_KINDS, OPENNESS_CLASSES, OPENNESS_LAYERS, OPENNESS_VALUES } from "./openness.ts";
import { price } from "./price.ts";
import { type TaskId, taskId } from "./task.ts";

export { OPENNESS_CLASSES, type OpennessClass } from "./openness.ts";

const date = z.iso.date();
/** Model ids: `maker/name`, lower case, as a path in catalogue/models. */
export const modelId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9.-]*\/[a-z0-9][a-z0-9._-]*$/)
  .max(LIMITS.idChars);

/** Whether a chat model has a sense (senses.ts). Absent where it does not chat, or nobody told. */
const sensed = z.strictObject({ value: z.boolean(), source: z.string().min(1), date }).optional();

/** What a model file states by hand of one layer; the indexes' claims are in catalogue/openness, and layers and class are derived from all of them. */
const statedLayer = z.strictObject({
  value: z.enum(OPENNESS_VALUES),
  /** How it is known; the weakest where nothing is said. */
  ground: z.enum(["read", "listed", "known"]).optional(),
  source: z.string().min(1),
  date,
  note: z.string().optional(),
});

export const model = z.strictObject({
  id: modelId,
  name: z.string().min(1),
  maker: z.string().min(1),
  family: z.string().nullable(),
  /** Other names by which people ask for it, such as the vendor's own model name. */
  aliases: z.array(z.string().min(1)).default([]),
  /** None for a companion that only others use, such as a text encoder. */
  tasks: z.array(taskId),
  /** One sentence: what it is good at. */
  summary: z.string().min(1).max(300),
  parameters: z.string().nullable(),
  released: z.string().nullable(),
  /** `api`: hosted by its maker or others. `weights`: can be run by yourself. `none`: neither (closed, no API). Several may hold. */
  access: z.array(z.enum(["api", "weights", "none"])).min(1),
  sees: sensed,
  hears: sensed,
  /** By hand; most of what is known stands in the indexes. */
  openness: z.partialRecord(z.enum(OPENNESS_LAYERS), statedLayer).default({}),
  license: licenseId.nullable(),
  /** Models whose weights this one was made from; a derivative cannot be freer than its base. */
  base: z.array(modelId).default([]),
  /** Other models that it cannot run without, such as text encoders. Their licences count too. */
  needs: z.array(modelId).default([]),
  /** Models from whose outputs it learned. Their weights are not in it. */
  teachers: z.array(modelId).default([]),
  /** How it hangs on those it names above, where that is known. */
  lineage: z.record(modelId, z.strictObject({ kind: z.enum(LINEAGE_KINDS), source: z.string().min(1), date })).default({}),
  lifecycle: z.strictObject({
    status: z.enum(["active", "preview", "deprecated", "retired"]),
    shutdown: date.nullable(),
    successor: modelId.nullable(),
    source: z.string().min(1),
    date,
  }),
  /** Neural or not: the built-in procedural engines are not, and say so. */
  neural: z.boolean().default(true),
  links: z.array(z.url()).default([]),
  notes: z.array(z.string()).default([]),
  source: z.string().min(1),
  date,
});
export type Model = z.infer<typeof model>;

/** What an offer accepts in one field. `true` means whatever the task's schema allows. */
export const bound = z.union([
  z.literal(true),
  z.strictObject({
    min: z.number().optional(),
    max: z.number().optional(),
    /** Multiples of this only. */
    step: z.number().positive().optional(),
    values: z
      .array(z.union([z.string(), z.number(), z.boolean()]))
      .min(1)
      .max(500)
      .optional(),
    default: z.union([z.string(), z.number(), z.boolean()]).optional(),
    maxChars: z.int().positive().optional(),
    required: z.boolean().optional(),
  }),
]);
export type Bound = z.infer<typeof bound>;

/** How one offer serves one task. A field that is not in `inputs` is not honoured, and an ask that sets it is refused before the call. */
export const offerTask = z.strictObject({
  inputs: z.record(z.string(), bound),
  /** Allowed pairs "1024x1024", where width and height are not free. */
  sizes: z.array(z.string().regex(/^\d+x\d+$/)).optional(),
  maxCount: z.int().min(1).default(1),
  /** Has it this sense (senses.ts)? As its own server says; where it says nothing, what is known of the model counts. */
  sees: z.boolean().optional(),
  hears: z.boolean().optional(),
  /** Usual time to the result: a base and what each output or second of output adds, in seconds. Null where never measured. */
  seconds: z
    .strictObject({
      base: z.number().min(0),
      perImage: z.number().min(0).optional(),
      perSecond: z.number().min(0).optional(),
      source: z.string(),
      date,
    })
    .nullable()
    .default(null),
});
export type OfferTask = z.infer<typeof offerTask>;

/** The setting by which an operator says that the account behind a provider's key pays. */
export const billedVariable = (provider: string): string => `OAK_${provider.toUpperCase().replaceAll("-", "_")}_BILLED`;

export const dataTerms = z.strictObject({
  /** True where the bytes never leave machines that the operator named. */
  local: z.boolean(),
  trainsOnInputs: z.boolean().nullable(),
  /** What holds where the account behind the key pays, which a key does not tell: its operator does. */
  paying: z.strictObject({ trainsOnInputs: z.boolean() }).optional(),
  /** Days that inputs are kept; 0 is zero retention. */
  retentionDays: z.number().min(0).nullable(),
  regions: z.array(z.string()).nullable(),
  /** Short names of those whom the service has work on inputs, where a list was found: the main ones, not always all. Absent where none was. */
  subprocessors: z.array(z.string().min(1).max(LIMITS.subprocessorChars)).min(1).max(LIMITS.subprocessors).optional(),
  source: z.string().min(1),
  date,
});
export type DataTerms = z.infer<typeof dataTerms>;

export const offer = z.strictObject({
  /** `provider:model`, unique. */
  id: z.string().min(3).max(LIMITS.idChars),
  provider: z.string().min(1),
  /** Null where a server of your own lists something that the catalogue does not know. */
  model: z.string().min(1),
  /** The provider's own name for it. */
  remote: z.string().min(1),
  tasks: z.partialRecord(taskId, offerTask),
  price: price.nullable(),
  data: dataTerms,
  /** The hosted service's own terms, beside the weights' licence. */
  serviceTerms: licenseId.nullable(),
  /** The weights' licence as the server itself tells it, where the catalogue does not know the model. */
  license: licenseId.nullable().default(null),
  /** Prior quality in 0…1 per task where evidence is known, with its source; null is unknown. */
  quality: z.partialRecord(taskId, z.strictObject({ value: z.number().min(0).max(1), source: z.string(), date })).default({}),
  lifecycle: z.strictObject({ shutdown: date.nullable(), source: z.string(), date }).nullable().default(null),
  /** Anything the adapter alone needs, such as which of the vendor's protocols it speaks. */
  options: z.record(z.string(), z.unknown()).default({}),
});
export type Offer = z.infer<typeof offer>;

export const providerStatus = z.strictObject({
  id: z.string(),
  title: z.string(),
  state: z.enum(["on", "off"]),
  /** Why it is on or off, in words. */
  reason: z.string(),
  /** What to set or start, where it is off. */
  hint: z.string().nullable(),
  local: z.boolean(),
  url: z.string().nullable(),
  offers: z.int().min(0),
  tasks: z.array(taskId),
  /** The catalogue's ids of what it offers. */
  models: z.array(z.string()),
  health: z.enum(["healthy", "failing", "unknown"]),
  /** Null where it needs none. The key itself is never told, by nobody to nobody. */
  key: z
    .strictObject({
      /** The vendor's usual variable. */
      variable: z.string(),
      source: z.enum(["environment", "stored"]).nullable(),
      /** The last characters of a stored one. */
      hint: z.string().nullable(),
      setAt: z.iso.datetime().nullable(),
      /** Why a stored one cannot be used. */
      problem: z.string().nullable(),
    })
    .nullable(),
  /** There is no API: a person carries the prompt there and the result back. */
  handOff: z.boolean(),
  /** Can fetch a model by name (POST /v1/providers/{id}/models). */
  pulls: z.boolean(),
  /** What becomes of inputs there; null while it offers nothing. */
  data: dataTerms.nullable(),
  /** What its adapter says of itself. */
  declares: z.strictObject({
    /** May a submission whose outcome is unknown be repeated: by its idempotency key, because it costs nothing, or never. */
    repeat: z.enum(["key", "free", "never"]),
    /** Can a lost submission be found again? */
    lookup: z.boolean(),
    cancel: z.boolean(),
    progress: z.enum(["none", "stages", "fraction"]),
    /** Are its webhooks verified? */
    webhook: z.boolean(),
    /** How long it keeps a result; null is not known, 0 is not at all. */
    resultSeconds: z.number().nullable(),
    refusalCharged: z.strictObject({ input: z.enum(["yes", "no", "unknown"]), output: z.enum(["yes", "no", "unknown"]) }),
    checked: z.strictObject({ how: z.enum(["run", "specification", "recorded", "documented"]), source: z.string(), date }),
  }),
});

/** What a look at a provider found; it spends nothing. */
export const providerCheck = z.strictObject({ good: z.boolean(), says: z.string(), code: z.string().nullable(), ms: z.int() });
export type ProviderStatus = z.infer<typeof providerStatus>;

/** A model as the API shows it: also a valid row of OpenAI's model list. */
export const modelView = model.extend({
  openness: layerFacts,
  object: z.literal("model"),
  created: z.int(),
  owned_by: z.string(),
  opennessClass: z.enum(OPENNESS_CLASSES),
  offers: z.array(z.string()),
  /** At least one of its offers can be used now. */
  available: z.boolean(),
  /** May what it makes be sold, by every licence of its offers that can be used now, else of all of them, else of its weights? `depends` is on the offer. */
  commercial: z.strictObject({ answer: z.enum(["yes", "no", "unknown", "depends"]), says: z.string() }),
});
export type ModelView = z.infer<typeof modelView>;

export const tasksOf = (subject: Offer): TaskId[] => Object.keys(subject.tasks) as TaskId[];
