// Who waits for a free place at a provider, in this process, first come first served. Only a hint: whoever waits looks for itself too, and other processes have lines of their own.

export function createLine(wake: (generation: string) => void) {
  const waiting = new Map<string, string[]>();

  return {
    /** Stands in line; once however often it is said. Returns the place, from 1. */
    join(provider: string, generation: string): number {
      const line = waiting.get(provider) ?? [];
      waiting.set(provider, line);
      const at = line.indexOf(generation);
      return at >= 0 ? at + 1 : line.push(generation);
    },
    /** It has a place, or needs none any more. */
    quit(provider: string, generation: string): void {
      const line = waiting.get(provider);
      const at = line?.indexOf(generation) ?? -1;
      if (at >= 0) line!.splice(at, 1);
    },
    /** A place at the provider is free: whoever waits longest may look. */
    leave(provider: string): void {
      const next = waiting.get(provider)?.[0];
      if (next) wake(next);
    },
  };
}

export type Line = ReturnType<typeof createLine>;
