// Real cases through the shipped catalogue: a model or an offer, a use, the answer, and the clause that gives it. The rules of judging are tested in spec/license-judge.test.ts.
import { expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readOffers } from "../providers/offers.ts";
import { chainOf } from "../spec/license-chain.ts";
import { dutiesOf } from "../spec/license-duties.ts";
import { judge } from "../spec/license-judge.ts";
import type { Answer, Duty, Finding, LicenseUse } from "../spec/license.ts";
import type { Offer } from "../spec/model.ts";
import { loadCatalogue } from "./catalogue.ts";

const ROOT = join(import.meta.dir, "../..");
const catalogue = await loadCatalogue(join(ROOT, "catalogue"));
const offers = new Map<string, Offer>(
  readdirSync(join(ROOT, "src/providers")).flatMap((provider) => {
    const file = join(ROOT, "src/providers", provider, "offers.json");
    return existsSync(file) ? readOffers(provider, JSON.parse(readFileSync(file, "utf8"))).map((offer) => [offer.id, offer] as const) : [];
  }),
);

/** A model is judged as if you ran its weights; "ID at home" as a server of your own offers it; an offer as it is hosted. */
function chainFor(subject: string) {
  const model = catalogue.models.get(subject);
  if (model) return chainOf(model, null, catalogue);
  const offer = offers.get(subject) ?? expect.unreachable(`${subject} is neither a model nor an offer`);
  return chainOf(catalogue.models.get(offer.model) ?? null, offer, catalogue);
}

const SELL: LicenseUse = { commercial: true };
const BIG: LicenseUse = { commercial: true, monthlyUsers: 800_000_000 };
const users = (monthlyUsers: number): LicenseUse => ({ commercial: true, monthlyUsers });
const revenue = (revenueUsd: number): LicenseUse => ({ commercial: true, revenueUsd });
const used = (territory: string | string[]): LicenseUse => ({ territory });
const shown = (outputTerritory: string): LicenseUse => ({ territory: "US", outputTerritory });
const TRAIN: LicenseUse = { trainOnOutputs: true };
const HOST: LicenseUse = { hostWeights: true };
const GIVE: LicenseUse = { redistributeWeights: true };

