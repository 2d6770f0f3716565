import { isIP } from "node:net";
import type { Attributes } from "@opentelemetry/api";
import { parseHostPort } from "../address.ts";

/** `server.*` and `network.peer.*` of a node, whose `address` is `host:port` or a socket's path. */
export function serverAttributes(address: string | undefined): Attributes {
  if (address === undefined) return {};
  const { host, port } = parseHostPort(address) ?? { host: address, port: undefined };
  const server = { "server.address": host, ...(port === undefined ? {} : { "server.port": port }) };
  const isPeer = port === undefined || isIP(host) !== 0;
  if (!isPeer) return server;
  return {
    ...server,
    "network.peer.address": host,
    ...(port === undefined ? {} : { "network.peer.port": port }),
  };
}

/** A server's own codes are the response's; all codes are the error's type. */
export function errorAttributes(code: string | undefined, answered: boolean): Attributes {
  if (code === undefined) return {};
  return { "error.type": code, ...(answered ? { "db.response.status_code": code } : {}) };
}
