// Money, time and sizes as a person reads them on a terminal.

/** Micros of a dollar as $0.04 or $0.0006. */
export function money(micro: number): string {
  const value = micro / 1_000_000;
  if (value >= 0.01) return `$${value.toFixed(value >= 1 ? 2 : 3).replace(/(\.\d\d)0$/, "$1")}`;
  return micro === 0 ? "$0" : `$${Number(value.toPrecision(2)).toFixed(6).replace(/0+$/, "")}`;
}

export const seconds = (value: number): string =>
  value < 1 ? "under 1 s" : value < 90 ? `about ${Math.round(value)} s` : `about ${Math.round(value / 60)} min`;

export function size(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 * 1024 ? `${(bytes / 1024).toFixed(0)} KiB` : `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}
