// What the fields of the policy form mean. Pure and tested; no React and no requests.
import type { Constraints } from "../../src/spec/plan.ts";
import { demands, type NewPolicy } from "../../src/spec/policy.ts";
import { subjectIn } from "./budget-words.ts";

export interface PolicyForm {
  name: string;
  whom: string;
  openness: "" | NonNullable<Constraints["openness"]>;
  commercial: boolean;
  territory: string;
  outputTerritory: string;
  local: boolean;
  noTraining: boolean;
  zeroRetention: boolean;
  /** Codes, by commas or spaces. */
  regions: string;
  usd: string;
  never: string;
}

export const EMPTY: PolicyForm = {
  name: "",
  whom: "organization",
  openness: "",
  commercial: false,
  territory: "",
  outputTerritory: "",
  local: false,
  noTraining: false,
  zeroRetention: false,
  regions: "",
  usd: "",
  never: "",
};

const words = (text: string) => text.split(/[\s,;]+/).filter(Boolean);

/** The form with what a preset demands; the name where none was typed. Fields that the form does not show are none of a preset's. */
export function withPreset(form: PolicyForm, name: string, { openness, license = {}, data = {} }: Constraints): PolicyForm {
  return {
    ...EMPTY,
    whom: form.whom,
    name: form.name.trim() === "" ? name : form.name,
    openness: openness ?? "",
    commercial: license.commercial ?? false,
    territory: [license.territory ?? []].flat().join(", "),
    outputTerritory: [license.outputTerritory ?? []].flat().join(", "),
    local: data.local ?? false,
    noTraining: data.noTraining ?? false,
    zeroRetention: data.zeroRetention ?? false,
    regions: (data.regions ?? []).join(", "),
  };
}

/** Codes by commas or spaces; undefined where there are none, null where one is none. */
function placesIn(text: string): string | string[] | undefined | null {
  const places = words(text).map((place) => (/^worldwide$/i.test(place) ? "worldwide" : place.toUpperCase()));
  if (places.some((place) => !/^([A-Z]{2}|worldwide)$/.test(place))) return null;
  return places.length > 1 ? places : places[0];
}

function given<T extends object>(parts: T): T | undefined {
  const kept = Object.entries(parts).filter(([, value]) => value !== undefined && value !== false);
  return kept.length === 0 ? undefined : (Object.fromEntries(kept) as T);
}

/** What the form asks for, or what is missing in words. */
export function policyOf(form: PolicyForm): NewPolicy | string {
  const dollars = form.usd.trim().replace(/^\$/, "").replace(",", ".");
  const maxCostMicro = dollars === "" ? undefined : Math.round(Number(dollars) * 1_000_000);
  if (maxCostMicro !== undefined && !(Number.isSafeInteger(maxCostMicro) && maxCostMicro >= 0))
    return "The highest price must be dollars, such as 0.50.";
  const [territory, outputTerritory] = [placesIn(form.territory), placesIn(form.outputTerritory)];
  if (territory === null || outputTerritory === null) return "Countries are codes of two letters, such as DE, or “worldwide”.";
  const [regions, never] = [words(form.regions).map((code) => code.toUpperCase()), words(form.never)];
  const constraints: Constraints =
    given({
      openness: form.openness === "" ? undefined : form.openness,
      license: given({ commercial: form.commercial, territory, outputTerritory }),
      data: given({
        local: form.local,
        noTraining: form.noTraining,
        zeroRetention: form.zeroRetention,
        regions: regions.length === 0 ? undefined : regions,
      }),
      maxCostMicro,
      never: never.length === 0 ? undefined : never,
    }) ?? {};
  if (form.name.trim() === "") return "Give it a name: refusals are told by it.";
  if (demands(constraints) === 0) return "Choose at least one rule: a policy without a rule rules nothing.";
  return { name: form.name.trim(), ...subjectIn<NewPolicy["scope"]>(form.whom), constraints };
}
