import { type Clock, systemClock } from "../clock.ts";
import { type Duration, milliseconds } from "../duration.ts";
import { CacheUsageError } from "../errors.ts";
import type { Policy } from "../policy.ts";
import type { CredentialHeader } from "./credentials.ts";
import type { Rfc9111 } from "./rfc9111.ts";
import { type PreparedRule, prepareRules } from "./rules/prepare.ts";
import type { Rule } from "./rules/rule.ts";

export interface HttpCacheOptions {
  /** Of this cache in `Cache-Status`. Default `fairlead`. */
  readonly name?: string;
  /** The first rule that fits a request decides. Default: none. */
  readonly rules?: readonly Rule[];
  /**
   * Whether, and how, responses to requests that fit no rule are kept as their own headers say. Default: `true` without
   * `rules`, else `false`.
   */
  readonly rfc9111?: boolean | Rfc9111Options;
  /** A response with a larger body is not stored, but passed through. Default 1,048,576 (1 MiB). */
  readonly maxBytes?: number;
  /** Whether `Cache-Status` says the key: for debugging, since keys may tell what is nobody's business. Default `false`. */
  readonly showKey?: boolean;
  /** Whether responses also say HIT, MISS or STALE, in `x-cache-status` or the header named. Default `false`. */
  readonly legacyHeader?: boolean | string;
  /** How long the origin may take to renew what has been served already. Default `30s`. */
  readonly backgroundTimeout?: Duration;
  /** Default: the system's. */
  readonly clock?: Clock;
}

/** How RFC 9111 is applied. */
export interface Rfc9111Options {
  /**
   * Whether one client's responses may answer others. A private cache keeps `private` responses too, for each client by
   * itself: clients are told apart by `Authorization` and `Cookie`. Default `true`.
   */
  readonly shared?: boolean;
  /** For responses that say nothing but when they were modified: this share of the time since, at most a day. Default 0.1. */
  readonly heuristic?: number;
  /** How long what has a validator (`ETag`, `Last-Modified`) is kept after it is stale, to ask whether it still holds. Default `1d`. */
  readonly retain?: Duration;
  /** Credentials that responses do not depend on, though they don't say `public`. Default: none. */
  readonly ignore?: readonly CredentialHeader[];
  /** Part of a policy that holds for all: times come from the responses. Default: none. */
  readonly policy?: Pick<
    Policy,
    "tags" | "layers" | "lock" | "softTimeout" | "hardTimeout" | "write" | "retryAfter"
  >;
}

/** All resolved. */
export interface Settings {
  readonly name: string;
  readonly rules: readonly PreparedRule[];
  readonly rfc9111: Rfc9111 | undefined;
  readonly showKey: boolean;
  readonly legacyHeader: string | undefined;
  readonly backgroundMs: number;
  readonly clock: Clock;
}

const DEFAULTS = {
  name: "fairlead",
  maxBytes: 1_048_576,
  backgroundTimeout: "30s",
  legacyHeader: "x-cache-status",
  heuristic: 0.1,
  retain: "1d",
} as const;

const KNOWN: ReadonlySet<string> = new Set([
  "name",
  "rules",
  "rfc9111",
  "maxBytes",
  "showKey",
  "legacyHeader",
  "backgroundTimeout",
  "clock",
]);
const KNOWN_RFC9111: ReadonlySet<string> = new Set(["shared", "heuristic", "retain", "ignore", "policy"]);

/** @throws {CacheUsageError} `ERR_CACHE_OPTION` for an option that is unknown or out of range. */
export function resolveOptions(options: HttpCacheOptions): Settings {
  requireKnown(options, KNOWN, "");
  const { name = DEFAULTS.name, rules = [], maxBytes = DEFAULTS.maxBytes, legacyHeader = false } = options;
  const { rfc9111 = rules.length === 0, backgroundTimeout = DEFAULTS.backgroundTimeout } = options;
  if (!Number.isSafeInteger(maxBytes) || maxBytes < 0) {
    throw new CacheUsageError("ERR_CACHE_OPTION", `maxBytes is no number of bytes: ${maxBytes}`);
  }
  return {
    name,
    rules: prepareRules(rules, maxBytes),
    rfc9111: rfc9111 === false ? undefined : resolveRfc9111(rfc9111 === true ? {} : rfc9111, maxBytes),
    showKey: options.showKey ?? false,
    legacyHeader: legacyHeader === true ? DEFAULTS.legacyHeader : legacyHeader || undefined,
    backgroundMs: milliseconds(backgroundTimeout, "backgroundTimeout"),
    clock: options.clock ?? systemClock,
  };
}

function resolveRfc9111(options: Rfc9111Options, maxBytes: number): Rfc9111 {
  requireKnown(options, KNOWN_RFC9111, "rfc9111.");
  const { shared = true, heuristic = DEFAULTS.heuristic, retain = DEFAULTS.retain } = options;
  if (!(heuristic >= 0 && heuristic <= 1)) {
    throw new CacheUsageError("ERR_CACHE_OPTION", `rfc9111.heuristic must be from 0 to 1: ${heuristic}`);
  }
  return {
    shared,
    heuristic,
    retainMs: milliseconds(retain, "rfc9111.retain"),
    ignore: options.ignore ?? [],
    policy: options.policy ?? {},
    maxBytes,
  };
}

function requireKnown(options: object, known: ReadonlySet<string>, path: string): void {
  for (const name of Object.keys(options)) {
    if (!known.has(name)) {
      throw new CacheUsageError("ERR_CACHE_OPTION", `there is no option "${path}${name}"`);
    }
  }
}
