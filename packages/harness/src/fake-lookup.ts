import type { LookupAddress, LookupOptions } from "node:dns";
import { isIP } from "node:net";

type Answer = (
  error: NodeJS.ErrnoException | null,
  address: string | LookupAddress[],
  family?: number,
) => void;

/** Fits the `lookup` option of `net.connect` and `tls.connect`. */
export type Lookup = (name: string, options: LookupOptions, answer: Answer) => void;

/**
 * A name service of one's own: the addresses of each name, in order. Changing `table` changes the answers.
 * Names not in it, or without an address of the wanted family, aren't found.
 */
export function fakeLookup(table: ReadonlyMap<string, readonly string[]>): Lookup {
  return (name, options, answer) => {
    const wanted = familyOf(options.family);
    const addresses = (table.get(name) ?? [])
      .map((address) => ({ address, family: isIP(address) }))
      .filter(({ family }) => wanted === 0 || wanted === family);
    setImmediate(() => {
      const first = addresses[0];
      if (first === undefined) answer(notFound(name), options.all ? [] : "");
      else if (options.all) answer(null, addresses);
      else answer(null, first.address, first.family);
    });
  };
}

function familyOf(family: LookupOptions["family"]): number {
  if (family === "IPv4") return 4;
  if (family === "IPv6") return 6;
  return family ?? 0;
}

function notFound(hostname: string): NodeJS.ErrnoException {
  const error = new Error(`getaddrinfo ENOTFOUND ${hostname}`);
  return Object.assign(error, { code: "ENOTFOUND", syscall: "getaddrinfo", hostname });
}
