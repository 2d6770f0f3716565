import { blockTimeMs, keyPositions } from "fairlead/internal";
import type { Exchange } from "./exchange.ts";

/** What stands behind a command's name. */
export function argsOf({ request, row }: Exchange): Buffer[] {
  return request.args().slice(row.words);
}

/** A command's keys; none where it can't be told which they are: the server says what is wrong with them. */
export function keysOf(exchange: Exchange): Buffer[] {
  const args = argsOf(exchange);
  try {
    const positions = keyPositions({ spec: exchange.row.spec, args });
    return positions.flatMap((position) => args[position] ?? []);
  } catch {
    return [];
  }
}

/** How long the server may hold its reply back; nobody knows of a command that only the server knows. */
export function blockTime(exchange: Exchange): number {
  const { row } = exchange;
  return row.strange ? Number.POSITIVE_INFINITY : blockTimeMs(row.name, argsOf(exchange));
}
