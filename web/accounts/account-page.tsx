// Money and who is signed in: balance, ceiling, budgets, what was spent on what, every ledger entry. Moves no money.
import { useQuery } from "@tanstack/react-query";
import { client, wordsOf } from "../client.ts";
import { useTasks } from "../generate/catalogue.ts";
import type { Balance } from "../../src/spec/http.ts";
import { notify } from "../notices.tsx";
import { WebhooksSection } from "../webhooks/webhooks-section.tsx";
import { dollars } from "../words.ts";
import { Budgets } from "./budgets.tsx";
import { Ledger } from "./ledger.tsx";
import { Part, Table } from "./part.tsx";
import { Policies } from "./policies.tsx";
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
      <Policies />
      <Budgets />
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
