// Products without an API: the prompt in their own words on the way out, the result by upload on the way back, recorded as declared by its user and not proved. Starts nothing anywhere.
import { AppError } from "../spec/error.ts";
import type { Generation } from "../spec/generation.ts";
import type { Declared, HandOffAsk, HandOffView } from "../spec/handoff.ts";
import type { Offer } from "../spec/model.ts";
import { type Ask, ask as askSchema, type Plan } from "../spec/plan.ts";
import { taskOf } from "../spec/task.ts";
import { namesOf, plan as planFor, PRESETS } from "../router/router.ts";
import type { Asker, GenerationsDeps } from "./generations.ts";
import * as store from "./store.ts";

interface Parts {
  checkInput(task: Ask["task"], input: unknown): Record<string, unknown>;
  get(org: string, id: string): Promise<Generation>;
}

export function createHandOffs({ db, clock, assets, events, policies, market }: GenerationsDeps, { checkInput, get }: Parts) {
  /** The offer of a product without an API that goes by this name and does this task. */
  function find({ model, task }: HandOffAsk): Offer {
    const { offers } = market.world(task);
    const view = offers.find((each) => each.handOff && namesOf(each).some((name) => name.toLowerCase() === model.toLowerCase()));
    if (view) return view.offer;
    const there = offers.filter((each) => each.handOff).map((each) => each.offer.model);
    const others = there.length > 0 ? ` For ${taskOf(task).title.toLowerCase()} there are ${there.join(", ")}.` : "";
    throw new AppError("request.invalid", `"${model}" is not handed over by hand.${others}`, { field: "model" });
  }

  /** What policies forbid is not carried there by hand either. */
  async function boundBy(asker: Asker, { task }: HandOffAsk, offer: Offer, input: Ask["input"]): Promise<Plan["policies"]> {
    const world = market.world(task);
    // As if it had an API that could be asked: then only what policies say is left.
    const offers = world.offers.filter((view) => view.offer.id === offer.id).map((view) => ({ ...view, handOff: false, off: null }));
    const ask = askSchema.parse({ task, input, model: offer.id });
    const planned = planFor(ask, { ...world, offers }, {}, await policies.binding(db, asker));
    const refusal = planned.rejections.find((each) => each.policy !== undefined);
    if (refusal) throw new AppError("plan.none", refusal.reason, { field: "model" });
    return planned.policies;
  }

  async function prepare(asker: Asker, asked: HandOffAsk): Promise<HandOffView> {
    const offer = find(asked);
    const input = checkInput(asked.task, asked.input);
    await boundBy(asker, asked, offer, input);
    const { provider } = market.mounted(offer.provider);
    const { text, steps, leftOut } = provider.handOff!.prepare(asked.task, input, offer);
    return { provider: provider.id, title: provider.title, model: offer.model, task: asked.task, url: provider.handOff!.url, text, steps, leftOut };
  }

  /** The uploaded result becomes a generation of the feed. Nothing was held and nothing is charged here. */
  async function declare(asker: Asker, { asset, ...asked }: Declared): Promise<Generation> {
    const prepared = await prepare(asker, asked);
    const offer = find(asked);
    const bound = await boundBy(asker, asked, offer, asked.input);
    const now = clock.now();
    const id = clock.id("gen");
    const ask = askSchema.parse({ task: asked.task, input: asked.input, model: offer.model });
    const plan: Plan = {
      task: asked.task,
      policies: bound,
      local: false,
      prefer: PRESETS.balanced,
      candidates: [],
      rejections: [],
      quote: null,
      seconds: null,
      summary: `You made it at ${prepared.title} and brought it here. What you say of it is recorded; it is not proved.`,
    };
    await db.tx(async (tx) => {
      const found = await assets.get(tx, asker.org, asset).catch((thrown: unknown) => {
        throw thrown instanceof AppError ? new AppError(thrown.code, thrown.detail, { field: "asset" }) : thrown;
      });
      if (found.kind !== taskOf(asked.task).output)
        throw new AppError("asset.unreadable", `The result of this task is ${taskOf(asked.task).output}; the uploaded file is ${found.type}.`, {
          field: "asset",
        });
      await store.insertGeneration(tx, {
        id,
        org: asker.org,
        api_key: asker.key,
        task: asked.task,
        ask: JSON.stringify(ask),
        facts: "{}",
        status: "running",
        progress: null,
        stage: null,
        model: offer.model,
        provider: offer.provider,
        seed: null,
        quote_low_micro: null,
        quote_high_micro: null,
        settled_micro: null,
        plan: JSON.stringify(plan),
        hold: null,
        error: null,
        idem_key: null,
        idem_hash: null,
        cancel_at: null,
        created_at: now,
        ended_at: null,
        best: null,
        part_of: null,
      });
      await assets.declare(tx, asker.org, asset, id);
      await store.updateGeneration(tx, asker.org, id, { status: "succeeded", ended_at: now });
      await events.append(tx, { org: asker.org, subject: id, type: "generation.declared", data: { asset, model: offer.model } });
    });
    return get(asker.org, id);
  }

  return { prepare, declare };
}
