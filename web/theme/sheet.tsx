// The one dialog of the studio, in the middle or at the side, fetched when it is first needed. Its content is the caller's.
import { lazy, Suspense, useState } from "react";
import type { SheetProps } from "./sheet-dialog.tsx";

const load = () => import("./sheet-dialog.tsx");
const SheetDialog = lazy(async () => ({ default: (await load()).SheetDialog }));

/** Once the page is quiet, so that the first sheet opens at once. */
setTimeout(() => void load().catch(() => undefined), 2500);

export function Sheet(props: SheetProps) {
  const [used, setUsed] = useState(props.open);
  if (props.open && !used) setUsed(true);
  return used ? (
    <Suspense fallback={null}>
      <SheetDialog {...props} />
    </Suspense>
  ) : null;
}
