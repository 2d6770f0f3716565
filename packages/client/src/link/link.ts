import type { ErrorReply, Reply } from "fairlead-resp";
import { type Address, addressText } from "../address.ts";
import { backoffMs } from "../backoff.ts";
import type { Call } from "../connection/call.ts";
import type { Connection, ConnectionOwner } from "../connection/connection.ts";
import { type Established, establish } from "../connection/establish.ts";
import type { Step } from "../connection/handshake.ts";
import type { Subscriber } from "../connection/subscriber-sink.ts";
import type { Turn } from "../connection/turn.ts";
import { ConnectionError } from "../errors.ts";
import type { Settings } from "../options.ts";
import { CallQueue } from "./call-queue.ts";
import { askAfter } from "./probe.ts";
import { repeatableAmong } from "./repeatable-among.ts";
import type { LinkState } from "./state.ts";
import { whenIdle } from "./when-idle.ts";

/** What a link tells the client that owns it. */
export interface LinkOwner {
  /** The server answered with an error; the owner settles the call or sends it on. */
  refused(link: Link, call: Call, reply: ErrorReply): void;
  /** The call was under way when the connection ended, and may be sent again without harm. */
  returned(link: Link, call: Call): void;
  pushed(link: Link, items: Reply[]): void;
  /** A connection stands, in place of any before it. */
  connected(link: Link): void;
  /** The connection ended, or an attempt to make one failed. The link goes on trying. */
  disconnected(link: Link, error: Error): void;
  /** The server has been silent for `stallMs` although answers are due. */
  stalled(link: Link): void;
}

/** Keeps one endpoint connected: queues while it isn't, backs off, and never gives up before it is closed. */
export class Link implements ConnectionOwner {
  readonly address: Address;
  /** {@link addressText} of the address. */
  readonly name: string;
  private state: LinkState = { kind: "idle" };
  private readonly queue: CallQueue;
  /** Attempts since the last connection that lasted. */
  private attempt = 0;
  /** Rotates over the addresses of a host name. */
  private rotation = 0;
  private renewing: AbortController | undefined = undefined;
  private readonly settings: Settings;
  private readonly turn: Turn;
  private readonly owner: LinkOwner;
  private readonly setup: readonly Step[];
  private readonly subscriber: Subscriber | undefined;

  /** `setup`: what each of its connections needs beyond what all do; `subscriber`: they are for subscriptions alone. */
  constructor(
    address: Address,
    owner: LinkOwner,
    settings: Settings,
    turn: Turn,
    setup: readonly Step[] = [],
    subscriber?: Subscriber,
  ) {
    this.setup = setup;
    this.subscriber = subscriber;
    this.address = address;
    this.name = addressText(address);
    this.owner = owner;
    this.settings = settings;
    this.turn = turn;
    this.queue = new CallQueue(this.name, settings, () =>
      this.state.kind === "waiting" ? this.state.error : undefined,
    );
  }

  get ready(): boolean {
    return this.state.kind === "ready";
  }

  /** Without a connection, and without an attempt at one under way. */
  get disconnected(): boolean {
    return this.state.kind === "idle" || this.state.kind === "waiting";
  }

  /** Connected, yet without an answer for longer than a server should need. */
  get silent(): boolean {
    return this.state.kind === "ready" && this.state.connection.silent;
  }

  /** Connected and answering. */
  get well(): boolean {
    return this.ready && !this.silent;
  }

  /** Answering, or not known to be away: nobody has tried yet, or the first attempt is under way. */
  get usable(): boolean {
    const { kind } = this.state;
    return kind === "ready" ? !this.silent : kind === "idle" || (kind === "connecting" && this.attempt <= 1);
  }

  /** Calls that wait for a connection. */
  get queued(): number {
    return this.queue.length;
  }

  /** Calls not answered yet. */
  get pending(): number {
    return this.queued + (this.state.kind === "ready" ? this.state.connection.pending : 0);
  }

  /** Sends `call` at the end of this turn, or as soon as there is a connection. */
  send(call: Call): void {
    const state = this.state;
    if (state.kind === "ready") state.connection.send(call);
    else this.enqueue(call);
  }

  /** Connects if it isn't, without waiting for a call. */
  connect(): void {
    if (this.state.kind === "idle") this.dial();
  }

  /** Takes over a connection that was made elsewhere. Only while {@link disconnected}. */
  adopt({ connection }: Established): void {
    if (this.state.kind === "waiting") this.state.cancel();
    this.accept(connection);
  }

  /** Gives up the present connection and makes a new one, its host name looked up anew. */
  reconnect(reason: string): void {
    if (this.state.kind === "ready") this.state.connection.destroy("ERR_CONNECT_LOST", reason);
  }

  /**
   * Replaces a connection that stands by a new one, made with what credentials, certificates and names are now. New calls
   * wait until the old ones are answered, for at most `stallMs`, so that all run in their order.
   * @throws {ConnectionError} when no new one can be made: the old one stays.
   */
  async renew(): Promise<void> {
    if (this.state.kind !== "ready") return;
    const { connection: old } = this.state;
    const { settings } = this;
    const abort = new AbortController();
    const { signal } = abort;
    this.renewing = abort;
    const fresh = await this.open(signal);
    if (this.state.kind === "ready" && this.state.connection === old) {
      this.state = { kind: "connecting", abort };
      await whenIdle(() => old.pending, { ...settings, timeoutMs: settings.stallMs });
      old.drain();
    } else abort.abort();
    if (signal.aborted) fresh.connection.destroy("ERR_CONNECT_CLOSED", "It is not needed any more");
    else this.begin(fresh.connection);
  }

