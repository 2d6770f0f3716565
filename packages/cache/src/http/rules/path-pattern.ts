import { CacheUsageError } from "../../errors.ts";

/** What a pattern's names stand for in a path. */
export type Captures = Readonly<Record<string, string>>;

/** What a path's parts are, or undefined if it does not fit. */
export type PathPattern = (path: string) => Captures | undefined;

const NAME = /^[A-Za-z_]\w*$/;
/** Stands for an encoded slash while a path is matched: no text has this character. */
const SLASH_WITHIN = "\uffff";

/**
 * A pattern of paths: `{id}` is anything but a slash, `{id:\d+}` what fits the regular expression, `{tail}*` all the rest with
 * slashes in it. All else stands for itself. A path is matched as it reads when it is decoded.
 * @throws {CacheUsageError} `ERR_CACHE_OPTION` if it is none.
 */
export function pathPattern(pattern: string): PathPattern {
  const names: string[] = [];
  let source = "";
  let at = 0;
  while (at < pattern.length) {
    const open = pattern.indexOf("{", at);
    source += literal(pattern.slice(at, open === -1 ? undefined : open));
    if (open === -1) break;
    const close = closing(pattern, open);
    const [name, expression] = nameAndExpression(pattern, pattern.slice(open + 1, close));
    if (names.includes(name)) fail(pattern, `names "${name}" twice`);
    at = close + 1;
    const isTail = expression === undefined && pattern[at] === "*";
    if (isTail) at++;
    source += `(?<n${names.length}>${isTail ? ".*" : (expression ?? "[^/]+")})`;
    names.push(name);
  }
  const regex = compiled(pattern, source);
  return (path) => {
    const match = regex.exec(decoded(path));
    if (match === null) return undefined;
    const captured = (n: number) => (match.groups?.[`n${n}`] ?? "").replaceAll(SLASH_WITHIN, "/");
    return Object.fromEntries(names.map((name, n) => [name, captured(n)]));
  };
}

/** The names in a pattern that is one. */
export function namesIn(pattern: string): readonly string[] {
  return Object.keys(pathNames(pattern));
}

function pathNames(pattern: string): Record<string, true> {
  const names: Record<string, true> = {};
  for (let open = pattern.indexOf("{"); open !== -1; open = pattern.indexOf("{", closing(pattern, open))) {
    names[nameAndExpression(pattern, pattern.slice(open + 1, closing(pattern, open)))[0]] = true;
  }
  return names;
}

function nameAndExpression(pattern: string, inner: string): readonly [string, string | undefined] {
  const colon = inner.indexOf(":");
  const name = colon === -1 ? inner : inner.slice(0, colon);
  if (!NAME.test(name)) fail(pattern, `has no name in "{${inner}}"`);
  const expression = colon === -1 ? undefined : inner.slice(colon + 1);
  if (expression === undefined) return [name, undefined];
  if (/\(\?</.test(expression.replace(/\(\?<[=!]/g, ""))) fail(pattern, "has a named group in an expression");
  return [name, `(?:${expression})`];
}

/** Where a brace is closed; those of the expression in it come in pairs, unless there is a backslash before them. */
function closing(pattern: string, open: number): number {
  let depth = 0;
  for (let at = open; at < pattern.length; at++) {
    if (pattern[at] === "\\") at++;
    else if (pattern[at] === "{") depth++;
    else if (pattern[at] === "}" && --depth === 0) return at;
  }
  return fail(pattern, "has a { that is not closed");
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
}

function compiled(pattern: string, source: string): RegExp {
  try {
    return new RegExp(`^${source}$`, "su");
  } catch (error) {
    throw new CacheUsageError("ERR_CACHE_OPTION", `the path "${pattern}" has an expression that is none`, {
      cause: error,
    });
  }
}

/** Percent-encoding is a matter of taste, but for a slash: within a segment it is none between two. */
function decoded(path: string): string {
  return path.split("/").map(decodedSegment).join("/");
}

function decodedSegment(segment: string): string {
  if (!segment.includes("%")) return segment;
  try {
    return decodeURIComponent(segment).replaceAll("/", SLASH_WITHIN);
  } catch {
    return segment;
  }
}

function fail(pattern: string, why: string): never {
  throw new CacheUsageError("ERR_CACHE_OPTION", `the path "${pattern}" ${why}`);
}
