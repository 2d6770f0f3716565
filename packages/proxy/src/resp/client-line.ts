import type { Peer } from "./shared.ts";

/** One line of `CLIENT LIST`, with the fields of a server and the reasons for a connection of its own as `holds`. */
export function clientLine({ context, holds, idleMs, subscriptions }: Peer, now: number): string {
  const seconds = (ms: number): number => Math.floor(ms / 1000);
  const { collected, transaction } = context;
  const queued = collected?.commands.length ?? (transaction === undefined ? -1 : 0);
  const fields = {
    id: context.id,
    addr: context.address,
    laddr: context.localAddress,
    fd: -1,
    name: context.name,
    age: seconds(now - context.connectedAt),
    idle: seconds(idleMs),
    flags: subscriptions.any ? "P" : "N",
    db: context.database,
    sub: subscriptions.size("channel"),
    psub: subscriptions.size("pattern"),
    ssub: subscriptions.size("shard"),
    multi: queued,
    cmd: context.lastCommand === "" ? "NULL" : context.lastCommand.toLowerCase().replace(" ", "|"),
    user: context.user ?? "default",
    redir: -1,
    resp: context.protocol,
    "lib-name": context.library,
    "lib-ver": context.libraryVersion,
    holds: holds.join(","),
  };
  return Object.entries(fields)
    .map(([name, value]) => `${name}=${value}`)
    .join(" ");
}
