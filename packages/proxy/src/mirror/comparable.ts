/** How replies of two servers with the same data compare: byte by byte, in any order of elements, or not at all. */
export type Comparing = "exact" | "unordered" | "not";

const spelled = (names: string): string[] => names.split(" ").map((name) => name.replace(":", " "));

// What servers say themselves: tips "nondeterministic_output" and "nondeterministic_output_order".
// https://valkey.io/topics/command-tips/
const KINDS: ReadonlyMap<string, Comparing> = new Map<string, Comparing>([
  ...spelled(
    "DUMP HRANDFIELD HSCAN LASTSAVE MEMORY:USAGE OBJECT:ENCODING OBJECT:FREQ OBJECT:IDLETIME OBJECT:REFCOUNT PTTL RANDOMKEY " +
      "SPOP SRANDMEMBER SSCAN TIME TTL XADD XAUTOCLAIM XCLAIM XINFO:CONSUMERS XINFO:GROUPS XINFO:STREAM XPENDING XTRIM " +
      "ZRANDMEMBER ZSCAN",
  ).map((name) => [name, "not"] as const),
  ...spelled(
    "COMMAND COMMAND:DOCS COMMAND:INFO COMMAND:LIST FUNCTION:LIST HGETALL HKEYS HVALS KEYS SDIFF SINTER SMEMBERS SUNION",
  ).map((name) => [name, "unordered"] as const),
]);

export function comparingOf(name: string): Comparing {
  return KINDS.get(name) ?? "exact";
}

/** The loosest of those: for commands whose replies come as one. */
export function loosest(all: readonly Comparing[]): Comparing {
  if (all.includes("not")) return "not";
  return all.includes("unordered") ? "unordered" : "exact";
}
