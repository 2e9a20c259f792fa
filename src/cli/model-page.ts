// One model told on a terminal: how open, may I sell it, where does my input go, what does it cost, how good and safe, what else. Only words: the facts are the API's.
import type { Duty, Finding } from "../spec/license.ts";
import type { Licensed, ModelPage, ServiceView } from "../spec/model-page.ts";
import {
  CHECKED_WORDS,
  dataFacts,
  licenseFacts,
  priceLines,
  quoteWords,
  safetyWords,
  sellWords,
  sensedWords,
  VERIFIED_WORDS,
  voiceWords,
} from "../spec/model-words.ts";
import {
  classWords,
  CLASS_RULE,
  FOLLOW_RULE,
  GROUND_WORDS,
  LAYER_WORDS,
  OPENNESS_LAYERS,
  type OpennessClaim,
  relationWords,
} from "../spec/openness.ts";
import { SENSE_IDS, SENSES } from "../spec/senses.ts";
import { hereWords, sliceWords } from "../spec/vote.ts";
import { table } from "./output.ts";
import { money } from "./words.ts";

const sentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
const indent = (text: string) => text.replace(/^(?=.)/gm, "  ");

function claimWords(claim: OpennessClaim): string {
  const ground = GROUND_WORDS[claim.ground];
  const source = claim.source === ground ? "" : `; ${ground}`;
  return `${claim.value ?? "not known"}: ${claim.source}${claim.row ? ` (${claim.row})` : ""}, ${claim.date}${source}${claim.note ? `. ${claim.note}` : ""}`;
}

function openPart({ openness, transparency, descendants }: ModelPage): string {
  const layers = OPENNESS_LAYERS.map((name) => {
    const { value, claims, contradicted } = openness.layers[name];
    const rest = claims.map((claim, at) => `    ${at === 0 ? "followed" : "also    "}  ${claimWords(claim)}`);
    return [`${LAYER_WORDS[name]}: ${value ?? "not known"}${contradicted ? " (sources contradict each other)" : ""}`, ...rest].join("\n");
  });
  const lineage = openness.lineage.map(
    (one) => `It ${relationWords(one)} ${one.name} (${classWords(one.opennessClass)})${one.source ? `: ${one.source}, ${one.date}` : ""}.`,
  );
  const makers = transparency.makers.map((one) => `${one.source} ${one.edition}: ${one.maker} tells ${one.points[0]} of ${one.points[1]} points.`);
  const verdicts = transparency.verdicts.map((one) => `${one.source} on ${one.row}: ${one.verdict} (${one.date}).`);
  const children = descendants.length > 0 ? [`On it hang: ${descendants.map((one) => one.name).join(", ")}.`] : [];
  return [
    `${sentence(classWords(openness.opennessClass))}. ${openness.why}`,
    ...layers,
    ...lineage,
    ...children,
    ...verdicts,
    ...makers,
    ...transparency.attributions,
  ].join("\n");
}

function licenseWords({ of, license }: Licensed): string {
  if (!license) return `${of}: not known`;
  const facts = licenseFacts(license).map(([name, value]) => `${name.toLowerCase()}: ${value}`);
  return `${of}: ${license.name}; ${facts.join("; ")}. ${license.source}, ${license.date}; ${VERIFIED_WORDS[license.verified]}`;
}

function priceWords({ offer }: ServiceView): string {
  const lines = priceLines(offer.price, money) ?? ["not known"];
  return `${lines.slice(0, 3).join(", ")}${lines.length > 3 ? `, and ${lines.length - 3} more lines` : ""}`;
}

const exampleWords = ({ examples }: ServiceView) =>
  examples.map(({ task, quote }) => `${examples.length > 1 ? `${task} ` : ""}${quoteWords(quote, money)}`).join(", ");

function dataWords({ offer: { data } }: ServiceView): string {
  const facts = dataFacts(data).map(([name, value]) => `${name.toLowerCase()}: ${value}`);
  return `${facts.join("; ")} (${data.source}, ${data.date})`;
}

function costPart({ services, fits }: ModelPage): string {
  if (services.length === 0) return "No provider that this version can reach offers it.";
  const examples = fits.filter((fit) => fit.offers > 0).map((fit) => `${fit.title.toLowerCase()}, ${fit.example}`);
  const rows = services.map((one) => [
    one.providerTitle,
    one.handOff ? "by hand" : one.off ? "off" : one.failing ? "failing" : "on",
    priceWords(one),
    exampleWords(one),
    one.offer.price ? `${one.offer.price.source}, ${one.offer.price.date}` : "",
  ]);
  return `${table([["WHERE", "NOW", "PRICE", "EXAMPLE", "SOURCE"], ...rows])}\nThe example: ${examples.join("; ")}.`;
}

