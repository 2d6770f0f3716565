/** Where a server listens: TCP, or a unix socket. */
export interface Address {
  /** Host name or IP (IPv6 without brackets); the empty string for a unix socket. */
  readonly host: string;
  readonly port: number;
  /** Path of a unix socket. */
  readonly path?: string;
  /** The name that the server's certificate must hold, where `host` is an IP that a name led to. */
  readonly servername?: string;
}

/** `host:port`, `[v6]:port`, or a unix socket's path: an address's one text form, used as its identity. */
export function addressText(address: Address): string {
  if (address.path !== undefined) return address.path;
  return address.host.includes(":") ? `[${address.host}]:${address.port}` : `${address.host}:${address.port}`;
}

/** The address in `host:port`, where an IPv6 host may stand bare or in brackets; `undefined` if it is none. */
export function parseHostPort(text: string): Address | undefined {
  const colon = text.lastIndexOf(":");
  const port = Number(text.slice(colon + 1));
  if (colon === -1 || colon === text.length - 1 || !isPort(port)) return undefined;
  const host = text.slice(0, colon);
  return { host: host.startsWith("[") && host.endsWith("]") ? host.slice(1, -1) : host, port };
}

export function isPort(port: number): boolean {
  return Number.isInteger(port) && port > 0 && port < 65_536;
}
