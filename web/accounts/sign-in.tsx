// The page of somebody who is not signed in: one field for a token or a key. Makes no account.
import { useState } from "react";
import { wordsOf } from "../client.ts";
import { Leaf } from "../theme/icons.tsx";
import { signIn } from "./session.ts";

export function SignIn() {
  const [value, setValue] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  async function submit(event: React.FormEvent) {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      await signIn(value);
    } catch (error) {
      const words = wordsOf(error);
      setProblem(`${words.title}. ${words.detail}`);
      setBusy(false);
    }
  }

  return (
    <main className="grid min-h-dvh place-items-center p-6">
      <form onSubmit={submit} className="w-full max-w-sm">
        <Leaf size={44} />
        <h1 className="mt-4 font-serif text-3xl">Welcome to OpenOak</h1>
        <p className="mt-2 text-mute">Open the link that OpenOak printed when it started, or paste its token or a key here.</p>
        <label htmlFor="token" className="label mt-6 block">
          Token or key
        </label>
        <input
          id="token"
          type="text"
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          autoFocus
          required
          minLength={8}
          maxLength={200}
          value={value}
          onChange={(event) => setValue(event.target.value)}
          className="field mt-1 font-mono [-webkit-text-security:disc]"
          aria-describedby="token-help"
          aria-invalid={problem !== null}
        />
        {problem && (
          <p role="alert" className="mt-2 text-bad">
            {problem}
          </p>
        )}
        <button type="submit" disabled={busy || value.trim().length < 8} className="button-leaf mt-4 w-full">
          Sign in
        </button>
        <p id="token-help" className="mt-4 text-sm text-mute">
          The link works once. On the machine that runs it, <code className="rounded bg-sunk px-1">oak key</code> prints a key that works always.
        </p>
      </form>
    </main>
  );
}
