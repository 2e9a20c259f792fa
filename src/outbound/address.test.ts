// Which URLs are refused: the table of tricks, each with what it tries.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { createOutbound } from "./outbound.ts";

const PUBLIC = "93.184.215.14";

/** A way out whose network is made of paper: every name resolves to `addresses`, every request that gets through is recorded. */
function paper(addresses: string[] = [PUBLIC], allowed: string[] = []) {
  const sent: string[] = [];
  const outbound = createOutbound({
    allowed,
    lookup: async () => addresses,
    send: async (url, _init, address) => {
      sent.push(`${url.href} @ ${address}`);
      return new Response("ok");
    },
  });
  return { outbound, sent };
}

const REFUSED: [what: string, url: string][] = [
  ["loopback", "http://127.0.0.1/"],
  ["loopback, elsewhere in its block", "http://127.8.9.10/"],
  ["loopback by name", "http://localhost/"],
  ["loopback by a name below", "http://app.localhost/"],
  ["loopback in capitals", "http://LOCALHOST/"],
  ["loopback with a trailing dot", "http://localhost./"],
  ["address with a trailing dot", "http://127.0.0.1./"],
  ["short loopback", "http://127.1/"],
  ["decimal loopback", "http://2130706433/"],
  ["octal loopback", "http://0177.0.0.1/"],
  ["octal in one piece", "http://017700000001/"],
  ["hexadecimal loopback", "http://0x7f.0x0.0x0.0x1/"],
  ["hexadecimal in one piece", "http://0x7f000001/"],
  ["a public address in hexadecimal", "http://0x08080808/"],
  ["a public address in decimal", "http://134744072/"],
  ["full-width digits", "http://１２７.0.0.1/"],
  ["circled letters", "http://ⓛocalhost/"],
  ["ideographic full stops", "http://127。0。0。1/"],
  ["percent-encoded digits", "http://%31%32%37.0.0.1/"],
  ["zero", "http://0/"],
  ["unspecified", "http://0.0.0.0/"],
  ["private 10/8", "http://10.0.0.1/"],
  ["private 172.16/12", "http://172.31.255.255/"],
  ["private 192.168/16", "http://192.168.1.1/"],
  ["carrier-grade NAT", "http://100.64.0.1/"],
  ["Alibaba's metadata", "http://100.100.100.200/latest/meta-data"],
  ["link-local", "http://169.254.1.1/"],
  ["AWS's metadata", "http://169.254.169.254/latest/meta-data/iam"],
  ["Azure's wire server", "http://168.63.129.16/"],
  ["multicast", "http://224.0.0.1/"],
  ["broadcast", "http://255.255.255.255/"],
  ["reserved", "http://240.0.0.1/"],
  ["documentation", "http://192.0.2.1/"],
  ["benchmarking", "http://198.18.0.1/"],
  ["v6 loopback", "http://[::1]/"],
  ["v6 unspecified", "http://[::]/"],
  ["v6 link-local", "http://[fe80::1]/"],
  ["v6 unique-local", "http://[fd00::1]/"],
  ["AWS's metadata over v6", "http://[fd00:ec2::254]/"],
  ["v6 site-local", "http://[fec0::1]/"],
  ["v6 multicast", "http://[ff02::1]/"],
  ["v6 documentation", "http://[2001:db8::1]/"],
  ["mapped loopback", "http://[::ffff:127.0.0.1]/"],
  ["mapped loopback in hexadecimal", "http://[::ffff:7f00:1]/"],
  ["mapped public address", "http://[::ffff:8.8.8.8]/"],
  ["IPv4-compatible loopback", "http://[::127.0.0.1]/"],
  ["NAT64 loopback", "http://[64:ff9b::7f00:1]/"],
  ["local NAT64", "http://[64:ff9b:1::7f00:1]/"],
  ["6to4 loopback", "http://[2002:7f00:1::]/"],
  ["Teredo", "http://[2001:0:4136:e378::]/"],
  ["Google's metadata", "http://metadata.google.internal/computeMetadata/v1/"],
  ["Google's metadata, short", "http://metadata.goog/"],
  ["one word", "http://metadata/"],
  ["a database on the same network", "http://postgres/"],
  ["mDNS", "http://printer.local/"],
  ["a cluster's service", "http://db.default.svc.cluster.local/"],
  ["a router", "http://router.lan/"],
  ["reverse names", "http://1.0.0.127.in-addr.arpa/"],
  ["an onion", "http://abcdef.onion/"],
  ["a public name with a trailing dot", "http://example.com./"],
  ["another port", "http://example.com:22/"],
  ["a database's port", "http://example.com:5432/"],
  ["port zero", "http://example.com:0/"],
  ["the other protocol's port on another", "https://example.com:6379/"],
  ["user name", "http://user@example.com/"],
  ["user name and password", "http://user:pass@example.com/"],
  ["the host behind an at sign", "http://example.com@127.0.0.1/"],
  ["backslashes", "http:\\\\127.0.0.1\\"],
  ["one slash", "http:/127.0.0.1/"],
  ["tab in the host", "http://local\thost/"],
  ["file", "file:///etc/passwd"],
  ["ftp", "ftp://example.com/"],
  ["gopher", "gopher://example.com:70/_"],
  ["data", "data:text/plain,hello"],
  ["blob", "blob:http://example.com/1"],
  ["javascript", "javascript:alert(1)"],
  ["relative", "/etc/passwd"],
  ["no protocol", "//example.com/"],
  ["nothing", ""],
  ["too long", `http://example.com/${"a".repeat(9000)}`],
  ["two ports", "http://example.com:80:22/"],
  ["five numbers", "http://1.2.3.4.5/"],
];

