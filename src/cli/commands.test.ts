// Every command as a script meets it: help, JSON, exit codes, what goes to which stream. What lies in the data folder is cli.test.ts.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { environment, ROOT, type Running, startServer, temporary } from "../../test/server.ts";
import { type OpenAiStandIn, startOpenAiStandIn } from "../providers/openai/stand-in.ts";

const COMMANDS =
  "start make image video music speech sound chat transcribe plan prompt judges best vote check evidence gap models license providers assets usage budgets projects policies prices key doctor".split(
    " ",
  );

let folder = "";
let openai: OpenAiStandIn;
let server: Running;
let variables: Record<string, string> = {};
beforeAll(async () => {
  folder = temporary("commands");
  openai = await startOpenAiStandIn({ key: "sk-secret" });
  variables = { OPENAI_API_KEY: "sk-secret", OAK_OPENAI_URL: openai.url };
  server = await startServer(folder, variables);
});
afterAll(async () => {
  await server.stop();
  await openai.close();
  rmSync(folder, { recursive: true, force: true });
});

async function oak(words: string[], input = "", more: Record<string, string> = {}) {
  const child = Bun.spawn([process.execPath, join(ROOT, "src", "cli", "cli.ts"), ...words], {
    cwd: folder,
    env: environment(folder, { ...variables, ...more }),
    stdin: new Blob([input]),
    stdout: "pipe",
    stderr: "pipe",
  });
  const [out, err, code] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text(), child.exited]);
  return { out, err, code };
}

describe("each command", () => {
  test.each(COMMANDS)("%s has help and knows --json", async (name) => {
    const { out, code } = await oak([name, "--help"]);
    expect({ code, usage: out.startsWith(`Usage: oak ${name}`), json: /--json\b(?!-)/.test(out) }).toEqual({ code: 0, usage: true, json: true });
  });

  test("is listed, with what its exit codes mean", async () => {
    const { out } = await oak(["--help"]);
    for (const name of COMMANDS) expect(out).toMatch(new RegExp(`^ {2}${name} `, "m"));
    expect(out).toContain("7 nothing can do");
  });

  test.each(["models", "license", "providers", "assets", "usage", "budgets", "projects", "policies", "prices", "key", "doctor"])(
    "%s --json is JSON",
    async (name) => {
      const { out, code } = await oak([name, "--json"]);
      expect({ code, is: typeof JSON.parse(out) }).toEqual({ code: 0, is: "object" });
    },
  );
});

describe("policies", () => {
  test("are set from a preset or options, bind, tell their versions, and are removed", async () => {
    expect((await oak(["policies"])).out).toContain("No policies.");
    expect((await oak(["policies", "presets"])).out).toMatch(/^local +Only on my machines +No input leaves/m);
    await oak(["projects", "new", "At home"]);
    const secret = (await oak(["key", "new", "Home", "--project", "At home"])).out.trim();
    const set = await oak(["policies", "set", "Home only", "--project", "At home", "--preset", "local", "--max-cost", "0.5"]);
    expect(set.out).toMatch(/^pol_\w+: project At home, version 1: only on your own machines; at most \$0\.5 a generation\.\n$/);
    const id = set.out.split(":")[0]!;
    const refused = await oak(["image", "a fox", "--model", "gpt-image-1-mini"], "", { OAK_KEY: secret });
    expect([refused.code, refused.err.includes("The policy “Home only” rules so.")]).toEqual([7, true]);
    const changed = await oak(["policies", "set", "Home only", "--project", "At home", "--no-training", "--region", "EU", "--commercial"]);
    expect(changed.out).toContain("version 2: licences that allow commercial use; nobody trains on inputs; inputs stay in EU");
    expect((await oak(["policies"])).out).toMatch(/Home only +project At home +2 +licences/);
    expect(JSON.parse((await oak(["policies", "presets", "--json"])).out)).toHaveLength(5);
    expect((await oak(["policies", "remove", id])).out).toBe("Removed the policy Home only of project At home.\n");
    expect((await oak(["policies", "versions", id])).out).toMatch(/^3 .*removed\n2 .*licences.*\n1 .*only on your own machines/m);
    for (const words of [["x"], ["x", "--preset", "none"], ["x", "--max-seconds", "soon"]])
      expect((await oak(["policies", "set", ...words])).code).toBe(2);
  }, 60_000);
});

