// Money and who is signed in: balance, ceiling, what was spent on what, every ledger entry. Moves no money.
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { client, wordsOf } from "../client.ts";
import { useTasks } from "../generate/catalogue.ts";
import type { Balance, LedgerEntry } from "../../src/spec/http.ts";
import { notify } from "../notices.tsx";
import { WebhooksSection } from "../webhooks/webhooks-section.tsx";
import { dollars } from "../words.ts";
import { signOut, useMe } from "./session.ts";

export function AccountPage() {
  const me = useMe().data;
  const leave = () => void signOut().catch((error: unknown) => notify(wordsOf(error).detail));
  return (
    <main className="mx-auto max-w-3xl px-5 py-10">
      <div className="flex flex-wrap items-end justify-between gap-4">
        <h1 className="font-serif text-4xl">Account</h1>
        <button type="button" className="button" onClick={leave}>
          Sign out
        </button>
      </div>
      {me && (
        <p className="mt-2 text-mute">
          Organization “{me.organizationName}”. Signed in to {me.scopes.join(", ")}.
        </p>
      )}
      {me && <Money balance={me.balance} />}
      <Usage />
      {me?.scopes.includes("admin") && <WebhooksSection />}
      <Ledger />
    </main>
  );
}

function Money({ balance }: { balance: Balance }) {
  const used = balance.ceilingMicro ? (balance.spentMicro + balance.heldMicro) / balance.ceilingMicro : 0;
  const facts: [string, string][] = [
    ["Spent", dollars(balance.spentMicro)],
    ["Held", dollars(balance.heldMicro)],
    ["Ceiling", balance.ceilingMicro === null ? "none" : dollars(balance.ceilingMicro)],
    ["Balance", dollars(balance.balanceMicro)],
  ];
  return (
    <section aria-label="Balance" className="mt-8">
      <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-2xl border border-line bg-line sm:grid-cols-4">
        {facts.map(([name, value]) => (
          <div key={name} className="bg-raised px-5 py-4">
            <dt className="label">{name}</dt>
            <dd className="mt-1 font-serif text-2xl tabular-nums">{value}</dd>
          </div>
        ))}
      </dl>
      {balance.ceilingMicro !== null && (
        <meter className="sr-only" aria-label="Used of the ceiling" value={used} min={0} max={1}>
          {Math.round(used * 100)} %
        </meter>
      )}
      <p className="mt-2 text-sm text-mute">
        Before a generation its highest price is held; after it only what it cost is kept. Spent and held together never pass the ceiling.
      </p>
    </section>
  );
}

function Usage() {
  const usage = useQuery({ queryKey: ["usage"], queryFn: () => client.call("usage.get") });
  const titles = new Map((useTasks().data ?? []).map((task) => [task.id as string, task.title]));
  return (
    <Part title="What it went on" error={usage.error}>
      {usage.data?.data.length === 0 && <p className="text-mute">Nothing yet.</p>}
      {(usage.data?.data.length ?? 0) > 0 && (
        <Table
          heads={["Task", "Model", "Provider", "Made", "Spent"]}
          rows={usage.data!.data.map((row) => [
            titles.get(row.task) ?? row.task,
            row.model,
            row.provider,
            String(row.generations),
            dollars(row.micro),
          ])}
        />
      )}
    </Part>
  );
}

const KIND_WORDS: Record<LedgerEntry["kind"], string> = {
  fund: "Funds added",
  hold: "Held",
  capture: "Spent",
  release: "Freed",
  expire: "Freed, late",
  overage: "Spent above the hold",
};

function Ledger() {
  const ledger = useInfiniteQuery({
    queryKey: ["ledger"],
    queryFn: ({ pageParam }) => client.call("ledger.list", { query: { limit: 50, ...(pageParam ? { cursor: pageParam } : {}) } }),
    initialPageParam: "",
    getNextPageParam: (last) => last.next ?? undefined,
  });
  const entries = ledger.data?.pages.flatMap((page) => page.data) ?? [];
  return (
    <Part title="Ledger" error={ledger.error}>
      {ledger.data && entries.length === 0 && <p className="text-mute">No entry yet. Free generations leave none or entries of zero.</p>}
      {entries.length > 0 && (
        <Table
          heads={["When", "What", "For", "Amount"]}
          rows={entries.map((entry) => [
            new Date(entry.at).toLocaleString(),
            KIND_WORDS[entry.kind],
            entry.note ?? entry.generation ?? "",
            dollars(entry.micro),
          ])}
        />
      )}
      {ledger.hasNextPage && (
        <button type="button" className="button mt-3" disabled={ledger.isFetchingNextPage} onClick={() => void ledger.fetchNextPage()}>
          Older
        </button>
      )}
    </Part>
  );
}

function Part({ title, error, children }: { title: string; error: Error | null; children: ReactNode }) {
  return (
    <section aria-label={title} className="mt-10">
      <h2 className="mb-3 font-serif text-2xl">{title}</h2>
      {error ? (
        <p role="alert" className="text-bad">
          {wordsOf(error).detail}
        </p>
      ) : (
        children
      )}
    </section>
  );
}

function Table({ heads, rows }: { heads: string[]; rows: string[][] }) {
  return (
    <div className="overflow-x-auto rounded-2xl border border-line bg-raised" tabIndex={0}>
      <table className="w-full text-sm">
        <thead>
          <tr>
            {heads.map((head, index) => (
              <th key={head} scope="col" className={`label px-4 py-2 ${index === heads.length - 1 ? "text-right" : "text-left"}`}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {rows.map((row, at) => (
            <tr key={at}>
              {row.map((cell, index) => (
                <td key={index} className={`px-4 py-2 tabular-nums ${index === row.length - 1 ? "text-right" : "max-w-56 truncate"}`} title={cell}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
