// The native API without any client: ask for a plan, make it, follow its events, save the file. Needs OAK_URL and OAK_KEY; runs on Node 20 or Bun.
import { writeFile } from "node:fs/promises";

const base = process.env.OAK_URL ?? "http://127.0.0.1:4242";
const headers = { authorization: `Bearer ${process.env.OAK_KEY}`, "content-type": "application/json" };
const ask = { task: "text-to-sound", input: { prompt: "a bell over the sea", seconds: 2 } };

const plan = await (await fetch(`${base}/v1/plans`, { method: "POST", headers, body: JSON.stringify(ask) })).json();
console.log(plan.summary);

// The key makes a repeated request harmless: send the same one again after a lost answer.
const begun = await (
  await fetch(`${base}/v1/generations`, {
    method: "POST",
    headers: { ...headers, "idempotency-key": crypto.randomUUID() },
    body: JSON.stringify(ask),
  })
).json();

let done = begun;
const events = await fetch(`${base}/v1/generations/${begun.id}/events`, { headers });
let rest = "";
for await (const chunk of events.body.pipeThrough(new TextDecoderStream())) {
  rest += chunk;
  const blocks = rest.split("\n\n");
  rest = blocks.pop();
  for (const block of blocks) {
    const data = block.split("\n").find((line) => line.startsWith("data: "));
    if (!data) continue;
    const event = JSON.parse(data.slice(6));
    if (event.type === "progress") console.log(event.progress ?? "", event.stage ?? "");
    if (event.generation) done = event.generation;
  }
}

if (done.status !== "succeeded") throw new Error(`${done.status}: ${done.error?.detail}`);
const [asset] = done.assets;
const content = await fetch(base + asset.url, { headers });
await writeFile("bell.wav", new Uint8Array(await content.arrayBuffer()));
console.log(`bell.wav, ${asset.bytes} bytes, ${asset.seconds} s, by ${done.model}`);
