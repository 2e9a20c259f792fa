// Prompts rewritten for a model, over HTTP: first what it would cost, then the words beside what was typed.
import type { ApiDeps, Handlers } from "./handler.ts";

export function promptHandlers({ advice: { prompts } }: ApiDeps): Pick<Handlers, "prompts.plan" | "prompts.enhance"> {
  return {
    "prompts.plan": ({ identity, body }) => prompts.plan(identity, body),
    "prompts.enhance": ({ identity, body, request }) => prompts.enhance(identity, body, request.signal),
  };
}
