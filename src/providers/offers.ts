// Reads a provider's offers.json: the file tells common terms once, each offer its own. Checks everything, knows no vendor.
import { z } from "zod";
import { dataTerms, licenseId, offer, type Offer } from "../spec/model.ts";

const file = z.strictObject({
  /** Where the facts come from and what to beware of, for whoever edits the file. */
  notes: z.array(z.string()).default([]),
  data: dataTerms,
  serviceTerms: licenseId.nullable(),
  offers: z.array(offer.omit({ id: true, provider: true, data: true, serviceTerms: true })),
});

/** The offers of one provider, with ids `provider:remote`. Throws where the file breaks the schema or names a remote twice. */
export function readOffers(provider: string, json: unknown): Offer[] {
  const { offers, data, serviceTerms } = file.parse(json);
  const seen = new Set<string>();
  return offers.map((each) => {
    const id = `${provider}:${each.remote}`;
    if (seen.has(id)) throw new Error(`${provider}/offers.json names ${each.remote} twice`);
    seen.add(id);
    return { id, provider, data, serviceTerms, ...each };
  });
}
