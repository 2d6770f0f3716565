// What the servers' own description leaves out, or tells in a way that makes a bad method. Every row says why.

/** Types of arguments, by name or by command and name. */
export const argumentTypes = {
  cursor: "", // described as an integer; comes back as text and is to be given back unchanged
  min: "", // described as a double; "(1" and "-inf" are meant as well
  max: "", // as above
  weight: ":d", // described as an integer; any double will do
  "ZINCRBY increment": ":d", // as above
};

/** Optional choices of words that read better as one named value (`{ unit: "km" }`) than as flags (`{ km: true }`). */
export const namedChoices = new Set(["unit"]);

const TRIM = '[approx"~"|exact"="] threshold [LIMIT=count:i]';
const BITFIELD_WRITE = "SET={encoding offset value:i}|INCRBY={encoding offset increment:i}";
const BY = "(BYRADIUS={radius:d unit(M|KM|FT|MI)}|BYBOX={width:d height:d unit(M|KM|FT|MI)})";
const FROM = "(FROMMEMBER=member|FROMLONLAT={longitude:d latitude:d})";
const SCRIPT_INPUT = "(#keys:k* args*)";

/** Arguments in the notation of packages/client/src/commands/grammar.ts. */
export const syntax = {
  // Described as a strategy, an operator and a threshold beside each other: three properties for one thing.
  XADD: `key:k [NOMKSTREAM] [MAXLEN={${TRIM}}|MINID={${TRIM}}] id data{field value}...`,
  XTRIM: `key:k (MAXLEN={${TRIM}}|MINID={${TRIM}})`,
  // Scores and coordinates come first on the wire; a record, a Map and the replies all have the member first.
  ZADD: "key:k [NX|XX] [GT|LT] [CH] [INCR] data{score:d member!}...",
  GEOADD: "key:k [NX|XX] [CH] data{longitude:d latitude:d member!}...",
  // Described with the radius, the width and the height as options beside each other.
  GEOSEARCH: `key:k ${FROM} ${BY} [ASC|DESC] [COUNT=count:i [ANY]] [WITHCOORD] [WITHDIST] [WITHHASH]`,
  GEOSEARCHSTORE: `destination:k source:k ${FROM} ${BY} [ASC|DESC] [COUNT=count:i [ANY]] [STOREDIST]`,
  // Described as one argument with everything in it; offsets may be "#1".
  BITFIELD: `key:k operation{GET={encoding offset}|[OVERFLOW=(WRAP|SAT|FAIL)] (${BITFIELD_WRITE})}*`,
  BITFIELD_RO: "key:k [GET={encoding offset}]...",
  // Named, because two lists of text in a row are easily swapped.
  EVAL: `script ${SCRIPT_INPUT}`,
  EVAL_RO: `script ${SCRIPT_INPUT}`,
  EVALSHA: `sha1 ${SCRIPT_INPUT}`,
  EVALSHA_RO: `sha1 ${SCRIPT_INPUT}`,
  FCALL: `name ${SCRIPT_INPUT}`,
  FCALL_RO: `name ${SCRIPT_INPUT}`,
  // Without the old form, a bare address: its reply and its errors differ.
  "CLIENT KILL":
    "[ID=client-id:i] [TYPE=client-type(NORMAL|MASTER|PRIMARY|SLAVE|REPLICA|PUBSUB)] [USER=username] [ADDR=addr] " +
    "[LADDR=laddr] [SKIPME=skipme(YES|NO)] [MAXAGE=maxage:i]",
  // Described as a choice between host and port, and the words NO ONE; these fit the same two places.
  REPLICAOF: "host port",
  SLAVEOF: "host port",
};

const scores = {
  type: "If<S, [member: Text<R>, score: number][], Text<R>[]>",
  infer: { S: ["withscores"] },
};
const rangeScores = { ...scores, decode: "rangeScores" };
const scoresAfterKeys = { ...scores, decode: "scoresAfterKeys" };
const popped = { type: "Given<C, Text<R>[], Text<R> | null>", infer: { C: ["count"] } };
const poppedOrNull = { type: "Given<C, Text<R>[] | null, Text<R> | null>", infer: { C: ["count"] } };
const poppedScores = {
  type: "Given<C, [member: Text<R>, score: number][], [member: Text<R>, score: number] | null>",
  infer: { C: ["count"] },
  decode: "popped",
};
const rank = {
  type: "If<S, [rank: number, score: number], number> | null",
  infer: { S: ["withscore"] },
  decode: "t(_,n)",
};
const geo = { D: ["withdist"], H: ["withhash"], C: ["withcoord"] };
const located = { type: "Located<R, D, H, C>[]", infer: geo, decode: "located" };
const locatedOrStored = {
  type: "Given<K, number, Located<R, D, H, C>[]>",
  infer: { ...geo, K: ["store", "storedist"] },
  decode: "located",
};
const streams = { type: "Rec<R, StreamEntry<R>[]> | null", decode: "streams" };
const counts = { type: "Rec<R, number>", decode: "r" };
const missingIsNull = { type: "number | null" };
const serialized = { type: "Buffer", decode: "bytes" };

