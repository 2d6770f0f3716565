import { commandTable } from "../commands/table.ts";
import type { CommandName } from "./command-names.ts";
import { commandOf, type Invocation } from "./invocation.ts";

/** What a callback is given. */
// biome-ignore lint/suspicious/noExplicitAny: replies are as untyped as those of the interface this one stands in for.
export type Callback = (error: any, reply?: any) => void;

/** Commands by their first word, in any form that ioredis takes. Those in `Buffer` give bytes for text. */
export type CommandMethods<Reply> = {
  [N in CommandName | `${CommandName}Buffer`]: (...args: unknown[]) => Reply;
} & {
  /** Any command: `call("JSON.GET", "k")`. */
  call(name: string, ...args: unknown[]): Reply;
  callBuffer(name: string, ...args: unknown[]): Reply;
  send_command(name: string, ...args: unknown[]): Reply;
};

/** What the methods call on their object. */
interface Runner {
  readonly keyPrefix: string;
  /** `make` may throw. */
  invoke(make: () => Invocation, bytes: boolean, callback: Callback | undefined): unknown;
}

/** Gives `target` a method for the first word of each command, those it has itself excepted. */
export function installCommander(target: object): void {
  const names = new Set([...commandTable().keys()].map((name) => name.split(" ", 1)[0]!.toLowerCase()));
  const methods: object = Object.create(Object.getPrototypeOf(target));
  const define = (name: string, value: unknown): void => {
    if (name in target) return;
    Object.defineProperty(methods, name, { value, writable: true, configurable: true });
  };
  for (const name of names) {
    define(name, methodOf(name, false));
    define(`${name}Buffer`, methodOf(name, true));
  }
  define("call", callMethod(false));
  define("callBuffer", callMethod(true));
  define("send_command", callMethod(false));
  Object.setPrototypeOf(target, methods);
}

function methodOf(name: string, bytes: boolean): (this: Runner, ...values: unknown[]) => unknown {
  return function (...values) {
    const callback = callbackOf(values);
    const make = (): Invocation => ({ kind: "command", command: commandOf(name, values, this.keyPrefix) });
    return this.invoke(make, bytes, callback);
  };
}

function callMethod(bytes: boolean): (this: Runner, ...values: unknown[]) => unknown {
  return function (...values) {
    const callback = callbackOf(values);
    const [name, ...args] = values.flat();
    const make = (): Invocation => ({
      kind: "command",
      command: commandOf(String(name), args, this.keyPrefix),
    });
    return this.invoke(make, bytes, callback);
  };
}

/** Takes the callback off the end of `values`, if there is one. */
export function callbackOf(values: unknown[]): Callback | undefined {
  return typeof values.at(-1) === "function" ? (values.pop() as Callback) : undefined;
}

/** Tells `callback` too how `promise` ends; then a failure is handled. */
export function nodeify<T>(promise: Promise<T>, callback: Callback | undefined): Promise<T> {
  if (callback !== undefined) {
    const later = (...outcome: Parameters<Callback>): void => process.nextTick(callback, ...outcome);
    promise.then(
      (reply) => later(null, reply),
      (error) => later(error),
    );
  }
  return promise;
}
