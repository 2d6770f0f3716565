import { CacheError } from "../errors.ts";
import type { LayerKey, LockStore } from "../layer.ts";
import type { Asker } from "./asker.ts";
import { scriptVerb } from "./verbs.ts";

/** KEYS: the lock's key. ARGV: who wants it, for how many ms. Gives 1 if it is theirs; also when asked twice. */
const ACQUIRE = scriptVerb(`if redis.call('GET', KEYS[1]) == ARGV[1] then return 1 end
if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then return 1 end
return 0`);

/** KEYS: the lock's key. ARGV: who gives it up. */
const RELEASE =
  scriptVerb(`if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0`);

/** What stands behind the prefix in the keys of locks, and in none of an entry or a tag. */
export const LOCK_MARK = "!";

/** Keeps locks, one key each. */
export function lockStore(asker: Asker, prefix: string, textOf: (key: LayerKey) => string): LockStore {
  const nameOf = (key: LayerKey): string => `${prefix}${LOCK_MARK}${textOf(key)}`;
  return {
    async acquire(key, token, ms, context) {
      const [answer] = await asker.ask(
        [{ verb: ACQUIRE, args: [nameOf(key), token, Math.ceil(ms)] }],
        context,
        true,
      );
      return answer instanceof CacheError ? answer : answer === 1;
    },
    async release(key, token, context) {
      const [answer] = await asker.ask([{ verb: RELEASE, args: [nameOf(key), token] }], context, true);
      return answer instanceof CacheError ? answer : undefined;
    },
  };
}
