// What the indexes of openness and the model files claim, brought together for each model: layers, lineage, class. Reads no file; the rules are in spec/openness.ts.
import { z } from "zod";
import type { License } from "../spec/license.ts";
import { type Model, modelId } from "../spec/model.ts";
import {
  type Ancestor,
  capOf,
  classOf,
  type Ground,
  type Judged,
  layerOf,
  type Openness,
  OPENNESS_LAYERS,
  OPENNESS_VALUES,
  type OpennessClaim,
  type OpennessLayer,
  type Override,
  RELATIONS,
  stricter,
  whyClass,
} from "../spec/openness.ts";

const value = z.enum(OPENNESS_VALUES).optional();
const row = z.strictObject({
  model: modelId,
  /** The index's own name for it. */
  row: z.string().min(1),
  ground: z.enum(["read", "version", "family", "listed", "known"]),
  weights: value,
  code: value,
  data: value,
  evaluation: value,
  /** Where they differ from the index's own. */
  source: z.string().min(1).optional(),
  date: z.iso.date().optional(),
  /** On the weights, such as why they count as partial. */
  note: z.string().min(1).optional(),
});
const points = z.tuple([z.int().min(0), z.int().min(1)]);
/** One file in catalogue/openness: an index with what it says, written by bin/import-openness.ts. */
export const opennessIndex = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]*$/),
  title: z.string().min(1),
  url: z.url().nullable(),
  source: z.string().min(1),
  date: z.iso.date(),
  license: z.string().min(1),
  /** Shown beside its figures where the licence asks for it. */
  attribution: z.string().nullable(),
  /** How its own dimensions became our four layers. */
  method: z.string().min(1),
  rows: z.array(row).default([]),
  /** What it says of makers rather than models: points of all that could be had, in all and on safety. */
  makers: z.array(z.strictObject({ maker: z.string().min(1), edition: z.string().min(4), points, safety: points.nullable() })).default([]),
  /** What it says of whole models by another rule than ours, such as the OSI's definition. */
  verdicts: z
    .array(z.strictObject({ model: modelId, row: z.string().min(1), ground: z.enum(["version", "family"]), verdict: z.string().min(1) }))
    .default([]),
});
export type OpennessIndex = z.infer<typeof opennessIndex>;
type Row = OpennessIndex["rows"][number];

/** What others say of the openness of a model or its maker, beside the four layers. */
export interface Transparency {
  makers: { maker: string; edition: string; points: [number, number]; safety: [number, number] | null; source: string; url: string | null; date: string }[];
  verdicts: { verdict: string; row: string; ground: Ground; source: string; url: string | null; date: string }[];
}

type Claims = Record<OpennessLayer, OpennessClaim[]>;
const none = (): Claims => ({ weights: [], code: [], data: [], evaluation: [] });

/** Does the licence let everybody use the weights for everything? Null: not known well enough. */
export function freeLicense(license: License | null | undefined): boolean | null {
  if (!license || license.commercialUse === null) return null;
  if (bounded(license) || license.acceptableUsePolicy === true) return false;
  return license.acceptableUsePolicy === null ? null : true;
}

const bounded = (license: License): boolean =>
  license.commercialUse !== "yes" || license.monthlyUsersLimit !== null || license.revenueLimitUsd !== null || license.territoryExcluded?.length !== 0;

/** A licence that was read here and binds its users makes open weights partial, whatever an index says. One that does not says nothing of whether they can be had. */
function licenseClaim(model: Model, license: License | undefined): OpennessClaim[] {
  if (!license || !model.access.includes("weights") || !bounded(license)) return [];
  if (license.verified !== "full" && license.verified !== "excerpt") return [];
  const note = `${license.name} restricts who may use the weights, or for what.`;
  return [{ value: "partial", ground: "license", source: license.source, index: null, row: null, url: null, date: license.date, note }];
}

function claimsOf(index: OpennessIndex, row: Row, layer: OpennessLayer): OpennessClaim[] {
  const said = row[layer];
  if (said === undefined) return [];
  const source = row.source ?? index.title;
  const note = (layer === "weights" && row.note) || null;
  return [
    { value: said, ground: row.ground, source, index: index.id, row: row.row, url: index.url, date: row.date ?? index.date, note },
  ];
}

