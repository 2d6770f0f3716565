import type { Arg, ErrorReply } from "fairlead-resp";
import {
  type Action,
  decide,
  heldBy,
  lost,
  type Sending,
  type SessionMode,
  type SessionState,
  settled,
  start,
} from "fairlead-session";
import type { CallOptions } from "../call-options.ts";
import { Caller, merged } from "../calls/caller.ts";
import type { Command, CommandSpec } from "../commands/command.ts";
import type { Commands } from "../commands/commands.generated.ts";
import { installCommands } from "../commands/install.ts";
import { parseCommand, specNamed } from "../commands/lookup.ts";
import type { Many } from "../commands/types.ts";
import { conceal } from "../conceal.ts";
import { Call, Phase } from "../connection/call.ts";
import type { Turn } from "../connection/turn.ts";
import { ReplyError } from "../errors.ts";
import type { Dispatcher } from "../link/dispatcher.ts";
import type { Settings } from "../options.ts";
import type { OneRoute } from "../route.ts";
import { withScript } from "../scripts/supply-script.ts";
import { SessionError } from "../session-errors.ts";
import { effectOf, endsTransaction, TRANSACTION } from "./effects.ts";
import { Holding } from "./holding.ts";
import { homeOf } from "./home.ts";
import { QueuedCommands, type Sent } from "./queued-commands.ts";
import { answerLocally, refusal } from "./refusal.ts";
import type { SessionOptions } from "./session-options.ts";

/**
 * What one user sees as a connection: `WATCH`, `MULTI` and `SELECT` mean what they mean on one, and its commands run in
 * their order.
 */
export interface Session extends SessionCore, Commands<"promise"> {}

interface Request {
  readonly call: Call;
  /** Answered before it was sent: MULTI, until it is known where to. */
  told: boolean;
}

/** What a session is beside its commands. */
export class SessionCore implements AsyncDisposable {
  readonly mode: SessionMode;
  private state: SessionState;
  private readonly requests: Request[] = [];
  private readonly queued = new QueuedCommands();
  private readonly holding: Holding;
  private readonly caller: Caller;
  private readonly dispatcher: Dispatcher;
  private readonly route: OneRoute | undefined;
  private ending: (() => void) | undefined = undefined;
  private closing: Promise<void> | undefined = undefined;

  /** @internal */
  constructor(dispatcher: Dispatcher, settings: Settings, turn: Turn, options: SessionOptions) {
    const { mode = "hybrid", route } = options;
    this.mode = mode;
    this.route = route;
    this.state = start(mode);
    this.dispatcher = dispatcher;
    this.caller = new Caller({ dispatch: (call) => this.enqueue(call) }, settings, turn);
    this.holding = new Holding(dispatcher.leases, {
      refused: (call, reply, address) => this.refused(call, reply, address),
      lost: () => {
        this.state = lost(this.state).state;
        this.queued.clear();
        this.dispatcher.suspect();
        this.pump();
      },
    });
    if (!("get" in this)) {
      installCommands(SessionCore.prototype, "execute", (error) => Promise.reject(error as Error));
      conceal(SessionCore.prototype, "Session");
    }
  }

  /** What the server remembers for this session: `watch`, `transaction`, `database`, ... */
  get held(): readonly string[] {
    return heldBy(this.state).filter((hold) => hold !== "session");
  }

  /** What every typed method does. @internal */
  execute(spec: CommandSpec, args: readonly Arg[], options: CallOptions | undefined): Promise<unknown> {
    return this.caller.execute(spec, args, options);
  }

  /** Sends a command value. */
  send<T>(command: Command<T>, options?: CallOptions): Promise<T> {
    return this.execute(command.spec, command.args, merged(command, options)) as Promise<T>;
  }

  /** Sends any command, as `client.command` does. */
  command<T = unknown>(words: readonly [string, ...Arg[]], options?: CallOptions): Promise<T> {
    try {
      return this.send(parseCommand(words) as Command<T>, options);
    } catch (error) {
      return Promise.reject(error as Error);
    }
  }

  /** `exec` gives null if one of these keys has changed by then. */
  watch(keys: Many<Arg>): Promise<"OK"> {
    return this.run("WATCH", Array.isArray(keys) ? keys : [keys as Arg]) as Promise<"OK">;
  }

  unwatch(): Promise<"OK"> {
    return this.run("UNWATCH", []) as Promise<"OK">;
  }

  /** From here to `exec` commands are queued, and answer `"QUEUED"`. */
  multi(): Promise<"OK"> {
    return this.run("MULTI", []) as Promise<"OK">;
  }

  /**
   * Runs what was queued: the replies, each as its command's, a {@link ReplyError} among them for each that failed; null if
   * a watched key had changed.
   * @throws {ReplyError} `EXECABORT` if a command was refused when it was queued: none ran.
   */
  exec(): Promise<readonly unknown[] | null> {
    return this.run("EXEC", []) as Promise<readonly unknown[] | null>;
  }

  discard(): Promise<"OK"> {
    return this.run("DISCARD", []) as Promise<"OK">;
  }

  /** Uses another database from here on. Clusters have only 0. */
  select(database: number): Promise<"OK"> {
    return this.run("SELECT", [database]) as Promise<"OK">;
  }

