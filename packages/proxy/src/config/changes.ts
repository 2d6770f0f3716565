import { isDeepStrictEqual } from "node:util";
import { addressText } from "./address.ts";
import type { Config, ListenerConfig } from "./config.ts";

/** What a new configuration changes, for people to read. */
export interface Changes {
  /** Such as `listener 127.0.0.1:7379: changed`, in the order of the file. */
  readonly applied: readonly string[];
  /** Settings that only a restart changes: they stay as they were. */
  readonly needRestart: readonly string[];
}

const RESTART = ["workers", "admin", "log", "slowLog"] as const;

/** What tells a listener from others, whatever its settings are. */
export function listenerKey({ name, address }: ListenerConfig): string {
  const text = addressText(address);
  return "port" in address && address.port === 0 ? `${text} ${name}` : text;
}

/** Compares two configurations. */
export function changesBetween(before: Config, after: Config): Changes {
  const applied = [
    ...compared("listener", listenersOf(before), listenersOf(after)),
    ...compared("backend", before.backends, after.backends),
    ...compared("user", usersOf(before), usersOf(after)),
  ];
  const needRestart = RESTART.filter((key) => !isDeepStrictEqual(before[key], after[key]));
  return { applied, needRestart };
}

type Named = Readonly<Record<string, unknown>>;

function* compared(what: string, before: Named, after: Named): Iterable<string> {
  for (const [name, value] of Object.entries(after)) {
    if (!Object.hasOwn(before, name)) yield `${what} ${name}: new`;
    else if (!isDeepStrictEqual(before[name], value)) yield `${what} ${name}: changed`;
  }
  for (const name of Object.keys(before)) {
    if (!Object.hasOwn(after, name)) yield `${what} ${name}: removed`;
  }
}

function listenersOf({ listeners }: Config): Named {
  return Object.fromEntries(listeners.map((listener) => [listenerKey(listener), listener]));
}

function usersOf({ users }: Config): Named {
  return Object.fromEntries(users.map((user) => [user.name, user]));
}
