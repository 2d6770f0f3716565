import { createSecureContext, type TlsOptions } from "node:tls";
import type { ListenerConfig } from "../config/config.ts";
import { type Host, Listener } from "./listener.ts";
import type { Protocol } from "./protocol.ts";
import type { Sessions } from "./sessions.ts";
import { TlsFiles } from "./tls-files.ts";

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
  readonly listener: Listener;
  private next: NextListener;

  constructor(next: NextListener, protocol: Protocol, sessions: Sessions, host: Host) {
    this.next = next;
    this.listener = new Listener(protocol, sessions, host);
    this.follow();
  }

  get config(): ListenerConfig {
    return this.next.config;
  }

  /** Takes new settings over; sessions that are open keep their connections. */
  apply(next: NextListener, protocol: Protocol): void {
    const before = this.next.config;
    this.next.files?.stop();
    this.next = next;
    this.follow();
    this.listener.reload(protocol);
    // Whom a server knows under a name is not whom the proxy knows under it.
    const same = before.auth === next.config.auth || !isOfServers(before, next.config);
    this.listener.expel((user) => same && protocol.welcomes(user));
  }

  /** As {@link Listener.drain}. */
  async drain(timeoutMs: number): Promise<void> {
    this.next.files?.stop();
    await this.listener.drain(timeoutMs);
  }

  private follow(): void {
    const { config, files, tls } = this.next;
    const later = config.protocol === "nntp" && config.tls?.startTls === true;
    this.listener.encrypt(tls, later);
    files?.follow(
      (renewed) => this.listener.encrypt(renewed, later),
      (error) => this.listener.failed(error),
    );
  }
}

function isOfServers(...configs: readonly ListenerConfig[]): boolean {
  return configs.some(({ auth }) => auth === "backend");
}
