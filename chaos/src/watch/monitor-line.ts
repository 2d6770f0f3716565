/** One command of ours that a server ran, as `MONITOR` tells it. */
export interface Execution {
  /** `host:port` of whoever sent it: a client, or the primary of a replica. */
  readonly sender: string;
  /** See `ServerRecord`: what the command is counted under. */
  readonly marks: readonly string[];
}

// 1339518083.107412 [0 127.0.0.1:60866] "rpush" "key" "token"
const LINE = /^\+\d+\.\d+ \[\d+ (\S+)\] "(\w+)" "([^"\\]*)"(?: "([^"\\]*)")?/;

/** Reads one line of `MONITOR`, without its line end. `undefined` for commands that are none of ours. */
export function parseMonitorLine(line: string): Execution | undefined {
  const [, sender, verb, key, token] = LINE.exec(line) ?? [];
  if (sender === undefined || verb === undefined || key === undefined) return undefined;
  const marks = marksOf(verb.toLowerCase(), key, token);
  return marks.length === 0 ? undefined : { sender, marks };
}

function marksOf(verb: string, key: string, token: string | undefined): string[] {
  if (verb === "incr") return [key];
  if (token === undefined) return [];
  if (verb === "set") return [token];
  return verb === "rpush" ? [token, key] : [];
}
