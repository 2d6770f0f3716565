import { CacheUsageError } from "../../errors.ts";
import type { KeyPart } from "../../layer.ts";
import { isSecret } from "../credentials.ts";
import { digest } from "../variant.ts";
import { DEFAULT_BODY_BYTES, jsonOf, partAt } from "./body-test.ts";
import type { Captures } from "./path-pattern.ts";
import type { Asked } from "./request-test.ts";
import type { KeySpec, Parts, Transform } from "./rule.ts";

type Values = Record<string, KeyPart[1] | undefined>;
type Transforms = readonly (readonly [name: string, transforms: readonly Transform[]])[];

/** What tells a request apart from others of its rule; undefined if that can't be told. */
export type KeyParts = (asked: Asked, captures: Captures) => Values | undefined;

type Part = readonly [name: string, read: (asked: Asked, captures: Captures) => string | undefined];

/** @throws {CacheUsageError} `ERR_CACHE_OPTION` for credentials that are shortened: others would have the same. */
export function keyParts(spec: KeySpec): KeyParts {
  const body = spec.body ?? false;
  const bodyParts = typeof body === "boolean" ? [] : transformsOf(body);
  const parts = [...addressParts(spec), ...queryParts(spec), ...headerParts(spec)];
  return (asked, captures) => {
    const values: Values = {};
    for (const [name, read] of parts) values[name] = read(asked, captures);
    return body === false || addBody(values, asked, bodyParts) ? values : undefined;
  };
}

function addressParts({ host = true, path = true }: KeySpec): Part[] {
  const parts: Part[] = [["method", ({ method }) => (isRead(method) ? undefined : method)]];
  if (host) parts.push(["host", ({ url }) => url.origin]);
  if (path === true) parts.push(["path", ({ url }) => url.pathname]);
  if (typeof path === "boolean") return parts;
  for (const [name, own] of transformsOf(path)) {
    parts.push([`path.${name}`, (_, captures) => changed(captures[name], own)]);
  }
  return parts;
}

function queryParts({ query = true }: KeySpec): Part[] {
  if (query === true) return [["query", ({ url }) => sorted(url)]];
  if (query === false) return [];
  return transformsOf(query).map(([name, own]) => [
    `query.${name}`,
    ({ url }) => changed(joined(url, name), own),
  ]);
}

function headerParts({ header = [] }: KeySpec): Part[] {
  const headers = transformsOf(header).map(([name, own]) => [name.toLowerCase(), own] as const);
  requireWholeSecrets(headers);
  return headers.map(([name, own]) => [
    `header.${name}`,
    (asked) => {
      const value = changed(asked.headers.get(name) ?? undefined, own);
      return value !== undefined && isSecret(name) ? digest(value) : value;
    },
  ]);
}

function isRead(method: string): boolean {
  return method === "GET" || method === "HEAD";
}

/** How much of a body has to be read for the key; 0 for nothing. */
export function keyBytesOf({ body = false, maxBodyBytes = DEFAULT_BODY_BYTES }: KeySpec): number {
  return body === false ? 0 : maxBodyBytes;
}

/** The request headers that a key tells apart. */
export function keyedHeaders({ header = [] }: KeySpec): ReadonlySet<string> {
  return new Set(transformsOf(header).map(([name]) => name.toLowerCase()));
}

export function namesOf(parts: Parts): readonly string[] {
  return transformsOf(parts).map(([name]) => name);
}

/** Whether the body could be read. */
function addBody(values: Values, { body }: Asked, parts: Transforms): boolean {
  if (body === undefined) return false;
  if (parts.length === 0) {
    Object.assign(values, { body: digest(body) });
    return true;
  }
  const document = jsonOf(body);
  if (document === undefined) return false;
  for (const [path, own] of parts) {
    const part = partAt(document.value, path);
    values[`body.${path}`] = changed(part === undefined ? undefined : JSON.stringify(part), own);
  }
  return true;
}

function transformsOf(parts: Parts): Transforms {
  if (isList(parts)) return parts.map((name) => [name, []]);
  return Object.entries(parts).map(([name, given]) => [name, given === true ? [] : [given].flat()]);
}

function isList(parts: Parts): parts is readonly string[] {
  return Array.isArray(parts);
}

function requireWholeSecrets(headers: Transforms): void {
  for (const [name, transforms] of headers) {
    if (isSecret(name) && transforms.some((each) => each !== "hash")) {
      throw new CacheUsageError("ERR_CACHE_OPTION", `"${name}" in a key can be hashed, but not changed`);
    }
  }
}

function changed(value: string | undefined, transforms: readonly Transform[]): string | undefined {
  if (value === undefined) return undefined;
  let text = value;
  for (const transform of transforms) {
    if (transform === "hash") text = digest(text);
    else if (transform === "lowercase") text = text.toLowerCase();
    else if (transform === "uppercase") text = text.toUpperCase();
    else text = [...text].slice(0, transform.truncate).join("");
  }
  return text;
}

/** What stands for bytes that are no UTF-8. Since many read as the same text, the query counts as it came then. */
const UNREADABLE = "\ufffd";

/** All parameters in alphabetical order, those of one name in their own. */
function sorted(url: URL): string | undefined {
  if (url.search === "") return undefined;
  const parameters = new URLSearchParams(url.searchParams);
  parameters.sort();
  const text = parameters.toString();
  return text.includes(encodeURIComponent(UNREADABLE)) ? url.search : text;
}

/** The value of a parameter; several as a JSON list, and what looks like one too. */
function joined(url: URL, name: string): string | undefined {
  const values = url.searchParams.getAll(name);
  const [only] = values;
  if (values.some((value) => value.includes(UNREADABLE))) return JSON.stringify([null, url.search]);
  return values.length < 2 && !only?.startsWith("[") ? only : JSON.stringify(values);
}
