// Where commands go in a cluster, as far as the servers' own description leaves it out or gets it wrong. Every row says why.

const OWN_FILE = "each node keeps its own";
const EVERY_CLIENT = "clients are connected to every node, replicas too";
const SHARD_DATA = "each shard has data of its own";
const SUBSCRIBERS = "each node knows only the subscribers that are connected to it";
const SLOT = "only the nodes of the slot know";

/**
 * Where commands go in a cluster and how the replies become one, where the servers say nothing, or too little. What a row
 * leaves out is as the servers say. `request` and `response` are those of packages/client/src/commands/command.ts;
 * `slotArgument` is the position of an argument that is a slot.
 */
export const routing = {
  "ACL LOAD": { request: "all_nodes", response: "all_succeeded", why: OWN_FILE },
  SAVE: { request: "all_shards", response: "all_succeeded", why: SHARD_DATA },
  BGSAVE: { request: "all_shards", response: "all_succeeded", why: SHARD_DATA },
  BGREWRITEAOF: { request: "all_shards", response: "all_succeeded", why: SHARD_DATA },
  LASTSAVE: { request: "all_shards", response: "agg_min", why: "since then every shard has been saved" },
  "CLIENT KILL": {
    response: "agg_sum",
    why: "goes to many nodes only if its caller says so: an id is one node's, and someone else's on the others",
  },
  "CLIENT PAUSE": { request: "all_nodes", response: "all_succeeded", why: EVERY_CLIENT },
  "CLIENT UNPAUSE": { request: "all_nodes", response: "all_succeeded", why: EVERY_CLIENT },
  "CLUSTER COUNTKEYSINSLOT": { slotArgument: 0, why: SLOT },
  "CLUSTER GETKEYSINSLOT": { slotArgument: 0, why: SLOT },
  "FUNCTION KILL": { request: "all_nodes", why: "functions that only read run on replicas too" },
  "SCRIPT KILL": { request: "all_nodes", why: "scripts that only read run on replicas too" },
  "PUBSUB CHANNELS": { request: "all_nodes", response: "union", why: SUBSCRIBERS },
  "PUBSUB SHARDCHANNELS": { request: "all_nodes", response: "union", why: SUBSCRIBERS },
  "PUBSUB NUMSUB": { request: "all_nodes", response: "sum_by_name", why: SUBSCRIBERS },
  "PUBSUB SHARDNUMSUB": { request: "all_nodes", response: "sum_by_name", why: SUBSCRIBERS },
  "PUBSUB NUMPAT": { request: "all_nodes", response: "agg_sum", why: SUBSCRIBERS },
  MSETEX: {
    request: undefined,
    response: undefined,
    why: "NX and XX are about all of its keys: it can't be split",
  },
  ...Object.fromEntries(
    [
      ...["SHUTDOWN", "FAILOVER", "REPLICAOF", "SLAVEOF", "MODULE LOAD", "MODULE LOADEX", "MODULE UNLOAD"],
      ...["CLUSTER ADDSLOTS", "CLUSTER ADDSLOTSRANGE", "CLUSTER BUMPEPOCH", "CLUSTER DELSLOTS"],
      ...[
        "CLUSTER DELSLOTSRANGE",
        "CLUSTER FAILOVER",
        "CLUSTER FLUSHSLOTS",
        "CLUSTER FORGET",
        "CLUSTER MEET",
      ],
      ...["CLUSTER REPLICATE", "CLUSTER RESET", "CLUSTER SAVECONFIG", "CLUSTER SET-CONFIG-EPOCH"],
      "CLUSTER SETSLOT",
    ].map((name) => [
      name,
      { request: "one_node", why: "changes the node it reaches: a guess could do harm" },
    ]),
  ),
  RANDOMKEY: { response: "any_not_null", why: "described as special: a shard without keys has none to give" },
};

/**
 * Commands that only look, though the servers flag only those as read-only that look at keys. Sending one of them twice
 * does no harm, which is what the flag decides.
 */
export const harmless = new Set([
  ...["PING", "ECHO", "TIME", "INFO", "LASTSAVE", "LOLWUT", "ROLE"],
  ...["ACL CAT", "ACL DRYRUN", "ACL GETUSER", "ACL LIST", "ACL USERS", "ACL WHOAMI"],
  ...["CLIENT GETNAME", "CLIENT GETREDIR", "CLIENT ID", "CLIENT INFO", "CLIENT LIST", "CLIENT TRACKINGINFO"],
  ...["CLUSTER COUNTKEYSINSLOT", "CLUSTER GETKEYSINSLOT", "CLUSTER INFO", "CLUSTER KEYSLOT", "CLUSTER LINKS"],
  ...[
    "CLUSTER MYID",
    "CLUSTER MYSHARDID",
    "CLUSTER NODES",
    "CLUSTER REPLICAS",
    "CLUSTER SHARDS",
    "CLUSTER SLOTS",
  ],
  ...["COMMAND", "COMMAND COUNT", "COMMAND DOCS", "COMMAND GETKEYS", "COMMAND INFO", "COMMAND LIST"],
  ...["CONFIG GET", "FUNCTION DUMP", "FUNCTION LIST", "FUNCTION STATS", "MODULE LIST"],
  ...["LATENCY DOCTOR", "LATENCY GRAPH", "LATENCY HISTOGRAM", "LATENCY HISTORY", "LATENCY LATEST"],
  ...["MEMORY DOCTOR", "MEMORY MALLOC-STATS", "MEMORY STATS", "SCRIPT EXISTS", "SLOWLOG GET", "SLOWLOG LEN"],
  ...["PUBSUB CHANNELS", "PUBSUB NUMPAT", "PUBSUB NUMSUB", "PUBSUB SHARDCHANNELS", "PUBSUB SHARDNUMSUB"],
]);
