// The first room: the panel at the left, what was made at the right; on a phone one at a time. Each part is in its own folder.
import { lazy, Suspense, useState } from "react";
import { wordsOf } from "./client.ts";
import { useTasks } from "./generate/catalogue.ts";
import { Panel, useTask } from "./generate/panel.tsx";
import { FeedSection } from "./generations/feed.tsx";
import { paneStore } from "./pane.ts";
import { useStore } from "./store.ts";
import type { TaskView } from "../src/spec/http.ts";
import { Icon } from "./theme/icons.tsx";

const Chat = lazy(async () => ({ default: (await import("./chat/chat.tsx")).Chat }));

export function StudioPage() {
  const tasks = useTasks();
  if (tasks.isPending)
    return (
      <main className="p-8 text-mute" role="status">
        Loading…
      </main>
    );
  if (tasks.error)
    return (
      <main className="p-8" role="alert">
        {wordsOf(tasks.error).detail}
      </main>
    );
  return <Room tasks={tasks.data} />;
}

function Room({ tasks }: { tasks: TaskView[] }) {
  const task = useTask(tasks);
  const pane = useStore(paneStore);
  const [small] = useState(() => matchMedia("(max-width: 1023px)"));
  const toFeed = () => small.matches && paneStore.set("feed");
  return (
    <main className="lg:grid lg:grid-cols-[22.5rem_minmax(0,1fr)]">
      <aside
        aria-label="Create"
        className={`border-line bg-panel max-lg:min-h-[calc(100dvh-7rem)] max-lg:pb-[calc(3.5rem+env(safe-area-inset-bottom))] lg:sticky lg:top-14 lg:block lg:h-[calc(100dvh-3.5rem)] lg:overflow-y-auto lg:border-r ${pane === "create" ? "" : "max-lg:hidden"}`}
      >
        <Panel tasks={tasks} task={task} onSent={toFeed} />
      </aside>
      <div className={`min-w-0 max-lg:pb-20 ${pane === "feed" ? "" : "max-lg:hidden"}`}>
        {task.live ? (
          <Suspense fallback={null}>
            <Chat task={task} />
          </Suspense>
        ) : (
          <FeedSection tasks={tasks} task={task} />
        )}
      </div>
      <nav
        aria-label="Create or feed"
        className="fixed inset-x-0 bottom-0 z-30 grid grid-cols-2 border-t border-line bg-panel pb-[env(safe-area-inset-bottom)] lg:hidden"
      >
        {(["create", "feed"] as const).map((one) => (
          <button
            key={one}
            type="button"
            aria-pressed={pane === one}
            onClick={() => paneStore.set(one)}
            className="flex h-14 flex-col items-center justify-center text-xs font-medium text-mute aria-pressed:text-leaf"
          >
            <Icon name={one === "create" ? "edit" : task.live ? "text" : "image"} size={20} />
            {one === "create" ? "Create" : task.live ? "Chat" : "Feed"}
          </button>
        ))}
      </nav>
    </main>
  );
}
