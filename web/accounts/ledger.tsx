// Every entry of the ledger in words, and the same as a file. Moves no money.
import { useInfiniteQuery } from "@tanstack/react-query";
import { client } from "../client.ts";
import { dollars } from "../words.ts";
import { KIND_WORDS } from "./budget-words.ts";
import { Part } from "./part.tsx";

export function Ledger() {
  const ledger = useInfiniteQuery({
    queryKey: ["ledger"],
    queryFn: ({ pageParam }) => client.call("ledger.list", { query: { limit: 50, ...(pageParam ? { cursor: pageParam } : {}) } }),
    initialPageParam: "",
    getNextPageParam: (last) => last.next ?? undefined,
  });
  const entries = ledger.data?.pages.flatMap((page) => page.data) ?? [];
  return (
    <Part title="Ledger" error={ledger.error}>
      {ledger.data && entries.length === 0 && <p className="text-mute">No entry yet. Free generations leave none or entries of zero.</p>}
      {entries.length > 0 && (
        <ol className="divide-y divide-line rounded-2xl border border-line bg-raised text-sm">
          {entries.map((entry) => (
            <li key={entry.id} className="grid grid-cols-[1fr_auto] gap-x-4 px-4 py-2">
              <span className="font-medium">{KIND_WORDS[entry.kind]}</span>
              <span className="text-right tabular-nums">{dollars(entry.micro)}</span>
              {entry.note && <span className="col-span-2 text-mute [overflow-wrap:anywhere]">{entry.note}</span>}
              <span className="col-span-2 text-mute [overflow-wrap:anywhere]">
                {new Date(entry.at).toLocaleString()} {entry.generation && <code>{entry.generation}</code>}
              </span>
            </li>
          ))}
        </ol>
      )}
      <p className="mt-3 flex flex-wrap gap-3">
        {ledger.hasNextPage && (
          <button type="button" className="button" disabled={ledger.isFetchingNextPage} onClick={() => void ledger.fetchNextPage()}>
            Older
          </button>
        )}
        {entries.length > 0 && (
          <a className="button" href="/v1/ledger.csv" download>
            All of it as CSV
          </a>
        )}
      </p>
    </Part>
  );
}
