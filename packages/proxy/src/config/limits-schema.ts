import { z } from "zod";
import type { CommonLimits, Limits, NewsLimits } from "./config.ts";
import { count, duration, size } from "./scalars.ts";

/** Limits as the file has them, of both protocols. */
export type SomeLimits = Partial<Limits & NewsLimits>;

/** A limit, its default, or that of each protocol, and what it says. */
type Row = readonly [
  kind: z.ZodType<number>,
  preset: number | string | { readonly resp: number; readonly nntp: number },
  description: string,
];

const COMMON: Readonly<Record<keyof CommonLimits, Row>> = {
  maxSessions: [count(1), 10_000, "Clients connected at once"],
  maxPipelined: [
    count(1),
    1_024,
    "Requests of a session that await their replies; beyond, no more is read from it",
  ],
  maxBufferedBytes: [
    size,
    "64mb",
    "Bytes of replies that a client has not read yet; beyond, its session ends",
  ],
  idleTimeoutMs: [duration(0), 0, "Milliseconds without a request after which a session ends; 0 for never"],
  authTimeoutMs: [duration(0), 10_000, "Milliseconds for a client to log in, where it has to; 0 for any"],
  requestTimeoutMs: [
    duration(0),
    { resp: 5_000, nntp: 60_000 },
    "Milliseconds for one request, waiting and retries included, for a news reader's until the reply begins; 0 for any",
  ],
  connectsPerSecond: [count(0), 0, "New sessions in one second; 0 for any number"],
};

const RESP: Readonly<Record<Exclude<keyof Limits, keyof CommonLimits>, Row>> = {
  maxBulkBytes: [size, "512mb", "Bytes of one argument"],
  maxQueryBytes: [size, "1gb", "Bytes of one request"],
  maxArguments: [count(1), 1_048_576, "Arguments of one request"],
  maxTransactionBytes: [size, "64mb", "Bytes of a transaction's commands"],
};

const NNTP: Readonly<Record<Exclude<keyof NewsLimits, keyof CommonLimits>, Row>> = {
  maxArticleBytes: [size, "16mb", "Bytes of an article that a news reader posts"],
  pinIdleMs: [
    duration(1),
    30_000,
    "Milliseconds without use after which a news reader's connection for its group is given back",
  ],
};

const OF = { resp: { ...COMMON, ...RESP }, nntp: { ...COMMON, ...NNTP } };

/** Limits of all listeners. */
export const limits: z.ZodType<SomeLimits> = section({ ...OF.resp, ...OF.nntp }, presetText);

/** Limits of one listener that differ from those of all. */
export const respLimits: z.ZodType<Partial<Limits>> = section(OF.resp, () => "that of all listeners");
export const newsLimits: z.ZodType<Partial<NewsLimits>> = section(OF.nntp, () => "that of all listeners");

/** The limits of a listener: each the last that is given, or its default; what is not of its protocol is left out. */
export function limitsOf(protocol: "resp", ...given: readonly SomeLimits[]): Limits;
export function limitsOf(protocol: "nntp", ...given: readonly SomeLimits[]): NewsLimits;
export function limitsOf(protocol: "resp" | "nntp", ...given: readonly SomeLimits[]): SomeLimits {
  const all: SomeLimits = Object.assign({}, ...given);
  const rows = Object.entries<Row>(OF[protocol]);
  return Object.fromEntries(
    rows.map(([name, [kind, preset]]) => {
      const mine = typeof preset === "object" ? preset[protocol] : preset;
      return [name, all[name as keyof SomeLimits] ?? kind.parse(mine)];
    }),
  );
}

function presetText(preset: Row[1]): string {
  return typeof preset === "object" ? `${preset.resp}, for news readers ${preset.nntp}` : String(preset);
}

function section(rows: Readonly<Record<string, Row>>, presetOf: (preset: Row[1]) => string) {
  const shape = Object.entries(rows).map(([name, [kind, preset, description]]) => [
    name,
    kind.describe(`${description}. Default ${presetOf(preset)}.`).exactOptional(),
  ]);
  return z.strictObject(Object.fromEntries(shape)).prefault({});
}
