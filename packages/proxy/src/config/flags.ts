import { check } from "./check.ts";
import type { ConfigResult } from "./parse.ts";
import { type Path, pathText } from "./problem.ts";
import { providerOf } from "./provider-url.ts";
import { resolve } from "./resolve.ts";

/** What a start without a file may say. */
export interface ConfigFlags {
  /** What clients speak. Default `"resp"`. */
  readonly protocol?: "resp" | "nntp";
  /** Where to listen. Default `"127.0.0.1:7379"`, for `"nntp"` `"127.0.0.1:1119"`. */
  readonly listen?: string;
  /**
   * The backend's URLs. For `"nntp"` each is a provider, such as `nntps://user:password@host:563?tier=1&connections=20`; it
   * may have a `name`, too.
   */
  readonly to: string | readonly string[];
  /** How sessions use connections. Default `"hybrid"`. */
  readonly mode?: string;
  /** Where metrics, health and state can be asked for. Default: nowhere. */
  readonly admin?: string;
}

const LISTEN = { resp: "127.0.0.1:7379", nntp: "127.0.0.1:1119" };

const FLAGS: Readonly<Record<string, string>> = {
  "listeners[0].address": "--listen",
  "listeners[0].mode": "--mode",
  "backends.default.urls": "--to",
  "admin.address": "--admin",
};

/** The configuration of one listener and one backend, `default`. The paths of problems are the flags' names. */
export function configFromFlags(flags: ConfigFlags): ConfigResult {
  const { protocol = "resp", listen = LISTEN[protocol], mode, admin } = flags;
  const value = {
    listeners: [{ protocol, address: listen, ...(mode !== undefined && { mode }) }],
    backends: { default: backendOf(protocol, flags.to) },
    ...(admin !== undefined && { admin: { address: admin } }),
  };
  const checked = check({ value, references: new Set(), faults: [] });
  if ("parsed" in checked) return { config: resolve(checked.parsed, "") };
  const problems = checked.faults.map(({ path, message }) => ({
    path: flagAt(path),
    line: 0,
    column: 0,
    message: path.join().startsWith("backends,default,providers") ? providerMessage(path, message) : message,
  }));
  return { problems };
}

function backendOf(protocol: "resp" | "nntp", to: ConfigFlags["to"]): object {
  if (protocol === "resp") return { urls: to };
  // What is no URL is no section either, and so told of.
  return { kind: "nntp", providers: [to].flat().map((url) => providerOf(url) ?? url) };
}

function flagAt(path: Path): string {
  const text = pathText(path);
  // One of several URLs: backends.default.urls[1], and what is in one: backends.default.providers[1].tier.
  return text.startsWith("backends.default.providers")
    ? "--to"
    : (FLAGS[text.replace(/(?<=urls)\[\d+\]$/, "")] ?? text);
}

function providerMessage(path: Path, message: string): string {
  const key = path[4];
  return key === undefined
    ? "must be a URL such as nntps://user:password@host:563?tier=1&connections=20; in a password, write % as %25, @ as %40 and / as %2F"
    : `has a URL whose ${key === "maxConnections" ? "connections" : key} ${message.replace(/^is the same.*/, "another has, too: add name=")}`;
}
