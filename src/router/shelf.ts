// The offers of one task laid out in columns: what every ask needs of them and no ask changes, numbered so that equals are judged once, and what was learned of them of late. Decides nothing.
import { type Bound, type OfferTask, OPENNESS_CLASSES } from "../spec/model.ts";
import { type Sense, SENSE_IDS } from "../spec/senses.ts";
import type { TaskId } from "../spec/task.ts";
import { Costs } from "./costs.ts";
import { namesOf, type OfferView, type Rated, type World } from "./router.ts";
import { tierOf } from "./scorers.ts";

/** What offers may have in common: those with the same number in such a column are all refused by a rule, or all let pass. */
export const ALIKE = ["goneFrom", ...SENSE_IDS, "handOff", "off", "inputs", "openness", "licenses", "data", "failing"] as const;
export type Alike = (typeof ALIKE)[number];

/** One offer's terms of the task. */
export interface Terms {
  view: OfferView;
  terms: OfferTask;
  /** The day from which it cannot be had, "" where it is gone already, null where none is set. */
  goneFrom: string | null;
  /** Which senses has it? Null where nobody told. */
  senses: Readonly<Record<Sense, boolean | null>>;
  /** Outputs that one request may ask for. */
  most: number;
}

/** What kinds of inputs look like, by their number in the column `inputs`. */
interface InputKinds {
  /** For each field its bound's number by kind, and each such number once. */
  fields: Map<string, { bound: Int32Array; numbers: readonly number[] }>;
  /** Bounds by number; 0 is a field that is not taken. */
  bounds: (Bound | null)[];
  /** Fields that must be there and have no default, by number, and that number by kind. */
  lacking: Int32Array;
  lacks: (readonly string[])[];
  /** The same of sizes; null where any size is taken. */
  sized: Int32Array;
  sizings: (Sizing | null)[];
}
export interface Sizing {
  sizes: readonly string[];
  width: unknown;
  height: unknown;
}

/** What may be known of a sense. */
const KNOWN: readonly (boolean | null)[] = [null, false, true];

/** Numbers from 0 for values that say the same. */
function numbering(): { of(value: unknown): number; many(): number } {
  const numbers = new Map<unknown, number>();
  return {
    of: (value) => {
      const key = typeof value === "object" && value !== null ? JSON.stringify(value) : value;
      const number = numbers.get(key) ?? numbers.size;
      numbers.set(key, number);
      return number;
    },
    many: () => numbers.size,
  };
}

const defaultsOf = ({ inputs }: OfferTask) =>
  (Object.entries(inputs) as [string, Bound][]).flatMap(([field, bound]): [string, unknown][] =>
    bound !== true && bound.default !== undefined ? [[field, bound.default]] : [],
  );

function termsOf(view: OfferView, terms: OfferTask): Terms {
  const lifecycle = view.model?.lifecycle;
  return {
    view,
    terms,
    goneFrom: lifecycle?.status === "retired" ? "" : (view.offer.lifecycle?.shutdown ?? lifecycle?.shutdown ?? null),
    senses: bySense((sense) => senseOf(view, terms, sense)),
    most: view.apart ? 1 : terms.maxCount,
  };
}

/** Has it this sense in this task? Its own server's word before what is known of the model; null where nobody told. */
export const senseOf = ({ model }: Pick<OfferView, "model">, terms: OfferTask | undefined, sense: Sense): boolean | null =>
  terms?.[sense] ?? model?.[sense]?.value ?? null;

const bySense = <T>(each: (sense: Sense) => T) => Object.fromEntries(SENSE_IDS.map((sense) => [sense, each(sense)])) as Record<Sense, T>;

/** A list of offers as one task sees it. */
export class Shelf {
  readonly all: readonly Terms[];
  /** By place in `all`. Of `off` and `failing` 1 is so and 0 is not; of `openness` 0 is not known, and others one above their place among the classes. */
  readonly alike: Readonly<Record<Alike, Int32Array>>;
  /** How many numbers there are in each of those columns. */
  readonly kinds: Readonly<Record<Alike, number>>;
  /** By kind, someone of it who was seen last; -1 where nobody was. */
  readonly #some: Readonly<Record<Alike, Int32Array>>;
  readonly inputs: InputKinds;
  /** The same number for all with the same defaults: what is measured for one holds for all. And what they are, by number. */
  readonly defaults: Int32Array;
  readonly filled: (readonly [field: string, value: unknown][])[] = [];
  readonly providers: Int32Array;
  /** Where the price is known, and where it is not. */
  readonly tiers: Uint8Array;
  readonly tiersUnpriced: Uint8Array;
  /** The terms' own usual seconds; NaN where they tell none. */
  readonly base: Float64Array;
  readonly perImage: Float64Array;
  readonly perSecond: Float64Array;
  readonly costs: Costs;

