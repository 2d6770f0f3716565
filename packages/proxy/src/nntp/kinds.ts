import { commandOf, commands } from "./commands.ts";

/** Kinds by which commands are counted: their treatments, and `unknown` for what nobody here knows. */
export const NEWS_KINDS: readonly string[] = [
  ...new Set([...commands].map(({ treatment }) => treatment)),
  "unknown",
];

/** The place in {@link NEWS_KINDS} of the command of this verb, which is in upper case. */
export function kindOf(verb: string): number {
  return NEWS_KINDS.indexOf(commandOf(verb)?.treatment ?? "unknown");
}
