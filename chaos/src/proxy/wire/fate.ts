/** What an error says of its command. `unrun`: it did nothing, and never will. */
export type Fate = "unrun" | "unknown" | "forbidden";

const UNKNOWN: readonly RegExp[] = [
  /, outcome unknown$/,
  // Some parts of it ran.
  /^ERR proxy: partial failure, \d+ of \d+ parts failed: (?!MOVED|ASK)/,
];

const UNRUN: readonly RegExp[] = [
  /^CLUSTERDOWN /,
  /^TRYAGAIN /,
  /^LOADING /,
  /^MASTERDOWN /,
  /^READONLY /,
  /^UNBLOCKED /,
  /^ERR proxy: too (many wait for a connection of their own to|much waits for) /,
  /^ERR proxy: shutting down$/,
  /^ERR proxy: the connection of this (transaction|watch|session) was lost: end it first$/,
  /^EXECABORT Transaction discarded because of: (?!MOVED|ASK)/,
  /^EXECABORT Transaction discarded because of previous errors\.$/,
];

/** Judges the text of an error that a session may meet with while servers fail. */
export function fateOf(text: string): Fate {
  if (UNKNOWN.some((pattern) => pattern.test(text))) return "unknown";
  return UNRUN.some((pattern) => pattern.test(text)) ? "unrun" : "forbidden";
}

/** An error without what differs from one to the next of its kind. */
export function kindOf(text: string): string {
  return text.replace(/\S+:\d+\b/g, "<server>").replace(/\d+ of \d+/, "n of m");
}
