// One offer against one ask, as rules and scorers see it. Decides nothing.
import type { Ask, Constraints } from "../spec/plan.ts";
import type { Sense } from "../spec/senses.ts";
import type { Demand, Quote } from "./demand.ts";
import type { OfferView, Rated } from "./router.ts";
import { ratedIn } from "./shelf.ts";

/** What is the same for all offers. */
export interface Asking {
  readonly ask: Ask;
  readonly demand: Demand;
  /** True where the ask named this model or offer, rather than `auto`. */
  readonly named: boolean;
  readonly today: string;
  readonly style: string | null;
  /** The most that it may cost, by the ask and by every policy; undefined where nobody says. */
  readonly ceiling: number | undefined;
}

/** Price and time are worked out when they are asked for. */
export class Option {
  place: number;
  readonly asking: Asking;
  /** Those that it is held against right now: the ask's, or one policy's. */
  constraints: Constraints;
  /** Asked for several times of those that are told. */
  #quote: Quote | null | undefined = undefined;

  constructor(place: number, asking: Asking) {
    this.place = place;
    this.asking = asking;
    this.constraints = asking.ask.constraints;
  }

  /** The same of another offer, without making another of these ten thousand times. */
  turnTo(place: number): void {
    this.place = place;
    this.#quote = undefined;
  }

  get demand(): Demand {
    return this.asking.demand;
  }

  get named(): boolean {
    return this.asking.named;
  }

  get ceiling(): number | undefined {
    return this.asking.ceiling;
  }

  get view(): OfferView {
    return this.demand.shelf.all[this.place]!.view;
  }

  get senses(): Readonly<Record<Sense, boolean | null>> {
    return this.demand.shelf.all[this.place]!.senses;
  }

  get goneFrom(): string | null {
    return this.demand.shelf.all[this.place]!.goneFrom;
  }

  get quote(): Quote | null {
    return this.#quote === undefined ? (this.#quote = this.demand.quote(this.place)) : this.#quote;
  }

  /** The most that it can cost; null where that is not known. */
  get highMicro(): number | null {
    return this.quote?.highMicro ?? null;
  }

  /** To the result, the wait in line included: measured of late, else what the offer declares, else null. */
  get seconds(): number | null {
    const seconds = this.demand.time(this.place);
    return Number.isNaN(seconds) ? null : seconds;
  }

  /** The quality for the ask's style, else over all. */
  get rated(): Rated | null {
    return ratedIn(this.view, this.asking.style);
  }
}
