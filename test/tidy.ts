// The laws of the tree as functions over its text: who may import whom, where SQL, time and the environment may be touched, how files begin. Runs nothing.

export type Tree = ReadonlyMap<string, string>;

/** Lower may not know higher; the same number may not know each other. Files directly in src/ that everybody may use stand at 0. */
const LEVELS: Record<string, number> = {
  spec: 1,
  db: 2,
  blobs: 2,
  bus: 2,
  outbound: 2,
  providers: 2,
  accounts: 3,
  vault: 3,
  catalogue: 3,
  router: 3,
  ledger: 3,
  policies: 3,
  prices: 3,
  jobs: 3,
  assets: 3,
  provenance: 3,
  safety: 3,
  events: 3,
  webhooks: 3,
  generations: 4,
  advice: 5,
  arena: 5,
  evals: 5,
  audits: 5,
  api: 6,
};
/** Rooms that may see only these. */
const ONLY: Record<string, string[]> = {
  spec: ["spec"],
  router: ["spec", "router"],
  sdk: ["spec", "sdk"],
};
const EVERYBODY = ["src/clock.ts"];
/** Files that know everyone, or that read the surroundings for the others. */
const TOPS = ["src/app.ts", "src/config.ts", "src/clock.ts"];
const NAMES_THAT_SAY_NOTHING = /(^|\/)(util|utils|helper|helpers|common|misc|shared|manager|service|services|index|types)(\.|\/|$)/;

const isTest = (path: string) => /\.(test|fixture)\.tsx?$/.test(path) || path.includes("conformance") || path.includes("stand-in");
const withoutComments = (text: string) => text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|[^:"'`])\/\/.*$/gm, "$1");
const withoutStrings = (text: string) => text.replace(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g, '""');

const folderOf = (path: string) => (path.startsWith("src/") && path.split("/").length > 2 ? path.split("/")[1]! : null);

function resolveImport(from: string, target: string): string | null {
  if (!target.startsWith(".")) return null;
  const parts = from.split("/").slice(0, -1);
  for (const part of target.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== ".") parts.push(part);
  }
  return parts.join("/");
}