type Case = [subject: string, use: LicenseUse, answer: Answer, about: Finding["about"], license: string | null, clause: string | null];
const CASES: Case[] = [
  // Llama: 700 million monthly users, counted once, in the month before the release.
  ["meta/llama-3.1-8b", BIG, "no", "monthlyUsers", "llama3.1", "2"],
  ["meta/llama-3.1-8b", users(700_000_000), "yes", "monthlyUsers", "llama3.1", "2"],
  ["meta/llama-3.1-8b", users(700_000_001), "no", "monthlyUsers", "llama3.1", "2"],
  ["meta/llama-3.1-405b", { ...BIG, monthlyUsersAtRelease: 40_000_000 }, "yes", "monthlyUsers", "llama3.1", "2"],
  ["meta/llama-3.1-405b", { ...users(5_000_000), monthlyUsersAtRelease: 900_000_000 }, "no", "monthlyUsers", "llama3.1", "2"],
  ["meta/llama-3-70b", BIG, "no", "monthlyUsers", "llama3", "2"],
  ["meta/llama-3.2-3b", BIG, "no", "monthlyUsers", "llama3.2", "2"],
  ["meta/llama-3.3-70b", BIG, "no", "monthlyUsers", "llama3.3", "2"],
  ["meta/llama-4-scout", BIG, "no", "monthlyUsers", "llama4", "2"],
  ["meta/llama-3.3-70b", SELL, "yes", "commercial", "llama3.3", "1(a)"],
  ["groq:llama-3.3-70b-versatile", SELL, "yes", "outputs", "llama3.3", null],
  ["groq:llama-3.3-70b-versatile", BIG, "unknown", "monthlyUsers", "llama3.3", "2"],
  ["meta/llama-3.1-70b", TRAIN, "yes", "training", "llama3.1", "1(b)(i)"],
  ["meta/llama-3-8b", TRAIN, "unknown", "training", "llama3", "1(b)(v)"],
  ["meta/llama-3.1-70b", HOST, "yes", "hosting", "llama3.1", "1(b)(i)"],
  ["deepseek/deepseek-r1-distill-llama-8b", BIG, "no", "monthlyUsers", "llama3.1", "2"],
  // Llama 4: not for who lives in the European Union, but for the end users of somebody else's product.
  ["meta/llama-4-maverick", used("DE"), "no", "territory", "llama4", "use policy, last paragraphs"],
  ["meta/llama-4-maverick", used("EU"), "no", "territory", "llama4", "use policy, last paragraphs"],
  ["meta/llama-4-maverick", used("worldwide"), "no", "territory", "llama4", "use policy, last paragraphs"],
  ["meta/llama-4-maverick", used("US"), "yes", "territory", "llama4", "use policy, last paragraphs"],
  ["meta/llama-3.2-3b", used("DE"), "yes", "territory", "llama3.2", null],
  // Stability: a million dollars of yearly revenue.
  ["stabilityai/sd-3.5-large", revenue(999_999), "yes", "revenue", "stabilityai-community", "III"],
  ["stabilityai/sd-3.5-large", revenue(1_000_000), "yes", "revenue", "stabilityai-community", "III"],
  ["stabilityai/sd-3.5-large", revenue(1_000_001), "no", "revenue", "stabilityai-community", "III"],
  ["stabilityai/sd-3.5-large-turbo", revenue(5_000_000), "no", "revenue", "stabilityai-community", "III"],
  ["stabilityai/stable-audio-open-1.0", revenue(5_000_000), "no", "revenue", "stabilityai-community", "III"],
  ["replicate:stability-ai/stable-diffusion-3.5-large", revenue(5_000_000), "unknown", "revenue", "stabilityai-community", "III"],
  ["stability:sd3.5-large", revenue(5_000_000), "yes", "commercial", "stability-terms", null],
  ["stabilityai/sd-3.5-medium", TRAIN, "unknown", "training", "stabilityai-community", "IV(b)"],
  // FLUX: [dev] and klein 9B not for money, schnell and klein 4B free.
  ["black-forest-labs/flux.1-dev", SELL, "no", "commercial", "flux-1-dev-nc", "2(b), 1(c)"],
  ["black-forest-labs/flux.1-kontext-dev", SELL, "no", "commercial", "flux-1-dev-nc", "2(b), 1(c)"],
  ["black-forest-labs/flux.1-krea-dev", SELL, "no", "commercial", "flux-1-dev-nc", "2(b), 1(c)"],
  ["black-forest-labs/flux.2-klein-9b", SELL, "no", "commercial", "flux-nc-2.x", "2(b), 1(c)"],
  ["black-forest-labs/flux.2-dev", SELL, "no", "commercial", "flux-nc-2.x", "2(b), 1(c)"],
  ["black-forest-labs/flux.1-schnell", SELL, "yes", "commercial", "apache-2.0", "2"],
  ["black-forest-labs/flux.2-klein-4b", { ...BIG, revenueUsd: 9_000_000_000 }, "yes", "commercial", "apache-2.0", "2"],
  ["black-forest-labs/flux.1-dev", HOST, "no", "hosting", "flux-1-dev-nc", "1(c)"],
  ["fal:fal-ai/flux/dev", SELL, "unknown", "outputs", "flux-1-dev-nc", "2(d), 4(a)"],
  ["fal:fal-ai/flux/schnell", SELL, "yes", "outputs", "fal-terms", null],
  ["black-forest-labs:flux-dev", SELL, "yes", "outputs", "bfl-terms", "developer terms 3(b), 4(b)"],
  ["black-forest-labs:flux-2-klein-9b", SELL, "yes", "outputs", "bfl-terms", "developer terms 3(b), 4(b)"],
  // Tencent: not in the European Union, the United Kingdom and South Korea; outputs and hosted services included.
  ["tencent/hunyuan-video", used("DE"), "no", "territory", "tencent-hunyuan", "1(l), 2, 5(c)"],
  ["tencent/hunyuan-video", used("UK"), "no", "territory", "tencent-hunyuan", "1(l), 2, 5(c)"],
  ["tencent/hunyuan-video-1.5", used("KR"), "no", "territory", "tencent-hunyuan", "1(l), 2, 5(c)"],
  ["tencent/hunyuan-image-3.0", used(["US", "FR"]), "no", "territory", "tencent-hunyuan", "1(l), 2, 5(c)"],
  ["tencent/hunyuan-image-3.0-instruct", shown("DE"), "no", "outputTerritory", "tencent-hunyuan", "5(c)"],
  ["tencent/hunyuan-video", shown("worldwide"), "no", "outputTerritory", "tencent-hunyuan", "5(c)"],
  ["tencent/hunyuan-video", { ...SELL, ...shown("JP") }, "yes", "outputTerritory", "tencent-hunyuan", "5(c)"],
  ["fal:fal-ai/hunyuan-video-v1.5/text-to-video", shown("GB"), "no", "outputTerritory", "tencent-hunyuan", "5(c)"],
  ["fal:fal-ai/hunyuan-image/v3/text-to-image", { outputTerritory: "IT" }, "no", "outputTerritory", "tencent-hunyuan", "5(c)"],
  ["tencent/hunyuan-video", users(150_000_000), "no", "monthlyUsers", "tencent-hunyuan", "4"],
  ["tencent/hunyuan-video", TRAIN, "no", "training", "tencent-hunyuan", "5(b)"],
  // LTX: ten million dollars, the ten millionth included; and a Gemma as text encoder.
  ["lightricks/ltx-2", revenue(9_999_999), "yes", "revenue", "ltx-2-community", "2"],
  ["lightricks/ltx-2", revenue(10_000_000), "no", "revenue", "ltx-2-community", "2"],
  ["lightricks/ltx-2.5", revenue(10_000_000), "no", "revenue", "ltx-2x-community", "2.1"],
  ["fal:fal-ai/ltx-2/text-to-video/fast", revenue(20_000_000), "no", "revenue", "ltx-2-community", "2"],
  ["lightricks/ltx-2.3", SELL, "yes", "commercial", "gemma", "2.2, 3.1"],
  ["lightricks/ltx-2.5", TRAIN, "unknown", "training", "ltx-2x-community", "Attachment A, 18; 1.5"],
  // MusicGen: the weights are not for money, though the repository is MIT.
  ["meta/musicgen-medium", SELL, "no", "commercial", "cc-by-nc-4.0", "2(a)(1)"],
  ["replicate:meta/musicgen", SELL, "unknown", "outputs", "cc-by-nc-4.0", null],
  ["swivid/f5-tts", SELL, "no", "commercial", "cc-by-nc-4.0", "2(a)(1)"],
  // HiDream: free by itself, and it cannot run without a Llama.
  ["hidream/hidream-i1", SELL, "yes", "commercial", "mit", "first paragraph"],
  ["hidream/hidream-i1", BIG, "no", "monthlyUsers", "llama3.1", "2"],
  ["together:HiDream-ai/HiDream-I1-Full", BIG, "unknown", "monthlyUsers", "llama3.1", "2"],
  // Gemma: free for money; what is trained on it to be like it inherits its terms.
  ["google/gemma-3-27b", { ...BIG, revenueUsd: 9_000_000_000 }, "yes", "commercial", "gemma", "2.2, 3.1"],
  ["google/gemma-3-27b", TRAIN, "unknown", "training", "gemma", "1.1(e)"],
  ["google/gemma-3-27b", { ...HOST, ...GIVE }, "yes", "hosting", "gemma", "1.1(b), 3.1"],
  ["google/gemma-4-31b", TRAIN, "yes", "training", "apache-2.0", null],
  // Listed as Apache-2.0, made from a Llama: the base's limit holds.
  ["canopylabs/orpheus-3b", SELL, "yes", "commercial", "apache-2.0", "2"],
  ["canopylabs/orpheus-3b", BIG, "no", "monthlyUsers", "llama3.2", "2"],
  // MiniMax: three licences, one of them shut in four places, outputs included, and silent here about money.
  ["minimax/minimax-h3", used("US"), "no", "territory", "minimax-h3-community", "V.4, Exhibit A, 1"],
  ["minimax/minimax-h3", { outputTerritory: "FR" }, "no", "outputTerritory", "minimax-h3-community", "V.4"],
  ["minimax/minimax-h3", SELL, "unknown", "commercial", "minimax-h3-community", null],
  ["minimax/music-3.0", revenue(20_000_001), "no", "revenue", "minimax-music3-community", "3.2"],
  ["minimax/minimax-m2.7", SELL, "no", "commercial", "minimax-m2.7", null],
  // Others, and what is not known.
  ["xinntao/real-esrgan", SELL, "yes", "commercial", "bsd-3-clause", "first paragraph"],
  ["alibaba/qwen2.5-72b", users(100_000_001), "no", "monthlyUsers", "qwen", "4"],
  ["alibaba/qwen2.5-7b", users(900_000_000), "yes", "commercial", "apache-2.0", "2"],
  ["moonshotai/kimi-k2.6", { ...users(900_000_000), revenueUsd: 9_000_000_000 }, "yes", "commercial", "kimi-modified-mit", "first paragraph"],
  ["coqui/xtts-v2", SELL, "no", "outputs", "coqui-cpml", null],
  ["mistral/mistral-large-2", SELL, "no", "commercial", "mistral-research", null],
  ["stabilityai/sdxl", { ...SELL, ...HOST }, "yes", "hosting", "openrail-pp-m", "III.4"],
  ["lightricks/ltx-video", SELL, "unknown", "license", null, null],
  ["philz1337x/clarity-upscaler", SELL, "unknown", "license", null, null],
  ["elevenlabs/eleven-v3", SELL, "unknown", "commercial", "elevenlabs-terms", "1(c)"],
  ["openai/gpt-image-2", TRAIN, "unknown", "training", "openai-terms", "3.3(e)"],
  ["xai:grok-imagine-image-2.0", TRAIN, "no", "training", "xai-terms", "3.1"],
  ["recraft:recraftv4", TRAIN, "no", "training", "recraft-terms", "7.2"],
  ["deepinfra:black-forest-labs/FLUX-1-schnell", SELL, "yes", "commercial", "deepinfra-terms", "Introduction 2(e)"],
  ["runware:runware:100@1", SELL, "unknown", "commercial", "runware-terms", null],
  // Hosts whose terms are told by readers of them: money may be made, on conditions, or it is not clear.
  ["alibaba:wan2.7-t2v", SELL, "yes", "outputs", "alibaba-terms", "4.48.1(e)"],
  ["alibaba:wan2.7-t2v", TRAIN, "unknown", "training", "alibaba-terms", "4.48.1(d)(v)"],
  ["huggingface:black-forest-labs/FLUX.1-schnell", SELL, "yes", "outputs", "huggingface-terms", "Your content; Intellectual property"],
  ["novita:qwen-image-txt2img", SELL, "yes", "commercial", "novita-terms", "2, 11"],
  ["minimax:music-2.6", SELL, "yes", "outputs", "minimax-terms", "Intellectual property"],
  ["runway:gen4_image", TRAIN, "unknown", "training", "runway-terms", null],
  ["kling/kling-3-pro", SELL, "unknown", "commercial", "kling-terms", "3.8, 10.3; of the older text 8.2.2, 1.4, 5.1"],
  ["openai/gpt-image-2", used("DE"), "yes", "territory", "openai-terms", null],
  ["openai/gpt-image-2", used("CN"), "no", "territory", "openai-terms", null],
  ["openai/gpt-image-2", used("FJ"), "unknown", "territory", "openai-terms", null],
  ["wavespeed:wavespeed-ai/flux-schnell", SELL, "unknown", "license", null, null],
];

