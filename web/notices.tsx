// Short messages at the bottom of the page and for screen readers: what happened, and a way back for a few seconds. Not for errors of a field.
import { createStore, useStore } from "./store.ts";

export interface Notice {
  id: number;
  text: string;
  action?: { label: string; run: () => void };
}

const shown = createStore<Notice[]>([]);
const spoken = createStore("");
let last = 0;

/** Says it to screen readers only. */
export const announce = (text: string) => spoken.set(text);

/** Shows and says a message for `ms`; returns how to take it away earlier. */
export function notify(text: string, more: { action?: Notice["action"]; ms?: number } = {}): () => void {
  const id = ++last;
  const away = () => shown.update((all) => all.filter((notice) => notice.id !== id));
  shown.update((all) => [...all.slice(-2), { id, text, action: more.action }]);
  setTimeout(away, more.ms ?? 4000);
  return away;
}

export function Notices() {
  const notices = useStore(shown);
  const words = useStore(spoken);
  return (
    <>
      <div aria-live="polite" className="sr-only">
        {words}
      </div>
      <div role="status" className="pointer-events-none fixed inset-x-0 bottom-20 z-50 flex flex-col items-center gap-2 px-4 lg:bottom-6">
        {notices.map((notice) => (
          <div key={notice.id} className="pointer-events-auto flex max-w-md items-center gap-4 rounded-xl bg-ink px-4 py-2.5 text-paper shadow-float">
            <span>{notice.text}</span>
            {notice.action && (
              <button type="button" className="rounded font-semibold underline underline-offset-4" onClick={notice.action.run}>
                {notice.action.label}
              </button>
            )}
          </div>
        ))}
      </div>
    </>
  );
}
