// Everything known of one generation, at the side: inputs, who, money, attempts, reasons, files, licence, recipe. Changes nothing.
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { copy } from "../actions/copy.ts";
import { saveAsset } from "../actions/download.ts";
import { Duties } from "../assets/duties.tsx";
import { Player } from "../assets/player.tsx";
import { client } from "../client.ts";
import { CandidateList, RejectionList } from "../generate/auto-row.tsx";
import { useLicenses } from "../generate/catalogue.ts";
import { OPENNESS_WORDS } from "../generate/picker.tsx";
import type { Asset } from "../../src/spec/asset.ts";
import type { Attempt, Generation } from "../../src/spec/generation.ts";
import { storyOf } from "../../src/spec/story.ts";
import { taskOf } from "../../src/spec/task.ts";
import { ModelLink } from "../models/model-link.tsx";
import { Icon } from "../theme/icons.tsx";
import { useStore } from "../store.ts";
import { Sheet } from "../theme/sheet.tsx";
import { bytes, money, plural, priceOf } from "../words.ts";
import { BestMark, BestPart } from "./best-part.tsx";
import { feedStore } from "./feed-store.ts";
import { nameOf, subjectOf } from "./name.ts";
import { recipeOf } from "./recipe.ts";
import { rivalsOf } from "./rivals.ts";
import { troubleOf } from "./trouble.ts";
import { Versus } from "./versus.tsx";

export function Drawer({ generation, onClose }: { generation: Generation | undefined; onClose: () => void }) {
  return (
    <Sheet side open={generation !== undefined} onClose={onClose} title="Details">
      {generation && <Details generation={generation} />}
    </Sheet>
  );
}

function Details({ generation }: { generation: Generation }) {
  const trouble = troubleOf(generation);
  const subject = subjectOf(generation);
  const story = storyOf(generation);
  const rivals = rivalsOf(generation, useStore(feedStore).generations.values());
  const others = generation.plan.candidates.filter((one) => one.model !== generation.model || one.provider !== generation.provider);
  const titleOf = (provider: string) => generation.plan.candidates.find((one) => one.provider === provider)?.providerTitle ?? provider;
  const chosen = generation.plan.candidates.find((one) => one.model === generation.model && one.provider === generation.provider);
  return (
    <div className="space-y-7">
      {generation.assets.map((asset) => (
        <div key={asset.id} className="relative overflow-hidden rounded-xl border border-line">
          <Player asset={asset} name={nameOf(generation)} large />
          {generation.best?.asset === asset.id && <BestMark by={generation.best.by} of={asset} />}
        </div>
      ))}
      {trouble && (
        <p role="status" className="rounded-xl bg-bad-soft p-4">
          <strong className="text-bad">{trouble.title}.</strong> {trouble.detail} {trouble.next}
        </p>
      )}
      {subject && <p className="whitespace-pre-wrap font-serif text-lg leading-relaxed">{subject}</p>}
      <Inputs generation={generation} />
      {generation.best && (
        <Part title="Which is the best?">
          <BestPart generation={generation} best={generation.best} />
        </Part>
      )}
      {rivals.length > 0 && (
        <Part title="Which is better?">
          <Versus own={generation} rivals={rivals} />
        </Part>
      )}
      <Part title="Made by">
        <Facts
          facts={{
            Task: taskOf(generation.task).title,
            Model: chosen?.modelName ?? generation.model,
            "Model id": generation.model,
            Provider: chosen?.providerTitle ?? generation.provider,
            "Asked for": generation.asked,
            Seed: generation.seed,
          }}
        />
        {generation.model && (
          <ModelFacts id={generation.model} offer={generation.attempts.find((each) => each.status === "succeeded")?.offer ?? null} />
        )}
        {chosen && chosen.reasons.length > 0 && (
          <p className="mt-3 text-mute">Chosen because: {chosen.reasons.map((reason) => reason.replace(/\.$/, "")).join(" · ")}</p>
        )}
      </Part>
      <Part title="Money and time">
        <Facts
          facts={{
            Quoted: priceOf(generation.quote),
            "Of it": generation.plan.best && `${priceOf(generation.plan.best.making)} to make, ${priceOf(generation.plan.best.judging)} to judge`,
            Settled: generation.settledMicro === null ? "not yet" : money(generation.settledMicro),
            Begun: moment(generation.createdAt),
            Ended: generation.endedAt ? moment(generation.endedAt) : "not yet",
            Took: took(generation.createdAt, generation.endedAt),
            State: generation.status,
          }}
        />
      </Part>
      {generation.attempts.length > 0 && (
        <Part title="What happened, and who was paid">
          <p className="mb-3">{[...story.happened, ...story.paid].join(" ")}</p>
          <h4 className="label mb-2">{plural(generation.attempts.length, "attempt")}</h4>
          <ol className="space-y-3">
            {generation.attempts.map((attempt) => (
              <AttemptRow key={attempt.id} attempt={attempt} title={titleOf(attempt.provider)} />
            ))}
          </ol>
        </Part>
      )}
      {others.length > 0 && (
        <Part title="Others that could have">
          <CandidateList candidates={others} />
        </Part>
      )}
      {generation.plan.rejections.length > 0 && (
        <details>
          <summary className="label">Why not {plural(generation.plan.rejections.length, "other")}</summary>
          <div className="mt-3">
            <RejectionList plan={generation.plan} />
          </div>
        </details>
      )}
      {generation.assets.length > 0 && (
        <Part title={plural(generation.assets.length, "file")}>
          {generation.assets.map((asset) => (
            <AssetFacts key={asset.id} asset={asset} />
          ))}
        </Part>
      )}
      <div className="flex flex-wrap gap-2">
        <button type="button" className="button" onClick={() => void copy(JSON.stringify(recipeOf(generation), null, 2), "Recipe")}>
          <Icon name="copy" size={16} />
          Copy the recipe
        </button>
        <button type="button" className="button" onClick={() => void copy(generation.id, "Id")}>
          {generation.id}
        </button>
      </div>
    </div>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="text-sm">
      <h3 className="mb-2 font-serif text-lg">{title}</h3>
      {children}
    </section>
  );
}

