// Which licences one use of a model touches: its own, its bases', those of what it needs, and the terms of who hosts it; and what each counts for. Judges nothing.
import type { Clause, License } from "./license.ts";
import type { Model, Offer } from "./model.ts";

/** One licence with what makes it count. `run`: you run the weights; `outputs`: somebody else does, and you use what they make; `service`: terms that you accepted. */
export interface Link {
  /** Null where it is not known. */
  license: License | null;
  of: string;
  as: "itself" | "base" | "needs" | "service";
  right: "run" | "outputs" | "service";
}
export type LicenseChain = readonly Link[];

/** What is looked up while a chain is put together. */
export interface Known {
  models: ReadonlyMap<string, Model>;
  licenses: ReadonlyMap<string, License>;
}

/** The model itself, then its bases and what it needs, and theirs; each model once. */
function family(model: Model, models: Known["models"]): { model: Model | null; id: string; as: Link["as"] }[] {
  const found: { model: Model | null; id: string; as: Link["as"] }[] = [{ model, id: model.id, as: "itself" }];
  for (const { model: each } of found) {
    const next = [
      ...(each?.base ?? []).map((id) => ({ id, as: "base" as const })),
      ...(each?.needs ?? []).map((id) => ({ id, as: "needs" as const })),
    ];
    for (const { id, as } of next) if (!found.some((one) => one.id === id)) found.push({ model: models.get(id) ?? null, id, as });
  }
  return found;
}

const makerOf = (id: string) => id.split("/")[0]!;

/**
 * Every licence that a use of this model touches. With an offer: as it is served there. Without: as if you ran the weights yourself, or, where there are none to
 * run, under the terms of whoever hosts it. A licence that several models of the chain share counts once, for the first of them.
 */
export function chainOf(model: Model | null, offer: Offer | null, known: Known): LicenseChain {
  const hosted = offer === null ? model !== null && !model.access.includes("weights") : !offer.data.local;
  const terms = offer === null || offer.serviceTerms === null ? null : (known.licenses.get(offer.serviceTerms) ?? null);
  const links: Link[] = [];
  const add = (link: Link) => {
    if (!links.some((each) => (link.license === null ? each.license === null && each.of === link.of : each.license?.id === link.license.id)))
      links.push(link);
  };
  const right = hosted ? "outputs" : "run";
  const relatives = model ? family(model, known.models) : [{ model: null, id: offer?.model ?? "", as: "itself" as const }];
  for (const { model: each, id, as } of relatives) {
    // Who owns a model and hosts it gives the rights by the service's terms, whatever the licence of the weights says.
    if (terms !== null && terms.ownModelsOf.includes(makerOf(id))) continue;
    const own = each === null && as === "itself" ? offer?.license : each?.license;
    const license = own ? (known.licenses.get(own) ?? null) : null;
    add({ license, of: id, as, right: license?.kind === "service" ? "service" : right });
  }
  if (offer !== null && hosted) add({ license: terms, of: offer.provider, as: "service", right: "service" });
  return links;
}

/** The chain of one licence on its own, as if you ran its weights. */
export const soleLicense = (license: License | null, of = "model"): LicenseChain => [
  { license, of, as: "itself", right: license?.kind === "service" ? "service" : "run" },
];

// --- what is read off a link by all who judge it ---

export const clauseOf = (license: License, about: Clause["about"]) => license.clauses.find((each) => each.about === about) ?? null;

/** Whose text speaks, as findings and duties carry it. */
export function voice(link: Link, found: Clause | null) {
  const { license } = link;
  const checked = found?.checked ?? license;
  return {
    license: license?.id ?? null,
    of: link.of,
    clause: found?.clause ?? null,
    source: checked?.source ?? null,
    date: checked?.date ?? null,
    verified: checked?.verified ?? null,
  };
}

/** Do its limits bind whoever stands at the end of this link? */
export const binds = ({ right, license }: Link): boolean | null => (right === "outputs" ? license!.bindsHostedUse : true);

/** What can be said of a link whose licence is not known. */
export const notKnown = ({ as, of }: Link): string =>
  as === "service" ? `The terms of the service "${of}" are not known here.` : `The licence of ${of} is not known.`;

/** Thousands apart. Not toLocaleString, which is a hundred times as slow, and plans ask often. */
export const number = (value: number) => String(value).replace(/\B(?=(?:\d{3})+$)/g, ",");
