import cluster, { type Worker } from "node:cluster";
import { addressText } from "../config/address.ts";
import type { Changes } from "../config/changes.ts";
import type { Config } from "../config/config.ts";
import { Channel } from "./channel.ts";
import { tryListening } from "./listen.ts";
import { restartDelayMs } from "./restart-delay.ts";
import { type Addresses, type Committed, type Orders, type Question, Topic } from "./topics.ts";

/** Milliseconds for a worker to answer a question. */
const ANSWER_MS = 2_000;
/** Milliseconds beyond those for draining after which a worker is ended. */
const GRACE_MS = 5_000;

/** What happens to workers, for whoever keeps a log. */
export interface SupervisorEvents {
  /** One has ended unasked, or could not start. `how`: a signal, an exit code, or what failed. */
  died(index: number, how: string, restartInMs: number): void;
  started(index: number, pid: number): void;
}

interface Place {
  readonly index: number;
  worker: Worker | undefined;
  channel: Channel | undefined;
  /** How many workers have had it. */
  generation: number;
  /** Workers in a row that did not last. */
  failures: number;
  startedAt: number;
}

/** Keeps worker processes that serve the same addresses: it serves nobody itself. */
export class Supervisor {
  addresses: Addresses = new Map();
  private config: Config;
  private readonly places: readonly Place[];
  private readonly events: SupervisorEvents;
  private ending = false;

  private constructor(config: Config, count: number, events: SupervisorEvents) {
    this.config = config;
    this.events = events;
    this.places = Array.from({ length: count }, (_, index) => ({
      index,
      worker: undefined,
      channel: undefined,
      generation: 0,
      failures: 0,
      startedAt: 0,
    }));
  }

  /**
   * Starts `count` workers: this process's program again, which has to behave as one in a worker of `node:cluster`.
   * @throws {Error} of the first that can't start: then none is left.
   */
  static async start(config: Config, count: number, events: SupervisorEvents): Promise<Supervisor> {
    cluster.setupPrimary({ args: [], serialization: "advanced" });
    const supervisor = new Supervisor(config, count, events);
    const [first, ...others] = supervisor.places;
    try {
      // What is wrong with the configuration is wrong in all of them.
      if (first !== undefined) await supervisor.launch(first);
      await Promise.all(others.map((place) => supervisor.launch(place)));
    } catch (error) {
      supervisor.kill();
      throw error;
    }
    return supervisor;
  }

  /** Has all workers take a configuration over, or none. @throws {Error} of a worker that can't. */
  async reload(config: Config): Promise<Changes> {
    await this.tryNewAddresses(config);
    const { channels } = this;
    const results = await Promise.allSettled(channels.map((each) => each.request(Topic.PREPARE, config)));
    const failed = results.find((result) => result.status === "rejected");
    if (failed !== undefined) {
      const ready = channels.filter((_, at) => results[at]?.status === "fulfilled");
      await Promise.allSettled(ready.map((each) => each.request(Topic.ABANDON)));
      throw failed.reason;
    }
    this.config = config;
    // One that ends meanwhile comes back with the new configuration.
    const replies = await Promise.allSettled(channels.map((each) => each.request(Topic.COMMIT)));
    const reply = replies.find((result) => result.status === "fulfilled")?.value as Committed | undefined;
    this.addresses = reply?.addresses ?? this.addresses;
    return reply?.changes ?? { applied: [], needRestart: [] };
  }

  /** Has all workers drain, and fulfils when they have ended. */
  async close(): Promise<void> {
    this.ending = true;
    const workers = this.places.flatMap(({ worker }) => (worker === undefined ? [] : [worker]));
    const ended = workers.map(
      (worker) => new Promise<void>((resolve) => worker.once("exit", () => resolve())),
    );
    for (const { worker, channel } of this.places) {
      if (channel === undefined)
        worker?.process.kill("SIGTERM"); // it does not serve yet
      else channel.request(Topic.DRAIN).catch(() => undefined);
    }
    const late = setTimeout(() => this.kill(), this.config.drainTimeoutMs + GRACE_MS);
    await Promise.all(ended);
    clearTimeout(late);
  }

  /** Ends all workers at once. */
  kill(): void {
    this.ending = true;
    for (const { worker } of this.places) worker?.process.kill("SIGKILL");
  }

  /** A worker that has failed to listen somewhere does not share the address with others any more: none is to fail. */
  private async tryNewAddresses({ listeners }: Config): Promise<void> {
    const known = new Set(this.config.listeners.map(({ address }) => addressText(address)));
    for (const { address } of listeners) if (!known.has(addressText(address))) await tryListening(address);
  }

  private get channels(): Channel[] {
    return this.places.flatMap(({ channel }) => (channel === undefined ? [] : [channel]));
  }

  /** @throws {Error} when the worker can't serve. */
  private async launch(place: Place): Promise<void> {
    const { config } = this;
    const worker = cluster.fork();
    const channel = new Channel((message) => {
      if (worker.isConnected()) worker.send(message as object);
    });
    const { index, generation } = place;
    place.worker = worker;
    place.generation++;
    place.startedAt = performance.now();
    const serving = new Promise<Addresses>((resolve, reject) => {
      channel.on(Topic.BEGIN, (): Orders => ({ config, index, count: this.places.length, generation }));
      channel.on(Topic.SERVING, (addresses) => resolve(addresses as Addresses));
      channel.on(Topic.FAILED, (message) => reject(new Error(message as string)));
      worker.once("exit", (code, signal) => reject(new Error(signal ?? `exit code ${code}`)));
    });
    channel.on(Topic.COLLECT, (body) => this.collect(body as Question));
    worker.on("message", (message: unknown) => channel.receive(message));
    worker.on("error", () => undefined); // it has ended while it was sent something
    worker.once("exit", (code, signal) => {
      const served = place.channel === channel;
      place.worker = place.channel = undefined;
      channel.end();
      if (served) this.restart(place, signal ?? `exit code ${code}`);
    });
    try {
      this.addresses = await serving;
    } catch (error) {
      worker.process.kill("SIGKILL");
      throw error;
    }
    place.channel = channel;
    this.events.started(index, worker.process.pid ?? 0);
    if (this.config !== config) await this.catchUp(channel);
  }

  /** Tells a worker of a configuration that came while it started. */
  private async catchUp(channel: Channel): Promise<void> {
    await channel.request(Topic.PREPARE, this.config);
    await channel.request(Topic.COMMIT);
  }

  private restart(place: Place, how: string): void {
    if (this.ending) return;
    const delayMs = restartDelayMs(performance.now() - place.startedAt, place.failures);
    place.failures = delayMs === 0 ? 0 : place.failures + 1;
    this.events.died(place.index, how, delayMs);
    setTimeout(() => {
      if (this.ending) return;
      this.launch(place).catch((error: Error) => this.restart(place, error.message));
    }, delayMs);
  }

  private async collect(question: Question): Promise<unknown[]> {
    const answers = this.channels.map((channel) => inTime(channel.request(Topic.ASK, question)));
    return (await Promise.all(answers)).filter((answer) => answer !== undefined);
  }
}

/** `undefined` for an answer that comes too late, or not at all. */
async function inTime(answer: Promise<unknown>): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ANSWER_MS);
  });
  try {
    return await Promise.race([answer, late]);
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}
