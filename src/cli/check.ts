// `oak check`: a judge's opinion on which of two results is better, asked for in both orders. Its price and whether it would count are said first; `oak vote` is a person's word.
import { Command } from "commander";
import type { Config } from "../config.ts";
import { judgedBy } from "../spec/best.ts";
import type { Check } from "../spec/check.ts";
import { SENSES } from "../spec/senses.ts";
import { addRuleOptions, constraintsOf, type RuleOptions } from "./ask.ts";
import { connect } from "./connect.ts";
import { costOf } from "./make.ts";
import { printJson, say } from "./output.ts";
import { money } from "./words.ts";

interface CheckOptions extends RuleOptions {
  judge: string;
  look?: boolean;
  json?: boolean;
}

function answerOf({ a, b, judge, outcome, looks, style, why, settledMicro }: Check): string[] {
  const [won, lost] = outcome === "b" ? [b, a] : [a, b];
  const swayed = looks[0].says !== looks[1].says;
  const head =
    outcome !== "tie"
      ? `${won.model} before ${lost.model}, says ${judge.model} in both orders.`
      : swayed
        ? `Alike: ${judge.model} says one thing in one order and another in the other.`
        : `Alike, says ${judge.model} in both orders.`;
  const each = looks.map((look) => {
    const [one, other] = look.first === "a" ? (["a", "b"] as const) : (["b", "a"] as const);
    const models = { a: a.model, b: b.model };
    return `  ${models[one]} ${look[one].score} of 100, then ${models[other]} ${look[other].score}${look.reason ? `: ${look.reason}` : ""}`;
  });
  const counted = why ?? `A machine's opinion: it counts for a little beside votes${style ? `, for ${style}` : ""}.`;
  return [head, ...each, `${counted} ${money(settledMicro)}.`];
}

export const checkCommand = (config: Config): Command => {
  const command = new Command("check")
    .description(
      "Have a judge that you name say which of two pictures or sounds of the same prompt is better, in both orders: it counts for a little beside votes",
    )
    .argument("<a>", "a generation (gen_…) or an asset that one made (ast_…)")
    .argument("<b>", "the other, by another model")
    .requiredOption("-j, --judge <model>", "a chat model that can see or hear them (oak judges), or auto")
    .option("--look", "only say who would do it, for how much, and whether it would count")
    .option("--json", "print JSON");
  return addRuleOptions(command).action(async (a: string, b: string, options: CheckOptions) => {
    const body = { a, b, judge: options.judge, constraints: constraintsOf(options) };
    const { client, close } = await connect(config);
    const plan = await client.call("checks.plan", { body });
    if (!options.json) {
      const { attend } = SENSES[judgedBy(plan.task)!];
      say(`${plan.judge.modelName} on ${plan.judge.providerTitle} would ${attend} both twice, once in each order · ${costOf(plan.quote)}`);
      if (plan.why) say(`  ${plan.why}`);
      if (plan.before) say(`  It was asked before, on ${plan.before.at.slice(0, 10)}: asked again, the new answer replaces that.`);
    }
    if (options.look) {
      await close();
      if (options.json) printJson(plan);
      return;
    }
    const check = await client.call("checks.create", { body });
    await close();
    if (options.json) return printJson(check);
    for (const line of answerOf(check)) console.log(line);
  });
};
