import type { FetchStatus, LoadedPolicy } from "../fetched.ts";
import { defineKey, type KeyFamily, type Params } from "../key.ts";
import type { Policy } from "../policy.ts";
import { needsOrigin } from "./conditional.ts";
import { type CredentialHeader, credentialsOf } from "./credentials.ts";
import { type Directives, directivesOf } from "./directives.ts";
import { type Answer, type FreshnessRules, freshnessOf, hasValidator, usabilityOf } from "./freshness.ts";
import type { CachePlan, Keeping, Plan } from "./plan.ts";
import type { StoredResponse, StoredValue } from "./stored.ts";
import { digest } from "./variant.ts";

/** How RFC 9111 is applied, all resolved. */
export interface Rfc9111 extends FreshnessRules {
  readonly ignore: readonly CredentialHeader[];
  readonly policy: Policy;
  readonly maxBytes: number;
}

const KEY: KeyFamily<StoredValue, Params> = defineKey("http", { version: 1 });
const VARIANT: KeyFamily<StoredValue, Params> = defineKey("http-variant", { version: 1 });

/** The plan for a request whose response itself says how long it may be kept. */
export function planByHeaders(request: Request, rules: Rfc9111): Plan {
  const { method, headers } = request;
  if (method !== "GET" && method !== "HEAD") return { kind: "pass", forward: "method" };
  if (needsOrigin(headers)) return { kind: "pass", forward: "request", detail: "precondition" };
  const directives = directivesOf(headers.get("cache-control") ?? headers.get("pragma"));
  if (directives.has("no-store")) return { kind: "pass", forward: "request", detail: "no-store" };
  return new HeaderPlan(request, directives, rules);
}

/** A private cache tells everybody apart by what they say they are. */
const PRIVATELY_KEYED: ReadonlySet<string> = new Set(["authorization", "cookie"]);

class HeaderPlan implements CachePlan {
  readonly kind = "cache";
  readonly key: CachePlan["key"];
  readonly keyed: ReadonlySet<string>;
  readonly hasCredentials: boolean;
  readonly shared: boolean;
  readonly policy: Policy;
  readonly maxBytes: number;
  readonly missing = "uri-miss";
  readonly demand: CachePlan["demand"];
  readonly #params: Params;
  readonly #directives: Directives;
  readonly #rules: Rfc9111;

  constructor({ url, headers, method }: Request, directives: Directives, rules: Rfc9111) {
    this.#directives = directives;
    this.#rules = rules;
    this.shared = rules.shared;
    this.keyed = rules.shared ? new Set() : PRIVATELY_KEYED;
    this.hasCredentials = rules.shared && credentialsOf(headers, new Set<string>(rules.ignore)).length > 0;
    const who = JSON.stringify([headers.get("authorization"), headers.get("cookie")]);
    this.#params = { url: url.replace(/#.*$/, ""), who: rules.shared ? undefined : digest(who) };
    this.key = KEY(this.#params);
    // The times of what is stored come with it: these are only what a load can't do without.
    this.policy = { ...rules.policy, ttl: 1, stale: 0, onStale: "background" };
    this.maxBytes = rules.maxBytes;
    this.demand = demandOf(method, directives);
  }

  variantKey(generation: string, variant: string): CachePlan["key"] {
    return VARIANT({ ...this.#params, generation, variant });
  }

  keep(answer: Answer): Keeping | string {
    const freshness = freshnessOf(answer, this.#rules);
    if (freshness === undefined) return "not-cacheable";
    const { freshMs, whileRevalidateMs, ifErrorMs } = freshness;
    // What has a validator is worth keeping for longer than it may be used: the origin need only say that it still holds.
    const retainMs = hasValidator(answer.headers) ? this.#rules.retainMs : 0;
    const ttl = Math.max(1, freshMs + whileRevalidateMs);
    const staleIfError = Math.max(0, ifErrorMs - whileRevalidateMs, retainMs);
    // All is said, so that no default of the cache's makes it stale at another time. It has to be below the ttl.
    const stale = Math.max(0, Math.min(freshMs, ttl - 1));
    const policy: LoadedPolicy = { ttl, stale, staleIfError, jitter: 0 };
    return { freshness, policy };
  }

  keepsBody(): boolean {
    return true;
  }

  isUsable(stored: StoredResponse, now: number, status: FetchStatus | undefined): boolean {
    if (stored.freshness === undefined) return false;
    const usability = usabilityOf(stored, stored.freshness, this.#directives, now);
    if (usability === "fresh" || usability === "while-revalidating") return true;
    return status === "grace" && usability === "if-error";
  }

  replacesErrors(stored: StoredResponse, now: number): boolean {
    if (stored.freshness === undefined) return false;
    return usabilityOf(stored, stored.freshness, this.#directives, now) !== "unusable";
  }
}

function demandOf(method: string, directives: Directives): CachePlan["demand"] {
  if (directives.has("only-if-cached")) return "stored";
  const isChoosy = ["no-cache", "max-age", "min-fresh"].some((name) => directives.has(name));
  return isChoosy || method === "HEAD" ? "choosy" : "any";
}
