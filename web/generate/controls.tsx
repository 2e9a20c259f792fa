// One control for each kind of field: choice, switch, slider, number, seed and text. Unset means that the offer's own default counts.
import { randomSeed } from "../actions/random-seed.ts";
import { Icon } from "../theme/icons.tsx";
import type { FormField } from "./schema.ts";

export interface ControlProps {
  field: FormField;
  value: unknown;
  onChange: (value: unknown) => void;
}

export function Control(props: ControlProps) {
  const { kind } = props.field;
  if (kind === "switch") return <SwitchControl {...props} />;
  if (kind === "slider" && props.field.max !== null) return <SliderControl {...props} />;
  return (
    <div>
      <Label field={props.field} />
      {kind === "choice" ? (
        <Choice {...props} />
      ) : kind === "seed" ? (
        <Seed {...props} />
      ) : kind === "number" || kind === "slider" ? (
        <NumberControl {...props} />
      ) : (
        <Text {...props} />
      )}
      {props.field.description && (
        <p id={`about-${props.field.name}`} className="mt-1 text-xs text-mute">
          {props.field.description}
        </p>
      )}
    </div>
  );
}

function Label({ field }: { field: FormField }) {
  return (
    <label htmlFor={`field-${field.name}`} className="label mb-1.5 block">
      {field.title}
      {field.unit && ` (${field.unit})`}
    </label>
  );
}

const named = (field: FormField) => ({ id: `field-${field.name}`, "aria-describedby": field.description ? `about-${field.name}` : undefined });
/** A choice as it is read: kinds of file as such names are written, other words with a capital. */
const choiceWords = (field: FormField, text: string) =>
  field.control === "format" ? text.toUpperCase() : text.charAt(0).toUpperCase() + text.slice(1);
const fallbackWords = (field: FormField) => (field.fallback === null ? "Automatic" : `Automatic (${field.fallback})`);

function Choice({ field, value, onChange }: ControlProps) {
  if (field.values.length <= 4 && field.values.every((one) => String(one).length < 12))
    return <Segments field={field} value={value} onChange={onChange} />;
  return (
    <select
      {...named(field)}
      className="field"
      value={value === undefined ? "" : String(value)}
      onChange={(event) => onChange(field.values.find((one) => String(one) === event.target.value))}
    >
      <option value="">{fallbackWords(field)}</option>
      {field.values.map((one) => (
        <option key={one} value={String(one)}>
          {field.control === "language" ? languageName(String(one)) : field.control === "format" ? choiceWords(field, String(one)) : String(one)}
        </option>
      ))}
    </select>
  );
}

function Segments({ field, value, onChange }: ControlProps) {
  const cell =
    "flex-1 rounded-md px-2 py-1 text-sm text-mute hover:text-ink aria-pressed:bg-raised aria-pressed:font-medium aria-pressed:text-ink aria-pressed:shadow-card";
  return (
    <div role="group" aria-label={field.title} className="flex rounded-lg bg-sunk p-1">
      <button type="button" id={`field-${field.name}`} aria-pressed={value === undefined} className={cell} onClick={() => onChange(undefined)}>
        Auto
      </button>
      {field.values.map((one) => (
        <button key={one} type="button" aria-pressed={value === one} className={cell} onClick={() => onChange(one)}>
          {typeof one === "number" ? `${one}${field.unit ?? "×"}` : choiceWords(field, one)}
        </button>
      ))}
    </div>
  );
}

function SwitchControl({ field, value, onChange }: ControlProps) {
  return (
    <div className="flex items-center justify-between gap-4">
      <label htmlFor={`field-${field.name}`} className="label">
        {field.title}
      </label>
      <span className="relative inline-flex">
        <input
          {...named(field)}
          type="checkbox"
          role="switch"
          checked={(value ?? field.fallback) === true}
          onChange={(event) => onChange(event.target.checked)}
          className="peer h-6 w-10 cursor-pointer appearance-none rounded-full border border-edge bg-sunk checked:border-leaf checked:bg-leaf"
        />
        <span
          aria-hidden
          className="pointer-events-none absolute left-0.5 top-0.5 size-5 rounded-full bg-edge transition-transform peer-checked:translate-x-4 peer-checked:bg-on-leaf"
        />
      </span>
    </div>
  );
}

