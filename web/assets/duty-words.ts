// What licences ask of a file, in one line. No React.
import type { Asset } from "../../src/spec/asset.ts";
import { onResult } from "../../src/spec/license-duties.ts";
import type { Duty } from "../../src/spec/license.ts";

const WORDS: Record<Duty["about"], string> = {
  attribution: "attribution",
  naming: "naming",
  notice: "a notice",
  passOn: "passing terms on",
  usePolicy: "a use policy",
  disclosure: "saying that it is machine made",
  registration: "registration",
  limit: "limits",
  unknown: "what is not known",
};

/** The line; the duties that bind whoever has the file; and those that bind only who shares the weights or trains on it. */
export function dutiesOf({ duties, origin }: Pick<Asset, "duties" | "origin">): { line: string; here: Duty[]; elsewhere: Duty[] } {
  if (duties === null) {
    const line = origin === "generated" ? "What its licences ask for was not recorded." : "Not made here: which licence holds for it is not known.";
    return { line, here: [], elsewhere: [] };
  }
  const here = duties.filter(onResult);
  const kinds = [...new Set(here.map((each) => WORDS[each.about]))];
  const line = kinds.length === 0 ? "Its licences ask nothing of this file." : `Its licences ask for ${new Intl.ListFormat("en").format(kinds)}.`;
  return { line, here, elsewhere: duties.filter((each) => !onResult(each)) };
}
