/**
 * What the proxy does with a command:
 *
 * - `forward`: goes as it is to the primary of its keys' slot, or to any if it has none, among other sessions' commands;
 * - `split`: taken apart by slots, and its replies put together;
 * - `fan-out`: goes to all nodes or all primaries, and their replies become one;
 * - `scan`: goes through the nodes one after the other, with a cursor of the proxy's own;
 * - `local`: the proxy answers;
 * - `borrow`: has a connection alone until its reply, if it may block;
 * - `transaction`: `MULTI` and what ends it;
 * - `watch`: `WATCH`, which pins the session to a connection of its own, and `UNWATCH`;
 * - `subscribe`: the subscriptions of a session;
 * - `ask`: a server is asked what command it is, and that decides;
 * - `monitor`: `MONITOR`, of the commands that come to the proxy;
 * - `refuse`: not through a connection that others share; with the reason.
 */
export type Treatment = (typeof KINDS)[number];

/** All treatments: their places are the kinds by which commands are counted. */
export const KINDS = [
  "forward",
  "split",
  "fan-out",
  "scan",
  "local",
  "borrow",
  "transaction",
  "watch",
  "subscribe",
  "ask",
  "monitor",
  "refuse",
] as const;

/** Why a command is refused, by the reason. */
const REFUSED: Readonly<Record<string, string>> = {
  "it stops or changes a server that others use":
    "SHUTDOWN DEBUG MODULE:LOAD MODULE:LOADEX MODULE:UNLOAD PFDEBUG PFSELFTEST SWAPDB",
  "what nodes there are, and what they serve, is not a client's business here":
    "REPLICAOF SLAVEOF FAILOVER CLUSTER:ADDSLOTS CLUSTER:ADDSLOTSRANGE CLUSTER:BUMPEPOCH CLUSTER:DELSLOTS " +
    "CLUSTER:DELSLOTSRANGE CLUSTER:FAILOVER CLUSTER:FLUSHSLOTS CLUSTER:FORGET CLUSTER:MEET CLUSTER:REPLICATE " +
    "CLUSTER:RESET CLUSTER:SAVECONFIG CLUSTER:SET-CONFIG-EPOCH CLUSTER:SETSLOT CLUSTER:COUNT-FAILURE-REPORTS " +
    "CLUSTER:LINKS CLUSTER:REPLICAS CLUSTER:SLAVES CLUSTER:SLOT-STATS",
  "it makes a connection a link between servers": "SYNC PSYNC REPLCONF RESTORE-ASKING MIGRATE",
  "its connections are shared by many clients":
    "CLIENT:PAUSE CLIENT:UNPAUSE CLIENT:NO-EVICT CLIENT:NO-TOUCH SCRIPT:DEBUG",
  "it shows every client's commands: the configuration has to allow it": "MONITOR",
  "it says something of one node, and no client knows which: ask the node itself":
    "LATENCY:DOCTOR LATENCY:GRAPH LATENCY:HISTOGRAM LATENCY:HISTORY LATENCY:LATEST MEMORY:DOCTOR " +
    "MEMORY:MALLOC-STATS MEMORY:STATS FUNCTION:STATS ACL:LOG",
};

const OTHERS: Readonly<Partial<Record<Treatment, string>>> = {
  local:
    "PING ECHO QUIT RESET SELECT AUTH HELLO INFO READONLY READWRITE ASKING ROLE CLIENT:GETNAME CLIENT:GETREDIR " +
    "CLIENT:HELP CLIENT:ID CLIENT:INFO CLIENT:KILL CLIENT:LIST CLIENT:REPLY CLIENT:SETINFO CLIENT:SETNAME " +
    "CLIENT:CACHING CLIENT:CAPA CLIENT:TRACKING CLIENT:TRACKINGINFO CLIENT:UNBLOCK CLUSTER:HELP CLUSTER:INFO CLUSTER:KEYSLOT CLUSTER:MYID " +
    "CLUSTER:MYSHARDID CLUSTER:NODES CLUSTER:SHARDS CLUSTER:SLOTS ACL:WHOAMI SLOWLOG:GET " +
    "SLOWLOG:LEN SLOWLOG:RESET",
  borrow: "WAIT WAITAOF",
  transaction: "MULTI EXEC DISCARD",
  watch: "WATCH UNWATCH",
  subscribe: "SUBSCRIBE UNSUBSCRIBE PSUBSCRIBE PUNSUBSCRIBE SSUBSCRIBE SUNSUBSCRIBE",
  scan: "SCAN",
};

const spelled = (names: string): string[] => names.split(" ").map((name) => name.replace(":", " "));

/** Treatments that don't follow from what is known of a command. */
export const TREATMENTS: ReadonlyMap<string, Treatment> = new Map([
  ...Object.entries(OTHERS).flatMap(([treatment, names]) =>
    spelled(names).map((name) => [name, treatment as Treatment] as const),
  ),
  ...Object.values(REFUSED).flatMap((names) => spelled(names).map((name) => [name, "refuse"] as const)),
]);

/** Why each command is refused that is. */
export const REASONS: ReadonlyMap<string, string> = new Map(
  Object.entries(REFUSED).flatMap(([reason, names]) => spelled(names).map((name) => [name, reason] as const)),
);

/** What no configuration can allow: it would change a connection that others share. */
export const NEVER: ReadonlySet<string> = new Set(
  spelled("SYNC PSYNC REPLCONF SCRIPT:DEBUG CLIENT:NO-EVICT CLIENT:NO-TOUCH"),
);
