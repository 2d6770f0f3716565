import type { CallOptions } from "../call-options.ts";
import type { Outcome } from "../errors.ts";
import type { ManyRoute, OneRoute, Route } from "../route.ts";
import type { Arg, Command, Key } from "./command.ts";

/** How the strings of a reply come: as text or as bytes. */
export type Form = NonNullable<CallOptions["reply"]>;

/** The options of every call. The type of the reply follows from these. */
export interface Call<R extends Form = Form, P extends boolean = boolean, N extends Route = Route>
  extends CallOptions {
  readonly reply?: R;
  readonly partial?: P;
  readonly route?: N;
}

/** What a call gives whose replies are combined: one reply, or every node's outcome by address. */
export type Gathered<P, T> = P extends true ? Map<string, Outcome<T>> : T;

/** What a call gives whose replies stand side by side: with a route to many nodes each one's reply by address. */
export type Routed<P, N, T> = P extends true
  ? Map<string, Outcome<T>>
  : N extends ManyRoute
    ? Map<string, T>
    : T;

/** What a method gives back: a promise of the reply, or the command as a value. */
export type Kind = "promise" | "command";
export type Result<W extends Kind, T> = W extends "promise" ? Promise<T> : Command<T>;

/** The replies of a list of commands, each typed as its command's. */
export type Replies<C extends readonly Command[]> = {
  -readonly [K in keyof C]: C[K] extends Command<infer T> ? T : never;
};

/** What became of each of a list of commands. */
export type Outcomes<C extends readonly Command[]> = {
  -readonly [K in keyof C]: C[K] extends Command<infer T> ? Outcome<T> : never;
};

/** Options of a pipeline; a route to many nodes is a command's own. */
export interface PipelineOptions extends CallOptions {
  readonly route?: OneRoute;
  /** Gives every command's outcome, where otherwise one failure fails the whole. Default `false`. */
  readonly partial?: boolean;
}

/** Text of a reply. */
export type Text<R extends Form> = R extends "bytes" ? Buffer : string;
/** Text of a reply that is one of a few words. */
export type Word<R extends Form, T extends string> = R extends "bytes" ? Buffer : T;
/** A map of a reply with any names: a plain object, or a `Map` where names come as bytes. */
export type Rec<R extends Form, T> = R extends "bytes" ? Map<Buffer, T> : Record<string, T>;

/** A reply that depends on whether a flag is set. */
export type If<S, A, B> = S extends true ? A : B;
/** A reply that depends on whether an option is given. */
export type Given<C, A, B> = [C] extends [undefined] ? B : A;

/** One entry of a stream. Of a field that comes twice the last value counts. */
export interface StreamEntry<R extends Form = "text"> {
  id: Text<R>;
  fields: Rec<R, Text<R>>;
}

/** One place found: its member alone, or with what was asked for behind it. */
export type Located<R extends Form, D, H, C> = D | H | C extends false
  ? Text<R>
  : [
      member: Text<R>,
      ...distance: If<D, [number], []>,
      ...hash: If<H, [number], []>,
      ...position: If<C, [[longitude: number, latitude: number]], []>,
    ];

export type Int = number | bigint;
/** A number, or text that the server reads as one. */
export type Num = number | bigint | string;

/** One or several. */
export type Many<T> = T | readonly T[];
/** Names with a value each. */
export type Pairs<N extends Key | Int, V> =
  | Readonly<Record<string, V>>
  | ReadonlyMap<N, V>
  | readonly (readonly [name: N, value: V])[];

export type { Arg, Key, OneRoute, Route };
