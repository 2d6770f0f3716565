/** How many arguments a command takes, its name left out. */
export interface Arity {
  readonly least: number;
  readonly most: number;
  /** Of how many each they are made up. */
  readonly step: number;
}

/** By the least and the most number of arguments, the most left out if there is none. */
const COMMANDS: Readonly<Record<string, string>> = {
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

/** How many arguments a command takes of which no server may come to see all; undefined if one does, and counts itself. */
export function arityOf(name: string): Arity | undefined {
  return ARITIES.get(name);
}

export function takes({ least, most, step }: Arity, count: number): boolean {
  return count >= least && count <= most && count % step === 0;
}
