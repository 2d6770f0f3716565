import { backendFaults } from "./backend-rules.ts";
import { faultsOf } from "./issues.ts";
import { listenerFaults } from "./listener-rules.ts";
import { cacheFaults, userLimitFaults } from "./news-rules.ts";
import { type Fault, pathText } from "./problem.ts";
import { repeated } from "./relations.ts";
import { file, type ParsedFile } from "./schema.ts";
import { type FileSketch, rewrite } from "./sketch.ts";

/** A value to be checked, and what is known of it. */
interface Unchecked {
  readonly value: unknown;
  /** Paths of texts that may be meant as a number, or as true or false. */
  readonly references: ReadonlySet<string>;
  /** What is known to be wrong. */
  readonly faults: readonly Fault[];
}

/** Checks each value by itself, and then what is good of them against each other, so that one look finds everything. */
export function check({
  value,
  references,
  faults,
}: Unchecked): { parsed: ParsedFile } | { faults: Fault[] } {
  let input = value;
  let result = file.safeParse(input);
  if (!result.success) {
    const doubtful = new Set(result.error.issues.map(({ path }) => pathText(path as Fault["path"])));
    input = rewrite(input, (part, path) => (doubtful.has(path) && references.has(path) ? typed(part) : part));
    result = file.safeParse(input);
  }
  const own = [...faults, ...faultsOf(result.error?.issues ?? [], input)];
  const faulty = new Set(own.map(({ path }) => pathText(path)));
  const sketch = rewrite(input, (part, path) => (faulty.has(path) ? undefined : part)) as
    | FileSketch
    | undefined;
  const all = [...own, ...rules(sketch ?? {})];
  return result.success && all.length === 0 ? { parsed: result.data } : { faults: withoutEchoes(all) };
}

function* rules(sketch: FileSketch): Iterable<Fault> {
  yield* listenerFaults(sketch);
  yield* backendFaults(sketch);
  yield* cacheFaults(sketch);
  const names = (sketch.users ?? []).map((user) => user?.name);
  yield* repeated(names, (at) => ["users", at, "name"]);
  yield* userLimitFaults(sketch);
}

function typed(part: unknown): unknown {
  if (part === "true" || part === "false") return part === "true";
  return typeof part === "string" && /^-?\d+(\.\d+)?$/.test(part) ? Number(part) : part;
}

/** Without what follows from a fault before it: in the same place, or in a part of it. */
function withoutEchoes(faults: readonly Fault[]): Fault[] {
  const kept = new Set<string>();
  return faults.filter(({ path }) => {
    const isEcho = path.some((_, depth) => kept.has(pathText(path.slice(0, depth + 1))));
    kept.add(pathText(path));
    return !isEcho;
  });
}
