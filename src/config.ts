// The only reader of the environment: URLs in, a frozen Config out. Opens nothing, checks everything.
import { isAbsolute, resolve } from "node:path";
import { AppError } from "./spec/error.ts";
import { billedVariable } from "./spec/model.ts";

export interface Config {
  version: string;
  host: string;
  port: number;
  /** Absolute folder of the database, blobs, keys and temporary files. */
  dataDir: string;
  databaseUrl: string;
  blobsUrl: string;
  busUrl: string;
  /** Set by OAK_ADMIN_KEY; else made on the first run and kept in the data folder. */
  adminKey: string | null;
  /** Seals providers' keys that are set in the studio. Set by OAK_SEAL_KEY; else made on the first run and kept in the data folder. */
  sealKey: string | null;
  /** What the first organisation may spend in all, in micros; null is no ceiling. */
  ceilingMicro: number | null;
  /** Where providers can reach us for webhooks, such as https://oak.example.org; null is not at all. */
  publicUrl: string | null;
  /** Named OpenAI-compatible servers: name → base URL. */
  servers: Readonly<Record<string, string>>;
  /** Origins to which webhooks may go although they are private or plain http: receivers of the operator's own. */
  webhookOrigins: readonly string[];
  /** Origins from which users may name inputs by URL although they are private or plain http: file servers of the operator's own. */
  inputOrigins: readonly string[];
  /** Look for local servers at their usual ports. */
  discover: boolean;
  /** For commands: a running server elsewhere and a key for it. */
  serverUrl: string | null;
  serverKey: string | null;
  /** Any other variable, for providers' keys and URLs: `providerKey("OPENAI_API_KEY")`. */
  providerKey(variable: string): string | null;
  /** OAK_<PROVIDER>_URL, where set. */
  providerUrl(provider: string): string | null;
  /** Does OAK_<PROVIDER>_BILLED say that the account behind the key pays? */
  providerBilled(provider: string): boolean;
  /** OAK_<PROVIDER>_CONCURRENCY, where set: how many attempts may be under way there at once. */
  providerConcurrency(provider: string): number | null;
  /** How long a chat's provider may take to its first word, and between two pieces of its answer, in ms. */
  firstWordMs: number;
  silenceMs: number;
}

type Environment = Record<string, string | undefined>;

function httpUrl(variable: string, value: string): string {
  let url: URL;
  try {
    url = new URL(value);
  } catch {
    throw new AppError("request.invalid", `${variable} is not a URL: "${value}".`, { field: variable });
  }
  if (url.protocol !== "http:" && url.protocol !== "https:")
    throw new AppError("request.invalid", `${variable} must begin with http:// or https://.`, { field: variable });
  return value.replace(/\/+$/, "");
}

function port(value: string | undefined): number {
  const number = Number(value ?? 4242);
  if (!Number.isInteger(number) || number < 0 || number > 65535)
    throw new AppError("request.invalid", `OAK_PORT must be a whole number from 0 to 65535, not "${value}".`, { field: "OAK_PORT" });
  return number;
}

function ceiling(value: string | undefined): number | null {
  if (value === "none") return null;
  const dollars = Number(value ?? 100);
  if (!Number.isFinite(dollars) || dollars < 0 || dollars > 1_000_000)
    throw new AppError("request.invalid", `OAK_CEILING_USD must be dollars from 0 to 1000000, or none, not "${value}".`, {
      field: "OAK_CEILING_USD",
    });
  return Math.round(dollars * 1_000_000);
}

/** Seconds with a default, in ms. */
function seconds(variable: string, value: string | undefined, otherwise: number): number {
  const number = Number(value ?? otherwise);
  if (!Number.isFinite(number) || number <= 0 || number > 3600)
    throw new AppError("request.invalid", `${variable} must be seconds above 0 and up to 3600, not "${value}".`, { field: variable });
  return Math.round(number * 1000);
}

