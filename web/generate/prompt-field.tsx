// The prompt: a text area that grows, named Prompt whatever the task calls it. Suggests nothing by itself.
import { useLayoutEffect, useRef } from "react";
import { MOD } from "../actions/shortcuts.tsx";
import type { FormField } from "./schema.ts";

interface PromptFieldProps {
  field: FormField;
  value: string;
  example: string;
  onChange: (value: string) => void;
}

export function PromptField({ field, value, example, onChange }: PromptFieldProps) {
  const area = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    const element = area.current;
    if (!element) return;
    element.style.height = "auto";
    element.style.height = `${Math.min(element.scrollHeight + 2, 320)}px`;
  }, [value]);
  const near = field.maxChars !== null && value.length > field.maxChars * 0.9;
  return (
    <div>
      <div className="mb-1.5 flex justify-between">
        <label htmlFor={`field-${field.name}`} className="label">
          {field.title}
          {!field.required && <span className="font-normal"> · optional</span>}
        </label>
        {near ? (
          <span className="text-xs tabular-nums text-warn">
            {value.length} of {field.maxChars}
          </span>
        ) : (
          <kbd aria-hidden className="hidden font-sans text-xs text-mute lg:inline">
            {MOD} + Enter
          </kbd>
        )}
      </div>
      <textarea
        ref={area}
        id={`field-${field.name}`}
        data-prompt
        aria-label="Prompt"
        rows={4}
        maxLength={field.maxChars ?? undefined}
        value={value}
        placeholder={example}
        onChange={(event) => onChange(event.target.value)}
        spellCheck
        className="field min-h-28 resize-none rounded-xl px-3.5 py-3 text-[1.02rem] leading-relaxed"
      />
    </div>
  );
}
