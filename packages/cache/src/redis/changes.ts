import { unescaped } from "../key-of-id.ts";
import type { KeyFormat } from "../keys/key-format.ts";
import type { Changes } from "../layer.ts";
import { LOCK_MARK } from "./lock-store.ts";
import type { RedisLike } from "./redis-like.ts";
import { TAG_MARK } from "./tag-store.ts";

type IdOf = NonNullable<KeyFormat["id"]>;

/** What changes under `prefix`, as the servers tell it: `CLIENT TRACKING`. https://valkey.io/topics/client-side-caching/ */
export function trackedChanges(track: NonNullable<RedisLike["track"]>, prefix: string, idOf: IdOf): Changes {
  return {
    listen: (changed, missed) =>
      track(prefix, {
        missed,
        changed: (keys) => {
          const ids: string[] = [];
          const tags: string[] = [];
          for (const key of keys) {
            const name = key.slice(prefix.length);
            if (name.startsWith(TAG_MARK)) tags.push(...tagIn(name.slice(TAG_MARK.length)));
            else if (!name.startsWith(LOCK_MARK)) ids.push(idOf(name));
          }
          changed(ids, tags);
        },
      }),
  };
}

/** None where another program has written a key that is no tag's. */
function tagIn(text: string): readonly string[] {
  try {
    return [unescaped(text)];
  } catch {
    return [];
  }
}
