// One model by the questions that people ask: a short answer to each at the top, all that is known below. The parts are files beside this one.
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { client, wordsOf } from "../client.ts";
import { useTasks } from "../generate/catalogue.ts";
import { openTask } from "../generate/draft.ts";
import type { ModelPage as Page } from "../../src/spec/model-page.ts";
import { sellWords } from "../../src/spec/model-words.ts";
import { classWords } from "../../src/spec/openness.ts";
import { Icon } from "../theme/icons.tsx";
import { dollars, plural } from "../words.ts";
import { LicensePart } from "./license-part.tsx";
import { ModelLink } from "./model-link.tsx";
import { CostPart, DataPart, leastOf } from "./offers-part.tsx";
import { OpennessPart } from "./openness-part.tsx";
import { Source } from "./question.tsx";
import { SafetyPart } from "./safety-part.tsx";
import { ElsePart, FitPart, QualityPart } from "./worth-part.tsx";

export function ModelPage() {
  const { _splat: id = "" } = useParams({ from: "/models/$" });
  const page = useQuery({ queryKey: ["model-page", id], queryFn: () => client.call("models.page", { params: { id } }) });
  return (
    <main className="mx-auto max-w-4xl px-5 py-8">
      <Link to="/models" className="quiet -ml-2 text-sm">
        <span className="rotate-90">
          <Icon name="chevron" size={14} />
        </span>
        All models
      </Link>
      {page.isPending && (
        <div role="status" aria-label="Loading" className="mt-6 space-y-4">
          <div className="waiting h-10 w-2/3 rounded-xl" />
          <div className="waiting h-28 rounded-2xl" />
          <div className="waiting h-64 rounded-2xl" />
        </div>
      )}
      {page.error && (
        <div role="alert" className="mt-6">
          <h1 className="font-serif text-3xl">{wordsOf(page.error).title}</h1>
          <p className="mt-2 text-mute">{wordsOf(page.error).detail}</p>
          <button type="button" className="button mt-4" onClick={() => void page.refetch()}>
            Try again
          </button>
        </div>
      )}
      {page.data && <Whole key={page.data.model.id} page={page.data} />}
    </main>
  );
}

function Whole({ page }: { page: Page }) {
  return (
    <article>
      <Head page={page} />
      <Short page={page} />
      <OpennessPart page={page} />
      <LicensePart page={page} />
      <DataPart page={page} />
      <CostPart page={page} />
      <ElsePart page={page} />
      <QualityPart page={page} />
      <SafetyPart page={page} />
      <FitPart page={page} />
    </article>
  );
}

function Head({ page: { model, licenses } }: { page: Page }) {
  const navigate = useNavigate();
  const tasks = useTasks().data ?? [];
  const task = tasks.find((one) => model.tasks.includes(one.id));
  const use = () => {
    openTask(task!.id, task!.modality, { model: model.id });
    void navigate({ to: "/" });
  };
  const { status, shutdown, successor, source, date } = model.lifecycle;
  const license = licenses[0]?.license;
  return (
    <header className="mt-3">
      <div className="flex flex-wrap items-end justify-between gap-4">
        <div className="min-w-0">
          <h1 className="font-serif text-4xl [overflow-wrap:anywhere]">{model.name}</h1>
          <p className="mt-1 text-mute">
            {[model.maker, model.parameters && `${model.parameters} parameters`, model.released && `released ${model.released}`]
              .filter(Boolean)
              .join(" · ")}
          </p>
        </div>
        {model.available && task && (
          <button type="button" className="button-leaf" onClick={use}>
            Use it
          </button>
        )}
      </div>
      <p className="mt-3 max-w-prose">{model.summary}</p>
      <p className="mt-3 flex flex-wrap gap-1.5">
        <span className="badge">{classWords(model.opennessClass)}</span>
        {license && <span className="badge whitespace-normal!">{license.name}</span>}
        {!model.neural && <span className="badge">procedural, no neural model</span>}
        <span className="badge">{model.available ? "can be used now" : "cannot be used now"}</span>
      </p>
      <p className={`mt-3 text-sm ${status === "active" ? "text-mute" : "text-warn"}`}>
        {status === "active" ? "Active" : status.charAt(0).toUpperCase() + status.slice(1)}
        {shutdown && `, ${status === "retired" ? "ended" : "ends"} ${shutdown}`}
        {successor && (
          <>
            ; its successor is <ModelLink id={successor}>{successor}</ModelLink>
          </>
        )}
        . <Source source={source} date={date} />
      </p>
    </header>
  );
}

const where = (services: Page["services"]): string => {
  if (services.length === 0) return "Nobody offers it here";
  if (services.every((one) => one.offer.data.local)) return "It stays on your own machines";
  const away = new Set(services.filter((one) => !one.offer.data.local).map((one) => one.offer.provider)).size;
  return `To one of ${plural(away, "service")}${services.some((one) => one.offer.data.local) ? ", or nowhere" : ""}`;
};

function elseWords(alternatives: Page["alternatives"]): string {
  const count = (kind: string) => new Set(alternatives.filter((one) => one.kind === kind).map((one) => one.model)).size;
  const parts = [
    [count("more-open"), "more open"],
    [count("cheaper"), "cheaper"],
    [count("allowed"), "allowed where this is not"],
  ].flatMap(([many, words]) => (many === 0 ? [] : [`${many} ${words}`]));
  return parts.join(", ") || (count("successor") > 0 ? "Its successor" : "Nothing better by these rules");
}

function goodWords({ ratings, here }: Page): string {
  const told = ratings[0] ?? null;
  const share = told?.value ?? here[0]?.quality ?? null;
  return share === null ? "Not measured" : `Wins ${Math.round(share * 100)} of 100 against the middle one`;
}

function safeWords(safety: Page["safety"]): string {
  const known = safety.filter(({ facts }) => facts.length > 0).length;
  return known === 0 ? "Nothing is known" : `Something is known of ${known} in ${safety.length} aspects`;
}

/** An answer to each question in a line; each leads to its part. */
function Short({ page }: { page: Page }) {
  const least = leastOf(page.services);
  const answers: [string, string, string][] = [
    ["open", "How open?", classWords(page.openness.opennessClass)],
    ["sell", "May I sell it?", sellWords(page.sell)],
    ["data", "Where does my input go?", where(page.services)],
    ["cost", "What does it cost?", least === null ? "Not known" : least === 0 ? "Free" : `From ${dollars(least)} an example`],
    ["good", "How good?", goodWords(page)],
    ["safe", "How safe?", safeWords(page.safety)],
    ["else", "What else?", elseWords(page.alternatives)],
  ];
  return (
    <nav aria-label="In short" className="mt-6 grid gap-px overflow-hidden rounded-2xl border border-line bg-line sm:grid-cols-2 lg:grid-cols-4">
      {answers.map(([id, question, answer]) => (
        <a key={id} href={`#${id}`} className="bg-raised px-4 py-3 last:sm:col-span-2 hover:bg-leaf-soft/50">
          <span className="label block">{question}</span>
          <span className="mt-0.5 block font-medium first-letter:uppercase">{answer}</span>
        </a>
      ))}
    </nav>
  );
}