  /** What was learned; NaN is not known, and a chance of success that is not known counts as one. */
  readonly success: Float64Array;
  readonly measuredSeconds: Float64Array;
  readonly queueSeconds: Float64Array;
  readonly #quality: Float64Array;
  readonly #styled = new Map<string, Float64Array>();
  /** Where offers of the list stand here, -1 for those that do not do the task; null where all stand where they do there. */
  readonly #places: Int32Array | null;
  #seen = -1;
  /** Who told: versions of another log mean nothing here. */
  #heard: World["changes"] = undefined;
  #names: Map<string, number[]> | null = null;

  constructor(offers: readonly OfferView[], task: TaskId) {
    const served = offers.filter((view) => view.offer.tasks[task]);
    this.all = served.map((view) => termsOf(view, view.offer.tasks[task]!));
    this.#places = served.length === offers.length ? null : placesIn(offers, task);
    const many = this.all.length;
    const column = (number: (own: Terms) => number) => Int32Array.from(this.all, number);
    const figures = (figure: (own: Terms) => number | undefined) => Float64Array.from(this.all, (own) => figure(own) ?? 0);
    const [gone, inputs, licenses, data, defaults, providers] = [
      numbering(),
      numbering(),
      new Map<object, number>(),
      numbering(),
      numbering(),
      numbering(),
    ];
    const chainOf = (chain: object) => licenses.get(chain) ?? licenses.set(chain, licenses.size).get(chain)!;
    this.alike = {
      goneFrom: column((own) => gone.of(own.goneFrom)),
      ...bySense((sense) => column((own) => KNOWN.indexOf(own.senses[sense]))),
      handOff: column((own) => Number(own.view.handOff)),
      off: new Int32Array(many),
      inputs: column(({ terms }) => inputs.of([terms.inputs, terms.sizes])),
      openness: new Int32Array(many),
      licenses: column((own) => chainOf(own.view.licenses)),
      data: column(({ view: { offer } }) => data.of([offer.data.local, offer.data.trainsOnInputs, offer.data.retentionDays, offer.data.regions])),
      failing: new Int32Array(many),
    };
    this.kinds = {
      goneFrom: gone.many(),
      ...bySense(() => KNOWN.length),
      handOff: 2,
      off: 2,
      inputs: inputs.many(),
      openness: OPENNESS_CLASSES.length + 1,
      licenses: licenses.size,
      data: data.many(),
      failing: 2,
    };
    this.#some = Object.fromEntries(ALIKE.map((alike) => [alike, someOfEach(this.alike[alike], this.kinds[alike])])) as Record<Alike, Int32Array>;
    this.defaults = column(({ terms }) => {
      const own = defaultsOf(terms);
      const number = defaults.of(own);
      this.filled[number] = own;
      return number;
    });
    this.providers = column((own) => providers.of(own.view.offer.provider));
    this.tiers = Uint8Array.from(this.all, ({ view }) => tierOf(view, true));
    this.tiersUnpriced = Uint8Array.from(this.all, ({ view }) => tierOf(view, false));
    this.base = figures(({ terms }) => terms.seconds?.base ?? Number.NaN);
    this.perImage = figures(({ terms }) => terms.seconds?.perImage);
    this.perSecond = figures(({ terms }) => terms.seconds?.perSecond);
    this.costs = new Costs(
      this.all.map(({ view }) => view.offer.price),
      this.defaults,
      this.all.map((own) => own.most),
    );
    [this.success, this.measuredSeconds, this.queueSeconds, this.#quality] = [
      new Float64Array(many),
      new Float64Array(many),
      new Float64Array(many),
      new Float64Array(many),
    ];
    this.inputs = this.#layOutInputs();
  }

