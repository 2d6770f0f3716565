import type { LoadContext, LoadedPolicy } from "../fetched.ts";
import type { Errand } from "./errand.ts";
import type { Keeping } from "./plan.ts";
import type { CacheLike } from "./store.ts";
import type { StoredResponse, StoredValue } from "./stored.ts";
import { covers, indexOver, variantDigest, varyOf } from "./variant.ts";

const DAY_MS = 86_400_000;
/** Longer than anything is kept. */
const EVER_MS = 36_500 * DAY_MS;

/** An index lives longer than most variants, and is never loaded again for its age. */
const INDEX_POLICY: LoadedPolicy = { ttl: 30 * DAY_MS, stale: 30 * DAY_MS - 1, staleIfError: 0, jitter: 0 };
const ENDLESS_INDEX_POLICY: LoadedPolicy = { ttl: "forever", stale: EVER_MS, staleIfError: 0, jitter: 0 };

/**
 * Puts a response where requests look for it, and gives what is to be stored under the errand's key: the response itself, or
 * an index if it depends on request headers that the key does not tell apart. Then the variant is stored by this.
 */
export async function place(
  value: StoredResponse,
  { policy }: Keeping,
  headers: Headers,
  { plan, index, request, key }: Errand,
  context: LoadContext<StoredValue>,
  cache: CacheLike,
): Promise<StoredValue> {
  const vary = varyOf(headers, plan.keyed);
  if (index === undefined ? vary.length === 0 : covers(index, vary)) {
    context.set(policy);
    return value;
  }
  const newer = indexOver(vary, index);
  const variant = plan.variantKey(newer.generation, variantDigest(newer, request.headers));
  await cache.set<StoredValue>(variant, value, { ...plan.policy, ...policy });
  const indexPolicy = policy.ttl === "forever" ? ENDLESS_INDEX_POLICY : INDEX_POLICY;
  if (key.id === plan.key.id) {
    context.set(indexPolicy);
  } else {
    // Those who wait for this variant may be told apart by the header that has come to it: they look again.
    await cache.set<StoredValue>(plan.key, newer, { ...plan.policy, ...indexPolicy });
    context.skip();
  }
  return newer;
}
