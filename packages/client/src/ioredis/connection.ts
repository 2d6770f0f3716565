import type { Readable } from "node:stream";
import type { CallOptions } from "../call-options.ts";
import type { Command } from "../commands/command.ts";
import { argumentsOf } from "./arguments.ts";
import { type Callback, type CommandMethods, callbackOf, installCommander, nodeify } from "./commander.ts";
import type { Engine } from "./engine.ts";
import { isUnknownScript } from "./errors.ts";
import { commandOf, evalOf, type Invocation, scriptArguments } from "./invocation.ts";
import { Lifetime } from "./lifetime.ts";
import type { Resolved } from "./options.ts";
import { Pipeline, type Result } from "./pipeline.ts";
import { type ScanStreamOptions, scanStream } from "./scan-stream.ts";
import { Script, type ScriptDefinition } from "./script.ts";
import { type Kind, Subscriber } from "./subscriber.ts";
import { runTogether } from "./transaction.ts";

type ScriptMethod = (this: Connection | Pipeline, ...values: unknown[]) => unknown;

// biome-ignore lint/suspicious/noExplicitAny: replies are as untyped as those of the interface this one stands in for.
export interface Connection extends CommandMethods<Promise<any>> {}

/** What the adapter's two classes have in common. */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the methods are made from the command table.
export abstract class Connection extends Lifetime {
  readonly keyPrefix: string;
  private readonly subscriber = new Subscriber(this);
  private readonly scriptMethods: Record<string, ScriptMethod> = {};
  private readonly text: Omit<CallOptions, "route" | "partial" | "reply">;
  private readonly bytes: CallOptions;

  protected constructor(resolved: Resolved) {
    super(resolved);
    if (!("get" in this)) installCommander(Connection.prototype);
    this.keyPrefix = resolved.keyPrefix;
    this.text = { timeoutMs: resolved.commandTimeoutMs, idempotent: resolved.idempotent };
    this.bytes = { ...this.text, reply: "bytes" };
    for (const [name, definition] of Object.entries(resolved.scripts)) this.defineCommand(name, definition);
  }

  /** A method `name` that runs a script: by its hash, in full where a server does not know it. */
  defineCommand(name: string, definition: ScriptDefinition): void {
    const script = new Script(definition);
    const methods = {
      [name]: this.scriptMethod(script, false),
      [`${name}Buffer`]: this.scriptMethod(script, true),
    };
    Object.assign(this.scriptMethods, methods);
    Object.assign(this, methods);
  }

  /** Commands sent together, each with its own outcome. */
  pipeline(commands?: readonly (readonly [string, ...unknown[]])[]): Pipeline {
    return this.batch(false).add(commands ?? []);
  }

  /** Commands that run together, or not at all. */
  multi(commands?: readonly (readonly [string, ...unknown[]])[] | { readonly pipeline?: boolean }): Pipeline {
    return this.batch(true).add(Array.isArray(commands) ? commands : []);
  }

  /** Keys, in pages; on a cluster those of whichever node answers, as in ioredis: ask each of `nodes()`. */
  scanStream(options?: ScanStreamOptions): Readable {
    return this.pages("scan", [], options);
  }

  hscanStream(key: string | Buffer, options?: ScanStreamOptions): Readable {
    return this.pages("hscan", [key], options);
  }

  sscanStream(key: string | Buffer, options?: ScanStreamOptions): Readable {
    return this.pages("sscan", [key], options);
  }

  zscanStream(key: string | Buffer, options?: ScanStreamOptions): Readable {
    return this.pages("zscan", [key], options);
  }

  subscribe(...channels: unknown[]): Promise<number> {
    return this.listening("subscribe", "subscribe", channels);
  }

  psubscribe(...patterns: unknown[]): Promise<number> {
    return this.listening("subscribe", "psubscribe", patterns);
  }

  ssubscribe(...channels: unknown[]): Promise<number> {
    return this.listening("subscribe", "ssubscribe", channels);
  }

  unsubscribe(...channels: unknown[]): Promise<number> {
    return this.listening("unsubscribe", "subscribe", channels);
  }

  punsubscribe(...patterns: unknown[]): Promise<number> {
    return this.listening("unsubscribe", "psubscribe", patterns);
  }

  sunsubscribe(...channels: unknown[]): Promise<number> {
    return this.listening("unsubscribe", "ssubscribe", channels);
  }

  private listening(verb: "subscribe" | "unsubscribe", kind: Kind, values: unknown[]): Promise<number> {
    const callback = callbackOf(values);
    return nodeify(this.subscriber[verb](kind, argumentsOf("", values).map(String)), callback);
  }

  /** @internal */
  invoke(make: () => Invocation, bytes: boolean, callback: Callback | undefined): Promise<unknown> {
    let promise: Promise<unknown>;
    try {
      promise = this.run(make(), bytes);
    } catch (error) {
      promise = Promise.reject(error as Error);
    }
    return nodeify(promise, callback);
  }

  /** @internal */
  run(invocation: Invocation, bytes: boolean): Promise<unknown> {
    if (invocation.kind === "command") return this.send(invocation.command, bytes);
    const { script, args } = invocation;
    const inFull = (): Promise<unknown> => this.send(evalOf("EVAL", script.lua, args), bytes);
    // In full the first time, so that nothing sent right behind it overtakes it.
    if (!script.sent) {
      script.sent = true;
      return inFull();
    }
    return this.send(evalOf("EVALSHA", script.sha, args), bytes).catch((error) => {
      if (isUnknownScript(error)) return inFull();
      throw error;
    });
  }

  /** Sends a command, now or as soon as there is a client. */
  protected send(command: Command, bytes: boolean, extra?: CallOptions): Promise<unknown> {
    const common = bytes ? this.bytes : this.text;
    const options = extra === undefined ? common : { ...common, ...extra };
    return this.withEngine(sizeOf(command), (engine) => engine.send(command, options));
  }

  /** @internal */
  runTogether(commands: readonly Command[]): Promise<Result[] | null> {
    const bytes = commands.reduce((sum, command) => sum + sizeOf(command), 0);
    return this.withEngine(bytes, (engine) => runTogether(engine, commands, this.text));
  }

  private batch(atomic: boolean): Pipeline {
    return Object.assign(new Pipeline(this, atomic), this.scriptMethods);
  }

  private scriptMethod(script: Script, bytes: boolean): ScriptMethod {
    const { keyPrefix } = this;
    return function (...values) {
      const callback = callbackOf(values);
      const make = (): Invocation => ({
        kind: "script",
        script,
        args: scriptArguments(script, values, keyPrefix),
      });
      return this.invoke(make, bytes, callback);
    };
  }

  private pages(name: string, key: readonly unknown[], options: ScanStreamOptions = {}): Readable {
    return scanStream(options, (...position) =>
      this.send(commandOf(name, [...key, ...position], this.keyPrefix), false),
    );
  }

  protected override opened(engine: Engine): void {
    this.subscriber.begin(engine);
  }
}

function sizeOf(command: Command): number {
  let bytes = 64;
  for (const arg of command.args)
    bytes += typeof arg === "string" || arg instanceof Uint8Array ? arg.length : 8;
  return bytes;
}
