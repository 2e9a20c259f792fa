// Which of several is best: what the judge said of each in its own words, and the buttons with which its user says otherwise. Judges nothing.
import { chooseBest } from "../actions/choose-best.ts";
import { Player } from "../assets/player.tsx";
import { Icon } from "../theme/icons.tsx";
import { money } from "../words.ts";
import type { Asset } from "../../src/spec/asset.ts";
import type { Best } from "../../src/spec/best.ts";
import type { Generation } from "../../src/spec/generation.ts";

/** On the one that counts as the best, out of the way of a sound's button. */
export function BestMark({ by, of }: Pick<Best, "by"> & { of: Pick<Asset, "kind"> }) {
  const side = of.kind === "audio" ? "right-2" : "left-2";
  return (
    <span
      className={`pointer-events-none absolute ${side} top-2 inline-flex items-center gap-1 rounded-full bg-leaf px-2 py-0.5 text-xs font-medium text-on-leaf shadow-card`}
    >
      <Icon name="check" size={13} />
      {by === "user" ? "Your best" : "Best"}
    </span>
  );
}

export function BestPart({ generation, best }: { generation: Generation; best: Best }) {
  const asked = generation.plan.best?.judge;
  const who = asked && asked.model === best.judge.model ? `${asked.modelName} on ${asked.providerTitle}` : (best.judge.model ?? best.judge.asked);
  const cost = best.judge.settledMicro === null ? "not settled yet" : money(best.judge.settledMicro);
  return (
    <>
      <p className="text-mute">
        {best.state === "judged"
          ? `${who} judged them · ${cost}`
          : best.state === "unjudged"
            ? `${who} was to judge them · ${cost}`
            : `${who} will judge them.`}
      </p>
      {best.state === "judged" && best.reason && (
        <blockquote className="mt-2 border-l-2 border-leaf pl-3 [overflow-wrap:anywhere]">{best.reason}</blockquote>
      )}
      {best.why && (
        <p role="status" className="mt-2 rounded-xl bg-warn-soft p-3">
          <strong className="text-warn">{best.why.title}.</strong> {best.why.detail} {best.why.todo}
        </p>
      )}
      <ol className="mt-3 space-y-2">
        {generation.assets.map((asset, index) => {
          const rank = best.ranks.find((each) => each.asset === asset.id);
          const chosen = best.asset === asset.id;
          const said = (
            <>
              <div className="min-w-0 flex-1">
                <p className="tabular-nums">
                  {rank ? (
                    <>
                      <strong>{rank.score}</strong> of 100
                    </>
                  ) : (
                    "Not judged"
                  )}
                </p>
                {rank?.reason && <p className="text-mute [overflow-wrap:anywhere]">{rank.reason}</p>}
              </div>
              {generation.endedAt !== null && (
                <button
                  type="button"
                  className="button shrink-0 aria-pressed:border-leaf aria-pressed:bg-leaf-soft"
                  aria-pressed={chosen}
                  aria-label={`Number ${index + 1} is the best`}
                  onClick={() => void chooseBest(generation, chosen && best.by === "user" ? null : asset.id)}
                >
                  {chosen ? (best.by === "user" ? "Your best" : "Best") : "Mark as best"}
                </button>
              )}
            </>
          );
          const name = `Number ${index + 1}`;
          return asset.kind === "image" ? (
            <li key={asset.id} className="flex items-start gap-3">
              <img src={asset.thumbnailUrl ?? asset.url} alt={name} className="size-16 shrink-0 rounded-lg object-cover" />
              {said}
            </li>
          ) : (
            <li key={asset.id} className="overflow-hidden rounded-xl border border-line">
              <Player asset={asset} name={name} />
              <div className="flex items-start gap-3 p-3">{said}</div>
            </li>
          );
        })}
      </ol>
      {best.by === "user" && best.judged !== null && best.judged !== best.asset && (
        <p className="mt-2 text-mute">You chose otherwise than the judge. Press “Your best” again, and its word counts.</p>
      )}
    </>
  );
}
