// The form of a task, printed from its fields: prompt first, then files, size, the rest, and Advanced. Knows no task by name.
import { useId, useState } from "react";
import { AppError } from "../../src/spec/error.ts";
import type { TaskView } from "../../src/spec/http.ts";
import { Icon } from "../theme/icons.tsx";
import { AspectControl } from "./aspect-control.tsx";
import { Control } from "./controls.tsx";
import { DropZone } from "./drop-zone.tsx";
import { setField, type TaskDraft } from "./draft.ts";
import { PromptField } from "./prompt-field.tsx";
import type { FormField } from "./schema.ts";

interface FormProps {
  task: TaskView;
  fields: FormField[];
  draft: TaskDraft;
  sizes: string[] | undefined;
  error: Error | null;
}

const SIDES = ["width", "height"];

export function Form({ task, fields, draft, sizes, error }: FormProps) {
  const subject = fields.find((field) => field.kind === "prompt");
  const files = fields.filter((field) => field.kind === "asset");
  const rest = fields.filter((field) => field !== subject && field.kind !== "asset" && !SIDES.includes(field.name));
  const sized = SIDES.every((side) => fields.some((field) => field.name === side));
  const wrong = error instanceof AppError ? error : null;
  const print = (field: FormField) => (
    <div key={field.name}>
      {field.kind === "asset" ? (
        <DropZone field={field} value={draft.input[field.name]} onChange={(value) => setField(task.id, field.name, value)} />
      ) : (
        <Control field={field} value={draft.input[field.name]} onChange={(value) => setField(task.id, field.name, value)} />
      )}
      {wrong?.field && (wrong.field === field.name || wrong.field === `input.${field.name}`) && <p role="alert" className="mt-1 text-sm text-bad">{wrong.detail}</p>}
    </div>
  );
  const advanced = [...files, ...rest].filter((field) => field.advanced || (field.kind === "asset" && !field.required));
  const plain = rest.filter((field) => !field.advanced);
  return (
    <>
      {files.filter((field) => !advanced.includes(field)).map(print)}
      {subject && <PromptField key={subject.name} field={subject} value={String(draft.input[subject.name] ?? "")} onChange={(value) => setField(task.id, subject.name, value)} example={String(task.example[subject.name] ?? "")} />}
      {sized && <AspectControl fields={fields} sizes={sizes} input={draft.input} onChange={(name, value) => setField(task.id, name, value)} />}
      {plain.map(print)}
      {advanced.length > 0 && <Advanced count={advanced.filter((field) => draft.input[field.name] !== undefined).length}>{advanced.map(print)}</Advanced>}
    </>
  );
}

function Advanced({ count, children }: { count: number; children: React.ReactNode }) {
  const [open, setOpen] = useState(false);
  const id = useId();
  return (
    <div>
      <button type="button" aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)} className="quiet -ml-2 text-sm font-medium">
        <span className={`transition-transform ${open ? "" : "-rotate-90"}`}><Icon name="chevron" size={16} /></span>
        Advanced{count > 0 && <span className="badge ml-1">{count} set</span>}
      </button>
      {open && <div id={id} className="mt-3 space-y-4 border-l-2 border-line pl-4">{children}</div>}
    </div>
  );
}
