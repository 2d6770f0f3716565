import type { WriteStream } from "node:tty";
import type { ChaosOptions } from "../options.ts";
import type { Result } from "../result.ts";
import { jsonLine, TABLE_NOTES, tableHead, tableLines } from "./chaos-report.ts";
import { plural } from "./numbers.ts";
import { paintFor } from "./paint.ts";
import { Progress } from "./progress.ts";

/** Where a run of chaos tells how it goes. */
export interface Printer {
  /** What is being done or waited for. */
  step(text: string): void;
  result(result: Result): void;
  /** A fault that could not be tried to its end. */
  crash(fault: string, error: unknown): void;
  end(rounds: number, failures: number): void;
}

/** A table for people, or with `--json` one line for each fault on `out`, and progress only on a terminal. */
export function printerFor(
  options: Pick<ChaosOptions, "json" | "seed">,
  out: WriteStream,
  err: WriteStream,
): Printer {
  return options.json ? jsonPrinter(options.seed, out, err) : tablePrinter(options.seed, out);
}

function jsonPrinter(seed: number, out: WriteStream, err: WriteStream): Printer {
  const progress = err.isTTY ? new Progress(err) : undefined;
  const print = (line: string): void => {
    progress?.clear();
    out.write(`${line}\n`);
  };
  return {
    step: (text) => progress?.step(text),
    result: (result) => print(jsonLine(result, seed)),
    crash: (fault, error) => print(JSON.stringify({ fault, crash: String(error), seed, passed: false })),
    end: () => progress?.clear(),
  };
}

function tablePrinter(seed: number, out: WriteStream): Printer {
  const paint = paintFor(out, process.env);
  const progress = new Progress(out);
  progress.print(`seed ${seed}`, "", ...TABLE_NOTES.map(paint.dim), "", tableHead(paint));
  return {
    step: (text) => progress.step(text),
    result: (result) => progress.print(...tableLines(result, paint)),
    crash: (fault, error) => progress.print(paint.bad(`${fault} could not be tried: ${causes(error)}`)),
    end: (rounds, failures) => {
      const verdict =
        failures === 0
          ? paint.good("nothing lost, wrong or run twice")
          : paint.bad(`${failures} of them with something lost, wrong or run twice`);
      progress.print("", `${plural(rounds, "fault")}, ${verdict}`);
    },
  };
}

function causes(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}: ${causes(error.cause)}`;
}
