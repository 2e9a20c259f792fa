// How safe a model is, as its page tells it: what was found, by aspect and by whom it holds for, and who says nothing. Weighs nothing against each other.
import type { SafetyFinding } from "../catalogue/catalogue.ts";
import { type Model, tasksOf } from "../spec/model.ts";
import type { Licensed, ModelPage, ServiceView } from "../spec/model-page.ts";
import { ASPECT_NAMES, FINDING_KINDS, type SafetyAspect, type SafetyAspectId, type SafetyFact } from "../spec/safety.ts";

const WEIGHTS = "the weights, run by yourself";
const MODEL = "the model";
const EVERYWHERE = "the model, wherever it runs";
const IN_CODE = "the weights, in the code that is named";

const USE_POLICY = { true: "A policy says what it may not be used for", false: "No policy on use comes with it" } as const;

const unweighed = { presence: null, figure: null, tasks: [] } as const;
const aspectOf = (aspect: SafetyAspectId, facts: SafetyFact[], silent: string[]): SafetyAspect => ({
  aspect,
  name: ASPECT_NAMES[aspect],
  facts,
  silent,
});

function policyAspect(licenses: readonly Licensed[]): SafetyAspect {
  const services = new Set(licenses.flatMap(({ relation, license }) => (relation === "service" && license ? [license.id] : [])));
  // What is had from its maker alone is under the maker's terms, which are told where the maker is told as a service.
  const own = licenses.filter(
    ({ relation, license }) => relation === "service" || (relation === "weights" && !(license && services.has(license.id))),
  );
  const facts = own.flatMap(({ of, license }): SafetyFact[] => {
    if (!license || license.acceptableUsePolicy === null) return [];
    const { name, source, date, verified, acceptableUsePolicy } = license;
    return [{ ...unweighed, tasks: [], of, says: `${USE_POLICY[`${acceptableUsePolicy}`]}: ${name}.`, source, url: null, date, verified }];
  });
  const spoken = new Set(facts.map(({ of }) => of));
  return aspectOf(
    "policy",
    facts,
    own.map(({ of }) => of).filter((of) => !spoken.has(of)),
  );
}

function disclosureAspect(maker: string, { makers }: ModelPage["transparency"]): SafetyAspect {
  const told = makers.find((one) => one.safety);
  if (!told) return aspectOf("disclosure", [], [maker]);
  const { safety, source, url, edition } = told;
  const says = `${safety![0]} of ${safety![1]} points in the edition of ${edition}: of its maker's flagship, not of this model.`;
  return aspectOf("disclosure", [{ ...unweighed, tasks: [], of: told.maker, says, source, url, date: told.date, verified: null }], []);
}

/** Whose silence on a filter or a mark counts: each service, and whoever runs the weights. */
function hostsOf(model: Pick<Model, "access">, services: readonly ServiceView[]): string[] {
  const weights = model.access.includes("weights");
  // A server of one's own runs the weights: it is a host by itself only where there are none to be had.
  const hosts = services.filter(({ offer }) => !weights || !offer.data.local).map(({ providerTitle }) => providerTitle);
  return [...new Set([...(weights ? [WEIGHTS] : []), ...hosts])];
}

/** For whom a finding holds: at each of its services that serve this model for what it is about, or where it says. */
function holdersOf(one: SafetyFinding, maker: string, services: readonly ServiceView[]): { of: string; covers: string[] }[] {
  if (one.where === "code") return [{ of: IN_CODE, covers: [WEIGHTS] }];
  if (one.services.length === 0) {
    const company = one.makers.length > 0 && one.models.length === 0 && one.families.length === 0;
    const model = one.presence === undefined ? MODEL : EVERYWHERE;
    return [{ of: company ? `its maker, ${maker}` : model, covers: [WEIGHTS, ...services.map(({ providerTitle }) => providerTitle)] }];
  }
  const at = services.filter(
    ({ offer }) => one.services.includes(offer.provider) && (one.tasks.length === 0 || tasksOf(offer).some((task) => one.tasks.includes(task))),
  );
  return [...new Set(at.map(({ providerTitle }) => providerTitle))].map((of) => ({ of, covers: [of] }));
}

export interface SafetySubject {
  model: Pick<Model, "maker" | "access" | "tasks">;
  findings: readonly SafetyFinding[];
  licenses: readonly Licensed[];
  transparency: ModelPage["transparency"];
  services: readonly ServiceView[];
}

/** Every aspect, also those of which nothing is known. */
export function safetyOf({ model, findings, licenses, transparency, services }: SafetySubject): SafetyAspect[] {
  const hosts = hostsOf(model, services);
  const found = FINDING_KINDS.map((kind) => {
    const held = findings
      .filter((one) => one.kind === kind)
      .flatMap((one) => holdersOf(one, model.maker, services).map(({ of, covers }) => ({ of, covers, one })));
    const facts = held.map(({ of, one }): SafetyFact => {
      const { says, presence = null, figure, source, url, date, verified } = one;
      const meant = model.tasks.filter((task) => one.tasks.includes(task));
      const tasks = meant.length < model.tasks.length ? meant : [];
      return { of, says, presence, figure, tasks, source, url, date, verified };
    });
    const spoken = new Set(held.flatMap(({ covers }) => covers));
    // A test or a training is the model's own, wherever it runs; so is silence on it.
    const whose = (kind === "filter" || kind === "mark") && hosts.length > 0 ? hosts : facts.length > 0 ? [] : [MODEL];
    return aspectOf(
      kind,
      facts,
      whose.filter((of) => !spoken.has(of)),
    );
  });
  return [...found, disclosureAspect(model.maker, transparency), policyAspect(licenses)];
}
