// What the products without an API share: nothing is ever started there. A person carries the prompt and brings the result. Sends nothing to anybody.
import { failed } from "./http.ts";
import type { Provider } from "./providers.ts";

/** The parts of a provider that a product without an API has in one way only. */
export function byHand(
  title: string,
): Pick<
  Provider,
  "local" | "neural" | "repeat" | "refusalCharged" | "progress" | "resultSeconds" | "concurrency" | "keyVariable" | "defaultUrl" | "start"
> {
  return {
    local: false,
    neural: true,
    repeat: "never",
    refusalCharged: { input: "unknown", output: "unknown" },
    progress: "none",
    resultSeconds: null,
    concurrency: 0,
    keyVariable: null,
    defaultUrl: null,
    start: async () => failed("provider.invalid", `${title} has no API; nothing can be started there.`, "no"),
  };
}

/** A whole ratio such as 16:9 for these sides, with the smallest numbers. */
export function ratioOf(width: number, height: number): string {
  const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));
  const common = divisor(width, height);
  return `${width / common}:${height / common}`;
}
