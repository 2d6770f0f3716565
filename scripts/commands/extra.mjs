// Commands that only newer servers have than those the rest is generated from. One that such a server describes wins over
// its row here.

const EXPIRE = "[NX|XX|GT|LT] FIELDS #field...";

/**
 * - `flags`, `tips`, `keySpecs`: as in the reply of COMMAND;
 * - `syntax`: the arguments in the notation of packages/client/src/commands/grammar.ts;
 * - `type`: of the reply, in TypeScript; `decode`: the tag of its decoder (packages/client/src/commands/replies.ts), if it needs one;
 * - `docs`: `summary`, `since` and `complexity`, as in the reply of COMMAND DOCS.
 */
export const extra = [
  ...[
    ["HEXPIRE", `key:k seconds:i ${EXPIRE}`, "Sets the time to live, in seconds, of fields of a hash."],
    [
      "HPEXPIRE",
      `key:k milliseconds:i ${EXPIRE}`,
      "Sets the time to live, in milliseconds, of fields of a hash.",
    ],
    ["HEXPIREAT", `key:k unix-time-seconds:i ${EXPIRE}`, "Sets when fields of a hash expire, in seconds."],
    [
      "HPEXPIREAT",
      `key:k unix-time-milliseconds:i ${EXPIRE}`,
      "Sets when fields of a hash expire, in milliseconds.",
    ],
    ["HPERSIST", "key:k FIELDS #field...", "Takes the time to live off fields of a hash."],
  ].map((row) => fieldExpiry(row, ["write", "fast"])),
  ...[
    ["HTTL", "key:k FIELDS #field...", "Returns the time to live of fields of a hash, in seconds."],
    ["HPTTL", "key:k FIELDS #field...", "Returns the time to live of fields of a hash, in milliseconds."],
    ["HEXPIRETIME", "key:k FIELDS #field...", "Returns when fields of a hash expire, in seconds."],
    ["HPEXPIRETIME", "key:k FIELDS #field...", "Returns when fields of a hash expire, in milliseconds."],
  ].map((row) => fieldExpiry(row, ["readonly", "fast"])),
  {
    name: "MSETEX",
    flags: ["write", "movablekeys"],
    tips: [],
    keySpecs: [
      {
        begin_search: { type: "index", spec: { index: 1 } },
        find_keys: { type: "keynum", spec: { keynumidx: 0, firstkey: 1, keystep: 2 } },
      },
    ],
    docs: { summary: "Sets several keys, and when they expire.", since: "8.4.0 (Valkey 9.1.0)" },
  },
];

/** Redis 7.4 and Valkey 9.0. -2 stands for a field that isn't there. */
function fieldExpiry([name, syntax, summary], flags) {
  return {
    name,
    flags,
    tips: [],
    keySpecs: [firstArgument()],
    syntax,
    type: "number[]",
    docs: { summary, since: "7.4.0 (Valkey 9.0.0)", complexity: "O(N) where N is the number of fields" },
  };
}

function firstArgument() {
  return {
    begin_search: { type: "index", spec: { index: 1 } },
    find_keys: { type: "range", spec: { lastkey: 0, keystep: 1, limit: 0 } },
  };
}
