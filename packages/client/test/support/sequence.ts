import { setTimeout as pause } from "node:timers/promises";
import { until } from "fairlead-harness";
import { expect } from "vitest";
import type { GapReason, Subscription } from "../../src/index.ts";

/** Numbers published on a channel one after another until stopped, and what a subscription heard of them. */
export class Sequence {
  /** In order; where a gap was reported, -1. */
  readonly items: number[] = [];
  readonly reasons: Set<GapReason> = new Set();
  private readonly published: number[] = [];
  private readonly channel: string;
  private stopped = false;
  private readonly publishing: Promise<void>;

  /** `publish` fails as it may: whether a failed number was heard is not known. */
  constructor(channel: string, publish: (n: number) => Promise<unknown>) {
    this.channel = channel;
    this.publishing = this.run(publish);
  }

  /** Reads until the subscription ends. */
  static async read(subscription: Subscription, sequences: readonly Sequence[]): Promise<void> {
    const named = (name: string) => sequences.find(({ channel }) => channel === name);
    for await (const item of subscription) {
      if (item.kind === "message") {
        named(item.pattern ?? item.channel)?.items.push(Number(item.payload));
        continue;
      }
      for (const name of item.channels) {
        named(name)?.items.push(-1);
        named(name)?.reasons.add(item.reason);
      }
    }
  }

  get heard(): number[] {
    return this.items.filter((n) => n !== -1);
  }

  /** Resolves when ten more numbers are published. */
  async progress(): Promise<void> {
    const target = this.published.length + 10;
    await until(() => this.published.length >= target, { what: `numbers on ${this.channel}` });
  }

  /** Resolves when a number is heard that is not published yet. */
  async heardAnew(): Promise<void> {
    const before = this.published.at(-1) ?? 0;
    const what = `numbers to be heard on ${this.channel}`;
    await until(() => (this.heard.at(-1) ?? 0) > before + 10, { what, timeoutMs: 20_000 });
  }

  /** Publishes no more; gives how many numbers were published. */
  async stop(): Promise<number> {
    this.stopped = true;
    await this.publishing;
    return this.published.length;
  }

  /** Every number was heard once and in order, or stands where a gap was reported. */
  check(): void {
    const heard = this.heard;
    expect(heard.filter((n, at) => heard.indexOf(n) !== at)).toEqual([]);
    expect(heard).toEqual([...heard].sort((a, b) => a - b));
    const published = new Set(this.published);
    let last = 0;
    let gap = false;
    const uncovered: number[] = [];
    for (const n of this.items) {
      if (n === -1) gap = true;
      else {
        for (let missing = last + 1; missing < n; missing++) {
          if (!gap && published.has(missing)) uncovered.push(missing);
        }
        last = n;
        gap = false;
      }
    }
    expect(uncovered).toEqual([]);
  }

  private async run(publish: (n: number) => Promise<unknown>): Promise<void> {
    for (let n = 1; !this.stopped; n++) {
      await publish(n).then(
        () => this.published.push(n),
        () => undefined,
      );
      await pause(1);
    }
  }
}
