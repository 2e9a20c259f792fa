// Reads a provider's offers.json: the file tells common terms once, each offer its own. Checks everything, knows no vendor.
import { z } from "zod";
import { dataTerms, licenseId, offer, type Offer } from "../spec/model.ts";

/** Which row of a public price list an offer's price was carried over from, so that bin/carry-prices.ts can do it again. Nobody reads it at run time. */
const priceFrom = z.strictObject({ list: z.enum(["litellm", "models-dev", "openrouter", "comfy"]), key: z.string().min(1) });

const file = z.strictObject({
  /** Where the facts come from and what to beware of, for whoever edits the file. */
  notes: z.array(z.string()).default([]),
  data: dataTerms,
  serviceTerms: licenseId.nullable(),
  offers: z.array(offer.omit({ id: true, provider: true, data: true, serviceTerms: true }).extend({ priceFrom: priceFrom.optional() })),
});

/** The offers of one provider, with ids `provider:remote`. Throws where the file breaks the schema or names a remote twice. */
export function readOffers(provider: string, json: unknown): Offer[] {
  const { offers, data, serviceTerms } = file.parse(json);
  const seen = new Set<string>();
  return offers.map((each) => {
    const id = `${provider}:${each.remote}`;
    if (seen.has(id)) throw new Error(`${provider}/offers.json names ${each.remote} twice`);
    seen.add(id);
    const { priceFrom: _from, ...rest } = each;
    return { id, provider, data, serviceTerms, ...rest };
  });
}
