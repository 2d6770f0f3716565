import { type Address, isPort } from "./address.ts";
import { UsageError } from "./errors.ts";

/** What one URL says. */
export interface ParsedUrl {
  readonly addresses: readonly Address[];
  readonly tls: boolean;
  readonly credentials: { readonly username?: string; readonly password: string } | undefined;
  readonly database: number | undefined;
  /** The addresses are Sentinels'. */
  readonly sentinel: boolean;
  /** What the Sentinels call the primary. */
  readonly primaryName: string | undefined;
}

const FORM = /^([a-z+]+):\/\/(?:([^@/]*)@)?([^/?]*)(\/[^?]*)?(?:\?(.*))?$/i;
const SCHEME = /^(redis|valkey)(s?)(\+sentinel)?$/;
const DEFAULT_PORT = 6379;
const DEFAULT_SENTINEL_PORT = 26379;

/**
 * Reads `redis://[user[:password]@]host[:port][,host[:port]...][/database]`, the same with `rediss`, `valkey` or
 * `valkeys`, `unix:///path[?db=n]`, and `redis+sentinel://[user[:password]@]host[:port][,...]/primary-name[/database]`,
 * whose user and password are the servers', not the Sentinels'.
 * @throws {UsageError} `ERR_USAGE_URL`. The message never shows the URL itself, which may hold a password.
 */
export function parseUrl(url: string): ParsedUrl {
  const match = FORM.exec(url);
  if (match === null) throw bad("is not of the form redis://host:port");
  const [, scheme = "", login, hosts = "", path = "", query = ""] = match;
  const kind = scheme.toLowerCase();
  const credentials = parseLogin(login);
  if (kind === "unix") {
    if (path === "") throw bad("names no socket: unix:///path/to/socket");
    const database = parseDatabase(new URLSearchParams(query).get("db") ?? "");
    return {
      addresses: [{ host: "", port: 0, path: decode(path) }],
      tls: false,
      credentials,
      database,
      sentinel: false,
      primaryName: undefined,
    };
  }
  const form = SCHEME.exec(kind);
  if (form === null) {
    throw bad(
      `has the unknown scheme "${scheme}:"; known are redis, rediss, valkey, valkeys, these with +sentinel, and unix`,
    );
  }
  const sentinel = form[3] !== undefined;
  const [name, ...rest] = sentinel ? path.slice(1).split("/") : ["", path.slice(1)];
  return {
    addresses: hosts
      .split(",")
      .map((host) => parseHost(host, sentinel ? DEFAULT_SENTINEL_PORT : DEFAULT_PORT)),
    tls: form[2] === "s",
    credentials,
    database: parseDatabase(rest.join("/")),
    sentinel,
    primaryName: name === undefined || name === "" ? undefined : decode(name),
  };
}

function parseLogin(login: string | undefined): ParsedUrl["credentials"] {
  if (login === undefined || login === "") return undefined;
  const colon = login.indexOf(":");
  // redis://password@host has no user; redis://:password@host neither.
  if (colon === -1) return { password: decode(login) };
  const username = decode(login.slice(0, colon));
  const password = decode(login.slice(colon + 1));
  return username === "" ? { password } : { username, password };
}

function parseHost(text: string, defaultPort: number): Address {
  const match = /^(?:\[([0-9a-f:.%]+)\]|([^:[\]]*))(?::(\d+))?$/i.exec(text);
  const port = match?.[3] === undefined ? defaultPort : Number(match[3]);
  if (match === null || !isPort(port)) throw bad("has a host or port that can't be read");
  return { host: match[1] ?? (match[2] === "" ? "localhost" : decode(match[2] ?? "")), port };
}

function parseDatabase(text: string): number | undefined {
  if (text === "") return undefined;
  if (!/^\d+$/.test(text)) throw bad("has a database that is not a number");
  return Number(text);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    throw bad("has a malformed % escape", error);
  }
}

function bad(what: string, cause?: unknown): UsageError {
  return new UsageError("ERR_USAGE_URL", `The server URL ${what}`, { cause });
}
