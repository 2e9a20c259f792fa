// Prices, licences and data terms in words, for the command line and the studio alike. Pure; the money's form is the caller's.
import type { Finding, License, LicenseCheck } from "./license.ts";
import type { DataTerms } from "./model.ts";
import type { ModelPage, Sensed } from "./model-page.ts";
import type { Price } from "./price.ts";
import { PRESENCE_WORDS, type SafetyFact, type SafetyFigure } from "./safety.ts";

const sentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** Amounts that vendors write prices for; any other, such as the pixels of a usual picture, is brought down to one. */
const USUAL = [1, 1000, 1_000_000];
const PER_WORDS: Record<number, string> = { 1: "", 1000: "1,000 ", 1_000_000: "million " };

const unitWords = (unit: string) => unit.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** Each line of a price in the vendor's unit: "$0.04 per image", "$2.50 per million input tokens". Null where no price is known. */
export function priceLines(price: Price | null, money: (micro: number) => string): string[] | null {
  if (!price) return null;
  if (price.lines.every((line) => line.micro === 0)) return ["free"];
  return price.lines.map(({ unit, when, ...line }) => {
    const [micro, per] = USUAL.includes(line.per) ? [line.micro, line.per] : [Math.round(line.micro / line.per), 1];
    const only = Object.entries(when ?? {}).map(([facet, values]) => `${facet} ${values.join("/")}`);
    return `${money(micro)} per ${PER_WORDS[per]}${unitWords(unit)}${per === 1 ? "" : "s"}${only.length > 0 ? ` (${only.join(", ")})` : ""}`;
  });
}

type Quote = ModelPage["services"][number]["examples"][number]["quote"];
/** What an example costs: one price, "up to" the most, or "not known". */
export function quoteWords(quote: Quote, money: (micro: number) => string): string {
  if (!quote) return "not known";
  if (quote.highMicro === 0) return "free";
  return quote.lowMicro === quote.highMicro ? money(quote.highMicro) : `up to ${money(quote.highMicro)}`;
}

const yes = (value: boolean | null) => (value === null ? "not known" : value ? "yes" : "no");

/** Whether it has a sense, and where a server says otherwise of itself. */
export const sensedWords = ({ value, servers }: Sensed): string =>
  [yes(value), ...servers.filter((each) => each.value !== value).map((each) => `${yes(each.value)} at ${each.offer}, as its server says`)].join("; ");

const USE_WORDS = { yes: "yes", no: "no", conditional: "under conditions" } as const;

/** What a licence allows and asks for, as name and value. What it does not bound is left out; what is not known is told. */
export function licenseFacts(license: License): [string, string][] {
  const { commercialUse, monthlyUsersLimit, revenueLimitUsd, territoryExcluded } = license;
  return [
    ["Commercial use", commercialUse ? USE_WORDS[commercialUse] : "not known"],
    ...(monthlyUsersLimit === null ? [] : [["Monthly users", `up to ${monthlyUsersLimit.toLocaleString("en-US")}`] as [string, string]]),
    ...(revenueLimitUsd === null ? [] : [["Revenue", `up to $${revenueLimitUsd.toLocaleString("en-US")}`] as [string, string]]),
    ...(territoryExcluded?.length === 0 ? [] : [["Not in", territoryExcluded?.join(", ") ?? "not known which countries"] as [string, string]]),
    ["Sell outputs", yes(license.outputsCommercial)],
    ...(license.outputsNote ? [["Outputs", license.outputsNote] as [string, string]] : []),
    ...(license.trainOnOutputs ? [["Training on outputs", license.trainOnOutputs] as [string, string]] : []),
    ...(license.attribution ? [["Attribution", license.attribution] as [string, string]] : []),
    ...(license.derivativeNaming ? [["Naming", license.derivativeNaming] as [string, string]] : []),
    ["Policy on use", yes(license.acceptableUsePolicy)],
  ];
}

/** How a licence was checked, in words. */
export const VERIFIED_WORDS: Record<License["verified"], string> = {
  full: "read in full",
  excerpt: "read in part",
  secondary: "told by others",
  known: "general knowledge, not checked",
};

/** How any fact on safety was checked, in words: a finding's, or a licence's. */
export const CHECKED_WORDS: Record<NonNullable<SafetyFact["verified"]>, string> = {
  ...VERIFIED_WORDS,
  page: "read at its source",
  copy: "read in a copy",
};

export const figureWords = ({ value, unit, better }: SafetyFigure): string => `${value} ${unit}; ${better} is better.`;

/** What is told of safety, without its source: "Only if asked for. A request may …", "94 % of …; lower is better. A common jailbreak …". */
export function safetyWords({ presence, says, figure }: SafetyFact): string {
  return [presence && `${sentence(PRESENCE_WORDS[presence])}.`, figure && figureWords(figure), says].filter(Boolean).join(" ");
}

/** How long inputs are kept. */
export function keptWords(days: number | null): string {
  if (days === null) return "not known";
  if (days === 0) return "no";
  return days < 1 ? `${Math.max(1, Math.round(days * 24))} h` : `${days} ${days === 1 ? "day" : "days"}`;
}

/** What becomes of inputs, as name and value. */
export function dataFacts({ local, trainsOnInputs, paying, retentionDays, regions, subprocessors }: DataTerms): [string, string][] {
  if (local) return [["Where", "on your own machines: nothing leaves them"]];
  return [
    [
      "Trains on inputs",
      paying && trainsOnInputs === null ? `${yes(paying.trainsOnInputs)} where the account pays, else not known` : yes(trainsOnInputs),
    ],
    ["Keeps inputs", keptWords(retentionDays)],
    ["Where", regions?.join(", ") ?? "not known"],
    ["Subprocessors", subprocessors?.join(", ") ?? "not known"],
  ];
}

/** The first answer to "may I sell what it makes?": of the weights run by yourself, and beside it of the services. Unknown is never yes. */
export function sellWords({ answer, chain, duties, offers }: LicenseCheck): string {
  if (answer === "yes") return duties.some(({ about }) => about !== "limit") ? "Yes, with duties" : "Yes";
  const at = offers.filter((each) => each.answer === "yes").length;
  const alone = chain.some(({ right }) => right === "run");
  if (at === 0) return answer === "no" ? "No" : "Not known";
  const own = alone ? (answer === "no" ? "Not by running it yourself" : "Not known if you run it yourself") : "Not everywhere";
  return `${own}; yes at ${at} ${at === 1 ? "service" : "services"}`;
}

/** Whose text a finding or a duty is from, as name of the licence, of what, and which clause. */
export const voiceWords = ({ license, of, clause }: Pick<Finding, "license" | "of" | "clause">): string =>
  [license ? `${license} of ${of}` : of, clause && `clause ${clause}`].filter(Boolean).join(", ");
