import { z } from "zod";
import { backend } from "./backend-schema.ts";
import type { AdminConfig, Config, UserConfig } from "./config.ts";
import { limits, type SomeLimits } from "./limits-schema.ts";
import { listener, type ParsedListener, sessionMode } from "./listener-schema.ts";
import { isPasswordText } from "./password.ts";
import { address, commandRules, count, duration, NAME, size, text } from "./scalars.ts";

/** A file whose values are good, each by itself. */
export interface ParsedFile
  extends Pick<Config, "backends" | "users" | "workers" | "log" | "slowLog" | "drainTimeoutMs"> {
  readonly listeners: readonly ParsedListener[];
  readonly limits: SomeLimits;
  readonly admin?: AdminConfig;
}

const userLimits = z.strictObject({
  sessions: count(1).describe("Sessions at once. Default: any number.").exactOptional(),
  requestsPerSecond: count(1)
    .describe("On average, over bursts of a second's worth. Default: any number.")
    .exactOptional(),
  bytesPerSecond: size
    .describe("Bytes of replies, on average, over bursts of a second's worth. Default: any number.")
    .exactOptional(),
});

const user: z.ZodType<UserConfig> = z.strictObject({
  name: text.describe('Who logs in; a client that gives a password alone is "default".'),
  password: z
    .string()
    .refine(isPasswordText, 'must be a hash that begins with "scrypt:", or "plain:" and the password')
    .describe('A hash ("scrypt:..."), or "plain:" and the password.'),
  commands: commandRules
    .describe(
      "Commands of Redis and Valkey and categories of them (read, write, admin, pubsub, blocking) with + or - before them; the last that fits counts. What none names is allowed, unless the first begins with +. Default: all that the listener allows.",
    )
    .prefault([]),
  keys: z
    .array(text)
    .describe('Glob patterns of the keys of Redis and Valkey that may be used. Default ["*"].')
    .default(["*"]),
  mode: sessionMode.describe("In place of the listener's mode. Default: none.").exactOptional(),
  limits: userLimits
    .describe("What a news reader may use at most, all its sessions together. Default: no limits.")
    .exactOptional(),
});

const admin = z.strictObject({
  address: address.describe('"host:port", "[v6]:port" or "unix:/path", on this machine only.'),
  allowRemote: z
    .boolean()
    .describe("Whether the address may be reachable from other machines. Default false.")
    .default(false),
});

const log = z.strictObject({
  level: z
    .enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"])
    .describe('The least that is logged. Default "info".')
    .default("info"),
  format: z
    .enum(["json", "pretty", "auto"])
    .describe('"auto" is "pretty" on a terminal, else "json". Default "auto".')
    .default("auto"),
  longPinMs: duration(0)
    .describe(
      "Milliseconds that a session may watch keys, or be in a transaction, before it is logged; 0 for any. Default 60000.",
    )
    .default(60_000),
});

const slowLog = z.strictObject({
  thresholdMs: z
    .number()
    .min(0)
    .describe("Milliseconds from which a request is slow. Default 10.")
    .default(10),
  maxEntries: count(0).describe("Kept at most; 0 keeps none. Default 128.").default(128),
  showKeys: z
    .boolean()
    .describe(
      "Whether the first key of a slow request is kept and logged; other arguments never are. Default false.",
    )
    .default(false),
});

/** The whole file. */
export const file: z.ZodType<ParsedFile> = z.strictObject({
  listeners: z.array(listener).min(1).describe("Addresses that clients connect to."),
  backends: z
    .record(z.string().regex(NAME, "must be letters, digits and _.:@/-"), backend)
    .refine((backends) => Object.keys(backends).length > 0, "must not be empty")
    .describe("Servers behind the proxy, by name."),
  users: z
    .array(user)
    .describe('Who may log in at listeners whose auth is "users". Default: nobody.')
    .default([]),
  limits: limits.describe("What each listener takes at most."),
  admin: admin.describe("Where metrics, health and state can be asked for. Default: none.").exactOptional(),
  workers: z
    .union([count(1), z.literal("cores")], 'must be a whole number from 1, or "cores"')
    .describe('Processes that serve; "cores" for as many as the machine has. Default 1.')
    .default(1),
  log: log.describe("What is logged.").prefault({}),
  slowLog: slowLog.describe("Keeps the slowest requests.").prefault({}),
  drainTimeoutMs: duration(0)
    .describe("Milliseconds that sessions get to finish when the proxy stops. Default 30000.")
    .default(30_000),
});
