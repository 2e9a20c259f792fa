// The studio's one client and its query cache: the same typed SDK as everyone's, with the page's own session. No state of its own.
import { QueryCache, QueryClient } from "@tanstack/react-query";
import { createClient } from "../src/sdk/sdk.ts";
import { AppError } from "../src/spec/error.ts";

export const client = createClient({ baseUrl: "" });

/** A refused key or request does not get better by asking again. */
const retry = (count: number, error: Error) => count < 2 && !(error instanceof AppError && error.row.status < 500);

/** A session that ended meanwhile is noticed by whatever is asked first; then the page asks who it belongs to, and shows the sign-in. */
const queryCache = new QueryCache({
  onError(error, query) {
    if (error instanceof AppError && error.row.status === 401 && query.queryKey[0] !== "me") void queries.resetQueries({ queryKey: ["me"] });
  },
});

/** `networkMode`: the server is mostly this machine, which answers whether or not the browser thinks it is online. */
export const queries = new QueryClient({
  queryCache,
  defaultOptions: { queries: { retry, staleTime: 30_000, refetchOnWindowFocus: false, networkMode: "always" } },
});

/** Any failure in two lines for a person. */
export function wordsOf(error: unknown): { title: string; detail: string; field: string | null } {
  if (error instanceof AppError) return { title: error.row.title, detail: error.detail, field: error.field };
  return { title: "Something went wrong", detail: error instanceof Error ? error.message : String(error), field: null };
}
