import { escaped } from "../canonical.ts";
import { CacheError } from "../errors.ts";
import type { Context, TagStore } from "../layer.ts";
import type { Asker } from "./asker.ts";
import { numberIn } from "./layout.ts";
import type { Answer, Request } from "./redis-like.ts";
import { GET, scriptVerb } from "./verbs.ts";

// The stamp of a tag is a string of digits under a key of its own: ms since 1970 by the server's clock, or one more than
// the stamp before it.

/** KEYS: the tag's key. ARGV: how long the stamp is kept at least, ms; "" for ever. Gives the new stamp. */
const INVALIDATE = scriptVerb(`local old = redis.pcall('GET', KEYS[1])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local stamp = math.max(now, (type(old) == 'string' and tonumber(old) or 0) + 1)
local left = type(old) == 'string' and redis.call('PTTL', KEYS[1]) or 0
local life = ARGV[1]
if left == -1 then life = '' end
if life ~= '' and left > tonumber(life) then life = string.format('%.0f', left) end
stamp = string.format('%.0f', stamp)
if life == '' then redis.call('SET', KEYS[1], stamp) else redis.call('SET', KEYS[1], stamp, 'PX', life) end
return stamp`);

/** What stands behind the prefix in the keys of tags, and in none of an entry: no key format writes it. */
export const TAG_MARK = "#";

/** Keeps stamps of tags, one key each. */
export function tagStore(asker: Asker, prefix: string): TagStore {
  const keyOf = (tag: string): string => `${prefix}${TAG_MARK}${escaped(tag)}`;
  const stampIn = (answer: Answer): number | CacheError => {
    const stamp = answer === null ? 0 : answer instanceof Uint8Array ? numberIn(answer) : Number.NaN;
    if (!Number.isNaN(stamp)) return stamp;
    return new CacheError(
      "ERR_CACHE_TYPE",
      asker.label,
      "Something else than a stamp stands under a tag's key",
    );
  };
  const stampsOf = async (
    requests: readonly Request[],
    context: Context,
  ): Promise<(number | CacheError)[]> => {
    const answers = await asker.ask(requests, context, true);
    return answers.map((answer) => (answer instanceof CacheError ? answer : stampIn(answer)));
  };
  return {
    stamps: (tags, context) =>
      stampsOf(
        tags.map((tag) => ({ verb: GET, args: [keyOf(tag)] })),
        context,
      ),
    invalidate: (tags, lifeMs, context) => {
      const life = Number.isFinite(lifeMs) ? Math.max(1, Math.ceil(lifeMs)) : "";
      return stampsOf(
        tags.map((tag) => ({ verb: INVALIDATE, args: [keyOf(tag), life] })),
        context,
      );
    },
  };
}
