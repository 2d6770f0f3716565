import type { CommandSpec } from "fairlead/internal";
import type { Treatment } from "./treatment.ts";

/** How many arguments a command takes, its name left out. */
export interface Arity {
  readonly least: number;
  readonly most: number;
  /** Of how many each they are made up. */
  readonly step: number;
}

/** By the least and the most number of arguments, the most left out if there is none. */
const COMMANDS: Readonly<Record<string, string>> = {
  // Of all channels, if it names none.
  "0": "SUNSUBSCRIBE",
  "0 0":
    "ASKING READONLY READWRITE ROLE RESET MONITOR MULTI EXEC DISCARD UNWATCH ACL:WHOAMI CLIENT:GETNAME CLIENT:GETREDIR " +
    "CLIENT:HELP CLIENT:ID CLIENT:INFO CLIENT:TRACKINGINFO CLUSTER:HELP CLUSTER:INFO CLUSTER:MYID CLUSTER:MYSHARDID " +
    "CLUSTER:NODES CLUSTER:SHARDS CLUSTER:SLOTS SLOWLOG:LEN SLOWLOG:RESET",
  "1 1": "ECHO SELECT CLIENT:CACHING CLIENT:REPLY CLIENT:SETNAME CLUSTER:KEYSLOT",
  "1": "AUTH SCAN WATCH SUBSCRIBE PSUBSCRIBE SSUBSCRIBE CLIENT:CAPA CLIENT:KILL CLIENT:TRACKING CLIENT:UNBLOCK",
  "2 2": "CLIENT:SETINFO WAIT",
  "3 3": "WAITAOF",
};

const ARITIES: ReadonlyMap<string, Arity> = new Map([
  ...Object.entries(COMMANDS).flatMap(([counts, names]) => {
    const [least = 0, most = Number.POSITIVE_INFINITY] = counts.split(" ").map(Number);
    return names.split(" ").map((name) => [name.replace(":", " "), { least, most, step: 1 }] as const);
  }),
  // Taken apart, a part of it would be written.
  ["MSET", { least: 2, most: Number.POSITIVE_INFINITY, step: 2 }],
]);

/**
 * How many arguments a command takes, as far as that is not left to a server: all of it where no server may come to see all,
 * the least where its key would be missing, since without that it could go to any server, also one that does not answer.
 */
export function arityOf(spec: CommandSpec, treatment: Treatment): Arity | undefined {
  const known = ARITIES.get(spec.name);
  if (known !== undefined) return known;
  const least = treatment === "refuse" ? 0 : leastFor(spec);
  return least > 0 ? { least, most: Number.POSITIVE_INFINITY, step: 1 } : undefined;
}

/** With how many arguments a command says where it belongs. */
function leastFor({ keys, firstKey, slotArgument }: CommandSpec): number {
  if (slotArgument !== -1) return slotArgument + 1;
  if (firstKey >= 0) return firstKey + 1;
  const [first] = keys;
  switch (first?.begin.kind) {
    case "index": {
      const { find } = first;
      return first.begin.index + (find.kind === "keynum" ? find.count : 0) + 1;
    }
    case "keyword":
      return Math.max(first.begin.from, 0) + 2;
    default:
      return 0;
  }
}

export function takes({ least, most, step }: Arity, count: number): boolean {
  return count >= least && count <= most && count % step === 0;
}
