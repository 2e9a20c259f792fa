// The conformance kit on every bus, and on mutants that it must reject; then what only Postgres can do wrong.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { startPostgres } from "../../test/postgres.ts";
import { openBus, type Bus } from "./bus.ts";
import { BUS_CASES } from "./conformance.ts";

const NAME = "bus_kit";

describe("memory", () => {
  for (const { name, run } of BUS_CASES) {
    test(name, async () => {
      const bus = await openBus("memory:");
      await run({ bus, other: bus, open: () => openBus("memory:") });
    });
  }
});

describe("postgres", () => {
  let [bus, other]: Bus[] = [];
  let url = "";
  beforeAll(async () => {
    url = await (await startPostgres()).createDatabase(NAME);
    [bus, other] = await Promise.all([openBus(url), openBus(url)]);
  }, 60_000);
  afterAll(async () => void (await Promise.all([bus?.close(), other?.close()])));

  for (const { name, run } of BUS_CASES) test(name, () => run({ bus: bus!, other: other!, open: () => openBus(url) }), 20_000);

  test("after its connections are cut it listens and sends again, and publishing never throws", async () => {
    const logged: string[] = [];
    const cut = await openBus(url, { log: (message) => logged.push(message) });
    let heard = 0;
    cut.subscribe("cut", () => heard++);
    const server = await startPostgres();
    // Several times: what is sent in the moment of the loss must not leave a connection that sends nothing any more.
    for (let round = 0; round < 10; round += 1) {
      heard = 0;
      await server.cutConnections(NAME);
      for (let tries = 0; heard === 0; tries++) {
        void cut.publish("cut", "still there?");
        await new Promise((done) => setTimeout(done, 10));
        expect(tries).toBeLessThan(500);
      }
    }
    expect(logged.join("\n")).toContain("listens again");
    await cut.close();
  }, 20_000);

  test("databases on one server do not hear each other", async () => {
    const elsewhere = await openBus(await (await startPostgres()).createDatabase("bus_elsewhere"));
    const heard: string[] = [];
    elsewhere.subscribe("apart", (message) => heard.push(message));
    await bus!.publish("apart", "a");
    await elsewhere.publish("apart", "b");
    for (let tries = 0; heard.length === 0 && tries < 500; tries++) await new Promise((done) => setTimeout(done, 5));
    expect(heard).toEqual(["b"]);
    await elsewhere.close();
  });

  test("a server that is not there is unavailable, without the secret", async () => {
    const thrown = (await openBus("postgres://oak:hush-hush@127.0.0.1:9/none").catch((error: unknown) => error)) as Error & { code: string };
    expect(thrown.code).toBe("unavailable");
    expect(Bun.inspect(thrown)).not.toContain("hush-hush");
  });
});

test("a URL of another kind is refused by the variable's name", async () => {
  for (const url of ["kafka://x", "", "postgres://[oops"])
    await expect(openBus(url)).rejects.toMatchObject({ code: "request.invalid", field: "BUS_URL" });
});

// ---- mutants: a bus in a few lines, with one of them wrong ----

type Listener = { topic: string; heard: (message: string) => void };

interface Wrong {
  deliver?: (listeners: Listener[], topic: string, message: string) => void;
  later?: (deliver: () => void) => void;
  stop?: (listeners: Listener[], listener: Listener) => void;
  check?: boolean;
  closes?: boolean;
}

const tell = (listeners: Listener[], message: string) => {
  for (const { heard } of listeners) {
    try {
      heard(message);
    } catch {
      // deaf
    }
  }
};

async function naive({
  deliver = (all, topic, message) =>
    tell(
      all.filter((each) => each.topic === topic),
      message,
    ),
  later = queueMicrotask,
  stop,
  check = true,
  closes = true,
}: Wrong): Promise<Bus> {
  const good = await openBus("memory:");
  const listeners: Listener[] = [];
  let closed = false;
  return {
    async publish(topic, message) {
      if (check) await good.publish(topic, message);
      if (!closed) later(() => deliver([...listeners], topic, message));
    },
    subscribe(topic, heard) {
      if (check) good.subscribe(topic, () => {})();
      const listener = { topic, heard };
      listeners.push(listener);
      return () => (stop ? stop(listeners, listener) : void (listeners.includes(listener) && listeners.splice(listeners.indexOf(listener), 1)));
    },
    async close() {
      if (closes) closed = true;
      if (closes) listeners.length = 0;
    },
  };
}

const only = (all: Listener[], topic: string) => all.filter((each) => each.topic === topic);

const MUTANTS: Record<string, { wrong: Wrong; caughtBy: RegExp }> = {
  "tells all topics": { wrong: { deliver: (all, _, message) => tell(all, message) }, caughtBy: /exactly that topic/ },
  "takes topics for prefixes": {
    wrong: {
      deliver: (all, topic, message) =>
        tell(
          all.filter((each) => each.topic.startsWith(topic)),
          message,
        ),
    },
    caughtBy: /exactly that topic/,
  },
  "tells the first listener only": {
    wrong: { deliver: (all, topic, message) => tell(only(all, topic).slice(0, 1), message) },
    caughtBy: /hears no more/,
  },
  "lets one listener's error end the telling": {
    wrong: {
      deliver: (all, topic, message) => {
        try {
          only(all, topic).forEach((each) => each.heard(message));
        } catch {
          // deaf
        }
      },
    },
    caughtBy: /listener that throws/,
  },
  "tells at once": { wrong: { later: (deliver) => deliver(), check: false }, caughtBy: /inside publish/ },
  "never stops": { wrong: { stop: () => {} }, caughtBy: /hears no more/ },
  "stops all who listen alike": {
    wrong: { stop: (all, { heard }) => void all.splice(0, all.length, ...all.filter((each) => each.heard !== heard)) },
    caughtBy: /hears no more/,
  },
  trims: { wrong: { deliver: (all, topic, message) => tell(only(all, topic), message.trim()) }, caughtBy: /in order and unchanged/ },
  "tells twice": {
    wrong: { deliver: (all, topic, message) => (tell(only(all, topic), message), tell(only(all, topic), message)) },
    caughtBy: /in order and unchanged/,
  },
  "takes any size": { wrong: { check: false }, caughtBy: /4,000 bytes/ },
  "goes on after closing": { wrong: { closes: false }, caughtBy: /once closed/ },
};

test("the bus the mutants are made of is good", async () => {
  for (const { run } of BUS_CASES) {
    const bus = await naive({});
    await run({ bus, other: bus, open: () => naive({}) });
  }
});

for (const [name, { wrong, caughtBy }] of Object.entries(MUTANTS)) {
  test(`the kit rejects a bus that ${name}`, async () => {
    const bus = await naive(wrong);
    const failed: string[] = [];
    for (const { name: what, run } of BUS_CASES.filter((each) => caughtBy.test(each.name)))
      await run({ bus, other: bus, open: () => naive(wrong) }).catch(() => failed.push(what));
    expect(failed).not.toEqual([]);
  });
}