describe("URLs that are refused", () => {
  for (const [what, url] of REFUSED) {
    test(what, async () => {
      const { outbound, sent } = paper();
      await expect(outbound.fetch(url)).rejects.toMatchObject({ code: "request.url_refused" });
      expect(sent).toEqual([]);
    });
  }
});

describe("URLs that pass", () => {
  for (const [url, as] of [
    ["https://example.com/a.png?x=1", `https://example.com/a.png?x=1 @ ${PUBLIC}`],
    ["HTTP://EXAMPLE.COM", `http://example.com/ @ ${PUBLIC}`],
    ["https://example.com:8443/", `https://example.com:8443/ @ ${PUBLIC}`],
    ["http://example.com:8080/", `http://example.com:8080/ @ ${PUBLIC}`],
    ["http://8.8.8.8/", "http://8.8.8.8/ @ 8.8.8.8"],
    ["http://[2606:4700::1111]/", "http://[2606:4700::1111]/ @ 2606:4700::1111"],
    ["https://bücher.example.org/", `https://xn--bcher-kva.example.org/ @ ${PUBLIC}`],
    ["https://0x7f.example.org/", `https://0x7f.example.org/ @ ${PUBLIC}`],
  ] as const) {
    test(url, async () => {
      const { outbound, sent } = paper();
      await outbound.fetch(url);
      expect(sent).toEqual([as]);
    });
  }
});

describe("names", () => {
  test("one bad address among good ones refuses the name", async () => {
    for (const bad of ["127.0.0.1", "10.1.2.3", "::1", "fe80::1%eth0", "::ffff:10.0.0.1", "nonsense"]) {
      const { outbound, sent } = paper([PUBLIC, bad]);
      await expect(outbound.fetch("http://rebind.example.org/")).rejects.toMatchObject({ code: "request.url_refused" });
      expect(sent).toEqual([]);
    }
  });

  test("a name is resolved once, and the checked address is the one that is used", async () => {
    const answers = [[PUBLIC], ["127.0.0.1"]];
    const used: (string | null)[] = [];
    const outbound = createOutbound({
      allowed: [],
      lookup: async () => answers.shift()!,
      send: async (_url, _init, address) => (used.push(address), new Response("ok")),
    });
    await outbound.fetch("http://rebind.example.org/");
    expect(used).toEqual([PUBLIC]);
    expect(answers).toHaveLength(1);
  });

  test("a name that does not resolve is unreachable, not refused", async () => {
    const { outbound } = paper([]);
    await expect(outbound.fetch("http://gone.example.org/")).rejects.toMatchObject({ code: "provider.unreachable" });
  });
});

