// Width and height as ratios with little shapes, and as numbers for who wants them. The arithmetic is aspect.ts.
import { useState } from "react";
import { presetsOf, ratioOf } from "./aspect.ts";
import { Control } from "./controls.tsx";
import type { Input } from "./draft.ts";
import type { OfferTask } from "../../src/spec/model.ts";
import type { FormField } from "./schema.ts";

interface AspectProps {
  fields: FormField[];
  offers: OfferTask[];
  usualPixels: number;
  input: Input;
  onChange: (name: string, value: unknown) => void;
}

export function AspectControl({ fields, offers, usualPixels, input, onChange }: AspectProps) {
  const [exact, setExact] = useState(false);
  const sides = fields.filter((field) => field.name === "width" || field.name === "height");
  const width = typeof input.width === "number" ? input.width : null;
  const height = typeof input.height === "number" ? input.height : null;
  const fallbacks = sides.map((side) => (typeof side.fallback === "number" ? side.fallback : null));
  const pixels = fallbacks[0] && fallbacks[1] ? fallbacks[0] * fallbacks[1] : usualPixels;
  const presets = presetsOf(fields, offers, pixels);
  const listed = offers.length > 0 && offers.every((offer) => offer.sizes || offer.inputs.width === undefined);
  const chosen = width && height ? { width, height } : null;
  const ratio = chosen ? ratioOf(chosen) : null;
  const put = (size: { width: number; height: number } | null) => {
    onChange("width", size?.width);
    onChange("height", size?.height);
  };
  const cell =
    "flex flex-col items-center justify-end gap-1 rounded-lg border border-transparent px-1 pb-1 pt-1.5 text-xs text-mute hover:bg-leaf-soft hover:text-ink aria-pressed:border-leaf aria-pressed:bg-leaf-soft aria-pressed:text-ink";
  return (
    <div>
      <div className="mb-1.5 flex items-baseline justify-between">
        <span className="label">Shape</span>
        {!listed && (
          <button type="button" aria-expanded={exact} className="quiet px-1 py-0 text-xs tabular-nums" onClick={() => setExact(!exact)}>
            {chosen ? `${chosen.width} × ${chosen.height} px` : "exact size"}
          </button>
        )}
      </div>
      <div role="group" aria-label="Shape" className="grid grid-cols-[repeat(auto-fit,minmax(2.35rem,1fr))] gap-0.5">
        <button type="button" className={cell} aria-pressed={!chosen} onClick={() => put(null)}>
          <span className="grid h-6 place-items-center font-serif text-base">A</span>Auto
        </button>
        {presets.map(({ title, size }) => (
          <button
            key={title}
            type="button"
            className={cell}
            aria-pressed={chosen !== null && (ratio === title || (size.width === width && size.height === height))}
            aria-label={`${title}, ${size.width} by ${size.height}`}
            onClick={() => put(size)}
          >
            <span className="grid h-6 place-items-center">
              <Shape {...size} />
            </span>
            {/* A size that is no ratio is wider than the column: it breaks after the sign. */}
            {title.replace("×", "×\u200b")}
          </button>
        ))}
      </div>
      {exact && !listed && (
        <div className="mt-2 grid grid-cols-2 gap-2">
          {sides.map((side) => (
            <Control key={side.name} field={side} value={input[side.name]} onChange={(value) => onChange(side.name, value)} />
          ))}
        </div>
      )}
    </div>
  );
}

function Shape({ width, height }: { width: number; height: number }) {
  const scale = 20 / Math.max(width, height);
  return <span aria-hidden className="block rounded-[3px] border-[1.5px] border-current" style={{ width: width * scale, height: height * scale }} />;
}
