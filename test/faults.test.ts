// The whole fault bench against a real server process, one test a fault; and a gateway that only passes on, so that it is seen that the bench can say no. The faults are in bench/faults/.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { createServer } from "node:net";
import { ALL_FAULTS, runFaults } from "../bench/faults/faults.ts";
import { printed, type Scored, type Verdict } from "../bench/faults/score.ts";

describe("OpenOak", () => {
  let all: Scored[] = [];
  beforeAll(async () => {
    all = await runFaults();
    console.log(printed(all));
  }, 300_000);

  test("sixteen faults of chat are played, and at least sixteen of media", () => {
    expect(all.map(({ about }) => about.id)).toEqual(ALL_FAULTS.map(({ id }) => id));
    expect(all.filter(({ about }) => about.id.startsWith("S")).length).toBe(16);
    expect(all.filter(({ about }) => about.id.startsWith("M")).length).toBeGreaterThanOrEqual(16);
  });

  test.each(ALL_FAULTS.map(({ id, title }) => [id, title]))("%s %s", (id) => {
    const { verdict, reason } = all.find(({ about }) => about.id === id)!;
    expect(`${verdict}: ${verdict === "pass" ? "" : reason}`).toBe("pass: ");
  });

  test("media cost their users something only where they have something, and never more than the providers billed", () => {
    for (const { about, money } of all.filter((each) => each.about.id.startsWith("M"))) {
      const { userMicro, providerMicro, kept } = money;
      expect([about.id, userMicro! > 0, userMicro! <= providerMicro]).toEqual([about.id, kept > 0, true]);
    }
  });
});

/** Submits, asks until it is over, and hands on what it finds: what a first version of media support looks like. */
async function naivelyQueued(queue: string, { prompt, n }: { prompt: string; n: number }): Promise<Response> {
  const failed = async (answer: Response) => Response.json({ error: { code: "upstream", message: await answer.text() } }, { status: 502 });
  const submitted = await fetch(`${queue}/fal-ai/flux-pro/v1.1`, { method: "POST", body: JSON.stringify({ prompt, num_images: n }) });
  if (!submitted.ok) return failed(submitted);
  const job: any = await submitted.json();
  for (;;) {
    const status = await fetch(job.status_url);
    if (!status.ok) return failed(status);
    if (((await status.json()) as any).status === "COMPLETED") break;
    await Bun.sleep(50);
  }
  const result = await fetch(job.response_url);
  if (!result.ok) return failed(result);
  const { images } = (await result.json()) as { images: { url: string }[] };
  const files = await Promise.all(images.map(async ({ url }) => Buffer.from(await (await fetch(url)).arrayBuffer())));
  return Response.json({ data: files.map((file) => ({ b64_json: file.toString("base64") })) });
}

describe("a gateway that only passes on", () => {
  let gateway: Bun.Server<undefined>;
  let verdicts: Record<string, Verdict>;

  const freePort = () =>
    new Promise<number>((resolve) => {
      const probe = createServer().listen(0, "127.0.0.1", () => {
        const { port } = probe.address() as { port: number };
        probe.close(() => resolve(port));
      });
    });

  beforeAll(async () => {
    const ports = [await freePort(), await freePort(), await freePort(), await freePort()];
    const [chat, , queue, images] = ports.map((port) => `http://127.0.0.1:${port}`);
    gateway = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      idleTimeout: 0,
      async fetch(request) {
        const { pathname } = new URL(request.url);
        if (request.method !== "POST") return new Response("nothing here", { status: 404 });
        const body = await request.text();
        const asked = JSON.parse(body);
        if (asked.model === "queue") return naivelyQueued(queue!, asked);
        const to = `${asked.model === "images" ? images : chat}${pathname}`;
        return fetch(to, { method: "POST", headers: { "content-type": "application/json" }, body, signal: request.signal });
      },
    });
    const only = ["S01", "S04", "S10", "S11", "S12", "S13", "M03", "M07", "M08", "M10", "M13", "M14"];
    const target = { url: `http://127.0.0.1:${gateway.port}`, key: "any", ports };
    const all = await runFaults({ target, models: { chat: "chat", queue: "queue", images: "images" }, only });
    verdicts = Object.fromEntries(all.map(({ about, verdict }) => [about.id, verdict]));
  }, 120_000);
  afterAll(() => gateway.stop(true));

  test("is told where it passes", () => {
    expect(verdicts).toMatchObject({ S12: "pass", S13: "pass", M10: "pass" });
  });

  test("is safe where it tells the failure, and fails where it passes on what is not whole", () => {
    expect(verdicts).toMatchObject({ S01: "safe", S04: "safe", S10: "fail", S11: "fail", M03: "safe", M07: "fail", M08: "safe" });
  });

  test("is not judged by what it does not have", () => {
    expect(verdicts).toMatchObject({ M13: "not run", M14: "not run" });
  });
});