test.each(CASES)("%s, %j: %s", (subject, use, answer, about, license, clause) => {
  const verdict = judge(chainFor(subject), use);
  expect(verdict.answer).toBe(answer);
  const found = verdict.findings.filter((each) => each.about === about && each.license === license);
  expect(found.map((each) => each.answer)).toContain(answer);
  expect(found.map((each) => each.clause)).toContain(clause);
  // Whoever reads a finding can see where it comes from.
  for (const each of verdict.findings) if (each.license !== null) expect([each.source, each.date, each.verified]).not.toContain(null);
});

test("there are at least sixty cases, and half of them name a clause of a text that was read", () => {
  expect(CASES.length).toBeGreaterThanOrEqual(60);
  expect(CASES.filter(([, , , , , clause]) => clause !== null).length).toBeGreaterThan(CASES.length / 2);
});

const duties = (subject: string, use: LicenseUse = {}) => dutiesOf(chainFor(subject), use);
const saying = (list: Duty[], about: Duty["about"], words: RegExp) => list.filter((each) => each.about === about && words.test(each.says));

test("duties follow the chain: a Llama's badge on what HiDream made, Gemma's pass-through with LTX", () => {
  expect(saying(duties("hidream/hidream-i1"), "attribution", /Built with Llama/)).toMatchObject([{ license: "llama3.1", of: "meta/llama-3.1-8b", clause: "1(b)(i)" }]);
  expect(saying(duties("together:HiDream-ai/HiDream-I1-Full"), "attribution", /Built with Llama/)).toHaveLength(1);
  expect(saying(duties("lightricks/ltx-2"), "passOn", /use restrictions/).map((each) => each.license)).toEqual(["ltx-2-community", "gemma"]);
});