describe("prompt", () => {
  test("says who would rewrite it and for how much; the new words alone go to standard output", async () => {
    const words = ["prompt", "a red fox", "--for", "sdxl", "--by", "gpt-4o-mini"];
    const look = await oak([...words, "--look"]);
    expect([look.code, look.out]).toEqual([0, ""]);
    expect(look.err).toContain("on OpenAI");
    const made = await oak(words);
    expect([made.code, made.out.trim().length > 0]).toEqual([0, true]);
    expect(made.err).toContain("Written for stabilityai/sdxl (image-phrases)");
    expect(JSON.parse((await oak([...words, "--json"])).out)).toMatchObject({
      prompt: "a red fox",
      for: "stabilityai/sdxl",
      enhanced: made.out.trim(),
    });
    expect((await oak([...words, "--local"])).code).toBe(7);
    expect((await oak(["prompt", "hello", "--task", "text-to-speech"])).code).toBe(2);
  }, 60_000);
});

describe("the best of several", () => {
  test("is asked for with a judge; both prices are told before, the best is saved first, and its user may say otherwise", async () => {
    expect((await oak(["judges", "--task", "text-to-speech"])).out).toBe(
      "Nobody: no chat model that can hear sounds is connected, or your rules allow none.\n",
    );
    expect((await oak(["judges"])).out).toMatch(/^openai\/gpt-4o-mini +OpenAI +\$0\.00\d/m);
    openai.controls.say = JSON.stringify({ scores: [40, 80], reason: "Sharper." });
    openai.controls.maxSidePx = 64;
    const words = [
      "image",
      "a red fox",
      "--model",
      "gpt-image-2",
      "--quality",
      "low",
      "--width",
      "1024",
      "--height",
      "1024",
      "--best-of",
      "2",
      "--judge",
      "gpt-4o-mini",
    ];
    const look = await oak(["plan", ...words.slice(1)]);
    expect(look.out).toMatch(/judged by GPT-4o mini on OpenAI: up to \$[\d.]+, of it up to \$[\d.]+ to make and up to \$[\d.]+ to judge/);
    const made = await oak(words);
    expect([made.code, made.out.trim().split("\n").length]).toEqual([0, 2]);
    const [first, second] = made.out.trim().split("\n");
    expect(made.err).toContain("openai/gpt-4o-mini says which is best: Sharper.");
    expect(made.err).toContain(`  1. ${first} · 80 of 100\n  2. ${second} · 40 of 100`);
    const done = JSON.parse((await oak([...words, "--json"])).out);
    const shown = await oak(["show", done.id]);
    expect(shown.out).toContain("GPT-4o mini on OpenAI judged all of them and chose one.");
    expect(shown.out).toMatch(new RegExp(`${done.assets[0].id} .*the best +80 of 100`));
    const other = done.assets[1].id;
    expect((await oak(["best", done.id, other])).out).toBe(`The best is ${other}, as you say.\n`);
    expect((await oak(["best", done.id])).out).toBe(`The best is ${done.assets[0].id}, as the judge says.\n`);
    openai.controls.say = "Both are nice.";
    expect((await oak(words)).err).toContain("It was not judged: The judge's answer could not be read as scores. Mark the best yourself");
    openai.controls.say = null;
    const field = async (more: string[]) => (await oak(["image", "a fox", ...more])).err;
    expect(await field(["--best-of", "2"])).toContain("--best-of needs a judge");
    expect(await field(["--best-of", "2", "--judge", "openai/gpt-oss-120b"])).toContain("Nobody can judge");
  }, 60_000);
});

