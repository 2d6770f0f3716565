import type { Config } from "../../src/config/config.ts";
import { configFromFlags } from "../../src/config/flags.ts";
import { parseConfig } from "../../src/config/parse.ts";
import { type ProxyOptions, type Proxy as RunningProxy, startProxy } from "../../src/server/proxy.ts";
import { RawClient } from "./raw-client.ts";

/** A proxy in front of these servers, at any free port. */
export async function proxyTo(to: string | readonly string[], mode = "hybrid"): Promise<RunningProxy> {
  return startProxy(good(configFromFlags({ listen: "127.0.0.1:0", to, mode })));
}

/** A proxy of a configuration file's text. */
export async function proxyOf(yaml: string, options?: ProxyOptions): Promise<RunningProxy> {
  return startProxy(good(parseConfig(yaml, {}, "/proxy.yaml")), options);
}

/** A client of the proxy's first listener, or of the one of that name. */
export function clientOf(proxy: RunningProxy, listener?: string): Promise<RawClient> {
  const [first] = proxy.addresses.values();
  return RawClient.open(listener === undefined ? first : proxy.addresses.get(listener));
}

function good(result: ReturnType<typeof parseConfig>): Config {
  if ("config" in result) return result.config;
  throw new Error(result.problems.map(({ path, message }) => `${path} ${message}`).join("\n"));
}
