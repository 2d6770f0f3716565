import type { Arg, ErrorReply } from "fairlead-resp";
import {
  type Action,
  abandoned,
  decide,
  heldBy,
  lost,
  type Outcome,
  released,
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
import type { Call } from "../connection/call.ts";
import type { Turn } from "../connection/turn.ts";
import { ReplyError } from "../errors.ts";
import type { Dispatcher } from "../link/dispatcher.ts";
import type { Settings } from "../options.ts";
import type { OneRoute } from "../route.ts";
import { withScript } from "../scripts/supply-script.ts";
import { SessionError } from "../session-errors.ts";
import { effectOf, endsTransaction, TRANSACTION } from "./effects.ts";
import { Holding } from "./holding.ts";
import { homeAddress, homeOf } from "./home.ts";
import { innerCall } from "./inner-call.ts";
import { QueuedCommands, type Sent } from "./queued-commands.ts";
import { answerLocally, refusal } from "./refusal.ts";
import { isGivenUp, type Request, RequestQueue } from "./request-queue.ts";
import type { SessionOptions } from "./session-options.ts";

/**
 * What one user sees as a connection: `WATCH`, `MULTI` and `SELECT` mean what they mean on one, and its commands run in
 * their order.
 */
export interface Session extends SessionCore, Commands<"promise"> {}

/** What a session is beside its commands. */
export class SessionCore implements AsyncDisposable {
  readonly mode: SessionMode;
  private state: SessionState;
  private readonly requests: RequestQueue;
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
    this.requests = new RequestQueue(settings.runtime, () => this.pump());
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
    const waiting = this.requests.hasTold ? [TRANSACTION] : [];
    return [...heldBy(this.state).filter((hold) => hold !== "session"), ...waiting];
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
    this.state = released(this.state);
    this.requests.forgetTold();
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
    if (this.dispatcher.closed) {
      call.fail("ERR_CLOSED", undefined);
      return;
    }
    this.requests.add(call);
    this.pump();
  }

  /** Decides requests in their order, until one has to wait. */
  private pump(): void {
    this.requests.serve((request) => (isGivenUp(request) ? this.skip(request.call) : this.take(request)));
    this.endIfAsked();
  }

  /** Passes over a request that was given up in the queue; `false` if that has to wait. */
  private skip(call: Call): boolean {
    try {
      const effect = effectOf(call, this.inTransaction);
      if (effect.kind === "forward" || effect.kind === "borrow") return true;
      if (this.state.kind === "releasing") return false;
      this.state = abandoned(lost(this.state).state, effect);
    } catch {
      return true;
    }
    // What is sent behind it would mean something else.
    this.queued.clear();
    this.holding.discard();
    return true;
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
    if (this.closing !== undefined) return false;
    const rest = this.requests.calls;
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
        if (action.kind !== "lease") {
          const address = homeAddress(this.dispatcher, this.route, [call, ...this.requests.calls]);
          this.holding.acquire(address, call.deadline);
        }
        this.holding.send(inner);
      }
    }
  }

  /** A call to send in the given one's place: the session settles both. */
  private innerOf(call: Call, sent: Sending, what: Sent): Call {
    const settle = (outcome: Outcome): void => {
      const over = endsTransaction(what.spec.name);
      const { state, release } = settled(this.state, sent, over ? "accepted" : outcome);
      this.state = state;
      if (release) this.holding.release();
    };
    return innerCall(call, what, {
      fulfil: (_part, value) => {
        settle("accepted");
        call.deliver(value);
        this.pump();
      },
      reject: (_part, error) => {
        // Without a reply on its own connection nothing is known of it any more.
        if (sent.kind === "share" || error instanceof ReplyError) settle("refused");
        else this.holding.giveUp();
        call.reject(error);
        this.pump();
      },
    });
  }

  private refused(call: Call, reply: ErrorReply, address: string): void {
    if (reply.code === "MOVED" || reply.code === "ASK") this.dispatcher.suspect();
    call.reject(new ReplyError(reply.code, reply.message, call.spec.name, address));
  }

  private endIfAsked(): void {
    if (this.ending === undefined || this.requests.length > 0) return;
    const { action, state } = decide(this.state, { kind: "quit" });
    if (action.kind !== "quit" && action.kind !== "refuse") return;
    this.state = state;
    // What it still held costs more to undo than a new connection.
    this.requests.stop();
    this.holding.discard();
    this.ending();
  }
}
