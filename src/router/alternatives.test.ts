// Alternatives on made-up models: each kind by its rule, unknown never cheaper and never allowed, and what cannot be had never first.
import { expect, test } from "bun:test";
import fc from "fast-check";
import type { License } from "../spec/license.ts";
import { OPENNESS_CLASSES } from "../spec/openness.ts";
import { alternativesTo, type Peer } from "./router.ts";

const license = (name: string, more: Partial<License> = {}) =>
  ({ name, commercialUse: "yes", monthlyUsersLimit: null, revenueLimitUsd: null, territoryExcluded: [], ...more }) as License;
const FREE = license("Free");
const NC = license("NC", { commercialUse: "no" });
function peer(id: string, micro: number | null, more: Partial<Peer> = {}, quality: number | null = null): Peer {
  const measured = quality === null ? null : { value: quality, source: "Board", date: "2026-01-01" };
  return {
    id,
    name: id,
    opennessClass: "open-api",
    license: FREE,
    neural: true,
    retired: false,
    available: true,
    tasks: { "text-to-image": { quality: measured, micro } },
    ...more,
  };
}
const told = (subject: Peer, peers: Peer[]) => alternativesTo(subject, [subject, ...peers]).map(({ kind, model }) => `${kind} ${model}`);

test("cheaper by a tenth at least, by known prices only", () => {
  const own = peer("own", 1000);
  expect(told(own, [peer("a", 900), peer("b", 901), peer("c", null), peer("d", 0)])).toEqual(["cheaper d", "cheaper a"]);
  expect(told(peer("own", null), [peer("a", 1)])).toEqual([]);
  expect(told(peer("own", 0), [peer("a", 0)])).toEqual([]);
});

test("more open by its class; what can be used now and is better rated comes first, three at most", () => {
  const open = { opennessClass: "open-weights" as const };
  const peers = [
    peer("low", null, open, 0.3),
    peer("off", null, { ...open, available: false }, 0.9),
    peer("none", null, open),
    peer("high", null, open, 0.6),
  ];
  expect(told(peer("own", 5), peers)).toEqual(["more-open high", "more-open low", "more-open none"]);
  const mixed = [
    peer("api", null, {}, 0.9),
    peer("api2", null, {}, 0.8),
    peer("weights", null, open, 0.5),
    peer("free", null, { opennessClass: "fully-open" }),
  ];
  expect(told(peer("own", 5, { opennessClass: "closed" }), mixed)).toEqual(["more-open api", "more-open weights", "more-open free"]);
  const [first] = alternativesTo(peer("own", 5), peers);
  expect(first!.reason).toBe("Open weights, where this one is open API; rated 60 of 100 (Board, 2026-01-01).");
});

test("allowed where its licence binds and theirs is known not to", () => {
  const unknown = { license: license("Unsaid", { commercialUse: null }) };
  const peers = [peer("free", 9), peer("nc", 9, { license: NC }), peer("nobody", 9, { license: null }), peer("unsaid", 9, unknown)];
  expect(told(peer("own", 9, { license: NC }), peers)).toEqual(["allowed free"]);
  for (const bound of [{ commercialUse: "conditional" as const }, { monthlyUsersLimit: 7 }, { revenueLimitUsd: 7 }, { territoryExcluded: ["DE"] }])
    expect(told(peer("own", 9, { license: license("Bound", bound) }), peers)).toEqual(["allowed free"]);
  expect(told(peer("own", 9, { license: null }), peers)).toEqual([]);
  expect(told(peer("own", 9), peers)).toEqual([]);
});

test("the retired, other tasks, itself, and procedural engines beside a neural model are none", () => {
  const own = peer("own", 1000);
  expect(
    told(own, [
      peer("gone", 1, { retired: true }),
      peer("engine", 0, { neural: false }),
      peer("talk", 1, { tasks: { chat: { quality: null, micro: 1 } } }),
    ]),
  ).toEqual([]);
  expect(told({ ...own, neural: false }, [peer("engine", 0, { neural: false })])).toEqual(["cheaper engine"]);
});

test("every alternative is what it says, whatever there is to choose from", () => {
  const any = fc.record({
    micro: fc.option(fc.integer({ min: 0, max: 2000 })),
    quality: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
    opennessClass: fc.constantFrom(...OPENNESS_CLASSES),
    license: fc.constantFrom(FREE, NC, null),
    neural: fc.boolean(),
    retired: fc.boolean(),
    available: fc.boolean(),
  });
  fc.assert(
    fc.property(any, fc.array(any, { maxLength: 12 }), (first, rest) => {
      const [own, ...peers] = [first, ...rest].map(({ micro, quality, ...more }, at) => peer(`m${at}`, micro, more, quality)) as [Peer, ...Peer[]];
      const micro = (one: Peer) => one.tasks["text-to-image"]!.micro;
      const found = alternativesTo(own, [own, ...peers]);
      for (const { kind, model } of found) {
        const other = peers.find((one) => one.id === model)!;
        expect(other.retired).toBe(false);
        if (kind === "cheaper") expect(micro(other)!).toBeLessThan(micro(own)!);
        if (kind === "more-open") expect(OPENNESS_CLASSES.indexOf(other.opennessClass)).toBeGreaterThan(OPENNESS_CLASSES.indexOf(own.opennessClass));
        if (kind === "allowed") expect([own.license, other.license]).toEqual([NC, FREE]);
      }
      for (const kind of ["cheaper", "more-open", "allowed"]) expect(found.filter((one) => one.kind === kind).length).toBeLessThanOrEqual(3);
    }),
  );
});
