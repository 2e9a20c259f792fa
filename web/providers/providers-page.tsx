// Who could do the work: each provider, on, off or by hand, why, and what to do about it. One of them is provider-row.tsx.
import { useState } from "react";
import { wordsOf } from "../client.ts";
import { useProviders, useTasks } from "../generate/catalogue.ts";
import type { ProviderStatus } from "../../src/spec/model.ts";
import { Icon } from "../theme/icons.tsx";
import { ProviderRow } from "./provider-row.tsx";

const GROUPS = [
  { title: "On", fits: (one: ProviderStatus) => one.state === "on" },
  { title: "Off", fits: (one: ProviderStatus) => one.state === "off" && !one.handOff },
  { title: "By hand", fits: (one: ProviderStatus) => one.handOff },
] as const;

const says = (one: ProviderStatus, words: string) =>
  [one.title, one.id, ...one.models, ...one.tasks].some((text) => text.toLowerCase().includes(words.trim().toLowerCase()));

export function ProvidersPage() {
  const [search, setSearch] = useState("");
  const providers = useProviders();
  const titles = new Map((useTasks().data ?? []).map((task) => [task.id as string, task.title]));
  const all = (providers.data ?? []).filter((one) => says(one, search)).toSorted((a, b) => a.title.localeCompare(b.title));
  return (
    <main className="mx-auto max-w-3xl px-5 py-10">
      <h1 className="font-serif text-4xl">Providers</h1>
      <p className="mt-2 text-mute">
        Engines of your own machine and services of others. OpenOak uses those that are on. A key that you set here is kept sealed on this server and
        never shown again.
      </p>
      <label className="relative mt-6 block">
        <span className="sr-only">Search providers</span>
        <span className="absolute left-3 top-2.5 text-mute">
          <Icon name="search" />
        </span>
        <input
          type="search"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
          placeholder="Search by name, model or task"
          className="field pl-10"
        />
      </label>
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
      {providers.data && all.length === 0 && <p className="mt-8 text-mute">No provider fits “{search}”.</p>}
      {/* One list for all groups: a provider that moves to another keeps what it shows, such as what became of its key. */}
      <ul className="mt-6 space-y-2">
        {GROUPS.flatMap(({ title, fits }) => {
          const list = all.filter(fits);
          return list.length === 0
            ? []
            : [
                <li key={`group ${title}`} className="pt-4 first:pt-0">
                  <h2 className="label">{title}</h2>
                </li>,
                ...list.map((one) => <ProviderRow key={one.id} one={one} titles={titles} />),
              ];
        })}
      </ul>
    </main>
  );
}
