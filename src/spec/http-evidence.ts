// What people and judges say is better, and what follows. Rows only: who answers them is api/.
import { z } from "zod";
import { check, checkAsk, checkPlan, checksAsk } from "./check.ts";
import { LIMITS } from "./limits.ts";
import { taskId } from "./task.ts";
import { judgement, newVote, tally, vote } from "./vote.ts";
import { endpoint, type EndpointRow, list, read } from "./http-row.ts";

export const EVIDENCE = {
  "votes.create": endpoint({
    method: "POST",
    path: "/v1/votes",
    scope: "generate",
    tag: "Evidence",
    summary: "Say which of two results is better. They answer the same prompt, by two models; said again of the same two, it replaces what was said",
    takes: "json",
    gives: "json",
    status: 201,
    body: newVote,
    response: vote,
  }),
  "votes.list": read({
    path: "/v1/votes",
    tag: "Evidence",
    summary: "How often each model was preferred to each other, by task and style",
    query: z.strictObject({ task: taskId.optional() }),
    response: list(tally),
  }),
  "checks.plan": endpoint({
    method: "POST",
    path: "/v1/checks/plan",
    scope: "read",
    tag: "Evidence",
    summary: "Who would say which of two results is better, for how much in both orders, and whether it would count. Changes nothing",
    takes: "json",
    gives: "json",
    status: 200,
    body: checkAsk,
    response: checkPlan,
  }),
  "checks.create": endpoint({
    method: "POST",
    path: "/v1/checks",
    scope: "generate",
    tag: "Evidence",
    summary:
      "Have a judge say which of two results is better: pictures or sounds of the same prompt, by two models, shown or played in both orders. Counts for a little beside votes; said again by the same judge, it replaces what was said",
    takes: "json",
    gives: "json",
    status: 201,
    body: checkAsk,
    response: check,
  }),
  "checks.list": read({
    path: "/v1/checks",
    tag: "Evidence",
    summary: "What judges said of two results, with both looks, newest first",
    query: checksAsk,
    response: list(check),
  }),
  "evidence.list": read({
    path: "/v1/evidence",
    tag: "Evidence",
    summary:
      "How good each model is believed to be at a task, by published ratings, figures by style, and the votes and checks given here, with how sure that is. Best first",
    query: z.strictObject({ task: taskId, style: z.string().max(LIMITS.nameChars).optional() }),
    response: list(judgement),
  }),
} as const satisfies Record<string, EndpointRow>;
