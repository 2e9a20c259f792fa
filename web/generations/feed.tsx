// Everything made, newest first, in rows that exist only near the window. What one card shows is card.tsx; what is true is live.ts.
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { wordsOf } from "../client.ts";
import { MODALITIES } from "../generate/catalogue.ts";
import type { TaskView } from "../../src/spec/http.ts";
import type { Generation } from "../../src/spec/generation.ts";
import { useStore } from "../store.ts";
import { Card, PendingCard } from "./card.tsx";
import { Drawer } from "./drawer.tsx";
import { Empty } from "./empty.tsx";
import { feedStore, inOrder, type Pending } from "./feed-store.ts";
import { loadPage } from "./live.ts";

const CARD_PX = 300;
/** Feeds this short are drawn whole, so that a browser's own search finds everything. */
const WHOLE_ROWS = 10;
type Entry = { pending: Pending } | { generation: Generation };

export function FeedSection({ tasks, task }: { tasks: TaskView[]; task: TaskView }) {
  const feed = useStore(feedStore);
  const [filter, setFilter] = useState("all");
  const [open, setOpen] = useState<string | null>(null);
  const paging = usePaging(feed.next);
  const modalityOf = (id: string) => tasks.find((one) => one.id === id)?.modality;
  const all = inOrder(feed);
  const fits = (id: string) => filter === "all" || modalityOf(id) === filter;
  const entries: Entry[] = [...feed.pending.filter((one) => fits(one.ask.task)).map((pending) => ({ pending })), ...all.filter((one) => fits(one.task)).map((generation) => ({ generation }))];
  const started = feed.next !== undefined;
  const shownGeneration = open ? feed.generations.get(open) : undefined;
  return (
    <section aria-label="Feed" aria-busy={paging.loading} className="px-4 py-5 sm:px-7">
      {(all.length > 0 || feed.pending.length > 0) && <Filter value={filter} onChange={setFilter} />}
      {paging.error !== null && (
        <div role="alert" className="mb-4 flex items-center gap-4 rounded-xl border border-bad/40 bg-bad-soft px-4 py-3">
          <span>{wordsOf(paging.error).detail}</span><button type="button" className="button" onClick={() => void paging.more()}>Try again</button>
        </div>
      )}
      <Rows entries={entries} onOpen={setOpen} onEnd={feed.next && !paging.error ? paging.more : null} />
      {!started && paging.loading && <div role="status" aria-label="Loading the feed" className="grid grid-cols-[repeat(auto-fill,minmax(17rem,1fr))] gap-5">{[1, 2, 3].map((one) => <div key={one} className="waiting aspect-square rounded-2xl" />)}</div>}
      {started && entries.length === 0 && (all.length === 0 ? <Empty tasks={tasks} task={task} /> : <p className="py-16 text-center text-mute">{feed.next ? "Looking further back…" : "Nothing of this kind yet."}</p>)}
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
    return () => document.removeEventListener("visibilitychange", seen);
  }, []);
  return { loading, error, more: () => load(next ?? undefined) };
}

function Filter({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  return (
    <div role="group" aria-label="Show" className="mb-5 flex gap-1 overflow-x-auto text-sm">
      {[{ id: "all", title: "All" }, ...MODALITIES].map((one) => (
        <button key={one.id} type="button" aria-pressed={value === one.id} onClick={() => onChange(one.id)} className="rounded-full px-3 py-1 text-mute hover:bg-leaf-soft hover:text-ink aria-pressed:bg-ink aria-pressed:text-paper">{one.title}</button>
      ))}
    </div>
  );
}

function Rows({ entries, onOpen, onEnd }: { entries: Entry[]; onOpen: (id: string) => void; onEnd: (() => void) | null }) {
  const box = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState({ columns: 3, top: 0 });
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const measure = () => setPlace({ columns: Math.max(1, Math.floor((element.clientWidth + 20) / CARD_PX)), top: element.offsetTop });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const rowCount = Math.ceil(entries.length / place.columns);
  const rows = useWindowVirtualizer({ count: rowCount, estimateSize: () => 400, overscan: rowCount <= WHOLE_ROWS ? WHOLE_ROWS : 2, scrollMargin: place.top, gap: 24, getItemKey: (index) => keyOf(entries[index * place.columns]) });
  const visible = rows.getVirtualItems();
  const last = visible.at(-1)?.index ?? -1;
  useEffect(() => {
    if (onEnd && last >= rowCount - 2) onEnd();
  }, [last, rowCount, onEnd === null]);
  return (
    <div ref={box} className="relative" style={{ height: rows.getTotalSize() }}>
      {visible.map((row) => (
        <div key={row.key} ref={rows.measureElement} data-index={row.index} className="absolute inset-x-0 grid items-start gap-5" style={{ transform: `translateY(${row.start - place.top}px)`, gridTemplateColumns: `repeat(${place.columns}, minmax(0, 1fr))` }}>
          {entries.slice(row.index * place.columns, (row.index + 1) * place.columns).map((entry) => ("pending" in entry ? <PendingCard key={keyOf(entry)} pending={entry.pending} /> : <Card key={keyOf(entry)} generation={entry.generation} onOpen={onOpen} />))}
        </div>
      ))}
    </div>
  );
}

const keyOf = (entry: Entry | undefined) => (!entry ? "none" : "pending" in entry ? entry.pending.key : entry.generation.id);
