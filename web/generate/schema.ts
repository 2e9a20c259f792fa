// From a task's JSON Schema and an offer's bounds to the fields of a form. Pure: draws nothing, asks nothing.
import type { Bound, OfferTask } from "../../src/spec/model.ts";

export type FieldKind = "prompt" | "longtext" | "text" | "asset" | "seed" | "choice" | "switch" | "slider" | "number";

export interface FormField {
  name: string;
  title: string;
  kind: FieldKind;
  description: string | null;
  advanced: boolean;
  required: boolean;
  unit: string | null;
  accepts: "image" | "video" | "audio" | "text" | null;
  /** For `choice`. */
  values: (string | number)[];
  min: number | null;
  max: number | null;
  /** 1 for whole numbers, null where any number will do. */
  step: number | null;
  maxChars: number | null;
  /** What the offer takes when nothing is set. */
  fallback: string | number | boolean | null;
  /** BCP 47 tags or voices are free texts with a list to choose from. */
  suggestions: string[];
}

type Json = Record<string, any>;
const numberOr = (value: unknown) => (typeof value === "number" ? value : null);

/** The values of an `enum` or of an `anyOf` of constants. */
function valuesOf(schema: Json): (string | number)[] {
  if (Array.isArray(schema.enum)) return schema.enum;
  const consts: unknown[] = Array.isArray(schema.anyOf) ? schema.anyOf.map((one: Json) => one.const) : [];
  return consts.every((value) => typeof value === "string" || typeof value === "number") ? (consts as (string | number)[]) : [];
}

function kindOf(schema: Json, values: unknown[]): FieldKind {
  if (["prompt", "longtext", "asset", "seed", "slider"].includes(schema.control)) return schema.control;
  if (values.length > 0) return "choice";
  if (schema.type === "boolean") return "switch";
  return schema.type === "number" || schema.type === "integer" ? "number" : "text";
}

function fieldOf(name: string, schema: Json, required: boolean): FormField {
  const values = valuesOf(schema);
  return {
    name, required, values,
    title: schema.title ?? name,
    kind: kindOf(schema, values),
    description: schema.description ?? null,
    advanced: schema.advanced === true && !required,
    unit: schema.unit ?? null,
    accepts: schema.accepts ?? null,
    min: numberOr(schema.minimum), max: numberOr(schema.maximum),
    step: schema.type === "integer" ? 1 : null,
    maxChars: numberOr(schema.maxLength),
    fallback: schema.default ?? null,
    suggestions: [],
  };
}

const tighter = (a: number | null, b: number | undefined, pick: (...values: number[]) => number) => (b === undefined ? a : a === null ? b : pick(a, b));

/** A field as one offer takes it: a narrower range, fewer values. */
function narrowed(field: FormField, bound: Bound): FormField {
  if (bound === true) return field;
  const next = {
    ...field,
    min: tighter(field.min, bound.min, Math.max), max: tighter(field.max, bound.max, Math.min),
    step: bound.step ?? field.step, maxChars: tighter(field.maxChars, bound.maxChars, Math.min),
    fallback: bound.default ?? field.fallback, required: field.required || bound.required === true,
  };
  const values = bound.values?.filter((value): value is string | number => typeof value !== "boolean") ?? [];
  if (values.length === 0) return next;
  if (field.kind === "text" && values.length > 40) return { ...next, suggestions: values.map(String) };
  return { ...next, kind: "choice", values: field.values.length > 0 ? field.values.filter((value) => values.includes(value)) : values };
}

/**
 * The fields of a task's form in the schema's order. With an offer, only what it honours, within its bounds;
 * the required ones stay, so that nobody wonders where the prompt went.
 */
export function fieldsOf(inputSchema: Record<string, unknown>, offer: OfferTask | null): FormField[] {
  const properties = Object.entries((inputSchema.properties ?? {}) as Record<string, Json>);
  const required = new Set((inputSchema.required as string[] | undefined) ?? []);
  return properties.flatMap(([name, schema]) => {
    const field = fieldOf(name, schema, required.has(name));
    if (!offer) return [field];
    const bound = offer.inputs[name];
    if (bound === undefined) return field.required ? [field] : [];
    return [narrowed(field, bound)];
  });
}

/** Settings of a draft that the form does not show for this offer: they are kept, but not sent. */
export function honored(input: Record<string, unknown>, fields: FormField[]): Record<string, unknown> {
  const names = new Map(fields.map((field) => [field.name, field]));
  return Object.fromEntries(Object.entries(input).flatMap(([name, value]) => {
    const field = names.get(name);
    if (!field || value === undefined || value === "") return [];
    return [[name, within(field, value)]];
  }).filter(([, value]) => value !== undefined) as [string, unknown][]);
}

/** A kept value as the field now allows it; undefined where it no longer fits. */
function within(field: FormField, value: unknown): unknown {
  if (field.kind === "choice") return field.values.includes(value as string) ? value : undefined;
  if (typeof value !== "number") return value;
  return Math.min(field.max ?? value, Math.max(field.min ?? value, value));
}

/** The required fields that are still empty. */
export const missing = (input: Record<string, unknown>, fields: FormField[]) => fields.filter((field) => field.required && (input[field.name] === undefined || String(input[field.name]).trim() === ""));
