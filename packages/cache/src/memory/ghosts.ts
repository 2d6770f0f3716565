/**
 * Remembers which ids were given up of late: about as many as it is told, by 30 bits of each, so that long ids take no more
 * memory than short ones. It may take one id for another, once in many millions.
 */
export class Ghosts {
  private young = new Set<number>();
  private old = new Set<number>();

  /** Remembers an id, and forgets the oldest beyond `most`. */
  add(id: string, most: number): void {
    this.young.add(hashOf(id));
    if (this.young.size * 2 < most) return;
    this.old = this.young;
    this.young = new Set();
  }

  /** Whether it remembers the id, which it then forgets. */
  take(id: string): boolean {
    if (this.young.size === 0 && this.old.size === 0) return false;
    const hash = hashOf(id);
    return this.young.delete(hash) || this.old.delete(hash);
  }
}

/** FNV-1a, as small an integer as needs no memory of its own. */
function hashOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < id.length; at++) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193);
  return hash >>> 2;
}
