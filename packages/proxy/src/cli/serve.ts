import { availableParallelism } from "node:os";
import { addressText, type ListenAddress } from "../config/address.ts";
import type { Changes } from "../config/changes.ts";
import type { Config } from "../config/config.ts";
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
  const service = await start(config);
  say(`ready, process ${process.pid}`);
  for (const [name, address] of service.addresses) say(`${name} listens at ${addressText(address)}`);
  process.on("SIGHUP", () => void reload(service, read));
  await stopped;
  say("draining");
  await service.close();
}

async function start(config: Config): Promise<Service> {
  const count = config.workers === "cores" ? availableParallelism() : config.workers;
  if (count === 1) return startProxy(config);
  return Supervisor.start(config, count, {
    started: (index, pid) => say(`worker ${index} serves, process ${pid}`),
    died: (index, how, restartInMs) =>
      say(`worker ${index} ended: ${how}; starts again in ${restartInMs} ms`),
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

async function reload(service: Service, read: (() => Promise<Config>) | undefined): Promise<void> {
  if (read === undefined) {
    say("there is no configuration file to read again");
    return;
  }
  try {
    const { applied, needRestart } = await service.reload(await read());
    for (const change of applied) say(change);
    for (const setting of needRestart) say(`${setting}: changed, which needs a restart`);
    say("reloaded");
  } catch (error) {
    say(`not reloaded, everything stays as it was: ${(error as Error).message}`);
  }
}

function say(text: string): void {
  process.stderr.write(`fairlead: ${text}\n`);
}
