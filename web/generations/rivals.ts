// Whose results can be held against each other: the same task and words, by another model. Pure and tested.
import type { Generation } from "../../src/spec/generation.ts";
import { subjectOf } from "./name.ts";

/** As many as are worth a look. */
const MOST = 3;

const arrived = ({ assets, model }: Generation) => assets.length > 0 && model !== null;

/** The newest result of each other model that was asked for the same. */
export function rivalsOf(own: Generation, all: Iterable<Generation>): Generation[] {
  if (!arrived(own) || subjectOf(own) === "") return [];
  const same = [...all].filter((each) => arrived(each) && each.model !== own.model && each.task === own.task && subjectOf(each) === subjectOf(own));
  const newest = same.toSorted((a, b) => b.createdAt.localeCompare(a.createdAt));
  return newest.filter((each, at) => newest.findIndex(({ model }) => model === each.model) === at).slice(0, MOST);
}
