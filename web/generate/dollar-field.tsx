// A field for an amount in dollars that may be left empty. What it limits is its user's affair.
import { useState } from "react";
import { LIMITS } from "../../src/spec/limits.ts";

const MICROS = 1_000_000;

interface DollarFieldProps {
  id: string;
  label: string;
  /** What it does, below the field. */
  about: string;
  placeholder: string;
  micro: number | null;
  onChange(micro: number | null): void;
}

export function DollarField({ id, label, about, placeholder, micro, onChange }: DollarFieldProps) {
  const [text, setText] = useState(micro === null ? "" : String(micro / MICROS));
  function change(next: string) {
    setText(next);
    const dollars = Number(next);
    const valid = next.trim() !== "" && Number.isFinite(dollars) && dollars >= 0;
    onChange(valid ? Math.min(LIMITS.ceilingMicro, Math.round(dollars * MICROS)) : null);
  }
  return (
    <div>
      <label htmlFor={id} className="label mb-1.5 block">
        {label} (US dollars)
      </label>
      <input
        id={id}
        type="number"
        inputMode="decimal"
        min={0}
        step="any"
        placeholder={placeholder}
        value={text}
        onChange={(event) => change(event.target.value)}
        aria-describedby={`about-${id}`}
        className="field tabular-nums"
      />
      <p id={`about-${id}`} className="mt-1 text-xs text-mute">
        {about}
      </p>
    </div>
  );
}