  #layOutInputs(): InputKinds {
    const many = this.kinds.inputs;
    const [boundNumbers, lackNumbers, sizeNumbers] = [numbering(), numbering(), numbering()];
    boundNumbers.of("not taken"); // so that 0 is no bound's
    const laid: InputKinds = {
      fields: new Map(),
      bounds: [null],
      lacking: new Int32Array(many),
      lacks: [],
      sized: new Int32Array(many),
      sizings: [],
    };
    const columns = new Map<string, Int32Array>();
    const done = new Uint8Array(many);
    for (const [place, { terms }] of this.all.entries()) {
      const kind = this.alike.inputs[place]!;
      if (done[kind] === 1) continue;
      done[kind] = 1;
      const bounds = Object.entries(terms.inputs) as [string, Bound][];
      for (const [field, bound] of bounds) {
        const column = columns.get(field) ?? columns.set(field, new Int32Array(many)).get(field)!;
        const number = (column[kind] = boundNumbers.of(bound === true ? true : { ...bound, default: undefined, required: undefined }));
        laid.bounds[number] = bound;
      }
      const lack = bounds.flatMap(([field, bound]) => (bound !== true && bound.required && bound.default === undefined ? [field] : []));
      laid.lacks[(laid.lacking[kind] = lackNumbers.of(lack))] = lack;
      const given = (field: "width" | "height") => {
        const bound = terms.inputs[field];
        return bound === undefined || bound === true ? undefined : bound.default;
      };
      const sizing = terms.sizes ? { sizes: terms.sizes, width: given("width"), height: given("height") } : null;
      laid.sizings[(laid.sized[kind] = sizeNumbers.of(sizing))] = sizing;
    }
    for (const [field, bound] of columns) laid.fields.set(field, { bound, numbers: [...new Set(bound)] });
    return laid;
  }

  /** Reads what was learned of views since it was last called; all of it where nobody says what that is. */
  learn({ changes }: Pick<World, "changes">): void {
    const version = changes?.version() ?? -1;
    const same = changes !== undefined && changes === this.#heard;
    if (same && version === this.#seen) return;
    const changed = same ? changes.since(this.#seen) : null;
    if (changed === null) {
      this.#styled.clear();
      for (let place = 0; place < this.all.length; place += 1) this.#read(place);
    } else
      for (const at of changed) {
        const place = this.#places === null ? at : this.#places[at]!;
        if (place >= 0) this.#read(place);
      }
    this.#seen = version;
    this.#heard = changes;
  }

  #read(place: number): void {
    const { view } = this.all[place]!;
    this.#number("off", place, Number(view.off !== null));
    this.#number("failing", place, Number(view.failing !== null));
    this.#number("openness", place, view.openness === null ? 0 : OPENNESS_CLASSES.indexOf(view.openness) + 1);
    this.success[place] = view.success ?? 1;
    this.measuredSeconds[place] = view.measuredSeconds ?? Number.NaN;
    this.queueSeconds[place] = view.queueSeconds ?? 0;
    this.#quality[place] = view.quality?.value ?? Number.NaN;
    for (const [style, column] of this.#styled) column[place] = ratedIn(view, style)?.value ?? Number.NaN;
  }

  #number(alike: Alike, place: number, kind: number): void {
    this.alike[alike][place] = kind;
    this.#some[alike][kind] = place;
  }

  /** Anyone of that kind, by place; -1 where there is nobody. */
  someOf(alike: Alike, kind: number): number {
    const column = this.alike[alike];
    const place = this.#some[alike][kind]!;
    // Who was of that kind may have become another; then it is looked for, once.
    if (place >= 0 && column[place] !== kind) this.#some[alike][kind] = column.indexOf(kind);
    return this.#some[alike][kind]!;
  }

  /** The quality of each for a style, else over all. */
  quality(style: string | null): Float64Array {
    if (style === null) return this.#quality;
    let column = this.#styled.get(style);
    if (!column) this.#styled.set(style, (column = Float64Array.from(this.all, ({ view }) => ratedIn(view, style)?.value ?? Number.NaN)));
    return column;
  }

  /** Where those stand that go by this name, in any case. */
  named(name: string): readonly number[] {
    if (!this.#names) {
      this.#names = new Map();
      for (const [place, { view }] of this.all.entries())
        for (const own of new Set(namesOf(view).map((each) => each.toLowerCase()))) {
          const places = this.#names.get(own);
          if (places) places.push(place);
          else this.#names.set(own, [place]);
        }
    }
    return this.#names.get(name.toLowerCase()) ?? [];
  }
}

/** The quality that counts for a style: its own where there is some, else that over all. */
export const ratedIn = (view: OfferView, style: string | null): Rated | null => (style !== null && view.styles?.[style]) || view.quality;

function someOfEach(column: Int32Array, kinds: number): Int32Array {
  const some = new Int32Array(kinds).fill(-1);
  for (let place = 0; place < column.length; place += 1) some[column[place]!] = place;
  return some;
}

function placesIn(offers: readonly OfferView[], task: TaskId): Int32Array {
  let next = 0;
  return Int32Array.from(offers, ({ offer }) => (offer.tasks[task] ? next++ : -1));
}

/** Lists are told apart by identity: what changes in place are the views' live fields, which `learn` reads. */
const known = new WeakMap<readonly OfferView[], Map<TaskId, Shelf>>();

export function shelfOf(offers: readonly OfferView[], task: TaskId): Shelf {
  let tasks = known.get(offers);
  if (!tasks) known.set(offers, (tasks = new Map()));
  let shelf = tasks.get(task);
  if (!shelf) tasks.set(task, (shelf = new Shelf(offers, task)));
  return shelf;
}
