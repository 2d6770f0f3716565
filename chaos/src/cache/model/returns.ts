import type { CacheFinding } from "./finding.ts";
import { Floors } from "./floors.ts";
import type { CacheHistory, CacheRead, Disturbance, Remnant, Removal } from "./history.ts";
import { knownAt } from "./knowledge.ts";
import { versionIn } from "./value.ts";

/** Reads that gave a value from before a removal they had to know of. A failed `set` promises nothing. */
export function checkReturns(
  { reads, removals }: Pick<CacheHistory, "reads" | "removals">,
  disturbance: Disturbance,
): CacheFinding[] {
  const processes = new Set(reads.map(({ process }) => process));
  const floors = new Map<string, Floors>();
  for (const removal of removals.filter(isPromise)) {
    for (const process of processes) {
      const atMs = knownAt(removal, process, disturbance);
      for (const [key, version] of removal.floors) floorsOf(floors, process, key).raise(atMs, version);
    }
  }
  return reads.flatMap((read) => {
    const version = versionRead(read);
    const floor = floors.get(`${read.process} ${read.key}`)?.at(read.fromMs) ?? 0;
    if (version === undefined || version >= floor) return [];
    const { verb, key, process } = read;
    const at = `began at ${read.fromMs.toFixed(1)} and ended at ${read.toMs.toFixed(1)}`;
    const cause = `all below ${floor} were removed: ${lastBefore(removals, read, floor)}`;
    return [
      { kind: "returned", text: `${verb} ${key} in process ${process} gave ${version}; ${at}; ${cause}` },
    ];
  });
}

/** What layers hold in the end that was removed before, whether the report was ok or not. */
export function checkRemnants(remnants: readonly Remnant[], removals: readonly Removal[]): CacheFinding[] {
  const least = new Map<string, number>();
  for (const { floors } of removals.filter(isPromise)) {
    for (const [key, version] of floors) least.set(key, Math.max(version, least.get(key) ?? 0));
  }
  return remnants.flatMap(({ process, layer, key, text }) => {
    const version = versionIn(text, key);
    const floor = least.get(key) ?? 0;
    if (version === undefined || version >= floor) return [];
    const where = `${layer}, as process ${process} sees it, holds version ${version} of ${key} in the end`;
    return [{ kind: "remained", text: `${where}; all below ${floor} were removed` }];
  });
}

/** How long after a removal that was ok another process still gave what was before it: at most, in ms. */
export function longestUnheard({ reads, removals }: Pick<CacheHistory, "reads" | "removals">): number {
  const byKey = acknowledgedByKey(removals);
  let longest = 0;
  for (const read of reads) {
    const version = versionRead(read) ?? Number.POSITIVE_INFINITY;
    for (const removal of byKey.get(read.key) ?? []) {
      if (removal.process === read.process || removal.version <= version) continue;
      longest = Math.max(longest, read.fromMs - removal.toMs);
    }
  }
  return longest;
}

interface Acknowledged extends Pick<Removal, "toMs" | "process"> {
  readonly version: number;
}

function acknowledgedByKey(removals: readonly Removal[]): Map<string, Acknowledged[]> {
  const byKey = new Map<string, Acknowledged[]>();
  for (const { floors, toMs, process } of removals.filter(({ ok }) => ok)) {
    for (const [key, version] of floors) {
      const list = byKey.get(key) ?? [];
      byKey.set(key, list);
      list.push({ toMs, version, process });
    }
  }
  return byKey;
}

/** Whether the library promises that nothing older is seen once it has heard. */
function isPromise({ verb, ok }: Removal): boolean {
  return ok || verb !== "set";
}

function versionRead({ outcome, key }: CacheRead): number | undefined {
  return outcome.kind === "value" ? versionIn(outcome.text, key) : undefined;
}

function floorsOf(all: Map<string, Floors>, process: number, key: string): Floors {
  const name = `${process} ${key}`;
  const floors = all.get(name) ?? new Floors();
  all.set(name, floors);
  return floors;
}

function lastBefore(removals: readonly Removal[], { key, fromMs }: CacheRead, floor: number): string {
  const cause = removals.find(
    ({ floors, toMs }) =>
      toMs < fromMs && floors.some(([name, version]) => name === key && version === floor),
  );
  if (cause === undefined) return "unknown by what";
  const { verb, process, ok } = cause;
  const when = `${cause.fromMs.toFixed(1)} to ${cause.toMs.toFixed(1)}`;
  return `${verb} in process ${process}, ${when}, ${ok ? "ok" : "not ok"}`;
}
