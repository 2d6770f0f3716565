import type { SessionMode } from "fairlead-session";
import { z } from "zod";
import type { Limits, ListenerTls, RespListenerConfig } from "./config.ts";
import { someLimits } from "./limits-schema.ts";
import { address, command, NAME, share, text } from "./scalars.ts";

/** A listener as the file has it: what depends on the rest of the file is open. */
export interface ParsedListener
  extends Omit<RespListenerConfig, "name" | "backend" | "mirror" | "auth" | "tls" | "limits"> {
  readonly name?: string;
  readonly backend?: string;
  readonly mirror?: NonNullable<RespListenerConfig["mirror"]>;
  readonly auth?: RespListenerConfig["auth"];
  readonly tls?: ListenerTls;
  readonly limits: Partial<Limits>;
}

/** How sessions use connections. */
export const sessionMode: z.ZodType<SessionMode> = z.enum(["hybrid", "per-command", "stateful"]);

const backendName = text.describe("Name of a backend.");

const route = z.strictObject({
  prefix: text.describe("What the keys begin with; the longest that fits counts."),
  backend: backendName,
});

const mirror = z.strictObject({
  backend: backendName,
  reads: share.describe("Share of requests that only read, from 0 to 1. Default 0.").default(0),
  writes: share.describe("Share of the other requests, from 0 to 1. Default 0.").default(0),
  compare: z
    .boolean()
    .describe("Whether replies are compared, and differences counted. Default false.")
    .default(false),
});

const tls = z.strictObject({
  certFile: text.describe("PEM file of the certificate; a relative path begins at this file's folder."),
  keyFile: text.describe("PEM file of the certificate's key."),
  caFile: text.describe("PEM file of who signs client certificates. Default: none.").exactOptional(),
  clientCertificates: z
    .enum(["none", "request", "require"])
    .describe('Whether clients are asked for a certificate, and refused without a good one. Default "none".')
    .default("none"),
});

/** An address that clients connect to. */
export const listener: z.ZodType<ParsedListener> = z.strictObject({
  name: z
    .string()
    .regex(NAME, "must be letters, digits and _.:@/-")
    .describe("How logs and metrics call it. Default: its address.")
    .exactOptional(),
  protocol: z.enum(["resp"]).describe('What clients speak. Default "resp".').default("resp"),
  address: address.describe('"host:port", "[v6]:port" or "unix:/path"; port 0 is any free one.'),
  mode: sessionMode.describe('How sessions use connections. Default "hybrid".').default("hybrid"),
  backend: backendName
    .describe("Name of the backend for everything that no route takes. Default: the only one.")
    .exactOptional(),
  routes: z.array(route).describe("Keys that belong to other backends. Default: none.").default([]),
  mirror: mirror
    .describe("Sends a share of the requests to a second backend as well. Default: none.")
    .exactOptional(),
  auth: z
    .enum(["none", "users", "backend"])
    .describe(
      'Who checks passwords: nobody, the proxy by its users, or the backend. Default "users" if there are any, else "none".',
    )
    .exactOptional(),
  tls: tls.describe("TLS for clients. Default: none.").exactOptional(),
  allow: z
    .array(command)
    .describe("Commands that are refused otherwise, such as MONITOR and DEBUG. Default: none.")
    .default([]),
  deny: z.array(command).describe("Commands that are refused. Default: none.").default([]),
  limits: someLimits.describe("Limits that differ from those of all listeners."),
});
