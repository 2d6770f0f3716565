import { milliseconds } from "../../duration.ts";
import { CacheUsageError } from "../../errors.ts";
import { digest } from "../variant.ts";
import { type KeyParts, keyBytesOf, keyedHeaders, keyParts, namesOf } from "./key-parts.ts";
import { requireKnownKeys } from "./known.ts";
import { namesIn } from "./path-pattern.ts";
import { bodyBytesOf, type FitsRequest, fitsRequest } from "./request-test.ts";
import { type FitsResponse, fitsResponse } from "./response-test.ts";
import type { CachingRule, RequestTest, Rule } from "./rule.ts";

/** A rule, ready for use. */
export interface PreparedRule {
  readonly fits: FitsRequest;
  /** How much of a request's body it has to see; 0 for nothing. */
  readonly bodyBytes: number;
  /** Undefined for a rule that says not to cache. */
  readonly caching: Caching | undefined;
}

export interface Caching {
  /** In keys: its name, or what stands for all that it looks at. */
  readonly id: string;
  readonly rule: CachingRule;
  readonly keyParts: KeyParts;
  readonly keyed: ReadonlySet<string>;
  readonly stores: FitsResponse;
  readonly maxBytes: number;
}

/** @throws {CacheUsageError} `ERR_CACHE_OPTION`, naming the rule by its position, for one that can't be. */
export function prepareRules(rules: readonly Rule[], maxBytes: number): readonly PreparedRule[] {
  const names = rules.map(({ name }) => name);
  return rules.map((rule, at) => {
    try {
      if (rule.name !== undefined && names.indexOf(rule.name) < at)
        fail(`has the name of another: "${rule.name}"`);
      return prepare(rule, maxBytes);
    } catch (error) {
      if (!(error instanceof CacheUsageError)) throw error;
      throw new CacheUsageError(error.code, `rules[${at}]: ${error.message}`, { cause: error });
    }
  });
}

function prepare(rule: Rule, maxBytes: number): PreparedRule {
  requireKnownKeys(rule);
  const fits = fitsRequest(rule.when ?? {});
  const ownBytes = bodyBytesOf(rule.when ?? {});
  if (rule.cache === false) return { fits, bodyBytes: ownBytes, caching: undefined };
  const key = rule.key ?? {};
  if (rule.name === "") fail("has an empty name");
  requireCaptures(rule);
  requireTimes(rule);
  return {
    fits,
    bodyBytes: Math.max(ownBytes, keyBytesOf(key)),
    caching: {
      id: rule.name ?? fingerprint(rule),
      // Said here, whatever the cache's own default is: a load has to know whether the client has been answered already.
      rule: { ...rule, policy: { onStale: "background", ...rule.policy } },
      keyParts: keyParts(key),
      keyed: keyedHeaders(key),
      stores: fitsResponse(rule.store ?? { status: "2xx" }),
      maxBytes: rule.maxBytes ?? maxBytes,
    },
  };
}

/** Another one for rules that look at anything else: so no rule answers with another's responses. */
function fingerprint({ when, key }: CachingRule): string {
  const text = JSON.stringify([when, key], (_, value: unknown) =>
    typeof value === "function" || value instanceof RegExp ? String(value) : value,
  );
  return digest(text).slice(0, 16);
}

function requireCaptures({ when = {}, key = {} }: CachingRule): void {
  if (typeof key.path !== "object") return;
  const known = new Set(patternsIn(when).flatMap(namesIn));
  const missing = namesOf(key.path).find((name) => !known.has(name));
  if (missing !== undefined) fail(`has "${missing}" in its key, which no path of it names`);
}

function patternsIn({ path = [], all = [], any = [] }: RequestTest): readonly string[] {
  return [path, ...all.map(patternsIn), ...any.map(patternsIn)].flat();
}

function requireTimes({ policy: { ttl, stale } }: CachingRule): void {
  const ttlMs = ttl === "forever" ? Number.POSITIVE_INFINITY : milliseconds(ttl, "policy.ttl");
  if (stale !== undefined && milliseconds(stale, "policy.stale") >= ttlMs) {
    fail("has a policy whose stale is not less than its ttl");
  }
}

function fail(why: string): never {
  throw new CacheUsageError("ERR_CACHE_OPTION", why);
}
