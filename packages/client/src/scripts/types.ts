import type { Reply } from "fairlead-resp";
import type { Command, Key } from "../commands/command.ts";
import type { Arg, Call, OneRoute, Route, Routed } from "../commands/types.ts";

/**
 * What a script or function takes and gives. Tuples fix how many keys and arguments there are, and name them; arrays leave
 * it open: `{ keys: Key[]; args: [ttl: number, ...members: string[]]; reply: number }`.
 */
export interface ScriptTypes {
  readonly keys: readonly Key[];
  readonly args: readonly Arg[];
  readonly reply: unknown;
}

/** What scripts and functions have in common. */
export interface ScriptOptions<S extends ScriptTypes = ScriptTypes> {
  /**
   * It never writes: it may go to replicas, and is sent again when its fate is unknown. The server holds it to that.
   * Default `false`. Redis 7, Valkey.
   */
  readonly readOnly?: boolean;
  /** `"bytes"` for the strings of its reply as `Buffer` instead of text decoded as UTF-8. Default `"text"`. */
  readonly reply?: "text" | "bytes";
  /**
   * Makes what the caller gets of what the server replied; what it throws rejects the call. Default: the reply as it is, which
   * then is taken to have the declared type.
   */
  readonly decode?: (reply: Reply) => S["reply"];
}

export interface ScriptDefinition<S extends ScriptTypes = ScriptTypes> extends ScriptOptions<S> {
  /** The source. */
  readonly lua: string;
}

export interface FunctionDefinition<S extends ScriptTypes = ScriptTypes> extends ScriptOptions<S> {
  /** As its library registered it. */
  readonly name: string;
}

/** Options of one call of a script or function. How strings come is said where it is defined. */
export interface ScriptCall<P extends boolean = boolean, N extends Route = Route>
  extends Omit<Call<never, P, N>, "reply"> {}

/**
 * Makes a command of keys and arguments. All keys are of one slot, and are all that the script touches.
 * @throws {UsageError} `ERR_USAGE_ARGUMENT` for keys that are neither text nor bytes, and arguments that are neither text nor
 *   numbers nor bytes.
 */
export type Script<S extends ScriptTypes = ScriptTypes> = <
  P extends boolean = false,
  N extends Route = OneRoute,
>(
  keys: Readonly<S["keys"]>,
  ...rest: Rest<S["args"], ScriptCall<P, N>>
) => Command<Routed<P, N, S["reply"]>>;

/** Arguments may be left out where there need be none. */
type Rest<A extends ScriptTypes["args"], O> = [] extends A
  ? [args?: Readonly<A>, options?: O]
  : [args: Readonly<A>, options?: O];
