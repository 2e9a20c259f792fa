// The gap over HTTP: is open good enough here, within the rules of who asks.
import { GAP_RULE } from "../spec/gap.ts";
import type { ApiDeps, Handlers } from "./handler.ts";

export function gapHandlers({ advice: { gap } }: ApiDeps): Pick<Handlers, "gap.look"> {
  return {
    "gap.look": async ({ identity, body }) => ({ object: "list", data: await gap.look(identity, body), rule: GAP_RULE }),
  };
}
