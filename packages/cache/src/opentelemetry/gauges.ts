import type { Attributes, Meter, Observable, ObservableResult } from "@opentelemetry/api";
import type { Measured } from "../diagnostics/measured.ts";

type Stats = ReturnType<Measured["stats"]>;
type Sample = readonly [attributes: Attributes, value: number];

/** What caches have, and are at, whenever it is asked for. Returns what ends it. */
export function observeCaches(meter: Meter, caches: Iterable<Measured>): () => void {
  const endings: (() => void)[] = [];
  const observe = (instrument: Observable, read: (stats: Stats) => readonly Sample[]): void => {
    const callback = (result: ObservableResult): void => {
      for (const cache of caches) {
        for (const [attributes, value] of read(cache.stats())) result.observe(value, attributes);
      }
    };
    instrument.addCallback(callback);
    endings.push(() => instrument.removeCallback(callback));
  };
  const gauge = (name: string, description: string, unit: string): Observable =>
    meter.createObservableUpDownCounter(`fairlead.cache.${name}`, { description, unit });
  const of = (name: string, layer: string): Attributes => ({ "cache.name": name, "cache.layer": layer });
  observe(gauge("memory.entries", "Entries in local layers.", "{entry}"), ({ name, local }) =>
    local.map(({ layer, entries }) => [of(name, layer), entries]),
  );
  observe(gauge("memory.bytes", "Bytes in local layers, where they are counted.", "By"), ({ name, local }) =>
    local.map(({ layer, bytes }) => [of(name, layer), bytes]),
  );
  const evictions = meter.createObservableCounter("fairlead.cache.memory.evictions", {
    description: "Entries given up for want of room.",
    unit: "{entry}",
  });
  observe(evictions, ({ name, local }) =>
    local.map(({ layer, evictions: count }) => [of(name, layer), count]),
  );
  observe(gauge("breaker.open", "1 while a layer is not asked.", "1"), ({ name, remote }) =>
    remote.map(({ layer, open }) => [of(name, layer), open ? 1 : 0]),
  );
  observe(gauge("pending", "Removals that a layer missed so far.", "{removal}"), ({ name, remote }) =>
    remote.map(({ layer, pending }) => [of(name, layer), pending]),
  );
  observe(gauge("flights", "Keys that are being looked for or loaded.", "{key}"), ({ name, flights }) => [
    [{ "cache.name": name }, flights],
  ]);
  observe(gauge("offload.active", "Tasks under way that nobody waits for.", "{task}"), (stats) => [
    [{ "cache.name": stats.name }, stats.offloaded],
  ]);
  return () => {
    for (const end of endings) end();
  };
}
