import { isIPv4, isIPv6 } from "node:net";

/** Where something listens: TCP, or a unix socket. As `server.listen` takes it. */
export type ListenAddress =
  | {
      /** Name or IP, IPv6 without brackets. */
      readonly host: string;
      /** From 0, which is any free port. */
      readonly port: number;
    }
  | {
      /** Of a unix socket. */
      readonly path: string;
    };

const HOST_PORT = /^(?:\[([^\]]+)\]|([A-Za-z0-9][\w.-]*)):(\d{1,5})$/;
const UNIX = "unix:";

/** Reads `host:port`, `[v6]:port` or `unix:/path`; `undefined` if it is none of these. */
export function parseAddress(text: string): ListenAddress | undefined {
  if (text.startsWith(UNIX)) {
    const path = text.slice(UNIX.length);
    return path.startsWith("/") && !path.includes("\0") ? { path } : undefined;
  }
  const [, v6, name = "", digits] = HOST_PORT.exec(text) ?? [];
  const port = Number(digits);
  if (!(port < 65_536) || (v6 !== undefined && !isIPv6(v6))) return undefined;
  return { host: v6 ?? name, port };
}

/** The address as {@link parseAddress} reads it. */
export function addressText(address: ListenAddress): string {
  if ("path" in address) return UNIX + address.path;
  const { host, port } = address;
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Whether only programs on this machine can reach it. */
export function isLoopback(address: ListenAddress): boolean {
  if ("path" in address) return true;
  const host = address.host.toLowerCase();
  return host === "localhost" || host === "::1" || (isIPv4(host) && host.startsWith("127."));
}
