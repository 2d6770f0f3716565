import { check } from "./check.ts";
import type { Config } from "./config.ts";
import type { Problem } from "./problem.ts";
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
