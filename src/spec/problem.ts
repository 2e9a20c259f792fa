// A failure as it is shown beside what failed. The table of failures is error.ts. Data only.
import { z } from "zod";

/** A failure as a person reads it: `title` says what, `detail` how, `todo` what to do next. */
export const problem = z.strictObject({
  code: z.string(),
  title: z.string(),
  detail: z.string(),
  todo: z.string().default(""),
  field: z.string().nullable(),
});
export type Problem = z.infer<typeof problem>;
