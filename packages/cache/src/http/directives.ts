/** Directives of a `Cache-Control` header by name in lower case; `true` for one without a value. */
export type Directives = ReadonlyMap<string, string | true>;

/** RFC 9111 1.2.2: what is larger counts as this. */
const MAX_SECONDS = 2_147_483_648;
const PART = /([^\s,;="]+)\s*(?:=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]*)))?/g;

/** Reads a `Cache-Control` header. Of a repeated directive with seconds the fewest count. */
export function directivesOf(header: string | null): Directives {
  const directives = new Map<string, string | true>();
  if (header === null) return directives;
  for (const [, name, quoted, plain] of header.matchAll(PART)) {
    const key = name!.toLowerCase();
    const value = quoted ?? plain ?? true;
    const before = directives.get(key);
    directives.set(key, before === undefined ? value : fewer(before, value));
  }
  return directives;
}

/** The seconds of a directive; 0 if they can't be read, undefined without it. */
export function seconds(directives: Directives, name: string): number | undefined {
  const value = directives.get(name);
  if (value === undefined) return undefined;
  return typeof value === "string" && /^\d+$/.test(value) ? Math.min(Number(value), MAX_SECONDS) : 0;
}

function fewer(a: string | true, b: string | true): string | true {
  if (a === true || b === true) return true;
  return Number(b) < Number(a) ? b : a;
}
