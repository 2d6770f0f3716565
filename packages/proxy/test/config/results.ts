import type { Config } from "../../src/config/config.ts";
import { type ConfigResult, parseConfig } from "../../src/config/parse.ts";

type Env = Readonly<Record<string, string | undefined>>;

/** The configuration that the text is of. @throws if it has problems. */
export function configOf(text: string, env: Env = {}): Config {
  const result = parseConfig(text, env, "/etc/fairlead/proxy.yaml");
  if ("config" in result) return result.config;
  throw new Error(problemsIn(result).join("\n"));
}

/** The problems of the text as `line:column path message`. */
export function problemsOf(text: string, env: Env = {}): string[] {
  return problemsIn(parseConfig(text, env, "/etc/fairlead/proxy.yaml"));
}

/** The same without where they stand. */
export function complaintsOf(text: string, env: Env = {}): string[] {
  return problemsOf(text, env).map((problem) => problem.replace(/^\d+:\d+ /, ""));
}

function problemsIn(result: ConfigResult): string[] {
  if ("config" in result) return [];
  return result.problems.map(({ path, line, column, message }) => `${line}:${column} ${path} ${message}`);
}
