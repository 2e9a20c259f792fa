// Lyrics as the sections of a composition plan: headers such as [chorus] divide them, and the song's length is shared out. Sends nothing, drops no line.

export interface Section {
  name: string;
  lines: string[];
  ms: number;
}

/** The plan's own limits, in the OpenAPI file of 2026-08-22: sections of 3 to 120 s, at most 30 of them, each of at most 30 lines of 200 characters. */
const LIMIT = { shortMs: 3_000, longMs: 120_000, sections: 30, lines: 30, lineChars: 200, songMs: 600_000 };
/** What is sung without a length is given as long as singing it takes: about four seconds a line. */
const LINE_MS = 4_000;
const LEAST_MS = 20_000;

/** A line in pieces that are short enough, cut between words. */
function cut(line: string): string[] {
  if (line.length <= LIMIT.lineChars) return [line];
  const space = line.lastIndexOf(" ", LIMIT.lineChars);
  const at = space > 0 ? space : LIMIT.lineChars;
  return [line.slice(0, at), ...cut(line.slice(at).trim())];
}

function divided(lyrics: string): { name: string; lines: string[] }[] {
  const sections: { name: string; lines: string[] }[] = [];
  for (const line of lyrics.split(/\r?\n/).map((each) => each.trim())) {
    const header = /^\[([^\]]{1,100})\]:?$/.exec(line)?.[1];
    if (header !== undefined) sections.push({ name: header, lines: [] });
    else if (line !== "") {
      if (sections.length === 0) sections.push({ name: "Verse", lines: [] });
      for (const piece of cut(line)) {
        const last = sections.at(-1)!;
        if (last.lines.length < LIMIT.lines) last.lines.push(piece);
        else sections.push({ name: last.name, lines: [piece] });
      }
    }
  }
  return sections.length > 0 ? sections : [{ name: "Verse", lines: [] }];
}

/** The sections of a song of this length; where it is not given, as long as the lines need. */
export function sectionsOf(lyrics: string, seconds?: number): Section[] {
  const sections = divided(lyrics);
  const sung = Math.max(LEAST_MS, sections.reduce((sum, each) => sum + each.lines.length, 0) * LINE_MS);
  const total = Math.min(LIMIT.songMs, seconds === undefined ? sung : Math.round(seconds * 1000));
  const most = Math.max(1, Math.min(LIMIT.sections, Math.floor(total / LIMIT.shortMs)));
  // More sections than the song has room for: neighbors become one.
  const perGroup = Math.ceil(sections.length / most);
  const groups = Array.from({ length: Math.ceil(sections.length / perGroup) }, (_, index) =>
    sections.slice(index * perGroup, (index + 1) * perGroup),
  );
  const planned = groups.map((group) => ({ name: group[0]!.name, lines: group.flatMap((each) => each.lines) }));
  while (planned.length < Math.ceil(total / LIMIT.longMs)) planned.push({ name: "Instrumental", lines: [] });
  const each = Math.floor(total / planned.length);
  return planned.map((section, index) => ({ ...section, ms: index === 0 ? total - each * (planned.length - 1) : each }));
}
