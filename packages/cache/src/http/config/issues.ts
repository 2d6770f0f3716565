import type { z } from "zod";
import { keysAt } from "./json-schema.ts";
import type { Fault, Path } from "./problem.ts";
import { suggestion } from "./suggest.ts";

type Issue = z.core.$ZodIssue;

/** What the schema has found wrong in `value`, in words. */
export function faultsOf(issues: readonly Issue[], value: unknown, base: Path = []): Fault[] {
  return issues.flatMap((issue) => {
    const path: Path = [...base, ...(issue.path as Path)];
    if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownKey(path, key));
    if (issue.code === "invalid_union") {
      const meant = issue.errors.filter((branch) => branch.every((each) => !isOtherKind(each)));
      if (meant.length === 1 && meant[0]!.length > 0) return faultsOf(meant[0]!, value, path);
    }
    return [{ path, message: messageOf(issue, valueAt(value, path)) }];
  });
}

/** Of a union's alternatives: this is not even the kind of value. */
function isOtherKind({ code, path }: Issue): boolean {
  return path.length === 0 && code !== "unrecognized_keys";
}

function unknownKey(path: Path, key: string): Fault {
  return {
    path: [...path, key],
    message: `is not known${suggestion(key, keysAt(path))}`,
    isKey: true,
  };
}

function messageOf(issue: Issue, value: unknown): string {
  if (value === undefined) return "is required";
  switch (issue.code) {
    case "invalid_type":
      return `must be ${KINDS[issue.expected] ?? issue.expected}`;
    case "invalid_value":
      return `must be ${listed(issue.values)}${typeof value === "string" ? suggestion(value, texts(issue.values)) : ""}`;
    case "too_small":
      return issue.origin === "string" ? "must not be empty" : `must be at least ${issue.minimum}`;
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

function texts(values: readonly unknown[]): readonly string[] {
  return values.filter((value) => typeof value === "string");
}

function listed(values: readonly unknown[]): string {
  const all = values.map((value) => JSON.stringify(value));
  const last = all.pop();
  return all.length === 0 ? `${last}` : `${all.join(", ")} or ${last}`;
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((at, step) => (at as Record<string | number, unknown> | null)?.[step], value);
}
