import type { CommandSpec, Passage } from "fairlead/internal";
import type { Comparison } from "./comparison.ts";
import type { Digest } from "./digest.ts";
import type { MirrorStats } from "./mirror-stats.ts";
import { errorReply, replyBytes } from "./reply-bytes.ts";

const NO_BYTES: Buffer = Buffer.alloc(0);

/** Takes the mirror's reply to a request: nobody gets it. */
export class Echo implements Passage {
  readonly bytes: Buffer;
  readonly from: number;
  readonly to: number;
  readonly sender: unknown = this;
  readonly begun = false;
  /** What it reads is at most counted as different. */
  readonly overtaken = false;
  private readonly spec: CommandSpec;
  private readonly protocol: 2 | 3;
  private readonly stats: MirrorStats;
  private readonly comparison: Comparison | undefined;
  private readonly digest: Digest | undefined;
  private readonly onReply: () => void;

  /** `request`: where its bytes are, if it goes as bytes. */
  constructor(
    request: Passage | undefined,
    spec: CommandSpec,
    protocol: 2 | 3,
    stats: MirrorStats,
    comparison: Comparison | undefined,
    onReply: () => void,
  ) {
    this.bytes = request?.bytes ?? NO_BYTES;
    this.from = request?.from ?? 0;
    this.to = request?.to ?? 0;
    this.spec = spec;
    this.protocol = protocol;
    this.stats = stats;
    this.comparison = comparison;
    this.digest = comparison?.digest();
    this.onReply = onReply;
  }

  take(bytes: Buffer, start: number, end: number, last: boolean): void {
    this.digest?.add(bytes, start, end);
    if (last) this.over(true);
  }

  stray(): boolean {
    this.digest?.clear();
    return true;
  }

  fulfil(_part: number, value: unknown): void {
    if (this.digest !== undefined) this.addAll(replyBytes(this.spec, value, this.protocol));
    this.over(true);
  }

  reject(_part: number, error: Error): void {
    const bytes = errorReply(error);
    this.digest?.clear();
    if (bytes === undefined) this.over(false);
    else {
      this.stats.errors++;
      this.addAll(bytes);
      this.over(true);
    }
  }

  private addAll(bytes: Buffer): void {
    this.digest?.add(bytes, 0, bytes.length);
  }

  private over(replied: boolean): void {
    if (this.comparison !== undefined) this.comparison.came(replied ? this.digest : undefined);
    else if (!replied) this.stats.failed++;
    this.onReply();
  }
}
