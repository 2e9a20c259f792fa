// The README's table of providers, printed from what they declare: `node bin/bun.mjs run bin/providers-table.ts --write` puts it there. A test holds the README to it.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadCatalogue } from "../src/catalogue/catalogue.ts";
import { mountProviders, type Mounted } from "../src/providers/providers.ts";

const ROOT = join(import.meta.dir, "..");
const MARKS = ["<!-- providers: written by bin/providers-table.ts -->", "<!-- end of providers -->"] as const;
const SHOWN_MODELS = 4;

const TASK_WORDS: Record<string, string> = {
  "text-to-image": "images",
  "image-to-image": "edits",
  "image-upscale": "upscale",
  "background-removal": "background",
  "text-to-video": "video",
  "image-to-video": "video from images",
  "text-to-music": "music",
  "text-to-sound": "sound",
  "text-to-speech": "speech",
  "speech-to-text": "transcription",
  chat: "chat",
};
const CHECKED = {
  run: "run",
  specification: "requests validated against",
  recorded: "recorded exchanges,",
  documented: "a stand-in made from",
} as const;

const rank = ({ provider }: Mounted) => (!provider.neural ? 0 : provider.handOff ? 3 : provider.local ? 2 : 1);

/** The table as Markdown, one row a provider: the built-in first, then hosted ones, servers of your own, and those by hand. */
export async function providersTable(): Promise<string> {
  const catalogue = await loadCatalogue(join(ROOT, "catalogue"));
  const mounts = mountProviders({ providerKey: () => null, providerUrl: () => null, servers: {}, discover: true });
  const rows = mounts
    .toSorted((a, b) => rank(a) - rank(b) || a.provider.title.localeCompare(b.provider.title))
    .map(({ provider }) => {
      const models = [...new Set(provider.offers.map((offer) => offer.model))].map((id) => catalogue.models.get(id)?.name ?? id);
      const more = models.length - SHOWN_MODELS;
      const tasks = [...new Set(provider.offers.flatMap((offer) => Object.keys(offer.tasks)))].map((task) => TASK_WORDS[task] ?? task);
      const on = provider.handOff
        ? "by hand: `oak handoff`"
        : provider.keyVariable
          ? `\`${provider.keyVariable}\``
          : provider.local && provider.discover
            ? "found when it runs"
            : "always on";
      return [
        provider.title,
        on,
        tasks.join(", ") || "what its list of models says",
        models.length === 0 ? "those that it lists" : `${models.slice(0, SHOWN_MODELS).join(", ")}${more > 0 ? `, and ${more} more` : ""}`,
        `${provider.handOff ? "written from" : CHECKED[provider.checked.how]} ${provider.checked.source} (${provider.checked.date})`,
      ];
    });
  const head = ["provider", "turned on by", "tasks", "models", "how its adapter was checked"];
  return [head, head.map(() => "---"), ...rows]
    .map((row) => `| ${row.map((cell) => cell.replaceAll("|", "\\|").replaceAll("\n", " ")).join(" | ")} |`)
    .join("\n");
}

/** The README with the table between its marks. */
export function withTable(readme: string, table: string): string {
  const [from, to] = [readme.indexOf(MARKS[0]), readme.indexOf(MARKS[1])];
  if (from < 0 || to < from) throw new Error("the README has lost its marks for the table of providers");
  return `${readme.slice(0, from + MARKS[0].length)}\n${table}\n${readme.slice(to)}`;
}

if (import.meta.main) {
  const table = await providersTable();
  const path = join(ROOT, "README.md");
  if (process.argv.includes("--write")) writeFileSync(path, withTable(readFileSync(path, "utf8"), table));
  else console.log(table);
}
