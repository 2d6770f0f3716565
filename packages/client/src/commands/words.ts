import type { Arg } from "./command.ts";

/** An argument as the text it is on the wire; "" if it is missing. */
export function wordOf(arg: Arg | undefined): string {
  if (typeof arg === "string") return arg;
  if (arg === undefined) return "";
  return arg instanceof Uint8Array
    ? Buffer.from(arg.buffer, arg.byteOffset, arg.byteLength).toString("latin1")
    : `${arg}`;
}

/**
 * Position of the option `word`, in any case, among those from `from` on; -1 if it isn't there. `valuesAfter` says how many
 * values follow each option whose value may look like an option: `Infinity` if no option comes behind it.
 */
export function findOption(
  word: string,
  args: readonly Arg[],
  from: number,
  valuesAfter: Readonly<Record<string, number>> = {},
): number {
  for (let i = from; i < args.length; i++) {
    const found = wordOf(args[i]).toUpperCase();
    if (found === word) return i;
    if (Object.hasOwn(valuesAfter, found)) i += valuesAfter[found]!;
  }
  return -1;
}