/**
 * Replies that depend on the arguments, or that have another shape than their schema says. `type` is TypeScript, or makes
 * it from the types of the schema's alternatives and of the whole schema; `infer` names type parameters and the options that decide them; `decode`
 * is a decoder's tag (packages/client/src/commands/replies.ts), by default the one that follows from the schema.
 */
export const replies = {
  SET: {
    type: 'If<G, Text<R> | null, If<X, Word<R, "OK"> | null, Word<R, "OK">>>',
    infer: { G: ["get"], X: ["nx", "xx"] },
  },
  PING: { type: 'Given<M, Text<R>, Word<R, "PONG">>', infer: { M: ["message"] } },
  "ACL LOG": { type: ([log]) => `If<Z, Word<R, "OK">, ${log}>`, infer: { Z: ["reset"] } },
  LPOP: poppedOrNull,
  RPOP: poppedOrNull,
  SPOP: popped,
  SRANDMEMBER: popped,
  LPOS: { type: "Given<C, number[], number | null>", infer: { C: ["count"] } },
  HRANDFIELD: {
    type: "Given<C, If<S, [field: Text<R>, value: Text<R>][], Text<R>[]>, Text<R> | null>",
    infer: { C: ["count"], S: ["withvalues"] },
    decode: "randomValues",
  },
  ZRANDMEMBER: {
    type: "Given<C, If<S, [member: Text<R>, score: number][], Text<R>[]>, Text<R> | null>",
    infer: { C: ["count"], S: ["withscores"] },
    decode: "randomScores",
  },
  ZPOPMAX: poppedScores,
  ZPOPMIN: poppedScores,
  ZRANGE: rangeScores,
  ZREVRANGE: rangeScores,
  ZRANGEBYSCORE: rangeScores,
  ZREVRANGEBYSCORE: rangeScores,
  ZDIFF: scoresAfterKeys,
  ZINTER: scoresAfterKeys,
  ZUNION: scoresAfterKeys,
  ZRANK: rank,
  ZREVRANK: rank,
  ZADD: { type: "If<I, number | null, number>", infer: { I: ["incr"] }, decode: "n" },
  XADD: { type: "If<M, Text<R> | null, Text<R>>", infer: { M: ["nomkstream"] } },
  XCLAIM: { type: "If<J, Text<R>[], StreamEntry<R>[]>", infer: { J: ["justid"] }, decode: "a(entry)" },
  XAUTOCLAIM: {
    type: "[next: Text<R>, claimed: If<J, Text<R>[], StreamEntry<R>[]>, deleted: Text<R>[]]",
    infer: { J: ["justid"] },
    decode: "t(_,a(entry))",
  },
  XREAD: streams,
  // An entry that was deleted while pending has no fields left.
  XREADGROUP: {
    type: "Rec<R, (StreamEntry<R> | { id: Text<R>; fields: null })[]> | null",
    decode: "streams",
  },
  // Its consumers come as null when there are none, and their counts as text.
  XPENDING: {
    type:
      "Given<E, [id: Text<R>, consumer: Text<R>, idleMs: number, deliveries: number][], " +
      "[count: number, first: Text<R> | null, last: Text<R> | null, consumers: [name: Text<R>, count: number][]]>",
    infer: { E: ["start"] },
    decode: "pending",
  },
  "XINFO STREAM": { type: ([short, full]) => `If<F, ${full}, ${short}>`, infer: { F: ["full"] } },
  GEOSEARCH: located,
  GEORADIUS: locatedOrStored,
  GEORADIUSBYMEMBER: locatedOrStored,
  GEORADIUS_RO: located,
  GEORADIUSBYMEMBER_RO: located,
  // Text in both protocols, of four digits behind the point: nothing is lost.
  GEODIST: { type: "number | null", decode: "n" },
  // The schemas leave out what missing members and empty lists give.
  GEOHASH: { type: "(Text<R> | null)[]" },
  LMOVE: { type: "Text<R> | null" },
  "OBJECT FREQ": missingIsNull,
  "OBJECT IDLETIME": missingIsNull,
  "OBJECT REFCOUNT": missingIsNull,
  // And this one says null, but a missing key is "none".
  TYPE: { type: "Text<R>" },
  SORT: { type: "Given<K, number, (Text<R> | null)[]>", infer: { K: ["store"] } },
  LCS: {
    type: ([text, length, matches]) => `If<L, ${length}, If<I, ${matches}, ${text}>>`,
    infer: { L: ["len"], I: ["idx"] },
  },
  HSCAN: {
    type: "[cursor: Text<R>, items: If<V, Text<R>[], [field: Text<R>, value: Text<R>][]>]",
    infer: { V: ["novalues"] },
    decode: "hscan",
  },
  ZSCAN: {
    type: "[cursor: Text<R>, items: If<V, Text<R>[], [member: Text<R>, score: number][]>]",
    infer: { V: ["noscores"] },
    decode: "zscan",
  },
  // Flat arrays of names and numbers in both protocols.
  "PUBSUB NUMSUB": counts,
  "PUBSUB SHARDNUMSUB": counts,
  // Only the old form, which has no method, answers "OK".
  "CLIENT KILL": { type: "number" },
  // Serialized values are no text: always bytes.
  DUMP: { type: "Buffer | null", decode: "bytes" },
  "FUNCTION DUMP": serialized,
  // They contain themselves.
  "COMMAND INFO": { decode: "commandInfo" },
  "COMMAND DOCS": {
    // The schemas come without texts, and lost the properties of that name.
    type: (_, whole) => whole.replace("{ since", "{ summary: Text<R>; since"),
    decode: "commandDocs",
  },
  "FUNCTION LIST": {
    type: (_, whole) => whole.replace("{ name: Text<R>;", "{ name: Text<R>; description: Text<R> | null;"),
  },
};

