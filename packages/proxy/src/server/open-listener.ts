import { createSecureContext, type TlsOptions } from "node:tls";
import type { ListenerConfig } from "../config/config.ts";
import type { Shared } from "../resp/shared.ts";
import type { Door } from "./gate.ts";
import { type ListenerEvents, type ListenerOptions, RespListener } from "./resp-listener.ts";
import type { Sessions } from "./sessions.ts";
import { TlsFiles } from "./tls-files.ts";

/** What the sessions of a listener have in common; all of it but the upstream follows the configuration while they last. */
export interface Terms {
  shared: Shared;
  readonly door: Door;
}

/** A listener's next settings, with everything done that may fail. */
export interface NextListener {
  readonly config: ListenerConfig;
  readonly files: TlsFiles | undefined;
  readonly tls: TlsOptions | undefined;
}

/** Reads what the settings name. @throws {Error} when a file can't be read, or a certificate and its key don't belong together. */
export async function prepareListener(config: ListenerConfig): Promise<NextListener> {
  if (config.tls === undefined) return { config, files: undefined, tls: undefined };
  const files = new TlsFiles(config.tls);
  try {
    const tls = await files.read();
    createSecureContext(tls);
    return { config, files, tls };
  } catch (error) {
    throw new Error(`listener ${config.name}: ${(error as Error).message}`, { cause: error });
  }
}

/** A listener that runs, and what it follows. */
export class OpenListener {
  readonly listener: RespListener;
  private next: NextListener;
  private readonly events: ListenerEvents;
  private shared: Shared;

  constructor(next: NextListener, terms: Terms, sessions: Sessions, events: ListenerEvents, count: number) {
    this.next = next;
    this.shared = terms.shared;
    this.events = events;
    this.listener = new RespListener(optionsOf(next.config, count), terms.shared, sessions, events);
    this.listener.encrypt(next.tls);
    this.follow();
  }

  get config(): ListenerConfig {
    return this.next.config;
  }

  /** Takes new settings over; sessions that are open keep their connections. */
  apply(next: NextListener, { shared, door }: Terms, count: number): void {
    const before = this.next.config;
    this.next.files?.stop();
    this.next = next;
    this.listener.encrypt(next.tls);
    this.follow();
    for (const each of this.listener.inUse) {
      const { upstream, server } = each;
      Object.assign(each, shared, { upstream, server });
    }
    if (this.shared.upstream !== shared.upstream) this.shared = shared;
    this.listener.reload(optionsOf(next.config, count), this.shared);
    // Whom a server knows under a name is not whom the proxy knows under it.
    const same = before.auth === next.config.auth || !isOfServers(before, next.config);
    this.listener.expel((user) => same && door.welcomes(user));
  }

  /** As {@link RespListener.drain}. */
  async drain(timeoutMs: number): Promise<void> {
    this.next.files?.stop();
    await this.listener.drain(timeoutMs);
  }

  private follow(): void {
    const { failed } = this.events;
    this.next.files?.follow((tls) => this.listener.encrypt(tls), failed);
  }
}

function isOfServers(...configs: readonly ListenerConfig[]): boolean {
  return configs.some(({ auth }) => auth === "backend");
}

/** Of one process of `count`: the system hands connections out in turn. */
function optionsOf({ mode, limits }: ListenerConfig, count: number): ListenerOptions {
  const part = (most: number): number => Math.ceil(most / count);
  const { maxSessions, connectsPerSecond } = limits;
  const mine = { maxSessions: part(maxSessions), connectsPerSecond: part(connectsPerSecond) };
  return { mode, limits: { ...limits, ...mine } };
}
