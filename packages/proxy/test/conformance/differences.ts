/** Why replies are other ones through the proxy than a server's, by the names that scripts use. */
export const REASONS: Readonly<Record<string, string>> = {
  cluster: "A server that is part of a cluster says so itself.",
  collected:
    "Commands behind MULTI are collected, and reach a server with EXEC: unless all is sent at once, what is wrong with one of " +
    "them is told in EXEC's reply.",
  cursor: "The cursor of SCAN is the proxy's: it leads through all primaries.",
  inside: "What is about the connection, or goes to several servers, can't be part of a transaction.",
  refused: "The proxy refuses the command.",
};
