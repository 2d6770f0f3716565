import { z } from "zod";
import { type BackendConfig, READ_STRATEGIES } from "./backend-config.ts";
import type { NewsConfig } from "./provider-config.ts";
import { news } from "./provider-schema.ts";
import { count, duration, eitherOf, text, urls } from "./scalars.ts";

const tls = z.strictObject({
  caFile: text
    .describe("PEM file of who signs the servers' certificates. Default: the system's authorities.")
    .exactOptional(),
  certFile: text
    .describe("PEM file of the proxy's own certificate, with keyFile. Default: none.")
    .exactOptional(),
  keyFile: text.describe("PEM file of the key of certFile. Default: none.").exactOptional(),
  servername: text
    .describe("The name that the servers' certificates must hold. Default: the host's.")
    .exactOptional(),
  rejectUnauthorized: z
    .boolean()
    .describe("Whether servers with a certificate that can't be verified are refused. Default true.")
    .exactOptional(),
});

const pool = z.strictObject({
  min: count(0).describe("Kept open once the pool is used. Default 0.").exactOptional(),
  max: count(1).describe("At most open at once. Default 1024.").exactOptional(),
  idleMs: duration(1)
    .describe("Milliseconds after which a connection that nobody needs ends. Default 60000.")
    .exactOptional(),
  maxWaiters: count(0).describe("At most waiting for one. Default 10000.").exactOptional(),
});

const sentinel = z.strictObject({
  name: text
    .describe("What the Sentinels call the primary. Default: the URL's, or the only one that they watch.")
    .exactOptional(),
  username: text.describe('Who to be for the Sentinels themselves. Default "default".').exactOptional(),
  password: text.describe("The password of username. Default: none.").exactOptional(),
});

const servers = z.strictObject({
  kind: z.enum(["resp"]).describe('What the servers are: "resp", or "nntp". Default "resp".').optional(),
  urls: urls.describe("Where to begin to look for the servers."),
  mode: z
    .enum(["auto", "standalone", "sentinel", "cluster"])
    .describe('What the URLs lead to; "auto" asks there. Default "auto".')
    .exactOptional(),
  readFrom: z
    .enum(READ_STRATEGIES)
    .describe('Where commands that only read keys go. Default "primary".')
    .exactOptional(),
  zone: text
    .describe("The availability zone of the proxy, for readFrom by zone. Default: none.")
    .exactOptional(),
  username: text.describe('ACL user. Default "default".').exactOptional(),
  password: text.describe("The user's password. Default: none.").exactOptional(),
  tls: tls.describe("TLS to the servers. Default: for rediss: and valkeys: URLs.").exactOptional(),
  timeoutMs: duration(1)
    .describe("Milliseconds a call may take, waiting and retries included. Default 5000.")
    .exactOptional(),
  connectTimeoutMs: duration(1)
    .describe("Milliseconds for one connection: name resolution, TCP, TLS and handshake. Default 5000.")
    .exactOptional(),
  stallMs: duration(1)
    .describe("Milliseconds without any answer after which a server is probed. Default 1000.")
    .exactOptional(),
  maxBackoffMs: duration(1)
    .describe("Longest pause between two attempts to connect, in milliseconds. Default 2000.")
    .exactOptional(),
  topologyCheckMs: duration(1)
    .describe(
      "Milliseconds between two checks of topology or roles that nothing else asked for. Default 60000.",
    )
    .exactOptional(),
  pool: pool
    .describe("Connections that one session at a time has to itself, for each server.")
    .exactOptional(),
  sentinel: sentinel
    .describe("The URLs lead to Sentinels. Default: they don't, unless they say so.")
    .exactOptional(),
});

/** What stands behind the proxy under one name. */
export const backend: z.ZodType<BackendConfig | NewsConfig> = z.discriminatedUnion("kind", [servers, news], {
  error: eitherOf("resp", "nntp"),
});
