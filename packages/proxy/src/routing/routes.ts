/** Keys that begin so belong to this backend, by its index. */
export interface PrefixRoute {
  readonly prefix: string;
  readonly backend: number;
}

interface Entry {
  readonly prefix: Buffer;
  readonly backend: number;
}

/** Which backend a key belongs to: that of the longest prefix that it has, else the first. */
export class Routes {
  /** By first byte, the longest first. */
  private readonly entries: (readonly Entry[] | undefined)[] = new Array(256).fill(undefined);

  /** No prefix may be empty. */
  constructor(routes: readonly PrefixRoute[]) {
    const all = routes.map(({ prefix, backend }): Entry => ({ prefix: Buffer.from(prefix), backend }));
    all.sort((a, b) => b.prefix.length - a.prefix.length);
    for (const entry of all) {
      const first = entry.prefix[0]!;
      this.entries[first] = [...(this.entries[first] ?? []), entry];
    }
  }

  backendOf(key: Uint8Array): number {
    const entries = this.entries[key[0] ?? -1];
    if (entries === undefined) return 0;
    for (const { prefix, backend } of entries) if (begins(key, prefix)) return backend;
    return 0;
  }
}

function begins(key: Uint8Array, prefix: Buffer): boolean {
  if (key.length < prefix.length) return false;
  for (let at = 0; at < prefix.length; at++) if (key[at] !== prefix[at]) return false;
  return true;
}
