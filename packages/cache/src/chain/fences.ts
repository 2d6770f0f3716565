import type { Entry, TagStamp } from "../entry.ts";
import type { KeyRange, LayerKey } from "../layer.ts";
import { covers } from "./range.ts";

/** What is being read or loaded, to be written to layers: unless it is removed meanwhile. */
export interface Passage {
  readonly key: LayerKey;
  /** Its value is given by a caller, rather than loaded or found. */
  readonly given: boolean;
  /** False once its key, its range or one of its tags was removed, or a later load was kept. */
  open: boolean;
  /** Its loader has been called. */
  loads: boolean;
  /** False once something may have been missed: memory must not keep it, while shared layers know better. */
  sure: boolean;
  /** Tags that were invalidated meanwhile: its value may still turn out to have one of them. */
  invalidated: Set<string> | undefined;
  /** Another one of the same key that began before. */
  next: Passage | undefined;
}

/** Whether nothing that has one of these tags has been removed since it began. */
export function isStillOpen({ open, invalidated }: Passage, tags: readonly string[]): boolean {
  return open && (invalidated === undefined || !tags.some((tag) => invalidated.has(tag)));
}

/** Whether what it leads to may still be kept. */
export function isOpen(passage: Passage, { tags }: Pick<Entry, "tags">): boolean {
  if (passage.invalidated === undefined) return passage.open;
  return isStillOpen(
    passage,
    tags.map(([tag]) => tag),
  );
}

/** Of keys and tags that were removed, how many are remembered. */
const MOST_CLOSED = 1_024;

/** Keeps what was removed from coming back: a value that was on its way when its key was removed must not be kept. */
export class Fences {
  /** How often something was removed so far, or may have been. */
  closings = 0;
  /** The ids of the last keys that were removed, and the tags as {@link tagText}. */
  private readonly closed: string[] = [];
  /** {@link Fences.closings} when more than a key or a tag was removed last. */
  private wideAt = 0;
  /** By their keys' ids: of each the last that began. */
  private readonly passages = new Map<string, Passage>();

  /** Begins; {@link Fences.leave} is due in any case. */
  enter(key: LayerKey, given = false): Passage {
    const next = this.passages.get(key.id);
    const passage: Passage = {
      key,
      given,
      open: true,
      loads: false,
      sure: true,
      invalidated: undefined,
      next,
    };
    this.passages.set(key.id, passage);
    return passage;
  }

  leave(passage: Passage): void {
    const { id } = passage.key;
    const { next } = passage;
    const last = this.passages.get(id);
    if (last === passage) {
      if (next === undefined) this.passages.delete(id);
      else this.passages.set(id, next);
      return;
    }
    let later = last;
    while (later !== undefined && later.next !== passage) later = later.next;
    if (later !== undefined) later.next = next;
  }

  /** What was loaded is kept: what others have found or loaded since before that may be older. */
  overtake({ next }: Passage): void {
    for (let each = next; each !== undefined; each = each.next) if (!each.given) each.open = false;
  }

  /** Whether anything of a key, or of what has these tags, was removed since there were so many {@link Fences.closings}, or may have been. */
  hasClosedSince(closings: number, id: string, tags: readonly TagStamp[]): boolean {
    if (this.wideAt > closings || this.closings - closings > MOST_CLOSED) return true;
    for (let at = closings; at < this.closings; at++) {
      const closed = this.closed[at % MOST_CLOSED];
      if (closed === id || tags.some(([tag]) => closed === tagText(tag))) return true;
    }
    return false;
  }

  closeKey(id: string): void {
    this.closed[this.closings++ % MOST_CLOSED] = id;
    for (let each = this.passages.get(id); each !== undefined; each = each.next) each.open = false;
  }

  closeRange(range: KeyRange): void {
    this.wideAt = ++this.closings;
    for (const passage of this.all()) if (covers(range, passage.key)) passage.open = false;
  }

  /** Anything may have been removed, unheard. */
  doubtAll(): void {
    this.wideAt = ++this.closings;
    for (const passage of this.all()) passage.sure = false;
  }

  closeTag(tag: string): void {
    this.closed[this.closings++ % MOST_CLOSED] = tagText(tag);
    for (const passage of this.all()) {
      passage.invalidated ??= new Set();
      passage.invalidated.add(tag);
    }
  }

  private *all(): Generator<Passage> {
    for (let each of this.passages.values()) {
      yield each;
      while (each.next !== undefined) {
        each = each.next;
        yield each;
      }
    }
  }
}

/** No id of a key has a space. */
function tagText(tag: string): string {
  return ` ${tag}`;
}
