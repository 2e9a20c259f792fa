// The live plan of what the panel holds: asked a moment after the last change, the older question dropped. Decides nothing itself.
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { client } from "../client.ts";
import type { AskInput } from "../../src/spec/plan.ts";

const DEBOUNCE_MS = 250;

function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), DEBOUNCE_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

/** Null where there is nothing to ask yet. The last plan of the same task stays on show while the next is on its way. */
export function usePlan(ask: AskInput | null) {
  const text = ask ? JSON.stringify(ask) : "";
  const settled = useSettled(text);
  const query = useQuery({
    queryKey: ["plan", settled],
    queryFn: ({ signal }) => client.call("plans.create", { body: JSON.parse(settled) as AskInput, signal }),
    enabled: settled !== "",
    staleTime: 15_000,
    gcTime: 60_000,
    retry: false,
    placeholderData: keepPreviousData,
  });
  const plan = ask && query.data?.task === ask.task ? query.data : null;
  return { plan, error: settled === "" ? null : query.error, waiting: settled !== text || query.isFetching };
}
