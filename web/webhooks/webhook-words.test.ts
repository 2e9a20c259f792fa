// What the studio says of a webhook and of a delivery in each of its states.
import { expect, test } from "bun:test";
import type { Webhook, WebhookDelivery } from "../../src/spec/webhook.ts";
import { outcomeOf, stateOf, until } from "./webhook-words.ts";

const now = Date.parse("2026-11-24T12:00:00Z");
const at = (seconds: number) => new Date(now + seconds * 1000).toISOString();
const hook: Webhook = {
  id: "whk_1",
  url: "https://example.com/",
  description: "",
  types: null,
  enabled: true,
  failures: 0,
  failingSince: null,
  disabledAt: null,
  disabledReason: null,
  createdAt: at(-9000),
};
const sent: WebhookDelivery = {
  id: "whd_1",
  webhook: "whk_1",
  message: "evt_1",
  type: "generation.succeeded",
  subject: "gen_1",
  state: "pending",
  tries: 0,
  lastTryAt: null,
  lastStatus: null,
  lastError: null,
  nextTryAt: at(0),
  deliveredAt: null,
  createdAt: at(-60),
};

test("a webhook's state says whether somebody should look", () => {
  expect(stateOf(hook, now)).toEqual({ text: "On, told of everything", bad: false });
  expect(stateOf({ ...hook, types: ["generation.failed", "generation.unknown"] }, now).text).toBe(
    "On, told of generation.failed, generation.unknown",
  );
  expect(stateOf({ ...hook, failures: 3, failingSince: at(-600) }, now)).toEqual({ text: "3 tries in a row not taken since 10 min ago", bad: true });
  expect(stateOf({ ...hook, enabled: false, disabledAt: at(-7200) }, now).bad).toBe(false);
  const off = stateOf({ ...hook, enabled: false, disabledAt: at(-7200), disabledReason: "It answered 410." }, now);
  expect(off).toEqual({ text: "Switched off 2 h ago. It answered 410. What it misses is kept; switch it on and replay.", bad: true });
});

test("a delivery says what came of it, and what comes next", () => {
  expect(outcomeOf(sent, now)).toEqual({ text: "On its way", bad: false });
  expect(outcomeOf({ ...sent, state: "delivered", lastStatus: 200, deliveredAt: at(-120) }, now)).toEqual({
    text: "Taken with 200, 2 min ago",
    bad: false,
  });
  expect(outcomeOf({ ...sent, state: "failed", tries: 2, lastError: "It answered 500.", nextTryAt: at(120) }, now)).toEqual({
    text: "It answered 500. Try 3 in 2 min",
    bad: true,
  });
  expect(outcomeOf({ ...sent, state: "dead", tries: 8, lastError: "It answered 500.", nextTryAt: null }, now).text).toBe(
    "It answered 500. Given up after 8 tries",
  );
  expect(outcomeOf({ ...sent, state: "dead", lastError: "The webhook was off.", nextTryAt: null }, now).text).toBe("The webhook was off. Given up");
});

test("the time until a try", () => {
  expect([0, -5, 40, 200, 21_600].map((seconds) => until(at(seconds), now))).toEqual(["now", "now", "in 40 s", "in 3 min", "in 6 h"]);
});
