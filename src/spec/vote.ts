// A vote: which of two results somebody liked better; its tallies, and what is believed of models after them, in words too. Data only; the arithmetic is in evidence.ts.
import { z } from "zod";
import { TELLERS } from "./evidence.ts";
import { LIMITS } from "./limits.ts";
import { taskId } from "./task.ts";

/** One of two results that are held against each other. */
export const result = z
  .string()
  .max(LIMITS.idChars)
  .regex(/^(gen|ast)_[0-9a-z]+$/, "must be the id of a generation (gen_…) or of an asset that one made (ast_…)");

export const newVote = z
  .strictObject({
    winner: result,
    loser: result,
    /** Neither was better; the order of the two says nothing then. */
    tie: z.boolean().default(false),
  })
  .meta({ id: "NewVote" });
export type NewVote = z.infer<typeof newVote>;

const side = z.strictObject({ model: z.string(), generation: z.string() });
export const vote = z
  .strictObject({
    id: z.string(),
    task: taskId,
    /** The style found in the prompt; null where none is clear. */
    style: z.string().nullable(),
    winner: side,
    loser: side,
    tie: z.boolean(),
    at: z.iso.datetime(),
  })
  .meta({ id: "Vote" });
export type Vote = z.infer<typeof vote>;

/** All votes between two models, for one style; `a` comes before `b` in the alphabet. */
export const tally = z.strictObject({
  task: taskId,
  style: z.string().nullable(),
  a: z.string(),
  b: z.string(),
  aWins: z.int(),
  bWins: z.int(),
  ties: z.int(),
});
export type Tally = z.infer<typeof tally>;

/** What others published of a model in one style, beside what they say of it over all. */
export const slice = z
  .strictObject({
    style: z.string(),
    /** People's votes, or a program's measure. */
    by: z.enum(TELLERS),
    /** The maker that published it with a model of its own in it: it counts for less then. */
    maker: z.string().nullable(),
    source: z.string(),
    url: z.string(),
    date: z.iso.date(),
    column: z.string(),
    figure: z.number(),
    /** What its figure over all is, that figure, and what it foretells for the column. */
    overallTitle: z.string(),
    overall: z.number(),
    expected: z.number(),
  })
  .meta({ id: "Slice" });
export type Slice = z.infer<typeof slice>;

/** What is believed of one model at one task, over all styles or in one. */
export const judgement = z
  .strictObject({
    model: z.string(),
    task: taskId,
    style: z.string().nullable(),
    /** Points above the middle of the published board (400 points are ten to one), and one standard deviation. */
    points: z.number(),
    pointsError: z.number(),
    /** The same as the share of votes that it is expected to win against that middle, and one standard deviation. */
    quality: z.number(),
    qualityError: z.number(),
    /** Votes given here, over all styles. */
    votes: z.number(),
    /** Judges' checks made here that count, over all styles, and as how many votes they do together. */
    checks: z.number(),
    checksAsVotes: z.number(),
    /** The published rating that it began with; null where none is known. */
    published: z
      .strictObject({ source: z.string(), date: z.iso.date(), rating: z.number(), ciLow: z.number().nullable(), ciHigh: z.number().nullable() })
      .nullable(),
    /** What others published of it in this style; empty over all styles. */
    slices: z.array(slice),
  })
  .meta({ id: "Judgement" });
export type Judgement = z.infer<typeof judgement>;

const plural = (many: number, one: string) => `${many} ${one}${many === 1 ? "" : "s"}`;

/** How much of it is people's word here and how much a machine's: "6 votes, 3 checks by judges that count as 0.3 votes". Empty where there is neither. */
export const hereWords = ({ votes, checks, checksAsVotes }: Pick<Judgement, "votes" | "checks" | "checksAsVotes">): string =>
  [
    ...(votes > 0 ? [plural(votes, "vote")] : []),
    ...(checks > 0 ? [`${plural(checks, "check")} by judges that count as ${plural(checksAsVotes, "vote")}`] : []),
  ].join(", ");

/** What a figure says beside the one over all: "Text rendering: 1481, where 1472 was to be expected, by people's votes". Source and date stand beside it. */
export const sliceWords = ({ column, figure, expected, by, maker }: Slice): string =>
  `${column}: ${figure}, where ${expected} was to be expected${by === "people" ? ", by people's votes" : ""}${maker === null ? "" : `, measured by ${maker}`}`;
