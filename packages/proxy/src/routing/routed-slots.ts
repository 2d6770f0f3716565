import { type CommandSpec, slotOf } from "fairlead/internal";
import type { Exchange } from "../resp/exchange.ts";
import { argsOf, keysOf } from "../resp/keys.ts";
import type { Row } from "../resp/row.ts";
import { isPlain, type Slots, slotAt } from "../resp/slots.ts";
import type { Routes } from "./routes.ts";

const NONE: readonly number[] = [];

/** The slots of keys, and of channels, that belong to several backends. */
export class RoutedSlots implements Slots {
  private readonly routes: Routes;
  private readonly clusters: readonly boolean[];

  /** `clusters`: whether each backend has slots of its own. */
  constructor(routes: Routes, clusters: readonly boolean[]) {
    this.routes = routes;
    this.clusters = clusters;
  }

  of(exchange: Exchange): readonly number[] {
    const { row, request } = exchange;
    if (row.name === "PUBLISH") return this.ofChannel(argsOf(exchange)[0]);
    if (!this.isFirst(row)) {
      return [...new Set(keysOf(exchange).map((key) => this.ofKey(key)))];
    }
    if (row.spec.firstKey === -1 || request.count < 2) return NONE;
    return [this.ofKey(request.bytes.subarray(request.keyFrom, request.keyTo))];
  }

  isFirst(row: Row): boolean {
    return isPlain(row) && !hasManyKeys(row.spec);
  }

  ofKey(key: Uint8Array): number {
    const backend = this.routes.backendOf(key);
    return slotAt(backend, this.clusters[backend] ? slotOf(key) : -1);
  }

  /** Any node of a backend tells all of them. */
  private ofChannel(channel: Buffer | undefined): readonly number[] {
    return channel === undefined ? NONE : [slotAt(this.routes.backendOf(channel), -1)];
  }
}

function hasManyKeys({ keys }: CommandSpec): boolean {
  const find = keys[0]?.find;
  return keys.length > 1 || (find !== undefined && !(find.kind === "range" && find.last === 0));
}
