import { z } from "zod";
import type { HttpCacheOptions } from "../options.ts";
import type { KeySpec, Parts, Rule, RulePolicy, Transform } from "../rules/rule.ts";
import { bytes, credentials, duration, lifetime, text } from "./scalars.ts";
import { request, response } from "./test-schema.ts";

const transform: z.ZodType<Transform> = z.union(
  [
    z.enum(["hash", "lowercase", "uppercase"]),
    z.strictObject({ truncate: z.int().min(1).describe("Characters.") }),
  ],
  'must be "hash", "lowercase", "uppercase" or { truncate: N }',
);

const parts: z.ZodType<Parts> = z.union(
  [
    z.array(text),
    z.record(
      text,
      z.union([z.literal(true), transform, z.array(transform)], "must be true or what is done to it"),
    ),
  ],
  "must be a list of names, or names with what is done to their values",
);

const allOrParts = z.union([z.boolean(), parts], "must be true, false, or names");

const key: z.ZodType<KeySpec> = z.strictObject({
  host: z.boolean().describe("Scheme, host and port. Default true.").exactOptional(),
  path: allOrParts.describe("The path, or parts that its pattern names. Default true.").exactOptional(),
  query: allOrParts.describe("All parameters, or some. Default true.").exactOptional(),
  header: parts
    .describe("Request headers; authorization and cookie are hashed. Default none.")
    .exactOptional(),
  body: allOrParts.describe("The body, hashed, or parts of JSON by path. Default false.").exactOptional(),
  maxBodyBytes: bytes.describe("A larger request is not cached. Default 65536.").exactOptional(),
});

const limits = {
  softTimeout: duration
    .describe("How long to wait for the origin when an old response is at hand. Default: until it ends.")
    .exactOptional(),
  hardTimeout: duration.describe("How long an answer may take in all. Default: no limit.").exactOptional(),
  retryAfter: duration
    .describe("How long the origin is left alone after it failed and an old response was served. Default 1s.")
    .exactOptional(),
  lock: z
    .boolean()
    .describe("Whether other processes wait while one asks the origin. Default false.")
    .exactOptional(),
  tags: z.array(text).describe("What invalidates responses together. Default none.").exactOptional(),
};

const policy: z.ZodType<RulePolicy> = z.strictObject({
  ttl: lifetime.describe('How long a response is good, or "forever".'),
  stale: duration
    .describe("The age at which it is stale, less than ttl: served, and renewed. Default: never.")
    .exactOptional(),
  onStale: z
    .enum(["return", "revalidate", "background"])
    .describe("Whether what is stale is served, renewed first, or both. Default background.")
    .exactOptional(),
  staleIfError: duration
    .describe("How long after its ttl it is served if the origin fails. Default 0.")
    .exactOptional(),
  jitter: z
    .number()
    .min(0)
    .max(1)
    .describe("Shortens ttl and stale by a random share of up to this. Default 0.")
    .exactOptional(),
  ...limits,
});

const rule: z.ZodType<Rule> = z
  .strictObject({
    name: text.describe("In keys. Default: made from when and key.").exactOptional(),
    when: request.describe("Which requests. Default: all.").exactOptional(),
    cache: z.boolean().describe("False for requests that are not cached. Default true.").exactOptional(),
    store: response.describe("Which responses are stored. Default: those of status 2xx.").exactOptional(),
    key: key.describe("What tells responses apart.").exactOptional(),
    policy: policy.describe("How long, and how loaded. Required, unless cache is false.").exactOptional(),
    maxBytes: bytes.describe("A larger response is not stored. Default: maxBytes of all.").exactOptional(),
    ignore: credentials
      .describe("Credentials that responses do not depend on. Default none.")
      .exactOptional(),
  })
  .superRefine(({ cache, policy: own, store, key: ownKey }, context) => {
    if (cache !== false && own === undefined) {
      context.addIssue({ code: "custom", path: ["policy"], message: "is required" });
    }
    for (const [name, given] of Object.entries({ policy: own, store, key: ownKey })) {
      if (cache !== false || given === undefined) continue;
      context.addIssue({ code: "custom", path: [name], message: "has no meaning if cache is false" });
    }
  }) as unknown as z.ZodType<Rule>;

const rfc9111 = z.strictObject({
  shared: z
    .boolean()
    .describe("Whether one client's responses may answer others. Default true.")
    .exactOptional(),
  heuristic: z
    .number()
    .min(0)
    .max(1)
    .describe("The share of the time since a response was modified that it is kept. Default 0.1.")
    .exactOptional(),
  retain: duration
    .describe("How long a stale response is kept to ask whether it still holds. Default 1d.")
    .exactOptional(),
  ignore: credentials.describe("Credentials that responses do not depend on. Default none.").exactOptional(),
  policy: z.strictObject(limits).describe("How responses are loaded.").exactOptional(),
});

/** What a file may say: all options but those that are code. */
export type HttpConfig = Omit<HttpCacheOptions, "clock">;

/** The whole file. */
export const file: z.ZodType<HttpConfig> = z.strictObject({
  name: text.describe("Of this cache in Cache-Status. Default fairlead.").exactOptional(),
  rules: z.array(rule).describe("The first rule that fits a request decides. Default none.").exactOptional(),
  rfc9111: z
    .union([z.boolean(), rfc9111], "must be true, false, or options")
    .describe("Whether, and how, responses are kept as their headers say. Default: true without rules.")
    .exactOptional(),
  maxBytes: bytes.describe("A larger response is not stored. Default 1048576.").exactOptional(),
  showKey: z.boolean().describe("Whether Cache-Status says the key. Default false.").exactOptional(),
  legacyHeader: z
    .union([z.boolean(), text], "must be true, false, or a header")
    .describe("Whether responses say HIT, MISS or STALE, in x-cache-status or this header. Default false.")
    .exactOptional(),
  backgroundTimeout: duration
    .describe("How long the origin may take to renew what has been served. Default 30s.")
    .exactOptional(),
}) as z.ZodType<HttpConfig>;