/** Properties that older servers, some settings, or calls without the right option leave out. */
export const optionalProperties = {
  "ACL LOG": ["entry-id", "timestamp-created", "timestamp-last-updated"],
  "CLUSTER SLOT-STATS": ["cpu-usec", "network-bytes-in", "network-bytes-out"],
  "CLUSTER SHARDS": ["port", "tls-port", "hostname"],
  "CLUSTER SLOTS": ["hostname", "ip"],
  "COMMAND DOCS": [
    "complexity",
    "module",
    "doc_flags",
    "deprecated_since",
    "replaced_by",
    "history",
    "arguments",
    "key_spec_index",
    "token",
    "since",
    "flags",
    "reply_schema",
    "subcommands",
  ],
  "FUNCTION LIST": ["library_code"],
  "MEMORY STATS": [
    "allocator.muzzy",
    "db.dict.rehashing.count",
    "overhead.db.hashtable.lut",
    "overhead.db.hashtable.rehashing",
  ],
  "XINFO CONSUMERS": ["inactive"],
  "XINFO STREAM": ["active-time"],
};

const REMEMBERED =
  "the server would remember it for a connection that many callers share, and forget it when that one is replaced";
const REPLICATION = "turns the connection into a stream of replicated writes";
const INTERNAL = "the servers' own, for tests and for one another";

const PAGES = "a page of many; the client's method of this name goes over all of them";

/** Commands that get no method. All of them can still be sent by name, and a session has an interface for many. */
export const methodless = {
  ASKING: "holds for the next command of its connection only; the client sends it by itself",
  AUTH: REMEMBERED,
  "CLIENT CACHING": "holds for the next command of its connection only",
  "CLIENT CAPA": REMEMBERED,
  "CLIENT NO-EVICT": REMEMBERED,
  "CLIENT NO-TOUCH": REMEMBERED,
  "CLIENT REPLY": "replies that don't come would be taken from the commands behind",
  "CLIENT SETINFO": REMEMBERED,
  "CLIENT SETNAME": REMEMBERED,
  "CLIENT TRACKING": REMEMBERED,
  COMMAND: "its method's name belongs to the client; `commandInfo()` gives the same",
  DEBUG: INTERNAL,
  DISCARD: "belongs to a transaction",
  EXEC: "belongs to a transaction",
  HELLO: REMEMBERED,
  MONITOR: "turns the connection into a stream of what others send",
  MSETEX: "the notation has no word for pairs behind their number",
  MULTI: "would take the commands of other callers into the transaction",
  PFDEBUG: INTERNAL,
  PFSELFTEST: INTERNAL,
  PSUBSCRIBE: "subscriptions have an interface of their own",
  PSYNC: REPLICATION,
  PUNSUBSCRIBE: "subscriptions have an interface of their own",
  QUIT: "the client closes its connections by itself",
  READONLY: REMEMBERED,
  READWRITE: REMEMBERED,
  REPLCONF: INTERNAL,
  RESET: "undoes what the client has set up on the connection",
  "RESTORE-ASKING": INTERNAL,
  "SCRIPT DEBUG": REMEMBERED,
  HSCAN: PAGES,
  SSCAN: PAGES,
  ZSCAN: PAGES,
  SCAN: "its cursor is worth nothing on another node; the client's `scan()` goes over all of them",
  SELECT: REMEMBERED,
  SSUBSCRIBE: "subscriptions have an interface of their own",
  SUBSCRIBE: "subscriptions have an interface of their own",
  SUNSUBSCRIBE: "subscriptions have an interface of their own",
  SYNC: REPLICATION,
  UNSUBSCRIBE: "subscriptions have an interface of their own",
  UNWATCH: "belongs to a transaction",
  WAIT: "counts the writes of the connection it runs on, which are not the caller's alone, or none of them",
  WAITAOF:
    "counts the writes of the connection it runs on, which are not the caller's alone, or none of them",
  WATCH: "would watch for every caller of the connection, and be ended by any transaction",
};
