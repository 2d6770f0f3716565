import { commands } from "../nntp/commands.ts";

const kinds = new Map([...commands].map(({ verb }, kind) => [verb, kind]));

/** How metrics call the commands of readers; what is unknown is all one kind. */
export const NEWS_KINDS: readonly string[] = [...kinds.keys(), "OTHER"].map((verb) => verb.toLowerCase());

/** The place of a command's kind among {@link NEWS_KINDS}. */
export function kindOf(verb: string): number {
  return kinds.get(verb) ?? NEWS_KINDS.length - 1;
}
