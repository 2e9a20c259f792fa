// The part of the account page about webhooks: who is told of events, and adding one. One of them in full is webhook-row.tsx.
import { type FormEvent, useId, useState } from "react";
import { copy } from "../actions/copy.ts";
import { addWebhook } from "../actions/webhooks.ts";
import { wordsOf } from "../client.ts";
import { WEBHOOK_TYPES, type WebhookType } from "../../src/spec/webhook.ts";
import { useWebhooks } from "./webhook-notice.tsx";
import { WebhookRow } from "./webhook-row.tsx";

export function WebhooksSection() {
  const found = useWebhooks();
  const [secret, setSecret] = useState<string | null>(null);
  return (
    <section aria-label="Webhooks" className="mt-10">
      <h2 className="font-serif text-2xl">Webhooks</h2>
      <p className="mt-1 mb-3 text-sm text-mute">
        Events are told to a URL of yours, signed by the{" "}
        <a className="underline underline-offset-4" href="https://www.standardwebhooks.com" rel="noreferrer" target="_blank">
          Standard Webhooks
        </a>{" "}
        scheme, at least once and in no promised order.
      </p>
      {found.error && (
        <p role="alert" className="text-bad">
          {wordsOf(found.error).detail}
        </p>
      )}
      {secret && <Secret text={secret} onDone={() => setSecret(null)} />}
      <ul className="space-y-3">
        {(found.data ?? []).map((one) => (
          <WebhookRow key={one.id} one={one} onSecret={setSecret} />
        ))}
      </ul>
      <Add onSecret={setSecret} />
    </section>
  );
}

function Secret({ text, onDone }: { text: string; onDone: () => void }) {
  return (
    <div role="status" aria-label="Secret" className="mb-3 rounded-2xl border border-leaf bg-leaf-soft p-4">
      <p className="text-sm">The secret that its signatures are checked with. It is shown this once.</p>
      <code className="my-2 block [overflow-wrap:anywhere]">{text}</code>
      <div className="flex gap-2">
        <button type="button" className="button" onClick={() => void copy(text, "Secret")}>
          Copy
        </button>
        <button type="button" className="quiet" onClick={onDone}>
          I have it
        </button>
      </div>
    </div>
  );
}

function Add({ onSecret }: { onSecret: (secret: string) => void }) {
  const [url, setUrl] = useState("");
  const [types, setTypes] = useState<WebhookType[]>([]);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const id = useId();
  const toggle = (type: WebhookType) => setTypes((all) => (all.includes(type) ? all.filter((each) => each !== type) : [...all, type]));
  async function send(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      onSecret(await addWebhook(url.trim(), types.length === 0 ? null : types));
      setUrl("");
      setTypes([]);
    } catch (error) {
      setProblem(wordsOf(error).detail);
    }
    setBusy(false);
  }
  return (
    <form onSubmit={(event) => void send(event)} className="mt-4">
      <label htmlFor={id} className="label mb-1.5 block">
        Tell another URL
      </label>
      <div className="flex flex-wrap gap-2">
        <input
          id={id}
          type="url"
          value={url}
          onChange={(event) => setUrl(event.target.value)}
          placeholder="https://example.com/hooks/oak"
          className="field min-w-48 flex-1"
          spellCheck={false}
        />
        <button type="submit" className="button" disabled={busy || url.trim() === ""}>
          Add
        </button>
      </div>
      <fieldset className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-sm">
        <legend className="sr-only">Events; none chosen means all</legend>
        {WEBHOOK_TYPES.map((type) => (
          <label key={type} className="flex items-center gap-1.5">
            <input type="checkbox" checked={types.includes(type)} onChange={() => toggle(type)} />
            {type}
          </label>
        ))}
      </fieldset>
      <p className="mt-1 text-sm text-mute">{types.length === 0 ? "None chosen: all of them." : ""}</p>
      {problem && (
        <p role="alert" className="mt-1.5 text-sm text-bad">
          {problem}
        </p>
      )}
    </form>
  );
}
