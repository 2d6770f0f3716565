import { randomInt } from "node:crypto";
import { createServer } from "node:net";
import { LOOPBACK } from "./address.ts";

/** How far a node's cluster bus port is from its own port. */
const BUS_OFFSET = 10_000;

const ATTEMPTS = 100;

/**
 * Runs `start` with a free port, and again with another one while it fails with the code `EADDRINUSE`:
 * between looking and binding, another process may take the port.
 */
export async function onFreePort<T>(start: (port: number) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await start(await freePort());
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE" || attempt === 10) throw error;
    }
  }
}

/**
 * A port of 127.0.0.1 nothing listens on, with its cluster bus port free too. Both are below the range from
 * which systems take the ports of outgoing connections.
 */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const port = randomInt(10_000, 20_000); // the bus ports: 20 000 to 29 999
    if ((await isFree(port)) && (await isFree(port + BUS_OFFSET))) return port;
  }
  throw new Error(`found no free port in ${ATTEMPTS} attempts`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer((stranger) => stranger.destroy()); // or close() would wait for its end
    probe.once("error", () => resolve(false));
    probe.listen(port, LOOPBACK, () => probe.close(() => resolve(true)));
  });
}
