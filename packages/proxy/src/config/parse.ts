import { check } from "./check.ts";
import type { Config } from "./config.ts";
import { type Path, type Problem, pathText } from "./problem.ts";
import { readYaml } from "./read-yaml.ts";
import { resolve } from "./resolve.ts";

/** A configuration, or everything that is wrong with what should have been one: then at least one problem. */
export type ConfigResult = { readonly config: Config } | { readonly problems: readonly Problem[] };

/**
 * Reads a configuration file's text. In its texts `${NAME}` and `${NAME:-default}` stand for variables of `env`, `$${` for `${`.
 * Relative paths of certificates begin at the folder of `file`. All problems come at once, in the file's order.
 */
export function parseConfig(
  text: string,
  env: Readonly<Record<string, string | undefined>>,
  file: string,
): ConfigResult {
  const reading = readYaml(text, env);
  if ("problems" in reading) return reading;
  const checked = check(reading);
  if ("parsed" in checked) return { config: resolve(checked.parsed, file) };
  const problems = checked.faults.map(reading.locate);
  return { problems: problems.sort((a, b) => a.line - b.line || a.column - b.column) };
}

/** What a start without a file may say. */
export interface ConfigFlags {
  /** Where to listen. Default `"127.0.0.1:7379"`. */
  readonly listen?: string;
  /** The backend's URLs. */
  readonly to: string | readonly string[];
  /** How sessions use connections. Default `"hybrid"`. */
  readonly mode?: string;
  /** Where metrics, health and state can be asked for. Default: nowhere. */
  readonly admin?: string;
}

const FLAGS: Readonly<Record<string, string>> = {
  "listeners[0].address": "--listen",
  "listeners[0].mode": "--mode",
  "backends.default.urls": "--to",
  "admin.address": "--admin",
};

/** The configuration of one listener and one backend, `default`. The paths of problems are the flags' names. */
export function configFromFlags({ listen = "127.0.0.1:7379", to, mode, admin }: ConfigFlags): ConfigResult {
  const listener = { address: listen, ...(mode !== undefined && { mode }) };
  const value = {
    listeners: [listener],
    backends: { default: { urls: to } },
    ...(admin !== undefined && { admin: { address: admin } }),
  };
  const checked = check({ value, references: new Set(), faults: [] });
  if ("parsed" in checked) return { config: resolve(checked.parsed, "") };
  const problems = checked.faults.map(({ path, message }) => ({
    path: flagAt(path),
    line: 0,
    column: 0,
    message,
  }));
  return { problems };
}

function flagAt(path: Path): string {
  const text = pathText(path);
  // One of several URLs: backends.default.urls[1].
  return FLAGS[text.replace(/(?<=urls)\[\d+\]$/, "")] ?? text;
}
