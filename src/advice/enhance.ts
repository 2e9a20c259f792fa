// Prompts rewritten for the model that will get them: a chat like any other, with its own plan, hold and policies. Sends nothing to the model itself.
import type { Catalogue } from "../catalogue/catalogue.ts";
import type { Enhanced, EnhanceAsk } from "../spec/enhance.ts";
import { AppError } from "../spec/error.ts";
import { LIMITS } from "../spec/limits.ts";
import type { Plan } from "../spec/plan.ts";
import { taskOf } from "../spec/task.ts";
import type { Asker, Generations, LiveChat } from "../generations/generations.ts";

export interface EnhanceDeps {
  catalogue: Catalogue;
  generations: Generations;
  live: LiveChat;
}

const MOST_TOKENS = 500;

export function createEnhance({ catalogue, generations, live }: EnhanceDeps) {
  /** Who will get the prompt, as the router would choose now; null where nobody can, which is no reason not to write it. Throws where there is no such model. */
  async function subjectOf(asker: Asker, { task, prompt, model }: EnhanceAsk): Promise<string | null> {
    const asked = { task, input: { [taskOf(task).subject!]: prompt }, model, constraints: {}, count: 1 };
    const planned = await generations.plan(asker, asked).catch((thrown: unknown) => {
      if (thrown instanceof AppError && thrown.field === "model") throw thrown;
      return null; // a picture to begin with is missing, or the like: the words can be written all the same
    });
    return planned?.candidates[0]?.model ?? catalogue.resolve(model)?.id ?? null;
  }

  async function chatOf(asker: Asker, ask: EnhanceAsk) {
    const { subject, modality, live: isLive } = taskOf(ask.task);
    const model = subject === null || isLive ? null : await subjectOf(asker, ask);
    const guide =
      subject === null || isLive ? null : catalogue.guide(modality, model === null ? null : (catalogue.models.get(model)?.family ?? null));
    if (!guide)
      throw new AppError("request.invalid", `${taskOf(ask.task).title} is asked for in its user's own words: there is nothing to rewrite.`, {
        field: "task",
      });
    const { least, most } = guide.words;
    const system = [
      "You rewrite prompts for a generative model. Keep everything that the user names, in their language, and decide only what they left open. Add no names of people, brands or artists.",
      guide.guide,
      `Write ${least} to ${most} words. Answer with the rewritten prompt alone: no quotation marks around it, no heading, no explanation.`,
    ].join("\n\n");
    const messages = [
      { role: "system", content: system },
      { role: "user", content: ask.prompt },
    ];
    return { model, guide, body: { model: ask.by, messages, max_completion_tokens: MOST_TOKENS } };
  }

  /** What it would cost and who would do it. Changes nothing. */
  async function plan(asker: Asker, ask: EnhanceAsk): Promise<Plan> {
    const { body } = await chatOf(asker, ask);
    const { model, ...input } = body;
    return generations.plan(asker, { task: "chat", input, model, constraints: ask.constraints, count: 1 });
  }

  async function enhance(asker: Asker, ask: EnhanceAsk, signal: AbortSignal): Promise<Enhanced> {
    const { model, guide, body } = await chatOf(asker, ask);
    const { response, generation, candidate } = await live.chat(asker, body, signal, ask.constraints);
    const answer = (await response.json()) as { choices?: { message?: { content?: unknown } }[] };
    const text = unwrapped(answer.choices?.[0]?.message?.content);
    if (text === "") throw new AppError("provider.bad_output", `${candidate.modelName} answered without words. Your prompt is as it was.`);
    const { settledMicro } = await generations.get(asker.org, generation);
    return {
      prompt: ask.prompt,
      enhanced: text,
      for: model,
      guide: { id: guide.id, source: guide.source, date: guide.date },
      by: { model: candidate.model, provider: candidate.provider },
      generation,
      settledMicro,
    };
  }

  return { plan, enhance };
}

/** Models like to put what they were asked for into quotation marks or a fence, whatever they were told. */
export function unwrapped(said: unknown): string {
  if (typeof said !== "string") return "";
  const fenced = /^```[a-z]*\n([\s\S]*?)\n?```$/.exec(said.trim())?.[1] ?? said;
  const text = fenced.trim();
  const inner = /^(["“'«])([\s\S]+)(["”'»])$/.exec(text)?.[2];
  return (inner !== undefined && !/["“”«»]/.test(inner) ? inner : text).trim().slice(0, LIMITS.promptChars);
}
