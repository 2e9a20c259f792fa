// What changed since when: a list of the last changes, for those who keep something worked out and need not work all of it out anew. Forgets the oldest.

export interface Changes<T> {
  /** Rises with every change. Two equal numbers: nothing changed between. */
  version(): number;
  /** What changed after that version, some of it perhaps twice; null where that is forgotten, and everything must be looked at. */
  since(version: number): readonly T[] | null;
}

export interface ChangeLog<T> extends Changes<T> {
  note(what: T): void;
  /** Everything changed. */
  all(): void;
}

export function createChangeLog<T>(most = 1_000): ChangeLog<T> {
  let version = 0;
  let kept: T[] = [];
  return {
    version: () => version,
    since: (before) => {
      const many = version - before;
      return many > kept.length || many < 0 ? null : kept.slice(kept.length - many);
    },
    note(what) {
      version += 1;
      if (kept.length >= 2 * most) kept = kept.slice(-most);
      kept.push(what);
    },
    all() {
      version += 1;
      kept = [];
    },
  };
}
