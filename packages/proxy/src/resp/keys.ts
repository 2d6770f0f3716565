import { blockTimeMs, keyPositions } from "fairlead/internal";
import type { Request } from "fairlead-resp";
import type { Row } from "./row.ts";

/** A request, and what is known of its command. */
export interface Asked {
  readonly request: Request;
  readonly row: Row;
}

/** What stands behind a command's name. */
export function argsOf({ request, row }: Asked): Buffer[] {
  return request.args().slice(row.words);
}

/** A command's keys; none where it can't be told which they are: the server says what is wrong with them. */
export function keysOf(asked: Asked): Buffer[] {
  const args = argsOf(asked);
  try {
    const positions = keyPositions({ spec: asked.row.spec, args });
    return positions.flatMap((position) => args[position] ?? []);
  } catch {
    return [];
  }
}

/** How long the server may hold its reply back; nobody knows of a command that only the server knows. */
export function blockTime(asked: Asked): number {
  const { row } = asked;
  return row.strange ? Number.POSITIVE_INFINITY : blockTimeMs(row.name, argsOf(asked));
}
