import type { Socket } from "node:net";
import type { TlsOptions } from "node:tls";
import { addressText, type ListenAddress } from "../config/address.ts";
import type { ClientSocket } from "../session/client-socket.ts";
import { turnAway } from "../session/goodbye.ts";
import { Acceptor, type AcceptorOwner } from "./acceptor.ts";
import type { Guest, Protocol } from "./protocol.ts";
import type { Sessions } from "./sessions.ts";

/** Connections that get to read that they are too many, at once. */
const MOST_TURNED_AWAY = 32;
/** How often sessions are looked at that may have been idle for too long. */
const SWEEP_MS = 1_000;
/** How often sessions are looked at while the listener drains. */
const DRAIN_LOOK_MS = 20;

/** Who is told of every session. */
export interface Host {
  opened(guest: Guest): void;
  closed(guest: Guest): void;
}

/** Accepts clients at one address, of whatever protocol. */
export class Listener implements AcceptorOwner {
  private readonly guests = new Map<number, Guest>();
  /** How many sessions each protocol has: those from before a reload have another. */
  private readonly counts = new Map<Protocol, number>();
  /** Sockets of sessions that are over, whose last bytes are on their way. */
  private readonly parting = new Set<ClientSocket>();
  private readonly acceptor: Acceptor;
  private readonly host: Host;
  private readonly sessions: Sessions;
  private protocol: Protocol;
  /** For clients that ask for TLS. */
  private startTls: TlsOptions | undefined = undefined;
  private sweeper: NodeJS.Timeout | undefined = undefined;
  private acceptedInSecond = 0;
  /** Connections that are no session's, and wait to be closed. */
  private turnedAway = 0;

  constructor(protocol: Protocol, sessions: Sessions, host: Host) {
    this.protocol = protocol;
    this.sessions = sessions;
    this.host = host;
    this.acceptor = new Acceptor(this);
  }

  get address(): ListenAddress {
    return this.acceptor.address;
  }

  /** Backends that its sessions use, and new ones would. */
  get backends(): readonly object[] {
    return [this.protocol, ...this.counts.keys()].flatMap(({ backends }) => backends);
  }

  /** @throws as {@link Acceptor.listen} */
  async listen(address: ListenAddress): Promise<void> {
    await this.acceptor.listen(address);
    this.sweeper = setInterval(() => this.sweep(), SWEEP_MS);
    this.sweeper.unref();
  }

  /** As {@link Acceptor.encrypt}; `later`: once a client asks for it. */
  encrypt(tls: TlsOptions | undefined, later: boolean): void {
    this.acceptor.encrypt(later ? undefined : tls);
    this.startTls = later ? tls : undefined;
  }

  /** Sessions from here on are of this protocol; those that are open take over what they can, if theirs has the same name. */
  reload(next: Protocol): void {
    for (const each of this.counts.keys()) if (each.name === next.name) each.follow(next);
    this.protocol = next;
  }

  /** Ends the sessions of users who are not welcome any more. */
  expel(isWelcome: (user: string) => boolean): void {
    for (const guest of [...this.guests.values()]) {
      const { user } = guest.seen.context;
      if (user !== undefined && !isWelcome(user)) guest.end("expelled");
    }
  }

  /**
   * Accepts nobody any more; every session ends once its requests are replied to and it is in the middle of nothing. After
   * `timeoutMs` whatever is left ends.
   */
  async drain(timeoutMs: number): Promise<void> {
    this.acceptor.close();
    clearInterval(this.sweeper);
    const deadline = performance.now() + timeoutMs;
    while (this.guests.size > 0 && performance.now() < deadline) {
      for (const guest of [...this.guests.values()]) guest.drain();
      if (this.guests.size > 0) await pause(Math.min(DRAIN_LOOK_MS, deadline - performance.now()));
    }
    for (const guest of [...this.guests.values()]) guest.end("drained");
    while (this.parting.size > 0 && performance.now() < deadline) await pause(DRAIN_LOOK_MS);
    for (const socket of this.parting) socket.destroy();
  }

  welcomes(socket: Socket): boolean {
    const { limits, observer } = this.protocol;
    const { maxSessions, connectsPerSecond } = limits;
    if (connectsPerSecond > 0 && ++this.acceptedInSecond > connectsPerSecond) {
      socket.destroy();
      observer.refused("too-fast");
      return false;
    }
    const { encrypted, encrypts } = this.acceptor;
    const size = Math.max(this.guests.size, encrypted);
    if (size + this.parting.size < maxSessions && !this.sessions.full) return true;
    this.refuse(socket, encrypts);
    observer.refused("too-many");
    return false;
  }

  /** Accepting failed, or reading a certificate did: it goes on. */
  failed(error: Error): void {
    this.protocol.observer.failed(error);
  }

  accepted(socket: Socket): void {
    const { protocol } = this;
    const id = this.sessions.nextId();
    const local = textOf(socket.localAddress, socket.localPort) ?? addressText(this.address);
    const remote = textOf(socket.remoteAddress, socket.remotePort) ?? local;
    const guest = protocol.begin({
      socket,
      id,
      remote,
      local,
      startTls: () => this.startTls,
      ended: (why) => {
        if (!guest.socket.destroyed) this.part(guest.socket);
        this.guests.delete(id);
        this.count(protocol, -1);
        protocol.observer.closed(guest.seen, why);
        this.host.closed(guest);
      },
    });
    this.count(protocol, 1);
    this.guests.set(id, guest);
    protocol.observer.opened(guest.seen);
    this.host.opened(guest);
  }

  /** A client that expects TLS can't be told why, and of a crowd not everybody is. */
  private refuse(socket: Socket, encrypts: boolean): void {
    if (encrypts || this.turnedAway >= MOST_TURNED_AWAY) {
      socket.destroy();
      return;
    }
    this.turnedAway++;
    socket.once("close", () => this.turnedAway--);
    turnAway(socket, this.protocol.tooMany);
  }

  private count(protocol: Protocol, change: number): void {
    const count = (this.counts.get(protocol) ?? 0) + change;
    if (count === 0) this.counts.delete(protocol);
    else this.counts.set(protocol, count);
  }

  private part(socket: ClientSocket): void {
    this.parting.add(socket);
    socket.once("close", () => this.parting.delete(socket));
  }

  private sweep(): void {
    this.acceptedInSecond = 0;
    const { idleTimeoutMs, authTimeoutMs } = this.protocol.limits;
    if (idleTimeoutMs === 0 && authTimeoutMs === 0) return;
    const now = Date.now();
    for (const guest of [...this.guests.values()]) {
      const { context, idleMs } = guest.seen;
      const late = guest.mustLogIn && authTimeoutMs > 0 && now - context.connectedAt > authTimeoutMs;
      if (late) guest.end("unauthenticated");
      else if (idleTimeoutMs > 0 && idleMs > idleTimeoutMs && guest.quiet) guest.end("idle");
    }
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms));
}

function textOf(host: string | undefined, port: number | undefined): string | undefined {
  return host === undefined || port === undefined ? undefined : addressText({ host, port });
}
