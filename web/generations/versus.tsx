// Which is better? A result beside those that other models made of the same words, each with three answers, and a judge's opinion for who asks for it. Counts nothing; the server does.
import { useState } from "react";
import type { Generation } from "../../src/spec/generation.ts";
import { voteFor } from "../actions/vote.ts";
import { Player } from "../assets/player.tsx";
import { wordsOf } from "../client.ts";
import { notify } from "../notices.tsx";
import { AskJudge } from "./ask-judge.tsx";
import { nameOf } from "./name.ts";

const titleOf = ({ plan, model }: Generation) => plan.candidates.find((one) => one.model === model)?.modelName ?? model!;

export function Versus({ own, rivals }: { own: Generation; rivals: readonly Generation[] }) {
  return (
    <ul className="space-y-5">
      {rivals.map((rival) => (
        <Pair key={rival.id} own={own} rival={rival} />
      ))}
    </ul>
  );
}

function Pair({ own, rival }: { own: Generation; rival: Generation }) {
  const [said, setSaid] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  async function vote(answer: string, better: Generation, other: Generation, tie = false) {
    setBusy(true);
    await voteFor(better, other, tie)
      .then(() => setSaid(answer))
      .catch((error: unknown) => notify(wordsOf(error).detail));
    setBusy(false);
  }
  const answers: [string, () => Promise<void>][] = [
    [titleOf(own), () => vote("own", own, rival)],
    ["Alike", () => vote("alike", own, rival, true)],
    [titleOf(rival), () => vote("rival", rival, own)],
  ];
  const keys = ["own", "alike", "rival"];
  return (
    <li>
      <div className="grid grid-cols-2 gap-2">
        {[own, rival].map((each) => (
          <figure key={each.id} className="min-w-0">
            <div className="overflow-hidden rounded-xl border border-line">
              <Player asset={each.assets[0]!} name={nameOf(each)} square />
            </div>
            <figcaption className="mt-1 truncate text-mute">{titleOf(each)}</figcaption>
          </figure>
        ))}
      </div>
      <div className="mt-2 flex flex-wrap gap-2" role="group" aria-label={`Better: ${titleOf(own)} or ${titleOf(rival)}`}>
        {answers.map(([label, run], at) => (
          <button
            key={keys[at]}
            type="button"
            className="button aria-pressed:border-leaf aria-pressed:bg-leaf-soft"
            disabled={busy}
            aria-pressed={said === keys[at]}
            onClick={() => void run()}
          >
            {label}
          </button>
        ))}
      </div>
      <AskJudge own={own} rival={rival} titles={new Map([own, rival].map((each) => [each.model!, titleOf(each)]))} />
    </li>
  );
}
