/** Fields of `INFO` that are added up over the primaries. https://valkey.io/commands/info/ */
const SUMMED: ReadonlySet<string> = new Set(
  (
    "used_memory used_memory_rss used_memory_dataset used_memory_overhead used_memory_startup total_system_memory maxmemory " +
    "total_connections_received total_commands_processed instantaneous_ops_per_sec total_net_input_bytes " +
    "total_net_output_bytes expired_keys evicted_keys keyspace_hits keyspace_misses pubsub_channels pubsub_patterns " +
    "total_error_replies total_reads_processed total_writes_processed used_cpu_sys used_cpu_user rdb_changes_since_last_save " +
    "blocked_clients connected_clients connected_slaves rejected_connections expire_cycle_cpu_milliseconds"
  ).split(" "),
);

/**
 * One `INFO` of those of all primaries: counts are added up, of the rest the first server's stand for all. `own` are fields
 * that the proxy answers itself, by name.
 */
export function mergeInfo(texts: readonly string[], own: Readonly<Record<string, string | number>>): string {
  const parsed = texts.map(fieldsOf);
  const [first = ""] = texts;
  const lines = first.split("\r\n").map((line) => {
    const colon = line.indexOf(":");
    if (line.startsWith("#") || colon === -1) return line;
    const name = line.slice(0, colon);
    if (Object.hasOwn(own, name)) return `${name}:${own[name]}`;
    if (/^db\d+$/.test(name)) return undefined;
    if (SUMMED.has(name)) return `${name}:${sum(parsed.map((fields) => fields.get(name)))}`;
    const bytes = name.replace(/_human$/, "");
    if (bytes !== name && SUMMED.has(bytes))
      return `${name}:${human(sum(parsed.map((each) => each.get(bytes))))}`;
    return line;
  });
  const kept = lines.filter((line) => line !== undefined);
  const at = kept.indexOf("# Keyspace");
  if (at !== -1) kept.splice(at + 1, 0, ...keyspace(parsed));
  return kept.join("\r\n");
}

function fieldsOf(text: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const line of text.split("\r\n")) {
    const colon = line.indexOf(":");
    if (colon !== -1) fields.set(line.slice(0, colon), line.slice(colon + 1));
  }
  return fields;
}

function sum(values: readonly (string | undefined)[]): number {
  const total = values.reduce((all, value) => all + Number(value ?? 0), 0);
  return Number.isInteger(total) ? total : Number(total.toFixed(6));
}

/** `db0:keys=10,expires=0,avg_ttl=0`: keys are added up, ttls averaged by how many keys have one. */
function keyspace(servers: readonly ReadonlyMap<string, string>[]): string[] {
  const databases = new Map<string, { keys: number; expires: number; ttl: number }>();
  for (const [name, value] of servers.flatMap((fields) => [...fields])) {
    if (!/^db\d+$/.test(name)) continue;
    const counts = new Map(value.split(",").map((pair) => pair.split("=") as [string, string]));
    const [keys, expires, ttl] = ["keys", "expires", "avg_ttl"].map((each) => Number(counts.get(each) ?? 0));
    const all = databases.get(name) ?? { keys: 0, expires: 0, ttl: 0 };
    databases.set(name, {
      keys: all.keys + keys!,
      expires: all.expires + expires!,
      ttl: all.ttl + ttl! * expires!,
    });
  }
  return [...databases].map(([name, { keys, expires, ttl }]) => {
    const average = expires === 0 ? 0 : Math.round(ttl / expires);
    return `${name}:keys=${keys},expires=${expires},avg_ttl=${average}`;
  });
}

function human(bytes: number): string {
  const units = ["B", "K", "M", "G", "T"];
  const power = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log2(bytes) / 10));
  return power === 0 ? `${bytes}B` : `${(bytes / 1024 ** power).toFixed(2)}${units[power]}`;
}
