// Offers as providers have them: those of a vendor from its offers.json, which tells common terms once; those of a server of one's own from what it lists. Knows no vendor.
import { z } from "zod";
import { free } from "../spec/price.ts";
import { licenseId } from "../spec/license.ts";
import { dataTerms, offer, type Offer } from "../spec/model.ts";

/** Which row of a public price list an offer's price was carried over from, so that bin/carry-prices.ts can do it again. Nobody reads it at run time. */
const priceFrom = z.strictObject({ list: z.enum(["litellm", "models-dev", "openrouter", "comfy"]), key: z.string().min(1) });

const file = z.strictObject({
  /** Where the facts come from and what to beware of, for whoever edits the file. */
  notes: z.array(z.string()).default([]),
  data: dataTerms,
  serviceTerms: licenseId.nullable(),
  offers: z.array(
    offer.omit({ id: true, provider: true, data: true, serviceTerms: true }).extend({
      priceFrom: priceFrom.optional(),
      /** What of the common data terms is otherwise for this one, such as a model that is passed on to another host; with where that is from. */
      data: dataTerms.omit({ local: true }).partial().required({ source: true, date: true }).optional(),
    }),
  ),
});

/** The offers of one provider, with ids `provider:remote`. Throws where the file breaks the schema or names a remote twice. */
export function readOffers(provider: string, json: unknown): Offer[] {
  const { offers, data, serviceTerms } = file.parse(json);
  const seen = new Set<string>();
  return offers.map((each) => {
    const id = `${provider}:${each.remote}`;
    if (seen.has(id)) throw new Error(`${provider}/offers.json names ${each.remote} twice`);
    seen.add(id);
    const { priceFrom: _from, data: own, ...rest } = each;
    return { id, provider, data: own ? { ...data, ...own } : data, serviceTerms, ...rest };
  });
}

/** `local/` and the model's own name, as the catalogue's ids are spelled; for models that the catalogue does not know. */
export function localModel(name: string): string {
  return `local/${
    name
      .toLowerCase()
      .replace(/[^a-z0-9._-]+/g, "-")
      .replace(/^[^a-z0-9]+|-+$/g, "") || "model"
  }`;
}

/**
 * An offer of a server of one's own: it costs nothing and nothing leaves its machine. `model` is the catalogue's id where the catalogue knows it.
 * `retentionDays` is how long the server keeps what it is given, null where that is unknown or without end.
 */
export function ownOffer(
  provider: string,
  remote: string,
  told: Pick<Offer, "tasks"> & { data: Pick<Offer["data"], "retentionDays" | "source" | "date"> } & Partial<
      Pick<Offer, "model" | "license" | "options">
    >,
): Offer {
  const { data, ...rest } = told;
  return {
    id: `${provider}:${remote}`.slice(0, 200),
    provider,
    model: localModel(remote),
    remote,
    price: free("your own machine", data.date),
    data: { local: true, trainsOnInputs: false, regions: null, ...data },
    serviceTerms: null,
    license: null,
    quality: {},
    lifecycle: null,
    options: {},
    ...rest,
  };
}
