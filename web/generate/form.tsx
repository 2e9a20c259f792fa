// The form of a task, printed from its fields: prompt first, then files, size, the rest, and Advanced. Knows no task by name.
import { useId, useState } from "react";
import { AppError } from "../../src/spec/error.ts";
import type { TaskView } from "../../src/spec/http.ts";
import { Icon } from "../theme/icons.tsx";
import { AspectControl } from "./aspect-control.tsx";
import { Control } from "./controls.tsx";
import { DropZone } from "./drop-zone.tsx";
import { changeTask, setField, type TaskDraft } from "./draft.ts";
import { DollarField } from "./dollar-field.tsx";
import { Improve } from "./improve.tsx";
import { PromptField } from "./prompt-field.tsx";
import { isAuto } from "./ask.ts";
import type { FormField, TaskForm } from "./schema.ts";
import type { OfferTask } from "../../src/spec/model.ts";

/** What is read aloud or written out is asked for in its user's own words. */
const IMPROVED = new Set<string>(["image", "video", "music", "sound"]);

interface FormProps {
  task: TaskView;
  form: TaskForm;
  draft: TaskDraft;
  /** Those that the form was made for. */
  offers: OfferTask[];
  error: Error | null;
}

const SIDES = ["width", "height"];
/** About how many pixels a shape has where no offer says what is usual, by what comes out. */
const USUAL_PIXELS: Record<string, number> = { image: 1024 * 1024, video: 1280 * 720 };

export function Form({ task, form, draft, offers, error }: FormProps) {
  const { fields, hidden } = form;
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
      {wrong?.field && (wrong.field === field.name || wrong.field === `input.${field.name}`) && (
        <p role="alert" className="mt-1 text-sm text-bad">
          {wrong.detail}
        </p>
      )}
    </div>
  );
  const amounts = [draft.maxCostMicro, draft.hedgeMicro];
  const advanced = [...files, ...rest].filter((field) => field.advanced || (field.kind === "asset" && !field.required));
  const plain = rest.filter((field) => !field.advanced);
  return (
    <>
      {files.filter((field) => !advanced.includes(field)).map(print)}
      {subject && (
        <PromptField
          key={subject.name}
          field={subject}
          value={String(draft.input[subject.name] ?? "")}
          onChange={(value) => setField(task.id, subject.name, value)}
          example={String(task.example[subject.name] ?? "")}
        />
      )}
      {subject && IMPROVED.has(task.modality) && (
        <Improve
          task={task.id}
          prompt={String(draft.input[subject.name] ?? "")}
          model={draft.model}
          onTake={(value) => setField(task.id, subject.name, value)}
        />
      )}
      {sized && (
        <AspectControl
          fields={fields}
          offers={offers}
          usualPixels={USUAL_PIXELS[task.output] ?? USUAL_PIXELS.image!}
          input={draft.input}
          onChange={(name, value) => setField(task.id, name, value)}
        />
      )}
      {plain.map(print)}
      <Advanced count={advanced.filter((field) => draft.input[field.name] !== undefined).length + amounts.filter((micro) => micro != null).length}>
        {advanced.map(print)}
        <DollarField
          id="price-limit"
          label="Price limit"
          placeholder="None but the account's"
          about="Whatever may cost more is not used. What has no known price is used only under such a limit, and after all that has one."
          micro={draft.maxCostMicro ?? null}
          onChange={(maxCostMicro) => changeTask(task.id, (old) => ({ ...old, maxCostMicro }))}
        />
        <DollarField
          id="hedge"
          label="For a second try"
          placeholder="None is bought"
          about="Where the first takes longer than nineteen of twenty do, a second is bought elsewhere, up to this. Whichever is here first counts; you pay for what either provider charges."
          micro={draft.hedgeMicro ?? null}
          onChange={(hedgeMicro) => changeTask(task.id, (old) => ({ ...old, hedgeMicro }))}
        />
        {hidden.length > 0 && (
          <p className="text-xs text-mute">
            {isAuto(draft.model) ? "No connected model takes" : "Not taken by this model"}:{" "}
            {hidden.map((field) => field.title.toLowerCase()).join(", ")}.
          </p>
        )}
      </Advanced>
    </>
  );
}

function Advanced({ count, children }: { count: number; children: React.ReactNode }) {
  const [open, setOpen] = useState(false);
  const id = useId();
  return (
    <div>
      <button type="button" aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)} className="quiet -ml-2 text-sm font-medium">
        <span className={`transition-transform ${open ? "" : "-rotate-90"}`}>
          <Icon name="chevron" size={16} />
        </span>
        Advanced{count > 0 && <span className="badge ml-1">{count} set</span>}
      </button>
      {open && (
        <div id={id} className="mt-3 space-y-4 border-l-2 border-line pl-4">
          {children}
        </div>
      )}
    </div>
  );
}