function Facts({ facts }: { facts: Record<string, ReactNode> }) {
  return (
    <dl className="grid grid-cols-[7.5rem_minmax(0,1fr)] gap-x-4 gap-y-1.5">
      {Object.entries(facts)
        .filter(([, value]) => value !== null && value !== undefined && value !== "")
        .map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-mute">{name}</dt>
            <dd className="[overflow-wrap:anywhere] tabular-nums">{value}</dd>
          </div>
        ))}
    </dl>
  );
}

function Inputs({ generation }: { generation: Generation }) {
  const { subject, input } = taskOf(generation.task);
  const titleOf = (name: string) => (input.shape[name]?.meta?.()?.title as string | undefined) ?? name;
  const set = Object.entries(generation.input)
    .filter(([name]) => name !== subject)
    .map(([name, value]) => [titleOf(name), typeof value === "object" ? JSON.stringify(value) : String(value)]);
  if (set.length === 0 && generation.count === 1) return null;
  return (
    <Part title="Settings">
      <Facts facts={{ ...Object.fromEntries(set), Count: generation.count > 1 ? generation.count : null }} />
    </Part>
  );
}

/** `offer` is who made it, whose terms count beside the model's licence. */
function ModelFacts({ id, offer }: { id: string; offer: string | null }) {
  const sale = useQuery({
    queryKey: ["sale", offer],
    queryFn: () => client.call("licenses.check", { body: { offer: offer!, use: { commercial: true } } }),
    enabled: offer !== null,
    staleTime: Infinity,
    retry: false,
  }).data;
  const model = useQuery({ queryKey: ["model", id], queryFn: () => client.call("models.get", { params: { id: id } }), staleTime: Infinity }).data;
  const licenses = useLicenses().data ?? [];
  if (!model) return null;
  const license = licenses.find((row) => row.id === model.license);
  return (
    <div className="mt-1.5">
      <Facts
        facts={{
          Maker: model.maker,
          Kind: model.neural ? null : "procedural, no neural model",
          Openness: OPENNESS_WORDS[model.opennessClass],
          Licence: license?.name ?? model.license ?? "not known",
          "May be sold": sale && `${sale.answer === "unknown" ? "not known" : sale.answer}. ${sale.summary}`,
          "Rights in results": license?.outputsNote === "not addressed" ? "the licence does not say" : license?.outputsNote,
          More: <ModelLink id={model.id}>how open, what it costs, what else</ModelLink>,
        }}
      />
    </div>
  );
}

function AttemptRow({ attempt, title }: { attempt: Attempt; title: string }) {
  const charged = attempt.micro === null ? { yes: "charged", no: "not charged", unknown: "charge not known" }[attempt.charged] : money(attempt.micro);
  return (
    <li className="border-l-2 border-line pl-3">
      <span className="font-medium">{title}</span> · {attempt.status} · {charged} · {took(attempt.startedAt, attempt.endedAt) ?? "under way"}
      {attempt.bill?.providerMicro != null && (
        <span className="block text-mute">
          The provider says {money(attempt.bill.providerMicro)}
          {attempt.bill.ownMicro === null ? "" : `, our price list ${money(attempt.bill.ownMicro)}`}.
        </span>
      )}
      {attempt.failure && (
        <span className="block text-mute">
          {attempt.failure.title}. {attempt.failure.detail}
        </span>
      )}
    </li>
  );
}

function AssetFacts({ asset }: { asset: Asset }) {
  return (
    <div className="mb-4">
      <Facts
        facts={{
          Type: asset.type,
          Size: asset.width && asset.height ? `${asset.width} × ${asset.height} px` : null,
          Length: asset.seconds === null ? null : `${asset.seconds.toFixed(2)} s`,
          Bytes: bytes(asset.bytes),
          "SHA-256": <code className="text-xs">{asset.sha256}</code>,
          Id: asset.id,
        }}
      />
      <Duties asset={asset} />
      <button type="button" className="button mt-2" onClick={() => saveAsset(asset.url)}>
        <Icon name="download" size={16} />
        Download
      </button>
    </div>
  );
}

const moment = (iso: string) => new Date(iso).toLocaleString();
const took = (from: string, to: string | null) => (to ? `${((Date.parse(to) - Date.parse(from)) / 1000).toFixed(1)} s` : null);