function SliderControl({ field, value, onChange }: ControlProps) {
  const min = field.min ?? 0;
  const max = field.max ?? 100;
  const step = field.step ?? (max - min <= 4 ? 0.05 : max - min <= 20 ? 0.5 : 1);
  const set = typeof value === "number" ? Math.min(max, Math.max(min, value)) : undefined;
  const rest = typeof field.fallback === "number" ? field.fallback : null;
  return (
    <div>
      <div className="mb-1 flex items-baseline justify-between">
        <label htmlFor={`field-${field.name}`} className="label">
          {field.title}
        </label>
        <span className="text-sm tabular-nums">
          {set === undefined ? (
            <span className="text-mute">{rest === null ? "automatic" : `${rest}${field.unit ? ` ${field.unit}` : ""}`}</span>
          ) : (
            <>
              {set}
              {field.unit ? ` ${field.unit}` : ""}
              <button
                type="button"
                className="quiet ml-1 px-1 py-0 text-xs"
                aria-label={`${field.title}: back to automatic`}
                onClick={() => onChange(undefined)}
              >
                reset
              </button>
            </>
          )}
        </span>
      </div>
      <input
        {...named(field)}
        type="range"
        min={min}
        max={max}
        step={step}
        value={set ?? rest ?? restingPlace(field.unit, min, max)}
        onChange={(event) => onChange(Number(event.target.value))}
        className={`w-full ${set === undefined ? "opacity-60" : ""}`}
      />
      {field.description && (
        <p id={`about-${field.name}`} className="text-xs text-mute">
          {field.description}
        </p>
      )}
    </div>
  );
}

/** Where an untouched slider stands when nobody says what is usual: a factor at one, a length at its shortest. */
const restingPlace = (unit: string | null, min: number, max: number) => (unit === "×" && min <= 1 && max >= 1 ? 1 : min);

function NumberControl({ field, value, onChange }: ControlProps) {
  return (
    <input
      {...named(field)}
      type="number"
      className="field tabular-nums"
      min={field.min ?? undefined}
      max={field.max ?? undefined}
      step={field.step ?? "any"}
      placeholder={fallbackWords(field)}
      value={typeof value === "number" ? value : ""}
      onChange={(event) => onChange(event.target.value === "" ? undefined : Number(event.target.value))}
    />
  );
}

function Seed(props: ControlProps) {
  return (
    <div className="flex gap-2">
      <NumberControl {...props} field={{ ...props.field, fallback: null }} />
      <button type="button" className="button px-2.5" aria-label="Random seed" onClick={() => props.onChange(randomSeed())}>
        <Icon name="dice" />
      </button>
      {props.value !== undefined && (
        <button type="button" className="button px-2.5" aria-label="A new seed each time" onClick={() => props.onChange(undefined)}>
          <Icon name="cancel" />
        </button>
      )}
    </div>
  );
}

/** Where the offers have no list of their own: the most spoken, any other tag can be typed. */
const LANGUAGES =
  "en en-GB en-US de fr es es-MX it pt pt-BR nl pl sv da nb fi cs sk hu ro el tr ru uk ar he fa hi bn ta ur zh ja ko vi th id ms sw".split(" ");
const names = new Intl.DisplayNames(undefined, { type: "language", fallback: "code" });

/** A tag as people call it; the tag itself where it is none. */
function languageName(tag: string): string {
  try {
    return names.of(tag.replaceAll("_", "-")) ?? tag;
  } catch {
    return tag;
  }
}

function Text({ field, value, onChange }: ControlProps) {
  const shared = { ...named(field), className: "field", value: typeof value === "string" ? value : "", maxLength: field.maxChars ?? undefined };
  if (field.kind === "longtext" || (field.maxChars ?? 0) > 1000)
    return <textarea {...shared} rows={field.kind === "longtext" ? 5 : 2} onChange={(event) => onChange(event.target.value)} />;
  const suggestions = field.suggestions.length > 0 ? field.suggestions : field.control === "language" ? LANGUAGES : [];
  return (
    <>
      <input
        {...shared}
        type="text"
        list={suggestions.length > 0 ? `list-${field.name}` : undefined}
        placeholder={fallbackWords(field)}
        onChange={(event) => onChange(event.target.value)}
      />
      {suggestions.length > 0 && (
        <datalist id={`list-${field.name}`}>
          {suggestions.map((one) => (
            <option key={one} value={one} label={field.control === "language" ? languageName(one) : undefined} />
          ))}
        </datalist>
      )}
    </>
  );
}
