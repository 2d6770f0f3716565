import { setImmediate as turn } from "node:timers/promises";

/**
 * Lets a reader in this process read what was just written. One turn isn't enough: it may be the current
 * one's end.
 */
export async function wholeTurn(): Promise<void> {
  await turn();
  await turn();
}
