import { z } from "zod";
import type { BodyTest, JsonTest, RequestTest, ResponseTest, StatusTest, ValueTest } from "../rules/rule.ts";
import { bytes, oneOrMore, pattern, regex, text } from "./scalars.ts";

/** What a configuration can say of a value: no functions. */
type DataTest = Exclude<ValueTest, (value: string | null) => boolean>;

const value: z.ZodType<DataTest> = z.union(
  [
    z.string(),
    z.boolean(),
    z.strictObject({
      eq: z.string().describe("The text it has to be.").exactOptional(),
      exists: z.boolean().describe("Whether it has to be there.").exactOptional(),
      in: z.array(z.string()).describe("The texts it may be.").exactOptional(),
      contains: z.string().describe("A part of it.").exactOptional(),
      startsWith: z.string().describe("How it begins.").exactOptional(),
      regex: regex.describe("A regular expression that fits somewhere in it.").exactOptional(),
    }),
  ],
  "must be a text, true, false, or tests of a text",
);

const scalar = z.union(
  [z.string(), z.number(), z.boolean(), z.null()],
  "must be a text, a number, true, false or null",
);

const json: z.ZodType<JsonTest> = z.union(
  [
    z.string(),
    z.number(),
    z.boolean(),
    z.null(),
    z.strictObject({
      eq: scalar.describe("What it has to be.").exactOptional(),
      exists: z.boolean().describe("Whether it has to be there.").exactOptional(),
      in: z.array(scalar).describe("What it may be.").exactOptional(),
    }),
  ],
  "must be a text, a number, true, false, null, or tests of one",
);

const body: z.ZodType<BodyTest> = z.strictObject({
  maxBytes: bytes.describe("A larger body does not fit. Default 65536.").exactOptional(),
  contains: z.string().describe("A part of it.").exactOptional(),
  startsWith: z.string().describe("How it begins.").exactOptional(),
  regex: regex.describe("A regular expression that fits somewhere in it.").exactOptional(),
  json: z
    .record(text, json)
    .describe("Parts of JSON by path, names and positions with dots between them: user.roles.0.")
    .exactOptional(),
});

const headers = z.record(text, value);

/** Which requests. */
export const request: z.ZodType<RequestTest> = z.strictObject({
  method: oneOrMore(text, "must be a method or a list of methods")
    .describe("One of these methods.")
    .exactOptional(),
  path: oneOrMore(pattern, "must be a pattern or a list of patterns")
    .describe("One of these patterns: /items/{id}, /items/{id:\\d+}, /files/{tail}*.")
    .exactOptional(),
  header: headers.describe("Headers by name.").exactOptional(),
  query: z.record(text, value).describe("Parameters of the query by name.").exactOptional(),
  body: body.describe("The request's body.").exactOptional(),
  all: z
    .lazy(() => z.array(request))
    .describe("All of these fit.")
    .exactOptional(),
  any: z
    .lazy(() => z.array(request))
    .describe("One of these fits.")
    .exactOptional(),
  not: z
    .lazy(() => request)
    .describe("This does not fit.")
    .exactOptional(),
}) as z.ZodType<RequestTest>;

const CLASSES = ["2xx", "3xx", "4xx", "5xx"] as const;
const code = z.int().min(200).max(599);

const status: z.ZodType<StatusTest> = z.union(
  [
    code,
    z.enum(CLASSES),
    z.strictObject({ from: code.describe("The first."), to: code.describe("The last.") }),
  ],
  'must be a status, a class such as "2xx", or a range with from and to',
);

/** Which responses. */
export const response: z.ZodType<ResponseTest> = z.strictObject({
  status: oneOrMore(status, 'must be a status, a class such as "2xx", a range, or a list of them')
    .describe("One of these statuses.")
    .exactOptional(),
  header: headers.describe("Headers by name.").exactOptional(),
  body: body.describe("The response's body.").exactOptional(),
  all: z
    .lazy(() => z.array(response))
    .describe("All of these fit.")
    .exactOptional(),
  any: z
    .lazy(() => z.array(response))
    .describe("One of these fits.")
    .exactOptional(),
  not: z
    .lazy(() => response)
    .describe("This does not fit.")
    .exactOptional(),
}) as z.ZodType<ResponseTest>;
