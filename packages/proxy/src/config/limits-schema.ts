import { z } from "zod";
import type { Limits } from "./config.ts";
import { count, duration, size } from "./scalars.ts";

type Row = readonly [kind: z.ZodType<number>, preset: number | string, description: string];

const ROWS: Readonly<Record<keyof Limits, Row>> = {
  maxSessions: [count(1), 10_000, "Clients connected at once"],
  maxPipelined: [
    count(1),
    1_024,
    "Requests of a session that await their replies; beyond, no more is read from it",
  ],
  maxBulkBytes: [size, "512mb", "Bytes of one argument"],
  maxQueryBytes: [size, "1gb", "Bytes of one request"],
  maxArguments: [count(1), 1_048_576, "Arguments of one request"],
  maxBufferedBytes: [
    size,
    "64mb",
    "Bytes of replies that a client has not read yet; beyond, its session ends",
  ],
  maxTransactionBytes: [size, "64mb", "Bytes of a transaction's commands"],
  idleTimeoutMs: [duration(0), 0, "Milliseconds without a request after which a session ends; 0 for never"],
  authTimeoutMs: [duration(0), 10_000, "Milliseconds for a client to log in, where it has to; 0 for any"],
  requestTimeoutMs: [
    duration(0),
    5_000,
    "Milliseconds for one request, waiting and retries included; 0 for any",
  ],
  connectsPerSecond: [count(0), 0, "New sessions in one second; 0 for any number"],
};

/** All limits, with their defaults. */
export const limits: z.ZodType<Limits> = section(([kind, preset, description]) =>
  kind.describe(`${description}. Default ${preset}.`).prefault(preset),
).prefault({}) as unknown as z.ZodType<Limits>;

/** Limits that differ from others. */
export const someLimits: z.ZodType<Partial<Limits>> = section(([kind, , description]) =>
  kind.describe(`${description}. Default: that of all listeners.`).exactOptional(),
).prefault({});

function section(schemaOf: (row: Row) => z.ZodType): z.ZodObject {
  return z.strictObject(Object.fromEntries(Object.entries(ROWS).map(([name, row]) => [name, schemaOf(row)])));
}