test("who calls a host gives no weights on; who runs or shares them does", () => {
  const hosted = "openrouter:google/gemma-3-27b-it";
  expect(saying(duties(hosted), "passOn", /./)).toEqual([]);
  expect(saying(duties(hosted), "usePolicy", /Prohibited Use Policy/)).toHaveLength(1);
  expect(saying(duties(hosted, HOST), "passOn", /./)).toHaveLength(1);
  expect(saying(duties("google/gemma-3-27b"), "passOn", /./)).toHaveLength(1);
});

test("a limit that was not asked about is told as a duty, and one that starts a duty only above a number is left out below it", () => {
  expect(saying(duties("stabilityai/sd-3.5-large"), "limit", /one million dollars/)).toHaveLength(1);
  expect(saying(duties("black-forest-labs/flux.1-dev"), "limit", /non-commercial/)).toHaveLength(1);
  expect(saying(duties("fal:fal-ai/hunyuan-image/v3/text-to-image"), "limit", /outputs may not be used.*European Union/)).toHaveLength(1);
  const kimi = "moonshotai/kimi-k2.6";
  expect(saying(duties(kimi), "attribution", /model's name/)).toHaveLength(1);
  expect(saying(duties(kimi, { monthlyUsers: 2_000_000, revenueUsd: 30_000_000 }), "attribution", /model's name/)).toEqual([]);
  expect(saying(duties(kimi, { monthlyUsers: 200_000_000, revenueUsd: 30_000_000 }), "attribution", /model's name/)).toHaveLength(1);
});