  /** Removes and returns what waits for a connection. */
  takeQueued(): Call[] {
    return this.queue.take();
  }

  /** Takes no more calls; the connection ends once what it carries is answered. The queue must be taken before. */
  drain(): void {
    const connection = this.state.kind === "ready" ? this.state.connection : undefined;
    this.shut();
    connection?.drain();
  }

  /** Ends at once. What is not answered fails or is returned. */
  close(): void {
    const connection = this.state.kind === "ready" ? this.state.connection : undefined;
    const queued = this.takeQueued();
    this.shut();
    connection?.destroy("ERR_CONNECT_CLOSED", "The connection was closed");
    for (const call of queued) call.fail("ERR_CLOSED", this.name);
  }

  refused(_connection: Connection, call: Call, reply: ErrorReply): void {
    this.owner.refused(this, call, reply);
  }

  pushed(_: Connection, items: Reply[]): void {
    this.owner.pushed(this, items);
  }

  stalled(connection: Connection): void {
    if (this.state.kind !== "ready" || this.state.connection !== connection) {
      connection.destroy(
        "ERR_CONNECT_STALLED",
        "The server stopped answering on a connection that was to end",
      );
      return;
    }
    this.owner.stalled(this);
    if (this.state.kind !== "ready" || this.state.probe !== undefined) return;
    const probe = new AbortController();
    this.state = { ...this.state, probe };
    void this.probe(connection, probe);
  }

  bulky(connection: Connection): void {
    if (this.state.kind !== "ready" || this.state.connection !== connection) return;
    this.state.probe?.abort();
    this.dial();
    for (const call of connection.retire()) this.owner.returned(this, call);
  }

  ended(connection: Connection, error: ConnectionError, calls: readonly Call[]): void {
    const current = this.state.kind === "ready" && this.state.connection === connection;
    if (current) this.lost(error);
    const closed = this.state.kind === "closed" && error.code === "ERR_CONNECT_CLOSED";
    if (closed) for (const call of calls) call.fail("ERR_CLOSED", this.name);
    else for (const call of repeatableAmong(calls, this.name, error)) this.owner.returned(this, call);
  }

  private enqueue(call: Call): void {
    if (this.state.kind === "closed") {
      call.fail("ERR_CLOSED", this.name);
      return;
    }
    if (this.queue.push(call)) this.connect();
  }

  private dial(): void {
    const abort = new AbortController();
    this.state = { kind: "connecting", abort };
    this.attempt++;
    this.open(abort.signal).then(
      ({ connection }) => {
        if (abort.signal.aborted) connection.destroy("ERR_CONNECT_CLOSED", "The link was closed");
        else this.begin(connection);
      },
      (error: Error) => {
        if (!abort.signal.aborted) this.retreat(error);
      },
    );
  }

  private open(signal: AbortSignal): Promise<Established> {
    const { address, settings, turn, setup, subscriber } = this;
    return establish(address, this.rotation++, settings, turn, signal, setup, subscriber);
  }

  private begin(connection: Connection): void {
    this.accept(connection);
    if (this.ready) this.owner.connected(this);
  }

  private accept(connection: Connection): void {
    connection.owner = this;
    if (!connection.open) {
      this.retreat(
        new ConnectionError("ERR_CONNECT_LOST", `${this.name} ended the connection at once`, this.name),
      );
      return;
    }
    this.state = { kind: "ready", connection, since: this.settings.runtime.now(), probe: undefined };
    for (const call of this.takeQueued()) connection.send(call);
  }

  private lost(error: ConnectionError): void {
    if (this.state.kind !== "ready") return;
    this.state.probe?.abort();
    // A connection that lasted shows that the server is well: the first attempt goes at once.
    const lasted = this.settings.runtime.now() - this.state.since > this.settings.maxBackoffMs;
    if (lasted) this.attempt = 0;
    this.retreat(error);
  }

  private retreat(error: Error): void {
    const { maxBackoffMs, runtime } = this.settings;
    const delay = this.attempt === 0 ? 0 : backoffMs(this.attempt, maxBackoffMs, runtime);
    this.state = { kind: "waiting", cancel: runtime.after(delay, () => this.dial()), error };
    this.owner.disconnected(this, error);
  }

  private shut(): void {
    const state = this.state;
    this.state = { kind: "closed" };
    this.renewing?.abort();
    if (state.kind === "waiting") state.cancel();
    if (state.kind === "connecting") state.abort.abort();
    if (state.kind === "ready") state.probe?.abort();
  }

  /** Asks the server over a second connection what became of the silent one, and replaces that if it is dead. */
  private async probe(silent: Connection, abort: AbortController): Promise<void> {
    const { address, settings, turn, setup, subscriber } = this;
    const turned = this.rotation++;
    const found = await askAfter(silent, address, turned, settings, turn, abort.signal, setup, subscriber);
    if (abort.signal.aborted) {
      found?.connection.destroy("ERR_CONNECT_CLOSED", "The probe was given up");
      return;
    }
    if (this.state.kind === "ready") this.state = { ...this.state, probe: undefined };
    if (found === undefined) return;
    if (found.diagnosis !== "dead" || !silent.open) {
      found.connection.destroy("ERR_CONNECT_CLOSED", "The probe is done");
      return;
    }
    this.accept(found.connection);
    silent.destroy("ERR_CONNECT_STALLED", "The server stopped answering on this connection");
    if (this.ready) this.owner.connected(this);
  }
}
