// The most that one press of Generate may cost, in dollars. What is above it is not used; what has no known price needs one.
import { useState } from "react";
import { LIMITS } from "../../src/spec/limits.ts";
import type { TaskId } from "../../src/spec/task.ts";
import { changeTask } from "./draft.ts";

const MICROS = 1_000_000;

export function PriceLimit({ task, micro }: { task: TaskId; micro: number | null }) {
  const [text, setText] = useState(micro === null ? "" : String(micro / MICROS));
  function change(next: string) {
    setText(next);
    const dollars = Number(next);
    const valid = next.trim() !== "" && Number.isFinite(dollars) && dollars >= 0;
    changeTask(task, (old) => ({ ...old, maxCostMicro: valid ? Math.min(LIMITS.ceilingMicro, Math.round(dollars * MICROS)) : null }));
  }
  return (
    <div>
      <label htmlFor="price-limit" className="label mb-1.5 block">
        Price limit (US dollars)
      </label>
      <input
        id="price-limit"
        type="number"
        inputMode="decimal"
        min={0}
        step="any"
        placeholder="None but the account's"
        value={text}
        onChange={(event) => change(event.target.value)}
        aria-describedby="about-price-limit"
        className="field tabular-nums"
      />
      <p id="about-price-limit" className="mt-1 text-xs text-mute">
        Whatever may cost more is not used. A model whose price is not known can only be used under such a limit.
      </p>
    </div>
  );
}
