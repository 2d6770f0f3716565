import type { SessionMode } from "fairlead-session";
import { z } from "zod";
import type {
  Limits,
  ListenerTls,
  NewsLimits,
  NewsListenerConfig,
  NewsListenerTls,
  RespListenerConfig,
} from "./config.ts";
import { newsLimits, respLimits } from "./limits-schema.ts";
import { address, command, eitherOf, NAME, share, text } from "./scalars.ts";

/** A listener as the file has it: what depends on the rest of the file is open. */
export type ParsedListener = ParsedRespListener | ParsedNewsListener;

export interface ParsedRespListener
  extends Omit<RespListenerConfig, "protocol" | "name" | "backend" | "mirror" | "auth" | "tls" | "limits"> {
  readonly protocol?: "resp" | undefined;
  readonly name?: string;
  readonly backend?: string;
  readonly mirror?: NonNullable<RespListenerConfig["mirror"]>;
  readonly auth?: RespListenerConfig["auth"];
  readonly tls?: ListenerTls;
  readonly limits: Partial<Limits>;
}

export interface ParsedNewsListener
  extends Omit<NewsListenerConfig, "name" | "backend" | "auth" | "tls" | "requireTls" | "limits"> {
  readonly name?: string;
  readonly backend?: string;
  readonly auth?: NewsListenerConfig["auth"];
  readonly tls?: NewsListenerTls;
  readonly requireTls?: boolean;
  readonly limits: Partial<NewsLimits>;
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

const tlsShape = {
  certFile: text.describe("PEM file of the certificate; a relative path begins at this file's folder."),
  keyFile: text.describe("PEM file of the certificate's key."),
  caFile: text.describe("PEM file of who signs client certificates. Default: none.").exactOptional(),
  clientCertificates: z
    .enum(["none", "request", "require"])
    .describe('Whether clients are asked for a certificate, and refused without a good one. Default "none".')
    .default("none"),
};

const startTls = z
  .boolean()
  .describe("Whether clients begin TLS by STARTTLS, in place of at once. Default false.")
  .default(false);

const common = {
  name: z
    .string()
    .regex(NAME, "must be letters, digits and _.:@/-")
    .describe("How logs and metrics call it. Default: its address.")
    .exactOptional(),
  address: address.describe('"host:port", "[v6]:port" or "unix:/path"; port 0 is any free one.'),
  mode: sessionMode.describe('How sessions use connections. Default "hybrid".').default("hybrid"),
};
const LIMITS = "Limits that differ from those of all listeners.";
const TLS = "TLS for clients. Default: none.";

const resp = z.strictObject({
  ...common,
  protocol: z.enum(["resp"]).describe('What clients speak: "resp", or "nntp". Default "resp".').optional(),
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
  tls: z.strictObject(tlsShape).describe(TLS).exactOptional(),
  allow: z
    .array(command)
    .describe("Commands that are refused otherwise, such as MONITOR and DEBUG. Default: none.")
    .default([]),
  deny: z.array(command).describe("Commands that are refused. Default: none.").default([]),
  limits: respLimits.describe(LIMITS),
});

const verb = z
  .string()
  .regex(/^[A-Za-z][\w.-]{0,30}$/, "must be one word of letters and digits")
  .transform((given) => given.toUpperCase());

const nntp = z.strictObject({
  ...common,
  protocol: z.enum(["nntp"]).describe("They are news readers."),
  backend: backendName
    .describe("Name of the backend. Default: the only one of news providers.")
    .exactOptional(),
  auth: z
    .enum(["none", "users"])
    .describe('Who has to log in: nobody, or everybody. Default "users" if there are any, else "none".')
    .exactOptional(),
  tls: z
    .strictObject({ ...tlsShape, startTls })
    .describe(TLS)
    .exactOptional(),
  requireTls: z
    .boolean()
    .describe("Whether names and passwords are refused without TLS. Default: where there is tls.")
    .exactOptional(),
  posting: z
    .union([z.literal(false), text], 'must be false, the name of a provider, or "any"')
    .describe(
      'Where posted articles go: false, the name of a provider, or "any" that takes them. Default false.',
    )
    .default(false),
  compress: z
    .boolean()
    .describe("Whether readers are offered COMPRESS DEFLATE. Default false.")
    .default(false),
  passThrough: z
    .array(verb)
    .describe("Verbs that are sent on though the proxy doesn't know them. Default: none.")
    .default([]),
  greeting: z
    .string()
    .regex(/^[\x20-\x7e]{1,400}$/, "must be one line of ASCII, of 400 characters at most")
    .describe("What stands behind the status of the greeting. Default: a text of the proxy's own.")
    .exactOptional(),
  limits: newsLimits.describe(LIMITS),
});

/** An address that clients connect to. */
export const listener: z.ZodType<ParsedListener> = z.discriminatedUnion("protocol", [resp, nntp], {
  error: eitherOf("resp", "nntp"),
});