/** `OAK_SERVERS="studio=http://10.0.0.5:8000/v1,den=http://localhost:1234/v1"` */
function servers(value: string | undefined): Record<string, string> {
  const named: Record<string, string> = {};
  for (const part of (value ?? "")
    .split(",")
    .map((text) => text.trim())
    .filter(Boolean)) {
    const [name, url] = [part.slice(0, part.indexOf("=")).trim(), part.slice(part.indexOf("=") + 1).trim()];
    if (!/^[a-z0-9][a-z0-9-]{0,30}$/.test(name))
      throw new AppError("request.invalid", `OAK_SERVERS wants name=url pairs, names of lower-case letters, digits and dashes; found "${part}".`, {
        field: "OAK_SERVERS",
      });
    named[name] = httpUrl(`OAK_SERVERS (${name})`, url);
  }
  return named;
}

/** As in `OAK_WEBHOOK_ORIGINS="http://10.0.0.5:9000,https://hooks.internal"`. */
const origins = (variable: string, value: string | undefined): string[] =>
  (value ?? "")
    .split(",")
    .map((text) => text.trim())
    .filter(Boolean)
    .map((text) => new URL(httpUrl(variable, text)).origin);

export function readConfig(env: Environment = process.env, version = "0.1.0"): Config {
  const text = (variable: string) => env[variable]?.trim() || undefined;
  const dataText = text("OAK_DATA") ?? "./data";
  const dataDir = isAbsolute(dataText) ? dataText : resolve(dataText);
  const adminKey = text("OAK_ADMIN_KEY") ?? null;
  if (adminKey !== null && adminKey.length < 20)
    throw new AppError("request.invalid", "OAK_ADMIN_KEY must have at least 20 characters.", { field: "OAK_ADMIN_KEY" });
  const sealKey = text("OAK_SEAL_KEY") ?? null;
  if (sealKey !== null && sealKey.length < 32)
    throw new AppError("request.invalid", "OAK_SEAL_KEY must have at least 32 characters.", { field: "OAK_SEAL_KEY" });
  const databaseUrl = text("DATABASE_URL") ?? `sqlite:${dataDir}/oak.db`;
  return Object.freeze({
    version,
    host: text("OAK_HOST") ?? "127.0.0.1",
    port: port(text("OAK_PORT")),
    dataDir,
    databaseUrl,
    blobsUrl: text("BLOBS_URL") ?? `file:${dataDir}/blobs`,
    busUrl: text("BUS_URL") ?? (databaseUrl.startsWith("postgres") ? databaseUrl : "memory:"),
    adminKey,
    sealKey,
    ceilingMicro: ceiling(text("OAK_CEILING_USD")),
    publicUrl: text("OAK_PUBLIC_URL") ? httpUrl("OAK_PUBLIC_URL", text("OAK_PUBLIC_URL")!) : null,
    servers: Object.freeze(servers(text("OAK_SERVERS"))),
    webhookOrigins: Object.freeze(origins("OAK_WEBHOOK_ORIGINS", text("OAK_WEBHOOK_ORIGINS"))),
    inputOrigins: Object.freeze(origins("OAK_INPUT_ORIGINS", text("OAK_INPUT_ORIGINS"))),
    discover: text("OAK_DISCOVER") !== "off",
    serverUrl: text("OAK_URL") ? httpUrl("OAK_URL", text("OAK_URL")!) : null,
    serverKey: text("OAK_KEY") ?? null,
    providerKey: (variable: string) => text(variable) ?? null,
    firstWordMs: seconds("OAK_FIRST_WORD_SECONDS", text("OAK_FIRST_WORD_SECONDS"), 60),
    silenceMs: seconds("OAK_SILENCE_SECONDS", text("OAK_SILENCE_SECONDS"), 30),
    providerBilled: (provider: string) => {
      const variable = billedVariable(provider);
      const value = text(variable);
      if (value !== undefined && value !== "yes" && value !== "no")
        throw new AppError("request.invalid", `${variable} must be yes or no, not "${value}".`, { field: variable });
      return value === "yes";
    },
    providerConcurrency: (provider: string) => {
      const variable = `OAK_${provider.toUpperCase().replaceAll("-", "_")}_CONCURRENCY`;
      const value = text(variable);
      if (value === undefined) return null;
      if (!/^[1-9]\d{0,4}$/.test(value))
        throw new AppError("request.invalid", `${variable} must be a whole number from 1 to 99999, not "${value}".`, { field: variable });
      return Number(value);
    },
    providerUrl: (provider: string) => {
      const variable = `OAK_${provider.toUpperCase().replaceAll("-", "_")}_URL`;
      const value = text(variable);
      return value ? httpUrl(variable, value) : null;
    },
  });
}
