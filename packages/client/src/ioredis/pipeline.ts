import type { CallOptions } from "../call-options.ts";
import type { Arg, Command } from "../commands/command.ts";
import { UsageError } from "../errors.ts";
import { type Callback, type CommandMethods, installCommander, nodeify } from "./commander.ts";
import { evalOf, type Invocation } from "./invocation.ts";
import type { Script } from "./script.ts";

/** The outcome of one command of a pipeline. */
// biome-ignore lint/suspicious/noExplicitAny: replies are as untyped as those of the interface this one stands in for.
export type Result = [error: Error | null, reply?: any];

/** Where a pipeline's commands go. */
export interface PipelineHost {
  readonly keyPrefix: string;
  run(invocation: Invocation, bytes: boolean): Promise<unknown>;
  /** All together or none; `null` if a watched key was changed. */
  runTogether(commands: readonly Command[]): Promise<Result[] | null>;
}

interface Step {
  readonly invocation: Invocation;
  readonly bytes: boolean;
}

/** Commands gathered by its methods, which give back the pipeline, and sent by `exec()`. */
export interface Pipeline extends CommandMethods<Pipeline> {}

// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the methods are made from the command table.
export class Pipeline {
  readonly keyPrefix: string;
  private readonly host: PipelineHost;
  private readonly atomic: boolean;
  private readonly steps: Step[] = [];

  /** @internal */
  constructor(host: PipelineHost, atomic: boolean) {
    if (!("get" in this)) installCommander(Pipeline.prototype);
    this.host = host;
    this.atomic = atomic;
    this.keyPrefix = host.keyPrefix;
  }

  /** How many commands are in it. */
  get length(): number {
    return this.steps.length;
  }

  /** Adds commands: `[["set", "k", "v"], ["get", "k"]]`. */
  add(commands: readonly (readonly [string, ...unknown[]])[]): this {
    for (const [name, ...args] of commands) {
      (this as unknown as Record<string, (...args: unknown[]) => unknown>)[name]!(...args);
    }
    return this;
  }

  /**
   * Sends the commands; gives `[error, reply]` for each. Those of `multi()` run together: `null` if a watched key was
   * changed, and one that the server refuses fails all with `EXECABORT`.
   */
  exec(callback?: Callback): Promise<Result[] | null> {
    // ioredis users pass `true` for what node-redis 3 did with it.
    const notify = typeof callback === "function" ? callback : undefined;
    return nodeify(this.atomic ? this.host.runTogether(this.together()) : this.oneByOne(), notify);
  }

  /** @internal */
  invoke(make: () => Invocation, bytes: boolean, callback: Callback | undefined): this {
    if (callback !== undefined) {
      throw new UsageError(
        "ERR_USAGE_ARGUMENT",
        "Commands of a pipeline take no callback: give it to exec()",
      );
    }
    this.steps.push({ invocation: make(), bytes });
    return this;
  }

  private oneByOne(): Promise<Result[]> {
    return Promise.all(
      this.steps.map(({ invocation, bytes }) =>
        this.host.run(invocation, bytes).then(
          (reply): Result => [null, reply],
          (error): Result => [error],
        ),
      ),
    );
  }

  /** A script goes in full where it comes first, by its hash behind that: no server can lack it. */
  private together(): Command[] {
    const known = new Set<Script>();
    return this.steps.map(({ invocation, bytes }) => {
      const options: CallOptions | undefined = bytes ? { reply: "bytes" } : undefined;
      if (invocation.kind === "command") return { ...invocation.command, options };
      const { script, args } = invocation;
      const command = scriptCommand(script, args, known.has(script));
      known.add(script);
      return { ...command, options };
    });
  }
}

function scriptCommand(script: Script, args: readonly Arg[], known: boolean): Command {
  return known ? evalOf("EVALSHA", script.sha, args) : evalOf("EVAL", script.lua, args);
}
