/** A header as it is stored: its name in lower case. */
export type HeaderLine = readonly [name: string, value: string];

/** They speak of one connection, or of the other party of it: no cache keeps them (RFC 9111 3.1). */
const HOP_BY_HOP: ReadonlySet<string> = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authentication-info",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** The members of a header that is a list: in lower case, without spaces and what is empty. */
export function membersOf(header: string | null): readonly string[] {
  if (header === null) return [];
  return header
    .split(",")
    .map((member) => member.trim().toLowerCase())
    .filter((member) => member !== "");
}

/** What a cache may keep of a message's headers: all but those of the connection. */
export function lasting(headers: Headers): HeaderLine[] {
  const named = new Set(membersOf(headers.get("connection")));
  return [...headers].filter(([name]) => !HOP_BY_HOP.has(name) && !named.has(name));
}

/** The value of a stored header. */
export function lineOf(headers: readonly HeaderLine[], name: string): string | null {
  return headers.find(([each]) => each === name)?.[1] ?? null;
}
