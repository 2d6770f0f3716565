/** Why replies are other ones through the proxy than a server's, by the names that scripts use. */
export const REASONS: Readonly<Record<string, string>> = {
  cluster: "A server that is part of a cluster says so itself.",
  collected:
    "Commands behind `MULTI` are collected, and reach a server with `EXEC`: unless all is sent at once, what is wrong with one " +
    "of them is told in the reply of `EXEC`.",
  cursor: "The cursor of `SCAN` is the proxy's: it leads through all primaries.",
  first: "Of several mistakes in one request another one may be told.",
  inside: "What is about the connection, or goes to several servers, can't be part of a transaction.",
  newer: "The proxy knows what newer servers know.",
  "one-node": "The proxy shows itself as one node with all slots, and has help of its own.",
  refused: "The proxy refuses the command, or one before it.",
  subscribers:
    "Servers count the proxy as one subscriber, also for a moment after the last session has left; in a cluster, where a " +
    "transaction has keys, only if it is their node that the proxy is at.",
  users: "The proxy has users of its own.",
};