function importsOf(path: string, text: string): string[] {
  const found = [
    ...withoutComments(text).matchAll(/(?:^|\s)(?:import|export)\s[^;"'`]*?from\s*"([^"]+)"|import\s*\(\s*"([^"]+)"\s*\)|^import\s+"([^"]+)"/gm),
  ];
  return found.flatMap((match) => resolveImport(path, match[1] ?? match[2] ?? match[3]!) ?? []);
}

function importLaw(path: string, target: string): string | null {
  if (EVERYBODY.includes(target) || isTest(path) || path.startsWith("src/cli/")) return null;
  if (TOPS.includes(path))
    return path === "src/app.ts" || target.startsWith("src/spec/") ? null : `${path} imports ${target}: only app.ts knows everyone`;
  const [own, other] = [folderOf(path), folderOf(target)];
  if (path.startsWith("web/"))
    return target.startsWith("web/") || target.startsWith("src/sdk/") || target.startsWith("src/spec/")
      ? null
      : `${path} imports ${target}: the studio sees sdk and spec only`;
  if (!own) return null;
  if (other === own) return null;
  if (ONLY[own]) return other && ONLY[own].includes(other) ? null : `${path} imports ${target}: ${own} sees ${ONLY[own].join(" and ")} only`;
  if (!other) return `${path} imports ${target}: only app.ts and the command line may`;
  const [low, high] = [LEVELS[other], LEVELS[own]];
  if (low === undefined || high === undefined) return `${path} imports ${target}: ${low === undefined ? other : own} has no level in test/tidy.ts`;
  return low < high ? null : `${path} imports ${target}: import down, never sideways, never up`;
}

function doorLaw(path: string, target: string): string | null {
  const [own, other] = [folderOf(path), folderOf(target)];
  if (!other || own === other || other === "spec" || isTest(path)) return null;
  if (path === "src/app.ts" || path.startsWith("web/") || path.startsWith("src/cli/") || path.startsWith("bin/") || path.startsWith("bench/"))
    return null;
  // A level above its own room conducts it whole: the API binds each of the conductor's parts.
  if (own === "api" && other === "generations") return null;
  const door = `src/${other}/${other}.ts`;
  return target === door ? null : `${path} imports ${target}: enter ${other} by its door, ${door}`;
}

interface TextLaw {
  says: string;
  pattern: RegExp;
  /** Where it is allowed. */
  except: (path: string) => boolean;
  /** Looks at the text with strings left in. */
  strings?: boolean;
}

const driver = (path: string) => /^src\/(db|blobs|bus)\//.test(path);
const TEXT_LAWS: TextLaw[] = [
  {
    says: "SQL belongs in store.ts, the database drivers and migrations/",
    pattern: /\bsql`/,
    except: (path) => path.endsWith("/store.ts") || path.startsWith("src/db/"),
  },
  {
    says: "process.env is read in config.ts only",
    pattern: /\bprocess\.env\b|\bBun\.env\b|\bimport\.meta\.env\b/,
    except: (path) => path === "src/config.ts",
  },
  {
    says: "time and chance come from clock.ts",
    pattern: /\bDate\.now\b|\bnew Date\b|\bDate\.parse\b|\bMath\.random\b|\bperformance\.now\b/,
    except: (path) => path === "src/clock.ts",
  },
  {
    says: "Bun. is for drivers, app.ts and the command line",
    pattern: /\bBun\.[a-zA-Z]|from "bun(:|")/,
    except: (path) => driver(path) || path === "src/app.ts" || path.startsWith("src/cli/"),
    strings: true,
  },
  {
    says: "shared code never asks for a name: let each declare its own answer",
    pattern:
      /\b(provider|engine|task|model|vendor)(\.?(id|name|kind))?\s*[=!]==?\s*"(?!auto")[a-z]|\bcase "(openai|fal|builtin|anthropic|google|text-to-image|chat)"/i,
    except: (path) => /^src\/(providers\/[^/]+\/|cli\/)/.test(path) || path.startsWith("web/"),
    strings: true,
  },
];

function textLaws(path: string, text: string): string[] {
  if (!path.startsWith("src/") || isTest(path)) return [];
  const code = withoutComments(text);
  const bare = withoutStrings(code);
  return TEXT_LAWS.filter((law) => !law.except(path) && law.pattern.test(law.strings ? code : bare)).map((law) => `${path}: ${law.says}`);
}

function headLaw(path: string, text: string): string | null {
  const lines = text.split("\n").filter((line) => !line.startsWith("#!"));
  const opening = lines.findIndex((line) => !line.startsWith("//"));
  if (opening >= 1 && opening <= 3) return null;
  return `${path}: begin with one to three lines that say what it is and what it is not`;
}

const CODE = /^(src|web|test|bench|bin|examples)\/.*\.(ts|tsx|mjs)$/;

/** Everything in the tree that breaks a law; empty when it is tidy. */
export function problemsOf(tree: Tree): string[] {
  const problems: string[] = [];
  for (const [path, text] of tree) {
    if (NAMES_THAT_SAY_NOTHING.test(path)) if (!/^web\/index\.html$/.test(path)) problems.push(`${path}: a name that says nothing`);
    if (/^src\/[^/]+$/.test(path) && !TOPS.includes(path)) problems.push(`${path}: directly in src/ stand only ${TOPS.join(", ")}`);
    if (/^src\//.test(path) && path.split("/").length > (path.startsWith("src/providers/") ? (path.endsWith(".json") ? 5 : 4) : 3))
      problems.push(`${path}: src/<folder>/<file>, only a provider nests deeper`);
    if (!CODE.test(path)) continue;
    const head = headLaw(path, text);
    if (head) problems.push(head);
    problems.push(...textLaws(path, text));
    for (const target of importsOf(path, text))
      problems.push(...[importLaw(path, target), doorLaw(path, target)].filter((problem) => problem !== null));
  }
  return problems;
}
