import type { Chain } from "../chain/chain.ts";
import type { Remote } from "../chain/remote.ts";
import { CacheError } from "../errors.ts";
import type { Ending } from "../flight/ending.ts";
import type { LayerKey } from "../layer.ts";

/** How long a lock is held at most, and waited for. In ms. */
const HELD_MS = 10_000;
const POLL_MS = 50;

/** How a wait for a lock ended. `found`: whoever had it has left a value. */
export type Locked = { readonly kind: "found" } | { readonly kind: "go"; release(): Promise<void> };

const WITHOUT: Locked = { kind: "go", release: () => Promise.resolve() };

/** Has processes load a key one after the other, as well as a layer can keep locks: whoever waits too long goes on without. */
export class Locking {
  private readonly remote: Remote | undefined;

  constructor(chain: Chain) {
    this.remote = chain.remotes.find(({ layer }) => layer.shared && layer.locks !== undefined);
  }

  /** Waits for the lock of a key; `look` says whether a value is there meanwhile. */
  async enter(key: LayerKey, ending: Ending, look: () => Promise<boolean>): Promise<Locked> {
    const { remote } = this;
    if (remote === undefined) return WITHOUT;
    const token = crypto.randomUUID();
    const end = performance.now() + HELD_MS;
    const release = (): Promise<void> => remote.release(key, token);
    for (;;) {
      const mine = await remote.acquire(key, token, HELD_MS);
      if (mine instanceof CacheError) return WITHOUT;
      if (await look()) {
        if (mine) await release();
        return { kind: "found" };
      }
      if (mine) return { kind: "go", release };
      if (ending.aborted || performance.now() >= end) return WITHOUT;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS * (0.5 + Math.random())));
    }
  }
}
