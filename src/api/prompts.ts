// Prompts rewritten for a model, over HTTP: first what it would cost, then the words beside what was typed.
import type { ApiDeps, Handlers } from "./handler.ts";

export function promptHandlers({ enhance }: ApiDeps): Pick<Handlers, "prompts.plan" | "prompts.enhance"> {
  return {
    "prompts.plan": ({ identity, body }) => enhance.plan(identity, body),
    "prompts.enhance": ({ identity, body, request }) => enhance.enhance(identity, body, request.signal),
  };
}
