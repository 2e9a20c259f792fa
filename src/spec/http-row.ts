// What a row of the table of endpoints is, and what rows share. Rows stand in http-*.ts, a file for each tag; http.ts puts them together.
import { z } from "zod";
import { LIMITS } from "./limits.ts";

/** What a key may do. `admin` is everything, and alone may make keys and see dead jobs. */
export const SCOPES = ["read", "generate", "upload", "admin"] as const;
export type Scope = (typeof SCOPES)[number];

type Method = "GET" | "POST" | "DELETE";
/** How a body or an answer travels where it is not JSON. */
export type Wire = "json" | "multipart" | "bytes" | "events" | "text" | "none";

export interface EndpointRow {
  method: Method;
  path: string;
  /** Null: nobody needs a key. */
  scope: Scope | null;
  tag: string;
  summary: string;
  /** Path parameters are texts, named in the path as {name}; {name+} may hold slashes, as model ids do. */
  query?: z.ZodObject;
  body?: z.ZodType;
  takes: Wire;
  gives: Wire;
  status: number;
  response?: z.ZodType;
  /** The files of a form, and whether one must be there; a row that takes bytes and names a file takes a form as well. */
  files?: Record<string, "required" | "optional">;
  /** Heeds an Idempotency-Key header: the same key makes nothing twice. */
  idempotent?: true;
  /** Errors in OpenAI's shape instead of problem JSON. */
  compat?: "openai";
}

export const pageQuery = {
  cursor: z.string().max(LIMITS.idChars).optional(),
  limit: z.coerce.number().int().min(1).max(LIMITS.listItems).default(50),
};
export const page = <T extends z.ZodType>(item: T) => z.strictObject({ data: z.array(item), next: z.string().nullable() });
export const list = <T extends z.ZodType>(item: T) => z.strictObject({ object: z.literal("list"), data: z.array(item) });

export const endpoint = <const R extends EndpointRow>(row: R): R => row;
type Defaults = { scope: "read"; takes: "none"; gives: "json"; status: 200 };
export const read = <const R extends Omit<EndpointRow, keyof Defaults | "method">>(row: R) =>
  ({ method: "GET", scope: "read", takes: "none", gives: "json", status: 200, ...row }) as const;
