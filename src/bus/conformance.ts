// What every bus must do, as cases that throw where one does not. Each uses topics of its own. Not loaded by the program.
import assert from "node:assert/strict";
import { AppError } from "../spec/error.ts";
import type { Bus } from "./bus.ts";

export interface BusUnderTest {
  bus: Bus;
  /** Another process's bus at the same URL; the same one where a bus reaches one process only. */
  other: Bus;
  /** A bus of its own, for the case that closes it. */
  open(): Promise<Bus>;
}

export interface BusCase {
  name: string;
  run(under: BusUnderTest): Promise<void>;
}

/** Waits until it is so; five seconds is for a machine that is very busy, not a promise. */
async function until(so: () => boolean, what: string): Promise<void> {
  for (let tries = 0; !so(); tries++) {
    assert.ok(tries < 1000, `${what} did not come`);
    await new Promise((done) => setTimeout(done, 5));
  }
}

/** Publishes a last message and waits for it: what was sent before it and not heard by then will not come. */
async function settled(sender: Bus, listener: Bus): Promise<void> {
  let heard = false;
  const stop = listener.subscribe("settled", () => (heard = true));
  await sender.publish("settled", "");
  await until(() => heard, "the last message");
  stop();
}

async function code(work: () => unknown): Promise<string> {
  try {
    await work();
    return "nothing was thrown";
  } catch (thrown) {
    return thrown instanceof AppError ? thrown.code : `not an AppError: ${String(thrown)}`;
  }
}

const MESSAGES = [
  "",
  "plain",
  " edges ",
  "Grüße 世界 🦊",
  '{"json":"\\"quoted\\""}',
  "line\nline\0zero",
  "\u0001".repeat(4000),
  '"'.repeat(4000),
  "é".repeat(2000),
  "x".repeat(4000),
];

export const BUS_CASES: BusCase[] = [
  {
    name: "what one publishes all hear, the sender too, in order and unchanged",
    async run({ bus, other }) {
      const [here, there]: [string[], string[]] = [[], []];
      const stops = [bus.subscribe("all", (message) => here.push(message)), other.subscribe("all", (message) => there.push(message))];
      for (const message of MESSAGES) await bus.publish("all", message);
      await until(() => here.length >= MESSAGES.length && there.length >= MESSAGES.length, "a message");
      await settled(bus, other);
      assert.deepEqual(here, MESSAGES);
      assert.deepEqual(there, MESSAGES);
      for (const stop of stops) stop();
    },
  },
  {
    name: "a topic is heard by who listens to exactly that topic",
    async run({ bus, other }) {
      const heard: string[] = [];
      for (const topic of ["gen/1", "gen/11", "gen", "GEN/1", "gen/1;x"]) other.subscribe(topic, (message) => heard.push(`${topic}: ${message}`));
      await bus.publish("gen/1", "a");
      await bus.publish("gen/2", "b");
      await settled(bus, other);
      assert.deepEqual(heard, ["gen/1: a"]);
    },
  },
  {
    name: "who stops hears no more, and only they",
    async run({ bus, other }) {
      const heard: string[] = [];
      const hear = (message: string) => void heard.push(message);
      const [first, second] = [other.subscribe("stop", hear), other.subscribe("stop", hear)];
      await bus.publish("stop", "both");
      await settled(bus, other);
      first();
      first();
      await bus.publish("stop", "one");
      await settled(bus, other);
      second();
      await bus.publish("stop", "none");
      await settled(bus, other);
      assert.deepEqual(heard, ["both", "both", "one"]);
    },
  },
  {
    name: "a listener that throws keeps no other from hearing",
    async run({ bus, other }) {
      const heard: string[] = [];
      const stops = [
        other.subscribe("throws", () => {
          throw new Error("deaf");
        }),
        other.subscribe("throws", (message) => heard.push(message)),
      ];
      await bus.publish("throws", "a");
      await bus.publish("throws", "b");
      await settled(bus, other);
      assert.deepEqual(heard, ["a", "b"]);
      for (const stop of stops) stop();
    },
  },
  {
    name: "nobody is called from inside publish",
    async run({ bus }) {
      let [inside, early] = [false, false];
      let heard = 0;
      const stop = bus.subscribe("later", () => {
        if (inside) early = true;
        heard++;
      });
      inside = true;
      const published = bus.publish("later", "a");
      inside = false;
      await published;
      await until(() => heard === 1, "the message");
      assert.equal(early, false);
      stop();
    },
  },
  {
    name: "a listener may publish, subscribe and stop while it hears",
    async run({ bus }) {
      const heard: string[] = [];
      const stops: (() => void)[] = [];
      stops.push(
        bus.subscribe("again", (message) => {
          heard.push(message);
          if (message === "first") void bus.publish("again", "second");
          else stops.push(bus.subscribe("again", () => {}));
          if (message === "second") stops[0]!();
        }),
      );
      await bus.publish("again", "first");
      await until(() => heard.length === 2, "the second message");
      for (const stop of stops) stop();
    },
  },
  {
    name: "more than 4,000 bytes, or a topic that is none, is request.invalid",
    async run({ bus }) {
      for (const message of ["x".repeat(4001), "é".repeat(2001), "\0".repeat(4001)])
        assert.equal(await code(() => bus.publish("size", message)), "request.invalid");
      for (const topic of ["", "a b", "a\nb", "é", "x".repeat(201)]) {
        assert.equal(await code(() => bus.publish(topic, "")), "request.invalid", JSON.stringify(topic));
        assert.equal(await code(() => bus.subscribe(topic, () => {})), "request.invalid", JSON.stringify(topic));
      }
    },
  },
  {
    name: "once closed it neither hears nor throws, and may be closed again",
    async run({ open }) {
      const bus = await open();
      let heard = 0;
      const stop = bus.subscribe("closed", () => heard++);
      await bus.close();
      await bus.publish("closed", "a");
      await bus.close();
      stop();
      await new Promise((done) => setTimeout(done, 5));
      assert.equal(heard, 0);
    },
  },
];
