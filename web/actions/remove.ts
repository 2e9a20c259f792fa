// One action: delete a generation, with a few seconds to change one's mind before the server is told.
import { client, wordsOf } from "../client.ts";
import { isOver } from "../generations/events.ts";
import { forget, setHidden } from "../generations/feed-store.ts";
import { notify } from "../notices.tsx";
import { AppError } from "../../src/spec/error.ts";
import type { GenerationAction } from "./action.ts";

const UNDO_MS = 5000;

async function tellServer(id: string): Promise<void> {
  try {
    await client.call("generations.delete", { params: { id } });
  } catch (error) {
    if (!(error instanceof AppError && error.code === "request.not_found")) {
      setHidden(id, false);
      notify(wordsOf(error).detail);
      return;
    }
  }
  forget(id);
}

export const remove: GenerationAction = {
  id: "delete",
  title: "Delete",
  icon: "delete",
  fits: isOver,
  run({ id }) {
    setHidden(id, true);
    const finish = () => {
      removeEventListener("pagehide", leave);
      void tellServer(id);
    };
    // Whoever closes the page meant the deletion.
    const leave = () => void fetch(`/v1/generations/${encodeURIComponent(id)}`, { method: "DELETE", keepalive: true });
    const timer = setTimeout(finish, UNDO_MS);
    addEventListener("pagehide", leave);
    const away = notify("Deleted", {
      ms: UNDO_MS,
      action: {
        label: "Undo",
        run() {
          clearTimeout(timer);
          removeEventListener("pagehide", leave);
          setHidden(id, false);
          away();
        },
      },
    });
  },
};
