// What a verdict is, how several become one, and how scorecard and money are printed. Runs nothing and judges no single fault.

/** From best to worst; "not run" is no verdict and counts as none. */
export const VERDICTS = ["pass", "partial", "safe", "fail", "not run"] as const;
export type Verdict = (typeof VERDICTS)[number];

export interface Judgement {
  verdict: Verdict;
  reason: string;
}

/** Money in whole micros of a dollar. `userMicro` is null where the target tells nobody. */
export interface Money {
  /** Jobs and answers that a provider took on. */
  submitted: number;
  providerMicro: number;
  userMicro: number | null;
  /** Whole files that the user has, or whole answers of chat. */
  kept: number;
}

/** What every fault says of itself. */
export interface About {
  id: string;
  title: string;
  does: string;
  expects: string;
  /** What a target must have for it; by default an OpenAI-compatible endpoint is enough. */
  needs?: "jobs" | "process";
  /** It mostly waits: started first, so that nobody waits for it at the end. */
  waits?: true;
}

export interface Scored extends Judgement {
  about: About;
  money: Money;
  seconds: number;
}

export const judged = (verdict: Verdict, reason: string): Judgement => ({ verdict, reason });
export const passed = (reason: string): Judgement => judged("pass", reason);

/** The worst of several, with its reason. */
export function worst(...all: Judgement[]): Judgement {
  return all.reduce((found, each) => (VERDICTS.indexOf(each.verdict) > VERDICTS.indexOf(found.verdict) ? each : found));
}

/** How many of each, in the order of VERDICTS: "14 pass, 1 partial, 1 fail". */
export function tally(scored: readonly Scored[]): string {
  const counts = VERDICTS.map((verdict) => [verdict, scored.filter((each) => each.verdict === verdict).length] as const);
  return counts
    .filter(([verdict, count]) => count > 0 || verdict === "pass")
    .map(([verdict, count]) => `${count} ${verdict}`)
    .join(", ");
}

function sum(scored: readonly Scored[]): Money {
  const known = scored.every(({ money }) => money.userMicro !== null);
  const total = (of: (money: Money) => number) => scored.reduce((found, { money }) => found + of(money), 0);
  return {
    submitted: total((money) => money.submitted),
    providerMicro: total((money) => money.providerMicro),
    userMicro: known ? total((money) => money.userMicro ?? 0) : null,
    kept: total((money) => money.kept),
  };
}

const cells = ({ submitted, providerMicro, userMicro, kept }: Money) => [submitted, providerMicro, userMicro ?? "?", kept].map(String);

function table(rows: readonly string[][], right: readonly number[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const line = (row: string[]) =>
    row.map((cell, column) => (right.includes(column) ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!))).join("  ");
  return rows.map((row) => line(row).trimEnd()).join("\n");
}

/** The scorecard with its money, as text. */
export function printed(scored: readonly Scored[]): string {
  const head = ["", "verdict", "fault", "submitted", "provider µ$", "user µ$", "kept", "s"];
  const rows = scored.map(({ about, verdict, money, seconds }) => [about.id, verdict, about.title, ...cells(money), seconds.toFixed(1)]);
  const all = ["", "", "in all", ...cells(sum(scored)), ""];
  const why = scored.filter(({ verdict }) => verdict !== "pass").map(({ about, verdict, reason }) => `${about.id} ${verdict}: ${reason}`);
  const [chat, media] = ["S", "M"].map((letter) => scored.filter(({ about }) => about.id.startsWith(letter)));
  const sums = [
    ["chat", chat!],
    ["media", media!],
  ] as const;
  return [
    table([head, ...rows, all], [3, 4, 5, 6, 7]),
    ...(why.length > 0 ? ["", ...why] : []),
    "",
    ...sums.filter(([, part]) => part.length > 0).map(([name, part]) => `${name}: ${tally(part)} (of ${part.length})`),
  ].join("\n");
}

const WRITTEN = /<!-- faults: written by bench\/faults\/faults\.ts -->\n[\s\S]*?<!-- end of faults -->/;

/** The README with this scorecard in its place. */
export function withScores(readme: string, scored: readonly Scored[], date: string): string {
  const part = (name: string, letter: string) => {
    const own = scored.filter(({ about }) => about.id.startsWith(letter));
    const count = (verdict: Verdict) => own.filter((each) => each.verdict === verdict).length;
    const { submitted, providerMicro, userMicro, kept } = sum(own);
    return `| ${[name, own.length, ...VERDICTS.slice(0, 4).map(count), submitted, providerMicro, userMicro ?? "?", kept].join(" | ")} |`;
  };
  const rows = [
    `| ${date} | faults | ${VERDICTS.slice(0, 4).join(" | ")} | taken on by providers | charged by them, µ$ | charged to users, µ$ | kept |`,
    `|---|${"--:|".repeat(9)}`,
    part("chat", "S"),
    part("media", "M"),
  ];
  const lacking = scored.filter(({ verdict }) => verdict !== "pass").map(({ about, verdict }) => `${about.id} ${about.title} (${verdict})`);
  const rest = lacking.length > 0 ? `\nNot passed: ${lacking.join(", ")}.\n` : "";
  return readme.replace(WRITTEN, () => `<!-- faults: written by bench/faults/faults.ts -->\n\n${rows.join("\n")}\n${rest}\n<!-- end of faults -->`);
}
