// `oak webhooks` and what `oak doctor` says of them, as processes beside a running server and a receiver on loopback.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { Webhook } from "standardwebhooks";
import { environment, ROOT, type Running, startServer, temporary, waitFor } from "../../test/server.ts";
import { type Receiver, startReceiver } from "../webhooks/receiver.fixture.ts";

const folder = temporary("cli-webhooks");
let receiver: Receiver;
let server: Running;
beforeAll(async () => {
  receiver = startReceiver();
  server = await startServer(folder, { OAK_WEBHOOK_ORIGINS: receiver.origin });
});
afterAll(async () => {
  await server.kill();
  await receiver.close();
  rmSync(folder, { recursive: true, force: true });
});

async function oak(...words: string[]) {
  const child = Bun.spawn([process.execPath, join(ROOT, "src", "cli", "cli.ts"), ...words], {
    cwd: ROOT,
    env: environment(folder),
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  const [out, err, code] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text(), child.exited]);
  return { out: out.trim(), err: err.trim(), code };
}
const doctor = async () =>
  (JSON.parse((await oak("doctor", "--json")).out) as { name: string; good: boolean; says: string }[]).find(({ name }) => name === "webhooks")!;
const succeeded = async (id: string) => receiver.of("generation.succeeded", id).length;

test("add, test, see it fail, be switched off, be told so by the doctor, switch on, replay, remove", async () => {
  expect(await oak("webhooks")).toMatchObject({ out: "", code: 0, err: expect.stringContaining("oak webhooks add") });
  expect(await oak("webhooks", "add", "http://10.0.0.1/")).toMatchObject({ code: 2, out: "" });
  expect(await oak("webhooks", "add", receiver.url, "--types", "generation.exploded")).toMatchObject({ code: 2 });
  const added = await oak("webhooks", "add", receiver.url, "--types", "generation.succeeded", "generation.failed");
  expect(added.code).toBe(0);
  expect(added.out).toMatch(/^whsec_\S+$/);
  const [{ id }] = JSON.parse((await oak("webhooks", "list", "--json")).out) as [{ id: string }];

  expect(await oak("webhooks", "test", id)).toMatchObject({ code: 0, out: "Taken with 200." });
  expect(new Webhook(added.out).verify(receiver.got[0]!.body, receiver.got[0]!.headers)).toMatchObject({ type: "webhook.test" });
  receiver.answer(() => 500);
  expect(await oak("webhooks", "test", id)).toMatchObject({ code: 1, out: "Not taken. It answered 500." });
  expect(await doctor()).toMatchObject({ good: true, says: "1" });

  receiver.answer(() => 410);
  const made = JSON.parse((await oak("sound", "beep", "--seconds", "1", "--out", join(folder, "a.wav"), "--json")).out) as { id: string };
  await waitFor(async () => !(await doctor()).good, "the doctor to notice");
  expect((await doctor()).says).toContain("switched off: It answered 410: it is gone for good.");
  expect((await oak("webhooks")).out).toContain("switched off: It answered 410");
  expect((await oak("webhooks", "deliveries", id, "--state", "dead")).out).toMatch(
    new RegExp(`generation.succeeded +${made.id} +dead +1 +It answered 410`),
  );
  expect(await oak("webhooks", "replay", id, "--since", "1h")).toMatchObject({ code: 1, err: expect.stringContaining("is off") });

  receiver.answer(() => 200);
  expect(await oak("webhooks", "on", id)).toMatchObject({ code: 0, out: `${receiver.url} is on.` });
  expect((await oak("webhooks", "replay", id, "--since", "yesterday")).code).toBe(2);
  expect((await oak("webhooks", "replay", id)).code).toBe(2);
  expect((await oak("webhooks", "replay", id, "--since", "1h")).out).toBe("1 delivery is on the way again.");
  await waitFor(async () => (await succeeded(made.id)) === 2, "the replay");
  const [told] = JSON.parse((await oak("webhooks", "deliveries", id, "--state", "delivered", "--limit", "1", "--json")).out) as [{ id: string }];
  expect((await oak("webhooks", "replay", id, told.id)).out).toBe("1 delivery is on the way again.");
  await waitFor(async () => (await succeeded(made.id)) === 3, "one more");
  const fresh = await oak("webhooks", "rotate", id);
  expect(fresh.out).toStartWith("whsec_");
  expect(fresh.out).not.toBe(added.out);
  expect((await oak("webhooks", "off", id)).out).toBe(`${receiver.url} is off.`);
  expect(await doctor()).toMatchObject({ good: true }); // somebody wanted it so
  expect((await oak("webhooks", "remove", id)).code).toBe(0);
  expect((await oak("webhooks", "remove", id)).code).toBe(4);
}, 120_000);

test("without a server a test says that nothing would be sent", async () => {
  const empty = temporary("cli-none");
  const child = Bun.spawn([process.execPath, join(ROOT, "src", "cli", "cli.ts"), "webhooks", "test", "whk_1"], {
    cwd: ROOT,
    env: environment(empty),
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  expect([await child.exited, await new Response(child.stderr).text()]).toEqual([1, expect.stringContaining("no server runs")]);
  rmSync(empty, { recursive: true, force: true });
});
