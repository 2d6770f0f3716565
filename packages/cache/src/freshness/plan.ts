import { milliseconds } from "../duration.ts";
import { CacheUsageError } from "../errors.ts";
import { requireKnown } from "../known-options.ts";
import type { LayerPolicy, Policy } from "../policy.ts";

/** A policy with its defaults, in ms; `Infinity` for no limit and for ever. */
export interface Plan {
  /** Undefined if no policy says it: then nothing can be written. */
  readonly ttl: number | undefined;
  readonly stale: number;
  readonly onStale: "return" | "revalidate" | "background";
  readonly grace: number;
  readonly retryAfter: number;
  readonly jitter: number;
  readonly permits: number;
  readonly softTimeout: number;
  readonly hardTimeout: number;
  readonly awaitWrite: boolean;
  readonly tags: readonly string[];
  readonly emptyTtl: number;
  readonly keepIf: ((value: unknown) => boolean) | undefined;
  readonly layers: ReadonlyMap<string, LayerPlan> | undefined;
  readonly lock: boolean;
}

export interface LayerPlan {
  readonly ttl: number;
  readonly skip: boolean;
}

const BARE: Plan = {
  ttl: undefined,
  stale: Infinity,
  onStale: "background",
  grace: 0,
  retryAfter: 1_000,
  jitter: 0,
  permits: 1,
  softTimeout: Infinity,
  hardTimeout: Infinity,
  awaitWrite: false,
  tags: [],
  emptyTtl: 0,
  keepIf: undefined,
  layers: undefined,
  lock: false,
};

/** Those of a policy, and what a call may say beside it. */
const KNOWN: Record<keyof Policy | "signal" | "refresh", true> = {
  ttl: true,
  stale: true,
  onStale: true,
  staleIfError: true,
  retryAfter: true,
  jitter: true,
  concurrency: true,
  softTimeout: true,
  hardTimeout: true,
  write: true,
  tags: true,
  emptyTtl: true,
  keepIf: true,
  layers: true,
  lock: true,
  signal: true,
  refresh: true,
};

/**
 * What a policy means on top of another one.
 * @throws {CacheUsageError} `ERR_CACHE_OPTION` for an option that is unknown, a value that can't be, or `stale` that is not below `ttl`; `ERR_CACHE_KEY` for
 *   an empty tag.
 */
export function planOf(policy: Policy, under: Plan = BARE): Plan {
  requireKnown(policy, KNOWN);
  const plan: Plan = { ...timesPlan(policy, under), ...workPlan(policy, under) };
  if (plan.stale !== Infinity && plan.ttl !== undefined && plan.ttl > 0 && plan.stale >= plan.ttl) {
    throw new CacheUsageError(
      "ERR_CACHE_OPTION",
      `stale (${plan.stale} ms) must be below ttl (${plan.ttl} ms)`,
    );
  }
  return plan;
}

/** How long it lives. */
function timesPlan(policy: Policy, under: Plan) {
  const { ttl, layers, tags } = policy;
  return {
    ttl: ttl === undefined ? under.ttl : timeOf(ttl, "ttl"),
    // A shorter ttl than the stale age below it leaves nothing that could be stale.
    stale: optional(policy.stale, "stale") ?? (ttl === undefined ? under.stale : below(under.stale, ttl)),
    grace: optional(policy.staleIfError, "staleIfError") ?? under.grace,
    jitter: shareOf(policy.jitter) ?? under.jitter,
    emptyTtl: optional(policy.emptyTtl, "emptyTtl") ?? under.emptyTtl,
    tags: tags === undefined ? under.tags : tagsOf(tags),
    layers: layers === undefined ? under.layers : layersOf(layers),
    keepIf: policy.keepIf ?? under.keepIf,
  };
}

/** How it is loaded. */
function workPlan(policy: Policy, under: Plan) {
  const { onStale, write, lock } = policy;
  return {
    onStale: oneOf(onStale, ["return", "revalidate", "background"], "onStale") ?? under.onStale,
    retryAfter: optional(policy.retryAfter, "retryAfter") ?? under.retryAfter,
    permits: permitsOf(policy.concurrency) ?? under.permits,
    softTimeout: optional(policy.softTimeout, "softTimeout") ?? under.softTimeout,
    hardTimeout: optional(policy.hardTimeout, "hardTimeout") ?? under.hardTimeout,
    awaitWrite:
      write === undefined ? under.awaitWrite : oneOf(write, ["await", "background"], "write") === "await",
    lock: lock ?? under.lock,
  };
}

function timeOf(time: NonNullable<Policy["ttl"]>, option: string): number {
  return time === "forever" ? Infinity : milliseconds(time, option);
}

function optional(time: Policy["stale"], option: string): number | undefined {
  return time === undefined ? undefined : milliseconds(time, option);
}

function below(stale: number, ttl: NonNullable<Policy["ttl"]>): number {
  return stale < timeOf(ttl, "ttl") ? stale : Infinity;
}

function oneOf<T extends string>(given: T | undefined, known: readonly T[], option: string): T | undefined {
  if (given === undefined || known.includes(given)) return given;
  throw new CacheUsageError("ERR_CACHE_OPTION", `${option} is none of ${known.join(", ")}: ${String(given)}`);
}

function shareOf(jitter: number | undefined): number | undefined {
  if (jitter === undefined || (jitter >= 0 && jitter <= 1)) return jitter;
  throw new CacheUsageError("ERR_CACHE_OPTION", `jitter is not from 0 to 1: ${jitter}`);
}

function permitsOf(concurrency: Policy["concurrency"]): number | undefined {
  if (concurrency === undefined) return undefined;
  if (concurrency === false) return Infinity;
  if (Number.isInteger(concurrency) && concurrency > 0) return concurrency;
  throw new CacheUsageError("ERR_CACHE_OPTION", `concurrency is no whole number from 1 on: ${concurrency}`);
}

function tagsOf(tags: readonly string[]): readonly string[] {
  if (tags.includes("")) throw new CacheUsageError("ERR_CACHE_KEY", "a tag can't be empty");
  return tags.length < 2 ? tags : [...new Set(tags)];
}

function layersOf(layers: Readonly<Record<string, LayerPolicy>>): ReadonlyMap<string, LayerPlan> {
  return new Map(
    Object.entries(layers).map(([label, { ttl, skip = false }]) => [
      label,
      { ttl: optional(ttl, `layers.${label}.ttl`) ?? Infinity, skip },
    ]),
  );
}
