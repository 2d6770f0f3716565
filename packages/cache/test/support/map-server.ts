import { type Clock, systemClock } from "../../src/clock.ts";
import type { KeyRange, LayerKey, Stored } from "../../src/layer.ts";

/** What layers share that stand for several processes. */
export class MapServer {
  readonly clock: Clock;
  readonly entries = new Map<string, { readonly key: LayerKey; readonly stored: Stored }>();
  /** Mark of the last removal, lease, or value that was given, by id. Never forgotten. */
  readonly removals = new Map<string, number>();
  /** Keys that were ever leased, by id. */
  readonly leases = new Map<string, LayerKey>();
  readonly stamps = new Map<string, number>();
  readonly listeners = new Set<{ hear(text: string): void; missed(): void }>();
  private last = 0;

  constructor(clock: Clock = systemClock) {
    this.clock = clock;
  }

  /** A number that there has not been yet. */
  next(): number {
    return ++this.last;
  }

  /** All listeners are told that they may have missed something. */
  missed(): void {
    for (const { missed } of this.listeners) missed();
  }
}

/** Whether the key is one of the range, read from its parts and not from its id. */
export function isWithin(key: LayerKey, { scope, name, version }: KeyRange): boolean {
  if (scope.length > key.scope.length || scope.some((part, at) => part !== key.scope[at])) return false;
  if (name === undefined) return true;
  return (
    key.scope.length === scope.length &&
    key.name === name &&
    (version === undefined || key.version === version)
  );
}