function qualityPart({ ratings, here, styles }: ModelPage): string {
  const published = ratings.map((one) => {
    const interval = one.ciLow === null ? "" : ` (${one.ciLow} to ${one.ciHigh})`;
    return `${one.task}: ${one.rating}${interval} on ${one.source}, ${one.date}; ${Math.round(one.value * 100)} of 100 votes against its middle system.`;
  });
  const own = here.map(
    (one) =>
      `${one.task}: believed to win ${Math.round(one.quality * 100)} ± ${Math.max(1, Math.round(one.qualityError * 100))} of 100, with what was said here: ${hereWords(one)}.`,
  );
  const byStyle = styles.flatMap((one) => [
    `${one.task} for ${one.style}: believed to win ${Math.round(one.quality * 100)} ± ${Math.max(1, Math.round(one.qualityError * 100))} of 100.`,
    ...one.slices.map((each) => `  ${sliceWords(each)} (${each.source}, ${each.date}, ${each.url})`),
  ]);
  return [...(published.length > 0 ? published : ["Nobody whose figures are here measured it over all."]), ...own, ...byStyle].join("\n");
}

function fitPart({ fits, model }: ModelPage): string {
  if (fits.length === 0) return "Nothing by itself: other models need it.";
  const lines = fits.map((fit) =>
    fit.offers === 0
      ? `${fit.title}: nobody offers it here.`
      : `${fit.title}: ${fit.inputs.map((input) => `${input.title.toLowerCase()} (${input.words})`).join(", ")}${fit.sizes.length > 0 ? `; sizes ${fit.sizes.join(", ")}` : ""}.`,
  );
  const senses = fits.flatMap((fit) =>
    SENSE_IDS.flatMap((sense) => {
      const told = fit[sense];
      return told ? [`${SENSES[sense].title}: ${sensedWords(told)}${told.source ? ` (${told.source}, ${told.date})` : ""}.`] : [];
    }),
  );
  return [model.summary, ...lines, ...senses].join("\n");
}

function sellPart({ sell, licenses }: ModelPage): string {
  const told = (each: Finding | Duty) => `${each.says} (${voiceWords(each)})`;
  return [
    `${sellWords(sell)}. ${sell.summary}`,
    ...sell.findings.filter(({ answer }) => answer !== "yes").map(told),
    ...sell.offers.map(({ offer, answer, says }) => `At ${offer}: ${answer}${answer === "yes" ? "" : `. ${says}`}`),
    ...sell.duties.map((each) => `Duty: ${told(each)}`),
    ...licenses.map(licenseWords),
    sell.note,
  ].join("\n");
}

function safetyPart({ safety }: ModelPage): string {
  return safety
    .flatMap(({ name, facts, silent }) => [
      `${name}${facts.length === 0 ? ": not known" : ""}`,
      ...facts.map((fact) => {
        const how = fact.verified ? `; ${CHECKED_WORDS[fact.verified]}` : "";
        return `  ${[fact.of, ...fact.tasks].join(", ")}: ${safetyWords(fact)} ${fact.source}${fact.url ? `, ${fact.url}` : ""}, ${fact.date}${how}`;
      }),
      ...(facts.length > 0 && silent.length > 0 ? [`  Not known: ${silent.join("; ")}`] : []),
    ])
    .join("\n");
}

/** The whole page. The headings are the questions that people ask. */
export function pageWords(page: ModelPage): string {
  const { model, services, alternatives } = page;
  const { status, shutdown, successor } = model.lifecycle;
  const life = `${status}${shutdown ? `, ends ${shutdown}` : ""}${successor ? `; successor ${successor}` : ""} (${model.lifecycle.source}, ${model.lifecycle.date})`;
  const parts: [string, string][] = [
    ["How open is it?", openPart(page)],
    ["May I sell what it makes?", sellPart(page)],
    ["Where does my input go?", services.map((one) => `${one.providerTitle}: ${dataWords(one)}`).join("\n") || "Nowhere: nobody offers it here."],
    ["What does it cost?", costPart(page)],
    ["How good is it?", qualityPart(page)],
    ["How safe is it?", safetyPart(page)],
    ["What can I ask it for?", fitPart(page)],
    [
      "What else?",
      alternatives
        .map((one) => `${one.kind.replace("-", " ")}${one.task ? ` for ${one.task}` : ""}: ${one.name} (${one.model}). ${one.reason}`)
        .join("\n") || "Nothing better by these rules.",
    ],
  ];
  const head = `${model.name} (${model.id}) by ${model.maker}\n${sentence(life)}${model.notes.map((note) => `\n${note}`).join("")}`;
  return [head, ...parts.map(([title, text]) => `${title}\n${indent(text)}`), `${FOLLOW_RULE}\n${CLASS_RULE}`].join("\n\n");
}
