// Which URLs and which network addresses may be reached on behalf of a user. Pure: resolves nothing, connects to nothing.
import ipaddr from "ipaddr.js";

/** Why a URL or an address is refused, in words that reveal nothing of the inside; null where it may be reached. */
export type Refusal = string | null;

/** What a user's URL may name. Anything else on a public machine is more often an admin port than a picture. */
const USER_PORTS = new Set(["", "80", "443", "8080", "8443"]);

/** Endings that no public name has: they are answered by the machine itself or by the network it stands in (RFC 6761, 6762, 7686, 8375, 9476). */
const INSIDE_ENDINGS = [
  "localhost",
  "local",
  "internal",
  "localdomain",
  "lan",
  "home",
  "corp",
  "intranet",
  "private",
  "arpa",
  "onion",
  "alt",
  "invalid",
  "test",
];

/** Instance-metadata names with a dot in them; those without are refused as single words. */
const METADATA_HOSTS = new Set(["metadata.goog", "metadata.tencentyun.com", "metadata.platformequinix.com"]);

/** Public by range, but answered inside a cloud: Azure's WireServer, Oracle's and AWS's old metadata relay. */
const METADATA_ADDRESSES = new Set(["168.63.129.16", "192.0.0.192"]);

const GLOBAL_UNICAST_V6 = ipaddr.IPv6.parseCIDR("2000::/3");

/** A bare address, as the resolver or a URL gives it. Only global unicast may pass; whatever embeds an IPv4 address (mapped, NAT64, 6to4, Teredo) may not. */
export function refuseAddress(address: string): Refusal {
  const bare = address.replace(/^\[|\]$/g, "").split("%")[0]!;
  if (!ipaddr.isValid(bare)) return "its address cannot be read";
  const parsed = ipaddr.parse(bare);
  if (METADATA_ADDRESSES.has(parsed.toString())) return "it points at a cloud's metadata service";
  if (parsed.range() !== "unicast") return "it points to an address that is not on the public internet";
  // What the library calls unicast still holds the long-retired IPv4-compatible ::a.b.c.d; only 2000::/3 was ever given out.
  if (parsed instanceof ipaddr.IPv6 && !parsed.match(GLOBAL_UNICAST_V6)) return "it points to an address that is not on the public internet";
  return null;
}

function isAddress(hostname: string): boolean {
  return hostname.startsWith("[") || ipaddr.IPv4.isValidFourPartDecimal(hostname);
}

/** The host as written, before the URL parser turned 0x7f.1 or ①②⑦.0.0.1 into dotted numbers. */
function writtenHost(raw: string): string {
  return /^\s*(?:https?:)?[/\\]*([^/\\?#]*)/i.exec(raw)?.[1]?.replace(/:\d*$/, "") ?? "";
}

function refuseHost(url: URL, raw: string | null): Refusal {
  const host = url.hostname;
  if (isAddress(host)) {
    if (raw !== null && !host.startsWith("[") && writtenHost(raw) !== host) return "its address is written in an unusual way";
    return refuseAddress(host);
  }
  if (host.endsWith(".")) return "its host ends with a dot";
  if (METADATA_HOSTS.has(host)) return "it points at a cloud's metadata service";
  const labels = host.split(".");
  if (labels.length < 2 || INSIDE_ENDINGS.includes(labels.at(-1)!)) return "its host is not a public name";
  return null;
}

/** What a user's URL may look like before anything is resolved. `raw` is the text as it was given; null where it came from the parser. */
export function refuseUrl(url: URL, raw: string | null): Refusal {
  if (!USER_PORTS.has(url.port)) return "only the ports 80, 443, 8080 and 8443 may be used";
  return refuseHost(url, raw);
}

/** The address in the URL's own host, or null where it is a name to be resolved. */
export function literalAddress(url: URL): string | null {
  return isAddress(url.hostname) ? url.hostname.replace(/^\[|\]$/g, "") : null;
}
