import { inScope, scopeText } from "../canonical.ts";
import type { Cache } from "../core/cache.ts";
import { type CacheKey, defineKey, type KeyFamily } from "../key.ts";
import type { KeyRange } from "../layer.ts";

/**
 * Keys that are texts with parts between colons, in a namespace of their own. What stands before a part is its scope, so that all
 * keys that begin with `a:b:` are one range.
 */
export class Texts {
  /** The namespace that the keys are in. */
  readonly cache: Cache;
  private readonly family: KeyFamily<unknown, { key: string }>;

  /** `name`: of the namespace, and of the family in metrics. */
  constructor(cache: Cache, name: string) {
    this.cache = cache.namespace(name);
    this.family = defineKey<unknown, { key: string }>(name);
  }

  key(text: string): CacheKey {
    const at = text.lastIndexOf(":");
    const key = this.family({ key: text.slice(at + 1) });
    if (at < 0) return key;
    const scope = text.slice(0, at).split(":");
    return inScope(key, scope, scopeText(scope));
  }

  /** All keys that begin with this text and a colon; all there are for "". */
  range(text: string): KeyRange {
    return { scope: text === "" ? [] : text.split(":") };
  }

  /** All of these keys that have a value, in groups. */
  async *list(range: KeyRange): AsyncGenerator<readonly string[]> {
    for await (const keys of this.cache.keys(range)) yield keys.map(textOf);
  }
}

function textOf({ scope, params }: CacheKey): string {
  return [...scope, params[0]![1]].join(":");
}
