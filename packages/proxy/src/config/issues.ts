import type { z } from "zod";
import { keysAt } from "./json-schema.ts";
import type { Fault, Path } from "./problem.ts";
import { suggestion } from "./suggest.ts";

type Issue = z.core.$ZodIssue;

/** What the schema has found, in words that show no value. `value` is what it looked at. */
export function faultsOf(issues: readonly Issue[], value: unknown): Fault[] {
  return issues.flatMap((issue) => {
    const path = issue.path as Path;
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => unknownKey(path, key));
    }
    if (issue.code === "invalid_key") {
      return { path, message: issue.issues[0]?.message ?? issue.message, isKey: true } satisfies Fault;
    }
    return { path, message: messageOf(issue, valueAt(value, path)) };
  });
}

function unknownKey(path: Path, key: string): Fault {
  const keys = keysAt(path);
  const message = keys.includes(key)
    ? "belongs to the other protocol"
    : `is not known${suggestion(key, keys)}`;
  return { path: [...path, key], message, isKey: true };
}

function messageOf(issue: Issue, value: unknown): string {
  if (value === undefined) return "is required";
  if (value === null) return "has no value";
  switch (issue.code) {
    case "invalid_type":
      return `must be ${KINDS[issue.expected] ?? issue.expected}`;
    case "invalid_value":
      return `must be ${listed(issue.values)}`;
    case "too_small":
      return issue.origin === "string" || issue.origin === "array"
        ? "must not be empty"
        : `must be at least ${issue.minimum}`;
    case "too_big":
      return `must be at most ${issue.maximum}`;
    default:
      return issue.message;
  }
}

const KINDS: Readonly<Record<string, string>> = {
  string: "a text; quote what looks like something else",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a section with keys",
  record: "a section with keys",
};

function listed(values: readonly unknown[]): string {
  const texts = values.map((value) => JSON.stringify(value));
  const last = texts.pop();
  return texts.length === 0 ? `${last}` : `${texts.join(", ")} or ${last}`;
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((at, step) => (at as Record<string | number, unknown> | null)?.[step], value);
}
