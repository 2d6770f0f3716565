import { defineKey, type KeyFamily, type Params } from "../../key.ts";
import { needsOrigin } from "../conditional.ts";
import { credentialsOf } from "../credentials.ts";
import type { CachePlan, Keeping, Plan } from "../plan.ts";
import type { StoredResponse, StoredValue } from "../stored.ts";
import type { Captures } from "./path-pattern.ts";
import type { Caching, PreparedRule } from "./prepare.ts";
import { readAhead } from "./read-ahead.ts";
import type { Asked } from "./request-test.ts";

const KEY: KeyFamily<StoredValue, Params> = defineKey("http-rule", { version: 1 });
const VARIANT: KeyFamily<StoredValue, Params> = defineKey("http-rule-variant", { version: 1 });

interface Planned {
  /** Undefined if no rule fits. */
  readonly plan: Plan | undefined;
  /** The request to go on with: what was read of its body is in it again. */
  readonly request: Request;
}

/** The plan of the first rule that fits a request. Reads as much of its body as the rules have to see. */
export async function planByRules(request: Request, rules: readonly PreparedRule[]): Promise<Planned> {
  if (rules.length === 0) return { plan: undefined, request };
  const bodyBytes = Math.max(...rules.map((rule) => rule.bodyBytes));
  const ahead = bodyBytes > 0 ? await readAhead(request, bodyBytes) : { request, body: undefined };
  const { method, headers, url } = ahead.request;
  const asked: Asked = { method, headers, url: new URL(url), body: ahead.body };
  for (const { fits, caching } of rules) {
    const captures = fits(asked);
    if (captures !== undefined) return { plan: planOf(asked, captures, caching), request: ahead.request };
  }
  return { plan: undefined, request: ahead.request };
}

function planOf(asked: Asked, captures: Captures, caching: Caching | undefined): Plan {
  if (caching === undefined) return { kind: "pass", forward: "bypass", detail: "rule" };
  const isRead = asked.method === "GET" || asked.method === "HEAD";
  const { when = {}, key = {} } = caching.rule;
  if (!isRead && !(when.method !== undefined && (key.body ?? false) !== false)) {
    return { kind: "pass", forward: "method" };
  }
  if (needsOrigin(asked.headers)) return { kind: "pass", forward: "request", detail: "precondition" };
  const parts = caching.keyParts(asked, captures);
  if (parts === undefined) return { kind: "pass", forward: "bypass", detail: "body" };
  return new RulePlan(asked, parts, caching);
}

class RulePlan implements CachePlan {
  readonly kind = "cache";
  readonly key: CachePlan["key"];
  readonly keyed: ReadonlySet<string>;
  readonly hasCredentials: boolean;
  readonly shared = true;
  readonly policy: CachePlan["policy"];
  readonly maxBytes: number;
  readonly missing = "miss";
  readonly demand: CachePlan["demand"];
  readonly #params: Params;
  readonly #stores: Caching["stores"];
  #answered: { readonly status: number; readonly headers: Headers } | undefined;

  constructor({ method, headers }: Asked, parts: Params, { id, rule, keyed, stores, maxBytes }: Caching) {
    this.#params = { ...parts, rule: id };
    this.#stores = stores;
    this.key = KEY(this.#params);
    this.keyed = keyed;
    this.hasCredentials =
      credentialsOf(headers, new Set<string>([...keyed, ...(rule.ignore ?? [])])).length > 0;
    this.policy = rule.policy;
    this.maxBytes = maxBytes;
    this.demand = method === "HEAD" ? "choosy" : "any";
  }

  variantKey(generation: string, variant: string): CachePlan["key"] {
    return VARIANT({ ...this.#params, generation, variant });
  }

  keep(answer: Parameters<CachePlan["keep"]>[0]): Keeping | string {
    const headers = new Headers(answer.headers.map(([name, value]): [string, string] => [name, value]));
    this.#answered = { status: answer.status, headers };
    return this.#stores({ ...this.#answered, body: undefined }) === false ? "rule" : { policy: {} };
  }

  keepsBody(body: Uint8Array): boolean {
    return this.#answered !== undefined && this.#stores({ ...this.#answered, body }) === true;
  }

  isUsable({ freshness }: StoredResponse): boolean {
    return freshness === undefined;
  }

  replacesErrors(): boolean {
    return true;
  }
}
