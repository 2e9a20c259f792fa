// A progress bar on standard error, where that is a terminal; plain lines of what changed where it is not.

const WIDTH = 24;

export interface Bar {
  show(progress: number | null, stage: string | null): void;
  clear(): void;
}

export function progressBar(quiet: boolean): Bar {
  const terminal = process.stderr.isTTY === true;
  let told = "";
  if (quiet) return { show: () => undefined, clear: () => undefined };
  return {
    show(progress, stage) {
      const share = progress === null ? null : Math.min(1, Math.max(0, progress));
      const filled = Math.round((share ?? 0) * WIDTH);
      const bar = share === null ? "·".repeat(WIDTH) : "█".repeat(filled) + "░".repeat(WIDTH - filled);
      const percent = share === null ? "    " : `${String(Math.round(share * 100)).padStart(3)}%`;
      if (terminal) process.stderr.write(`\r\x1b[2K${bar} ${percent} ${stage ?? ""}`);
      else if (stage && stage !== told) process.stderr.write(`${stage}\n`);
      told = stage ?? told;
    },
    clear() {
      if (terminal) process.stderr.write("\r\x1b[2K");
    },
  };
}
