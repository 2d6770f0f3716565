import { parseArgs } from "node:util";
import { CACHE_FAULT_NAMES, type CacheFaultName } from "./cache/faults/cache-fault.ts";
import { FAULT_NAMES, type FaultName } from "./faults/fault.ts";
import { NEWS_FAULT_NAMES, type NewsFaultName } from "./news/news-fault.ts";
import { OptionError } from "./program.ts";
import { PROXY_FAULT_NAMES, type ProxyFaultName } from "./proxy/faults/proxy-fault.ts";

/** What `npm run chaos` was asked to do. */
export interface ChaosOptions {
  readonly help: boolean;
  readonly json: boolean;
  readonly faults: ReadonlySet<FaultName>;
  readonly seed: number;
  /** Milliseconds of load before each fault, and after it. */
  readonly calmMs: number;
  /** Random faults for so long; `undefined`: each fault once. */
  readonly soakMs: number | undefined;
  /** In place of faults, a scan of so many keys while slots move; `undefined` for the faults. */
  readonly scanKeys: number | undefined;
  /** Besides, or alone: faults under sessions of a proxy. */
  readonly proxy: ProxyOptions | undefined;
  /** Besides, or alone: faults under caches of several processes. */
  readonly cache: CacheOptions | undefined;
  /** Besides, or alone: faults of news providers under sessions of readers. */
  readonly news: NewsOptions | undefined;
}

export interface NewsOptions {
  readonly faults: ReadonlySet<NewsFaultName>;
  readonly readers: number;
}

export interface CacheOptions {
  readonly faults: ReadonlySet<CacheFaultName>;
  readonly processes: number;
}

export interface ProxyOptions {
  readonly faults: ReadonlySet<ProxyFaultName>;
  readonly sessions: number;
  /** Random faults until so many operations are done; `undefined`: each fault once, or for `soakMs`. */
  readonly operations: number | undefined;
}

const SESSIONS = 200;
const PROCESSES = 2;
const READERS = 45;

/** What `--help` prints. */
export const CHAOS_HELP: string = `npm run chaos -- [options]

Starts real clusters, puts them under load through one client, then through the proxy, then as the cache of several
processes, then has news readers use the proxy for news, breaks things, and checks every reply.

  --quick          a shorter load around each fault; under a minute in all
  --minutes N      random faults, one after another, for so long
  --seed N         the same random choices again
  --fault NAME     only this one; may be repeated. There are:
                   ${FAULT_NAMES.slice(0, 4).join(", ")},
                   ${FAULT_NAMES.slice(4).join(", ")}
  --proxy          only the proxy, under many sessions that each know what every reply must be; there are:
                   ${PROXY_FAULT_NAMES.slice(0, 7).join(", ")},
                   ${PROXY_FAULT_NAMES.slice(7).join(", ")}
  --sessions N     of the proxy; default ${SESSIONS}
  --operations N   random faults of the proxy until its sessions have sent so many commands
  --cache          only the cache, in several processes that load, read and remove; there are:
                   ${CACHE_FAULT_NAMES.slice(0, 5).join(", ")},
                   ${CACHE_FAULT_NAMES.slice(5).join(", ")}
  --processes N    that use the cache; default ${PROCESSES}
  --news           only the proxy for news, in front of providers that are struck; there are:
                   ${NEWS_FAULT_NAMES.slice(0, 6).join(", ")},
                   ${NEWS_FAULT_NAMES.slice(6).join(", ")}
  --readers N      of news; default ${READERS}
  --scan           no faults: a scan of a million keys while 2000 slots move; with --quick of 50,000
  --json           one line of JSON for each fault
  --help           this

Ends with 1 if anything was lost, wrong or run twice, with 2 for wrong options. Bars on time and errors are
printed and marked, and don't count.`;

const CALM_MS = 2_000;
const QUICK_CALM_MS = 350;
const SCAN_KEYS = 1_000_000;
const QUICK_SCAN_KEYS = 50_000;
const QUICK_PROXY: readonly ProxyFaultName[] = ["garbage-flood", "drain", "reshard", "kill-primary"];
/** In a quick run of everything. */
const SHORT_PROXY: readonly ProxyFaultName[] = ["reshard"];
const QUICK_CACHE: readonly CacheFaultName[] = ["reshard-1000", "kill-primary"];
/** In a quick run of everything. */
const SHORT_CACHE: readonly CacheFaultName[] = ["manual-failover"];
/** In a quick run of everything. */
const SHORT_NEWS: readonly NewsFaultName[] = ["dies"];
/** The silence of a frozen primary is among them; that of half-open connections takes as long again. */
const QUICK_CLIENT: readonly FaultName[] = FAULT_NAMES.filter((name) => name !== "half-open");