describe("a check", () => {
  test("is a judge's opinion in both orders: its price before, its words after, and what it counts for", async () => {
    openai.controls.maxSidePx = 64;
    const make = async (model: string) =>
      JSON.parse((await oak(["image", "a pear", "--model", model, "--quality", "low", "--width", "1024", "--height", "1024", "--json"])).out).id;
    const [one, other] = [await make("gpt-image-2"), await make("gpt-image-1-mini")];
    const words = ["check", one, other, "--judge", "gpt-4o-mini"];
    const look = await oak([...words, "--look"]);
    expect([look.code, look.out]).toEqual([0, ""]);
    expect(look.err).toMatch(/^GPT-4o mini on OpenAI would look at both twice, once in each order · up to \$[\d.]+\n$/);
    let looks = 0;
    openai.controls.say = () => JSON.stringify({ scores: (looks += 1) % 2 === 1 ? [80, 40] : [40, 80], reason: "Rounder." });
    const { out } = await oak(words);
    expect(out.split("\n").slice(0, 3)).toEqual([
      "openai/gpt-image-2 before openai/gpt-image-1-mini, says openai/gpt-4o-mini in both orders.",
      "  openai/gpt-image-2 80 of 100, then openai/gpt-image-1-mini 40: Rounder.",
      "  openai/gpt-image-1-mini 40 of 100, then openai/gpt-image-2 80: Rounder.",
    ]);
    expect(out).toMatch(/^A machine's opinion: it counts for a little beside votes\. \$0\.00\d+\.$/m);
    openai.controls.say = JSON.stringify({ scores: [80, 40] });
    const again = await oak(words);
    expect(again.err).toContain("the new answer replaces that");
    expect(again.out).toContain("Alike: openai/gpt-4o-mini says one thing in one order and another in the other.");
    expect((await oak(["evidence"])).out).toMatch(/^openai\/gpt-image-2 .* 0 +1, as 0\.1 votes/m);
    expect((await oak(["models", "show", "openai/gpt-image-2"])).out).toContain(
      "with what was said here: 1 check by judges that count as 0.1 votes.",
    );
    openai.controls.say = null;
    expect((await oak(["check", one, other])).code).toBe(2);
    expect((await oak(["check", one, one, "--judge", "auto"])).err).toContain("a check compares two models");
  }, 60_000);
});

describe("prices", () => {
  test("are shown with their versions, and a workload is compared with a machine of one's own", async () => {
    const shown = await oak(["prices", "openai:gpt-image-1-mini"]);
    expect(shown.out).toMatch(/^[0-9a-f]{12} +20\d\d-\d\d-\d\d +\$/m);
    expect((await oak(["prices", "nobody:nothing"])).out).toContain("No price of nobody:nothing was ever seen here.");
    expect((await oak(["prices"])).out).toContain("No provider has told");
    const words = ["prices", "compare", "a fox", "--only", "openai", "--width", "1024", "--height", "1024", "--month", "50000"];
    const machine = ["--gpu-hour", "0.70", "--output-seconds", "4"];
    const { out } = await oak([...words, ...machine]);
    expect(out).toMatch(/^For 50,000 outputs a month, .*\$/);
    expect(out).toContain("Your machine: one needed, $511.35 a month");
    expect(out).toContain("One makes up to 328,725 a month");
    expect(out).toMatch(/From [\d,]+ outputs a month on it is cheaper than .* on OpenAI\./);
    const { hosted, own } = JSON.parse((await oak([...words, ...machine, "--json"])).out);
    expect([own.length, hosted.some((row: { refused: string | null }) => row.refused !== null)]).toEqual([1, true]);
    expect((await oak([...words, "--gpu-hour", "0.70"])).err).toContain("Give its measured seconds.");
    expect((await oak([...words, "--gpu-hour", "1", "--hardware", "1"])).code).toBe(2);
  }, 60_000);
});

describe("models", () => {
  test("one is told by the questions that people ask, or as JSON", async () => {
    const { out } = await oak(["models", "show", "flux-dev"]);
    expect(out).toMatch(
      /for product: believed to win \d+ ± \d+ of 100\.\n +Products: 11\.24, where 10\.77 was to be expected \(HPSv3 benchmark, 2025-08-05, https:/,
    );
    expect((await oak(["evidence", "--style", "typography"])).out).toMatch(
      /^openai\/gpt-image-2\.5-sunburst .*1481 on arena\.ai text-to-image by category \(Text rendering\), 2026-09-07$/m,
    );
    for (const heading of [
      "How open is it?",
      "May I sell what it makes?",
      "Where does my input go?",
      "What does it cost?",
      "How safe is it?",
      "What else?",
    ])
      expect(out).toContain(`\n${heading}\n`);
    expect(out).toMatch(/weights: partial\n +followed +partial: .*the licence as it was read here/);
    expect(out).toContain("$0.025 per image");
    expect(out).toMatch(/Runware.*subprocessors: not known/);
    expect((await oak(["models", "show", "gpt-4o"])).out).toMatch(
      /OpenAI.*trains on inputs: no; keeps inputs: 30 days;.*subprocessors: Microsoft, AWS, .*openai\.com/,
    );
    expect((await oak(["models", "show", "gemini-3-flash"])).out).toMatch(/Can be played sounds: yes \(models\.dev .*, 2026-07-02\)\./);
    expect((await oak(["models", "show", "gpt-6-luna"])).out).toMatch(/Can be shown pictures: yes \(models\.dev .*, 2026-09-22\)\./);
    const told = (await oak(["providers", "replicate"])).out;
    expect(told).toMatch(/keeps inputs +1 h\n/);
    expect(told).toMatch(/subprocessors +AWS, Google Cloud, /);
    expect((await oak(["providers", "wavespeed"])).out).toMatch(/trains on inputs +not known\n(.*\n)*subprocessors +not known\n/);
    expect((await oak(["providers", "anthropic"])).out).toMatch(/subprocessors +Google Cloud, AWS, Microsoft Azure/);
    expect((await oak(["models", "flux-dev"])).out).toBe(out);
    for (const words of [
      ["models", "show", "flux-dev", "--json"],
      ["models", "flux-dev", "--json"],
    ])
      expect(JSON.parse((await oak(words)).out).model.id).toBe("black-forest-labs/flux.1-dev");
  });

  test("a layer is judged with a reason, which is shown, and given back", async () => {
    const judge = (...words: string[]) => oak(["models", "override", "openoak/music", "--layer", "data", ...words]);
    expect((await judge("--value", "closed", "--reason", "No presets.")).out).toBe(
      "openoak/music: training data closed, so it counts as open weights.\n",
    );
    expect((await oak(["models", "show", "openoak/music"])).out).toMatch(/followed +closed: key "Admin", \S+; the operator's word\. No presets\./);
    expect((await judge("--value", "closed")).code).toBe(2);
    expect((await judge("--remove")).out).toContain("counts as fully open");
    expect((await judge("--remove")).code).toBe(4);
  });
});

describe("budgets", () => {
  test("are set, listed with what is used, refuse with the code for money, and are removed", async () => {
    expect((await oak(["budgets"])).out).toContain("No budgets.");
    const project = (await oak(["projects", "new", "Posters"])).out.trim();
    expect((await oak(["projects"])).out).toContain(project);
    const secret = (await oak(["key", "new", "Ana's", "--project", "Posters", "--member", "ana"])).out.trim();
    const set = await oak(["budgets", "set", "--project", "Posters", "--per", "total", "--usd", "2.50", "--generations", "1"]);
    expect(set.out).toMatch(/^bud_\w+: project Posters, at most \$2.50 and 1 generation in all\.\n$/);
    const sound = ["sound", "a beep", "--seconds", "1", "--only", "builtin", "--out", "beep.wav"];
    expect((await oak(sound, "", { OAK_KEY: secret })).code).toBe(0);
    const refused = await oak(sound, "", { OAK_KEY: secret });
    expect({ code: refused.code, out: refused.out }).toEqual({ code: 5, out: "" });
    expect(refused.err).toContain("The budget does not cover it.");
    expect((await oak(["budgets"])).out).toMatch(/project Posters +in all +\$0 of \$2.50 +1 of 1 /);
    expect((await oak(["key", "list"])).out).toMatch(/Ana's .* ana +prj_/);
    const [{ id }] = JSON.parse((await oak(["budgets", "--json"])).out);
    expect((await oak(["projects", "remove", "Posters"])).code).toBe(1);
    expect((await oak(["budgets", "remove", id])).out).toBe("Removed the budget of project Posters in all.\n");
    expect((await oak(["budgets", "remove", id])).code).toBe(4);
  }, 60_000);

  test("that make no sense end with 2, or 4 where something is not there", async () => {
    for (const [words, code] of [
      [["set"], 2],
      [["set", "--usd", "much"], 2],
      [["set", "--usd", ""], 2],
      [["set", "--usd", "-1"], 2],
      [["set", "--usd", "1e300"], 2],
      [["set", "--generations", "1.5"], 2],
      [["set", "--generations", ""], 2],
      [["set", "--generations", "-1"], 2],
      [["set", "--usd", "1", "--per", "week"], 2],
      [["set", "--usd", "1", "--project", "a", "--member", "b"], 2],
      [["set", "--usd", "1", "--project", "nowhere"], 4],
      [["set", "--usd", "1", "--key", "nobody"], 4],
      [["remove"], 2],
      [["remove", "bud_none"], 4],
    ] as const)
      expect({ words, code: (await oak(["budgets", ...words])).code }).toEqual({ words, code });
  }, 60_000);

  test("the ledger comes as a file for accountants", async () => {
    const { out, code } = await oak(["usage", "--csv"]);
    expect({ code, head: out.split("\r\n")[0] }).toEqual({ code: 0, head: "at,id,kind,debit,credit,micro,generation,key,note" });
    expect((await oak(["usage", "--csv", "--json"])).code).toBe(2);
  });
});

describe("license check", () => {
  const check = (...words: string[]) => oak(["license", "check", ...words]);

  test("ends with 0 for yes, 7 for no and 8 for unknown, and names clause, source and duties", async () => {
    const yes = await check("black-forest-labs/flux.1-schnell", "--commercial", "--users", "800_000_000");
    expect([yes.code, yes.out.split(".")[0]]).toEqual([0, "Yes"]);
    const no = await check("hidream-i1", "--commercial", "--users", "800000000", "--revenue", "5000000", "--territory", "DE");
    expect([no.code, no.out.split(".")[0]]).toEqual([7, "No"]);
    for (const said of [
      "700,000,000 monthly users",
      "clause 2",
      "llama3.1 of meta/llama-3.1-8b",
      "text read in full",
      'Show "Built with Llama"',
      "Not legal advice",
    ])
      expect(no.out).toContain(said);
    const unknown = await check("lightricks/ltx-video", "--commercial");
    expect([unknown.code, unknown.out.split(".")[0]]).toEqual([8, "Unknown"]);
  });

  test("as JSON is what the API says, and bad words are told", async () => {
    const { out, code } = await check("tencent/hunyuan-video", "--territory", "us", "--outputs", "de", "--json");
    expect(code).toBe(7);
    expect(JSON.parse(out)).toMatchObject({
      subject: "tencent/hunyuan-video",
      answer: "no",
      findings: [{ about: "outputTerritory", clause: "5(c)", answer: "no" }, {}, {}],
    });
    expect((await check("tencent/hunyuan-video", "--users", "many")).code).toBe(2);
    expect((await check("tencent/hunyuan-video", "--territory", "Germany")).code).toBe(2);
    expect((await check("nobody/nothing", "--commercial")).code).toBe(4);
  });

  test("show tells one licence clause by clause", async () => {
    const { out } = await oak(["license", "show", "tencent-hunyuan"]);
    expect(out).toContain("clause 5(c), outputs' territory: ");
    expect((await oak(["license", "show", "nobody"])).code).toBe(4);
  });
});

describe("making", () => {
  const small = ["--only", "builtin", "--width", "96", "--height", "64"];

  test("prints the path alone on standard output, and the choice, its reason, the way and the price beside it", async () => {
    const { out, err, code } = await oak(["image", "a red boat", ...small]);
    expect(code).toBe(0);
    expect(existsSync(out.trim())).toBe(true);
    for (const said of ["Built-in Picture", "because:", "Painting", "free"]) expect(err).toContain(said);
  });

  test("with --json says all of it as one object", async () => {
    const { out, err } = await oak(["image", "a blue boat", ...small, "--json"]);
    const done = JSON.parse(out);
    expect(done).toMatchObject({ status: "succeeded", model: "openoak/picture", settledMicro: 0 });
    expect(existsSync(done.files[0])).toBe(true);
    expect(err).toBe("");
  });
});

describe("an exit code", () => {
  test.each([
    ["not understood", ["image", "x", "--width", "wide"], 2, {}],
    ["a key that is not known", ["usage"], 3, { OAK_KEY: `oak_${"z".repeat(40)}` }],
    ["a model that is not there", ["models", "nobody/nothing"], 4, {}],
    ["nothing can do it", ["image", "x", "--only", "nobody"], 7, {}],
    ["no server at that address", ["models"], 1, { OAK_URL: "http://127.0.0.1:9", OAK_KEY: `oak_${"z".repeat(40)}` }],
  ] as [string, string[], number, Record<string, string>][])("tells %s", async (_what, words, code, more) => {
    const ended = await oak(words, "", more);
    expect({ code: ended.code, out: ended.out, stack: /\bat .*\.ts:\d+/.test(ended.err) }).toEqual({ code, out: "", stack: false });
  });

  test("comes with JSON where JSON was asked for", async () => {
    const { err, code } = await oak(["image", "x", "--model", "nobody/nothing", "--json"]);
    expect({ code, said: JSON.parse(err) }).toMatchObject({ code: 2, said: { code: "request.invalid", field: "model" } });
  });
});

describe("chat", () => {
  test("answers, and says beside it who does and why", async () => {
    const { out, err, code } = await oak(["chat", "hello"]);
    expect({ code, out }).toEqual({ code: 0, out: "You said: hello\n" });
    expect(err).toContain("on OpenAI");
    expect(err).toContain("because:");
  });

  test("takes a conversation from a pipe, line by line, to its end", async () => {
    const { out, code } = await oak(["chat"], "one\ntwo\n\nthree");
    expect({ code, out }).toEqual({ code: 0, out: "You said: one\nYou said: two\nYou said: three\n" });
  });
});

test("start --json says in one line where it is", async () => {
  const other = temporary("start");
  const child = Bun.spawn([process.execPath, join(ROOT, "src", "cli", "cli.ts"), "start", "--json"], {
    cwd: other,
    env: environment(other),
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  const { value } = await child.stdout.getReader().read();
  const told = JSON.parse(new TextDecoder().decode(value));
  expect(told).toMatchObject({ dataDir: other, providers: expect.arrayContaining([expect.objectContaining({ id: "builtin", state: "on" })]) });
  expect((await fetch(`${told.url}/healthz`)).status).toBe(200);
  expect(told.signIn).toStartWith(`${told.url}/?token=`);
  child.kill("SIGTERM");
  expect(await child.exited).toBe(0);
  rmSync(other, { recursive: true, force: true });
});
