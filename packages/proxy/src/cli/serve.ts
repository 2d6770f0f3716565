import { availableParallelism } from "node:os";
import { addressText, type ListenAddress } from "../config/address.ts";
import type { Changes } from "../config/changes.ts";
import type { Config } from "../config/config.ts";
import { type Log, openLog } from "../observe/log.ts";
import { startProxy } from "../server/proxy.ts";
import { Supervisor } from "../workers/supervisor.ts";

/** What serves, in this process or in others. */
interface Service {
  readonly addresses: ReadonlyMap<string, ListenAddress>;
  reload(config: Config): Promise<Changes>;
  close(): Promise<void>;
}

/**
 * Serves until SIGTERM or SIGINT, then drains; a second one ends the process at once, with code 1. SIGHUP reads the
 * configuration again by `read`, where there is something to read.
 * @throws {Error} when it can't begin to serve.
 */
export async function serve(config: Config, read: (() => Promise<Config>) | undefined): Promise<void> {
  // From here on, so that a signal during the start ends nothing half-way.
  const stopped = untilStopped();
  const log = await openLog(config.log);
  const starting = start(config, log);
  let reloading: Promise<unknown> = starting.catch(() => undefined);
  process.on("SIGHUP", () => {
    reloading = reloading.then(async () => reload(await starting, read, log));
  });
  const service = await starting;
  log.info(`ready, process ${process.pid}`);
  for (const [name, address] of service.addresses) log.info(`${name} listens at ${addressText(address)}`);
  await stopped;
  log.info("draining");
  await service.close();
  log.info("ended");
}

async function start(config: Config, log: Log): Promise<Service> {
  const count = config.workers === "cores" ? availableParallelism() : config.workers;
  if (count === 1) return startProxy(config, { log });
  return Supervisor.start(config, count, {
    started: (index, pid) => log.info(`worker ${index} serves, process ${pid}`),
    died: (index, how, restartInMs) =>
      log.error(`worker ${index} ended: ${how}; starts again in ${restartInMs} ms`),
  });
}

function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    let told = false;
    const stop = (): void => {
      if (told) process.exit(1);
      told = true;
      resolve();
    };
    process.on("SIGTERM", stop);
    process.on("SIGINT", stop);
  });
}

async function reload(service: Service, read: (() => Promise<Config>) | undefined, log: Log): Promise<void> {
  if (read === undefined) {
    log.warn("there is no configuration file to read again");
    return;
  }
  try {
    const { applied, needRestart } = await service.reload(await read());
    for (const change of applied) log.info(change);
    for (const setting of needRestart) log.warn(`${setting}: changed, which needs a restart`);
    log.info("reloaded");
  } catch (error) {
    log.error(`not reloaded, everything stays as it was: ${(error as Error).message}`);
  }
}
