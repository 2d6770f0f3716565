import { blockTimeMs, keyPositions, slotOf } from "fairlead/internal";
import type { Exchange } from "./exchange.ts";

/** What stands behind a command's name. */
export function argsOf({ request, row }: Exchange): Buffer[] {
  return request.args().slice(row.words);
}

/** A command's keys, as far as they can be told: the server says what is wrong with others. */
export function keysOf(exchange: Exchange): Buffer[] {
  const args = argsOf(exchange);
  try {
    const positions = keyPositions({ spec: exchange.row.spec, args });
    return positions.flatMap((position) => args[position] ?? []);
  } catch {
    return [];
  }
}

/** The slots of a command's keys, each once. */
export function slotsOfKeys(exchange: Exchange): readonly number[] {
  return [...new Set(keysOf(exchange).map(slotOf))];
}

/** How long the server may hold a reply back; nobody knows of a command that only the server knows. */
export function blockTimeOf(exchange: Exchange): number {
  const { row } = exchange;
  if (row.treatment !== "borrow") return 0;
  return row.strange ? Number.POSITIVE_INFINITY : blockTimeMs(row.name, argsOf(exchange));
}
