import type { Measured } from "../diagnostics/measured.ts";
import type { Metrics, Sample } from "./metrics.ts";

type Stats = ReturnType<Measured["stats"]>;
type Samples<L extends string> = () => Iterable<Sample<L>>;

/** What caches have, and are at, whenever it is asked for. */
export function addGauges(metrics: Metrics, caches: Iterable<Measured>): void {
  const of =
    <L extends string>(read: (stats: Stats) => readonly Sample<L>[]): Samples<L> =>
    () =>
      [...caches].flatMap((cache) => read(cache.stats()));
  const local = (field: "entries" | "bytes" | "evictions"): Samples<"cache" | "layer"> =>
    of((stats) => stats.local.map(({ layer, [field]: value }) => [{ cache: stats.name, layer }, value]));
  const where = ["cache", "layer"] as const;
  metrics.read("memory_entries", "Entries in local layers.", where, local("entries"));
  metrics.read("memory_bytes", "Bytes in local layers, where they are counted.", where, local("bytes"));
  metrics.readCounter(
    "memory_evictions_total",
    "Entries given up for want of room.",
    where,
    local("evictions"),
  );
  metrics.read(
    "pending_invalidations",
    "Removals that a layer missed, and is still to be told.",
    where,
    of((stats) => stats.remote.map(({ layer, pending }) => [{ cache: stats.name, layer }, pending])),
  );
  metrics.read(
    "flights",
    "Keys that are being looked for or loaded.",
    ["cache"],
    of(({ name, flights }) => [[{ cache: name }, flights]]),
  );
  metrics.read(
    "offload_active",
    "Tasks under way that nobody waits for.",
    ["cache"],
    of(({ name, offloaded }) => [[{ cache: name }, offloaded]]),
  );
}
