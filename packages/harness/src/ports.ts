import { randomInt } from "node:crypto";
import { createSocket, type Socket } from "node:dgram";
import { createServer } from "node:net";
import { LOOPBACK } from "./address.ts";

/** How far a node's cluster bus port is from its own port. */
const BUS_OFFSET = 10_000;

const ATTEMPTS = 100;

/** The ports this process holds, each by the UDP socket of the same number. */
const held = new Map<number, Socket>();

/**
 * Runs `start` with a free port, and again with another one while it fails with the code `EADDRINUSE`.
 */
export async function onFreePort<T>(start: (port: number) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    try {
      return await start(port);
    } catch (error) {
      releasePort(port);
      if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE" || attempt === 10) throw error;
    }
  }
}

/**
 * A port of 127.0.0.1 nothing listens on, with its cluster bus port free too; both below the range from which
 * systems take the ports of outgoing connections. Nobody else who asks here gets it, in any process, until what
 * is started on it is closed, or this process ends: a stopped node's neighbours keep calling its port, and take
 * another one that answers there for it.
 */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const port = randomInt(10_000, 20_000); // the bus ports: 20 000 to 29 999
    if (!(await hold(port))) continue;
    if ((await isFree(port)) && (await isFree(port + BUS_OFFSET))) return port;
    releasePort(port);
  }
  throw new Error(`found no free port in ${ATTEMPTS} attempts`);
}

/** Lets others have a port that `freePort` gave. */
export function releasePort(port: number): void {
  held.get(port)?.close();
  held.delete(port);
}

/** False if somebody holds it already. */
function hold(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket("udp4").unref();
    socket.once("error", () => {
      socket.close();
      resolve(false);
    });
    socket.bind({ port, address: LOOPBACK, exclusive: true }, () => {
      held.set(port, socket);
      resolve(true);
    });
  });
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer((stranger) => stranger.destroy()); // or close() would wait for its end
    probe.once("error", () => resolve(false));
    probe.listen(port, LOOPBACK, () => probe.close(() => resolve(true)));
  });
}
