import type { Server } from "fairlead-harness";

/** A command that a server has. */
export interface ServerCommand {
  /** As rows have it: `CLIENT ID`. */
  readonly name: string;
  /** How many words it takes, its name's among them; if negative, at least so many. */
  readonly arity: number;
}

type Described = readonly [name: string, arity: number, ...unknown[]];

/** All commands of a server, with every subcommand. */
export async function commandsOf(server: Pick<Server, "command">): Promise<ServerCommand[]> {
  const described = (await server.command("COMMAND")) as unknown as Described[];
  return described.flatMap(leaves);
}

function leaves(described: Described): ServerCommand[] {
  const [name, arity] = described;
  const below = ((described[9] ?? []) as Described[]).flatMap(leaves);
  const itself = { name: name.toUpperCase().replace("|", " "), arity };
  return below.length > 0 && name !== "command" ? below : [itself, ...below];
}

/** How often a server was asked for each command: by name as in rows. */
export async function callsAt(server: Pick<Server, "command">): Promise<Map<string, number>> {
  const text = String(await server.command("INFO", "commandstats"));
  const found = text.matchAll(/^cmdstat_([^:]+):calls=(\d+)/gm);
  return new Map([...found].map(([, name, calls]) => [name!.toUpperCase().replace("|", " "), Number(calls)]));
}
