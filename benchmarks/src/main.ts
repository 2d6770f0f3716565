import { ArgumentError, type Arguments, readArguments, usage } from "./arguments.ts";
import { makePlan, namesOf, type Plan } from "./plan.ts";
import { jsonLines } from "./report/json.ts";
import { paintFor } from "./report/paint.ts";
import { Progress } from "./report/progress.ts";
import { summary } from "./report/summary.ts";
import { cellTable, legend } from "./report/table.ts";
import { type CellResult, type Listener, run } from "./run.ts";
import { firstError } from "./statistics.ts";
import { SUITES } from "./suites.ts";

const EXIT_OURS_FAILED = 1;
const EXIT_USAGE = 2;

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const names = namesOf(SUITES);
  try {
    const asked = readArguments(args, names);
    if (asked.help) {
      process.stdout.write(usage(names));
      return 0;
    }
    return await runAndReport(makePlan(SUITES, asked), asked);
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error;
    console.error(`${error.message}\nSee npm run bench -- --help`);
    return EXIT_USAGE;
  }
}

async function runAndReport(plan: Plan, { json }: Arguments): Promise<number> {
  const progress = new Progress(process.stderr);
  const paint = paintFor(process.stdout);
  const results: CellResult[] = [];
  const listener: Listener = {
    trialBegins(suite, cell, peer, round) {
      progress.show(
        `${suite.name} / ${cell.mode} / ${cell.workload}: round ${round + 1} of ${plan.rounds}, ${peer}`,
      );
    },
    cellDone(result) {
      progress.clear();
      results.push(result);
      const text = json ? jsonLines(result).join("\n") : `${cellTable(result, paint)}\n`;
      console.log(text);
    },
    cellLeftOut(suite, cell) {
      progress.clear();
      console.error(`${suite.name} / ${cell.mode} / ${cell.workload}: left out, the time is over`);
    },
  };
  await run(plan, listener);
  if (!json) console.log(`${summary(results, paint)}\n\n${legend()}`);
  const failed = results.some(({ suite, trials }) => firstError(trials.get(suite.ours) ?? []) !== undefined);
  return failed ? EXIT_OURS_FAILED : 0;
}
