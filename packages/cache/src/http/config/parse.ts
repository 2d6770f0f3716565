import { isMap, isNode, LineCounter, parseDocument, type Document as Yaml } from "yaml";
import { CacheUsageError } from "../../errors.ts";
import { prepareRules } from "../rules/prepare.ts";
import { faultsOf } from "./issues.ts";
import { type Fault, type HttpConfigProblem, type Path, pathText } from "./problem.ts";
import { file, type HttpConfig } from "./schema.ts";

/** Options for `httpCache`, or everything that is wrong with what should have been some: then at least one problem. */
export type HttpConfigResult =
  | { readonly options: HttpConfig }
  | { readonly problems: readonly HttpConfigProblem[] };

/** Reads options from a YAML or JSON text. Problems come in the text's order. */
export function readHttpConfig(text: string): HttpConfigResult {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  const [error] = document.errors;
  if (error !== undefined) {
    return {
      problems: [{ path: "", ...place(error.pos[0]), message: `is not valid YAML here: ${error.message}` }],
    };
  }
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 100 });
  } catch (cause) {
    return { problems: [{ path: "", line: 1, column: 1, message: (cause as Error).message }] };
  }
  const checked = check(value ?? {});
  if ("options" in checked) return checked;
  const problems = checked.faults.map((fault) => ({
    path: pathText(fault.path),
    ...place(offsetOf(document, fault)),
    message: fault.message,
  }));
  return { problems: problems.sort((a, b) => a.line - b.line || a.column - b.column) };
}

/** Checks options that were read already: part of a larger configuration. */
export function checkHttpConfig(value: unknown): HttpConfigResult {
  const checked = check(value);
  if ("options" in checked) return checked;
  const at = { line: 0, column: 0 };
  return { problems: checked.faults.map(({ path, message }) => ({ path: pathText(path), ...at, message })) };
}

function check(value: unknown): { readonly options: HttpConfig } | { readonly faults: readonly Fault[] } {
  const result = file.safeParse(value);
  if (!result.success) return { faults: faultsOf(result.error.issues, value) };
  const options = result.data;
  const fault = faultOfRules(options);
  return fault === undefined ? { options } : { faults: [fault] };
}

/** What is wrong with rules that are good part by part. */
function faultOfRules({ rules = [], maxBytes = 0 }: HttpConfig): Fault | undefined {
  try {
    prepareRules(rules, maxBytes);
    return undefined;
  } catch (error) {
    if (!(error instanceof CacheUsageError)) throw error;
    const [, at, message] = /^rules\[(\d+)\]: (.*)$/s.exec(error.message) ?? [];
    return { path: ["rules", Number(at)], message: message ?? error.message };
  }
}

/** Where a fault stands in the text: at its value, or at whatever it is missing from. */
function offsetOf(document: Yaml, { path, isKey }: Fault): number {
  const own = isKey
    ? keyOf(document, path)
    : path.length === 0
      ? document.contents
      : document.getIn(path, true);
  if (isNode(own) && own.range) return own.range[0];
  return path.length === 0 ? 0 : offsetOf(document, { path: path.slice(0, -1), message: "" });
}

function keyOf(document: Yaml, path: Path): unknown {
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (!isMap(parent)) return undefined;
  return parent.items.find(({ key }) => isNode(key) && String(key) === String(path.at(-1)))?.key;
}
