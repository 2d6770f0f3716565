import { once } from "node:events";
import { createServer, type Server as Listener, type Socket } from "node:net";
import { type Address, LOOPBACK } from "./address.ts";
import { type Direction, Faults } from "./faults.ts";
import { onFreePort, releasePort } from "./ports.ts";
import { Relay } from "./relay.ts";

/** A port on some host, or a unix socket. */
export type Target = Address | { readonly path: string };

export interface WireOptions {
  /** Read for each new connection: a `Server` that changes its port is followed. */
  readonly to: Target;
  /** Connections from this address pass untouched by any fault, uncounted. */
  readonly exempt?: string;
}

/**
 * Puts a relay in front of a server. Faults add up until `restore()`, and apply at once, also to open
 * connections. A server that can't be reached shows as a connection that is accepted, then reset.
 */
export async function startWire(options: WireOptions): Promise<Wire> {
  return onFreePort(async (port) => {
    const wire = new Wire(options, port);
    await wire.restore();
    return wire;
  });
}

/** See {@link startWire}. */
export class Wire implements AsyncDisposable {
  readonly host: string = LOOPBACK;
  readonly port: number;
  readonly #faults = new Faults();
  readonly #exempt: string | undefined;
  readonly #relays = new Set<Relay>();
  readonly #exempted = new Set<Relay>();
  #to: Target;
  #listener: Listener | undefined;

  constructor({ to, exempt }: WireOptions, port: number) {
    this.port = port;
    this.#to = to;
    this.#exempt = exempt;
  }

  /** How many clients are connected. */
  get connections(): number {
    return this.#relays.size;
  }

  /** Bytes forwarded since the beginning. */
  get bytes(): Readonly<Record<Direction, number>> {
    return { ...this.#faults.forwarded };
  }

  /** Ends every connection at once, by a reset unless bytes are on their way. New ones are accepted. */
  cut(): void {
    for (const relay of this.#relays) relay.reset();
  }

  /**
   * Lets exactly `bytes` more bytes pass in `direction`, all connections counted together, then closes every
   * connection, once: in order rather than by a reset, which would take the last bytes along.
   */
  cutAfter(bytes: number, direction: Direction): void {
    this.#faults.allowance[direction] = bytes;
  }

  /** Each byte arrives `ms` milliseconds later, either way. */
  delay(ms: number): void {
    this.#faults.delayMs = ms;
  }

  /** Limits each direction of each connection. */
  throttle(bytesPerSecond: number): void {
    this.#faults.bytesPerSecond = bytesPerSecond;
  }

  /** Forwards in pieces of these sizes, over and over: a reader in this process reads each by itself. */
  split(...sizes: readonly number[]): void {
    this.#faults.sizes = sizes;
  }

  /**
   * Forwards nothing, neither bytes nor the ends of connections, and goes on accepting: what a partition
   * looks like. What comes meanwhile is delivered on `restore()`.
   */
  halfOpen(): void {
    this.#faults.stall();
  }

  /** Stops listening: new connections are refused, open ones go on. */
  refuse(): void {
    this.#listener?.close();
    this.#listener = undefined;
  }

  /** Ends all faults, and listens again. */
  async restore(): Promise<void> {
    this.#faults.clear();
    if (this.#listener !== undefined) return;
    const listener = createServer({ allowHalfOpen: true, noDelay: true }, (client) => this.#accept(client));
    listener.listen(this.port, LOOPBACK);
    await once(listener, "listening");
    this.#listener = listener;
  }

  /** Leads new connections elsewhere. */
  retarget(to: Target): void {
    this.#to = to;
  }

  /** Stops listening and resets every connection. */
  async close(): Promise<void> {
    this.refuse();
    this.#faults.clear();
    const relays = [...this.#relays, ...this.#exempted];
    for (const relay of relays) relay.reset();
    await Promise.all(relays.map((relay) => relay.closed));
    releasePort(this.port);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #accept(client: Socket): void {
    const exempt = this.#exempt !== undefined && client.remoteAddress === this.#exempt;
    const relays = exempt ? this.#exempted : this.#relays;
    const relay = new Relay(
      client,
      (server) => this.#connect(server),
      exempt ? new Faults() : this.#faults,
      () => this.#usedUp(),
    );
    relays.add(relay);
    void relay.closed.then(() => relays.delete(relay));
  }

  #connect(server: Socket): void {
    if ("path" in this.#to) server.connect(this.#to.path);
    else server.connect(this.#to.port, this.#to.host);
  }

  #usedUp(): void {
    this.#faults.allowance = { toServer: Infinity, toClient: Infinity };
    for (const relay of this.#relays) relay.end();
  }
}
