import { LineCounter, parseDocument, type YAMLError } from "yaml";
import { type Fault, type Problem, pathText } from "./problem.ts";
import { YamlReader } from "./yaml-reader.ts";

/** What a YAML file says. */
export interface Reading {
  readonly value: unknown;
  /** Paths of texts that are one reference to a variable: they may be meant as a number, or as true or false. */
  readonly references: ReadonlySet<string>;
  /** What could not be read; it is `undefined` in `value`. */
  readonly faults: readonly Fault[];
  /** Looks up where a fault stands. */
  readonly locate: (fault: Fault) => Problem;
}

// The library's own texts for these quote the file, perhaps a password that should have been quoted.
const TEXTS: Partial<Record<YAMLError["code"], string>> = {
  BAD_DIRECTIVE: "Unknown directive",
  BAD_DQ_ESCAPE: "Unknown escape sequence; single quotes take a \\ as it is",
  BAD_SCALAR_START: "A text that begins with a special character must be quoted",
  TAG_RESOLVE_FAILED: "Unknown tag; a text that begins with ! must be quoted",
  UNEXPECTED_TOKEN: `Something unexpected; inside { } and [ ], a \${NAME} must be quoted`,
};

/** Reads YAML, with references to variables replaced in its texts; the first problem if it is no YAML. */
export function readYaml(
  text: string,
  env: Readonly<Record<string, string | undefined>>,
): Reading | { readonly problems: readonly Problem[] } {
  const lines = new LineCounter();
  const at = (offset: number): { line: number; column: number } => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false });
  // Only the first: what comes behind it was read in a wrong light.
  const [error] = [...document.errors, ...document.warnings].sort((a, b) => a.pos[0] - b.pos[0]);
  if (error !== undefined) {
    const message = `is not valid YAML here: ${TEXTS[error.code] ?? error.message}`;
    return { problems: [{ path: "", ...at(error.pos[0]), message }] };
  }
  const reader = new YamlReader(document, env);
  return {
    value: reader.read(),
    references: reader.references,
    faults: reader.faults,
    locate: (fault) => ({
      path: pathText(fault.path),
      ...at(reader.offsetOf(fault)),
      message: fault.message,
    }),
  };
}
