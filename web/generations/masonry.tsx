// Cards in columns of their own heights, each below the shortest; only those near the window exist. Knows cards by key and expected height.
import { useWindowVirtualizer, type VirtualItem, type Virtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from "react";

const COLUMN_PX = 300;
const GAP_PX = 20;
/** Above this one is at the top, and wants to see what comes in. */
const AT_TOP_PX = 160;
/** Feeds this short are drawn whole, so that a browser's own search finds everything. */
const WHOLE = 30;

export interface Tile {
  key: string;
  /** Expected height at a column's width; measured once drawn. */
  height: (width: number) => number;
  draw: () => ReactNode;
}

/** `onEnd` is called when the last tiles come near; null where nothing is older. */
export function Masonry({ tiles, onEnd }: { tiles: Tile[]; onEnd: (() => void) | null }) {
  const box = useRef<HTMLDivElement>(null);
  const place = usePlace(box);
  const virtual = useWindowVirtualizer({
    count: place.columns === 0 ? 0 : tiles.length,
    lanes: Math.max(1, place.columns),
    gap: GAP_PX,
    overscan: tiles.length <= WHOLE ? WHOLE : 6,
    scrollMargin: place.top,
    getItemKey: (index) => tiles[index]?.key ?? index,
    estimateSize: (index) => tiles[index]?.height(place.width) ?? 400,
  });
  useEffect(() => virtual.measure(), [place.columns, virtual]);
  const drawn = virtual.getVirtualItems();
  useAnchor(virtual, tiles, drawn);
  const last = drawn.reduce((most, item) => Math.max(most, item.index), -1);
  const atEnd = last >= tiles.length - place.columns * 2;
  useEffect(() => {
    if (onEnd && atEnd && place.columns > 0) onEnd();
  }, [atEnd, tiles.length, onEnd === null, place.columns]);
  return (
    <div ref={box} className="relative" style={{ height: virtual.getTotalSize() }}>
      {drawn.map((item) => (
        <div
          key={item.key}
          ref={virtual.measureElement}
          data-index={item.index}
          className="absolute left-0 top-0"
          style={{ width: place.width, transform: `translate(${item.lane * (place.width + GAP_PX)}px, ${item.start - place.top}px)` }}
        >
          {tiles[item.index]?.draw()}
        </div>
      ))}
    </div>
  );
}

/** Whoever has scrolled down keeps what they look at in its place when something new comes in above. */
function useAnchor(virtual: Virtualizer<Window, Element>, tiles: Tile[], drawn: VirtualItem[]) {
  const held = useRef<{ key: unknown; first: string | undefined; start: number } | null>(null);
  const first = tiles[0]?.key;
  useLayoutEffect(() => {
    const last = held.current;
    const scrolled = window.scrollY;
    if (last && last.first !== first && scrolled > AT_TOP_PX) {
      const index = tiles.findIndex((tile) => tile.key === last.key);
      const start = virtual.measurementsCache[index]?.start;
      if (start !== undefined && start !== last.start) window.scrollTo({ top: scrolled + start - last.start, behavior: "instant" });
    }
    const seen = drawn.filter((item) => item.end > window.scrollY).sort((a, b) => a.start - b.start)[0];
    held.current = seen ? { key: seen.key, first, start: seen.start } : null;
  });
}

function usePlace(box: React.RefObject<HTMLDivElement | null>) {
  const [place, setPlace] = useState({ columns: 0, width: 0, top: 0 });
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const measure = () => {
      const full = element.clientWidth;
      const columns = full === 0 ? 0 : Math.max(1, Math.floor((full + GAP_PX) / COLUMN_PX));
      const top = element.getBoundingClientRect().top + window.scrollY;
      setPlace({ columns, width: (full - GAP_PX * (columns - 1)) / Math.max(1, columns), top });
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [box]);
  return place;
}
