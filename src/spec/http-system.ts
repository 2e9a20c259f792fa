// The server itself: whether it is up, what is stuck, what providers tell. Rows only: who answers them is api/.
import { z } from "zod";
import { endpoint, type EndpointRow, list } from "./http-row.ts";

export const job = z.strictObject({
  id: z.string(),
  kind: z.string(),
  subject: z.string(),
  state: z.enum(["ready", "running", "dead"]),
  failures: z.int(),
  lastError: z.string().nullable(),
  runAt: z.iso.datetime(),
  createdAt: z.iso.datetime(),
});
export type JobView = z.infer<typeof job>;

export const SYSTEM = {
  health: endpoint({
    method: "GET",
    path: "/healthz",
    scope: null,
    tag: "System",
    summary: "Is the server up?",
    takes: "none",
    gives: "json",
    status: 200,
    response: z.strictObject({ status: z.literal("ok"), version: z.string() }),
  }),
  "jobs.dead": endpoint({
    method: "GET",
    path: "/v1/jobs/dead",
    scope: "admin",
    tag: "System",
    summary: "Jobs that failed too often and wait for a person",
    takes: "none",
    gives: "json",
    status: 200,
    response: list(job),
  }),
  "jobs.revive": endpoint({
    method: "POST",
    path: "/v1/jobs/{id}/revive",
    scope: "admin",
    tag: "System",
    summary: "Put a dead job back in line",
    takes: "none",
    gives: "json",
    status: 200,
    response: job,
  }),
  "hooks.receive": endpoint({
    method: "POST",
    path: "/v1/hooks/{provider}",
    scope: null,
    tag: "System",
    summary: "Where providers say that something has changed. Only wakes the job, which then asks for itself",
    takes: "bytes",
    gives: "none",
    status: 202,
  }),
} as const satisfies Record<string, EndpointRow>;
