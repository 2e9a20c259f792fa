// One action: put a text on the clipboard, and say so.
import { notify } from "../notices.tsx";

export async function copy(text: string, what: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    notify(`${what} copied`);
  } catch {
    notify("The browser did not allow copying.");
  }
}
