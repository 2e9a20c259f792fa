// The dialog behind every sheet: title, close button, Esc, focus kept inside and given back. Loaded when the first sheet opens; use sheet.tsx.
import { Dialog } from "@base-ui/react/dialog";
import type { ReactNode } from "react";
import { Icon } from "./icons.tsx";

export interface SheetProps {
  open: boolean;
  onClose: () => void;
  title: string;
  children: ReactNode;
  side?: boolean;
  narrow?: boolean;
}

export function SheetDialog({ open, onClose, title, children, side, narrow }: SheetProps) {
  const place = side
    ? "inset-y-0 right-0 w-full max-w-xl border-l"
    : `left-1/2 top-[max(1rem,8vh)] max-h-[84vh] w-[calc(100vw-1.5rem)] -translate-x-1/2 rounded-2xl border ${narrow ? "max-w-md" : "max-w-3xl"}`;
  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-black/40 transition-opacity data-[ending-style]:opacity-0 data-[starting-style]:opacity-0" />
        <Dialog.Popup
          className={`fixed z-50 flex flex-col overflow-hidden border-line bg-panel text-ink shadow-float transition-opacity outline-none data-[ending-style]:opacity-0 data-[starting-style]:opacity-0 ${place}`}
        >
          <div className="flex items-center justify-between border-b border-line py-3 pl-5 pr-3">
            <Dialog.Title className="font-serif text-xl">{title}</Dialog.Title>
            <Dialog.Close aria-label="Close" className="quiet size-9 p-0">
              <Icon name="cancel" />
            </Dialog.Close>
          </div>
          <div className="min-h-0 flex-1 overflow-y-auto p-5">{children}</div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
