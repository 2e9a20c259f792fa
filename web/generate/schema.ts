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
  /** The schema's own word for it, such as `language`; null where the type says enough. */
  control: string | null;
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
    name,
    required,
    values,
    title: schema.title ?? name,
    kind: kindOf(schema, values),
    description: schema.description ?? null,
    advanced: schema.advanced === true && !required,
    control: schema.control ?? null,
    unit: schema.unit ?? null,
    accepts: schema.accepts ?? null,
    min: numberOr(schema.minimum),
    max: numberOr(schema.maximum),
    step: schema.type === "integer" ? 1 : null,
    maxChars: numberOr(schema.maxLength),
    fallback: schema.default ?? null,
    suggestions: [],
  };
}

const all = <T>(values: (T | undefined)[]): T[] | null =>
  values.length > 0 && values.every((value) => value !== undefined) ? (values as T[]) : null;
const only = <T>(values: (T | undefined)[]): T | null => (values.every((value) => value === values[0]) ? (values[0] ?? null) : null);
/** Voices and the like: more than these are searched for by typing, not scrolled through. */
const MANY = 40;

/** A field within the widest of these bounds: what at least one of the offers takes. */
function within(field: FormField, bounds: Bound[]): FormField {
  const told = bounds.map((bound) => (bound === true ? {} : bound));
  const mins = all(told.map((bound) => bound.min));
  const maxes = all(told.map((bound) => bound.max));
  const chars = all(told.map((bound) => bound.maxChars));
  const next = {
    ...field,
    min: mins ? Math.max(field.min ?? -Infinity, Math.min(...mins)) : field.min,
    max: maxes ? Math.min(field.max ?? Infinity, Math.max(...maxes)) : field.max,
    step: only(told.map((bound) => bound.step)) ?? field.step,
    maxChars: chars ? Math.min(field.maxChars ?? Infinity, Math.max(...chars)) : field.maxChars,
    fallback: only(told.map((bound) => bound.default)) ?? field.fallback,
    required: field.required || told.every((bound) => bound.required === true),
  };
  const listed = [...new Set(told.flatMap((bound) => bound.values ?? []))].filter((value): value is string | number => typeof value !== "boolean");
  if (listed.length === 0) return next;
  if (field.kind === "choice")
    return { ...next, values: all(told.map((bound) => bound.values)) ? field.values.filter((value) => listed.includes(value)) : field.values };
  const closed = all(told.map((bound) => bound.values)) !== null;
  if (closed && (field.kind !== "text" || listed.length <= MANY)) return { ...next, kind: "choice", values: listed };
  return field.kind === "text" ? { ...next, suggestions: listed.map(String) } : next;
}

/** A form as some offers can honour it between them. */
export interface TaskForm {
  fields: FormField[];
  /** What the task knows and none of these offers takes. */
  hidden: FormField[];
  /** The most that one request may ask for; null where no offer says. */
  maxCount: number | null;
}

/**
 * The fields of a task's form in the schema's order, each within what at least one of the offers takes; without any offer, the whole
 * form. The required ones stay in any case, so that nobody wonders where the prompt went.
 */
export function formOf(inputSchema: Record<string, unknown>, offers: OfferTask[]): TaskForm {
  const properties = Object.entries((inputSchema.properties ?? {}) as Record<string, Json>);
  const required = new Set((inputSchema.required as string[] | undefined) ?? []);
  const form: TaskForm = { fields: [], hidden: [], maxCount: offers.length > 0 ? Math.max(...offers.map((offer) => offer.maxCount)) : null };
  for (const [name, schema] of properties) {
    const field = fieldOf(name, schema, required.has(name));
    const bounds = offers.flatMap((offer) => offer.inputs[name] ?? []);
    if (bounds.length > 0) form.fields.push(within(field, bounds));
    else (offers.length === 0 || field.required ? form.fields : form.hidden).push(field);
  }
  return form;
}

/** Settings of a draft that the form does not show for this offer: they are kept, but not sent. */
export function honored(input: Record<string, unknown>, fields: FormField[]): Record<string, unknown> {
  const names = new Map(fields.map((field) => [field.name, field]));
  return Object.fromEntries(
    Object.entries(input)
      .flatMap(([name, value]) => {
        const field = names.get(name);
        if (!field || value === undefined || value === "") return [];
        return [[name, fitting(field, value)]];
      })
      .filter(([, value]) => value !== undefined) as [string, unknown][],
  );
}

/** A kept value as the field now allows it; undefined where it no longer fits. */
function fitting(field: FormField, value: unknown): unknown {
  if (field.kind === "choice") return field.values.includes(value as string) ? value : undefined;
  if (typeof value !== "number") return value;
  if (!Number.isFinite(value)) return undefined;
  const stepped = field.step ? Math.round(value / field.step) * field.step : value;
  const [min, max] = [field.min ?? -Infinity, field.max ?? Infinity];
  const at = Math.min(max, Math.max(min, stepped));
  // The ends themselves may lie between steps.
  return field.step && at % field.step !== 0 ? (at === max ? Math.floor(at / field.step) : Math.ceil(at / field.step)) * field.step : at;
}

/** The required fields that are still empty. */
export const missing = (input: Record<string, unknown>, fields: FormField[]) =>
  fields.filter((field) => field.required && (input[field.name] === undefined || String(input[field.name]).trim() === ""));
