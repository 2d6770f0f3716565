/**
 * What is known of a command that got no reply.
 *
 * - `unsent`: the server did not run it: no byte of it left, or the server refused it before running it;
 * - `unknown`: it was written and nothing came back: it may have run, or may still run.
 */
export type Delivery = "unsent" | "unknown";

/** A mistake in the call itself, found before anything is sent. */
export class UsageError extends Error {
  override readonly name = "UsageError";
  /**
   * - `ERR_USAGE_ARGUMENT`: an argument is missing or of the wrong kind;
   * - `ERR_USAGE_OPTION`: an option is unknown, out of range, or excluded by another;
   * - `ERR_USAGE_URL`: a URL that can't be understood;
   * - `ERR_USAGE_ROUTE`: a route that can't be, or that the command can't take;
   * - `ERR_USAGE_CROSSSLOT`: a transaction's keys belong to several slots.
   */
  readonly code: UsageErrorCode;

  constructor(code: UsageErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export type UsageErrorCode =
  | "ERR_USAGE_ARGUMENT"
  | "ERR_USAGE_OPTION"
  | "ERR_USAGE_URL"
  | "ERR_USAGE_ROUTE"
  | "ERR_USAGE_CROSSSLOT";

/**
 * The server's own error. `code` is the reply's first word: `WRONGTYPE`, `NOPERM`, `ERR`. Arguments that the server repeats
 * in its text are left out: they may be secret.
 */
export class ReplyError extends Error {
  override readonly name = "ReplyError";
  readonly code: string;
  /** Name of the command, without its arguments. */
  readonly command: string;
  /** `host:port` of the server that said so. */
  readonly address: string;

  constructor(code: string, message: string, command: string, address: string) {
    const told = message.replace(REPEATED_ARGUMENTS, "");
    super(told);
    this.code = code;
    this.command = command;
    this.address = address;
    if (told !== message) wholeTexts.set(this, message);
  }
}

/** `ERR unknown command 'x', with args beginning with: 'y' 'z'` */
const REPEATED_ARGUMENTS = /,? with args beginning with:.*$/s;

const wholeTexts = new WeakMap<ReplyError, string>();

/** What the server said, with the arguments that it repeated: only for whoever sent them. */
export function wholeText(error: ReplyError): string {
  return wholeTexts.get(error) ?? error.message;
}

/** A command that ended without a reply. {@link DeliveryError.delivery} says whether it may have run. */
export class DeliveryError extends Error {
  override readonly name = "DeliveryError";
  /**
   * - `ERR_TIMEOUT`: the deadline passed; `cause` is the last obstacle, if there was one;
   * - `ERR_CONNECTION_LOST`: the connection ended after the command was written;
   * - `ERR_QUEUE_FULL`: too many bytes were waiting for a connection;
   * - `ERR_POOL_FULL`: too many were waiting for a connection of their own;
   * - `ERR_CLOSED`: the client is closed.
   */
  readonly code: DeliveryErrorCode;
  readonly delivery: Delivery;
  /** Name of the command, without its arguments. */
  readonly command: string;
  /** `host:port` it was last sent or meant to be sent to, if that was decided. */
  readonly address: string | undefined;

  constructor(
    code: DeliveryErrorCode,
    delivery: Delivery,
    command: string,
    address: string | undefined,
    cause?: unknown,
  ) {
    super(
      deliveryMessage(code, delivery, command, address, cause),
      cause === undefined ? undefined : { cause },
    );
    this.code = code;
    this.delivery = delivery;
    this.command = command;
    this.address = address;
  }
}

export type DeliveryErrorCode =
  | "ERR_TIMEOUT"
  | "ERR_CONNECTION_LOST"
  | "ERR_QUEUE_FULL"
  | "ERR_POOL_FULL"
  | "ERR_CLOSED";

/** A connection could not be made, or had to be given up. */
export class ConnectionError extends Error {
  override readonly name = "ConnectionError";
  /**
   * - `ERR_CONNECT_FAILED`: the address can't be resolved or refuses; `cause` is the system's error;
   * - `ERR_CONNECT_TIMEOUT`: no connection, or no answer to the handshake, in `connectTimeoutMs`;
   * - `ERR_CONNECT_REFUSED`: the server refused the handshake; `cause` is its {@link ReplyError};
   * - `ERR_CONNECT_LOST`: an established connection ended;
   * - `ERR_CONNECT_STALLED`: the server stopped answering;
   * - `ERR_CONNECT_PROTOCOL`: what arrived isn't RESP; `cause` says where it goes wrong;
   * - `ERR_CONNECT_TOPOLOGY`: no node told what the cluster looks like; `cause` is the last obstacle;
   * - `ERR_CONNECT_SENTINEL`: the Sentinels that answer don't know a primary of that name;
   * - `ERR_CONNECT_CLOSED`: closed by this program.
   */
  readonly code: ConnectionErrorCode;
  /** `host:port` or path of the server. */
  readonly address: string;

  constructor(code: ConnectionErrorCode, message: string, address: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.address = address;
  }
}

export type ConnectionErrorCode =
  | "ERR_CONNECT_FAILED"
  | "ERR_CONNECT_TIMEOUT"
  | "ERR_CONNECT_REFUSED"
  | "ERR_CONNECT_LOST"
  | "ERR_CONNECT_STALLED"
  | "ERR_CONNECT_PROTOCOL"
  | "ERR_CONNECT_TOPOLOGY"
  | "ERR_CONNECT_SENTINEL"
  | "ERR_CONNECT_CLOSED";

/** What became of one part of a command that went to several nodes, or of one command of a pipeline. */
export type Outcome<T = unknown> =
  | { readonly status: "fulfilled"; readonly value: T }
  | { readonly status: "rejected"; readonly reason: Error };

/**
 * Some parts of a call failed: slots of a split command, commands of a pipeline.
 * `cause` is the first failure.
 */
export class PartialError extends Error {
  override readonly name = "PartialError";
  /** `ERR_PARTIAL` */
  readonly code = "ERR_PARTIAL";
  /** Every part's outcome, in the order of the parts. */
  readonly outcomes: readonly Outcome[];

  constructor(what: string, outcomes: readonly Outcome[]) {
    const failed = outcomes.filter((outcome) => outcome.status === "rejected");
    const first = failed[0]?.reason;
    super(`${failed.length} of ${outcomes.length} parts of ${what} failed: ${first?.message}`, {
      cause: first,
    });
    this.outcomes = outcomes;
  }

  /** `unsent` only if no part ran or may have run. */
  get delivery(): Delivery {
    return allUnsent(this.outcomes) ? "unsent" : "unknown";
  }
}

/**
 * A fan-out of which some nodes failed. `cause` is the first failure. With `partial: true` the call gives the outcomes
 * instead.
 */
export class FanOutError extends Error {
  override readonly name = "FanOutError";
  /** `ERR_FAN_OUT` */
  readonly code = "ERR_FAN_OUT";
  /** Every node's outcome, by its address. */
  readonly outcomes: ReadonlyMap<string, Outcome>;

  constructor(command: string, outcomes: ReadonlyMap<string, Outcome>) {
    const failed = [...outcomes].filter(([, outcome]) => outcome.status === "rejected");
    const first = (failed[0]?.[1] as { readonly reason: Error } | undefined)?.reason;
    const names = failed.map(([address]) => address).join(", ");
    super(`${command} failed on ${failed.length} of ${outcomes.size} nodes (${names}): ${first?.message}`, {
      cause: first,
    });
    this.outcomes = outcomes;
  }

  /** `unsent` only if no node ran it or may have run it. */
  get delivery(): Delivery {
    return allUnsent([...this.outcomes.values()]) ? "unsent" : "unknown";
  }
}

/** A value that was to be read or written in parts. */
export class ValueError extends Error {
  override readonly name = "ValueError";
  /**
   * - `ERR_VALUE_CHANGED`: somebody changed it while it was read: what came so far is part of an old value;
   * - `ERR_VALUE_LOST`: what was written of it was gone before the rest came: the key keeps what it had;
   * - `ERR_VALUE_TOO_LARGE`: it has more bytes than a value can hold.
   */
  readonly code: ValueErrorCode;

  constructor(code: ValueErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

export type ValueErrorCode = "ERR_VALUE_CHANGED" | "ERR_VALUE_LOST" | "ERR_VALUE_TOO_LARGE";

/** A route leads nowhere at this moment. The command was not sent, whatever comes of the topology later. */
export class RouteError extends Error {
  override readonly name = "RouteError";
  /**
   * - `ERR_ROUTE_NO_REPLICA`: a replica was asked for, and the shard has none;
   * - `ERR_ROUTE_UNKNOWN_ADDRESS`: no node has this address (any more).
   */
  readonly code: RouteErrorCode;
  readonly delivery: Delivery & "unsent" = "unsent";
  /** Name of the command. */
  readonly command: string;

  constructor(code: RouteErrorCode, message: string, command: string) {
    super(`${command} was not sent: ${message}`);
    this.code = code;
    this.command = command;
  }
}

export type RouteErrorCode = "ERR_ROUTE_NO_REPLICA" | "ERR_ROUTE_UNKNOWN_ADDRESS";

function allUnsent(outcomes: readonly Outcome[]): boolean {
  return outcomes.every(
    (outcome) =>
      outcome.status === "rejected" && (outcome.reason as Partial<DeliveryError>).delivery === "unsent",
  );
}

function deliveryMessage(
  code: DeliveryErrorCode,
  delivery: Delivery,
  command: string,
  address: string | undefined,
  cause: unknown,
): string {
  const fate = delivery === "unsent" ? "it was not run" : "it may have run";
  const where = address === undefined ? "" : ` to ${address}`;
  const why = cause instanceof Error ? ` (${cause.message})` : "";
  switch (code) {
    case "ERR_TIMEOUT":
      return `${command}${where} had no reply by its deadline; ${fate}${why}`;
    case "ERR_CONNECTION_LOST":
      return `The connection was lost before ${command}${where} was answered; ${fate}${why}`;
    case "ERR_QUEUE_FULL":
      return `${command}${where} was not queued: too much is waiting for a connection already${why}`;
    case "ERR_POOL_FULL":
      return `${command}${where} was not sent: too many wait for a connection of their own already`;
    case "ERR_CLOSED":
      return `${command}${where} was not answered: the client is closed; ${fate}`;
  }
}
