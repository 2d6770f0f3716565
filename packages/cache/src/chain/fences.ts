import type { KeyRange, LayerKey } from "../layer.ts";
import { covers } from "./range.ts";

/** What is being read or loaded, to be written to layers: unless it is removed meanwhile. */
export interface Passage {
  readonly key: LayerKey;
  /** False once its key, its range or one of its tags was removed. */
  open: boolean;
  /** False once something may have been missed: memory must not keep it, while shared layers know better. */
  sure: boolean;
  /** Tags that were invalidated meanwhile: its value may still turn out to have one of them. */
  invalidated: Set<string> | undefined;
}

/** Whether nothing that has one of these tags has been removed since it began. */
export function isStillOpen({ open, invalidated }: Passage, tags: readonly string[]): boolean {
  return open && (invalidated === undefined || !tags.some((tag) => invalidated.has(tag)));
}

/** Keeps what was removed from coming back: a value that was on its way when its key was removed must not be kept. */
export class Fences {
  private readonly passages = new Map<string, Set<Passage>>();

  /** Begins; {@link Fences.leave} is due in any case. */
  enter(key: LayerKey): Passage {
    const passage: Passage = { key, open: true, sure: true, invalidated: undefined };
    const others = this.passages.get(key.id);
    if (others === undefined) this.passages.set(key.id, new Set([passage]));
    else others.add(passage);
    return passage;
  }

  leave(passage: Passage): void {
    const { id } = passage.key;
    const all = this.passages.get(id);
    if (all?.delete(passage) === true && all.size === 0) this.passages.delete(id);
  }

  closeKey(id: string): void {
    for (const passage of this.passages.get(id) ?? []) passage.open = false;
  }

  closeRange(range: KeyRange): void {
    for (const passage of this.all()) if (covers(range, passage.key)) passage.open = false;
  }

  /** Anything may have been removed, unheard. */
  doubtAll(): void {
    for (const passage of this.all()) passage.sure = false;
  }

  closeTag(tag: string): void {
    for (const passage of this.all()) {
      passage.invalidated ??= new Set();
      passage.invalidated.add(tag);
    }
  }

  private *all(): Generator<Passage> {
    for (const passages of this.passages.values()) yield* passages;
  }
}
