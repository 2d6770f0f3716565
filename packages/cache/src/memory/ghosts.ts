/** A table starts with so many places. */
const FEW = 64;

/**
 * Remembers which ids were given up of late: by a hash of each, in a table where a newer one may take an older one's place. So
 * it takes 16 to 32 bytes an id, however long that is, and no allocation. It forgets some too early, one in five, and may take
 * one id for another, once in billions.
 */
export class Ghosts {
  private hashes = new Int32Array(0);
  /** When each was added: the how-manieth it was. */
  private births = new Int32Array(0);
  private added = 0;
  private most = 0;

  /** Remembers an id, and forgets all but the last `most`. */
  add(id: string, most: number): void {
    this.most = most;
    if (most * 2 > this.hashes.length) this.grow(most * 2);
    const hash = hashOf(id);
    const at = hash & (this.hashes.length - 1);
    this.added = (this.added + 1) | 0;
    this.hashes[at] = hash;
    this.births[at] = this.added;
  }

  /** Whether it remembers the id, which it then forgets. */
  take(id: string): boolean {
    if (this.most === 0) return false;
    const hash = hashOf(id);
    const at = hash & (this.hashes.length - 1);
    if (this.hashes[at] !== hash) return false;
    this.hashes[at] = 0;
    return ((this.added - this.births[at]!) | 0) < this.most;
  }

  /** A larger table, which knows nothing yet. */
  private grow(atLeast: number): void {
    let places = FEW;
    while (places < atLeast) places *= 2;
    this.hashes = new Int32Array(places);
    this.births = new Int32Array(places);
  }
}

/** FNV-1a. */
function hashOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < id.length; at++) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193);
  return hash;
}
