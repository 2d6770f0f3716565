/** How many arguments a command takes, its name left out. */
export interface Arity {
  readonly least: number;
  readonly most: number;
}

const ANY: Arity = { least: 0, most: Number.POSITIVE_INFINITY };

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

const ARITIES: ReadonlyMap<string, Arity> = new Map(
  Object.entries(COMMANDS).flatMap(([counts, names]) => {
    const [least = 0, most = Number.POSITIVE_INFINITY] = counts.split(" ").map(Number);
    return names.split(" ").map((name) => [name.replace(":", " "), { least, most }] as const);
  }),
);

/** How many arguments a command takes that no server may come to see; any number if one does, which then counts itself. */
export function arityOf(name: string): Arity {
  return ARITIES.get(name) ?? ANY;
}
