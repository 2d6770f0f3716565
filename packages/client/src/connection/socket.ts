import { lookup as systemLookup } from "node:dns";
import { connect, isIP, type LookupFunction, type Socket, type TcpNetConnectOpts } from "node:net";
import type { Address } from "../address.ts";
import type { Settings } from "../options.ts";

/** Where a socket's bytes go. Set once the connection stands; the buffer is used again after the call returns. */
export interface SocketReader {
  onBytes: (bytes: Buffer, length: number) => void;
}

const READ_BUFFER_BYTES = 64 * 1024;
const TCP_KEEP_ALIVE_MS = 15_000;

/**
 * Opens TCP, TLS or a unix socket. A host name with several addresses is tried at each of them in turn; `attempt`
 * decides at which to begin, so that one that accepts and stays silent does not hide the others.
 * @throws the system's error, or `signal.reason` when aborted.
 */
export async function openSocket(
  address: Address,
  attempt: number,
  settings: Settings,
  reader: SocketReader,
  signal: AbortSignal,
): Promise<Socket> {
  const onread = {
    buffer: Buffer.allocUnsafeSlow(READ_BUFFER_BYTES),
    callback(length: number, bytes: Uint8Array): boolean {
      reader.onBytes(bytes as Buffer, length);
      return true;
    },
  };
  const tcp: TcpNetConnectOpts = {
    host: address.host,
    port: address.port,
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: TCP_KEEP_ALIVE_MS,
    autoSelectFamily: true,
    lookup: rotatedLookup(settings.runtime.lookup ?? (systemLookup as LookupFunction), attempt),
    onread,
  };
  let socket: Socket;
  let established = "connect";
  if (address.path !== undefined) socket = connect({ path: address.path, onread });
  else if (settings.tls === undefined) socket = connect(tcp);
  else {
    // Loaded where it is wanted: it costs more to load than the rest of the client.
    const tls = await import("node:tls");
    established = "secureConnect";
    const name = address.servername ?? (isIP(address.host) === 0 ? address.host : undefined);
    socket = tls.connect({
      ...tcp,
      ...(name === undefined ? {} : { servername: name }),
      ...(await settings.tls()),
    });
  }
  return await settled(socket, established, signal);
}

function settled(socket: Socket, established: string, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      socket.destroy();
      fail(signal.reason as Error);
    };
    const fail = (error: Error): void => {
      signal.removeEventListener("abort", stop);
      reject(error);
    };
    socket.once("error", fail);
    socket.once(established, () => {
      socket.off("error", fail);
      signal.removeEventListener("abort", stop);
      resolve(socket);
    });
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop);
  });
}

/** The same lookup, its answers turned by `attempt` places. */
function rotatedLookup(lookup: LookupFunction, attempt: number): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, options, (error, found, family) => {
      if (error || !Array.isArray(found) || found.length < 2) return callback(error, found, family);
      const first = attempt % found.length;
      callback(null, [...found.slice(first), ...found.slice(0, first)], family);
    });
  };
}
