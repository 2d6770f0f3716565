import { CacheUsageError } from "../../errors.ts";
import type { RequestTest, ResponseTest, Rule } from "./rule.ts";

const RULE = ["name", "when", "cache", "store", "key", "policy", "maxBytes", "ignore"];
const KEY = ["host", "path", "query", "header", "body", "maxBodyBytes"];
const COMBINED = ["header", "body", "all", "any", "not"];
const REQUEST = ["method", "path", "query", ...COMBINED];
const RESPONSE = ["status", ...COMBINED];
const BODY = ["maxBytes", "contains", "startsWith", "regex", "json"];
const VALUE = ["eq", "exists", "in", "contains", "startsWith", "regex"];
const JSON_PART = ["eq", "exists", "in"];

/**
 * A test that is not known would test nothing, and its rule be for all requests.
 * @throws {CacheUsageError} `ERR_CACHE_OPTION` for a key that nothing reads, and for a rule that caches without a policy.
 */
export function requireKnownKeys(rule: Rule): void {
  requireKnown(rule, RULE, "");
  requireTests(rule.when ?? {}, REQUEST, "when");
  if (rule.cache === false) return;
  requireKnown(rule.key ?? {}, KEY, "key");
  requireTests(rule.store ?? {}, RESPONSE, "store");
  if (rule.policy === undefined) throw new CacheUsageError("ERR_CACHE_OPTION", "has no policy");
}

function requireTests(test: RequestTest & ResponseTest, known: readonly string[], path: string): void {
  requireKnown(test, known, path);
  const { header = {}, query = {}, body = {}, all = [], any = [], not } = test;
  for (const [name, each] of Object.entries({ ...header, ...query }))
    requireKnown(each, VALUE, `${path}.${name}`);
  requireKnown(body, BODY, `${path}.body`);
  for (const [name, each] of Object.entries(body.json ?? {}))
    requireKnown(each, JSON_PART, `${path}.body.${name}`);
  for (const each of [...all, ...any, ...(not === undefined ? [] : [not])]) {
    requireTests(each as RequestTest & ResponseTest, known, path);
  }
}

function requireKnown(given: unknown, known: readonly string[], path: string): void {
  if (typeof given !== "object" || given === null) return;
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const place = path === "" ? unknown : `${path}.${unknown}`;
  throw new CacheUsageError("ERR_CACHE_OPTION", `there is no option "${place}"`);
}
