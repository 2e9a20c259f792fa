// Offers made ready for one task: what every ask needs of them and no ask changes, laid out flat and worked out once for each list of offers. Decides nothing.
import type { Bound, OfferTask } from "../spec/model.ts";
import { type FlatPrice, type Quoter, quoter } from "../spec/price.ts";
import type { TaskId } from "../spec/task.ts";
import type { Quote } from "./demand.ts";
import type { OfferView } from "./router.ts";

export interface Ready {
  view: OfferView;
  terms: OfferTask;
  /** Inputs that must be there. */
  required: readonly string[];
  defaults: readonly [field: string, value: unknown][];
  /** The same number for all with the same defaults, and for all that take the same inputs: what is found for one holds for all. */
  sameDefaults: number;
  sameInputs: number;
  /** The day from which it cannot be had, "" where it is gone already, null where none is set. */
  goneFrom: string | null;
  /** Can it be shown pictures? Null where nobody told. */
  sees: boolean | null;
  /** Outputs that one request may ask for. */
  most: number;
  /** The price flat, for the facets that were last asked about: most asks come with the same. Null where it cannot be said so. */
  flat: FlatPrice | null;
  flatFor: string | null;
  /** What it came to when these very amounts were last asked about; 0 is never. */
  quotedFor: number;
  quoted: Quote | null;
  /** The price in full; null where it is not known. */
  quoter: Quoter | null;
  /** The terms' own usual seconds; NaN where they tell none. */
  base: number;
  perImage: number;
  perSecond: number;
}

/** Lists are told apart by identity: what changes in place are the views' live fields, which are read at each ask. */
const known = new WeakMap<readonly OfferView[], Map<TaskId, readonly Ready[]>>();

export function readyFor(offers: readonly OfferView[], task: TaskId): readonly Ready[] {
  let tasks = known.get(offers);
  if (!tasks) known.set(offers, (tasks = new Map()));
  let list = tasks.get(task);
  if (!list) tasks.set(task, (list = makeReady(offers, task)));
  return list;
}

/** Can it be shown pictures in this task? Its own server's word before what is known of the model; null where nobody told. */
export const seesOf = ({ model }: Pick<OfferView, "model">, terms: OfferTask | undefined): boolean | null =>
  terms?.sees ?? model?.sees?.value ?? null;

function makeReady(offers: readonly OfferView[], task: TaskId): Ready[] {
  const [defaultsOf, inputsOf] = [numbering(), numbering()];
  return offers.flatMap((view) => {
    const terms = view.offer.tasks[task];
    if (!terms) return [];
    const bounds = Object.entries(terms.inputs) as [string, Bound][];
    const defaults = bounds.flatMap(([field, bound]): [string, unknown][] =>
      bound !== true && bound.default !== undefined ? [[field, bound.default]] : [],
    );
    const lifecycle = view.model?.lifecycle;
    return [
      {
        view,
        terms,
        required: bounds.flatMap(([field, bound]) => (bound !== true && bound.required ? [field] : [])),
        defaults,
        sameDefaults: defaultsOf(defaults),
        sameInputs: inputsOf([terms.inputs, terms.sizes]),
        goneFrom: lifecycle?.status === "retired" ? "" : (view.offer.lifecycle?.shutdown ?? lifecycle?.shutdown ?? null),
        sees: seesOf(view, terms),
        most: view.apart ? 1 : terms.maxCount,
        flat: null,
        flatFor: null,
        quotedFor: 0,
        quoted: null,
        quoter: view.offer.price && quoter(view.offer.price),
        base: terms.seconds?.base ?? Number.NaN,
        perImage: terms.seconds?.perImage ?? 0,
        perSecond: terms.seconds?.perSecond ?? 0,
      },
    ];
  });
}

/** Numbers from 0 for values that say the same. */
function numbering(): (value: unknown) => number {
  const numbers = new Map<string, number>();
  return (value) => {
    const text = JSON.stringify(value);
    const number = numbers.get(text) ?? numbers.size;
    numbers.set(text, number);
    return number;
  };
}
