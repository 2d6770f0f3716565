import type { Comparing } from "./comparable.ts";
import { Digest } from "./digest.ts";
import { countDifferent, type MirrorStats } from "./mirror-stats.ts";

/** Two replies to one request, each of which may come first. */
export class Comparison {
  readonly comparing: Comparing;
  private readonly command: string;
  private readonly stats: MirrorStats;
  private first: { readonly digest: Digest | undefined } | undefined = undefined;

  constructor(command: string, comparing: Comparing, stats: MirrorStats) {
    this.command = command;
    this.comparing = comparing;
    this.stats = stats;
  }

  digest(): Digest {
    return new Digest(this.comparing === "exact");
  }

  /** One of the replies; `undefined` if there is none. */
  came(digest: Digest | undefined): void {
    const { first, stats } = this;
    if (first === undefined) {
      this.first = { digest };
      return;
    }
    if (first.digest === undefined || digest === undefined) stats.failed++;
    else if (this.comparing === "not") stats.uncompared++;
    else if (first.digest.equals(digest)) stats.same++;
    else countDifferent(stats, this.command);
  }
}
