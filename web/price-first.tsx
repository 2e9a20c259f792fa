// What costs tells its price before it is done: a button, then the price to take or to leave, then the answer, or why there is none. Knows neither what is done nor by whom.
import { type ReactNode, useState } from "react";
import { wordsOf } from "./client.ts";
import { Icon } from "./theme/icons.tsx";

/** Waits for the price, with the one that stands there till then; for the yes; for the answer. */
type State<P, A> =
  | { at: "rest" }
  | { at: "pricing"; plan: P | null }
  | { at: "priced"; plan: P }
  | { at: "doing"; plan: P }
  | { at: "done"; answer: A }
  | { at: "failed"; why: string };

interface Asked {
  busy: boolean;
  /** Yes and no. */
  buttons: ReactNode;
  /** Asks for the price once more, of something else. */
  choose: (other: string) => void;
}

interface PriceFirstProps<P, A> {
  /** Of the part that opens. */
  label: string;
  button: string;
  disabled?: boolean;
  yes: { rest: string; busy: string };
  /** Costs nothing; where nobody would do it, throws why. */
  price: (other?: string) => Promise<P>;
  run: (plan: P) => Promise<A>;
  priced: (plan: P, asked: Asked) => ReactNode;
  answer: (answer: A, close: () => void) => ReactNode;
}

export function PriceFirst<P, A>({ label, button, disabled = false, yes, price, run, priced, answer }: PriceFirstProps<P, A>) {
  const [state, setState] = useState<State<P, A>>({ at: "rest" });
  const fail = (error: unknown) => setState({ at: "failed", why: wordsOf(error).detail });
  const close = () => setState({ at: "rest" });

  const look = (plan: P | null, other?: string) => {
    setState({ at: "pricing", plan });
    return price(other).then((found) => setState({ at: "priced", plan: found }), fail);
  };
  const go = (plan: P) => {
    setState({ at: "doing", plan });
    return run(plan).then((said) => setState({ at: "done", answer: said }), fail);
  };
  const asked = (plan: P): Asked => {
    const busy = state.at !== "priced";
    return {
      busy,
      choose: (other) => void look(plan, other),
      buttons: (
        <div className="mt-2 flex gap-2">
          <button type="button" className="button" disabled={busy} onClick={() => void go(plan)}>
            {state.at === "doing" ? yes.busy : yes.rest}
          </button>
          <button type="button" className="quiet" disabled={busy} onClick={close}>
            No
          </button>
        </div>
      ),
    };
  };

  if (state.at === "rest" || (state.at === "pricing" && state.plan === null))
    return (
      <button type="button" className="quiet mt-1 text-sm" disabled={disabled || state.at === "pricing"} onClick={() => void look(null)}>
        <Icon name="spark" size={15} />
        {button}
      </button>
    );
  return (
    <section aria-label={label} aria-live="polite" className="mt-2 rounded-xl border border-line bg-raised px-3.5 py-3 text-sm">
      {"plan" in state && state.plan !== null && priced(state.plan, asked(state.plan))}
      {state.at === "done" && answer(state.answer, close)}
      {state.at === "failed" && (
        <>
          <p role="alert">{state.why}</p>
          <button type="button" className="quiet -ml-2 mt-1" onClick={close}>
            Close
          </button>
        </>
      )}
    </section>
  );
}
