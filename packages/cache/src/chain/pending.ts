import { copyOfKey } from "../canonical.ts";
import type { KeyRange, LayerKey } from "../layer.ts";
import { covers } from "./range.ts";

/** What a remote layer is still to be told: removals that it missed. Bounded: beyond that, everything is removed. */
export class Pending {
  /** By their ids: an object of its own for each time, so that one is told from the next. */
  readonly keys: Map<string, LayerKey> = new Map();
  /** Tags, and how long their stamps are to be kept: an object of its own for each time. */
  readonly tags: Map<string, { readonly ms: number }> = new Map();
  ranges: readonly KeyRange[] = [];
  /** Called when tags are no longer among it: all that other layers have may have one of them. */
  tagsForgotten: (() => void) | undefined = undefined;
  private readonly max: number;

  constructor(max: number) {
    this.max = max;
  }

  get size(): number {
    return this.keys.size + this.ranges.length + this.tags.size;
  }

  addKey(key: LayerKey): void {
    if (this.coversAll) this.addAll();
    else this.keys.set(key.id, copyOfKey(key));
    this.bound();
  }

  addRange(range: KeyRange): void {
    if (this.coversAll) this.addAll();
    else this.ranges = [...this.ranges.filter((other) => !isSame(other, range)), { ...range }];
    this.bound();
  }

  addTag(tag: string, lifeMs: number): void {
    this.tags.set(tag, { ms: lifeMs });
    this.bound();
  }

  /** Whether what the layer has under a key may be what it missed the removal of. */
  has(key: LayerKey): boolean {
    return this.keys.has(key.id) || this.ranges.some((range) => covers(range, key));
  }

  private get coversAll(): boolean {
    return this.ranges.length === 1 && isSame(this.ranges[0]!, { scope: [] });
  }

  /** Once more, should it be being told of that just now: what is missed meanwhile is not among it. */
  private addAll(): void {
    this.ranges = [{ scope: [] }];
  }

  private bound(): void {
    if (this.size <= this.max) return;
    this.keys.clear();
    this.addAll();
    // With every entry gone, no entry is left that a tag could invalidate.
    const hadTags = this.tags.size > 0;
    this.tags.clear();
    if (hadTags) this.tagsForgotten?.();
  }
}

function isSame(one: KeyRange, other: KeyRange): boolean {
  const isScope =
    one.scope.length === other.scope.length && one.scope.every((name, at) => name === other.scope[at]);
  return isScope && one.name === other.name && one.version === other.version;
}