  /** Lets go of everything that the server remembers for this session. What is under way on its connection fails. */
  reset(): void {
    this.state = start(this.mode);
    this.queued.clear();
    this.holding.discard();
    this.pump();
  }

  /** Ends the session when its commands are answered. */
  close(): Promise<void> {
    this.closing ??= new Promise((resolve) => {
      this.ending = resolve;
      this.pump();
    });
    return this.closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  private run(name: string, args: readonly Arg[]): Promise<unknown> {
    return this.execute(specNamed(name), args, undefined);
  }

  private get inTransaction(): boolean {
    return heldBy(this.state).includes(TRANSACTION);
  }

  private enqueue(call: Call): void {
    if (this.closing !== undefined) {
      call.reject(new SessionError("ERR_SESSION_CLOSED", "The session has ended"));
      return;
    }
    this.requests.push({ call, told: false });
    this.pump();
  }

  /** Decides requests in their order, until one has to wait. */
  private pump(): void {
    for (let request = this.requests[0]; request !== undefined; request = this.requests[0]) {
      const { call, told } = request;
      const isOver = call.phase === Phase.SETTLED && !told;
      if (!isOver && !this.take(request)) return;
      this.requests.shift();
    }
    this.endIfAsked();
  }

  /** `false` if the request has to wait. */
  private take(request: Request): boolean {
    const { call } = request;
    try {
      const { action, state } = decide(this.state, effectOf(call, this.inTransaction));
      if (action.kind === "wait" || (action.kind === "acquire" && this.waitsForKey(request))) return false;
      const wasOpen = this.inTransaction;
      this.state = state;
      this.act(call, action, wasOpen);
    } catch (error) {
      call.reject(error);
    }
    return true;
  }

  /** MULTI alone doesn't say to which node. It is answered, and sent with the first command that does. */
  private waitsForKey(request: Request): boolean {
    const { call } = request;
    if (call.spec.name !== "MULTI" || !this.dispatcher.hasSlots || this.route !== undefined) return false;
    const rest = this.requests.map((each) => each.call);
    if (homeOf(rest) !== -1 || rest.some(({ spec }) => endsTransaction(spec.name))) return false;
    request.told = true;
    call.deliver("OK");
    return true;
  }

  private act(call: Call, action: Exclude<Action, { kind: "wait" }>, inTransaction: boolean): void {
    switch (action.kind) {
      case "answer":
        answerLocally(call);
        return;
      case "refuse":
        call.reject(refusal(action.reason, call.spec.name, action.holds));
        return;
      case "quit":
        return;
      case "share":
        this.dispatcher.dispatch(this.innerOf(call, action, call));
        return;
      default: {
        // On a connection of its own a script goes in full: there nobody could send it again.
        const whole = { ...withScript(call), mode: call.mode };
        const inner = this.innerOf(call, action, inTransaction ? this.queued.take(whole) : whole);
        if (action.kind !== "lease") this.holding.acquire(this.address(call), call.deadline);
        this.holding.send(inner);
      }
    }
  }

  /** What goes to the server in the call's place, so that the session learns of its reply, whatever the caller does. */
  private innerOf(call: Call, sent: Sending, { spec, args, mode }: Sent): Call {
    const settle = (accepted: boolean): void => {
      const reply = settled(
        this.state,
        sent,
        accepted || endsTransaction(spec.name) ? "accepted" : "refused",
      );
      this.state = reply.state;
      if (reply.release) this.holding.release();
    };
    const receiver = {
      fulfil: (_part: number, value: unknown) => {
        settle(true);
        call.deliver(value);
        this.pump();
      },
      reject: (_part: number, error: Error) => {
        // Without a reply on its own connection nothing is known of it any more.
        if (sent.kind === "share" || error instanceof ReplyError) settle(false);
        else this.holding.giveUp();
        call.reject(error);
        this.pump();
      },
    };
    const inner = new Call(spec, args, mode, call.deadline, call.idempotent, receiver);
    inner.slot = call.slot;
    inner.options = call.options;
    inner.blocking = call.blocking;
    const before = call.release;
    call.release = () => {
      before?.();
      if (inner.phase !== Phase.SETTLED && this.closing === undefined) inner.reject(GIVEN_UP);
    };
    return inner;
  }

  private refused(call: Call, reply: ErrorReply, address: string): void {
    if (reply.code === "MOVED" || reply.code === "ASK") this.dispatcher.suspect();
    call.reject(new ReplyError(reply.code, reply.message, call.spec.name, address));
  }

  private address(call: Call) {
    const { route } = this;
    if (route?.kind === "byAddress") return route.address;
    if (route?.kind === "slotId") return this.dispatcher.addressOf(route.slot);
    const calls = [call, ...this.requests.map((request) => request.call)];
    return this.dispatcher.addressOf(this.dispatcher.hasSlots ? homeOf(calls, route) : -1);
  }

  private endIfAsked(): void {
    if (this.ending === undefined || this.requests.length > 0) return;
    const { action, state } = decide(this.state, { kind: "quit" });
    if (action.kind !== "quit" && action.kind !== "refuse") return;
    this.state = state;
    // What it still held costs more to undo than a new connection.
    this.holding.discard();
    this.ending();
  }
}

const GIVEN_UP = new Error("The caller has given up");
