// Who could do the work: each provider, on or off, why, and what to set or start. Changes no setting.
import { wordsOf } from "../client.ts";
import { useProviders, useTasks } from "../generate/catalogue.ts";
import type { ProviderStatus } from "../../src/spec/model.ts";
import { plural } from "../words.ts";

export function ProvidersPage() {
  const providers = useProviders();
  const titles = new Map((useTasks().data ?? []).map((task) => [task.id as string, task.title]));
  const all = providers.data ?? [];
  const on = all.filter((one) => one.state === "on");
  const off = all.filter((one) => one.state === "off");
  return (
    <main className="mx-auto max-w-3xl px-5 py-10">
      <h1 className="font-serif text-4xl">Providers</h1>
      <p className="mt-2 text-mute">Engines of your own machine and services of others. OpenOak uses those that are on.</p>
      {providers.isPending && (
        <p role="status" className="mt-8 text-mute">
          Loading…
        </p>
      )}
      {providers.error && (
        <p role="alert" className="mt-8 text-bad">
          {wordsOf(providers.error).detail}
        </p>
      )}
      {providers.data && on.length === 0 && (
        <p className="mt-8 rounded-xl bg-warn-soft p-4">None is on. Set one of the keys below, or start a local server, and start OpenOak again.</p>
      )}
      {on.length > 0 && <Group title="On" list={on} titles={titles} />}
      {off.length > 0 && <Group title="Off" list={off} titles={titles} />}
    </main>
  );
}

function Group({ title, list, titles }: { title: string; list: ProviderStatus[]; titles: Map<string, string> }) {
  return (
    <section aria-label={title} className="mt-8">
      <h2 className="label mb-2">{title}</h2>
      <ul className="divide-y divide-line rounded-2xl border border-line bg-raised">
        {list.map((one) => (
          <Row key={one.id} one={one} titles={titles} />
        ))}
      </ul>
    </section>
  );
}

function Row({ one, titles }: { one: ProviderStatus; titles: Map<string, string> }) {
  const on = one.state === "on";
  return (
    <li className="px-5 py-4">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span aria-hidden className={`size-2.5 rounded-full ${on ? (one.health === "failing" ? "bg-warn" : "bg-leaf") : "border border-edge"}`} />
        <h3 className="font-medium">{one.title}</h3>
        {one.local && <span className="badge">local</span>}
        {one.health === "failing" && <span className="badge text-warn!">failing lately</span>}
        {one.offers > 0 && <span className="ml-auto text-sm text-mute tabular-nums">{plural(one.offers, "model")}</span>}
      </div>
      <p className="mt-1 text-mute [overflow-wrap:anywhere]">
        {sentence(one.reason)} {!on && one.hint}
      </p>
      {on && one.tasks.length > 0 && <p className="mt-1 text-sm text-mute">{one.tasks.map((task) => titles.get(task) ?? task).join(" · ")}</p>}
      {one.url && <p className="mt-1 text-xs text-mute [overflow-wrap:anywhere]">{one.url}</p>}
    </li>
  );
}

const sentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? "" : "."}`;
