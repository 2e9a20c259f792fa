// Everything made, newest first, as far back as one scrolls. What one card shows is card.tsx; what is true is live.ts.
import { useEffect, useRef, useState } from "react";
import { wordsOf } from "../client.ts";
import { MODALITIES } from "../generate/catalogue.ts";
import type { TaskView } from "../../src/spec/http.ts";
import { useStore } from "../store.ts";
import { Card, PendingCard } from "./card.tsx";
import { Drawer } from "./drawer.tsx";
import { Empty } from "./empty.tsx";
import { feedStore, inOrder } from "./feed-store.ts";
import { loadHead, loadPage } from "./live.ts";
import { Masonry, type Tile } from "./masonry.tsx";
import { tileHeight } from "./tile-height.ts";

const PENDING_PX = 380;
const HEAD_MS = 15_000;

export function FeedSection({ tasks, task }: { tasks: TaskView[]; task: TaskView }) {
  const feed = useStore(feedStore);
  const [filter, setFilter] = useState("all");
  const [open, setOpen] = useState<string | null>(null);
  const paging = usePaging(feed.next);
  const modalityOf = (id: string) => tasks.find((one) => one.id === id)?.modality;
  const all = inOrder(feed);
  const fits = (id: string) => filter === "all" || modalityOf(id) === filter;
  const tiles: Tile[] = [
    ...feed.pending
      .filter((one) => fits(one.ask.task))
      .map((pending) => ({ key: pending.key, height: () => PENDING_PX, draw: () => <PendingCard pending={pending} /> })),
    ...all
      .filter((one) => fits(one.task))
      .map((generation) => ({
        key: generation.id,
        height: (width: number) => tileHeight(generation, width),
        draw: () => <Card generation={generation} onOpen={setOpen} />,
      })),
  ];
  const started = feed.next !== undefined;
  const shownGeneration = open ? feed.generations.get(open) : undefined;
  return (
    <section aria-label="Feed" aria-busy={paging.loading} className="px-4 py-5 sm:px-7">
      {(all.length > 0 || feed.pending.length > 0) && <Filter value={filter} onChange={setFilter} />}
      {paging.error !== null && (
        <div role="alert" className="mb-4 flex items-center gap-4 rounded-xl border border-bad/40 bg-bad-soft px-4 py-3">
          <span>{wordsOf(paging.error).detail}</span>
          <button type="button" className="button" onClick={() => void paging.more()}>
            Try again
          </button>
        </div>
      )}
      <Masonry tiles={tiles} onEnd={feed.next && !paging.error && !paging.loading ? paging.more : null} />
      {!started && paging.loading && (
        <div role="status" aria-label="Loading the feed" className="grid grid-cols-[repeat(auto-fill,minmax(17rem,1fr))] gap-5">
          {[1, 2, 3].map((one) => (
            <div key={one} className="waiting aspect-square rounded-2xl" />
          ))}
        </div>
      )}
      {started &&
        tiles.length === 0 &&
        (all.length === 0 ? (
          <Empty tasks={tasks} task={task} />
        ) : (
          <p className="py-16 text-center text-mute">{feed.next ? "Looking further back…" : "Nothing of this kind yet."}</p>
        ))}
      <Drawer generation={shownGeneration} onClose={() => setOpen(null)} />
    </section>
  );
}

function usePaging(next: string | null | undefined) {
  const [loading, setLoading] = useState(false);
  const [error, setError] = useState<Error | null>(null);
  const busy = useRef(false);
  const load = async (cursor?: string) => {
    if (busy.current) return;
    busy.current = true;
    setLoading(true);
    setError(null);
    await loadPage(cursor).catch(setError);
    busy.current = false;
    setLoading(false);
  };
  useEffect(() => {
    void load();
    // Another tab or the command line may have made something meanwhile.
    const seen = () => document.visibilityState === "visible" && void load();
    document.addEventListener("visibilitychange", seen);
    const timer = setInterval(() => void (document.visibilityState === "visible" && loadHead().catch(() => undefined)), HEAD_MS);
    return () => {
      document.removeEventListener("visibilitychange", seen);
      clearInterval(timer);
    };
  }, []);
  return { loading, error, more: () => load(next ?? undefined) };
}

function Filter({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  return (
    <div role="group" aria-label="Show" className="mb-5 flex gap-1 overflow-x-auto text-sm">
      {[{ id: "all", title: "All" }, ...MODALITIES].map((one) => (
        <button
          key={one.id}
          type="button"
          aria-pressed={value === one.id}
          onClick={() => onChange(one.id)}
          className="rounded-full px-3 py-1 text-mute hover:bg-leaf-soft hover:text-ink aria-pressed:bg-ink aria-pressed:text-paper"
        >
          {one.title}
        </button>
      ))}
    </div>
  );
}
