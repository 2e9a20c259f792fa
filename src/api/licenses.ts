// Licences over HTTP: what they say, and whether a model or an offer may be used as somebody means to. Reads only; judging is in spec/license-judge.ts.
import type { OfferView } from "../router/router.ts";
import { AppError } from "../spec/error.ts";
import { chainOf, type LicenseChain } from "../spec/license-chain.ts";
import { asks, decisive, judge } from "../spec/license-judge.ts";
import { type Answer, type LicenseCheck, type LicenseUse, NOT_ADVICE, type Verdict } from "../spec/license.ts";
import type { Model, ModelView } from "../spec/model.ts";
import type { ApiDeps, Handlers } from "./handler.ts";

type Deps = Pick<ApiDeps, "catalogue" | "market">;

export function licenseHandlers(deps: Deps): Pick<Handlers, "licenses.list" | "licenses.check"> {
  return {
    "licenses.list": async () => ({ object: "list", data: [...deps.catalogue.licenses.values()] }),
    "licenses.check": async ({ body }) => checkLicenses(deps, body),
  };
}

/** A use held against every licence of a model, as if you ran it yourself, and of each of its offers; or against those of one offer. Throws `request.not_found`. */
export function checkLicenses({ catalogue, market }: Deps, asked: { model?: string; offer?: string; use: LicenseUse }): LicenseCheck {
  const { use } = asked;
  const { subject, chain, offers } = asked.offer === undefined ? views(asked.model!) : oneOffer(asked.offer);
  const verdict = judge(chain, use);
  return {
    subject,
    ...verdict,
    summary: summaryOf(verdict, use),
    chain: chain.map(({ license, of, as, right }) => ({ license: license?.id ?? null, name: license?.name ?? null, of, as, right })),
    offers: offers.map((view) => offerRow(view, use)),
    note: NOT_ADVICE,
  };

  function views(name: string): { subject: string; chain: LicenseChain; offers: OfferView[] } {
    const model = catalogue.resolve(name);
    const known = market.world().offers;
    if (!model && known.some((view) => view.offer.id === name)) return oneOffer(name);
    const offers = known.filter((view) => (model ? view.model?.id === model.id : view.offer.model === name));
    if (!model && offers.length === 0) throw new AppError("request.not_found", `There is no model "${name}".`, { field: "model" });
    const [first] = offers;
    if (!model) return { subject: name, chain: first!.licenses, offers };
    // Of what nobody can run by themselves, the terms of its maker's own service are all there is.
    const terms =
      model.license === null && !model.access.includes("weights")
        ? offers.find((view) => view.licenses.every((link) => link.right === "service"))
        : undefined;
    return { subject: model.id, chain: terms?.licenses ?? chainOf(model, null, catalogue), offers };
  }

  function oneOffer(id: string): { subject: string; chain: LicenseChain; offers: OfferView[] } {
    const view = market.world().offers.find((each) => each.offer.id === id);
    if (!view) throw new AppError("request.not_found", `There is no offer "${id}". GET /v1/offers lists them.`, { field: "offer" });
    return { subject: id, chain: view.licenses, offers: [] };
  }
}

const SALE: LicenseUse = { commercial: true };
const sales = new WeakMap<LicenseChain, { answer: Answer; says: string }>();

/** May results be sold, by every licence of the chain? Lists of models ask it of each, again and again. */
function saleUnder(chain: LicenseChain): { answer: Answer; says: string } {
  const before = sales.get(chain);
  if (before) return before;
  const verdict = judge(chain, SALE);
  const found = { answer: verdict.answer, says: summaryOf(verdict, SALE) };
  sales.set(chain, found);
  return found;
}

/** The same of a model: by its offers that can be used now, else by all that there are, else as if you ran it yourself. */
export function saleOf(model: Model, offers: readonly OfferView[], catalogue: Deps["catalogue"]): ModelView["commercial"] {
  const on = offers.filter((view) => view.off === null);
  const judged = (on.length > 0 ? on : offers).map((view) => ({ at: view.providerTitle, ...saleUnder(view.licenses) }));
  const [first] = judged;
  if (!first) return saleUnder(chainOf(model, null, catalogue));
  if (judged.every(({ answer }) => answer === first.answer)) return { answer: first.answer, says: first.says };
  const where = (answer: Answer) => [...new Set(judged.flatMap((one) => (one.answer === answer ? [one.at] : [])))].join(", ");
  const parts = (["yes", "no", "unknown"] as const).flatMap((answer) =>
    where(answer) ? [`${answer === "unknown" ? "not known" : answer} at ${where(answer)}`] : [],
  );
  return { answer: "depends", says: `It depends on who runs it: ${parts.join("; ")}.` };
}

function offerRow(view: OfferView, use: LicenseUse): LicenseCheck["offers"][number] {
  const verdict = judge(view.licenses, use);
  return { offer: view.offer.id, provider: view.offer.provider, answer: verdict.answer, says: summaryOf(verdict, use) };
}

function summaryOf(verdict: Verdict, use: LicenseUse): string {
  const reason = decisive(verdict);
  if (verdict.answer !== "yes") return reason ?? "It is not known.";
  return asks(use)
    ? "Everything that was asked is allowed, as far as is known here; the duties still hold."
    : "Nothing was asked: only the duties are told.";
}
