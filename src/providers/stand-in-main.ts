// Starts the stand-ins as a process of their own, so that they outlive the server under test: `node bin/bun.mjs run src/providers/stand-in-main.ts [--openai PORT] [--fal PORT] [--controls JSON]`.
// Prints one line of JSON with their URLs. Port 0 picks a free one. GET /_stand-in tells what was submitted, POST /_stand-in sets the controls.
import { parseArgs } from "node:util";
import { startFalStandIn } from "./fal/stand-in.ts";
import { startOpenAiStandIn } from "./openai/stand-in.ts";

const { values } = parseArgs({ options: { openai: { type: "string" }, fal: { type: "string" }, controls: { type: "string", default: "{}" } } });
const controls = JSON.parse(values.controls) as { openai?: object; fal?: object };
const both = values.openai === undefined && values.fal === undefined;

const openai = both || values.openai !== undefined ? await startOpenAiStandIn({ port: Number(values.openai ?? 0), ...controls.openai }) : null;
const fal = both || values.fal !== undefined ? await startFalStandIn({ port: Number(values.fal ?? 0), ...controls.fal }) : null;

process.stdout.write(`${JSON.stringify({ openai: openai?.url ?? null, fal: fal?.url ?? null, pid: process.pid })}\n`);
