// What tests of jobs wait with: until something is so, and a door that stays shut until it is opened. Test material.
import { waitFor } from "../../test/server.ts";

/** Waits until it is so; fails by itself where it never is. */
export const until = (what: string, so: () => unknown): Promise<unknown> => waitFor(async () => Boolean(await so()), what, 20_000);

export function gate(): { open: () => void; opened: Promise<void> } {
  const { promise, resolve: open } = Promise.withResolvers<void>();
  return { open, opened: promise };
}
