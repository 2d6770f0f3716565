import { readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { reaper, until } from "fairlead-harness";
import { killTree } from "../proc/tree.ts";
import type { Address } from "../servers/address.ts";

/** A running proxy. */
export interface RunningProxy extends AsyncDisposable {
  readonly address: Address;
  readonly pid: number;
}

/** How a proxy is started. */
export interface Program {
  readonly path: string;
  readonly args: readonly string[];
  /** Where it runs, and where its log is written; removed with it. */
  readonly folder: string;
  readonly address: Address;
}

/**
 * Starts a proxy, and resolves when it accepts connections. It dies with this process at the latest.
 * @throws {Error} with the end of its log, when it doesn't come up.
 */
export async function startProxy({ path, args, folder, address }: Program): Promise<RunningProxy> {
  const ward = await reaper().start(path, args, folder);
  let running = true;
  const ended = ward.ended.then((how) => {
    running = false;
    return `it ended with ${how}`;
  });
  const close = async () => {
    if (running) killTree(ward.pid);
    await reaper().wait(ended);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const trouble = await Promise.race([ended, accepts(address)]);
    if (trouble !== undefined) throw new Error(trouble);
    return { address, pid: ward.pid, [Symbol.asyncDispose]: close };
  } catch (error) {
    const log = readFileSync(join(folder, "log"), "utf8").trim().slice(-500);
    await close();
    throw new Error(`the proxy didn't start: ${(error as Error).message}; its log ends: ${log}`, {
      cause: error,
    });
  }
}

async function accepts(address: Address): Promise<undefined> {
  const what = "the proxy to accept connections";
  await until(() => isOpen(address), { what, timeoutMs: 5_000, intervalMs: 5 });
  return undefined;
}

function isOpen(address: Address): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ ...address }, () => done(true));
    socket.once("error", () => done(false));
    function done(open: boolean) {
      socket.destroy();
      resolve(open);
    }
  });
}
