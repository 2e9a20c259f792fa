// Who is signed in: the one-time token from the address, the session cookie after it, and leaving. Draws nothing.
import { useQuery } from "@tanstack/react-query";
import { client, queries } from "../client.ts";

/** The token of ?token=, taken out of the address so that it is neither bookmarked nor shared. */
function takeToken(): string | null {
  const url = new URL(location.href);
  const token = url.searchParams.get("token");
  if (token === null) return null;
  url.searchParams.delete("token");
  history.replaceState(history.state, "", url.pathname + url.search + url.hash);
  return token;
}

const brought = takeToken();
let used = false;

async function whoAmI() {
  if (brought && !used) {
    used = true;
    // A token works once. One that was used before does not sign out whoever is still signed in.
    const me = await client.call("session.create", { body: { token: brought } }).catch(() => null);
    if (me) return me;
  }
  return client.call("me.get");
}

export const useMe = () => useQuery({ queryKey: ["me"], queryFn: whoAmI, staleTime: 15_000, refetchOnWindowFocus: true });

export async function signIn(tokenOrKey: string): Promise<void> {
  const me = await client.call("session.create", { body: { token: tokenOrKey.trim() } });
  queries.setQueryData(["me"], me);
}

export async function signOut(): Promise<void> {
  await client.call("session.delete");
  location.assign("/");
}

/** Ask again what is left, after something was spent. */
export const refreshMoney = () => Promise.all(["me", "ledger", "usage", "budgets"].map((name) => queries.invalidateQueries({ queryKey: [name] })));