const overrideClaim = (one: Override): OpennessClaim => ({
  value: one.value,
  ground: "override",
  source: one.by,
  index: null,
  row: null,
  url: null,
  date: one.at.slice(0, 10),
  note: one.reason,
});

export interface Opened {
  models: ReadonlyMap<string, Model>;
  licenses: ReadonlyMap<string, License>;
  indexes: readonly OpennessIndex[];
}

/** The openness of every model, and of every other id that an override names: a server of one's own may list what the catalogue does not know. */
export function judge({ models, licenses, indexes }: Opened, overrides: readonly Override[]): Map<string, Openness> {
  const claims = new Map<string, Claims>([...models.keys()].map((id) => [id, none()]));
  const of = (id: string) => claims.get(id) ?? claims.set(id, none()).get(id)!;
  for (const model of models.values()) {
    const own = of(model.id);
    if (model.license) own.weights.push(...licenseClaim(model, licenses.get(model.license)));
    for (const layer of OPENNESS_LAYERS) {
      const stated = model.openness[layer];
      if (stated) own[layer].push({ index: null, row: null, url: null, ...stated, ground: stated.ground ?? "known", note: stated.note ?? null });
    }
  }
  for (const index of indexes) for (const row of index.rows) for (const layer of OPENNESS_LAYERS) of(row.model)[layer].push(...claimsOf(index, row, layer));
  for (const one of overrides) of(one.model)[one.layer].push(overrideClaim(one));

  const judged = new Map<string, Openness>();
  const visit = (id: string, path: readonly string[]): Openness => {
    const before = judged.get(id);
    if (before) return before;
    const model = models.get(id);
    const layers = Object.fromEntries(OPENNESS_LAYERS.map((layer) => [layer, layerOf(of(id)[layer])])) as Openness["layers"];
    const facts: Judged = { layers, access: model?.access ?? ["weights"], freeLicense: freeLicense(model?.license ? licenses.get(model.license) : null) };
    const ownClass = classOf(facts);
    // The loader refuses circles; here one only must not hang.
    const lineage = model ? ancestorsOf(model, models, (next) => (path.includes(next) ? null : visit(next, [...path, id]))) : [];
    const opennessClass = lineage.reduce((least, one) => stricter(least, capOf(one.relation, one.opennessClass)), ownClass);
    const openness = { opennessClass, ownClass, why: whyClass(facts, ownClass, lineage), layers, lineage };
    judged.set(id, openness);
    return openness;
  };
  for (const id of claims.keys()) visit(id, [id]);
  return judged;
}

/** Of what neither the catalogue nor an override knows: nothing is known, and unknown is never free. */
export function unjudged(): Openness {
  const layer = layerOf([]);
  return {
    opennessClass: "closed",
    ownClass: "closed",
    why: "Nobody has said how open it is: it counts as closed until someone does.",
    layers: { weights: layer, code: layer, data: layer, evaluation: layer },
    lineage: [],
  };
}

function ancestorsOf(model: Model, models: ReadonlyMap<string, Model>, openness: (id: string) => Openness | null): Ancestor[] {
  return RELATIONS.flatMap((relation) =>
    model[relation].flatMap((id) => {
      const other = models.get(id);
      const theirs = other ? openness(id) : null;
      if (!other || !theirs) return [];
      const fact = model.lineage[id] ?? { kind: null, source: null, date: null };
      return [{ model: id, name: other.name, relation, ...fact, opennessClass: theirs.opennessClass, license: other.license }];
    }),
  );
}

/** What is said of a model's maker and of the model as a whole, the newest first. */
export function transparencyOf(model: Model, indexes: readonly OpennessIndex[]): Transparency {
  const from = (index: OpennessIndex) => ({ source: index.title, url: index.url, date: index.date });
  return {
    makers: indexes
      .flatMap((index) => index.makers.filter((one) => one.maker === model.maker).map((one) => ({ ...one, ...from(index), date: one.edition })))
      .toSorted((a, b) => b.edition.localeCompare(a.edition)),
    verdicts: indexes.flatMap((index) =>
      index.verdicts.filter((one) => one.model === model.id).map(({ verdict, row: name, ground }) => ({ verdict, row: name, ground, ...from(index) })),
    ),
  };
}