test("a redirect is checked like a first URL, spelling and all", async () => {
  for (const location of ["http://0x08080808/", "//134744072/", "http://10.0.0.1/", "http://example.org:22/", "ftp://example.org/"]) {
    const sent: string[] = [];
    const send = async (url: URL) => {
      sent.push(url.hostname);
      return new Response(null, { status: 302, headers: { location } });
    };
    const outbound = createOutbound({ allowed: [], lookup: async () => [PUBLIC], send });
    await expect(outbound.fetch("https://example.com/")).rejects.toMatchObject({ code: "request.url_refused" });
    expect(sent).toEqual(["example.com"]);
  }
});

describe("what the operator allows", () => {
  test("an origin is let through as it is, its neighbors are not", async () => {
    const { outbound, sent } = paper(["10.0.0.5"], ["http://10.0.0.5:8000/v1", "http://localhost:1234"]);
    await outbound.fetch("http://10.0.0.5:8000/v1/models");
    await outbound.fetch("http://localhost:1234/");
    expect(sent).toEqual(["http://10.0.0.5:8000/v1/models @ null", "http://localhost:1234/ @ null"]);
    for (const near of [
      "http://10.0.0.5:8001/",
      "https://10.0.0.5:8000/",
      "http://10.0.0.6:8000/",
      "http://localhost/",
      "http://localhost.:1234/",
      "http://u:p@localhost:1234/",
    ]) {
      await expect(outbound.fetch(near)).rejects.toMatchObject({ code: "request.url_refused" });
    }
  });

  test("an observer hears every host, before it is asked, until it stops listening", async () => {
    const { outbound } = paper(["10.0.0.5"], ["http://10.0.0.5:8000"]);
    const heard: string[] = [];
    const stop = outbound.observe((host, allowed) => heard.push(`${host} ${allowed}`));
    await outbound.fetch("http://10.0.0.5:8000/");
    await outbound.fetch("http://inside.example.org/").catch(() => {});
    stop();
    await outbound.fetch("http://10.0.0.5:8000/");
    expect(heard).toEqual(["10.0.0.5 true", "inside.example.org false"]);
  });
});

test("however an IPv4 address of a private block is spelled, it is refused", async () => {
  const byte = fc.integer({ min: 0, max: 255 });
  const spell = (n: number, how: number) => (how === 0 ? String(n) : how === 1 ? `0x${n.toString(16)}` : `0${n.toString(8)}`);
  const property = fc.asyncProperty(
    fc.constantFrom(10, 127),
    byte,
    byte,
    byte,
    fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 4, maxLength: 4 }),
    async (a, b, c, d, how) => {
      const { outbound, sent } = paper();
      const host = [a, b, c, d].map((n, index) => spell(n, how[index]!)).join(".");
      await expect(outbound.fetch(`http://${host}/`)).rejects.toMatchObject({ code: "request.url_refused" });
      expect(sent).toEqual([]);
    },
  );
  await fc.assert(property, { numRuns: 100 });
});

test("a refusal repeats neither the query nor the password", async () => {
  const { outbound } = paper();
  for (const url of ["http://10.0.0.1/a?token=hunter2", "http://user:hunter2@example.com/", "hunter2"]) {
    const error = await outbound.fetch(url).catch((thrown: Error) => thrown);
    expect(JSON.stringify([(error as Error).message, error])).not.toContain("hunter2");
  }
});
