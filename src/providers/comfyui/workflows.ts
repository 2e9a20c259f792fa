// Workflows as data: a ComfyUI graph, where our fields go in it, and which model files it needs; and the offers that follow from the files a server has. Sends nothing.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { modelId, type Offer, offerTask } from "../../spec/model.ts";
import { taskId } from "../../spec/task.ts";
import { mapping } from "../mapping.ts";
import { localModel, ownOffer } from "../offers.ts";

const pattern = z.string().transform((text) => new RegExp(text, "i"));
/** A place in the graph: "5.inputs.seed" is the seed of node 5. */
const place = z.string().regex(/^[\w:-]+\.inputs\.\w+$/);

const workflow = z.strictObject({
  title: z.string(),
  task: taskId,
  /** Where the settings come from. */
  source: z.string(),
  /** Model files by ComfyUI's folder. Each file that fits the first row makes an offer; of the others the first that fits is taken. */
  files: z.array(z.strictObject({ at: place, folder: z.string().regex(/^\w+$/), matches: pattern, unless: pattern.nullable() })).min(1),
  /** The catalogue's models by the name of the first file; others are local ones. */
  names: z.array(z.strictObject({ matches: pattern, model: modelId })),
  /** A node that older or smaller installations lack. */
  node: z.string().optional(),
  inputs: offerTask.shape.inputs,
  maxCount: z.int().min(1),
  /** Where each input goes, as in a mapping. A file is uploaded, and its name goes there. */
  slots: z.record(z.string(), z.union([place, z.looseObject({ to: place })])),
  size: z.tuple([place, place]).nullable(),
  count: place.nullable(),
  seed: place.nullable(),
  /** The nodes that take long: their progress is the job's. */
  long: z.array(z.string()).min(1),
  graph: z.record(z.string(), z.looseObject({ class_type: z.string(), inputs: z.record(z.string(), z.unknown()) })),
});
export type Workflow = z.infer<typeof workflow> & { id: string };

const ENDING = ".workflow.json";

/** A file's workflow; says which file it is that breaks the schema. */
function parsed(name: string, text: string): z.infer<typeof workflow> {
  try {
    return workflow.parse(JSON.parse(text));
  } catch (thrown) {
    throw new Error(`${name} is no workflow: ${thrown instanceof z.ZodError ? z.prettifyError(thrown) : String(thrown)}`, { cause: thrown });
  }
}

/** The workflows of a folder, one a file, in the order of their names. Throws where a file breaks the schema or a slot lies outside the graph. */
export function readWorkflows(folder: string): Workflow[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(ENDING))
    .toSorted()
    .map((name) => {
      const read = { id: name.slice(0, -ENDING.length), ...parsed(name, readFileSync(join(folder, name), "utf8")) };
      const slots = Object.values(read.slots).map((slot) => (typeof slot === "string" ? slot : slot.to));
      const places = [...slots, ...read.files.map((file) => file.at), ...(read.size ?? []), read.count, read.seed].filter((at) => at !== null);
      const lost = [...places.map((at) => at.split(".")[0]!), ...read.long].find((node) => !read.graph[node]);
      if (lost !== undefined) throw new Error(`${name} speaks of a node "${lost}" that its graph does not have`);
      return read;
    });
}

/** What a server has: files by folder, and which of the asked nodes it knows. */
export interface Installed {
  files: ReadonlyMap<string, readonly string[]>;
  nodes: ReadonlySet<string>;
}

/** What this adapter reads of an offer's mapping. */
export const extra = z.object({ seed: z.string().nullable(), long: z.array(z.string()) });

const within = (at: string) => `prompt.${at}`;
const slashed = (file: string) => file.replaceAll("\\", "/");
const stem = (file: string) => slashed(file).replace(/\.(safetensors|ckpt|pth?|sft|gguf)$/i, "");

/** The graph with these files put where they belong. */
function filled(graph: Workflow["graph"], files: readonly [string, string][]): Workflow["graph"] {
  const copy = structuredClone(graph);
  for (const [at, file] of files) {
    const [node, , input] = at.split(".");
    copy[node!]!.inputs[input!] = file;
  }
  return copy;
}

/** One workflow with one file of its own: an offer whose mapping holds the whole graph. */
function offerOf(provider: string, flow: Workflow, file: string, graph: Workflow["graph"], today: string): Offer {
  const name = stem(file);
  const fields = Object.entries(flow.slots).map(([field, slot]) => [
    field,
    typeof slot === "string" ? within(slot) : { ...slot, to: within(slot.to) },
  ]);
  const options: z.input<typeof mapping> = {
    path: "prompt",
    fields: Object.fromEntries(fields),
    size: flow.size && { sides: [within(flow.size[0]), within(flow.size[1])] },
    count: flow.count && within(flow.count),
    fixed: { prompt: graph },
    find: ["files"],
    // The history repeats the graph, and so the seed: it is [number, id, graph, …] there.
    seed: flow.seed ? `prompt.2.${flow.seed}` : "seed",
    authorized: true,
    extra: { seed: flow.seed && within(flow.seed), long: flow.long },
  };
  return ownOffer(provider, `${flow.id}/${name}`, {
    model: flow.names.find((each) => each.matches.test(slashed(file)))?.model ?? localModel(name.split("/").at(-1)!),
    tasks: { [flow.task]: { inputs: flow.inputs, maxCount: flow.maxCount, seconds: null } },
    data: {
      retentionDays: null,
      source: "your own ComfyUI, which keeps what it is given and what it makes in its input and output folders until you delete it",
      date: today,
    },
    options: mapping.parse(options),
  });
}

/** The offers that a server's files make: one for each workflow and each file that it can begin with. `today` is YYYY-MM-DD. */
export function offersOf(provider: string, workflows: readonly Workflow[], { files, nodes }: Installed, today: string): Offer[] {
  const fitting = ({ folder, matches, unless }: Workflow["files"][number]) =>
    (files.get(folder) ?? []).filter((file) => matches.test(slashed(file)) && !unless?.test(slashed(file)));
  const offers = workflows
    .filter((flow) => flow.node === undefined || nodes.has(flow.node))
    .flatMap((flow) => {
      const [own, ...others] = flow.files;
      const beside = others.map((other): [string, string | undefined] => [other.at, fitting(other)[0]]);
      if (beside.some(([, file]) => file === undefined)) return [];
      return fitting(own!).map((file) =>
        offerOf(provider, flow, file, filled(flow.graph, [[own!.at, file], ...(beside as [string, string][])]), today),
      );
    });
  return [...new Map(offers.map((offer) => [offer.id, offer])).values()];
}
