import { rm } from "node:fs/promises";
import { createConnection, createServer, type Server } from "node:net";
import { addressText, type ListenAddress } from "../config/address.ts";

const BACKLOG = 4096;

/**
 * Has a server listen. A unix socket that its process has left behind is removed before.
 * @throws {Error} in plain words, with the system's error as `cause`.
 */
export async function listenAt(server: Server, address: ListenAddress): Promise<void> {
  try {
    if ("path" in address && (await isDead(address.path))) await rm(address.path);
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen({ ...address, backlog: BACKLOG }, () => {
        server.off("error", reject);
        resolve();
      });
    });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(`can't listen at ${addressText(address)}: ${wordsFor(code)}`, { cause: error });
  }
}

/** Listens at an address, and ends at once: only to see whether it can be done. @throws as {@link listenAt} */
export async function tryListening(address: ListenAddress): Promise<void> {
  const server = createServer();
  await listenAt(server, address);
  await new Promise((resolve) => server.close(resolve));
}

function isDead(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(path);
    socket.once("connect", () => {
      socket.destroy();
      resolve(false);
    });
    socket.once("error", ({ code }: NodeJS.ErrnoException) => resolve(code === "ECONNREFUSED"));
  });
}

function wordsFor(code: string | undefined): string {
  switch (code) {
    case "EADDRINUSE":
      return "the address is in use";
    case "EACCES":
      return "that is not permitted";
    case "EADDRNOTAVAIL":
      return "this machine does not have the address";
    default:
      return code ?? "the system does not say why";
  }
}
