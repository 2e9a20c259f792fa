// What else could do a model's tasks: more open, cheaper, or allowed where it is not; each by a written rule, with its reason. Ranks nothing for a request: that is the plan.
import type { License } from "../spec/license.ts";
import type { OpennessClass } from "../spec/model.ts";
import type { Alternative } from "../spec/model-page.ts";
import { classWords, OPENNESS_CLASSES } from "../spec/openness.ts";
import type { TaskId } from "../spec/task.ts";
import { dollars } from "./words.ts";

/** A model as something to choose instead of another. */
export interface Peer {
  id: string;
  name: string;
  opennessClass: OpennessClass;
  license: License | null;
  neural: boolean;
  /** Past its end: never an alternative. */
  retired: boolean;
  /** Can be used now. */
  available: boolean;
  tasks: Partial<Record<TaskId, PeerTask>>;
}
export interface PeerTask {
  /** 0…1 with where it comes from, or null where nobody measured. */
  quality: { value: number; source: string; date: string } | null;
  /** What the task's example costs at its cheapest offer, at the most; null where no price is known. */
  micro: number | null;
}

/** Of each kind and task. */
const MOST = 3;
/** Less than a tenth cheaper is no reason to change. */
const CHEAPER = 0.9;

interface Bond {
  binds(license: License): boolean;
  /** As in "… bounds revenue". */
  words: string;
}
const BONDS: readonly Bond[] = [
  { binds: (license) => license.commercialUse === "no", words: "forbids commercial use" },
  { binds: (license) => license.commercialUse === "conditional", words: "allows commercial use under conditions only" },
  { binds: (license) => license.monthlyUsersLimit !== null, words: "ends at a number of monthly users" },
  { binds: (license) => license.revenueLimitUsd !== null, words: "ends at a revenue" },
  { binds: (license) => license.territoryExcluded?.length !== 0, words: "excludes territories" },
];

const bondsOf = (license: License | null): readonly Bond[] => (license ? BONDS.filter((bond) => bond.binds(license)) : []);
/** A licence is known to bind nobody only where it says that commercial use is allowed. */
const unbound = (license: License | null): boolean => license !== null && license.commercialUse === "yes" && bondsOf(license).length === 0;

const rated = (task: PeerTask) =>
  task.quality
    ? `rated ${Math.round(task.quality.value * 100)} of 100 (${task.quality.source}, ${task.quality.date})`
    : "not measured for quality here";

type Rule = (subject: Peer, own: PeerTask, peer: Peer, theirs: PeerTask) => string | null;
const RULES: Record<Exclude<Alternative["kind"], "successor">, Rule> = {
  "more-open": (subject, _own, peer, theirs) => {
    const [has, had] = [peer, subject].map((one) => OPENNESS_CLASSES.indexOf(one.opennessClass)) as [number, number];
    const words = classWords(peer.opennessClass);
    return has > had
      ? `${words[0]!.toUpperCase()}${words.slice(1)}, where this one is ${classWords(subject.opennessClass)}; ${rated(theirs)}.`
      : null;
  },
  cheaper: (_subject, own, _peer, theirs) => {
    if (own.micro === null || theirs.micro === null || theirs.micro > own.micro * CHEAPER) return null;
    return own.micro === 0
      ? null
      : `${theirs.micro === 0 ? "Free" : dollars(theirs.micro)} for the example, where this one asks ${dollars(own.micro)}; ${rated(theirs)}.`;
  },
  allowed: (subject, _own, peer, theirs) => {
    const [bond] = bondsOf(subject.license);
    if (!bond || !unbound(peer.license)) return null;
    return `${peer.license!.name}: commercial use without bounds on users, revenue or territory, where this one's licence ${bond.words}; ${rated(theirs)}.`;
  },
};

/** What can be used now before what cannot, then the better rated, then the cheaper; unknown comes last. */
function order([a, own]: [Peer, PeerTask], [b, other]: [Peer, PeerTask]): number {
  return (
    Number(b.available) - Number(a.available) ||
    (other.quality?.value ?? -1) - (own.quality?.value ?? -1) ||
    (own.micro ?? Infinity) - (other.micro ?? Infinity) ||
    a.id.localeCompare(b.id)
  );
}

/** The best of them, and of every class among them the best: who looks for what is more open should not see APIs alone. */
function best(found: readonly [Peer, PeerTask][]): [Peer, PeerTask][] {
  const sorted = found.toSorted(order);
  const first = sorted.filter(([peer], at) => sorted.findIndex(([other]) => other.opennessClass === peer.opennessClass) === at);
  return [...first, ...sorted.filter((one) => !first.includes(one))].slice(0, MOST).toSorted(order);
}

/** The alternatives to a model, by task and kind. Procedural engines are none for a neural model: they are open, free, and something else. */
export function alternativesTo(subject: Peer, peers: readonly Peer[]): Alternative[] {
  const others = peers.filter((peer) => peer.id !== subject.id && !peer.retired && (peer.neural || !subject.neural));
  return (Object.entries(subject.tasks) as [TaskId, PeerTask][]).flatMap(([task, own]) =>
    (Object.keys(RULES) as (keyof typeof RULES)[]).flatMap((kind) =>
      best(
        others
          .flatMap((peer): [Peer, PeerTask][] => (peer.tasks[task] ? [[peer, peer.tasks[task]]] : []))
          .filter(([peer, theirs]) => RULES[kind](subject, own, peer, theirs) !== null),
      ).map(([peer, theirs]) => ({
        kind,
        task,
        model: peer.id,
        name: peer.name,
        reason: RULES[kind](subject, own, peer, theirs)!,
        opennessClass: peer.opennessClass,
        available: peer.available,
      })),
    ),
  );
}
