import type { Journal } from "./journal.ts";
import { add, Meter } from "./meter.ts";
import type { Seen } from "./seen.ts";
import type { SlowLog, SlowRequest } from "./slow-log.ts";
import type { Throttle } from "./throttle.ts";
import type { TurnClock } from "./turn-clock.ts";

/** What sessions of all listeners are seen with. */
export interface Sight {
  readonly clock: TurnClock;
  readonly journal: Journal;
  readonly slowLog: SlowLog;
  /** How many slow requests are told of in a second. */
  readonly slowThrottle: Throttle;
  /** Microseconds from which a request is slow. */
  readonly slowMicros: number;
  /** Whether keys of slow requests are shown. */
  readonly showKeys: boolean;
  /** Names that may be shown when somebody fails to log in: others might be passwords. */
  readonly users: ReadonlySet<string>;
}

/** Endings that are nobody's fault. */
const ORDINARY: ReadonlySet<string> = new Set(["client", "quit", "drained", "idle", "expelled"]);

/** Sees what happens at one listener: counts it, and writes down what somebody may have to look after. */
export class Observer {
  readonly listener: string;
  readonly meter: Meter;
  /** Names of the kinds by which its meter counts commands. */
  readonly kinds: readonly string[];
  readonly clock: TurnClock;
  readonly slowLog: SlowLog;
  /** Microseconds from which a request is slow. */
  readonly slowMicros: number;
  /** Whether keys of slow requests are wanted. */
  readonly showsKeys: boolean;
  private readonly sight: Sight;

  /** `kinds`: names of the kinds of commands. */
  constructor(listener: string, kinds: readonly string[], sight: Sight) {
    this.listener = listener;
    this.kinds = kinds;
    this.meter = new Meter(kinds.length);
    this.clock = sight.clock;
    this.slowLog = sight.slowLog;
    this.slowMicros = sight.slowMicros;
    this.showsKeys = sight.showKeys;
    this.sight = sight;
  }

  opened({ context }: Pick<Seen, "context">): void {
    this.meter.accepted++;
    this.tell("debug", "session opened", { session: context.id, client: context.address });
  }

  closed({ context, traffic }: Pick<Seen, "context" | "traffic">, why: string): void {
    const { meter } = this;
    meter.receivedBytes += traffic.receivedBytes;
    meter.sentBytes += traffic.sentBytes;
    add(meter.ended, why);
    const fields = { session: context.id, client: context.address, user: context.user, why };
    if (ORDINARY.has(why)) this.tell("debug", "session ended", fields);
    else this.tell("warn", `session ended: ${why}`, fields);
  }

  /** A client was turned away. */
  refused(why: string): void {
    add(this.meter.refused, why);
    this.tell("warn", "session refused", { why });
  }

  /** A connection never became a session. */
  failed(error: Error): void {
    this.meter.acceptFailures++;
    this.tell("warn", "accepting failed", { err: error });
  }

  /** `user`: whom the client claimed to be. */
  authFailed({ id, address }: Pick<Seen["context"], "id" | "address">, user: string): void {
    this.meter.authFailures++;
    const known = this.sight.users.has(user) ? { user } : {};
    this.tell("warn", "login refused", { session: id, client: address, ...known });
  }

  /** Whether a client's password is right could not be found out. */
  uncheckable({ id, address }: Seen["context"], error: Error): void {
    this.tell("warn", "login could not be checked", { session: id, client: address, err: error });
  }

  /** One more request was slow. Whether to tell of it: when everything is slow, that is no time for more work. */
  noticesSlow(): boolean {
    this.meter.slow++;
    return this.sight.slowThrottle.admits("slow", performance.now());
  }

  slow(request: Omit<SlowRequest, "listener">): void {
    this.slowLog.add({ ...request, listener: this.listener }, Date.now());
    const { command, key, micros, session, address } = request;
    this.tell("info", "slow request", {
      command,
      ...(key !== undefined ? { key: key.toString() } : {}),
      durationMs: micros / 1000,
      session,
      client: address,
    });
  }

  private tell(level: "debug" | "info" | "warn", message: string, fields: object): void {
    this.sight.journal.tell(level, message, { listener: this.listener, ...fields });
  }
}
