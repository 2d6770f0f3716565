/** What `redis-benchmark` tells of a test. */
export interface BenchmarkFigures {
  readonly opsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** The figures at the end of a line: rps, then avg, min, p50, p95, p99 and max in milliseconds. Names aren't escaped. */
const FIGURES = /^".*"((?:,"[\d.]+"){7})$/;

/**
 * Reads what `redis-benchmark --csv` prints for one test.
 * @throws {Error} when it has no figures in it.
 */
export function parseBenchmarkCsv(text: string): BenchmarkFigures {
  const found = text.split("\n").map((line) => FIGURES.exec(line)?.[1]);
  const columns = found.find((list) => list !== undefined);
  if (columns === undefined) throw new Error("redis-benchmark gave no figures");
  const [opsPerSecond, , , p50Ms, , p99Ms] = columns.split(",").slice(1).map(unquoted);
  return { opsPerSecond: opsPerSecond!, p50Ms: p50Ms!, p99Ms: p99Ms! };
}

function unquoted(text: string): number {
  return Number(text.slice(1, -1));
}
