// Who waits for a free place at a provider, in this process, first come first served. Only a hint: whoever waits looks for itself too, and other processes have lines of their own.

export function createLine(wake: (generation: string) => void, now: () => number) {
  const waiting = new Map<string, string[]>();
  /** Since when each stands there. */
  const since = new Map<string, number>();
  const placeOf = (provider: string, generation: string) => `${provider} ${generation}`;

  return {
    /** Stands in line; once however often it is said. Returns the place, from 1. */
    join(provider: string, generation: string): number {
      const line = waiting.get(provider) ?? [];
      waiting.set(provider, line);
      const at = line.indexOf(generation);
      if (at >= 0) return at + 1;
      since.set(placeOf(provider, generation), now());
      return line.push(generation);
    },
    /** It has a place, or needs none any more. Returns the ms that it stood there. */
    quit(provider: string, generation: string): number {
      const line = waiting.get(provider);
      const at = line?.indexOf(generation) ?? -1;
      if (at >= 0) line!.splice(at, 1);
      const began = since.get(placeOf(provider, generation));
      since.delete(placeOf(provider, generation));
      return began === undefined ? 0 : Math.max(0, now() - began);
    },
    /** A place at the provider is free: whoever waits longest may look. */
    leave(provider: string): void {
      const next = waiting.get(provider)?.[0];
      if (next) wake(next);
    },
  };
}

/**
 * How many submissions to one provider are on their way at once in this process, from the saved intent to the saved reference. A herd of intents, each waiting
 * for the commits of all others, would leave as many outcomes unknown when the process is killed.
 */
const SUBMISSIONS = 8;

export function createGate() {
  const inside = new Map<string, number>();
  const outside = new Map<string, (() => void)[]>();

  function leave(provider: string): void {
    const next = outside.get(provider)?.shift();
    if (next) return next();
    inside.set(provider, (inside.get(provider) ?? 1) - 1);
  }

  return {
    /** Resolves once there is room, with how to leave; leaving twice is leaving once. */
    async enter(provider: string): Promise<() => void> {
      if ((inside.get(provider) ?? 0) < SUBMISSIONS) inside.set(provider, (inside.get(provider) ?? 0) + 1);
      else await new Promise<void>((resolve) => outside.set(provider, [...(outside.get(provider) ?? []), resolve]));
      let left = false;
      return () => {
        if (!left) leave(provider);
        left = true;
      };
    },
  };
}

export type Line = ReturnType<typeof createLine>;
