import { isIPv6 } from "node:net";
import { z } from "zod";
import type { CacheConfig, NewsConfig, ProviderConfig, ProviderTls } from "./provider-config.ts";
import { count, duration, NAME, size, text, urls } from "./scalars.ts";

const HOST = /^[A-Za-z0-9][\w.-]*$/;

const host = z
  .string()
  .refine((given) => HOST.test(given) || isIPv6(given), "must be a host name or an IP address")
  .describe("Name or IP address of the server.");

/** Part of a login: it is a part of a line that is sent. */
const word = z.string().regex(/^[^\r\n\0]+$/, "must not be empty, nor have a line break in it");

const tls: z.ZodType<ProviderTls> = z.strictObject({
  mode: z
    .enum(["implicit", "starttls"])
    .describe('At once, or by STARTTLS. Default "implicit".')
    .default("implicit"),
  caFile: text
    .describe("PEM file of who signs the server's certificate. Default: the system's authorities.")
    .exactOptional(),
  serverName: text.describe("The name that the certificate must hold. Default: the host's.").exactOptional(),
  verify: z
    .boolean()
    .describe("Whether a server is refused whose certificate can't be verified. Default true.")
    .default(true),
});

const provider: z.ZodType<ProviderConfig> = z
  .strictObject({
    name: z
      .string()
      .regex(NAME, "must be letters, digits and _.:@/-")
      .refine((name) => name !== "any", 'must not be "any"')
      .describe("How logs, metrics and remembered facts call it. Default: its host.")
      .exactOptional(),
    host,
    port: count(1, 65_535).describe("Default 563 with TLS from the beginning, else 119.").exactOptional(),
    tls: tls.describe("TLS to the server. Default: none.").exactOptional(),
    username: word.describe("Who to log in as. Default: nobody.").exactOptional(),
    password: word.describe("The password of username. Default: none.").exactOptional(),
    tier: count(0, 255)
      .describe(
        "Those of a higher tier are asked once none of a lower one has the article, or can be reached. Default 0.",
      )
      .default(0),
    weight: count(1)
      .describe('Share of requests in its tier under "weighted-round-robin". Default: maxConnections.')
      .exactOptional(),
    maxConnections: count(1).describe("Connections at once. Default 10.").default(10),
    warmConnections: count(0)
      .describe("Connections that are opened before they are needed. Default 0.")
      .default(0),
    maxPinned: count(1)
      .describe(
        "Of the connections, how many sessions with a group may hold at most. Default: all but one, or the one that there is.",
      )
      .exactOptional(),
    compress: z
      .enum(["auto", "require", "off"])
      .describe('Whether COMPRESS DEFLATE is used: where it is offered, always, or never. Default "off".')
      .default("off"),
    posting: flag("Whether articles may be posted there.", false),
    statProbe: flag(
      "Whether a provider that is not asked first is asked by STAT before an article is fetched there.",
      false,
    ),
    connectTimeoutMs: time(1, "Milliseconds to connect and log in.", 10_000),
    replyTimeoutMs: time(
      1,
      "Milliseconds until the first byte of a reply, and between two pieces of one.",
      30_000,
    ),
    idleTimeoutMs: time(1, "Milliseconds that a connection is kept without use.", 60_000),
    maxAgeMs: time(0, "Milliseconds after which a connection is replaced when it is free; 0 for never.", 0),
    keepAliveMs: time(
      0,
      "Milliseconds without use after which DATE shows whether a connection is alive; 0 for never.",
      30_000,
    ),
    coolDownMs: time(
      1,
      "Milliseconds that a provider which failed is passed over; doubled each time up to 16 times that.",
      1_000,
    ),
  })
  .transform((given) => ({
    ...given,
    name: given.name ?? given.host,
    port: given.port ?? (given.tls?.mode === "implicit" ? 563 : 119),
    tls: given.tls,
    weight: given.weight ?? given.maxConnections,
    maxPinned: given.maxPinned ?? Math.max(1, given.maxConnections - 1),
  }));

const facts = z.strictObject({
  lifeMs: time(1, "Milliseconds that it is remembered.", 3_600_000),
  maxArticles: count(1)
    .describe("Articles at most; the oldest are forgotten. Default 200000.")
    .default(200_000),
  file: text
    .describe(
      "File that keeps them over restarts; a relative path begins at this file's folder. Default: none.",
    )
    .exactOptional(),
});

const disk = z.strictObject({
  path: text.describe("A folder for it alone; a relative path begins at this file's folder."),
  bytes: size.describe("Bytes that all articles there may take."),
});

const cache: z.ZodType<CacheConfig> = z.strictObject({
  articles: z
    .enum(["headers", "whole"])
    .describe('"headers": replies to HEAD, and STAT by them; "whole": replies to ARTICLE, BODY and HEAD.'),
  memoryBytes: size.describe("Bytes in memory. Default 67108864.").default(67_108_864),
  disk: disk.describe("On disk, over restarts. Default: none.").exactOptional(),
  redis: z
    .strictObject({ urls: urls.describe("Where to begin to look for the servers.") })
    .describe("In Redis or Valkey, for all proxies that use the same servers. Default: none.")
    .exactOptional(),
  ttlMs: time(1, "Milliseconds that an article is kept.", 604_800_000),
  maxArticleBytes: size.describe("A larger reply is not kept. Default 4194304.").default(4_194_304),
});

/** News providers behind the proxy. One of the alternatives of a backend, told apart by `kind`. */
export const news: z.ZodType<NewsConfig> & z.core.$ZodTypeDiscriminable = z.strictObject({
  kind: z.enum(["nntp"]).describe("They are news providers."),
  providers: z.array(provider).min(1).describe("The accounts at news servers, as one."),
  selection: z
    .enum(["least-loaded", "weighted-round-robin"])
    .describe('Which provider of a tier is asked first. Default "least-loaded".')
    .default("least-loaded"),
  facts: facts.describe("That a provider has not got an article is remembered.").prefault({}),
  checkYenc: flag(
    "Whether yEnc bodies are checked before the first byte goes out: one that is corrupt counts as missing.",
    false,
  ),
  cache: cache.describe("Keeps articles on their way to readers. Default: none.").exactOptional(),
});

function flag(description: string, preset: boolean) {
  return z.boolean().describe(`${description} Default ${preset}.`).default(preset);
}

function time(least: number, description: string, preset: number) {
  return duration(least).describe(`${description} Default ${preset}.`).default(preset);
}
