// Where an input goes, and what it costs: the offers of a model side by side, each price and each term with its source. Chooses none: that is the plan.
import { Link } from "@tanstack/react-router";
import type { ModelPage, ServiceView } from "../../src/spec/model-page.ts";
import { dataFacts, priceLines, quoteWords } from "../../src/spec/model-words.ts";
import { about, dollars, plural } from "../words.ts";
import { CARD, Facts, Question, Source } from "./question.tsx";

/** Vendors' prices with every digit that they have; a hundred-millionth of a dollar is the price of some tokens. */
const exact = (micro: number) => `$${(micro / 1_000_000).toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 8 })}`;

function State({ one }: { one: ServiceView }) {
  const [dot, words] = one.handOff
    ? ["border border-edge", "by hand"]
    : one.off !== null
      ? ["border border-edge", "off"]
      : one.failing !== null || one.health === "failing"
        ? ["bg-warn", "failing lately"]
        : ["bg-leaf", one.health === "healthy" ? "on, healthy" : "on"];
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap" title={one.off ?? one.failing ?? undefined}>
      <span aria-hidden className={`size-2.5 rounded-full ${dot}`} />
      {words}
    </span>
  );
}

/** The same provider may serve it by several offers: its terms are told once. */
const oncePerProvider = (services: ServiceView[]) =>
  services.filter((one, at) => services.findIndex((other) => other.offer.provider === one.offer.provider) === at);

export function DataPart({ page: { services } }: { page: ModelPage }) {
  const providers = oncePerProvider(services);
  return (
    <Question id="data" title="Where does my input go?" answer={<DataAnswer services={providers} />}>
      <ul className="grid items-start gap-3 sm:grid-cols-2">
        {providers.map((one) => (
          <li key={one.offer.provider} className={CARD} aria-label={one.providerTitle}>
            <p className="flex flex-wrap items-center justify-between gap-x-3">
              <span className="font-medium">{one.providerTitle}</span>
              <span className="text-sm text-mute">
                <State one={one} />
              </span>
            </p>
            <div className="mt-2">
              <Facts facts={dataFacts(one.offer.data)} />
            </div>
            <p className="mt-2">
              <Source source={one.offer.data.source} date={one.offer.data.date} />
            </p>
          </li>
        ))}
      </ul>
    </Question>
  );
}

function DataAnswer({ services }: { services: ServiceView[] }) {
  if (services.length === 0) return <>Nowhere: nobody that this version can reach offers it.</>;
  const local = services.filter((one) => one.offer.data.local);
  const away = services.filter((one) => !one.offer.data.local);
  const safe = away.filter((one) => one.offer.data.trainsOnInputs === false);
  return (
    <>
      {local.length > 0 && `With ${local.map((one) => one.providerTitle).join(" and ")} it never leaves your own machines. `}
      {away.length > 0 &&
        `To the service that you use. ${safe.length === 0 ? "None of them is known not to train on it." : `Known not to train on it: ${safe.map((one) => one.providerTitle).join(", ")}.`}`}
    </>
  );
}

export function CostPart({ page: { services, fits } }: { page: ModelPage }) {
  const examples = fits.filter((fit) => fit.offers > 0).map((fit) => `${fit.title.toLowerCase()}, ${fit.example}`);
  const titles = new Map(fits.map((fit) => [fit.task, fit.title]));
  return (
    <Question id="cost" title="What does it cost?" answer={<CostAnswer services={services} />}>
      {services.length > 0 && (
        <div className="overflow-x-auto rounded-2xl border border-line bg-raised" tabIndex={0} role="region" aria-label="Offers side by side">
          <table className="w-full text-sm">
            <thead>
              <tr>
                {["Where", "Now", "Its example", "Price", "Time"].map((head) => (
                  <th key={head} scope="col" className="label px-4 py-2 text-left">
                    {head}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody className="divide-y divide-line">
              {services.map((one) => (
                <Offer key={one.offer.id} one={one} titles={titles} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {examples.length > 0 && <p className="text-sm text-mute">Compared by one example for each task: {examples.join("; ")}.</p>}
      {services.some((one) => one.off !== null && !one.handOff) && (
        <p className="text-sm">
          <Link to="/providers" className="underline decoration-leaf underline-offset-4">
            Switch providers on
          </Link>
        </p>
      )}
    </Question>
  );
}

function Offer({ one, titles }: { one: ServiceView; titles: Map<string, string> }) {
  const lines = priceLines(one.offer.price, exact);
  const { price } = one.offer;
  return (
    <tr className="align-top">
      <th scope="row" className="px-4 py-2.5 text-left font-medium">
        {one.providerTitle}
        <span className="block text-xs font-normal text-mute [overflow-wrap:anywhere]">{one.offer.remote}</span>
      </th>
      <td className="px-4 py-2.5">
        <State one={one} />
      </td>
      <td className="px-4 py-2.5 tabular-nums">
        {one.examples.map(({ task, quote }) => (
          <span key={task} className="block whitespace-nowrap">
            {quoteWords(quote, dollars)}
            {one.examples.length > 1 && <span className="block text-xs text-mute">{titles.get(task) ?? task}</span>}
          </span>
        ))}
      </td>
      <td className="min-w-52 px-4 py-2.5 tabular-nums">
        {lines ? (
          <>
            {lines.slice(0, 4).map((line) => (
              <span key={line} className="block">
                {line}
              </span>
            ))}
            {lines.length > 4 && <span className="block text-mute">and {lines.length - 4} more</span>}
            <Source source={price!.source} date={price!.date} />
          </>
        ) : (
          <span className="italic text-mute">not known</span>
        )}
      </td>
      <td className="min-w-28 px-4 py-2.5">
        <Time one={one} />
      </td>
    </tr>
  );
}

/** As measured here of late; else what the offer declares for one output, with who says so. */
function Time({ one }: { one: ServiceView }) {
  if (one.measuredSeconds !== null) return <>{about(one.measuredSeconds)}, measured here</>;
  const [declared] = Object.values(one.offer.tasks).flatMap((terms) => terms?.seconds ?? []);
  if (!declared) return <span className="italic text-mute">not measured</span>;
  return (
    <>
      <span className="block">{about(declared.base + (declared.perImage ?? 0))}</span>
      <Source source={declared.source} date={declared.date} />
    </>
  );
}

/** The least that an example costs at an offer whose price is known; null where none is. */
export function leastOf(services: ServiceView[]): number | null {
  const known = services.flatMap((one) => one.examples.flatMap((example) => example.quote?.highMicro ?? []));
  return known.length > 0 ? Math.min(...known) : null;
}

function CostAnswer({ services }: { services: ServiceView[] }) {
  if (services.length === 0) return <>Nobody that this version can reach offers it.</>;
  const least = leastOf(services);
  const unpriced = services.filter((one) => one.offer.price === null).length;
  return (
    <>
      {least === null ? "Not known." : least === 0 ? "Nothing, where it is free." : `From ${dollars(least)} for the example.`}
      {unpriced > 0 && least !== null && ` The price of ${unpriced} of ${plural(services.length, "offer")} is not known, and counts as free nowhere.`}
    </>
  );
}
