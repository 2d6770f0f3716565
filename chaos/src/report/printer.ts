import type { WriteStream } from "node:tty";
import type { CacheResult } from "../cache/cache-result.ts";
import type { NewsResult } from "../news/news-result.ts";
import type { ChaosOptions } from "../options.ts";
import type { ProxyResult } from "../proxy/proxy-result.ts";
import type { Result } from "../result.ts";
import { cacheJsonLine, cacheLines } from "./cache-report.ts";
import { jsonLine, TABLE_NOTES, tableHead, tableLines } from "./chaos-report.ts";
import { newsJsonLine, newsLines } from "./news-report.ts";
import { plural } from "./numbers.ts";
import { type Paint, paintFor } from "./paint.ts";
import { Progress } from "./progress.ts";
import { proxyJsonLine, proxyLines } from "./proxy-report.ts";

/** Where a run of chaos tells how it goes. */
export interface Printer {
  /** What is being done or waited for. */
  step(text: string): void;
  result(result: Result): void;
  proxyResult(result: ProxyResult): void;
  cacheResult(result: CacheResult): void;
  newsResult(result: NewsResult): void;
  /** A fault that could not be tried to its end. */
  crash(fault: string, error: unknown): void;
  end(rounds: number, failures: number): void;
}

/** A table for people, or with `--json` one line for each fault, on `out`; progress on `err`. */
export function printerFor(
  options: Pick<ChaosOptions, "json" | "seed" | "faults">,
  out: WriteStream,
  err: WriteStream,
): Printer {
  const progress = new Progress(err);
  const print = (...lines: readonly string[]): void => {
    progress.clear();
    for (const line of lines) out.write(`${line}\n`);
  };
  const { seed, json } = options;
  const paint = paintFor(out, process.env);
  if (!json) print(`seed ${seed}`, ...(options.faults.size > 0 ? tableStart(paint) : []));
  const reporter = json ? jsonReporter(seed, print) : tableReporter(print, paint);
  return { ...reporter, step: (text) => progress.step(text) };
}

type Print = (...lines: readonly string[]) => void;
type Reporter = Omit<Printer, "step">;

function jsonReporter(seed: number, print: Print): Reporter {
  return {
    result: (result) => print(jsonLine(result, seed)),
    proxyResult: (result) => print(proxyJsonLine(result, seed)),
    cacheResult: (result) => print(cacheJsonLine(result, seed)),
    newsResult: (result) => print(newsJsonLine(result, seed)),
    crash: (fault, error) => print(JSON.stringify({ fault, crash: causes(error), seed, passed: false })),
    end: () => print(),
  };
}

function tableStart(paint: Paint): string[] {
  return ["", ...TABLE_NOTES.map(paint.dim), "", tableHead(paint)];
}

function tableReporter(print: Print, paint: Paint): Reporter {
  return {
    result: (result) => print(...tableLines(result, paint)),
    proxyResult: (result) => print(...proxyLines(result, paint)),
    cacheResult: (result) => print(...cacheLines(result, paint)),
    newsResult: (result) => print(...newsLines(result, paint)),
    crash: (fault, error) => print(paint.bad(`${fault} could not be tried: ${causes(error)}`)),
    end: (rounds, failures) => {
      const verdict =
        failures === 0
          ? paint.good("nothing lost, wrong or run twice")
          : paint.bad(`${failures} of them with something lost, wrong, run twice or unhandled`);
      print("", `${plural(rounds, "fault")}, ${verdict}`);
    },
  };
}

function causes(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}: ${causes(error.cause)}`;
}
