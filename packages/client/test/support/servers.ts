import { type ServerKind, tryServer } from "fairlead-harness";

const valkey = await tryServer("valkey");
if ("reason" in valkey) console.warn(`Not tested on Valkey: ${valkey.reason}`);

/** The kinds of servers that can be had here: Redis always. */
export const KINDS: readonly ServerKind[] = "reason" in valkey ? ["redis"] : ["redis", "valkey"];