/**
 * Reads the arguments of the command line. `seed` is what a seed not given is to be.
 * @throws {OptionError}
 */
export function parseChaosOptions(args: readonly string[], seed: number): ChaosOptions {
  const { values } = parse(args);
  if (values.quick && values.minutes !== undefined) {
    throw new OptionError("--quick and --minutes exclude each other");
  }
  const minutes = numberOf("--minutes", values.minutes);
  return {
    help: values.help ?? false,
    json: values.json ?? false,
    faults: clientFaultsOf(values),
    seed: numberOf("--seed", values.seed) ?? seed,
    calmMs: values.quick ? QUICK_CALM_MS : CALM_MS,
    soakMs: minutes === undefined ? undefined : minutes * 60_000,
    scanKeys: values.scan ? (values.quick ? QUICK_SCAN_KEYS : SCAN_KEYS) : undefined,
    proxy: proxyOf(values),
    cache: cacheOf(values),
    news: newsOf(values),
  };
}

type Values = ReturnType<typeof parse>["values"];

function clientFaultsOf({
  proxy = false,
  cache = false,
  news = false,
  quick,
  fault,
}: Values): Set<FaultName> {
  const alone = [proxy, cache, news].filter(Boolean).length;
  if (alone > 1) throw new OptionError("--proxy, --cache and --news exclude each other");
  return alone > 0 ? new Set() : faultsOf(fault ?? (quick ? QUICK_CLIENT : FAULT_NAMES), FAULT_NAMES);
}

/** Whether all parts are asked for: faults by name, and soaks, are of one part. */
function isOfEverything({ proxy, cache, news, fault, minutes }: Values): boolean {
  return !proxy && !cache && !news && fault === undefined && minutes === undefined;
}

function newsOf(values: Values): NewsOptions | undefined {
  const { news = false, fault, quick = false } = values;
  const readers = numberOf("--readers", values.readers) ?? READERS;
  if (!news) {
    if (values.readers !== undefined) throw new OptionError("--readers is for --news");
    if (!isOfEverything(values)) return undefined;
    return { faults: new Set(quick ? SHORT_NEWS : NEWS_FAULT_NAMES), readers };
  }
  return { faults: faultsOf(fault ?? NEWS_FAULT_NAMES, NEWS_FAULT_NAMES), readers };
}

function cacheOf(values: Values): CacheOptions | undefined {
  const { cache = false, fault, quick = false } = values;
  const processes = numberOf("--processes", values.processes) ?? PROCESSES;
  if (!cache) {
    if (values.processes !== undefined) throw new OptionError("--processes is for --cache");
    if (!isOfEverything(values)) return undefined;
    return { faults: new Set(quick ? SHORT_CACHE : CACHE_FAULT_NAMES), processes };
  }
  if (processes < 1) throw new OptionError("--processes must be 1 or more");
  const names = fault ?? (quick ? QUICK_CACHE : CACHE_FAULT_NAMES);
  return { faults: faultsOf(names, CACHE_FAULT_NAMES), processes };
}

function proxyOf(values: Values): ProxyOptions | undefined {
  const { proxy = false, fault, quick = false } = values;
  const sessions = numberOf("--sessions", values.sessions) ?? SESSIONS;
  const operations = numberOf("--operations", values.operations);
  if (!proxy) {
    if (values.sessions !== undefined || operations !== undefined) {
      throw new OptionError("--sessions and --operations are for --proxy");
    }
    if (!isOfEverything(values)) return undefined;
    return { faults: new Set(quick ? SHORT_PROXY : PROXY_FAULT_NAMES), sessions, operations };
  }
  const names = fault ?? (quick ? QUICK_PROXY : PROXY_FAULT_NAMES);
  return { faults: faultsOf(names, PROXY_FAULT_NAMES), sessions, operations };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        help: { type: "boolean", short: "h" },
        json: { type: "boolean" },
        quick: { type: "boolean" },
        scan: { type: "boolean" },
        proxy: { type: "boolean" },
        cache: { type: "boolean" },
        news: { type: "boolean" },
        readers: { type: "string" },
        processes: { type: "string" },
        sessions: { type: "string" },
        operations: { type: "string" },
        minutes: { type: "string" },
        seed: { type: "string" },
        fault: { type: "string", multiple: true },
      },
    });
  } catch (error) {
    throw new OptionError(error instanceof Error ? error.message : String(error));
  }
}

function numberOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value) || value < 0) {
    throw new OptionError(`${name} must be a number, not "${text}"`);
  }
  return value;
}

function faultsOf<Name extends string>(names: readonly string[], known: readonly Name[]): Set<Name> {
  const strange = names.find((name) => !(known as readonly string[]).includes(name));
  if (strange === undefined) return new Set(names as Name[]);
  throw new OptionError(`there is no fault "${strange}"; there are ${known.join(", ")}`);
}
