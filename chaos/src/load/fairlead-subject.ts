import type { Client } from "fairlead";
import type { Subject } from "./subject.ts";

/** Puts load on a client of this library. `close()` closes the client. */
export function fairleadSubject(client: Client): Subject {
  return {
    get: (key) => client.command(["GET", key]),
    mget: (keys) => client.command(["MGET", ...keys]),
    set: (key, value, { idempotent }) => client.command(["SET", key, value], { idempotent }),
    incr: (key) => client.command(["INCR", key]),
    rpush: (key, value) => client.command(["RPUSH", key, value]),
    close: () => client.close(),
  };
}
