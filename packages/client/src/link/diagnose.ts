/** What a second connection found out about a silent one. */
export type Diagnosis =
  /** The server has not got the connection any more, or owes it nothing: what was sent is lost on the way. */
  | "dead"
  /** The server holds the reply back on purpose: a blocking command, or clients paused for a fail-over. */
  | "held";

/**
 * Reads the `CLIENT LIST ID n` line of the silent connection, empty if the server doesn't know it.
 * Flag `b`: the client waits in a blocking operation. https://valkey.io/commands/client-list/
 */
export function diagnose(line: string): Diagnosis {
  const flags = / flags=(\S+)/.exec(line)?.[1];
  return flags?.includes("b") === true ? "held" : "dead";
}
