// Servers of your own that speak OpenAI's format: named ones, and those found at their usual ports. Models come from the server's list, prices are zero. The format is openai-protocol.ts.
import { isoTime } from "../../clock.ts";
import { isUnder, joinUrl, readJson, request } from "../http.ts";
import { type Dialect, fetchByProtocol, liveByProtocol, startByProtocol } from "../openai-protocol.ts";
import type { Context, Mounted, Provider, ProviderSettings } from "../providers.ts";
import { FAMILIES, type Family, type Listing, listing, offersOf, recognizes } from "./listing.ts";

const LIST_BYTES = 4 * 1024 * 1024;

/** The server's list of models, in the words of the list that says most; null where it does not answer or is not such a server. */
async function listOf(family: Family | null, dialect: Dialect, context: Context): Promise<Listing | null> {
  const ask = (path: string) =>
    request(
      {
        url: joinUrl(context.baseUrl, path),
        credentials: context.secret === null ? {} : dialect.credentials(context.secret),
        maxBytes: LIST_BYTES,
        buys: false,
      },
      dialect,
      context,
    );
  const detailed = family === null || family.recognizes.capabilities;
  const [plain, rich] = await Promise.all([ask("models"), detailed ? ask("models/capabilities") : null]);
  for (const answer of [rich, plain]) {
    const list = answer?.ok ? readJson(answer, listing) : null;
    // A list without capabilities at the richer path is some other server's idea of a model called "capabilities".
    if (!answer?.ok || !list || (answer === rich && !list.data.every((model) => model.capabilities))) continue;
    return family === null || recognizes(family, list, answer.headers) ? list : null;
  }
  return null;
}

/** One server: `family` tells how its list is recognized and is null where the operator named the server. */
export function compatible(id: string, title: string, url: string, hint: string, family: Family | null): Provider {
  const dialect: Dialect = { title, buys: false, streamUsage: false, credentials: (secret) => ({ authorization: `Bearer ${secret}` }) };
  return {
    id,
    title,
    local: true,
    neural: true,
    // Asking again costs time on your own machine, and no money.
    repeat: "free",
    refusalCharged: { input: "no", output: "no" },
    progress: "none",
    resultSeconds: 0,
    checked: { how: "documented", source: "OpenAI's protocol as the server documents it", date: "2026-11-24" },
    concurrency: 4,
    keyVariable: null,
    defaultUrl: url,
    hint,
    offers: [],
    async discover(context) {
      const list = await listOf(family, dialect, context);
      return list && offersOf(id, list, isoTime(context.now()).slice(0, 10));
    },
    start: (call, context) => startByProtocol(call, context, dialect),
    live: (body, offer, context) => liveByProtocol(body, offer, context, dialect),
    fetchOutput: (target, context) => fetchByProtocol(target, context, dialect),
  };
}

const loopback = (url: string) => url.replace("//localhost", "//127.0.0.1").replace("//[::1]", "//127.0.0.1").replace(/\/+$/, "");

/** The operator's named servers, and the usual ports where looking is allowed or a URL was given. A port that a named server occupies is not looked at twice. */
export function mountCompatible(settings: ProviderSettings): Mounted[] {
  const named = Object.entries(settings.servers).map(([name, url]): Mounted => ({
    provider: compatible(name, name, url, `Start the server at ${url}, or take it out of OAK_SERVERS.`, null),
    baseUrl: url,
    secret: settings.providerKey(`OAK_${name.toUpperCase().replaceAll("-", "_")}_KEY`),
    configured: true,
  }));
  const taken = (url: string) =>
    named.some((each) => isUnder(loopback(url), loopback(each.baseUrl!)) || isUnder(loopback(each.baseUrl!), loopback(url)));
  const usual = FAMILIES.filter((family) => !(family.id in settings.servers)).flatMap((family): Mounted[] => {
    const given = settings.providerUrl(family.id);
    const url = given ?? family.url;
    if (!given && (!settings.discover || taken(url))) return [];
    const secret = settings.providerKey(`OAK_${family.id.toUpperCase()}_KEY`);
    // A URL that the operator gave needs no proof of whose it is.
    return [{ provider: compatible(family.id, family.title, url, family.start, given ? null : family), baseUrl: url, secret, configured: true }];
  });
  return [...named, ...usual];
}
export default mountCompatible;
