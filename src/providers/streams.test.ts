// Streams read and rewritten as they come: wherever they are cut, the same objects and the same events come out.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { mendedAnswer, objects, jsonEvents } from "./streams.ts";

/** The bytes of a text, cut at these places. */
function cut(text: string, at: readonly number[]): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  const places = [0, ...at.map((place) => place % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length];
  const pieces = places.slice(1).map((to, index) => bytes.slice(places[index], to));
  return new ReadableStream({
    pull(controller) {
      const piece = pieces.shift();
      if (piece) controller.enqueue(piece);
      else controller.close();
    },
  });
}
const cuts = fc.array(fc.nat(10_000), { maxLength: 8 });
const signal = new AbortController().signal;
const stream = (text: string, at: readonly number[]) =>
  new Response(cut(text, at), { headers: { "content-type": "text/event-stream; charset=utf-8" } });

test("lines: each object, null for what is none, whatever the pieces", async () => {
  await fc.assert(
    // A field called __proto__ is left out, as nobody means one.
    fc.asyncProperty(
      fc.array(
        fc.dictionary(
          fc.string().filter((key) => key !== "__proto__"),
          fc.jsonValue(),
        ),
        { maxLength: 5 },
      ),
      cuts,
      async (values, at) => {
        const text = values.map((value) => `${JSON.stringify(value)}\n`).join("");
        const seen = [];
        for await (const value of objects(new Response(cut(`${text}nonsense\n\n`, at)), signal)) seen.push(value);
        expect(seen).toEqual([...values.map((value) => JSON.parse(JSON.stringify(value))), null]);
      },
    ),
    { numRuns: 60 },
  );
});

test("events: what is mended is mended, the rest stays, whatever the pieces", async () => {
  const text =
    ': waiting\n\nevent: delta\r\ndata: {"n":1,\r\ndata: "x":"\u00e9"}\r\n\r\ndata: {"m":2}\n\ndata: nonsense\n\ndata: [DONE]\n\ndata: {"n":3}';
  await fc.assert(
    fc.asyncProperty(cuts, async (at) => {
      const answer = await mendedAnswer(stream(text, at), (json) => ("n" in json ? { ...json, n: json.n + 10 } : json));
      expect(await answer.text()).toBe(
        ': waiting\n\nevent: delta\ndata: {"n":11,"x":"\u00e9"}\n\ndata: {"m":2}\n\ndata: nonsense\n\ndata: [DONE]\n\ndata: {"n":13}\n\n',
      );
      const whole = text.replace("data: nonsense\n\ndata: [DONE]\n\n", "");
      expect(await Array.fromAsync(jsonEvents(cut(whole, at)))).toEqual([{ n: 1, x: "\u00e9" }, { m: 2 }]);
    }),
    { numRuns: 60 },
  );
});

test("a whole answer is mended too, and one that is no JSON is not", async () => {
  const mend = (json: Record<string, any>) => ({ ...json, mended: true });
  expect(await (await mendedAnswer(Response.json({ a: 1 }), mend)).json()).toEqual({ a: 1, mended: true });
  expect(await (await mendedAnswer(new Response("<html>", { headers: { "content-type": "text/html" } }), mend)).text()).toBe("<html>");
});
