import type { ListenAddress } from "../../src/config/address.ts";
import type { Config } from "../../src/config/config.ts";
import { parseConfig } from "../../src/config/parse.ts";

/** The configuration that a file with this text makes. */
export function configOf(text: string): Config {
  const result = parseConfig(text, {}, "/nowhere/fairlead.yaml");
  if ("config" in result) return result.config;
  throw new Error(result.problems.map(({ path, message }) => `${path} ${message}`).join("\n"));
}

interface Listening {
  readonly addresses: ReadonlyMap<string, ListenAddress>;
}

/** Where a proxy's listener of this name listens. */
export function addressOf(proxy: Listening, name = "main"): ListenAddress {
  const address = proxy.addresses.get(name);
  if (address === undefined) throw new Error(`there is no listener ${name}`);
  return address;
}
