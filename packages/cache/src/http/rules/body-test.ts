import type { BodyTest } from "./rule.ts";
import { fitsJson, regexOf } from "./value-test.ts";

export const DEFAULT_BODY_BYTES = 65_536;

/** A body that may be looked at: undefined if it is larger than whoever looks may read. */
export type Body = Uint8Array | undefined;

/** Whether a body fits. */
export function fitsBody(test: BodyTest): (body: Body) => boolean {
  const { maxBytes = DEFAULT_BODY_BYTES, contains, startsWith, regex, json } = test;
  const expression = regex === undefined ? undefined : regexOf(regex);
  const paths = Object.entries(json ?? {}).map(([path, each]) => [path, fitsJson(each)] as const);
  return (body) => {
    if (body === undefined || body.byteLength > maxBytes) return false;
    const text = textOf(body);
    if (contains !== undefined && !text.includes(contains)) return false;
    if (startsWith !== undefined && !text.startsWith(startsWith)) return false;
    if (expression !== undefined && !expression.test(text)) return false;
    if (paths.length === 0) return true;
    const document = jsonOf(body);
    return document !== undefined && paths.every(([path, fits]) => fits(partAt(document.value, path)));
  };
}

/** The document, if it is one. */
export function jsonOf(body: Uint8Array): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(textOf(body)) as unknown };
  } catch {
    return undefined;
  }
}

/** The part of a document at a path of names and positions with dots between them. */
export function partAt(document: unknown, path: string): unknown {
  let part = document;
  for (const step of path.split(".")) {
    if (typeof part !== "object" || part === null || !Object.hasOwn(part, step)) return undefined;
    part = (part as Record<string, unknown>)[step];
  }
  return part;
}

function textOf(body: Uint8Array): string {
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString("utf8");
}
