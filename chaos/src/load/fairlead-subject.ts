import type { Client } from "fairlead";
import type { Subject } from "./subject.ts";

/** Puts load on a client of this library. `close()` closes the client. */
export function fairleadSubject(client: Client): Subject {
  return {
    get: (key) => client.get(key),
    mget: (keys) => client.mget(keys),
    set: (key, value, options) => client.set(key, value, options),
    incr: (key) => client.incr(key),
    rpush: (key, value) => client.rpush(key, value),
    close: () => client.close(),
  };
}
