// The keyboard: which keys do what, the listener, and the sheet that "?" opens. What an action does is its own file.
import { createStore, useStore } from "../store.ts";
import { Sheet } from "../theme/sheet.tsx";
import { focusPrompt } from "./focus-prompt.ts";
import { pressGenerate } from "./generate.ts";
import { chooseModality } from "./choose-modality.ts";

export interface Shortcut {
  /** As `KeyboardEvent.key`; `mod` is Cmd on a Mac, else Ctrl. Without `mod` it is silent while someone types. */
  keys: string;
  title: string;
  run(event: KeyboardEvent): void;
}

/** How the key is called on this machine. */
export const MOD = /Mac|iPhone|iPad/.test(navigator.userAgent) ? "⌘" : "Ctrl";
export const sheetOpen = createStore(false);
const MODALITIES = ["image", "video", "music", "sound", "voice", "text"] as const;

export const SHORTCUTS: Shortcut[] = [
  { keys: "mod+Enter", title: "Generate, from anywhere", run: pressGenerate },
  { keys: "/", title: "Go to the prompt", run: focusPrompt },
  ...MODALITIES.map((modality, index) => ({
    keys: String(index + 1),
    title: modality[0]!.toUpperCase() + modality.slice(1),
    run: () => chooseModality(modality),
  })),
  { keys: "?", title: "This sheet", run: () => sheetOpen.set(true) },
];

const typing = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** The keys of an event, written as in the table. */
export function keysOf(event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey">): string {
  return (event.ctrlKey || event.metaKey ? "mod+" : "") + (event.altKey ? "alt+" : "") + event.key;
}

export function listenForKeys(): () => void {
  const heard = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing) return;
    const keys = keysOf(event);
    const shortcut = SHORTCUTS.find((one) => one.keys === keys);
    if (!shortcut || (!keys.startsWith("mod+") && (typing(event.target) || document.querySelector("[role=dialog]")))) return;
    event.preventDefault();
    shortcut.run(event);
  };
  window.addEventListener("keydown", heard);
  return () => window.removeEventListener("keydown", heard);
}

export function ShortcutSheet() {
  const open = useStore(sheetOpen);
  return (
    <Sheet open={open} onClose={() => sheetOpen.set(false)} title="Keyboard" narrow>
      <dl className="divide-y divide-line">
        {[...SHORTCUTS, { keys: "Esc", title: "Close what is open" }].map((shortcut) => (
          <div key={shortcut.keys} className="flex justify-between gap-6 py-2">
            <dt>{shortcut.title}</dt>
            <dd>
              <kbd className="rounded-md border border-line bg-sunk px-2 py-0.5 font-sans text-sm">{shortcut.keys.replace("mod+", `${MOD} + `)}</kbd>
            </dd>
          </div>
        ))}
      </dl>
    </Sheet>
  );
}
