import { lookup as systemLookup } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import type { Address } from "../address.ts";
import type { Runtime } from "../runtime.ts";

/**
 * Every address that the seeds lead to at this moment, names looked up anew, in random order, so that many clients
 * of one name spread over its servers. A name that can't be resolved stays as it is, to fail with its own error.
 */
export async function candidates(seeds: readonly Address[], runtime: Runtime): Promise<Address[]> {
  const found = await Promise.all(seeds.map((seed) => resolve(seed, runtime)));
  const all = found.flat().map((address) => ({ address, rank: runtime.random() }));
  return all.sort((a, b) => a.rank - b.rank).map(({ address }) => address);
}

function resolve(seed: Address, runtime: Runtime): Promise<Address[]> {
  if (seed.path !== undefined || isIP(seed.host) !== 0) return Promise.resolve([seed]);
  const lookup = runtime.lookup ?? (systemLookup as LookupFunction);
  return new Promise((fulfil) => {
    lookup(seed.host, { all: true }, (error, found) => {
      if (error !== null || !Array.isArray(found) || found.length === 0) fulfil([seed]);
      else fulfil(found.map(({ address }) => ({ host: address, port: seed.port, servername: seed.host })));
    });
  });
}
